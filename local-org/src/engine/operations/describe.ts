/** REST describe resources. */
import type { DescribeFor } from '../describe.ts';
import { describeGlobal as global, describeObject, objectHead } from '../describe.ts';
import { OrgError } from '../errors.ts';
import type { JsonObject } from '../json-records.ts';
import { recordToJson, requireObject } from '../json-records.ts';
import type { OperationContext } from './context.ts';
import { recordTypeIds } from './record-types.ts';

/** `GET sobjects`. */
export function describeGlobal(_input: object, context: OperationContext): JsonObject {
  return global(describeFor(context));
}

/** `GET sobjects/X/describe`. An object the user may not read does not exist for him. */
export function describe(input: { readonly object: string }, context: OperationContext): JsonObject {
  const def = requireObject(context.engine.schemaIn(context.user.language), input.object);
  if (!context.engine.security.objectAccess(context.user, def.name).read)
    throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  return describeObject(def, {
    ...describeFor(context),
    recordTypeIds: recordTypeIds(def.name, context),
    defaultRecordTypeId: context.engine.defaultRecordType(context.user, def.name),
  });
}

/** `GET sobjects/X`: the head of the description and the rows last seen. */
export function objectInfo(input: { readonly object: string }, context: OperationContext): JsonObject {
  const def = requireObject(context.engine.schemaIn(context.user.language), input.object);
  const recent = context.engine.queries.query(
    `SELECT Id FROM ${def.name} ORDER BY LastModifiedDate DESC LIMIT 5`,
    {},
    context.scope,
  ).records;
  return {
    objectDescribe: objectHead(def, describeFor(context)),
    recentItems: recent.map((record) => recordToJson(record, context.engine.schema(), context.caller.apiVersion)),
  };
}

function describeFor(context: OperationContext): DescribeFor {
  return {
    schema: context.engine.schemaIn(context.user.language),
    security: context.engine.security,
    user: context.user,
    version: context.caller.apiVersion,
    recordTypeIds: new Map(),
    defaultRecordTypeId: null,
  };
}
