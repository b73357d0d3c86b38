import { LightningElement, api, wire } from 'lwc';
import { getRecord } from 'lightning/uiRecordApi';
import { recordSaved } from 'platform/events';
import { showToast } from 'platform/toaster';

/** The details of the record by its page layout. */
export default class DetailPanel extends LightningElement {
  @api recordId;
  @api objectApiName;
  recordTypeId;

  get fields() {
    return this.objectApiName ? [`${this.objectApiName}.Id`] : undefined;
  }

  @wire(getRecord, { recordId: '$recordId', optionalFields: '$fields' })
  receive({ data }) {
    if (data) {
      this.recordTypeId = data.recordTypeId ?? undefined;
    }
  }

  saved() {
    recordSaved({ objectApiName: this.objectApiName, recordId: this.recordId });
    showToast({ title: 'Changes saved.', variant: 'success' }, this);
  }
}
