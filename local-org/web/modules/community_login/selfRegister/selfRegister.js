import { LightningElement, api } from 'lwc';
import { context } from 'platform/context';

/** Registration by visitors: closed where the Network says so, and refused by name where it is open (not built yet). */
export default class SelfRegister extends LightningElement {
  @api cancelLinkLabel = 'Already have an account?';
  @api confirmPasswordLabel;
  @api emailLabel;
  @api firstnameLabel;
  @api includePasswordField;
  @api lastnameLabel;
  @api passwordLabel;
  @api regConfirmUrl;
  @api submitButtonLabel = 'Sign Up';

  open = context.selfRegistration;

  get loginUrl() {
    return `${context.basePath}/login`;
  }
}
