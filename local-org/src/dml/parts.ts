/** What the DML engine is built from. */
import type { Clock, EventBus, Scope, Security, Store, TriggerRunner, UserContext } from '../engine/ports.ts';
import type { DmlError, SObjectRecord } from '../engine/records.ts';
import type { FullFormulaEngine } from '../formula/index.ts';
import type { OrgSchema, SObjectDef } from '../schema/types.ts';

/** Duplicate rules (step 6): errors per row index for rows that a rule blocks. */
export type DuplicateCheck = (
  object: SObjectDef,
  records: readonly SObjectRecord[],
  allowDuplicates: boolean,
  scope: Scope,
) => ReadonlyMap<number, DmlError>;

export interface DmlParts {
  readonly store: Store;
  readonly clock: Clock;
  schema(): OrgSchema;
  readonly security: Pick<Security, 'objectAccess' | 'fieldEditable' | 'fieldReadable' | 'recordAccess' | 'afterWrite'>;
  readonly formulas: Pick<FullFormulaEngine, 'evaluate' | 'fieldValue' | 'formulaSql'>;
  readonly triggers: TriggerRunner;
  readonly events: EventBus;
  /**
   * The id of the record type a user's new records get by default, null for the master record type; `PersonAccount` asks for the one of
   * person accounts. Absent: objects start without one.
   */
  readonly defaultRecordType?: (user: UserContext, objectName: string) => string | null;
  readonly duplicates?: DuplicateCheck;
}
