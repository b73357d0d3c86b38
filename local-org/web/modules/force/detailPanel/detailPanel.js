import { LightningElement, api, wire } from 'lwc';
import { getRecord } from 'lightning/uiRecordApi';
import { recordSaved } from 'platform/events';
import { showToast } from 'platform/toaster';

/** The details of the record by its page layout. */
export default class DetailPanel extends LightningElement {
  @api recordId;
  @api objectApiName;
  recordTypeId;
  known = false;

  get fields() {
    // Asked for by name: it decides on the layout.
    return this.objectApiName ? [`${this.objectApiName}.Id`, `${this.objectApiName}.RecordTypeId`] : undefined;
  }

  @wire(getRecord, { recordId: '$recordId', optionalFields: '$fields' })
  receive({ data }) {
    if (data) {
      this.recordTypeId = data.recordTypeId ?? data.fields.RecordTypeId?.value ?? undefined;
      this.known = true;
    }
  }

  saved() {
    recordSaved({ objectApiName: this.objectApiName, recordId: this.recordId });
    showToast({ title: 'Changes saved.', variant: 'success' }, this);
  }
}
