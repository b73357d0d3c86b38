import { LightningElement, api } from 'lwc';
import { context } from 'platform/context';
import { toUrl } from 'platform/router';
import { entryOf, textOf } from 'platform/recordFields';

const CELL_TYPES = {
  Date: 'date-local',
  DateTime: 'date',
  Currency: 'currency',
  Double: 'number',
  Int: 'number',
  Boolean: 'boolean',
  Email: 'email',
  Phone: 'phone',
};

/** A table of UI API records; the name and what it refers to are links. */
export default class RecordTable extends LightningElement {
  @api label;
  @api records = [];
  /** `[{fieldApiName, label, lookupId, sortable}]` as list infos describe them. */
  @api columns = [];
  @api objectInfo;
  @api sortedBy;
  @api sortedDirection = 'asc';
  /** `[{label, name}]` for each row. */
  @api actions;

  /** Room enough for every column; a narrow screen scrolls the table sideways. */
  get tableClass() {
    return `table__body table__body_${Math.min(this.columns.length, 8)}`;
  }

  get hasRows() {
    return this.records.length > 0;
  }

  /** The column with its field of the object, and what a click on it opens. */
  get described() {
    return this.columns.map((column) => {
      const path = column.fieldApiName.replace(new RegExp(`^${this.objectInfo?.apiName}\\.`), '');
      const field = this.objectInfo?.fields[path];
      return { ...column, path, field, key: path.replaceAll('.', '__dot__') };
    });
  }

  get tableColumns() {
    const nameFields = this.objectInfo?.nameFields ?? ['Name'];
    const columns = this.described.map(({ path, field, key, label, sortable }, index) => {
      const isName = path === 'Name' || nameFields.includes(path);
      const base = {
        label: field?.reference ? label.replace(/ ID$/, '') : label,
        fieldName: key,
        sortable: sortable !== false,
        hideDefaultActions: true,
        wrapText: false,
        initialWidth: undefined,
      };
      if (isName || path.includes('.') || field?.reference || (index === 0 && !field)) {
        return {
          ...base,
          type: 'url',
          fieldName: `${key}__url`,
          typeAttributes: { label: { fieldName: key }, target: '_self' },
          sortFieldName: key,
        };
      }
      if (!field || !(field.dataType in CELL_TYPES)) {
        return { ...base, type: 'text' };
      }
      const type = CELL_TYPES[field.dataType];
      const attributes = {
        currency: { currencyCode: { fieldName: 'currencyCode' } },
        number: { minimumFractionDigits: field.scale ?? 0, maximumFractionDigits: field.scale ?? 0 },
        date: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
        'date-local': { year: 'numeric', month: '2-digit', day: '2-digit' },
      };
      return { ...base, type, typeAttributes: attributes[type] };
    });
    return this.actions?.length > 0
      ? [...columns, { type: 'action', typeAttributes: { rowActions: this.actions } }]
      : columns;
  }

  get rows() {
    return this.records.map((record) => {
      const row = { id: record.id, currencyCode: entryOf(record, 'CurrencyIsoCode')?.value ?? context.i18n.currency };
      for (const { path, field, key, lookupId } of this.described) {
        const typed = field && field.dataType in CELL_TYPES;
        row[key] = typed ? (entryOf(record, path)?.value ?? null) : this.shownText(record, path, field);
        const target = this.targetOf(record, path, field, lookupId);
        if (target) {
          row[`${key}__url`] = toUrl({ type: 'standard__recordPage', attributes: { ...target, actionName: 'view' } });
        }
      }
      return row;
    });
  }

  shownText(record, path, field) {
    if (field?.reference && field.relationshipName) {
      const parent = entryOf(record, field.relationshipName);
      return parent?.displayValue ?? parent?.value?.fields?.Name?.value ?? textOf(record, path);
    }
    return textOf(record, path);
  }

  targetOf(record, path, field, lookupId) {
    const nameFields = this.objectInfo?.nameFields ?? ['Name'];
    if (path === 'Name' || nameFields.includes(path)) {
      return { recordId: record.id, objectApiName: record.apiName };
    }
    const idPath =
      lookupId?.replace(new RegExp(`^${this.objectInfo?.apiName}\\.`), '') ??
      (path.includes('.') ? `${path.split('.').slice(0, -1).join('.')}.Id` : path);
    const parent = path.includes('.') ? entryOf(record, path.split('.').slice(0, -1).join('.'))?.value : undefined;
    const id = parent?.id ?? entryOf(record, idPath)?.value;
    return id && (field?.reference || path.includes('.'))
      ? { recordId: id, objectApiName: parent?.apiName }
      : undefined;
  }

  sort(event) {
    const { fieldName, sortDirection } = event.detail;
    const key = fieldName.replace(/__url$/, '');
    const column = this.described.find((candidate) => candidate.key === key);
    this.dispatchEvent(
      new CustomEvent('sortchange', { detail: { path: column.path, fieldName, direction: sortDirection } }),
    );
  }

  act(event) {
    this.dispatchEvent(
      new CustomEvent('rowaction', { detail: { name: event.detail.action.name, recordId: event.detail.row.id } }),
    );
  }
}
