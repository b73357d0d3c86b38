import { LightningElement } from 'lwc';
import titleLabel from '@salesforce/label/c.Customer_Login_Title';
import hintLabel from '@salesforce/label/c.Customer_Login_Hint';

/** The words above the login form. */
export default class CustomerLogin extends LightningElement {
  labels = { titleLabel, hintLabel };
}
