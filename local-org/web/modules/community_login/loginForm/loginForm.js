import { LightningElement, api } from 'lwc';
import { context } from 'platform/context';
import { postForm, safeStart } from 'platform/loginPost';

/** Logs a member in and goes where they wanted to go. */
export default class LoginForm extends LightningElement {
  @api usernameLabel = 'Username';
  @api passwordLabel = 'Password';
  @api loginButtonLabel = 'Log In';
  @api forgotPasswordLabel = 'Forgot your password?';
  @api forgotPasswordUrl = '/ForgotPassword';
  @api selfRegisterLabel = 'Not a member?';
  @api selfRegisterUrl = '/SelfRegister';
  @api startUrl;

  problem;
  busy = false;

  get forgotUrl() {
    return this.forgotPasswordUrl ? `${context.basePath}/${this.forgotPasswordUrl.replace(/^\.?\//, '')}` : undefined;
  }

  /** Shown only where the site lets people register themselves (Network.selfRegistration). */
  get registerUrl() {
    return context.selfRegistration && this.selfRegisterUrl
      ? `${context.basePath}/${this.selfRegisterUrl.replace(/^\.?\//, '')}`
      : undefined;
  }

  async submit(event) {
    event.preventDefault();
    const inputs = [...this.template.querySelectorAll('lightning-input')];
    const valid = inputs.map((input) => input.reportValidity()).every(Boolean);
    if (!valid) {
      inputs.find((input) => !input.checkValidity())?.focus();
      return;
    }
    const [username, password] = inputs.map((input) => input.value);
    const wanted = new URLSearchParams(location.search).get('startURL') || this.startUrl;
    this.busy = true;
    this.problem = undefined;
    try {
      const answer = await postForm('/login', { username: username.trim(), password, startURL: safeStart(wanted) });
      location.assign(safeStart(answer.url ?? wanted));
    } catch (error) {
      this.problem = error.message;
      this.busy = false;
      await Promise.resolve();
      inputs[1].focus();
    }
  }
}
