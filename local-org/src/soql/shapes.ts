import type { SqlRow, SqlValue } from '../engine/ports.ts';
import type { FieldValue, RecordValue, SObjectRecord } from '../engine/records.ts';

/** Turns a stored value into a record's value. */
export type Convert = (value: SqlValue) => FieldValue;

/** Where one entry of a record comes from; `column` is a position in the SELECT list. */
export type Slot =
  | { readonly kind: 'value'; readonly key: string; readonly column: number; readonly convert: Convert }
  | {
      readonly kind: 'compound';
      readonly key: string;
      readonly parts: readonly { readonly key: string; readonly column: number; readonly convert: Convert }[];
    }
  | { readonly kind: 'parent'; readonly key: string; readonly idColumn: number; readonly shape: Shape }
  | {
      /** TYPEOF: what is shown of a parent depends on its object. */
      readonly kind: 'typed';
      readonly key: string;
      readonly idColumn: number;
      shapeOf(id: string): Shape;
    }
  | { readonly kind: 'children'; readonly key: string; readonly column: number; readonly shape: Shape };

/** How rows become records. */
export interface Shape {
  /** The object of a row, by its id; an aggregate row has no id. */
  typeOf(id: string): string;
  readonly idColumn: number | undefined;
  readonly slots: readonly Slot[];
}

type Read = (column: number) => SqlValue;

/** A record does not show its id unless Id was selected; it is remembered beside it. */
const hiddenIds = new WeakMap<SObjectRecord, string>();
const columnNames: string[] = [];

/**
 * The id of a queried record, also when Id was not selected: `values.Id` is present only when it was. Undefined for aggregate rows and
 * for records that did not come from a query.
 */
export function recordId(record: SObjectRecord): string | undefined {
  const hidden = hiddenIds.get(record);
  if (hidden !== undefined) return hidden;
  const id = record.values['Id'];
  return typeof id === 'string' ? id : undefined;
}

/** Rows of the main statement, whose columns are named c0, c1, … */
export function recordsOf(rows: readonly SqlRow[], shape: Shape): readonly SObjectRecord[] {
  return rows.map((row) => recordOf((column) => row[nameOf(column)] ?? null, shape));
}

function nameOf(column: number): string {
  return (columnNames[column] ??= `c${column}`);
}

function recordOf(read: Read, shape: Shape): SObjectRecord {
  const id = shape.idColumn === undefined ? null : read(shape.idColumn);
  const values: Record<string, RecordValue> = {};
  for (const slot of shape.slots) values[slot.key] = valueOf(read, slot);
  const record: SObjectRecord = { type: shape.typeOf(typeof id === 'string' ? id : ''), values };
  if (typeof id === 'string' && !('Id' in values)) hiddenIds.set(record, id);
  return record;
}

function valueOf(read: Read, slot: Slot): RecordValue {
  switch (slot.kind) {
    case 'value':
      return slot.convert(read(slot.column));
    case 'parent':
      return read(slot.idColumn) === null ? null : recordOf(read, slot.shape);
    case 'typed': {
      const id = read(slot.idColumn);
      return typeof id === 'string' ? recordOf(read, slot.shapeOf(id)) : null;
    }
    case 'compound': {
      const parts = slot.parts.map((part) => [part.key, part.convert(read(part.column))] as const);
      return parts.every(([, value]) => value === null) ? null : { compound: Object.fromEntries(parts) };
    }
    case 'children':
      return childRows(read(slot.column)).map((row) => recordOf((column) => row[column] ?? null, slot.shape));
  }
}

/** A child list arrives as JSON: an array of rows, each an array of column values. */
function childRows(json: SqlValue): readonly (readonly SqlValue[])[] {
  return typeof json === 'string' ? (JSON.parse(json) as SqlValue[][]) : [];
}
