import { LightningElement, api, wire } from 'lwc';
import { apiBase, context } from 'platform/context';
import { call, messageOf } from 'platform/runtime';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { getRecord } from 'lightning/uiRecordApi';
import { textOf } from 'platform/recordFields';

const SHOWN = 10;
const WAIT_MILLISECONDS = 250;

/** Searches the records of one object by name and picks one. Event `change` with `{recordId}`. */
export default class RecordPicker extends LightningElement {
  @api label;
  @api placeholder;
  @api objectApiName;
  @api required = false;
  @api disabled = false;
  @api variant = 'standard';
  @api fieldLevelHelp;
  @api messageWhenValueMissing;
  /** `{criteria: [{fieldPath, operator, value}]}`: only `eq` is understood. */
  @api filter;
  recordId;
  objectInfo;
  record;
  items = [];
  text = '';
  searching = false;

  @api get value() {
    return this.recordId;
  }
  set value(value) {
    this.recordId = value || undefined;
  }

  @wire(getObjectInfo, { objectApiName: '$objectApiName' })
  describe({ data }) {
    this.objectInfo = data;
  }

  get nameField() {
    const names = this.objectInfo?.nameFields ?? [];
    return names.includes('Name') || names.length === 0 ? 'Name' : names[0];
  }
  get fields() {
    return this.objectInfo ? [`${this.objectApiName}.${this.nameField}`] : undefined;
  }

  @wire(getRecord, { recordId: '$recordId', optionalFields: '$fields' })
  receive({ data }) {
    this.record = data;
  }

  get pill() {
    if (!this.recordId) {
      return undefined;
    }
    const label = this.record ? textOf(this.record, this.nameField) || this.recordId : (this.pickedLabel ?? '…');
    return { label, iconName: this.icon, iconAlternativeText: this.objectInfo?.label ?? '' };
  }
  get icon() {
    return context.icons?.[this.objectApiName] ?? 'standard:record';
  }
  get shownPlaceholder() {
    return this.placeholder ?? `Search ${this.objectInfo?.labelPlural ?? ''}…`;
  }

  get missingMessage() {
    return this.messageWhenValueMissing ?? 'Complete this field.';
  }

  get combobox() {
    return this.template.querySelector('lightning-grouped-combobox');
  }

  opened() {
    if (!this.recordId && this.items.length === 0) {
      void this.search('');
    }
  }

  typed(event) {
    this.text = event.detail.text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.search(this.text), WAIT_MILLISECONDS);
  }

  async search(text) {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    this.searching = true;
    const quoted = (value) => `'${String(value).replace(/[\\']/g, '\\$&')}'`;
    const conditions = (this.filter?.criteria ?? []).map(({ fieldPath, operator, value }) => {
      if (operator !== 'eq') {
        throw new Error(`The local org does not support the record picker filter operator ${operator}`);
      }
      return `${fieldPath} = ${typeof value === 'string' ? quoted(value) : value}`;
    });
    if (text) {
      conditions.push(`${this.nameField} LIKE ${quoted(`%${text.replace(/[%_]/g, '\\$&')}%`)}`);
    }
    const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
    const soql = `SELECT Id, ${this.nameField} FROM ${this.objectApiName}${where} ORDER BY ${this.nameField} LIMIT ${SHOWN}`;
    try {
      const { records } = await call(
        'GET',
        `${apiBase}/services/data/v${context.apiVersion}/query?q=${encodeURIComponent(soql)}`,
      );
      if (turn === this.turn) {
        this.items = records.map((record) => ({
          type: 'option-card',
          text: record[this.nameField],
          value: record.Id,
          iconName: this.icon,
        }));
      }
    } catch (error) {
      this.combobox?.setCustomValidity(messageOf(error));
      this.combobox?.reportValidity();
    } finally {
      if (turn === this.turn) {
        this.searching = false;
      }
    }
  }

  selected(event) {
    const id = event.detail.value;
    this.pickedLabel = this.items.find(({ value }) => value === id)?.text;
    this.pick(id);
  }

  cleared() {
    this.pickedLabel = undefined;
    this.pick(undefined);
  }

  pick(id) {
    this.recordId = id;
    this.text = '';
    this.items = [];
    this.combobox?.setCustomValidity('');
    this.dispatchEvent(new CustomEvent('change', { detail: { recordId: id ?? null } }));
  }

  @api clearSelection() {
    this.recordId = undefined;
    this.pickedLabel = undefined;
  }
  @api setCustomValidity(message) {
    this.combobox?.setCustomValidity(message);
  }
  @api checkValidity() {
    return !this.required || Boolean(this.recordId);
  }
  @api reportValidity() {
    return this.combobox?.reportValidity() ?? true;
  }
  @api focus() {
    this.combobox?.focus();
  }
}
