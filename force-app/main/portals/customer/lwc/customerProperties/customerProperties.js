import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getProperties from '@salesforce/apex/CustomerPropertiesController.getProperties';
import { messageFor } from 'c/errors';
import titleLabel from '@salesforce/label/c.Customer_Properties';
import failedLabel from '@salesforce/label/c.Customer_Properties_Failed';
import emptyLabel from '@salesforce/label/c.Customer_Properties_Empty';
import emptyHintLabel from '@salesforce/label/c.Customer_Properties_Empty_Hint';

/** The page of the visitor's properties. */
export default class CustomerProperties extends LightningElement {
  labels = { titleLabel, emptyLabel, emptyHintLabel };
  properties;
  problem;
  received;

  @wire(getProperties)
  receive(received) {
    this.received = received;
    const { data, error } = received;
    if (data) {
      this.properties = data;
      this.problem = undefined;
    } else if (error) {
      this.problem = messageFor(error, failedLabel);
    }
  }

  get cards() {
    return this.properties ?? [];
  }

  get isLoading() {
    return !this.properties && !this.problem;
  }

  get isEmpty() {
    return !this.problem && this.properties?.length === 0;
  }

  async handleChanged() {
    await refreshApex(this.received);
  }

  async handleRetry() {
    this.problem = undefined;
    await refreshApex(this.received);
  }
}
