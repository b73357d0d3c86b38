/** Inline SOQL and SOSL: checked against the schema, run by the query engine. */
import type { SObjectDef } from '../../schema/types.ts';
import { recordSetOf } from '../runtime/platform-types.ts';
import { listOf, sobjectType, Types, type TypeRef } from '../runtime/type-ref.ts';
import type { QueryBind, QueryNode, QueryPath, SearchNode, SelectShape } from './ast.ts';
import type { Body, Value } from './body.ts';
import { checkShape, type BindTypes } from './check-query.ts';
import { convert } from './convert.ts';
import { sobjectMember } from '../runtime/sobject-types.ts';
import { quote } from './unit.ts';
import { Unknown } from './world.ts';

export function lowerQuery(body: Body, node: QueryNode, expected?: TypeRef): Value {
  const { js: binds, types } = lowerBinds(body, node.binds);
  if (node.mode === 'SECURITY_ENFORCED' && body.owner.apiVersion >= 67) {
    body.report(node.pos, 'WITH SECURITY_ENFORCED is not supported in this API version. Use WITH USER_MODE.');
  }
  const object = checkSelect(body, node.shape, null, types);
  const mode = node.mode === 'USER_MODE' || node.mode === 'SYSTEM_MODE' ? quote(node.mode) : 'null';
  const run = (element: TypeRef): string =>
    `rt.query(${quote(node.text)},${binds},${mode},${body.unit.type(element)},${String(node.allRows)})`;
  if (object === undefined) return { js: 'null', type: recordSetOf(Unknown) };
  if (node.shape.countOnly && expected !== listOf(sobjectType('AggregateResult'))) {
    return {
      js: `rt.count(${quote(node.text)},${binds},${mode},${String(node.allRows)})`,
      type: Types.Integer,
      solid: true,
    };
  }
  const element = sobjectType(node.shape.aggregate ? 'AggregateResult' : object.name);
  return { js: run(element), type: recordSetOf(element), solid: true };
}

export function lowerSearch(body: Body, node: SearchNode): Value {
  const { js: binds } = lowerBinds(body, node.binds);
  for (const part of node.returning) {
    const object = objectNamed(body, part.object, part.pos);
    if (object === undefined) continue;
    for (const field of part.fields) checkPath(body, object, field, null);
  }
  const type = listOf(listOf(Types.SObject));
  const mode = node.mode === null ? 'null' : quote(node.mode);
  return { js: `rt.search(${quote(node.text)},${binds},${mode})`, type, solid: true };
}

function lowerBinds(body: Body, binds: readonly QueryBind[]): { readonly js: string; readonly types: BindTypes } {
  const types = new Map<number, TypeRef>();
  const parts = binds.map((bind) => {
    const value = body.expression(bind.expression);
    types.set(bind.pos, value.type);
    return `${bind.name}:${convert(body, value, Types.Object)}`;
  });
  return { js: `{${parts.join()}}`, types };
}

function objectNamed(body: Body, name: string, pos: number): SObjectDef | undefined {
  const found = body.world.schema.object(name);
  if (found === undefined) body.report(pos, `sObject type '${name}' is not supported.`);
  return found;
}

/** Checks the names of a SELECT; `parent` is the object around a child query. */
function checkSelect(
  body: Body,
  shape: SelectShape,
  parent: SObjectDef | null,
  binds: BindTypes,
): SObjectDef | undefined {
  const from = shape.from.join('.');
  let object: SObjectDef | undefined;
  if (parent === null) object = objectNamed(body, from, shape.pos);
  else {
    const relation = sobjectMember(body.world.schema, parent.name, shape.from.at(-1) ?? '');
    const child = relation?.kind === 'children' ? relation.type.args[0] : undefined;
    object = child === undefined ? undefined : body.world.schema.object(child.name);
    if (object === undefined) {
      body.report(
        shape.pos,
        `Didn't understand relationship '${from}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name.`,
      );
    }
  }
  if (object === undefined) return undefined;
  const aliases = new Set(shape.aliases.map((alias) => alias.toLowerCase()));
  for (const field of shape.fields) checkPath(body, object, field, shape.fromAlias);
  for (const field of shape.others) {
    if (field.path.length === 1 && aliases.has((field.path[0] ?? '').toLowerCase())) continue;
    checkPath(body, object, field, shape.fromAlias);
  }
  checkShape(body, shape, object, binds);
  for (const part of shape.typeOf) {
    const named = body.world.schema.object(part.object.path.join('.'));
    if (named === undefined)
      body.report(part.object.pos, `sObject type '${part.object.path.join('.')}' is not supported.`);
    else for (const field of part.fields) checkPath(body, named, field, null);
  }
  for (const child of shape.children) checkSelect(body, child, object, binds);
  for (const inner of shape.semiJoins) checkSelect(body, inner, null, binds);
  return object;
}

function checkPath(body: Body, object: SObjectDef, field: QueryPath, alias: string | null): void {
  let path = field.path;
  const [first] = path;
  const own = first?.toLowerCase();
  if (path.length > 1 && (own === alias?.toLowerCase() || own === object.name.toLowerCase())) path = path.slice(1);
  let current: string = object.name;
  for (const [index, name] of path.entries()) {
    const member = sobjectMember(body.world.schema, current, name);
    if (index < path.length - 1) {
      if (member?.kind === 'parent') {
        current = member.type.name;
        continue;
      }
      body.report(
        field.pos,
        `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
      );
      return;
    }
    if (member?.kind === 'field' || current === 'Name') return;
    // Compound parts, currency and owner columns the schema may leave to the query engine are named there too.
    body.report(
      field.pos,
      `No such column '${name}' on entity '${current}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
    );
  }
}
