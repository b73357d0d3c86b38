import { api, wire } from 'lwc';
import LightningModal from 'lightning/modal';
import { MASTER_RECORD_TYPE } from 'platform/recordFields';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { getRecord } from 'lightning/uiRecordApi';

/** Creates or changes a record by its page layout. Closes with the saved record. */
export default class RecordModal extends LightningModal {
  @api recordId;
  @api objectApiName;
  @api recordTypeId;
  @api defaultValues;
  objectInfo;
  recordTypeOfRecord;
  chosenType;
  typeDone = false;
  busy = false;
  known = false;

  @wire(getObjectInfo, { objectApiName: '$objectApiName' })
  describe({ data }) {
    this.objectInfo = data;
    this.chosenType = this.chosenType ?? data?.defaultRecordTypeId;
  }

  get idField() {
    return [`${this.objectApiName}.Id`, `${this.objectApiName}.RecordTypeId`];
  }
  @wire(getRecord, { recordId: '$recordId', optionalFields: '$idField' })
  receive({ data }) {
    this.recordTypeOfRecord = data?.recordTypeId ?? data?.fields.RecordTypeId?.value ?? undefined;
    this.known = Boolean(data);
  }

  get heading() {
    return `${this.recordId ? 'Edit' : 'New'} ${this.objectInfo?.label ?? ''}`;
  }
  /** Record types the user may use; the master type stands for "none". */
  get types() {
    return Object.values(this.objectInfo?.recordTypeInfos ?? {}).filter(
      ({ available, master, recordTypeId }) => available && !master && recordTypeId !== MASTER_RECORD_TYPE,
    );
  }
  get typeOptions() {
    return this.types.map(({ name, recordTypeId }) => ({ label: name, value: recordTypeId }));
  }
  get chooseType() {
    return !this.recordId && !this.recordTypeId && !this.typeDone && this.types.length > 1;
  }
  get ready() {
    return !this.recordId || this.known;
  }
  get effectiveType() {
    return this.recordId
      ? this.recordTypeOfRecord
      : (this.recordTypeId ?? (this.types.length > 0 ? this.chosenType : undefined));
  }

  typeChosen(event) {
    this.chosenType = event.detail.value;
  }
  next() {
    this.typeDone = true;
  }
  save() {
    this.template.querySelector('platform-record-layout').submit();
  }
  started() {
    this.busy = true;
  }
  failed() {
    this.busy = false;
  }
  saved(event) {
    this.close(event.detail);
  }
  cancel() {
    this.close(undefined);
  }
}
