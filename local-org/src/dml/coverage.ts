/** Coverage of writing records: verbs and the order of execution. */
import type { CoverageRow, CoverageSection } from '../engine/errors.ts';
import { objectsWithBehaviour } from './objects/behaviours.ts';

const supported = (feature: string): CoverageRow => ({ feature, state: 'supported' });
const refused = (feature: string, note = 'refused by name'): CoverageRow => ({ feature, state: 'refused', note });

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
      { feature: 'Steps 3, 13 and 14: flows', state: 'refused', note: 'Flow metadata is refused at deploy' },
      {
        feature: 'State and country picklists: code and text in step, enforced for every client',
        state: 'partly',
        note: 'the states of Australia, Canada and the United States; those of the other seven countries that have some are refused by name',
      },
      supported('Steps 4 and 8: before and after triggers'),
      supported('Step 5: required fields, lengths, unique values, validation rules'),
      {
        feature: 'Step 6: duplicate rules',
        state: 'partly',
        note: 'block, alert, report, sharing, conditions, other objects, all matching methods, standard matching rules. Name variants, phonetics, keyboard, syllables and words in common follow the description of their algorithms, not the platform’s code. No match keys: all records are compared. A new org has the standard rules',
      },
      {
        feature: 'Steps 9 to 12 and 15: assignment, auto-response, workflow, escalation, entitlement rules',
        state: 'refused',
        note: 'their metadata is refused at deploy',
      },
      supported('Steps 16 and 17: roll-up summaries of parents and grandparents'),
      supported('Step 18: sharing'),
      {
        feature: 'Several currencies',
        state: 'partly',
        note: 'active currencies, static rates; roll-ups and formulas across records convert, and roll-ups are made anew when a rate changes; dated rates are refused by name (Advanced Currency Management is off)',
      },
      supported('Savepoints, rollback, governor limits of statements and rows'),
      supported('Dependent picklists: the API takes what a page would not offer, as on the platform'),
      supported('Permission set groups follow what DML does to their members'),
      supported('Field history of tracked fields'),
      supported(
        'Recycle bin and emptying it, cascading and restricted deletes, clearing of lookups; undelete with what went along',
      ),
      {
        feature: 'Deleting accounts',
        state: 'partly',
        note: 'cases and activated contracts keep an account; partner accounts and opportunities of other owners do not',
      },
      {
        feature: 'Record locks',
        state: 'partly',
        note: 'the first write or FOR UPDATE of a transaction locks all records; others wait 10 seconds, then UNABLE_TO_LOCK_ROW',
      },
      supported('Mixed DML of setup and other objects is an error'),
      supported(
        'Person accounts: two rows in step, updates of the Contact row, conversion from business and back by the record type',
      ),
      {
        feature: 'Objects with rules of their own',
        state: 'partly',
        note: `${objectsWithBehaviour.join(', ')} have theirs; other standard objects follow their fields only`,
      },
    ],
  },
];
