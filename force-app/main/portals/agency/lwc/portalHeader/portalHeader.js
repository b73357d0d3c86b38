import { LightningElement, wire } from 'lwc';
import { CurrentPageReference, NavigationMixin } from 'lightning/navigation';
import isGuest from '@salesforce/user/isGuest';
import titleLabel from '@salesforce/label/c.Portal_Title';
import skipLabel from '@salesforce/label/c.Portal_Skip';
import navigationLabel from '@salesforce/label/c.Portal_Navigation';
import applicationsLabel from '@salesforce/label/c.Portal_Applications';
import newApplicationLabel from '@salesforce/label/c.Portal_New_Application';
import logOutLabel from '@salesforce/label/c.Portal_Log_Out';

const PAGES = [
  { name: 'Home', label: applicationsLabel },
  { name: 'New_Application__c', label: newApplicationLabel }
];

/** Title, navigation and log-out of the agency portal; guests see the title only. */
export default class PortalHeader extends NavigationMixin(LightningElement) {
  labels = { titleLabel, skipLabel, navigationLabel, logOutLabel };
  isMember = !isGuest;
  currentPage;
  urls = {};

  @wire(CurrentPageReference)
  moved(pageReference) {
    this.currentPage = pageReference?.attributes?.name;
  }

  get links() {
    return PAGES.map(({ name, label }) => ({
      name,
      label,
      url: this.urls[name],
      current: name === this.currentPage ? 'page' : undefined
    }));
  }

  connectedCallback() {
    if (this.isMember) {
      this.resolveUrls();
    }
  }

  async resolveUrls() {
    const urls = await Promise.all(PAGES.map(({ name }) => this[NavigationMixin.GenerateUrl](pageOf(name))));
    this.urls = Object.fromEntries(PAGES.map(({ name }, index) => [name, urls[index]]));
  }

  handleOpen(event) {
    event.preventDefault();
    this[NavigationMixin.Navigate](pageOf(event.currentTarget.dataset.name));
  }

  /** The page's content lies outside of this component's reach; the end of the header is as far as it can lead. */
  handleSkip(event) {
    event.preventDefault();
    this.template.querySelector('.end').focus();
  }

  handleLogOut() {
    this[NavigationMixin.Navigate]({ type: 'comm__loginPage', attributes: { actionName: 'logout' } });
  }
}

function pageOf(name) {
  return { type: 'comm__namedPage', attributes: { name } };
}
