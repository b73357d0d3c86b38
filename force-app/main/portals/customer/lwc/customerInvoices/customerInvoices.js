import { LightningElement } from 'lwc';
import titleLabel from '@salesforce/label/c.Customer_Invoices';

/** The page of the visitor's invoices. */
export default class CustomerInvoices extends LightningElement {
  labels = { titleLabel };
}
