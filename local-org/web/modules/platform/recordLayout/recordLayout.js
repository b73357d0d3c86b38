import { LightningElement, api, wire } from 'lwc';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import { getLayout } from 'lightning/uiLayoutApi';
import { messageOf } from 'platform/runtime';
import { MASTER_RECORD_TYPE } from 'platform/recordFields';

/** Parts of a person's name in the order the platform asks for them; only the last name is required. */
const NAME_PARTS = ['Salutation', 'FirstName', 'MiddleName', 'LastName', 'Suffix'];

/**
 * The fields of a record by page layout (or by a list of fields, or by given columns), to read or to change.
 * Modes: `view` (with pencils), `readonly`, `edit`.
 */
export default class RecordLayout extends LightningElement {
  @api recordId;
  @api objectApiName;
  @api recordTypeId;
  @api layoutType = 'Full';
  /** Field names instead of a layout. */
  @api fields;
  /** `[[{field, behavior}]]`: columns of a dynamic field section instead of a layout. */
  @api fieldColumns;
  @api columns;
  @api defaultValues;
  /** Set by a modal that brings its own buttons. */
  @api hideButtons = false;
  objectInfo;
  layout;
  problem;
  startedEditing = false;

  @api get mode() {
    return this.givenMode;
  }
  set mode(value) {
    this.givenMode = value;
    this.startedEditing = value === 'edit';
  }
  givenMode = 'view';

  get editing() {
    return this.startedEditing || !this.recordId;
  }
  get layoutObject() {
    return this.fields || this.fieldColumns ? undefined : this.objectApiName;
  }
  get layoutMode() {
    return this.recordId ? (this.editing ? 'Edit' : 'View') : 'Create';
  }
  get layoutRecordType() {
    return this.recordTypeId ?? this.objectInfo?.defaultRecordTypeId ?? MASTER_RECORD_TYPE;
  }
  get ready() {
    return this.objectInfo && (this.layout || this.fields || this.fieldColumns);
  }
  get loading() {
    return !this.ready && !this.problem;
  }
  get showButtons() {
    return !this.hideButtons;
  }

  @wire(getObjectInfo, { objectApiName: '$objectApiName' })
  describe({ data, error }) {
    this.objectInfo = data;
    this.problem = error && messageOf(error);
  }

  @wire(getLayout, {
    objectApiName: '$layoutObject',
    layoutType: '$layoutType',
    mode: '$layoutMode',
    recordTypeId: '$layoutRecordType',
  })
  receiveLayout({ data, error }) {
    this.layout = data ?? this.layout;
    if (error) {
      this.problem = messageOf(error);
    }
  }

  /** Sections as the template draws them: rows of items, each with the fields it stands for. */
  get sections() {
    if (this.fieldColumns) {
      const rows = Math.max(0, ...this.fieldColumns.map((column) => column.length));
      const items = [];
      for (let row = 0; row < rows; row++) {
        this.fieldColumns.forEach((column, index) =>
          items.push(this.item(`${row}-${index}`, column[row] ? [column[row].field] : [], column[row]?.behavior)),
        );
      }
      return [this.section('columns', undefined, this.fieldColumns.length, items)];
    }
    if (this.fields) {
      return [
        this.section(
          'fields',
          undefined,
          this.columns ?? 1,
          this.fields.map((name) => this.item(name, [name], 'none')),
        ),
      ];
    }
    return this.layout.sections
      .map((section) =>
        this.section(
          section.id,
          section.useHeading ? section.heading : undefined,
          this.columns ?? section.columns,
          section.layoutRows.flatMap((row, rowIndex) =>
            row.layoutItems.map((item, index) => {
              const names = item.layoutComponents
                .filter(({ componentType }) => componentType === 'Field')
                .map(({ apiName }) => apiName);
              const editable = this.recordId ? item.editableForUpdate : item.editableForNew;
              return this.item(
                `${rowIndex}-${index}`,
                names,
                item.required ? 'required' : editable ? 'none' : 'readonly',
              );
            }),
          ),
        ),
      )
      .filter(({ items }) => items.length > 0);
  }

  section(key, heading, columns, items) {
    // What cannot be entered in a new record has no place in its form.
    const shown = this.recordId ? items : items.filter(({ fields }) => fields.some(({ locked }) => !locked));
    const width = Number(columns) > 1 ? 'slds-size_1-of-1 slds-medium-size_1-of-2' : 'slds-size_1-of-1';
    return { key, heading, cellClass: `slds-col ${width}`, items: shown };
  }

  item(key, names, behavior) {
    // To read, the parts of a person's name are one field; to change, they are several.
    const isName = names.includes('LastName') && this.objectInfo.fields.Name;
    const shownNames = isName ? (this.editing ? NAME_PARTS.filter((name) => names.includes(name)) : ['Name']) : names;
    const mayEdit = isName && names.some((name) => this.objectInfo.fields[name]?.updateable);
    const fields = shownNames
      .map((name) => this.objectInfo.fields[name])
      .filter(Boolean)
      .map((field) => {
        const hasDefault = !this.recordId && this.defaultValues?.[field.apiName] !== undefined;
        return {
          name: field.apiName,
          label: field.label,
          required:
            behavior === 'required' && field.dataType !== 'Boolean' && (!isName || field.apiName === 'LastName'),
          locked: behavior === 'readonly' || !(this.recordId ? field.updateable : field.createable),
          hasDefault,
          defaultValue: hasDefault ? this.defaultValues[field.apiName] : undefined,
        };
      });
    // A field that is required is updateable to everybody; the right to edit the object decides first.
    const mayChange = this.givenMode === 'view' && this.recordId && this.objectInfo.updateable !== false;
    const editable = mayChange && (mayEdit || fields.some(({ locked }) => !locked));
    return { key, fields, editable, editText: `Edit ${fields[0]?.label ?? ''}` };
  }

  @api edit() {
    this.startedEditing = true;
  }
  cancel() {
    this.startedEditing = this.givenMode === 'edit';
    this.dispatchEvent(new CustomEvent('cancel'));
  }
  @api submit() {
    this.template.querySelector('lightning-record-edit-form')?.submit();
  }
  submitted() {
    this.dispatchEvent(new CustomEvent('busy'));
  }
  saved(event) {
    this.startedEditing = this.givenMode === 'edit';
    this.dispatchEvent(new CustomEvent('saved', { detail: event.detail }));
  }
  failed(event) {
    this.dispatchEvent(new CustomEvent('problem', { detail: event.detail }));
  }
}
