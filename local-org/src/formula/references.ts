/**
 * What a name in a formula stands for: a field of the record, of a parent (`Account.Owner.Name`), or of a global (`$User.Email`).
 * Resolved against the schema once, when the formula is compiled.
 */
import { Unsupported } from '../engine/errors.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import { FormulaError, formulaTypeOf } from './types.ts';
import type { FormulaType } from './types.ts';

/** One step to a parent: the reference field walked and the object it leads to. */
export interface Hop {
  readonly field: FieldDef;
  readonly target: SObjectDef;
}

/** Where a path starts: the record itself or the acting user's row of an object. */
export type PathStart = 'record' | 'userId' | 'profileId' | 'roleId';

export type Reference =
  | {
      readonly kind: 'path';
      readonly start: PathStart;
      readonly object: SObjectDef;
      readonly hops: readonly Hop[];
      readonly field: FieldDef;
    }
  | { readonly kind: 'permission'; readonly name: string }
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'customMetadata'; readonly object: SObjectDef; readonly record: string; readonly field: FieldDef };

export interface ResolvedReference {
  readonly reference: Reference;
  readonly type: FormulaType;
}

/** The platform follows at most ten relationships ("Formula Operators and Functions", cross-object formulas). */
const MAX_HOPS = 10;

/** Resolves the text of a reference; throws FormulaError "Field X does not exist. Check spelling.". */
export function resolveReference(text: string, object: SObjectDef, schema: OrgSchema): ResolvedReference {
  const [first = '', ...rest] = text.split('.');
  if (first.startsWith('$')) return resolveGlobal(text, first.toLowerCase(), rest, object, schema);
  return resolvePath('record', object, [first, ...rest], text, schema);
}

function missing(text: string): never {
  throw new FormulaError(`Field ${text} does not exist. Check spelling.`);
}

function typed(reference: Reference, field: FieldDef, text: string): ResolvedReference {
  const type = formulaTypeOf(field);
  if (type === undefined) {
    throw new FormulaError(
      `You referenced an unsupported field type called "${typeName(field)}" using the following field: ${text}`,
    );
  }
  if (type === 'Location') throw new Unsupported('formula reference to a geolocation field', text);
  return { reference, type };
}

function typeName(field: FieldDef): string {
  switch (field.type) {
    case 'encryptedstring':
      return 'Text (Encrypted)';
    case 'address':
      return 'Address';
    case 'base64':
      return 'Base64';
    default:
      return field.type;
  }
}

function resolvePath(
  start: PathStart,
  object: SObjectDef,
  names: readonly string[],
  text: string,
  schema: OrgSchema,
): ResolvedReference {
  const hops: Hop[] = [];
  let current = object;
  for (const name of names.slice(0, -1)) {
    const hop = hopOf(current, name, text, schema);
    hops.push(hop);
    current = hop.target;
  }
  if (hops.length > MAX_HOPS)
    throw new FormulaError(`Related objects referenced in this formula: the limit is ${MAX_HOPS}`);
  const field = current.fields.get((names.at(-1) ?? '').toLowerCase());
  if (field === undefined) missing(text);
  return typed({ kind: 'path', start, object, hops, field }, field, text);
}

/** `Owner`, `Account`, `Custom__r`, or with the object named for a reference to several (`Owner:User`). */
function hopOf(object: SObjectDef, name: string, text: string, schema: OrgSchema): Hop {
  const [relationship = '', targetName] = name.split(':');
  const lower = relationship.toLowerCase();
  for (const field of object.fields.values()) {
    if (field.relationshipName?.toLowerCase() !== lower) continue;
    const chosen = targetName ?? (field.referenceTo.length === 1 ? field.referenceTo[0] : undefined);
    if (chosen === undefined || !field.referenceTo.some((each) => each.toLowerCase() === chosen.toLowerCase())) {
      if (targetName !== undefined) {
        throw new FormulaError(
          `${targetName} is an invalid object type for the ${relationship} field. Check spelling.`,
        );
      }
      missing(text);
    }
    const target = schema.object(chosen);
    if (target === undefined) missing(text);
    return { field, target };
  }
  return missing(text);
}

function resolveGlobal(
  text: string,
  global: string,
  rest: readonly string[],
  object: SObjectDef,
  schema: OrgSchema,
): ResolvedReference {
  const [name = ''] = rest;
  switch (global) {
    case '$user':
      return resolvePath('userId', setupObject('User', schema), rest, text, schema);
    case '$profile':
      return resolvePath('profileId', setupObject('Profile', schema), rest, text, schema);
    case '$userrole':
      return resolvePath('roleId', setupObject('UserRole', schema), rest, text, schema);
    case '$recordtype':
      return resolvePath('record', object, ['RecordType', ...rest], text, schema);
    case '$permission':
      if (rest.length !== 1) missing(text);
      return { reference: { kind: 'permission', name }, type: 'Boolean' };
    case '$label':
      return { reference: { kind: 'label', name: rest.at(-1) ?? '' }, type: 'Text' };
    case '$api':
      if (!/^(Enterprise|Partner)_Server_URL_\d+$/i.test(name)) throw new Unsupported(`formula global ${text}`);
      return { reference: { kind: 'label', name: `$Api.${name}` }, type: 'Text' };
    case '$custommetadata':
      return resolveCustomMetadata(text, rest, schema);
    default:
      throw new Unsupported(`formula global ${text.split('.')[0] ?? text}`);
  }
}

function setupObject(name: string, schema: OrgSchema): SObjectDef {
  const object = schema.object(name);
  if (object === undefined) throw new Unsupported(`formula global of object ${name}`);
  return object;
}

/** `$CustomMetadata.Type__mdt.Record.Field__c`; the record may come with the same deployment, so only type and field are checked. */
function resolveCustomMetadata(text: string, rest: readonly string[], schema: OrgSchema): ResolvedReference {
  const [typeName = '', record = '', fieldName = ''] = rest;
  const object = schema.object(typeName);
  const field = object?.fields.get(fieldName.toLowerCase());
  if (object?.kind !== 'customMetadata' || field === undefined || rest.length !== 3) missing(text);
  return typed({ kind: 'customMetadata', object, record, field }, field, text);
}
