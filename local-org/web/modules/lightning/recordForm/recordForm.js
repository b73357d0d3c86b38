import { LightningElement, api } from 'lwc';
import { fieldNameOf, objectNameOf } from 'platform/formFields';

/** Shows, edits or creates a record by its layout or by a list of fields. */
export default class RecordForm extends LightningElement {
  @api recordId;
  @api objectApiName;
  @api recordTypeId;
  @api fields;
  @api layoutType = 'Full';
  @api mode = 'view';
  @api columns;
  @api density;

  get objectName() {
    return objectNameOf(this.objectApiName);
  }
  get fieldList() {
    return this.fields?.length > 0 ? this.fields.map(fieldNameOf) : undefined;
  }

  saved(event) {
    this.dispatchEvent(new CustomEvent('success', { detail: event.detail }));
  }
  cancelled() {
    this.dispatchEvent(new CustomEvent('cancel'));
  }
  failed(event) {
    this.dispatchEvent(new CustomEvent('error', { detail: event.detail }));
  }
}
