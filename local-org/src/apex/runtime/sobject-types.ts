/** Apex types of an object's fields and relationships, from the org's schema. */
import type { FieldDef, OrgSchema, SObjectDef } from '../../schema/types.ts';
import { listOf, platformType, sobjectType, Types, type TypeRef } from './type-ref.ts';

const definitions = new Set(['EntityDefinition', 'FieldDefinition', 'EntityParticle']);

/** The Apex type of a field's value, at compile time and at run time. */
export function apexFieldType(field: FieldDef): TypeRef {
  switch (field.type) {
    case 'id':
      return Types.Id;
    case 'reference':
      // Metadata relationships of custom metadata hold names, not ids.
      return field.referenceTo.some((name) => definitions.has(name)) ? Types.String : Types.Id;
    case 'boolean':
      return Types.Boolean;
    case 'int':
      return Types.Integer;
    case 'double':
    case 'currency':
    case 'percent':
      return Types.Decimal;
    case 'date':
      return Types.Date;
    case 'datetime':
      return Types.Datetime;
    case 'time':
      return Types.Time;
    case 'base64':
      return Types.Blob;
    case 'location':
      return platformType('System.Location');
    case 'address':
      return platformType('System.Address');
    case 'anyType':
      return Types.Object;
    case 'junctionidlist':
      return listOf(Types.String);
    case 'complexvalue':
      return platformType('EventBus.ChangeEventHeader');
    default:
      return Types.String;
  }
}

export type SObjectMember =
  | { readonly kind: 'field'; readonly name: string; readonly type: TypeRef; readonly field: FieldDef | null }
  | { readonly kind: 'parent'; readonly name: string; readonly type: TypeRef; readonly field: FieldDef }
  | { readonly kind: 'children'; readonly name: string; readonly type: TypeRef };

/** What every target of a polymorphic lookup shares (Object Reference, "Name"). */
const nameFields: ReadonlyMap<string, readonly [string, TypeRef]> = new Map(
  (
    [
      ['Id', Types.Id],
      ['Name', Types.String],
      ['Type', Types.String],
      ['Alias', Types.String],
      ['Email', Types.String],
      ['FirstName', Types.String],
      ['LastName', Types.String],
      ['Phone', Types.String],
      ['Title', Types.String],
      ['Username', Types.String],
      ['IsActive', Types.Boolean],
      ['ProfileId', Types.Id],
      ['UserRoleId', Types.Id],
    ] as const
  ).map(([name, type]) => [name.toLowerCase(), [name, type]]),
);

/** The object of that name in canonical spelling. */
export const sobjectNamed = (schema: OrgSchema, name: string): TypeRef | undefined => {
  const found = schema.object(name);
  if (found !== undefined) return sobjectType(found.name);
  const lower = name.toLowerCase();
  if (lower === 'sobject') return Types.SObject;
  if (lower === 'aggregateresult') return sobjectType('AggregateResult');
  if (lower === 'name') return sobjectType('Name');
  return undefined;
};

function parentType(field: FieldDef): TypeRef {
  const [only, ...more] = field.referenceTo;
  return only !== undefined && more.length === 0 ? sobjectType(only) : sobjectType('Name');
}

/** A field, parent or child relationship of an object by its name in any case. */
export function sobjectMember(schema: OrgSchema, objectName: string, name: string): SObjectMember | undefined {
  const lower = name.toLowerCase();
  const object = schema.object(objectName);
  if (object === undefined) {
    if (objectName !== 'Name') return undefined;
    const [canonical, type] = nameFields.get(lower) ?? [];
    return canonical === undefined || type === undefined
      ? undefined
      : { kind: 'field', name: canonical, type, field: null };
  }
  const field = object.fields.get(lower);
  if (field !== undefined) return { kind: 'field', name: field.name, type: apexFieldType(field), field };
  for (const candidate of object.fields.values()) {
    if (candidate.relationshipName?.toLowerCase() === lower) {
      return { kind: 'parent', name: candidate.relationshipName, type: parentType(candidate), field: candidate };
    }
  }
  return childMember(object, lower);
}

function childMember(object: SObjectDef, lower: string): SObjectMember | undefined {
  for (const relation of object.childRelationships) {
    const name = relation.relationshipName;
    // A custom child relationship is named with __r in paths, without it in metadata.
    if (name === undefined) continue;
    if (name.toLowerCase() === lower || `${name.toLowerCase()}__r` === lower) {
      return { kind: 'children', name, type: listOf(sobjectType(relation.childObject)) };
    }
  }
  return undefined;
}
