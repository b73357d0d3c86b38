import { LightningElement, wire } from 'lwc';
import { CurrentPageReference, NavigationMixin } from 'lightning/navigation';
import { refreshApex } from '@salesforce/apex';
import applicationOf from '@salesforce/apex/ApplicationController.application';
import { messageFor } from 'c/errors';
import { dayInWords, fill } from 'c/words';
import { formatMarketLocation } from 'c/identifiers';
import { statusInWords } from 'c/applicationSteps';
import backLabel from '@salesforce/label/c.Portal_Back';
import failedLabel from '@salesforce/label/c.Portal_Load_Failed';
import submittedLabel from '@salesforce/label/c.Detail_Submitted';
import accountEndingLabel from '@salesforce/label/c.Detail_Account_Ending';
import addressLabel from '@salesforce/label/c.Field_Address';
import emailLabel from '@salesforce/label/c.Field_Email';
import startLabel from '@salesforce/label/c.Field_Desired_Start';
import paymentLabel from '@salesforce/label/c.Form_Payment';
import statusLabel from '@salesforce/label/c.Field_Status';
import suppliesLabel from '@salesforce/label/c.Form_Supplies';
import electricityLabel from '@salesforce/label/c.Commodity_Electricity';
import gasLabel from '@salesforce/label/c.Commodity_Gas';
import reasonLabel from '@salesforce/label/c.Field_Reason';

const HOME = { type: 'comm__namedPage', attributes: { name: 'Home' } };
const COMMODITIES = { Electricity: electricityLabel, Gas: gasLabel };

/** One application of the agency: what was entered, and how far it has come. */
export default class ApplicationDetail extends NavigationMixin(LightningElement) {
  labels = {
    backLabel,
    submittedLabel,
    addressLabel,
    emailLabel,
    startLabel,
    paymentLabel,
    statusLabel,
    suppliesLabel,
    reasonLabel
  };
  applicationId;
  isJustSubmitted = false;
  homeUrl;
  detail;
  problem;
  received;

  @wire(CurrentPageReference)
  moved(pageReference) {
    this.applicationId = pageReference?.state?.applicationId;
    this.isJustSubmitted = pageReference?.state?.submitted === '1';
  }

  @wire(applicationOf, { applicationId: '$applicationId' })
  receive(received) {
    this.received = received;
    const { data, error } = received;
    if (data) {
      this.detail = data;
      this.problem = undefined;
    } else if (error) {
      this.problem = messageFor(error, failedLabel);
    }
  }

  async connectedCallback() {
    this.homeUrl = await this[NavigationMixin.GenerateUrl](HOME);
  }

  get isLoading() {
    return !this.detail && !this.problem;
  }

  get view() {
    const { desiredStart, ibanLast4, supplies, status } = this.detail;
    return {
      ...this.detail,
      statusWords: statusInWords(status),
      address: addressOf(this.detail),
      start: desiredStart ? dayInWords(desiredStart) : '',
      account: ibanLast4 ? fill(accountEndingLabel, ibanLast4) : '',
      hasSupplies: supplies.length > 0,
      supplies: supplies.map((supply) => ({
        ...supply,
        name: COMMODITIES[supply.commodity],
        marketLocation: formatMarketLocation(supply.marketLocation)
      }))
    };
  }

  async handleRetry() {
    await refreshApex(this.received);
  }

  handleBack(event) {
    event.preventDefault();
    this[NavigationMixin.Navigate](HOME);
  }
}

/** One line; a draft may lack any part of it. */
function addressOf({ street, houseNumber, postalCode, city }) {
  const parts = [
    [street, houseNumber],
    [postalCode, city]
  ];
  return parts
    .map((words) => words.filter(Boolean).join(' '))
    .filter(Boolean)
    .join(', ');
}
