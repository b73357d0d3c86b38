import { LightningElement } from 'lwc';
import contactLabel from '@salesforce/label/c.Customer_Contact';
import emailLabel from '@salesforce/label/c.Customer_Contact_Email';

/** Whom to ask, at the foot of every page of the customer portal. */
export default class CustomerFooter extends LightningElement {
  labels = { contactLabel, emailLabel };
  contactUrl = `mailto:${emailLabel}`;
}
