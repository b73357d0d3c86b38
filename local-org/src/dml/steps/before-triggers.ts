/** Step 4: "Executes all before triggers." They change the rows in place. */
import { fieldNamed } from '../../schema/index.ts';
import { normalise } from '../coerce.ts';
import { aliveRows, isWritten } from '../row.ts';
import type { Chunk } from '../row.ts';
import { addFormulas, fire, oldRecords } from '../trigger-runs.ts';

/** Runs before triggers of an insert or update; what they set is normalised like the request's values. */
export function runBeforeTriggers(chunk: Chunk): void {
  const event = chunk.operation === 'insert' ? 'BEFORE_INSERT' : 'BEFORE_UPDATE';
  if (!chunk.parts.triggers.has(chunk.object.name, event)) return;
  const rows = aliveRows(chunk);
  for (const row of rows) addFormulas(row.record, chunk.object, chunk.scope, chunk.parts);
  const old = oldRecords(chunk, rows);
  fire(
    event,
    rows,
    rows.map((row) => row.record),
    old,
    chunk,
  );
  for (const { record } of rows) {
    for (const [name, value] of Object.entries(record.values)) {
      if (typeof value === 'object') continue;
      const field = fieldNamed(chunk.object, name);
      if (field === undefined) continue;
      if (isWritten(field)) record.values[field.name] = normalise(field, value);
    }
  }
}
