import { LightningElement, api, wire } from 'lwc';
import { context } from 'platform/context';
import { messageOf } from 'platform/runtime';
import { fieldsToShow, labelOf, nameOf } from 'platform/recordFields';
import { getRecord } from 'lightning/uiRecordApi';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { getLayout } from 'lightning/uiLayoutApi';

/** The platform shows at most seven fields of a compact layout. */
const FACTS = 7;

/** Name, key facts and actions of a record. */
export default class HighlightsPanel extends LightningElement {
  @api recordId;
  @api objectApiName;
  objectInfo;
  layout;
  recordTypeId;
  typeKnown = false;
  record;
  problem;

  @wire(getObjectInfo, { objectApiName: '$objectApiName' })
  describe({ data, error }) {
    this.objectInfo = data;
    this.problem = error && messageOf(error);
  }

  @wire(getLayout, {
    objectApiName: '$layoutObject',
    layoutType: 'Compact',
    mode: 'View',
    recordTypeId: '$recordTypeId',
  })
  receiveLayout({ data, error }) {
    this.layout = data;
    if (error) {
      this.problem = messageOf(error);
    }
  }

  /** The record type comes first: it decides on the compact layout. */
  get typeField() {
    return this.objectApiName ? [`${this.objectApiName}.Id`, `${this.objectApiName}.RecordTypeId`] : undefined;
  }
  get layoutObject() {
    return this.typeKnown ? this.objectApiName : undefined;
  }

  @wire(getRecord, { recordId: '$recordId', optionalFields: '$typeField' })
  receiveType({ data }) {
    if (data) {
      this.recordTypeId = data.recordTypeId ?? data.fields.RecordTypeId?.value ?? undefined;
      this.typeKnown = true;
    }
  }

  /** Fields of the compact layout without the name, which is the title. */
  get facts() {
    if (!this.layout || !this.objectInfo) {
      return [];
    }
    const names = this.layout.sections.flatMap(({ layoutRows }) =>
      layoutRows.flatMap(({ layoutItems }) =>
        layoutItems.flatMap(({ layoutComponents }) => layoutComponents.map(({ apiName }) => apiName)),
      ),
    );
    const nameFields = new Set(['Name', ...(this.objectInfo.nameFields ?? [])]);
    return [...new Set(names)]
      .filter((name) => name && !nameFields.has(name) && this.objectInfo.fields[name])
      .slice(0, FACTS)
      .map((name) => ({ ...this.objectInfo.fields[name], label: labelOf(this.objectInfo.fields[name]) }));
  }

  get fields() {
    if (!this.objectInfo || !this.layout) {
      return undefined;
    }
    const names = this.objectInfo.fields.Name ? ['Name'] : this.objectInfo.nameFields;
    return [
      ...names.map((name) => `${this.objectApiName}.${name}`),
      ...this.facts.flatMap(({ apiName }) => fieldsToShow(this.objectInfo, apiName)),
    ];
  }

  @wire(getRecord, { recordId: '$recordId', optionalFields: '$fields' })
  receive({ data, error }) {
    this.record = data;
    if (error) {
      this.problem = messageOf(error);
    }
  }

  get title() {
    return nameOf(this.record, this.objectInfo);
  }
  get objectLabel() {
    return this.objectInfo?.label;
  }
  get icon() {
    return context.icons?.[this.objectApiName] ?? 'standard:record';
  }
  get mayEdit() {
    return this.objectInfo?.updateable === true;
  }
  get mayDelete() {
    return this.objectInfo?.deletable === true || this.objectInfo?.deleteable === true;
  }
  get actions() {
    return (context.quickActions ?? []).filter(({ object }) => object === this.objectApiName);
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
  edit() {
    this.tell('platform_edit', { recordId: this.recordId, objectApiName: this.objectApiName });
  }
  remove() {
    this.tell('platform_delete', { recordId: this.recordId, objectApiName: this.objectApiName, label: this.title });
  }
  run(event) {
    const action = this.actions.find(({ apiName }) => apiName === event.target.name);
    this.tell('platform_action', { action, recordId: this.recordId, objectApiName: this.objectApiName });
  }
}
