/** One record on its way through the order of execution. */
import type { DmlOptions, Scope } from '../engine/ports.ts';
import type { DmlError, FieldValue, SObjectRecord } from '../engine/records.ts';
import type { FieldDef, SObjectDef } from '../schema/types.ts';
import type { DmlParts } from './parts.ts';

/** Stored values by canonical field name. */
export type Values = Record<string, FieldValue>;

/** What the caller wants saved: values already coerced, keyed by canonical field name. */
export interface Input {
  /** Position in the caller's list. */
  readonly index: number;
  readonly object: SObjectDef;
  /** Null for an insert. */
  readonly id: string | null;
  readonly given: Readonly<Values>;
}

export interface Row {
  readonly input: Input;
  /** The record as stored before; null for an insert. */
  old: SObjectRecord | null;
  /** The record being saved: every stored field. */
  record: SObjectRecord;
  readonly errors: DmlError[];
}

/** A statement of a client or of Apex, the platform's own update of a roll-up, the update of a merge's main record. */
export type SaveOrigin = 'statement' | 'rollUp' | 'merge';

/** At most 200 rows of one object going through the steps together. */
export interface Chunk {
  readonly operation: 'insert' | 'update';
  readonly object: SObjectDef;
  readonly rows: readonly Row[];
  readonly options: DmlOptions;
  readonly scope: Scope;
  readonly parts: DmlParts;
  /** The time of the save, as stored: whole seconds. */
  readonly now: string;
  /** Whose save it is. */
  readonly origin: SaveOrigin;
  /** True for the platform's own writes (roll-ups): no access checks, computed fields may be set. */
  readonly internal: boolean;
}

/** Rows without errors so far. */
export function aliveRows(chunk: Pick<Chunk, 'rows'>): readonly Row[] {
  return chunk.rows.filter((row) => row.errors.length === 0);
}

/** The scalar value of a field of a record; null when absent. */
export function scalar(record: SObjectRecord, name: string): FieldValue {
  const value = record.values[name];
  return value === undefined || (typeof value === 'object' && value !== null) ? null : value;
}

/** Text of a field, or null. */
export function text(record: SObjectRecord, name: string): string | null {
  const value = scalar(record, name);
  return typeof value === 'string' ? value : null;
}

/** The record's own id; '' while it has none. */
export function idOf(record: SObjectRecord): string {
  return text(record, 'Id') ?? '';
}

/** Whether an update changes the field. */
export function changed(row: Row, name: string): boolean {
  return row.old === null ? scalar(row.record, name) !== null : scalar(row.old, name) !== scalar(row.record, name);
}

/** Fields with a column that the save writes. */
export function isWritten(field: FieldDef): boolean {
  return field.formula === undefined && field.type !== 'address' && field.type !== 'location';
}
