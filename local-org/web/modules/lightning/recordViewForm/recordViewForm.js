import { LightningElement, api, wire } from 'lwc';
import { getRecord } from 'lightning/uiRecordApi';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { FormMembers, objectNameOf } from 'platform/formFields';
import { fieldsToShow } from 'platform/recordFields';
import { messageOf } from 'platform/runtime';

/** Gives one record to the output fields inside. */
export default class RecordViewForm extends LightningElement {
  @api recordId;
  @api objectApiName;
  @api density = 'auto';
  names;
  objectInfo;
  record;
  problem;

  constructor() {
    super();
    this.members = new FormMembers(this.template.host, () => {
      const names = this.members.names();
      if (String(names) !== String(this.names)) {
        this.names = names;
      }
    });
  }

  get objectName() {
    return objectNameOf(this.objectApiName);
  }
  get bodyClass() {
    return this.density === 'compact' ? 'slds-form_compact' : '';
  }
  get fields() {
    return this.objectInfo && this.names?.length > 0
      ? this.names.flatMap((name) => fieldsToShow(this.objectInfo, name))
      : undefined;
  }

  @wire(getObjectInfo, { objectApiName: '$objectName' })
  describe({ data, error }) {
    this.objectInfo = data;
    this.problem = error && messageOf(error);
    this.tell();
  }

  @wire(getRecord, { recordId: '$recordId', optionalFields: '$fields' })
  receive({ data, error }) {
    this.record = data;
    if (error) {
      this.problem = messageOf(error);
    } else if (data) {
      this.problem = undefined;
      this.dispatchEvent(
        new CustomEvent('load', {
          detail: { records: { [data.id]: data }, objectInfos: { [data.apiName]: this.objectInfo } },
        }),
      );
    }
    this.tell();
  }

  tell() {
    this.members?.tell({ record: this.record, objectInfo: this.objectInfo });
  }
}
