import { LightningElement, api } from 'lwc';
import { context } from 'platform/context';

/** Base of generated views and theme layouts: fills `{!recordId}` and the like into attributes. */
export default class SitePage extends LightningElement {
  @api recordId;
  @api objectApiName;

  fill(attributes) {
    const values = {
      '{!recordId}': this.recordId,
      '{!objectApiName}': this.objectApiName,
      '{!User.Id}': context.user.isGuest ? undefined : context.user.id,
      '{!User.userId}': context.user.isGuest ? undefined : context.user.id,
      '{!User.Record.Name}': context.user.name,
      '{!Site.basePath}': context.basePath,
    };
    return Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        name,
        typeof value === 'string' && value in values ? values[value] : value,
      ]),
    );
  }
}
