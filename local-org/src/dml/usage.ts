/** What one transaction has done with DML so far: counters for the governor limits, trigger depth, the mixed-DML rule. */
import type { Transaction } from '../engine/ports.ts';
import { OrgError } from '../engine/errors.ts';
import type { SObjectDef } from '../schema/types.ts';

/** Counters the Apex runtime compares with its limits (150 statements, 10,000 rows). They do not go back on rollback. */
export interface DmlUsage {
  statements: number;
  rows: number;
}

interface DmlState extends DmlUsage {
  /** Triggers now running, outermost first: `Account trigger event BeforeInsert`. */
  readonly triggerStack: string[];
  /** First object of each side written in this transaction. */
  setupObject: string | null;
  dataObject: string | null;
}

const key = Symbol('dml');
/** Apex Developer Guide, "Execution Governors and Limits": total stack depth of recursive triggers. */
const MAX_TRIGGER_DEPTH = 16;

function state(transaction: Transaction): DmlState {
  return transaction.state(key, () => ({
    statements: 0,
    rows: 0,
    triggerStack: [],
    setupObject: null,
    dataObject: null,
  }));
}

/** DML statements and rows of the transaction so far. */
export function dmlUsage(transaction: Transaction): DmlUsage {
  return state(transaction);
}

/** Sets the counters, for Test.startTest and stopTest, which give a fresh set of limits. */
export function setDmlUsage(transaction: Transaction, usage: Readonly<DmlUsage>): void {
  const current = state(transaction);
  current.statements = usage.statements;
  current.rows = usage.rows;
}

/** Counts one statement. */
export function countDml(transaction: Transaction, rows: number): void {
  const current = state(transaction);
  current.statements += 1;
  current.rows += rows;
}

/** Runs trigger code one level deeper; throws the platform's error at depth 17. */
export function atTriggerDepth<T>(transaction: Transaction, object: SObjectDef, event: string, work: () => T): T {
  const { triggerStack } = state(transaction);
  const entry = `${object.name} trigger event ${event}`;
  if (triggerStack.length >= MAX_TRIGGER_DEPTH) {
    throw new OrgError(
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      `maximum trigger depth exceeded\n${[...triggerStack, entry].join('\n')}`,
    );
  }
  triggerStack.push(entry);
  try {
    return work();
  } finally {
    triggerStack.pop();
  }
}

/**
 * Setup objects that may not be written together with others in one transaction.
 * Source: Apex Developer Guide, "sObjects That Cannot Be Used Together in DML Operations".
 */
const setupObjects = new Set([
  'FieldPermissions',
  'ForecastShare',
  'GroupMember',
  'ObjectPermissions',
  'PermissionSet',
  'PermissionSetAssignment',
  'PermissionSetGroup',
  'PermissionSetGroupComponent',
  'QueueSobject',
  'SetupEntityAccess',
  'User',
  'UserPackageLicense',
  'UserRole',
]);
/** Updating these fields of a user makes it a setup change; other user updates mix freely. */
const userSetupFields = ['UserRoleId', 'IsActive', 'ForecastEnabled', 'IsPortalEnabled', 'Username', 'ProfileId'];

/** Applies the mixed-DML rule before a statement; `fields` are the fields given. */
export function refuseMixedDml(
  transaction: Transaction,
  object: SObjectDef,
  fields: ReadonlySet<string>,
  verb: 'insert' | 'update' | 'delete' | 'undelete' | 'merge',
): void {
  const current = state(transaction);
  if (object.name === 'User') {
    const isSetup = verb === 'insert' ? fields.has('UserRoleId') : userSetupFields.some((name) => fields.has(name));
    if (!isSetup) return;
  } else if (object.name === 'Group') {
    // "You can only insert and update a group in a transaction with other sObjects."
    if (verb === 'insert' || verb === 'update') return;
  } else if (!setupObjects.has(object.name)) {
    // Custom settings, events, history and shares of data objects mix with both sides.
    if (object.kind === 'setup' || object.kind === 'customSetting' || object.kind === 'platformEvent') return;
    if (current.setupObject !== null) throw mixed(object.name, current.setupObject);
    current.dataObject ??= object.name;
    return;
  }
  if (current.dataObject !== null) throw mixed(object.name, current.dataObject);
  current.setupObject ??= object.name;
}

function mixed(objectName: string, original: string): OrgError {
  return new OrgError(
    'MIXED_DML_OPERATION',
    `DML operation on setup object is not permitted after you have updated a non-setup object (or vice versa): ${objectName}, original object: ${original}`,
  );
}

/** Forgets which side was written, for System.runAs blocks; returns the function that restores it. */
export function suspendMixedDml(transaction: Transaction): () => void {
  const current = state(transaction);
  const { setupObject, dataObject } = current;
  current.setupObject = null;
  current.dataObject = null;
  return () => {
    current.setupObject = setupObject;
    current.dataObject = dataObject;
  };
}
