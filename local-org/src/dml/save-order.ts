/**
 * The order of execution of an insert or update. Source: Apex Developer Guide, "Triggers and Order of Execution"; the numbers are its
 * steps. Steps this org has no automation for (3 and 13–14 flows, 9 assignment, 10 auto-response, 11 workflow, 12 escalation,
 * 15 entitlement rules) do not appear: metadata that would need them is refused by name when it is deployed. Steps 19 and 20, commit and
 * work after commit, belong to the transaction.
 */
import { aliveRows } from './row.ts';
import type { Chunk } from './row.ts';
import { applyNewValues } from './steps/apply-new-values.ts';
import { checkDuplicateRules } from './steps/duplicate-rules.ts';
import { loadOriginals } from './steps/load-original.ts';
import { rollUpToParents } from './steps/roll-up-summaries.ts';
import type { ParentSave } from './steps/roll-up-summaries.ts';
import { saveRows } from './steps/save.ts';
import { evaluateSharing } from './steps/sharing.ts';
import { checkSystemRules } from './steps/system-validation.ts';
import { runAfterTriggers, runBeforeTriggers } from './steps/triggers.ts';
import { checkValidationRules } from './steps/validation-rules.ts';

/** Takes a chunk through all steps; failures stand in the rows. The caller rolls back when there are any. */
export function saveInOrder(chunk: Chunk, saveParent: ParentSave): void {
  loadOriginals(chunk); //          1
  applyNewValues(chunk); //         2
  runBeforeTriggers(chunk); //      4
  checkSystemRules(chunk); //       5
  checkValidationRules(chunk); //   5
  const report = checkDuplicateRules(chunk); // 6
  if (chunk.options.allOrNone && aliveRows(chunk).length < chunk.rows.length) return;
  saveRows(chunk); //               7
  report();
  evaluateSharing(chunk); //        18, see there why here
  runAfterTriggers(chunk); //       8
  rollUp(chunk, saveParent); //     16, 17
}

function rollUp(chunk: Chunk, saveParent: ParentSave): void {
  const children = aliveRows(chunk).map((row) => ({ before: row.old, after: row.record, errors: row.errors }));
  rollUpToParents(chunk.object, children, chunk.scope, chunk.parts, saveParent);
}
