/**
 * Step 18: "Executes Criteria Based Sharing evaluation." Run right after the save: ownership and implicit access must already hold when
 * after triggers look at the rows, and what those triggers change is evaluated again by their own saves.
 */
import { aliveRows } from '../row.ts';
import type { Chunk } from '../row.ts';

/** Tells the security engine which rows were written. */
export function evaluateSharing(chunk: Chunk): void {
  const rows = aliveRows(chunk);
  if (rows.length === 0) return;
  const before = chunk.operation === 'insert' ? null : rows.flatMap((row) => (row.old === null ? [] : [row.old]));
  chunk.parts.security.afterWrite(
    chunk.object.name,
    before,
    rows.map((row) => row.record),
  );
}
