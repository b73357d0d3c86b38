import { LightningElement, api } from 'lwc';
import { context } from 'platform/context';
import { postForm } from 'platform/loginPost';
import { openUrl } from 'platform/router';

/** Asks for a mail with a link to a new password. The next page reads the same whether or not the username exists. */
export default class ForgotPassword extends LightningElement {
  @api titleLabel = 'Forgot your password?';
  @api instructionsLabel;
  @api usernameLabel = 'Username';
  @api submitButtonLabel = 'Reset';
  @api cancelButtonLabel = 'Cancel';
  @api checkEmailUrl = './CheckPasswordResetEmail';

  problem;
  busy = false;

  get loginUrl() {
    return `${context.basePath}/login`;
  }

  async submit(event) {
    event.preventDefault();
    const input = this.template.querySelector('lightning-input');
    if (!input.reportValidity()) {
      input.focus();
      return;
    }
    this.busy = true;
    this.problem = undefined;
    try {
      await postForm('/secur/forgotpassword', { username: input.value.trim() });
      openUrl(`${context.basePath}/${this.checkEmailUrl.replace(/^\.?\//, '')}`);
    } catch (error) {
      this.problem = error.message;
      this.busy = false;
    }
  }
}
