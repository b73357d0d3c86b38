import { LightningElement, wire } from 'lwc';
import { CurrentPageReference } from 'lightning/navigation';
import accept from '@salesforce/apex/InvitationController.accept';
import { messageFor } from 'c/errors';
import { SiteNavigationMixin } from 'c/siteNavigation';
import titleLabel from '@salesforce/label/c.Invitation_Accept_Title';
import hintLabel from '@salesforce/label/c.Invitation_Accept_Hint';
import acceptLabel from '@salesforce/label/c.Invitation_Accept';
import acceptedLabel from '@salesforce/label/c.Invitation_Accepted';
import failedLabel from '@salesforce/label/c.Invitation_Accept_Failed';
import propertiesLabel from '@salesforce/label/c.Customer_Properties';

/** Where the link of an invitation leads: the visitor accepts it by a button, because mail programs open links by themselves. */
export default class CustomerInvitation extends SiteNavigationMixin(LightningElement) {
  labels = { titleLabel, hintLabel, acceptLabel, acceptedLabel, propertiesLabel };
  pages = [{ name: 'Properties__c' }];
  token;
  isAccepted = false;
  isBusy = false;
  problem;

  @wire(CurrentPageReference)
  opened(pageReference) {
    this.token = pageReference?.state?.token;
  }

  connectedCallback() {
    this.resolveUrls();
  }

  async handleAccept() {
    this.isBusy = true;
    this.problem = undefined;
    try {
      await accept({ token: this.token });
      this.isAccepted = true;
    } catch (error) {
      this.problem = messageFor(error, failedLabel);
    } finally {
      this.isBusy = false;
    }
  }
}
