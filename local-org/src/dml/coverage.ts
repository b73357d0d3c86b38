/** Coverage of writing records: verbs and the order of execution. */
import { partly, refused, supported } from '../engine/coverage-rows.ts';
import type { CoverageSection } from '../engine/coverage-rows.ts';
import { objectsWithBehaviour } from './objects/behaviours.ts';

export const coverage: readonly CoverageSection[] = [
  {
    title: 'DML and the order of execution',
    introduction: 'Verbs, then the steps of the Apex Developer Guide, "Triggers and Order of Execution".',
    rows: [
      supported('insert, update, upsert by id or external id, delete, undelete; all or none, or partial success'),
      supported('merge of Account, Case, Contact and Lead, also of contacts and accounts with portal users'),
      refused('convertLead'),
      supported(
        'Step 2: new values, defaults, default record type, foreign keys, restricted picklists, field-level security',
      ),
      refused('Steps 3, 13 and 14: flows', 'Flow metadata is refused at deploy'),
      partly(
        'State and country picklists: code and text in step, enforced for every client',
        'the states of Australia, Canada and the United States; those of the other seven countries that have some are refused by name',
      ),
      supported('Steps 4 and 8: before and after triggers'),
      supported('Step 5: required fields, lengths, unique values, validation rules'),
      partly(
        'Step 6: duplicate rules',
        'block, alert, report, sharing, conditions, other objects, all matching methods, standard matching rules. Name variants, phonetics, keyboard, syllables and words in common follow the description of their algorithms, not the platform’s code. No match keys: all records are compared. A new org has the standard rules',
      ),
      refused(
        'Steps 9 to 12 and 15: assignment, auto-response, workflow, escalation, entitlement rules',
        'their metadata is refused at deploy',
      ),
      supported('Steps 16 and 17: roll-up summaries of parents and grandparents'),
      supported('Step 18: sharing'),
      partly(
        'Several currencies',
        'active currencies, static rates; roll-ups and formulas across records convert, and roll-ups are made anew when a rate changes; dated rates are refused by name (Advanced Currency Management is off)',
      ),
      supported('Savepoints, rollback, governor limits of statements and rows'),
      supported('Dependent picklists: the API takes what a page would not offer, as on the platform'),
      supported('Permission set groups follow what DML does to their members'),
      supported('Field history of tracked fields'),
      supported(
        'Recycle bin and emptying it, cascading and restricted deletes, clearing of lookups; undelete with what went along',
      ),
      supported(
        'Deleting accounts: kept by cases, activated contracts, opportunities of other owners and contacts with portal users',
      ),
      partly(
        'Record locks',
        'the first write or FOR UPDATE of a transaction locks all records; others wait 10 seconds, then UNABLE_TO_LOCK_ROW',
      ),
      supported('Mixed DML of setup and other objects is an error'),
      supported(
        'Person accounts: two rows in step, updates of the Contact row, conversion from business and back by the record type',
      ),
      partly(
        'Objects with rules of their own',
        `${objectsWithBehaviour.join(', ')} have theirs; other standard objects follow their fields only`,
      ),
    ],
  },
];
