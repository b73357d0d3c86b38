import { LightningElement } from 'lwc';
import isGuest from '@salesforce/user/isGuest';
import { SiteHeaderMixin } from 'c/siteNavigation';
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
export default class PortalHeader extends SiteHeaderMixin(LightningElement) {
  labels = { titleLabel, skipLabel, navigationLabel, logOutLabel };
  pages = PAGES;
  isMember = !isGuest;

  connectedCallback() {
    if (this.isMember) {
      this.resolveUrls();
    }
  }
}
