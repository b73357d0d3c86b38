/**
 * Merge: up to two records go into a third of the same object. Sources: Apex Developer Guide, "Merging Records" and "Triggers and Merge
 * Statements"; SOAP API Developer Guide, merge().
 */
import { OrgError } from '../engine/errors.ts';
import type { DmlError, SObjectRecord } from '../engine/records.ts';
import type { ChildRelationship, SObjectDef } from '../schema/types.ts';
import { quoteName } from '../store/index.ts';
import type { PreparedInput } from './inputs.ts';
import { dmlError, entityIsDeleted, invalidCrossReference } from './messages.ts';
import { mergeUsersOfAccounts, mergeUsersOfContacts } from './merged-users.ts';
import { noteDeleted } from './recycle-bin.ts';
import { childrenOf } from './removal-plan.ts';
import { alive, checkAccess, fireOld, markDeleted } from './removal.ts';
import type { RemovalChunk } from './removal.ts';
import { idOf, scalar, text } from './row.ts';
import { storedRecord } from './steps/load-original.ts';
import { rollUpToParents } from './steps/roll-up-summaries.ts';
import { updateRow } from './stored-rows.ts';

/** Objects that can be merged (Apex Developer Guide, "Merge Considerations"). */
const mergeable: ReadonlySet<string> = new Set(['Account', 'Case', 'Contact', 'Lead']);

/** Rows of a junction stand once per pair; a row that would become a second one is dropped. */
const oncePer: Readonly<Record<string, readonly string[]>> = {
  AccountContactRelation: ['AccountId', 'ContactId'],
  CampaignMember: ['CampaignId', 'LeadId', 'ContactId'],
  ContentDocumentLink: ['ContentDocumentId', 'LinkedEntityId'],
};

/** What a merge came to, before it is kept or undone. */
export interface MergeOutcome {
  readonly errors: readonly DmlError[];
  readonly updatedRelatedIds: readonly string[];
}

/** Refuses what no merge can be asked for: other objects, no or too many duplicates. */
export function refuseOddMerge(object: SObjectDef, mainId: string | null, duplicateIds: readonly string[]): void {
  if (!mergeable.has(object.name)) {
    throw new OrgError('INVALID_TYPE_FOR_OPERATION', `entity type ${object.name} does not support merge`);
  }
  if (mainId === null) throw new OrgError('MISSING_ARGUMENT', 'Id not specified in a merge call');
  if (duplicateIds.length < 1 || duplicateIds.length > 2) {
    throw new OrgError('INVALID_FIELD', 'merge requires one or two records to be merged into the main record');
  }
  if (new Set([mainId, ...duplicateIds]).size <= duplicateIds.length) {
    throw new OrgError('INVALID_FIELD', 'a record cannot be merged with itself');
  }
}

/**
 * Merges in the documented order: before delete triggers; the duplicates are deleted, their children get the new parent and their
 * MasterRecordId is set; after delete triggers; the main record's own update with its triggers (`saveMain`).
 */
export function mergeInOrder(
  main: PreparedInput,
  chunk: RemovalChunk,
  saveMain: (input: PreparedInput) => readonly DmlError[],
): MergeOutcome {
  const { object, parts } = chunk;
  const mainId = main.id ?? '';
  const kept = storedRecord(object, mainId, parts);
  const problem = mainProblem(kept) ?? chunk.rows.map((row) => fitProblem(kept, row.record, object)).find(Boolean);
  if (kept === undefined || problem !== undefined) return outcome([problem ?? invalidCrossReference()]);
  checkAccess(chunk, ['Delete', 'Transfer', 'All']);
  if (alive(chunk).length === chunk.rows.length) fireOld('BEFORE_DELETE', chunk);
  if (alive(chunk).length < chunk.rows.length) return outcome(errorsOf(chunk));
  const badUsers = mergeUsers(kept, chunk);
  if (badUsers !== undefined) return outcome([badUsers]);

  const moved: string[] = [];
  for (const row of chunk.rows) {
    for (const [def, gone, stays] of mergedPairs(object, row.record, kept, chunk)) {
      remove(def, gone, idOf(stays), row.id, chunk);
      parts.security.afterWrite(def.name, [gone], null);
      const circle = reparent(def, idOf(gone), idOf(stays), chunk, moved);
      if (circle !== undefined) return outcome([circle]);
    }
  }
  fireOld('AFTER_DELETE', chunk, { MasterRecordId: mainId });
  if (alive(chunk).length < chunk.rows.length) return outcome(errorsOf(chunk));
  const manager = inheritedManager(kept, chunk, main);
  if (manager === mainId) return outcome([circular('ReportsToId')]);
  const given = manager === undefined ? main.given : { ...main.given, ReportsToId: manager };
  return outcome(saveMain({ ...main, id: mainId, given }), moved);
}

function outcome(errors: readonly DmlError[], moved: readonly string[] = []): MergeOutcome {
  return { errors, updatedRelatedIds: [...new Set(moved)] };
}

function errorsOf(chunk: RemovalChunk): readonly DmlError[] {
  return chunk.rows.flatMap((row) => row.errors);
}

function mainProblem(kept: SObjectRecord | undefined): DmlError | undefined {
  if (kept === undefined) return invalidCrossReference();
  return scalar(kept, 'IsDeleted') === true ? entityIsDeleted() : undefined;
}

/** Persons merge with persons only, and a converted lead not at all (Help, "Merge Duplicate Accounts", "Merge Duplicate Leads"). */
function fitProblem(kept: SObjectRecord | undefined, gone: SObjectRecord, object: SObjectDef): DmlError | undefined {
  if (kept === undefined) return undefined;
  if ((scalar(kept, 'IsPersonAccount') === true) !== (scalar(gone, 'IsPersonAccount') === true)) {
    return dmlError(
      'INVALID_TYPE_FOR_OPERATION',
      object.name === 'Account'
        ? 'a person account cannot be merged with a business account'
        : 'a contact cannot be merged with the contact of a person account',
    );
  }
  if (scalar(kept, 'IsConverted') === true || scalar(gone, 'IsConverted') === true) {
    return dmlError('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
  }
  return undefined;
}

/** Portal users find their place before the children of the records do, so that they are no ordinary children. */
function mergeUsers(kept: SObjectRecord, chunk: RemovalChunk): DmlError | undefined {
  const gone = chunk.rows.map((row) => row.record);
  if (chunk.object.name === 'Contact') return mergeUsersOfContacts(kept, gone, chunk);
  if (chunk.object.name !== 'Account') return undefined;
  const contacts = [kept, ...gone].map((account) => personContact(account, chunk));
  const [keptContact, ...others] = contacts.flatMap((contact) => contact ?? []);
  return keptContact === undefined
    ? mergeUsersOfAccounts(kept, gone, chunk)
    : mergeUsersOfContacts(keptContact, others, chunk);
}

function personContact(account: SObjectRecord, { parts }: RemovalChunk): SObjectRecord | undefined {
  const contact = parts.schema().object('Contact');
  const id = text(account, 'PersonContactId');
  return contact === undefined || id === null ? undefined : storedRecord(contact, id, parts);
}

/** What goes and what stays for it: the record itself, and for a person account also its contact. */
function mergedPairs(
  object: SObjectDef,
  gone: SObjectRecord,
  kept: SObjectRecord,
  chunk: RemovalChunk,
): readonly (readonly [SObjectDef, SObjectRecord, SObjectRecord])[] {
  const contact = chunk.parts.schema().object('Contact');
  const [goneContact, keptContact] = [gone, kept].map((record) => personContact(record, chunk));
  if (contact === undefined || goneContact === undefined || keptContact === undefined) return [[object, gone, kept]];
  // The person's contact first, so that it is not taken for an ordinary child of the account.
  return [
    [contact, goneContact, keptContact],
    [object, gone, kept],
  ];
}

function remove(object: SObjectDef, gone: SObjectRecord, keptId: string, rootId: string, chunk: RemovalChunk): void {
  const { store } = chunk.parts;
  markDeleted(object, gone, chunk);
  if (object.fields.has('masterrecordid')) {
    store.run(`UPDATE ${quoteName(object.name)} SET MasterRecordId = ? WHERE Id = ?`, keptId, idOf(gone));
  }
  noteDeleted(store, idOf(gone), object.name, rootId);
}

/** Gives the children of one record to the other. Child records fire no triggers; the roll-ups over them are made anew. */
function reparent(
  object: SObjectDef,
  goneId: string,
  keptId: string,
  chunk: RemovalChunk,
  moved: string[],
): DmlError | undefined {
  for (const relation of object.childRelationships) {
    const child = chunk.parts.schema().object(relation.childObject);
    if (child === undefined || !isMoved(relation, child)) continue;
    const before = childrenOf(relation, goneId, chunk.parts);
    if (before.length === 0) continue;
    // "If this action causes a cyclical relationship, merge() returns an error."
    if (child === object && before.some((record) => idOf(record) === keptId)) {
      return circular(relation.field);
    }
    const after = before.flatMap((record) => moveChild(child, record, relation, keptId, chunk));
    moved.push(...after.map(idOf));
    chunk.parts.security.afterWrite(child.name, before, after);
    rollUp(child, after, chunk);
  }
  return undefined;
}

/** Shares and history stay with the record they speak of. */
function isMoved(relation: ChildRelationship, child: SObjectDef): boolean {
  return (
    child.kind !== 'share' &&
    child.kind !== 'history' &&
    relation.field !== 'MasterRecordId' &&
    relation.field !== 'PersonContactId'
  );
}

function moveChild(
  child: SObjectDef,
  record: SObjectRecord,
  relation: ChildRelationship,
  keptId: string,
  chunk: RemovalChunk,
): readonly SObjectRecord[] {
  const { store } = chunk.parts;
  const after: SObjectRecord = { type: record.type, values: { ...record.values, [relation.field]: keptId } };
  const changes = [relation.field];
  if (child.name === 'AccountContactRelation' && relation.field === 'ContactId') {
    // A contact has one direct account: that of the contact that stays.
    after.values['IsDirect'] = false;
    changes.push('IsDirect');
  }
  const second = secondRow(child, after, chunk);
  if (second !== undefined) {
    // The direct relation wins over an indirect one to the same account.
    const drop = scalar(after, 'IsDirect') === true ? second : idOf(record);
    store.run(`DELETE FROM ${quoteName(child.name)} WHERE Id = ?`, drop);
    if (drop === idOf(record)) return [];
  }
  if (child.fields.has('systemmodstamp')) {
    after.values['SystemModstamp'] = chunk.now;
    changes.push('SystemModstamp');
  }
  updateRow(child, after, changes, store);
  return [after];
}

/** The id of another row of a junction for the same pair. */
function secondRow(child: SObjectDef, after: SObjectRecord, chunk: RemovalChunk): string | undefined {
  const keys = oncePer[child.name]?.filter((name) => child.fields.has(name.toLowerCase()));
  if (keys === undefined) return undefined;
  const same = keys.map((name) => `${quoteName(name)} IS ?`).join(' AND ');
  const live = child.fields.has('isdeleted') ? ' AND IsDeleted = 0' : '';
  const values = keys.map((name) => text(after, name));
  const row = chunk.parts.store.get(
    `SELECT Id FROM ${quoteName(child.name)} WHERE ${same} AND Id <> ?${live}`,
    ...values,
    idOf(after),
  );
  return row === undefined ? undefined : String(row['Id']);
}

/** "A single merge operation fires a single update event for the winning record only": the new sums are written without one. */
function rollUp(child: SObjectDef, after: readonly SObjectRecord[], chunk: RemovalChunk): void {
  const { parts, scope } = chunk;
  const children = after.map((record) => ({ before: null, after: record, errors: [] }));
  rollUpToParents(child, children, scope, parts, (parent, id, values) => {
    updateRow(parent, { type: parent.name, values: { ...values, Id: id } }, Object.keys(values), parts.store);
    return [];
  });
}

/** "merge() tries to add the victims' ReportsToId value to the master", where the main record has none. */
function inheritedManager(kept: SObjectRecord, chunk: RemovalChunk, main: PreparedInput): string | undefined {
  if (chunk.object.name !== 'Contact' || text(kept, 'ReportsToId') !== null || 'ReportsToId' in main.given) {
    return undefined;
  }
  const gone = new Set(chunk.rows.map((row) => row.id));
  return chunk.rows.flatMap((row) => text(row.record, 'ReportsToId') ?? []).find((id) => !gone.has(id));
}

function circular(field: string): DmlError {
  return dmlError('CIRCULAR_DEPENDENCY', `the merge would make a circle through ${field}`, [field]);
}
