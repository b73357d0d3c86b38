/**
 * Step 6: "Executes duplicate rules. If the duplicate rule identifies the record as a duplicate and uses the block action, the record
 * isn't saved."
 */
import { aliveRows } from '../row.ts';
import type { Chunk } from '../row.ts';

/** Asks the duplicate rules, when the org has any. */
export function checkDuplicateRules(chunk: Chunk): void {
  const { parts, options, scope, object } = chunk;
  if (parts.duplicates === undefined) return;
  const rows = aliveRows(chunk);
  const blocked = parts.duplicates(
    object,
    rows.map((row) => row.record),
    options.allowDuplicates === true,
    scope,
  );
  for (const [index, error] of blocked) rows[index]?.errors.push(error);
}
