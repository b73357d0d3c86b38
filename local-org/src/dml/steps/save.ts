/** Step 7: "Saves the record to the database, but doesn't commit yet." Unique values, ids, auto numbers, history. */
import { newIds } from '../../store/index.ts';
import type { FieldDef } from '../../schema/types.ts';
import { nextAutoNumbers } from '../auto-numbers.ts';
import { idsByField } from '../inputs.ts';
import { dmlError, duplicateValue } from '../messages.ts';
import { behaviourOf } from '../objects/behaviours.ts';
import { aliveRows, changed, idOf, isWritten, scalar } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import { changedFields, insertRow, systemValues, updateRow } from '../stored-rows.ts';
import { writeHistory } from '../history.ts';

/** Writes the rows that came this far; unique values are checked here, as the platform's database does. */
export function saveRows(chunk: Chunk): void {
  const uniqueFields = [...chunk.object.fields.values()].filter((field) => field.unique && isWritten(field));
  // Numbers of rows that fail here are no gaps: a chunk with failures is undone.
  const rows = aliveRows(chunk);
  const drawn = chunk.operation === 'insert' ? drawNumbers(chunk, rows.length) : nothingDrawn;
  const savedNow = new Set<string>();
  for (const [place, row] of rows.entries()) {
    for (const behaviour of behaviourOf(chunk.object)) behaviour.beforeSave?.(row, chunk);
    checkUnique(row, uniqueFields, chunk, savedNow);
    if (row.errors.length > 0) continue;
    if (row.old === null) insert(row, place, drawn, chunk);
    else update(row, chunk);
    savedNow.add(idOf(row.record));
  }
  const saved = aliveRows(chunk);
  writeHistory(chunk, saved);
  for (const behaviour of behaviourOf(chunk.object)) behaviour.afterSave?.(saved, chunk);
}

function checkUnique(row: Row, fields: readonly FieldDef[], chunk: Chunk, savedNow: ReadonlySet<string>): void {
  for (const field of fields) {
    const value = scalar(row.record, field.name);
    if (value === null || !changed(row, field.name)) continue;
    const other = idsByField(chunk.parts.store, chunk.object, field, value).find(
      (id) => id !== row.record.values['Id'],
    );
    if (other === undefined) continue;
    if (field.name === 'Username') row.errors.push(duplicateUsername);
    else row.errors.push(duplicateValue(field, savedNow.has(other) ? '<unknown>' : other));
  }
}

const duplicateUsername = dmlError(
  'DUPLICATE_USERNAME',
  "Duplicate Username. The username already exists in this or another Salesforce organization. Usernames must be unique across all Salesforce organizations. To resolve, use a different username (it doesn't need to match the user's email address).",
  ['Username'],
);

/** What counters give the rows of a chunk, drawn at once for all of them. */
interface Drawn {
  readonly ids: readonly string[];
  /** Values of auto-number fields by the field's name. */
  readonly autoNumbers: ReadonlyMap<string, readonly string[]>;
}

const nothingDrawn: Drawn = { ids: [], autoNumbers: new Map() };

function drawNumbers({ object, parts, now }: Chunk, count: number): Drawn {
  const fields = [...object.fields.values()].filter((field) => field.type === 'autonumber');
  return {
    ids: newIds(parts.store, object.keyPrefix, count),
    autoNumbers: new Map(
      fields.map((field) => [field.name, nextAutoNumbers(object, field, count, now, parts.store)] as const),
    ),
  };
}

function insert(row: Row, place: number, drawn: Drawn, chunk: Chunk): void {
  const { object, parts, scope, now } = chunk;
  const { values } = row.record;
  values['Id'] = drawn.ids[place] ?? '';
  Object.assign(values, systemValues(object, scope.access.user.userId, now, true));
  for (const field of object.fields.values()) {
    if (field.type === 'autonumber') values[field.name] = drawn.autoNumbers.get(field.name)?.[place] ?? null;
    // A roll-up starts at its value for no children.
    if (field.summary?.operation === 'count' || field.summary?.operation === 'sum') values[field.name] = 0;
    // Object Reference, "Custom Objects": a text name left blank becomes the record's id.
    if (field.nameField && field.type === 'string' && object.custom && scalar(row.record, field.name) === null) {
      values[field.name] = idOf(row.record).slice(0, 15);
    }
  }
  insertRow(object, row.record, parts.store);
}

function update(row: Row, chunk: Chunk): void {
  const { object, parts, scope, now } = chunk;
  if (row.old === null) return;
  const system = systemValues(object, scope.access.user.userId, now, false);
  Object.assign(row.record.values, system);
  const names = new Set([...changedFields(object, row.old, row.record), ...Object.keys(system)]);
  updateRow(object, row.record, [...names], parts.store);
}
