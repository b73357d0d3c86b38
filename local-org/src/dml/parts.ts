/** What the DML engine is built from. */
import type {
  ChangeCapture,
  Clock,
  EventBus,
  Scope,
  Security,
  Store,
  TriggerRunner,
  UserContext,
} from '../engine/ports.ts';
import type { DmlError, SObjectRecord } from '../engine/records.ts';
import type { FullFormulaEngine } from '../formula/index.ts';
import type { OrgSchema, SObjectDef } from '../schema/types.ts';

/** Duplicate rules (step 6): errors per row index for rows that a rule keeps from being saved, and what to report once they are. */
export type DuplicateCheck = (
  object: SObjectDef,
  rows: readonly { readonly record: SObjectRecord; readonly old: SObjectRecord | null }[],
  options: { readonly allowSave: boolean; readonly asCurrentUser: boolean },
  scope: Scope,
) => { readonly errors: ReadonlyMap<number, DmlError>; readonly reports: readonly DuplicateReport[] };

/** A saved record that is a duplicate, for the rule's sets of duplicates. */
export interface DuplicateReport {
  readonly index: number;
  /** Name and object of the rule. */
  readonly rule: string;
  readonly object: string;
  readonly ids: readonly string[];
}

export interface DmlParts {
  readonly store: Store;
  readonly clock: Clock;
  schema(): OrgSchema;
  /** The schema with its texts in a user's language, for messages a person reads; without it the master texts count. */
  readonly schemaIn?: (language: string) => OrgSchema;
  readonly security: Pick<Security, 'objectAccess' | 'fieldEditable' | 'fieldReadable' | 'recordAccess' | 'afterWrite'>;
  readonly formulas: Pick<FullFormulaEngine, 'evaluate' | 'fieldValue' | 'formulaSql'>;
  readonly triggers: TriggerRunner;
  readonly events: Pick<EventBus, 'publish'>;
  /** Change data capture; without it nobody is told of changes. */
  readonly changes?: Pick<ChangeCapture, 'captured'>;
  /**
   * The id of the record type a user's new records get by default, null for the master record type; `PersonAccount` asks for the one of
   * person accounts. Absent: objects start without one.
   */
  readonly defaultRecordType?: (user: UserContext, objectName: string) => string | null;
  readonly duplicates?: DuplicateCheck;
  /** Called within the transaction when a save changed what the schema is built from (currencies). */
  readonly schemaChanged?: () => void;
}
