/** Expressions: static type and JavaScript text in one walk. */
import { isRecordSet } from '../runtime/platform-types.ts';
import { listOf, Types, type TypeRef } from '../runtime/type-ref.ts';
import type { Expression, LiteralValue, Position } from './ast.ts';
import { solid, unknownValue, type Body, type Value } from './body.ts';
import { coerce, convert, isAssignable, isNumeric, isText, shownType, wider } from './convert.ts';
import { increment, lowerAssign } from './lower-assign.ts';
import { lowerCall, lowerConstructorCall } from './lower-call.ts';
import { lowerCreation } from './lower-create.ts';
import { lowerField, lowerName } from './lower-members.ts';
import { lowerBinary, lowerPrefix } from './lower-operators.ts';
import { lowerQuery, lowerSearch } from './lower-query.ts';
import { chainStep } from './safe-navigation.ts';
import { quote } from './unit.ts';
import { Unknown } from './world.ts';

/** Lowers one expression. `expected` only helps literals and creations find their type. */
export function lowerExpression(body: Body, node: Expression, expected?: TypeRef): Value {
  switch (node.k) {
    case 'literal':
      return lowerLiteral(body, node.value, node.pos);
    case 'name':
      return lowerName(body, node.name, node.pos);
    case 'this':
      if (body.options.static) return body.report(node.pos, 'This cannot be referenced in a static context');
      return { js: 'this', type: body.owner.type, solid: true };
    case 'super':
      if (body.options.static) return body.report(node.pos, 'Super cannot be referenced in a static context');
      return { js: 'this', type: body.owner.parent ?? Types.Object, solid: true, isSuper: true };
    case 'classLiteral': {
      const type = node.type === null ? Types.Void : body.resolve(node.type);
      return { js: body.unit.constant(`$.typeValue(${body.unit.type(type)})`), type: systemType(body), solid: true };
    }
    case 'field':
      return lowerField(body, node);
    case 'call':
      return lowerCall(body, node);
    case 'constructorCall':
      return lowerConstructorCall(body, node);
    case 'index':
      return lowerIndex(body, node);
    case 'new':
    case 'newArray':
    case 'newItems':
    case 'newMap':
      return lowerCreation(body, node);
    case 'cast':
      return lowerCast(body, node);
    case 'postfix':
      return increment(body, node.target, node.op, false, node.pos);
    case 'prefix':
      return node.op === '++' || node.op === '--'
        ? increment(body, node.value, node.op, true, node.pos)
        : lowerPrefix(body, node);
    case 'binary':
      return lowerBinary(body, node);
    case 'instanceof':
      return lowerInstanceOf(body, node);
    case 'ternary':
      return lowerTernary(body, node);
    case 'assign':
      return lowerAssign(body, node);
    case 'soql':
      return lowerQuery(body, node, expected);
    case 'sosl':
      return lowerSearch(body, node);
  }
}

const systemType = (body: Body): TypeRef => body.world.platform.parse('Type', []);

/** A literal in the representation of its own type. */
export function lowerLiteral(body: Body, value: LiteralValue, pos: Position): Value {
  switch (value.type) {
    case 'null':
      return { js: 'null', type: Types.Null, isNullLiteral: true };
    case 'Boolean':
      return { js: String(value.value), type: Types.Boolean, solid: true };
    case 'String':
      return { js: quote(value.text), type: Types.String, solid: true };
    case 'Integer': {
      const number = Number(value.text);
      if (number > 2_147_483_647 || number < -2_147_483_648) return body.report(pos, `Illegal integer`);
      return { js: number < 0 ? `(${String(number)})` : String(number), type: Types.Integer, solid: true };
    }
    case 'Long': {
      const number = BigInt(value.text);
      if (BigInt.asIntN(64, number) !== number) return body.report(pos, 'Illegal long');
      return { js: number < 0n ? `(${String(number)}n)` : `${String(number)}n`, type: Types.Long, solid: true };
    }
    case 'Double':
      return { js: String(Number(value.text)), type: Types.Double, solid: true };
    case 'Decimal':
      return { js: body.unit.constant(`$.Decimal.literal(${quote(value.text)})`), type: Types.Decimal, solid: true };
  }
}

/** An expression that must be Boolean; null is a NullPointerException. */
export function lowerCondition(body: Body, node: Expression): string {
  const value = lowerExpression(body, node);
  if (value.type !== Types.Boolean && value.type !== Unknown) {
    body.report(node.pos, `Condition expression must be of type Boolean: ${shownType(value.type)}`);
    return 'false';
  }
  return solid(value);
}

function lowerIndex(body: Body, node: Extract<Expression, { readonly k: 'index' }>): Value {
  const list = lowerExpression(body, node.target);
  const index = lowerExpression(body, node.index);
  if (list.type === Unknown) return unknownValue;
  const element = list.type.args[0];
  if ((list.type.kind !== 'list' && !isRecordSet(list.type)) || element === undefined) {
    return body.report(node.pos, `Expression must be a list type: ${shownType(list.type)}`);
  }
  const position = coerce(body, index, Types.Integer, node.index.pos);
  return chainStep(body, list, false, (reached) =>
    readElement(reached, `$at(${reached.js},${position})`, element, body),
  );
}

/** An element read under static type Object is boxed by the list's run-time element type. */
function readElement(list: Value, js: string, element: TypeRef, body: Body): Value {
  if (element !== Types.Object) return { js, type: element };
  const held = body.temporary();
  return {
    js: `(${held}=${list.js},$boxAs(${js.replace(list.js, held)},${held}.elementType))`,
    type: Types.Object,
  };
}

function lowerCast(body: Body, node: Extract<Expression, { readonly k: 'cast' }>): Value {
  const to = body.resolve(node.type);
  const value = lowerExpression(body, node.value, to);
  if (to === Unknown || value.type === Unknown) return { js: value.js, type: to };
  const from = value.type;
  if (from === to) return { js: value.js, type: to, ...(value.solid === true ? { solid: true } : {}) };
  if (!castable(body, from, to)) {
    return body.report(
      node.pos,
      `Incompatible types since an instance of ${shownType(from)} is never an instance of ${shownType(to)}`,
    );
  }
  if (isAssignable(body.world, from, to) && !(from === Types.SObject && to.kind === 'sobject')) {
    const needsCheck = to.kind === 'list' && !isRecordSet(from) && from !== to;
    if (!needsCheck)
      return { js: convert(body, value, to), type: to, ...(value.solid === true ? { solid: true } : {}) };
  }
  if (isNumeric(from) && isNumeric(to)) return { js: narrowing(value, to), type: to };
  return { js: `rt.cast(${convert(body, value, Types.Object)},${body.unit.type(to)})`, type: to };
}

function narrowing(value: Value, to: TypeRef): string {
  const { js, type: from } = value;
  const call = (code: (x: string) => string): string =>
    value.solid === true ? code(js) : `$.whenSet(${js},x=>${code('x')})`;
  if (from === Types.Long) return call((x) => `Number(BigInt.asIntN(32,${x}))`);
  if (from === Types.Double) {
    return call((x) => (to === Types.Integer ? `$.doubleToInteger(${x})` : `$.doubleToLong(${x})`));
  }
  return call((x) =>
    to === Types.Integer ? `${x}.intValue()` : to === Types.Long ? `${x}.longValue()` : `${x}.toDouble()`,
  );
}

/** Whether a cast can succeed at all. */
function castable(body: Body, from: TypeRef, to: TypeRef): boolean {
  const world = body.world;
  if (from === Types.Void || to === Types.Void) return false;
  if (isAssignable(world, from, to) || world.isSubtype(to, from) || from === Types.Object) return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (isText(from) && isText(to)) return true;
  if (isRecordSet(from)) return true;
  // What a polymorphic lookup leads to is a record of one of its objects.
  if (from.kind === 'sobject' && to.kind === 'sobject' && (from.name === 'Name' || to.name === 'Name')) return true;
  if (from.kind === to.kind && (from.kind === 'list' || from.kind === 'set' || from.kind === 'map')) {
    return from.args.every((arg, index) => castable(body, arg, to.args[index] ?? Types.Object));
  }
  return isInterface(body, from) || isInterface(body, to) ? isOpen(from) && isOpen(to) : false;
}

function isInterface(body: Body, type: TypeRef): boolean {
  if (type.kind === 'class') return body.world.symbolOf(type)?.kind === 'interface';
  return type.kind === 'platform' && body.world.platform.find(type.name.replace(/<.*/, ''))?.kind === 'interface';
}

const isOpen = (type: TypeRef): boolean =>
  type.kind === 'class' || type.kind === 'platform' || type.kind === 'list' || type.kind === 'set';

/** Before this version null was an instance of everything (Apex Developer Guide, "Using the instanceof Keyword"). */
const NULL_IS_NO_INSTANCE = 32;

function lowerInstanceOf(body: Body, node: Extract<Expression, { readonly k: 'instanceof' }>): Value {
  const value = lowerExpression(body, node.value);
  const type = body.resolve(node.type);
  if (type === Unknown || value.type === Unknown) return { js: 'false', type: Types.Boolean, solid: true };
  if (value.type.kind === 'primitive' && type.kind !== 'object' && !isText(value.type) && !isNumeric(value.type)) {
    if (value.type !== type) {
      return body.report(
        node.pos,
        `Operation instanceof is always false since an instance of ${shownType(value.type)} is never an instance of ${shownType(type)}`,
      );
    }
  }
  if (!castable(body, value.type, type)) {
    return body.report(
      node.pos,
      `Operation instanceof is always false since an instance of ${shownType(value.type)} is never an instance of ${shownType(type)}`,
    );
  }
  const object = convert(body, value, Types.Object);
  const check = (js: string): string => `rt.instanceOf(${js},${body.unit.type(type)})`;
  if (body.owner.apiVersion < NULL_IS_NO_INSTANCE) {
    const kept = body.temporary();
    return { js: `((${kept}=${object})===null||${check(kept)})`, type: Types.Boolean, solid: true };
  }
  const js = check(object);
  return { js, type: Types.Boolean, solid: true };
}

function lowerTernary(body: Body, node: Extract<Expression, { readonly k: 'ternary' }>): Value {
  const condition = lowerCondition(body, node.condition);
  const yes = lowerExpression(body, node.yes);
  const no = lowerExpression(body, node.no);
  const type = commonType(body, yes.type, no.type);
  if (type === undefined) {
    return body.report(
      node.pos,
      `Incompatible types in ternary operator: ${shownType(yes.type)}, ${shownType(no.type)}`,
    );
  }
  const js = `(${condition}?${convert(body, yes, type)}:${convert(body, no, type)})`;
  return { js, type, ...(yes.solid === true && no.solid === true ? { solid: true } : {}) };
}

const isRecordList = (type: TypeRef): boolean =>
  (type.kind === 'list' || isRecordSet(type)) && type.args[0]?.kind === 'sobject';

/** The type both branches fit into. */
function commonType(body: Body, a: TypeRef, b: TypeRef): TypeRef | undefined {
  const world = body.world;
  if (a === Unknown || b === Unknown) return Unknown;
  if (a === Types.Void || b === Types.Void) return undefined;
  if (a === b) return a;
  if (a === Types.Null) return b;
  if (b === Types.Null) return a;
  if (isNumeric(a) && isNumeric(b)) return wider(a, b);
  if (isText(a) && isText(b)) return Types.String;
  if (isAssignable(world, b, a)) return a;
  if (isAssignable(world, a, b)) return b;
  // Lists of records of two kinds are lists of records (jamessimone/apex-rollup, RollupMultiCurrencyTests).
  if (isRecordList(a) && isRecordList(b)) return listOf(Types.SObject);
  for (const upper of world.lineage(a)) {
    if (upper !== a && world.isSubtype(b, upper)) return upper;
  }
  return a.kind === 'sobject' && b.kind === 'sobject' ? Types.SObject : Types.Object;
}
