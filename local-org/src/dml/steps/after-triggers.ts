/** Step 8: "Executes all after triggers." The rows are saved and cannot be changed any more. */
import { aliveRows } from '../row.ts';
import type { Chunk } from '../row.ts';
import { fire, oldRecords, triggerCopy } from '../trigger-runs.ts';

/** Runs after triggers of an insert or update on copies of the rows as stored. */
export function runAfterTriggers(chunk: Chunk): void {
  const event = chunk.operation === 'insert' ? 'AFTER_INSERT' : 'AFTER_UPDATE';
  if (!chunk.parts.triggers.has(chunk.object.name, event)) return;
  const rows = aliveRows(chunk);
  const fresh = rows.map((row) => triggerCopy(row.record, chunk.object, chunk.scope, chunk.parts));
  fire(event, rows, fresh, oldRecords(chunk, rows), chunk);
}
