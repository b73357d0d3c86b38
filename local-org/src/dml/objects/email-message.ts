/**
 * E-mail messages: the records that ToIds, CcIds and BccIds name are related to the message. Source: Object Reference, "EmailMessage"
 * (fields of type JunctionIdList) and "EmailMessageRelation".
 */
import type { SObjectRecord } from '../../engine/records.ts';
import { newId, to18 } from '../../store/index.ts';
import { dmlError } from '../messages.ts';
import { changed, idOf, text } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import { insertRow, systemValues } from '../stored-rows.ts';
import type { ObjectBehaviour } from './behaviour.ts';

/** The relation type that each list of ids stands for. */
const lists = { ToIds: 'ToAddress', CcIds: 'CcAddress', BccIds: 'BccAddress' } as const;
/** What may be related to a message. */
const related = ['Contact', 'Lead', 'User'] as const;

const idsOf = (record: SObjectRecord, field: string): readonly string[] =>
  (text(record, field) ?? '').split(';').filter((id) => id !== '');

/** The e-mail address of a record that may be related; null when it has none, undefined when there is no such record. */
function addressOf(id: string, { parts }: Chunk): string | null | undefined {
  const object = related.find((name) => parts.schema().object(name)?.keyPrefix === id.slice(0, 3));
  const row = object && parts.store.get(`SELECT "Email" AS email FROM "${object}" WHERE "Id" = ?`, to18(id) ?? id);
  if (row === undefined) return undefined;
  return typeof row['email'] === 'string' ? row['email'] : null;
}

/** Checks the lists of a message, and keeps its relations in step with them. */
export const emailMessage: ObjectBehaviour = {
  validate(row, chunk) {
    for (const field of Object.keys(lists)) {
      const unknown = idsOf(row.record, field).filter((id) => addressOf(id, chunk) === undefined);
      for (const id of unknown)
        row.errors.push(dmlError('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${id}`, [field]));
    }
  },
  beforeSave(row) {
    for (const field of Object.keys(lists)) {
      const ids = idsOf(row.record, field);
      if (ids.length > 0) row.record.values[field] = ids.map((id) => to18(id) ?? id).join(';');
    }
  },
  afterSave(rows, chunk) {
    for (const row of rows) {
      for (const [field, type] of Object.entries(lists)) if (changed(row, field)) relate(row, field, type, chunk);
    }
  },
};

function relate(row: Row, field: string, type: string, chunk: Chunk): void {
  const { parts, scope, now } = chunk;
  const relation = parts.schema().object('EmailMessageRelation');
  if (relation === undefined) return;
  const messageId = idOf(row.record);
  parts.store.run(
    'DELETE FROM "EmailMessageRelation" WHERE "EmailMessageId" = ? AND "RelationType" = ? AND "RelationId" IS NOT NULL',
    messageId,
    type,
  );
  for (const id of idsOf(row.record, field)) {
    const values = {
      Id: newId(parts.store, relation.keyPrefix),
      EmailMessageId: messageId,
      RelationId: id,
      RelationType: type,
      RelationAddress: addressOf(id, chunk) ?? null,
      ...systemValues(relation, scope.access.user.userId, now, true),
    };
    insertRow(relation, { type: relation.name, values }, parts.store);
  }
}
