import { LightningElement, api, wire } from 'lwc';
import { createRecord, getRecord, getRecordCreateDefaults, updateRecord } from 'lightning/uiRecordApi';
import { getObjectInfo, getPicklistValuesByRecordType } from 'lightning/uiObjectInfoApi';
import { FormMembers, objectNameOf } from 'platform/formFields';
import { fieldsToShow } from 'platform/recordFields';
import { messageOf } from 'platform/runtime';

/** Gives one record to the input fields inside and saves what they hold. Without a record id it creates one. */
export default class RecordEditForm extends LightningElement {
  @api recordId;
  @api objectApiName;
  @api recordTypeId;
  @api density = 'auto';
  @api layoutType;
  names;
  objectInfo;
  record;
  picklists;
  problem;
  saving = false;
  edited = {};

  constructor() {
    super();
    this.members = new FormMembers(this.template.host, () => {
      const names = this.members.names();
      if (String(names) !== String(this.names)) {
        this.names = names;
      }
    });
    this.template.host.addEventListener('platform_fieldchanged', (event) => {
      event.stopPropagation();
      this.edited = { ...this.edited, [event.detail.name]: event.detail.value };
      this.tell();
    });
  }

  get objectName() {
    return objectNameOf(this.objectApiName);
  }
  get bodyClass() {
    return this.density === 'compact' ? 'slds-form_compact' : '';
  }
  get fields() {
    return this.recordId && this.objectInfo && this.names?.length > 0
      ? [`${this.objectName}.RecordTypeId`, ...this.names.flatMap((name) => fieldsToShow(this.objectInfo, name))]
      : undefined;
  }
  get defaultsFor() {
    return this.recordId ? undefined : this.objectName;
  }
  get effectiveRecordTypeId() {
    return (
      this.recordTypeId ||
      this.record?.recordTypeInfo?.recordTypeId ||
      this.record?.recordTypeId ||
      this.record?.fields?.RecordTypeId?.value ||
      this.objectInfo?.defaultRecordTypeId
    );
  }

  @wire(getObjectInfo, { objectApiName: '$objectName' })
  describe({ data, error }) {
    this.objectInfo = data;
    this.fail(error);
    this.tell();
  }

  @wire(getRecord, { recordId: '$recordId', optionalFields: '$fields' })
  receive({ data, error }) {
    if (this.recordId) {
      this.record = data;
      this.fail(error);
      this.loaded(data);
    }
  }

  @wire(getRecordCreateDefaults, { objectApiName: '$defaultsFor', recordTypeId: '$recordTypeId' })
  receiveDefaults({ data, error }) {
    if (!this.recordId) {
      this.record = data?.record;
      this.fail(error);
      this.loaded(data?.record);
    }
  }

  @wire(getPicklistValuesByRecordType, { objectApiName: '$objectName', recordTypeId: '$effectiveRecordTypeId' })
  receivePicklists({ data, error }) {
    this.picklists = data?.picklistFieldValues;
    this.fail(error);
    this.tell();
  }

  fail(error) {
    if (error) {
      this.problem = messageOf(error);
      this.dispatchEvent(new CustomEvent('error', { detail: { message: this.problem } }));
    }
  }

  loaded(record) {
    this.tell();
    if (record && this.objectInfo) {
      const key = record.id ?? this.objectName;
      this.dispatchEvent(
        new CustomEvent('load', {
          detail: { records: { [key]: record }, record, objectInfos: { [this.objectName]: this.objectInfo } },
        }),
      );
    }
  }

  tell() {
    if (!this.members) {
      return;
    }
    const held = Object.fromEntries(
      Object.entries(this.record?.fields ?? {}).map(([name, entry]) => [name, entry.value]),
    );
    this.members.tell({
      record: this.record,
      objectInfo: this.objectInfo,
      picklists: this.picklists,
      values: { ...held, ...this.edited },
      creating: !this.recordId,
    });
  }

  submitted(event) {
    event.preventDefault();
    event.stopPropagation();
    this.begin();
  }

  /** Values to send: of an existing record what was changed, of a new one everything the fields hold. */
  collect() {
    const fields = {};
    for (const member of this.members.fields) {
      if (member.editable?.() && (member.dirty() || (!this.recordId && member.value() !== null))) {
        fields[member.name()] = member.value();
      }
    }
    return fields;
  }

  begin() {
    const invalid = [...this.members.fields].filter((member) => member.validate && !member.validate());
    if (invalid.length > 0) {
      invalid[0].focus();
      return;
    }
    const fields = this.collect();
    const event = new CustomEvent('submit', { cancelable: true, detail: { fields } });
    this.dispatchEvent(event);
    if (!event.defaultPrevented) {
      void this.save(fields);
    }
  }

  /** Saves these fields, or what the fields hold. */
  @api submit(fields) {
    if (fields === undefined) {
      this.begin();
      return Promise.resolve();
    }
    return this.save(fields);
  }

  async save(fields) {
    if (this.saving) {
      return;
    }
    this.saving = true;
    this.members.tellMessages(undefined);
    this.tell();
    try {
      const allowed = { ...fields };
      delete allowed.Id;
      let record;
      if (this.recordId) {
        record = await updateRecord({ fields: { ...allowed, Id: this.recordId } });
      } else {
        if (this.recordTypeId) {
          allowed.RecordTypeId = this.recordTypeId;
        }
        record = await createRecord({ apiName: this.objectName, fields: allowed });
      }
      this.members.fields.forEach((member) => member.reset?.());
      this.edited = {};
      this.saving = false;
      this.tell();
      this.dispatchEvent(new CustomEvent('success', { detail: record }));
    } catch (error) {
      this.saving = false;
      this.tell();
      this.showErrors(error);
    }
  }

  /** Messages beside their fields; what belongs to none of the fields shown goes to lightning-messages. */
  showErrors(error) {
    const fieldErrors = error.body?.output?.fieldErrors ?? {};
    const rest = [...(error.body?.output?.errors ?? [])];
    for (const [name, problems] of Object.entries(fieldErrors)) {
      const member = [...this.members.fields].find((candidate) => candidate.name() === name);
      const text = problems.map(({ message }) => message).join(' ');
      if (!member?.showError?.(text)) {
        rest.push(...problems);
      }
    }
    const general = rest.map(({ message }) => message).join(' ');
    const known = Object.keys(fieldErrors).length > 0 || rest.length > 0;
    this.members.tellMessages({
      message: general || (known ? 'Correct the fields marked below and save again.' : messageOf(error)),
    });
    this.dispatchEvent(
      new CustomEvent('error', {
        detail: {
          message: messageOf(error),
          detail: general || messageOf(error),
          output: error.body?.output ?? { errors: [], fieldErrors: {} },
        },
      }),
    );
  }
}
