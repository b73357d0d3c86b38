/**
 * The seams between the engine's folders. `engine/compose.ts` builds one of each per worker and hands them to one another;
 * no folder imports another's implementation, only these shapes (and `schema/types.ts`, `engine/records.ts`).
 */
import type { OrgSchema, SObjectDef } from '../schema/types.ts';
import type { DmlError, FieldValue, MergeResult, SaveResult, SObjectRecord } from './records.ts';

/** Who acts. Resolved once per request by `security/` from User, Profile, PermissionSetAssignment. */
export interface UserContext {
  readonly userId: string;
  readonly username: string;
  readonly name: string;
  readonly profileId: string;
  readonly profileName: string;
  readonly roleId: string | null;
  /** As User.UserType: Standard, PowerPartner, CspLitePortal, Guest, AutomatedProcess … */
  readonly userType: string;
  readonly accountId: string | null;
  readonly contactId: string | null;
  readonly timeZone: string;
  readonly locale: string;
  readonly language: string;
  readonly currency: string;
  readonly permissionSetIds: readonly string[];
  /**
   * Those of them whose rights count, when not all do: a permission set group's own set, with its members' rights less the muted ones,
   * stands for the members.
   */
  readonly rightsFrom?: readonly string[];
}

/**
 * How a statement is checked. User mode: all three true. System mode of a `with sharing` class: only `sharing`.
 * System mode without sharing: none.
 */
export interface Access {
  readonly user: UserContext;
  readonly crud: boolean;
  readonly fls: boolean;
  readonly sharing: boolean;
}

/** The one clock of the org (ARCHITECTURE rule 6). */
export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number;
}

/** A SQLite connection with cached statements. Only `store/` implements it. */
export interface Store {
  run(sql: string, ...params: readonly SqlValue[]): { readonly changes: number };
  get(sql: string, ...params: readonly SqlValue[]): SqlRow | undefined;
  all(sql: string, ...params: readonly SqlValue[]): SqlRow[];
  iterate(sql: string, ...params: readonly SqlValue[]): IterableIterator<SqlRow>;
  exec(sql: string): void;
  /** Registers a deterministic SQL function. */
  define(name: string, fn: (...args: SqlValue[]) => SqlValue): void;
}
export type SqlValue = string | number | bigint | null | Uint8Array;
export type SqlRow = Record<string, SqlValue>;

/**
 * One transaction of the org: one request, one Apex test method, one async job. Reads need none; the first write begins IMMEDIATE.
 */
export interface Transaction {
  readonly user: UserContext;
  readonly startedAt: number;
  /** Called before every write. Idempotent. */
  begin(): void;
  /** True once something was written: a callout now throws the platform's "uncommitted work pending" error. */
  readonly dirty: boolean;
  savepoint(): string;
  rollbackTo(savepoint: string): void;
  releaseSavepoint(savepoint: string): void;
  /** Runs after commit, in order: enqueue async work, publish events, send mail. Dropped on rollback. */
  afterCommit(work: () => void): void;
  /** Per-transaction state of a folder, made on first use (Apex statics, limit counters, trigger depth …). */
  state<T>(key: symbol, make: () => T): T;
}

/** Everything a statement needs to know about where it runs. */
export interface Scope {
  readonly transaction: Transaction;
  readonly access: Access;
}

export interface QueryResult {
  readonly records: readonly SObjectRecord[];
  /** Rows the query matches; for a bare COUNT() the count, with no records. */
  readonly totalSize: number;
}

/** Values for `:name` binds: a scalar or a list for IN. Apex converts its values to FieldValue first. */
export type Binds = Readonly<Record<string, FieldValue | readonly FieldValue[]>>;

export interface QueryOptions {
  /** Also rows in the recycle bin (queryAll). */
  readonly allRows?: boolean;
  /** The statement comes from Apex: WITH USER_MODE, SYSTEM_MODE and SECURITY_ENFORCED are allowed. A REST client may not use them. */
  readonly apex?: boolean;
}

/** `soql/` */
export interface QueryEngine {
  /** Runs SOQL; throws OrgError (MALFORMED_QUERY, INVALID_FIELD, INVALID_TYPE …) with the platform's words. */
  query(soql: string, binds: Binds, scope: Scope, options?: QueryOptions): QueryResult;
  /** Runs SOSL: one list per RETURNING object. */
  search(sosl: string, binds: Binds, scope: Scope, options?: QueryOptions): readonly (readonly SObjectRecord[])[];
}

export interface DmlOptions {
  readonly allOrNone: boolean;
  /** REST and UI callers: values arrive as JSON text and are coerced by field type; unknown fields are errors. */
  readonly fromApi?: boolean;
  /** DuplicateRuleHeader.allowSave: saves what a duplicate rule only warns of. */
  readonly allowDuplicates?: boolean;
  /** DuplicateRuleHeader.runAsCurrentUser: duplicate rules search only what the user may see. */
  readonly duplicatesAsUser?: boolean;
  /** `PortalUserId` of a MergeRequest: the portal user that the merged contact keeps. */
  readonly portalUserId?: string;
}

/** `dml/`: results stand in the order of the input; with allOrNone and any failure nothing stays written. */
export interface DmlEngine {
  insert(records: readonly SObjectRecord[], options: DmlOptions, scope: Scope): readonly SaveResult[];
  update(records: readonly SObjectRecord[], options: DmlOptions, scope: Scope): readonly SaveResult[];
  upsert(
    records: readonly SObjectRecord[],
    externalIdField: string,
    options: DmlOptions,
    scope: Scope,
  ): readonly SaveResult[];
  delete(ids: readonly string[], options: DmlOptions, scope: Scope): readonly SaveResult[];
  undelete(ids: readonly string[], options: DmlOptions, scope: Scope): readonly SaveResult[];
  /** Removes records in the recycle bin, with what was deleted together with them, for good. */
  emptyRecycleBin(ids: readonly string[], options: DmlOptions, scope: Scope): readonly SaveResult[];
  /** One merge: the record that stays, with the values it gets, and the ids of one or two records that go into it. */
  merge(main: SObjectRecord, duplicateIds: readonly string[], options: DmlOptions, scope: Scope): MergeResult;
}

export type TriggerEvent =
  | 'BEFORE_INSERT'
  | 'BEFORE_UPDATE'
  | 'BEFORE_DELETE'
  | 'AFTER_INSERT'
  | 'AFTER_UPDATE'
  | 'AFTER_DELETE'
  | 'AFTER_UNDELETE';

/** `apex/` implements it; `dml/` and `events/` call it with at most 200 rows. Before-trigger changes are made in `newRows[i].values`. */
export interface TriggerRunner {
  has(objectName: string, event: TriggerEvent): boolean;
  /** Remembers the governor counters of the transaction; the function sets them back, before a partial save is tried again. */
  checkpoint?(scope: Scope): () => void;
  /** Returns the errors added per row index (addError); throws when Apex throws, with the platform's words. */
  run(
    objectName: string,
    event: TriggerEvent,
    newRows: readonly SObjectRecord[] | null,
    oldRows: readonly SObjectRecord[] | null,
    scope: Scope,
  ): ReadonlyMap<number, readonly DmlError[]>;
}

/**
 * How many rows a statement looks at: those of some ids, the first of an indexed order, or all. The condition says the same either way,
 * in the form that is answered fastest.
 */
export type RowsWanted = 'few' | 'page' | 'all';

/** `security/` */
export interface Security {
  /** The acting user; throws when the user does not exist or is inactive. */
  userContext(userId: string): UserContext;
  objectAccess(user: UserContext, objectName: string): ObjectAccess;
  fieldReadable(user: UserContext, objectName: string, fieldName: string): boolean;
  fieldEditable(user: UserContext, objectName: string, fieldName: string): boolean;
  /** Whether custom or system permission `name` is held (ViewAllData, ModifyAllData, ApiEnabled, custom ones). */
  hasPermission(user: UserContext, name: string): boolean;
  /**
   * A SQL condition over the row `alias` that is true when the user may see (or edit) it by sharing, or null when every row is allowed.
   * Text and parameters go into the one statement the query compiles to. Without `rows` it serves a few. All rows are of the record type
   * when one is given. `walks` is false where the condition finds the rows, so that no other order should be followed.
   */
  sharingCondition(
    user: UserContext,
    objectName: string,
    alias: string,
    level: 'read' | 'edit',
    rows?: RowsWanted,
    recordTypeId?: string,
  ): { readonly sql: string; readonly params: readonly SqlValue[]; readonly walks?: boolean } | null;
  /** Record-level answer with the platform's names, for UserRecordAccess and DML. */
  recordAccess(user: UserContext, objectName: string, ids: readonly string[]): ReadonlyMap<string, RecordAccess>;
  /** Called by dml after rows were written, so that share rows and group membership stay true. */
  afterWrite(objectName: string, before: readonly SObjectRecord[] | null, after: readonly SObjectRecord[] | null): void;
  /** Called after a deploy changed profiles, permission sets, roles, groups or sharing rules. */
  rebuild(): void;
}
/** `security/`: which Apex a user may call from outside. */
export interface ClassAccess {
  /**
   * Whether the user may call `@AuraEnabled` methods and REST resources of a top-level class: profile or permission sets name it
   * (`classAccesses`), or the user holds Author Apex. Source: Salesforce Help, "How Does Apex Class Security Work?".
   */
  mayCallClass(user: UserContext, className: string): boolean;
}
export interface ObjectAccess {
  readonly read: boolean;
  readonly create: boolean;
  readonly edit: boolean;
  readonly delete: boolean;
  readonly viewAll: boolean;
  readonly modifyAll: boolean;
}
export type RecordAccess = 'None' | 'Read' | 'Edit' | 'Delete' | 'Transfer' | 'All';

/** `formula/`: compiles once, evaluates many; see formula/index.ts for the SQL form. */
export interface FormulaEngine {
  /** Throws OrgError with the platform's message when the text does not compile against the object. */
  check(objectName: string, formula: string): void;
  evaluate(
    objectName: string,
    formula: string,
    record: SObjectRecord,
    scope: Scope,
    old?: SObjectRecord | null,
  ): FieldValue;
}

/** `async/`: queued Apex, run by any engine worker in a transaction of its own after the enqueuing one committed. */
export interface AsyncQueue {
  /** Writes an AsyncApexJob row in the current transaction and returns its 18-character id. */
  enqueue(job: AsyncJob, scope: Scope): string;
  /** System.schedule: a CronTrigger and its waiting job; returns the CronTrigger id. Throws OrgError for an expression that never fires. */
  schedule?(
    schedule: {
      readonly name: string;
      readonly expression: string;
      readonly className: string;
      readonly payload: string;
      readonly runAsUserId: string;
      readonly timeZone: string;
    },
    scope: Scope,
  ): string;
  /** System.abortJob: of a job or a schedule; false when it has ended already. */
  abort?(id: string, scope: Scope): boolean;
  /** How far each Batch Apex job is, and what its chunks hold. */
  readonly batches: BatchChunks;
}

/** Where a Batch Apex job is: `next` is the chunk to execute, or the number of chunks when `finish` is to be called. */
export interface BatchProgress {
  readonly chunks: number;
  readonly next: number;
  /** Records in the chunks before `next`. */
  readonly offset: number;
  /** The object as the last chunk left it; null for one that starts each chunk as it was queued. */
  readonly state: string | null;
}

/**
 * The chunks of Batch Apex jobs, each stored once. All of it is written in the transaction whose work it describes, so that what a chunk
 * wrote and the mark that it ran are committed together or not at all.
 */
export interface BatchChunks {
  /** Null before `start` ran, and for a job that is not (any more) in the queue. */
  progressOf(jobId: string): BatchProgress | null;
  /** Keeps what `start` found. */
  divide(jobId: string, chunks: Iterable<string>, state: string | null): void;
  /** One chunk as `divide` was given it; numbers begin at 0. */
  items(jobId: string, chunk: number): string;
  /** The chunk that `progress` said was next, or `finish`, has done its work: `items` records, the last of which had that id. */
  advance(
    jobId: string,
    progress: BatchProgress,
    done: { readonly state: string | null; readonly items: number; readonly lastId: string | null },
  ): void;
  /** The chunk `next` has failed: shows the error; false when no chunk was to be executed, so that the job is over. */
  skip(jobId: string, message: string): boolean;
  /** Whether there is work left. */
  isUnfinished(jobId: string): boolean;
}

export interface AsyncJob {
  readonly kind:
    | 'Future'
    | 'Queueable'
    | 'BatchApex'
    | 'ScheduledApex'
    | 'PlatformEvent'
    | 'Finalizer'
    /** Sharing rules made anew in the background; its class name and lane is its kind. */
    | 'SharingRecalculation'
    /** One part of a Bulk API 2.0 job at a time; its class name and lane is its kind, its payload the bulk job's id. */
    | 'BulkIngest';
  readonly className: string;
  readonly methodName?: string;
  /** Opaque to the queue: written and read by `apex/`. */
  readonly payload: string;
  readonly runAsUserId: string;
  /** Milliseconds since 1970 before which it must not run. */
  readonly notBefore?: number;
}

/** An address with the name shown beside it. */
export interface MailAddress {
  readonly name: string | null;
  readonly address: string;
}

/** A message as it is sent. */
export interface OutgoingMail {
  /** What sent it. */
  readonly kind: 'apex' | 'welcome' | 'password' | 'bounce';
  readonly from: MailAddress;
  readonly replyTo: string | null;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
  /** Record the message is about. */
  readonly whatId: string | null;
}

/** `events/`: platform events. */
export interface EventBus {
  /** Publishes rows of an `__e` object: after commit or at once, by the event's publishBehavior. */
  publish(records: readonly SObjectRecord[], scope: Scope): readonly SaveResult[];
  readonly changes: ChangeCapture;
}

/** One saved, deleted or restored record. */
export interface RecordChange {
  readonly type: 'CREATE' | 'UPDATE' | 'DELETE' | 'UNDELETE';
  readonly before: SObjectRecord | null;
  readonly after: SObjectRecord | null;
}

/** `events/`: change data capture. */
export interface ChangeCapture {
  /** Called by dml when records of an object were written; what is rolled back is not told. Asks for the changes only where somebody listens. */
  captured(object: SObjectDef, changes: () => readonly RecordChange[], scope: Scope): void;
  /** Apex tests (Test.enableChangeDataCapture): from now on this transaction hears of changes of every object. */
  enableAll(transaction: Transaction): void;
}

/** What the worker tells the main thread after a request: more work was queued, events became visible. */
export interface Aftermath {
  readonly asyncJobs: boolean;
  readonly events: boolean;
  readonly schemaChanged: boolean;
  /** Mail was sent. */
  readonly mail: boolean;
}

/** The engine as composed; folders receive the part they need. */
export interface EngineParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Always the newest schema; do not keep the returned object across requests. */
  schema(): OrgSchema;
  readonly security: Security;
  readonly queries: QueryEngine;
  readonly dml: DmlEngine;
  readonly formulas: FormulaEngine;
  readonly triggers: TriggerRunner;
  readonly async: AsyncQueue;
  readonly events: EventBus;
}
