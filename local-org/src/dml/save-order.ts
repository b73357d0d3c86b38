/**
 * The order of execution of an insert or update. Source: Apex Developer Guide, "Triggers and Order of Execution". Its steps, and where
 * each lives here:
 *
 *  1. loads the original record                     steps/load-original.ts
 *  2. loads the new values of the request           steps/apply-new-values.ts
 *  3. record-triggered flows before the save        not there (a)
 *  4. before triggers                               steps/before-triggers.ts
 *  5. system validation again, validation rules     steps/system-validation.ts, steps/validation-rules.ts
 *  6. duplicate rules                               steps/duplicate-rules.ts
 *  7. saves the record, but does not commit         steps/save.ts (with field history, history.ts)
 *  8. after triggers                                steps/after-triggers.ts
 *  9. assignment rules                              not there (a)
 * 10. auto-response rules                           not there (a)
 * 11. workflow rules                                not there (a)
 * 12. escalation rules                              not there (a)
 * 13. processes, flows started by workflow rules    not there (a)
 * 14. record-triggered flows after the save         not there (a)
 * 15. entitlement rules                             not there (a)
 * 16. roll-up summaries of the parent               steps/roll-up-summaries.ts
 * 17. roll-up summaries of the grandparent          the parent's own save, which step 16 starts
 * 18. criteria-based sharing                        steps/sharing.ts (b)
 * 19. commits                                       engine/run-operation.ts, store/transaction.ts
 * 20. work after the commit: mail, jobs, events     store/transaction.ts (afterCommit), steps/change-events.ts
 *
 * (a) The org has no such automation: metadata that would need it is refused by name when it is deployed.
 * (b) Run right after step 7: ownership and implicit access must already hold when after triggers look at the rows, and what those
 *     triggers change is evaluated again by their own saves.
 */
import { rollUpInNewCurrency } from './currency-changes.ts';
import { aliveRows } from './row.ts';
import type { Chunk } from './row.ts';
import { runAfterTriggers } from './steps/after-triggers.ts';
import { applyNewValues } from './steps/apply-new-values.ts';
import { runBeforeTriggers } from './steps/before-triggers.ts';
import { captureSaves } from './steps/change-events.ts';
import { checkDuplicateRules } from './steps/duplicate-rules.ts';
import { loadOriginals } from './steps/load-original.ts';
import { rollUpToParents } from './steps/roll-up-summaries.ts';
import type { ParentSave } from './steps/roll-up-summaries.ts';
import { saveRows } from './steps/save.ts';
import { evaluateSharing } from './steps/sharing.ts';
import { checkSystemRules } from './steps/system-validation.ts';
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
  evaluateSharing(chunk); //        18, see (b)
  runAfterTriggers(chunk); //       8
  rollUp(chunk, saveParent); //     16, 17
  captureSaves(chunk); //           20, published after the commit
}

function rollUp(chunk: Chunk, saveParent: ParentSave): void {
  const children = aliveRows(chunk).map((row) => ({ before: row.old, after: row.record, errors: row.errors }));
  rollUpToParents(chunk.object, children, chunk.scope, chunk.parts, saveParent);
  rollUpInNewCurrency(chunk, saveParent);
}
