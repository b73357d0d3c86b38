import { LightningElement, api, wire } from 'lwc';
import { context } from 'platform/context';
import { nameOf } from 'platform/recordFields';
import { toUrl } from 'platform/router';
import { getRecord } from 'lightning/uiRecordApi';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';

/** "View all" of a related list. */
export default class RelatedListPage extends LightningElement {
  @api recordId;
  @api objectApiName;
  @api relationshipApiName;
  objectInfo;
  record;

  @wire(getObjectInfo, { objectApiName: '$objectApiName' })
  describe({ data }) {
    this.objectInfo = data;
  }
  get fields() {
    return this.objectInfo
      ? [`${this.objectApiName}.${this.objectInfo.fields.Name ? 'Name' : this.objectInfo.nameFields[0]}`]
      : undefined;
  }
  @wire(getRecord, { recordId: '$recordId', optionalFields: '$fields' })
  receive({ data }) {
    this.record = data;
    if (data) {
      this.dispatchEvent(
        new CustomEvent('pagetitle', {
          detail: {
            title: `${this.relationshipApiName}: ${this.recordName}`,
            icon: context.icons?.[this.objectApiName] ?? 'standard:record',
          },
        }),
      );
    }
  }
  get recordName() {
    return this.record ? nameOf(this.record, this.objectInfo) : '…';
  }
  get objectLabel() {
    return this.objectInfo?.labelPlural ?? '…';
  }
  get listUrl() {
    return `/lightning/o/${this.objectApiName}/list`;
  }
  get recordUrl() {
    return toUrl({
      type: 'standard__recordPage',
      attributes: { recordId: this.recordId, objectApiName: this.objectApiName, actionName: 'view' },
    });
  }
}
