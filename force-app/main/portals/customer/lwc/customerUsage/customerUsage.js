import { LightningElement } from 'lwc';
import titleLabel from '@salesforce/label/c.Customer_Usage';

/** The page of the visitor's usage. */
export default class CustomerUsage extends LightningElement {
  labels = { titleLabel };
}
