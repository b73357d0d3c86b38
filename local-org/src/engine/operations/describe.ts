/** REST describe resources. */
import type { DescribeFor } from '../describe.ts';
import { describeGlobal as global, describeObject, objectHead } from '../describe.ts';
import { OrgError } from '../errors.ts';
import type { JsonObject } from '../json-records.ts';
import { requireObject } from '../json-records.ts';
import type { OperationContext } from './context.ts';
import { recentlyViewed } from './queries.ts';
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

const RECENT_ITEMS = 5;

/** `GET sobjects/X`: the head of the description and the records that the user looked at last. */
export function objectInfo(input: { readonly object: string }, context: OperationContext): JsonObject {
  const def = requireObject(context.engine.schemaIn(context.user.language), input.object);
  return {
    objectDescribe: objectHead(def, describeFor(context)),
    recentItems: recentlyViewed(def.name, RECENT_ITEMS, context),
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
