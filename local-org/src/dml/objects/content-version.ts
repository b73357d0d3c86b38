/**
 * Files: a new version without document makes one, owned by who saved it and linked to where it was first published; a version of a
 * document becomes its latest. Source: Object Reference, ContentVersion, ContentDocument, ContentDocumentLink.
 */
import { createHash } from 'node:crypto';
import type { SObjectRecord } from '../../engine/records.ts';
import { newId } from '../../store/index.ts';
import { changed, idOf, text } from '../row.ts';
import type { Chunk, Row, Values } from '../row.ts';
import { insertRow, systemValues } from '../stored-rows.ts';
import type { ObjectBehaviour } from './behaviour.ts';

/** FileType by extension where it is not the extension in capitals. */
const fileTypes: Readonly<Record<string, string>> = {
  doc: 'WORD',
  docx: 'WORD_X',
  htm: 'HTML',
  jpeg: 'JPG',
  ppt: 'POWER_POINT',
  pptx: 'POWER_POINT_X',
  txt: 'TEXT',
  xls: 'EXCEL',
  xlsx: 'EXCEL_X',
};

/** What the document repeats of its latest version. */
const REPEATED = ['Title', 'ContentSize', 'FileType', 'FileExtension', 'SharingOption', 'SharingPrivacy'] as const;

export const contentVersion: ObjectBehaviour = {
  afterNewValues(row) {
    const { values } = row.record;
    const name = /([^/\\]+)$/.exec(text(row.record, 'PathOnClient') ?? '')?.[1];
    if (values['VersionData'] === '') values['VersionData'] = null;
    if (row.old === null && text(row.record, 'Title') === null && name !== undefined)
      values['Title'] = name.replace(/\.[^.]*$/, '');
  },
  requiredFields: (row) => (row.old === null && text(row.record, 'ContentUrl') === null ? ['VersionData'] : []),
  computedFields: () => ['ContentDocumentId', 'IsLatest'],
  beforeSave(row, chunk) {
    const { values } = row.record;
    if (row.old === null) {
      const known = text(row.record, 'ContentDocumentId');
      values['ContentDocumentId'] = known ?? newId(chunk.parts.store, '069');
      values['IsLatest'] = true;
      values['VersionNumber'] = String(known === null ? 1 : versionsOf(known, chunk) + 1);
      const extension = /\.([^./\\]+)$/.exec(text(row.record, 'PathOnClient') ?? '')?.[1]?.toLowerCase();
      values['FileExtension'] = extension ?? null;
      values['FileType'] = extension === undefined ? 'UNKNOWN' : (fileTypes[extension] ?? extension.toUpperCase());
    }
    const data = text(row.record, 'VersionData');
    if (data === null || !changed(row, 'VersionData')) return;
    const bytes = Buffer.from(data, 'base64');
    values['ContentSize'] = bytes.length;
    values['Checksum'] = createHash('md5').update(bytes).digest('hex');
  },
  afterSave(rows, chunk) {
    for (const row of rows) {
      const documentId = text(row.record, 'ContentDocumentId') ?? '';
      const known = chunk.parts.store.get('SELECT 1 FROM "ContentDocument" WHERE "Id" = ?', documentId);
      if (known === undefined) publish(row, documentId, chunk);
      else follow(row, documentId, chunk);
    }
  },
};

function versionsOf(documentId: string, chunk: Chunk): number {
  const row = chunk.parts.store.get(
    'SELECT count(*) AS n FROM "ContentVersion" WHERE "ContentDocumentId" = ?',
    documentId,
  );
  return Number(row?.['n'] ?? 0);
}

/** A document for the first version, with the links that lead to it. */
function publish(row: Row, documentId: string, chunk: Chunk): void {
  const owner = text(row.record, 'OwnerId') ?? chunk.scope.access.user.userId;
  write('ContentDocument', documentId, { ...repeated(row), OwnerId: owner, PublishStatus: 'P' }, row, chunk);
  link(documentId, owner, 'I', row, chunk);
  const place = text(row.record, 'FirstPublishLocationId');
  if (place !== null && place !== owner) link(documentId, place, 'V', row, chunk);
}

/** A later version, or a change of the latest one. */
function follow(row: Row, documentId: string, chunk: Chunk): void {
  const { store } = chunk.parts;
  if (row.old === null) {
    store.run(
      'UPDATE "ContentVersion" SET "IsLatest" = 0 WHERE "ContentDocumentId" = ? AND "Id" <> ?',
      documentId,
      idOf(row.record),
    );
  } else if (row.record.values['IsLatest'] !== true) return;
  const values = repeated(row);
  const assignments = Object.keys(values).map((name) => `"${name}" = ?`);
  store.run(
    `UPDATE "ContentDocument" SET ${assignments.join(', ')}, "LastModifiedDate" = ? WHERE "Id" = ?`,
    ...Object.values(values).map((value) =>
      typeof value === 'number' ? value : value === null ? null : String(value),
    ),
    chunk.now,
    documentId,
  );
}

const repeated = (row: Row): Values => ({
  ...Object.fromEntries(REPEATED.map((name) => [name, row.record.values[name] ?? null])),
  LatestPublishedVersionId: idOf(row.record),
});

function link(documentId: string, entityId: string, shareType: string, row: Row, chunk: Chunk): void {
  const id = newId(chunk.parts.store, '06A');
  const values = {
    ContentDocumentId: documentId,
    LinkedEntityId: entityId,
    ShareType: shareType,
    Visibility: 'AllUsers',
  };
  write('ContentDocumentLink', id, values, row, chunk);
}

function write(objectName: string, id: string, values: Values, row: Row, chunk: Chunk): void {
  const object = chunk.parts.schema().object(objectName);
  if (object === undefined) return;
  const user = text(row.record, 'CreatedById') ?? chunk.scope.access.user.userId;
  const record: SObjectRecord = {
    type: object.name,
    values: { Id: id, ...values, ...systemValues(object, user, chunk.now, true) },
  };
  insertRow(object, record, chunk.parts.store);
  chunk.parts.security.afterWrite(object.name, null, [record]);
}
