/**
 * Step 6: "Executes duplicate rules. If the duplicate rule identifies the record as a duplicate and uses the block action, the record
 * isn't saved."
 */
import { reportDuplicates } from '../duplicates/report.ts';
import { aliveRows, idOf } from '../row.ts';
import type { Chunk } from '../row.ts';

/** Asks the duplicate rules, when the org has any; gives what is to be done once the rows are saved. */
export function checkDuplicateRules(chunk: Chunk): () => void {
  const { parts, options, scope, object } = chunk;
  // Help, "Things to Know About Duplicate Rules": they do not run for records that are merged.
  if (parts.duplicates === undefined || chunk.origin === 'merge') return () => undefined;
  const rows = aliveRows(chunk);
  const given = { allowSave: options.allowDuplicates === true, asCurrentUser: options.duplicatesAsUser === true };
  const { errors, reports } = parts.duplicates(object, rows, given, scope);
  for (const [index, error] of errors) rows[index]?.errors.push(error);
  return () => {
    for (const report of reports) {
      const row = rows[report.index];
      if (row !== undefined && row.errors.length === 0) reportDuplicates(idOf(row.record), report, chunk);
    }
  };
}
