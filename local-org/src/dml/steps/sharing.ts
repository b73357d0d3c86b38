/** Step 18: "Executes Criteria Based Sharing evaluation." `save-order.ts` says why it runs right after step 7. */
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
