import { LightningElement, api } from 'lwc';

/** Leads employees to the org's own login. */
export default class EmployeeLoginLink extends LightningElement {
  @api employeeLoginLinkLabel = 'Are you an employee? Log in';
}
