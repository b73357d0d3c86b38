import { LightningElement, api } from 'lwc';
import { recordSaved } from 'platform/events';

/** A field section of a dynamic form: the fields whose rules hold, in its columns. */
export default class FieldSection extends LightningElement {
  @api recordId;
  @api objectApiName;
  @api label;
  @api columns;

  saved() {
    recordSaved({ objectApiName: this.objectApiName, recordId: this.recordId });
  }
}
