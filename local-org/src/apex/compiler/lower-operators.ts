/** Operators: arithmetic, comparison, logic, assignment, increments. */
import { Types, type TypeRef } from '../runtime/type-ref.ts';
import type { BinaryOperator, Expression, Position } from './ast.ts';
import { solid, type Body, type Value } from './body.ts';
import { convert, isAssignable, isNumeric, isText, shownType, wider } from './convert.ts';
import { Unknown } from './world.ts';

type Binary = Extract<Expression, { readonly k: 'binary' }>;

/** Binary chains run along their left side in a loop, so that long ones do not deepen the stack. */
export function lowerBinary(body: Body, node: Binary): Value {
  const chain: Binary[] = [node];
  let left: Expression = node.left;
  while (left.k === 'binary') {
    chain.push(left);
    left = left.left;
  }
  let value = body.expression(left);
  for (let next = chain.pop(); next !== undefined; next = chain.pop()) {
    value = combine(body, next.op, value, body.expression(next.right), next.pos);
  }
  return value;
}

const ordered = new Set<TypeRef>([Types.Date, Types.Datetime, Types.Time]);

/** One operator over two lowered operands. */
export function combine(body: Body, op: BinaryOperator, left: Value, right: Value, pos: Position): Value {
  if (left.type === Unknown || right.type === Unknown) {
    const logical = ['&&', '||', '==', '!=', '===', '!==', '<', '>', '<=', '>='].includes(op);
    return { js: 'null', type: logical ? Types.Boolean : Unknown };
  }
  switch (op) {
    case '&&':
    case '||':
      return logic(body, op, left, right, pos);
    case '??':
      return coalesce(body, left, right, pos);
    case '==':
    case '!=':
      return equality(body, op, left, right, pos);
    case '===':
    case '!==':
      return identity(body, op, left, right, pos);
    case '<':
    case '>':
    case '<=':
    case '>=':
      return comparison(body, op, left, right, pos);
    case '<<':
    case '>>':
    case '>>>':
    case '&':
    case '|':
    case '^':
      return bits(body, op, left, right, pos);
    default:
      return arithmetic(body, op, left, right, pos);
  }
}

function logic(body: Body, op: '&&' | '||', left: Value, right: Value, pos: Position): Value {
  for (const side of [left, right]) {
    if (side.type !== Types.Boolean) {
      return body.report(pos, 'Logical operator can only be applied to Boolean');
    }
  }
  return { js: `(${solid(left)}${op}${solid(right)})`, type: Types.Boolean, solid: true };
}

function coalesce(body: Body, left: Value, right: Value, pos: Position): Value {
  if (isAssignable(body.world, right.type, left.type) && left.type !== Types.Null) {
    return { js: `(${left.js}??${convert(body, right, left.type)})`, type: left.type };
  }
  if (isAssignable(body.world, left.type, right.type)) {
    return { js: `(${convert(body, left, right.type)}??${right.js})`, type: right.type };
  }
  return body.report(
    pos,
    `Incompatible types in null coalescing operator: ${shownType(left.type)}, ${shownType(right.type)}`,
  );
}

function equality(body: Body, op: '==' | '!=', left: Value, right: Value, pos: Position): Value {
  const not = op === '!=' ? '!' : '';
  const result = (js: string): Value => ({ js: `(${not}${js})`, type: Types.Boolean, solid: true });
  if (left.type === Types.Void || right.type === Types.Void) {
    return body.report(
      pos,
      `Comparison arguments must be compatible types: ${shownType(left.type)}, ${shownType(right.type)}`,
    );
  }
  if (left.isNullLiteral === true || right.isNullLiteral === true) {
    return { js: `(${left.js}${op}=${right.js})`, type: Types.Boolean, solid: true };
  }
  if (isNumeric(left.type) && isNumeric(right.type)) {
    const type = wider(left.type, right.type);
    const [a, b] = [convert(body, left, type), convert(body, right, type)];
    if (type === Types.Decimal) return result(`$deq(${a},${b})`);
    return { js: `(${a}${op}=${b})`, type: Types.Boolean, solid: true };
  }
  if (left.type === Types.Boolean && right.type === Types.Boolean) {
    return { js: `(${left.js}${op}=${right.js})`, type: Types.Boolean, solid: true };
  }
  if (left.type === Types.String && right.type === Types.String) return result(`$seq(${left.js},${right.js})`);
  if (isText(left.type) && isText(right.type)) return result(`$ideq(${left.js},${right.js})`);
  const world = body.world;
  if (
    ordered.has(left.type) &&
    (isAssignable(world, left.type, right.type) || isAssignable(world, right.type, left.type))
  ) {
    const type = isAssignable(world, left.type, right.type) ? right.type : left.type;
    return result(`$deq(${convert(body, left, type)},${convert(body, right, type)})`);
  }
  if (!comparable(body, left.type, right.type)) {
    return body.report(
      pos,
      `Comparison arguments must be compatible types: ${shownType(left.type)}, ${shownType(right.type)}`,
    );
  }
  return result(`$leq(rt,${convert(body, left, Types.Object)},${convert(body, right, Types.Object)})`);
}

/** Types that `==` accepts: one assignable to the other, or classes that an object could be both of. */
function comparable(body: Body, left: TypeRef, right: TypeRef): boolean {
  const world = body.world;
  if (isAssignable(world, left, right) || isAssignable(world, right, left)) return true;
  const loose = (type: TypeRef): boolean => {
    const symbol = world.symbolOf(type);
    if (symbol !== undefined) return symbol.kind !== 'enum';
    return type.kind === 'platform' && world.platform.find(type.name)?.kind === 'interface';
  };
  return loose(left) && loose(right);
}

function identity(body: Body, op: '===' | '!==', left: Value, right: Value, pos: Position): Value {
  if (left.type === Types.Void || right.type === Types.Void) {
    return body.report(
      pos,
      `Comparison arguments must be compatible types: ${shownType(left.type)}, ${shownType(right.type)}`,
    );
  }
  const values = isNumeric(left.type) || isText(left.type) || ordered.has(left.type);
  if (values) return equality(body, op === '===' ? '==' : '!=', left, right, pos);
  return { js: `(${left.js}${op}${right.js})`, type: Types.Boolean, solid: true };
}

function comparison(body: Body, op: '<' | '>' | '<=' | '>=', left: Value, right: Value, pos: Position): Value {
  const refuse = (): Value =>
    body.report(
      pos,
      `Comparison arguments must be compatible types: ${shownType(left.type)}, ${shownType(right.type)}`,
    );
  if (left.isNullLiteral === true || right.isNullLiteral === true) return refuse();
  if (left.type === right.type && !isNumeric(left.type) && !isText(left.type) && !ordered.has(left.type))
    return body.report(pos, `Inequality operator not allowed for this type: ${shownType(left.type)}`);
  if (isNumeric(left.type) && isNumeric(right.type)) {
    const type = wider(left.type, right.type);
    const [a, b] = [convert(body, left, type), convert(body, right, type)];
    if (type !== Types.Decimal && left.solid === true && right.solid === true) {
      return { js: `(${a}${op}${b})`, type: Types.Boolean, solid: true };
    }
    if (type !== Types.Decimal && isSimple(a) && isSimple(b)) {
      const checks = [left.solid === true ? '' : `${a}!==null&&`, right.solid === true ? '' : `${b}!==null&&`].join('');
      return { js: `(${checks}${a}${op}${b})`, type: Types.Boolean, solid: true };
    }
    return { js: `($order(${a},${b})${op}0)`, type: Types.Boolean, solid: true };
  }
  if (isText(left.type) && isText(right.type)) {
    return { js: `($orderText(${left.js},${right.js})${op}0)`, type: Types.Boolean, solid: true };
  }
  if (ordered.has(left.type) && ordered.has(right.type)) {
    const world = body.world;
    const type = left.type === right.type || isAssignable(world, left.type, right.type) ? right.type : left.type;
    if (!isAssignable(world, left.type, type) || !isAssignable(world, right.type, type)) return refuse();
    return {
      js: `($order(${convert(body, left, type)},${convert(body, right, type)})${op}0)`,
      type: Types.Boolean,
      solid: true,
    };
  }
  return refuse();
}

/** A variable or number: cheap and without effect to mention twice. */
const isSimple = (js: string): boolean => /^[\w$]+$/.test(js);

function bits(body: Body, op: '<<' | '>>' | '>>>' | '&' | '|' | '^', left: Value, right: Value, pos: Position): Value {
  if (left.type === Types.Boolean && right.type === Types.Boolean && (op === '&' || op === '|' || op === '^')) {
    const js = op === '^' ? `(${solid(left)}!==${solid(right)})` : `((${solid(left)}${op}${solid(right)})===1)`;
    return { js, type: Types.Boolean, solid: true };
  }
  const whole = (type: TypeRef): boolean => type === Types.Integer || type === Types.Long;
  if (!whole(left.type) || !whole(right.type)) {
    return body.report(
      pos,
      op === '&' || op === '|' || op === '^'
        ? `${op} operator can only be applied to Boolean expressions or to Integer or Long expressions`
        : `${op} operation can only be applied to Integer or Long types`,
    );
  }
  if (op === '<<' || op === '>>' || op === '>>>') {
    if (left.type === Types.Integer) {
      const count = right.type === Types.Long ? `Number(${solid(right)})` : solid(right);
      return { js: `((${solid(left)}${op}${count})|0)`, type: Types.Integer, solid: true };
    }
    const count = right.type === Types.Long ? `(${solid(right)}&63n)` : `BigInt(${solid(right)}&63)`;
    const js =
      op === '>>>' ? `$wrap(BigInt.asUintN(64,${solid(left)})>>${count})` : `$wrap(${solid(left)}${op}${count})`;
    return { js, type: Types.Long, solid: true };
  }
  const type = wider(left.type, right.type);
  const [a, b] = [
    solid({ ...left, js: convert(body, left, type) }),
    solid({ ...right, js: convert(body, right, type) }),
  ];
  return { js: type === Types.Integer ? `((${a}${op}${b})|0)` : `$wrap(${a}${op}${b})`, type, solid: true };
}

function arithmetic(body: Body, op: '+' | '-' | '*' | '/', left: Value, right: Value, pos: Position): Value {
  if (op === '+' && (left.type === Types.String || right.type === Types.String)) {
    if (left.type !== Types.Void && right.type !== Types.Void) {
      // Long concatenations stay flat: JavaScript's parser has a depth limit for parentheses.
      const chain = `${left.chain ?? asText(body, left)}+${asText(body, right)}`;
      return { js: `(${chain})`, type: Types.String, solid: true, chain };
    }
  }
  const date = dateArithmetic(op, left, right);
  if (date !== undefined) return date;
  if (!isNumeric(left.type) || !isNumeric(right.type)) {
    if (left.type === Types.Void || right.type === Types.Void)
      return body.report(pos, 'Arithmetic expressions are not allowed on void types');
    if (left.type === Types.Date) return body.report(pos, 'Date expressions must use Integer or Long');
    if (left.type === Types.Datetime)
      return body.report(pos, 'Date/time expressions must use Integer or Double or Decimal');
    if (left.type === Types.Time) return body.report(pos, 'Time expressions must use Integer or Long');
    return body.report(pos, 'Arithmetic expressions must use numeric arguments');
  }
  const type = wider(left.type, right.type);
  const a = solid({ ...left, js: convert(body, left, type) });
  const b = solid({ ...right, js: convert(body, right, type) });
  return { js: numeric(type, op, a, b), type, solid: true };
}

function numeric(type: TypeRef, op: '+' | '-' | '*' | '/', a: string, b: string): string {
  if (type === Types.Integer) {
    if (op === '/') return `$idiv(${a},${b})`;
    return op === '*' ? `Math.imul(${a},${b})` : `((${a}${op}${b})|0)`;
  }
  if (type === Types.Long) return op === '/' ? `$ldiv(${a},${b})` : `$wrap(${a}${op}${b})`;
  if (type === Types.Double) return op === '/' ? `$fdiv(${a},${b})` : `(${a}${op}${b})`;
  const method = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide' }[op];
  return `${a}.${method}(${b})`;
}

/** Days are added to dates, days or fractions of them to date-times, milliseconds to times. */
function dateArithmetic(op: string, left: Value, right: Value): Value | undefined {
  if (op !== '+' && op !== '-') return undefined;
  const sign = op === '-' ? '-' : '';
  const amount = (): string =>
    right.type === Types.Decimal
      ? `${solid(right)}.toDouble()`
      : right.type === Types.Long
        ? `Number(${solid(right)})`
        : solid(right);
  if (!isNumeric(right.type)) return undefined;
  if (left.type === Types.Date && (right.type === Types.Integer || right.type === Types.Long)) {
    return { js: `$addDays(${solid(left)},${sign}${amount()})`, type: Types.Date, solid: true };
  }
  if (left.type === Types.Datetime) {
    return { js: `$addToDatetime(${solid(left)},${sign}${amount()})`, type: Types.Datetime, solid: true };
  }
  if (left.type === Types.Time) {
    return { js: `$addToTime(${solid(left)},${sign}${amount()})`, type: Types.Time, solid: true };
  }
  return undefined;
}

/** An operand of string `+`. */
export function asText(body: Body, value: Value): string {
  if (value.type === Types.String && value.solid === true) return value.js;
  if (value.type === Types.Double) return `$doubleText(${value.js})`;
  if (isText(value.type) || isNumeric(value.type) || value.type === Types.Boolean) return `$text(${value.js})`;
  return `$objectText(rt,${convert(body, value, Types.Object)})`;
}

/** `!x`, `-x`, `~x`; `++x` is an assignment. */
export function lowerPrefix(body: Body, node: Extract<Expression, { readonly k: 'prefix' }>): Value {
  const value = body.expression(node.value);
  if (value.type === Unknown) return value;
  if (node.op === '!') {
    if (value.type !== Types.Boolean) {
      return body.report(node.pos, '! operator can only be applied to boolean expressions');
    }
    return { js: `(!${solid(value)})`, type: Types.Boolean, solid: true };
  }
  if (node.op === '~') {
    if (value.type === Types.Integer) return { js: `(~${solid(value)})`, type: Types.Integer, solid: true };
    if (value.type === Types.Long) return { js: `(~${solid(value)})`, type: Types.Long, solid: true };
    return body.report(node.pos, `Invalid type for bitwise negate: ${shownType(value.type)}`);
  }
  // `a + + b` joins texts (j-fischer/rflib, rflib_PermissionsExplorerControllerTest).
  if (node.op === '+' && isText(value.type)) return value;
  if (!isNumeric(value.type)) return body.report(node.pos, 'Unary negation must use a numeric argument');
  if (node.op === '+') return value;
  const inner = solid(value);
  const js =
    value.type === Types.Integer
      ? `((-${inner})|0)`
      : value.type === Types.Decimal
        ? `${inner}.negate()`
        : value.type === Types.Long
          ? `$wrap(-${inner})`
          : `(-${inner})`;
  return { js, type: value.type, solid: true };
}
