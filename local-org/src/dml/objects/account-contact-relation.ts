/** Contacts to Multiple Accounts: the direct relation of a contact to its own account. Source: Object Reference, AccountContactRelation. */
import type { SObjectRecord } from '../../engine/records.ts';
import { newId } from '../../store/index.ts';
import { dmlError } from '../messages.ts';
import { changed, idOf, scalar, text } from '../row.ts';
import type { Chunk } from '../row.ts';
import { insertRow, systemValues } from '../stored-rows.ts';
import type { ObjectBehaviour } from './behaviour.ts';

/** Keeps the direct relation in step with Contact.AccountId. */
export const contactRelations: ObjectBehaviour = {
  afterSave(rows, chunk) {
    const added: SObjectRecord[] = [];
    for (const row of rows) {
      if (scalar(row.record, 'IsPersonAccount') === true || !changed(row, 'AccountId')) continue;
      const [contactId, accountId] = [idOf(row.record), text(row.record, 'AccountId')];
      if (row.old !== null) removeDirectRelation(contactId, chunk);
      if (accountId !== null) added.push(...directRelation(contactId, accountId, chunk));
    }
    if (added.length > 0) chunk.parts.security.afterWrite('AccountContactRelation', null, added);
  },
};

/** Removes the direct relation of a contact that leaves its account. */
export function removeDirectRelation(contactId: string, chunk: Chunk): void {
  chunk.parts.store.run('DELETE FROM AccountContactRelation WHERE ContactId = ? AND IsDirect = 1', contactId);
}

/** Makes the direct relation of a contact that joins an account. */
export function addDirectRelation(contactId: string, accountId: string, chunk: Chunk): void {
  const added = directRelation(contactId, accountId, chunk);
  if (added.length > 0) chunk.parts.security.afterWrite('AccountContactRelation', null, added);
}

/** The relation made, if one was. */
function directRelation(contactId: string, accountId: string, chunk: Chunk): readonly SObjectRecord[] {
  const relation = chunk.parts.schema().object('AccountContactRelation');
  if (relation === undefined) return [];
  const { store } = chunk.parts;
  // An indirect relation to the same account becomes the direct one.
  const promoted = store.run(
    'UPDATE AccountContactRelation SET IsDirect = 1 WHERE ContactId = ? AND AccountId = ? AND IsDeleted = 0',
    contactId,
    accountId,
  );
  if (promoted.changes > 0) return [];
  const record = {
    type: relation.name,
    values: {
      Id: newId(store, relation.keyPrefix),
      AccountId: accountId,
      ContactId: contactId,
      IsDirect: true,
      IsActive: true,
      ...systemValues(relation, chunk.scope.access.user.userId, chunk.now, true),
    },
  };
  insertRow(relation, record, store);
  return [record];
}

/** A relation made by hand is indirect, once per account and contact, active while today lies in its dates. */
export const accountContactRelation: ObjectBehaviour = {
  validate(row, chunk) {
    if (row.old !== null) return;
    const [account, contact] = [text(row.record, 'AccountId'), text(row.record, 'ContactId')];
    const other = chunk.parts.store.get(
      'SELECT Id FROM AccountContactRelation WHERE AccountId = ? AND ContactId = ? AND IsDeleted = 0',
      account,
      contact,
    );
    if (other !== undefined) {
      row.errors.push(
        dmlError('DUPLICATE_VALUE', 'This contact already has a relationship with this account.', ['ContactId']),
      );
    }
  },
  beforeSave(row, chunk) {
    const { values } = row.record;
    if (row.old === null && !('IsActive' in row.input.given)) values['IsActive'] = true;
    const end = text(row.record, 'EndDate');
    if (end !== null && end < chunk.now.slice(0, 10)) values['IsActive'] = false;
  },
};
