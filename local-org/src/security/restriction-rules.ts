/**
 * Restriction rules: of what sharing gives a user, only the records that meet the rule's filter stay. Whoever may view or modify all
 * records of the object or all data is exempt; children of a restricted record are not restricted with it.
 * Source: Restriction Rules Developer Guide, "Considerations"; Salesforce Help, "Restriction Rules".
 */
import { Unsupported } from '../engine/errors.ts';
import type { SqlValue, Store, UserContext } from '../engine/ports.ts';
import { parseRecordFilter, parseUserCriteria, type RestrictionFilter, type UserCriteria } from '../metadata/index.ts';
import {
  flagOf,
  textOf,
  type DefinitionNode,
  type FieldDef,
  type OrgSchema,
  type SObjectDef,
} from '../schema/index.ts';
import { isStored, quoteName, to18 } from '../store/index.ts';
import { allOf, anyOf, clause, raw, type Clause } from './clause.ts';

export interface RestrictionRule {
  readonly name: string;
  readonly label: string;
  readonly object: string;
  readonly filter: RestrictionFilter;
  readonly criteria: UserCriteria;
}

/** What deciding about a user takes. */
export interface RestrictionContext {
  readonly store: Store;
  readonly schema: OrgSchema;
  hasPermission(user: UserContext, name: string): boolean;
}

/** An active rule; null for one that is switched off. Throws Unsupported for scoping rules and for conditions that are no comparison. */
export function readRestrictionRule(node: DefinitionNode, name: string): RestrictionRule | null {
  if (!flagOf(node, 'active')) return null;
  const kind = textOf(node, 'enforcementType') ?? '';
  if (kind !== 'Restrict') throw new Unsupported(`RestrictionRule.enforcementType ${kind}`);
  const object = textOf(node, 'targetEntity') ?? '';
  const filter = parseRecordFilter(textOf(node, 'recordFilter') ?? '', object);
  const criteria = parseUserCriteria(textOf(node, 'userCriteria') ?? '');
  if (!filter || !criteria) throw new Unsupported('RestrictionRule condition', name);
  return { name, label: textOf(node, 'masterLabel') ?? name, object, filter, criteria };
}

/** The rules of an object that are meant for the user. The platform leaves open which of several it observes: here all hold. */
export function rulesFor(
  context: RestrictionContext,
  rules: readonly RestrictionRule[],
  user: UserContext,
  object: SObjectDef,
): readonly RestrictionRule[] {
  return rules.filter(
    (rule) => rule.object.toLowerCase() === object.name.toLowerCase() && isMeant(context, rule.criteria, user),
  );
}

/** The condition that the rules put on rows `alias` of the object; null without any rule. */
export function restrictionClause(
  context: RestrictionContext,
  rules: readonly RestrictionRule[],
  user: UserContext,
  object: SObjectDef,
  alias: string,
): Clause | null {
  if (rules.length === 0) return null;
  return allOf(rules.map((rule) => filterClause(context, rule, user, object, alias)));
}

function isMeant(context: RestrictionContext, criteria: UserCriteria, user: UserContext): boolean {
  if (criteria.kind === 'permission') return context.hasPermission(user, criteria.name) === criteria.held;
  const { field, value } = userField(context, user, criteria.path);
  return criteria.texts.some((text) => literal(field, text) === value);
}

function filterClause(
  context: RestrictionContext,
  { filter }: RestrictionRule,
  user: UserContext,
  object: SObjectDef,
  alias: string,
): Clause {
  const { field, column } = columnAt(context.schema, object, alias, filter.path);
  const values =
    filter.value.kind === 'user'
      ? [userField(context, user, filter.value.path).value]
      : filter.value.texts.map((text) => literal(field, text));
  return anyOf(values.map((value) => (value === null ? clause`${column} IS NULL` : clause`${column} = ${value}`)));
}

/** The column at the end of a path over lookups: of a row's own table, or of the record it names. */
function columnAt(
  schema: OrgSchema,
  object: SObjectDef,
  alias: string,
  path: readonly string[],
  depth = 0,
): { readonly field: FieldDef; readonly column: Clause } {
  const [step = '', ...rest] = path;
  if (rest.length === 0) {
    const field = object.fields.get(step.toLowerCase());
    if (!field || !isStored(field)) throw new Unsupported('RestrictionRule field', `${object.name}.${step}`);
    return { field, column: raw(`${alias}.${quoteName(field.name)}`) };
  }
  const { parent, reference } = parentAt(schema, object, step);
  const inner = `r${depth}`;
  const { field, column } = columnAt(schema, parent, inner, rest, depth + 1);
  return {
    field,
    column: clause`(SELECT ${column} FROM ${raw(`${quoteName(parent.name)} ${inner} WHERE ${inner}."Id" = ${alias}.${quoteName(reference.name)}`)})`,
  };
}

function parentAt(
  schema: OrgSchema,
  object: SObjectDef,
  relationship: string,
): { readonly parent: SObjectDef; readonly reference: FieldDef } {
  const reference = [...object.fields.values()].find(
    (field) => field.relationshipName?.toLowerCase() === relationship.toLowerCase(),
  );
  const target = reference?.referenceTo.includes('User') ? 'User' : reference?.referenceTo[0];
  const parent = schema.object(target ?? '');
  if (!reference || !parent) throw new Unsupported('RestrictionRule field', `${object.name}.${relationship}`);
  return { parent, reference };
}

function userField(
  context: RestrictionContext,
  user: UserContext,
  path: readonly string[],
): { readonly field: FieldDef; readonly value: SqlValue } {
  const object = context.schema.object('User');
  if (!object) throw new Unsupported('RestrictionRule without User');
  const { field, column } = columnAt(context.schema, object, 'u', path);
  const row = context.store.get(
    `SELECT ${column.sql} AS value FROM "User" u WHERE u."Id" = ?`,
    ...column.params,
    user.userId,
  );
  return { field, value: row?.['value'] ?? null };
}

function literal(field: FieldDef, text: string): SqlValue {
  if (text === '') return null;
  switch (field.type) {
    case 'boolean':
      return /^true$/i.test(text) ? 1 : 0;
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return Number(text);
    case 'id':
    case 'reference':
      return to18(text) ?? text;
    default:
      return text;
  }
}
