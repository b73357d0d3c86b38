/** Smaller REST resources of records. */
import { OrgError } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
import { requireObject, plainText } from '../json-records.ts';
import type { OperationContext } from './context.ts';
import { remove, retrieveByExternalId } from './records.ts';
import type { SavedRecord } from './records.ts';

/** `GET sobjects/X/updated` and `/deleted`. */
export function changedRecords(
  input: {
    readonly object: string;
    readonly kind: 'updated' | 'deleted';
    readonly start: string;
    readonly end: string;
  },
  context: OperationContext,
): JsonObject {
  const def = requireObject(context.engine.schema(), input.object);
  const [start, end] = [instant(input.start), instant(input.end)];
  const where = `SystemModstamp >= ${start} AND SystemModstamp < ${end}`;
  if (input.kind === 'updated') {
    const { records } = context.engine.queries.query(`SELECT Id FROM ${def.name} WHERE ${where}`, {}, context.scope);
    return { ids: records.map(({ values }) => plainText(values['Id'])), latestDateCovered: end };
  }
  const { records } = context.engine.queries.query(
    `SELECT Id, SystemModstamp FROM ${def.name} WHERE IsDeleted = true AND ${where}`,
    {},
    context.scope,
    { allRows: true },
  );
  return {
    deletedRecords: records.map(({ values }): Json => ({
      id: plainText(values['Id']),
      deletedDate: plainText(values['SystemModstamp']),
    })),
    earliestDateAvailable: start,
    latestDateCovered: end,
  };
}

function instant(text: string): string {
  const time = Date.parse(text.replace(' ', '+'));
  if (Number.isNaN(time)) throw new OrgError('MALFORMED_ID', `Invalid date time: ${text}`);
  return new Date(time).toISOString();
}

/** `DELETE sobjects/X/ExternalId__c/value`. */
export function removeByExternalId(
  input: { readonly object: string; readonly field: string; readonly value: string },
  context: OperationContext,
): SavedRecord {
  const found = retrieveByExternalId({ ...input, fields: ['Id'] }, context);
  return remove({ object: input.object, id: plainText(found['Id']) }, context);
}
