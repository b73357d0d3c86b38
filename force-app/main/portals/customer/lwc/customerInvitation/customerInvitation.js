import { LightningElement, wire } from 'lwc';
import { CurrentPageReference } from 'lightning/navigation';
import basePath from '@salesforce/community/basePath';
import isGuest from '@salesforce/user/isGuest';
import examine from '@salesforce/apex/InvitationController.examine';
import accept from '@salesforce/apex/InvitationController.accept';
import register from '@salesforce/apex/InvitationController.register';
import { ChangeMixin } from 'c/changes';
import { SiteNavigationMixin } from 'c/siteNavigation';
import titleLabel from '@salesforce/label/c.Invitation_Accept_Title';
import hintLabel from '@salesforce/label/c.Invitation_Accept_Hint';
import acceptLabel from '@salesforce/label/c.Invitation_Accept';
import acceptedLabel from '@salesforce/label/c.Invitation_Accepted';
import failedLabel from '@salesforce/label/c.Invitation_Accept_Failed';
import incompleteLabel from '@salesforce/label/c.Invitation_Incomplete';
import usedLabel from '@salesforce/label/c.Invitation_Used';
import acceptedBeforeLabel from '@salesforce/label/c.Invitation_Accepted_Before';
import withdrawnLabel from '@salesforce/label/c.Invitation_Withdrawn';
import expiredLabel from '@salesforce/label/c.Invitation_Expired';
import knownPersonLabel from '@salesforce/label/c.Invitation_Known_Person';
import customersOnlyLabel from '@salesforce/label/c.Invitation_Customers_Only';
import loginTitleLabel from '@salesforce/label/c.Invitation_Login_Title';
import loginLabel from '@salesforce/label/c.Invitation_Login';
import logInLabel from '@salesforce/label/c.Invitation_Log_In';
import registerTitleLabel from '@salesforce/label/c.Invitation_Register_Title';
import registerHintLabel from '@salesforce/label/c.Invitation_Register_Hint';
import registerLabel from '@salesforce/label/c.Invitation_Register';
import registeredLabel from '@salesforce/label/c.Invitation_Registered';
import registerFailedLabel from '@salesforce/label/c.Invitation_Register_Failed';
import firstNameLabel from '@salesforce/label/c.Field_First_Name';
import lastNameLabel from '@salesforce/label/c.Field_Last_Name';
import propertiesLabel from '@salesforce/label/c.Customer_Properties';

/** Why a link lets nobody in, by what InvitationController answers. */
const REFUSALS = {
  INCOMPLETE: incompleteLabel,
  USED: usedLabel,
  ACCEPTED_BEFORE: acceptedBeforeLabel,
  WITHDRAWN: withdrawnLabel,
  EXPIRED: expiredLabel,
  KNOWN_PERSON: knownPersonLabel,
  CUSTOMERS_ONLY: customersOnlyLabel
};

/**
 * Where the link of an invitation leads. Customers accept it by a button, because mail programs open links by themselves; guests log in or register.
 */
export default class CustomerInvitation extends ChangeMixin(SiteNavigationMixin(LightningElement)) {
  labels = {
    titleLabel,
    hintLabel,
    acceptLabel,
    loginTitleLabel,
    loginLabel,
    registerTitleLabel,
    registerHintLabel,
    registerLabel,
    firstNameLabel,
    lastNameLabel
  };
  pages = [{ name: 'Properties__c' }];
  isGuest = isGuest;
  token;
  /** Whether the link lets somebody in; undefined until the server has said so. */
  isOpen;
  refusal;
  done;

  @wire(CurrentPageReference)
  async opened(pageReference) {
    if (!pageReference) {
      return;
    }
    this.token = pageReference.state?.token;
    if (this.token) {
      await this.ask(() => examine({ token: this.token }), failedLabel);
    } else {
      this.refuse('INCOMPLETE');
    }
  }

  connectedCallback() {
    this.resolveUrls();
  }

  get isLoading() {
    return this.isOpen === undefined && !this.problem;
  }

  get isOver() {
    return this.isOpen === false;
  }

  get mayAccept() {
    return this.isOpen && !this.isGuest;
  }

  get mayRegister() {
    return this.isOpen && this.isGuest;
  }

  /** Back to this page with its token, once logged in. */
  get loginUrl() {
    const { pathname, search } = window.location;
    return `${basePath}/login?startURL=${encodeURIComponent(pathname + search)}`;
  }

  get nextLabel() {
    return this.isGuest ? logInLabel : propertiesLabel;
  }

  async handleAccept() {
    await this.ask(() => accept({ token: this.token }), failedLabel, acceptedLabel);
  }

  async handleRegister() {
    const { firstName, lastName } = this.refs;
    const complete = [firstName, lastName].map((field) => field.reportValidity());
    if (complete.includes(false)) {
      return;
    }
    const names = { firstName: firstName.value, lastName: lastName.value };
    await this.ask(() => register({ token: this.token, ...names }), registerFailedLabel, registeredLabel);
  }

  /**
   * Asks the server, which answers why it refuses or nothing.
   * @param {() => Promise<string | undefined>} question
   * @param {string} failed what to say when there is no answer
   * @param {string} [done] what to say when the invitation is accepted by this; the link is open otherwise
   */
  async ask(question, failed, done) {
    await this.attempt(async () => {
      const refusal = await question();
      if (refusal) {
        this.refuse(refusal);
        return;
      }
      this.isOpen = !done;
      this.done = done;
    }, failed);
  }

  refuse(refusal) {
    this.isOpen = false;
    this.refusal = REFUSALS[refusal] ?? expiredLabel;
  }
}
