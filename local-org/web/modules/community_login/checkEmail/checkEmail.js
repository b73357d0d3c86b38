import { LightningElement, api } from 'lwc';
import { context } from 'platform/context';

/** Says that a mail is on its way. */
export default class CheckEmail extends LightningElement {
  @api titleLabel = 'Now check your email';
  @api checkEmailMessage;
  @api returnButtonLabel = 'Back to login';

  get loginUrl() {
    return `${context.basePath}/login`;
  }
}
