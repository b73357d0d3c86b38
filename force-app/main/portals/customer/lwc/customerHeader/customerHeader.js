import { LightningElement, wire } from 'lwc';
import { getFieldValue, getRecord } from 'lightning/uiRecordApi';
import basePath from '@salesforce/community/basePath';
import activeLanguages from '@salesforce/site/activeLanguages';
import LANG from '@salesforce/i18n/lang';
import isGuest from '@salesforce/user/isGuest';
import userId from '@salesforce/user/Id';
import NAME from '@salesforce/schema/User.Name';
import chooseLanguage from '@salesforce/apex/CustomerLanguageController.choose';
import { messageFor } from 'c/errors';
import { SiteHeaderMixin } from 'c/siteNavigation';
import { addressIn, shownLanguage } from './languages';
import titleLabel from '@salesforce/label/c.Customer_Title';
import skipLabel from '@salesforce/label/c.Portal_Skip';
import navigationLabel from '@salesforce/label/c.Customer_Navigation';
import homeLabel from '@salesforce/label/c.Customer_Home';
import contractsLabel from '@salesforce/label/c.Customer_Contracts';
import propertiesLabel from '@salesforce/label/c.Customer_Properties';
import usageLabel from '@salesforce/label/c.Customer_Usage';
import invoicesLabel from '@salesforce/label/c.Customer_Invoices';
import languageLabel from '@salesforce/label/c.Customer_Language';
import languageFailedLabel from '@salesforce/label/c.Customer_Language_Failed';
import logOutLabel from '@salesforce/label/c.Portal_Log_Out';

const PAGES = [
  { name: 'Home', label: homeLabel },
  { name: 'Contracts__c', label: contractsLabel },
  { name: 'Properties__c', label: propertiesLabel },
  { name: 'Usage__c', label: usageLabel },
  { name: 'Invoices__c', label: invoicesLabel }
];

/** Title, navigation, language and log-out of the customer portal; guests see the title only. */
export default class CustomerHeader extends SiteHeaderMixin(LightningElement) {
  labels = { titleLabel, skipLabel, navigationLabel, languageLabel, logOutLabel };
  pages = PAGES;
  isMember = !isGuest;
  userId = isGuest ? undefined : userId;
  userName;
  problem;
  /** The page whose link was last brought into sight. */
  shownPage;

  // Without the name the header is still of use: a failure shows none.
  @wire(getRecord, { recordId: '$userId', fields: [NAME] })
  known({ data }) {
    if (data) {
      this.userName = getFieldValue(data, NAME);
    }
  }

  /** The languages to change to. */
  get languages() {
    const shown = shownLanguage(activeLanguages, LANG);
    return activeLanguages
      .filter(({ code }) => code !== shown?.code)
      .map(({ code }) => ({ code, label: ownName(code), lang: code.replace('_', '-') }));
  }

  get hasLanguages() {
    return this.languages.length > 0;
  }

  connectedCallback() {
    if (this.isMember) {
      window.addEventListener('resize', this.showCurrent);
      this.resolveUrls();
    }
  }

  renderedCallback() {
    if (this.currentPage !== this.shownPage) {
      this.shownPage = this.currentPage;
      this.showCurrent();
    }
  }

  disconnectedCallback() {
    window.removeEventListener('resize', this.showCurrent);
  }

  /** On a phone the pages are a row to scroll: the current one comes into sight, also when the phone is turned. */
  showCurrent = () => {
    const row = this.refs.links;
    const current = row?.querySelector('[aria-current]');
    if (current) {
      row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
    }
  };

  async handleLanguage(event) {
    const language = activeLanguages.find(({ code }) => code === event.currentTarget.dataset.code);
    this.problem = undefined;
    try {
      await chooseLanguage({ language: language.code });
    } catch (error) {
      this.problem = messageFor(error, languageFailedLabel);
      return;
    }
    const { pathname, search } = window.location;
    window.location.assign(addressIn(language, activeLanguages, { basePath, pathname, search }));
  }
}

/** A language in its own words: Deutsch, English. */
function ownName(code) {
  const [language] = code.split(/[-_]/);
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language);
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
