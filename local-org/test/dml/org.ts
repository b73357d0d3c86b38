/** A small org around the DML engine: real store, schema, formulas; triggers written in TypeScript; security open unless a test closes it. */
import { createDmlEngine, createEventPreparation } from '../../src/dml/index.ts';
import type { DmlParts } from '../../src/dml/index.ts';
import { Unsupported } from '../../src/engine/errors.ts';
import type {
  Access,
  DmlEngine,
  EventBus,
  RecordAccess,
  Scope,
  Security,
  TriggerEvent,
  TriggerRunner,
  UserContext,
} from '../../src/engine/ports.ts';
import type { DmlError, FieldValue, SaveResult, SObjectRecord } from '../../src/engine/records.ts';
import { createFormulaEngine } from '../../src/formula/index.ts';
import type { OrgSchema } from '../../src/schema/types.ts';
import { applySchema, idAt, openStore, openTransaction, quoteName, rowToRecord } from '../../src/store/index.ts';
import type { OpenStore, OwnedTransaction } from '../../src/store/index.ts';

export const testUser: UserContext = {
  userId: idAt('005', 9000),
  username: 'tester@unified-power.example',
  name: 'Tester',
  profileId: idAt('00e', 1),
  profileName: 'System Administrator',
  roleId: null,
  userType: 'Standard',
  accountId: null,
  contactId: null,
  timeZone: 'Europe/Berlin',
  locale: 'de_DE',
  language: 'en_US',
  currency: 'EUR',
  permissionSetIds: [],
};

export type TriggerBody = (
  newRows: readonly SObjectRecord[] | null,
  oldRows: readonly SObjectRecord[] | null,
  scope: Scope,
) => ReadonlyMap<number, readonly DmlError[]> | undefined;

/** Triggers as functions per object and event; `log` records what ran with how many rows. */
export class TestTriggers implements TriggerRunner {
  readonly log: string[] = [];
  readonly #bodies = new Map<string, TriggerBody>();

  on(objectName: string, event: TriggerEvent, body: TriggerBody): void {
    this.#bodies.set(`${objectName}.${event}`, body);
  }

  has(objectName: string, event: TriggerEvent): boolean {
    return this.#bodies.has(`${objectName}.${event}`);
  }

  run(
    objectName: string,
    event: TriggerEvent,
    newRows: readonly SObjectRecord[] | null,
    oldRows: readonly SObjectRecord[] | null,
    scope: Scope,
  ): ReadonlyMap<number, readonly DmlError[]> {
    this.log.push(`${objectName} ${event} ${(newRows ?? oldRows ?? []).length}`);
    return this.#bodies.get(`${objectName}.${event}`)?.(newRows, oldRows, scope) ?? new Map();
  }
}

/** Security that allows everything except what a test puts on its lists. */
export class TestSecurity implements Pick<
  Security,
  'objectAccess' | 'fieldEditable' | 'fieldReadable' | 'recordAccess' | 'afterWrite' | 'hasPermission'
> {
  readonly readOnlyFields = new Set<string>();
  readonly levels = new Map<string, RecordAccess>();
  readonly noObjects = new Set<string>();
  readonly writes: string[] = [];

  hasPermission(): boolean {
    return false;
  }
  objectAccess(_user: UserContext, objectName: string): ReturnType<Security['objectAccess']> {
    const allowed = !this.noObjects.has(objectName);
    return { read: true, create: allowed, edit: allowed, delete: allowed, viewAll: false, modifyAll: false };
  }
  fieldEditable(_user: UserContext, objectName: string, fieldName: string): boolean {
    return !this.readOnlyFields.has(`${objectName}.${fieldName}`);
  }
  fieldReadable(): boolean {
    return true;
  }
  recordAccess(_user: UserContext, _objectName: string, ids: readonly string[]): ReadonlyMap<string, RecordAccess> {
    return new Map(ids.map((id) => [id, this.levels.get(id) ?? 'All']));
  }
  afterWrite(
    objectName: string,
    before: readonly SObjectRecord[] | null,
    after: readonly SObjectRecord[] | null,
  ): void {
    this.writes.push(`${objectName} ${before?.length ?? 0} → ${after?.length ?? 0}`);
  }
}

const noEvents: Pick<EventBus, 'publish'> = {
  publish() {
    throw new Unsupported('platform events in this test');
  },
};

export interface TestOrg {
  readonly store: OpenStore;
  readonly dml: DmlEngine;
  readonly triggers: TestTriggers;
  readonly security: TestSecurity;
  readonly formulas: ReturnType<typeof createFormulaEngine>;
  /** Milliseconds; tests may move it. */
  readonly clock: { value: number; now(): number };
  readonly prepareEvent: ReturnType<typeof createEventPreparation>;
  schema(): OrgSchema;
  /** A new transaction; `user mode` checks everything. */
  scope(mode?: 'system' | 'user'): Scope & { readonly transaction: OwnedTransaction };
  /** Runs in a transaction of its own and commits. */
  commit<T>(work: (scope: Scope) => T, mode?: 'system' | 'user'): T;
  rows(objectName: string, where?: string): readonly SObjectRecord[];
}

export interface TestOrgOptions {
  readonly path?: string;
  readonly events?: (org: Omit<TestOrg, 'dml'>) => EventBus;
  readonly duplicates?: DmlParts['duplicates'];
}

/** Builds the org with its tables. */
export function testOrg(schema: OrgSchema, options: TestOrgOptions = {}): TestOrg {
  const store = openStore(options.path ?? ':memory:');
  applySchema(store, schema);
  const clock = {
    value: Date.parse('2026-06-30T10:00:00.500Z'),
    now(): number {
      return this.value;
    },
  };
  const triggers = new TestTriggers();
  const security = new TestSecurity();
  const formulas = createFormulaEngine({ store, clock, schema: () => schema, security });
  const scope = (mode: 'system' | 'user' = 'system'): Scope & { readonly transaction: OwnedTransaction } => {
    const checked = mode === 'user';
    const access: Access = { user: testUser, crud: checked, fls: checked, sharing: checked };
    return { transaction: openTransaction(store, testUser, clock.now()), access };
  };
  const prepareEvent = createEventPreparation({ schema: () => schema, formulas });
  const base = {
    store,
    triggers,
    security,
    formulas,
    clock,
    prepareEvent,
    schema: () => schema,
    scope,
    commit<T>(work: (given: Scope) => T, mode: 'system' | 'user' = 'system'): T {
      const current = scope(mode);
      try {
        const result = work(current);
        current.transaction.commit();
        return result;
      } catch (error) {
        current.transaction.rollback();
        throw error;
      }
    },
    rows(objectName: string, where = '1'): readonly SObjectRecord[] {
      const object = schema.object(objectName);
      if (object === undefined) throw new Error(`No object ${objectName}`);
      return store
        .all(`SELECT * FROM ${quoteName(objectName)} WHERE ${where} ORDER BY Id`)
        .map((row) => rowToRecord(object, row));
    },
  };
  const dml = createDmlEngine({
    store,
    clock,
    schema: () => schema,
    security,
    formulas,
    triggers,
    events: options.events?.(base) ?? noEvents,
    ...(options.duplicates === undefined ? {} : { duplicates: options.duplicates }),
  });
  return { ...base, dml };
}

/** A record in short. */
export function record(type: string, values: Record<string, FieldValue | SObjectRecord>): SObjectRecord {
  return { type, values };
}

/** The id of a result that must be a success. */
export function savedId(result: SaveResult | undefined): string {
  if (result?.success !== true || result.id === null) throw new Error(`not saved: ${JSON.stringify(result?.errors)}`);
  return result.id;
}

/** `CODE: message` of every error of a result. */
export function problems(result: SaveResult | undefined): readonly string[] {
  return (result?.errors ?? []).map((error) => `${error.statusCode}: ${error.message}`);
}
