/** What inline SOQL may compare, select and group: the checks beyond the names of fields. */
import type { SObjectDef } from '../../schema/types.ts';
import { sobjectMember } from '../runtime/sobject-types.ts';
import { Types, type TypeRef } from '../runtime/type-ref.ts';
import type { Position, QueryComparison, QueryPath, SelectShape } from './ast.ts';
import type { Body } from './body.ts';
import { isNumeric, isText, shownType } from './convert.ts';

/** The Apex types of the query's binds by the position of their expression. */
export type BindTypes = ReadonlyMap<Position, TypeRef>;

/** Checks comparisons, groups and repeated fields of one SELECT over an object whose field names are already known to be right. */
export function checkShape(body: Body, shape: SelectShape, object: SObjectDef, binds: BindTypes): void {
  for (const comparison of shape.comparisons) checkComparison(body, object, shape, comparison, binds);
  checkRepeated(body, shape);
  if (shape.groupedBy !== null) checkGrouped(body, shape, shape.groupedBy);
  for (const at of shape.rowCounts) {
    const type = binds.get(at);
    if (type?.kind === 'primitive' && type !== Types.Integer && type !== Types.Long)
      body.report(at, `Limit expressions must be of type Integer: ${shownType(type)}`);
  }
}

const lowerPath = ({ path }: QueryPath, shape: SelectShape): string => {
  const [first, ...rest] = path.map((part) => part.toLowerCase());
  const own = first === shape.fromAlias?.toLowerCase() || first === shape.from.join('.').toLowerCase();
  return own && rest.length > 0 ? rest.join('.') : [first, ...rest].join('.');
};

function checkRepeated(body: Body, shape: SelectShape): void {
  if (shape.aggregate) return;
  const seen = new Set<string>();
  for (const field of shape.fields) {
    const name = lowerPath(field, shape);
    if (seen.has(name)) body.report(field.pos, `duplicate field selected: ${field.path.join('.')}`);
    seen.add(name);
  }
}

function checkGrouped(body: Body, shape: SelectShape, groupedBy: readonly QueryPath[]): void {
  const grouped = new Set(groupedBy.map((path) => lowerPath(path, shape)));
  for (const field of shape.fields)
    if (!grouped.has(lowerPath(field, shape)))
      body.report(field.pos, `Field must be grouped or aggregated: ${field.path.join('.')}`);
}

/** The type a field path has in Apex; undefined where the schema says nothing. */
function typeOfPath(body: Body, object: SObjectDef, shape: SelectShape, field: QueryPath): TypeRef | undefined {
  let current = object.name;
  const parts = lowerPath(field, shape).split('.');
  for (const [index, name] of parts.entries()) {
    const member = sobjectMember(body.world.schema, current, name);
    if (index === parts.length - 1) return member?.kind === 'field' ? member.type : undefined;
    if (member?.kind !== 'parent') return undefined;
    current = member.type.name;
  }
  return undefined;
}

type Family = 'text' | 'number' | 'boolean' | 'day' | 'time';

function familyOf(type: TypeRef): Family | undefined {
  if (isText(type)) return 'text';
  if (isNumeric(type)) return 'number';
  if (type === Types.Boolean) return 'boolean';
  if (type === Types.Date || type === Types.Datetime) return 'day';
  return type === Types.Time ? 'time' : undefined;
}

const LITERALS: Readonly<Record<string, Family>> = { text: 'text', number: 'number', boolean: 'boolean', day: 'day' };

function checkComparison(
  body: Body,
  object: SObjectDef,
  shape: SelectShape,
  { field, operator, value, pos, bindPos }: QueryComparison,
  binds: BindTypes,
): void {
  const type = typeOfPath(body, object, shape, field);
  const family = type === undefined ? undefined : familyOf(type);
  if (type === undefined || family === undefined) return;
  const set = operator.endsWith('in');
  if (value === 'bind') {
    const given = binds.get(bindPos ?? 0);
    if (given === undefined) return;
    if (set && given.kind === 'primitive') {
      body.report(pos, `IN operator must be used with an iterable expression`);
      return;
    }
    const element = given.kind === 'list' || given.kind === 'set' ? given.args[0] : given;
    const other = element === undefined ? undefined : familyOf(element);
    if (other !== undefined && other !== family)
      body.report(
        pos,
        `Invalid bind expression type of ${shownType(element ?? given)} for column of type ${shownType(type)}`,
      );
    return;
  }
  const literal = LITERALS[value];
  if (literal === undefined || literal === family) return;
  const how = family === 'text' ? 'should be enclosed in quotes' : 'should not be enclosed in quotes';
  const shown = family === 'text' ? 'string' : type.name.toLowerCase();
  body.report(
    pos,
    `value of filter criterion for field '${field.path.at(-1) ?? ''}' must be of type ${shown} and ${how}`,
  );
}
