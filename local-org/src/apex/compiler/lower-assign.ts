/** Assignments and increments: where a value is read and written. */
import { isRecordSet } from '../runtime/platform-types.ts';
import { Types, type TypeRef } from '../runtime/type-ref.ts';
import type { Expression, Position } from './ast.ts';
import { solid, traceValue, unknownValue, type Body, type Value } from './body.ts';
import { coerce, isNumeric } from './convert.ts';
import { memberTarget, nameTarget } from './lower-members.ts';
import { combine } from './lower-operators.ts';
import { Unknown } from './world.ts';

/** A place that can be assigned. `prepare` fixes its operands in temporaries first, so that they are evaluated once. */
export interface Target {
  readonly type: TypeRef;
  readonly prepare: string;
  readonly read: string;
  /** Never null. */
  readonly solid?: boolean;
  readonly write: (value: string) => string;
}

/** The whole expression: operands first, then `js`. */
export const prepared = (target: Target, js: string): string =>
  target.prepare === '' ? js : `(${target.prepare},${js})`;

/** The target of an assignment or increment; reports and gives undefined when it is none. */
export function lowerTarget(body: Body, node: Expression, pos: Position): Target | undefined {
  const target = untracedTarget(body, node, pos);
  const name = body.unit.traced ? tracedName(body, node) : null;
  if (target === undefined || name === null) return target;
  return { ...target, write: (value) => traceValue(body, name, target.write(value)) };
}

/** What the debug log calls a variable: `x`, `this.x`; null for what it does not tell of. */
function tracedName(body: Body, node: Expression): string | null {
  if (node.k === 'name')
    return body.local(node.name) === undefined && !body.options.static ? `this.${node.name}` : node.name;
  return node.k === 'field' && node.target.k === 'this' ? `this.${node.name}` : null;
}

function untracedTarget(body: Body, node: Expression, pos: Position): Target | undefined {
  switch (node.k) {
    case 'name':
      return nameTarget(body, node.name, node.pos);
    case 'field':
      if (node.safe) {
        body.report(pos, 'Safe navigation operator cannot be used as the target of an assignment');
        return undefined;
      }
      return memberTarget(body, node);
    case 'index': {
      const list = body.expression(node.target);
      const index = body.expression(node.index);
      const element = list.type.args[0];
      if (list.type === Unknown) return { type: Unknown, prepare: '', read: 'null', write: () => 'null' };
      if ((list.type.kind !== 'list' && !isRecordSet(list.type)) || element === undefined) {
        body.report(node.pos, 'Expression must be a list type: ' + list.type.name);
        return undefined;
      }
      const [where, at] = [body.temporary(), body.temporary()];
      const position = coerce(body, index, Types.Integer, node.pos);
      return {
        type: element,
        prepare: `${where}=${solid(list)},${at}=${index.solid === true ? position : `$n(${position})`}`,
        read: `${where}.get(${at})`,
        write: (value) => `$.setItem(${where},${at},${value})`,
      };
    }
    default:
      body.report(pos, 'Expression cannot be assigned');
      return undefined;
  }
}

/** What a place holds. */
const valueOf = ({ read, type, solid: never }: Target): Value => ({
  js: read,
  type,
  ...(never === true ? { solid: true } : {}),
});

type Assign = Extract<Expression, { readonly k: 'assign' }>;

/** `a = b`, `a += b` … */
export function lowerAssign(body: Body, node: Assign): Value {
  const target = lowerTarget(body, node.target, node.pos);
  const value = body.expression(node.value, target?.type);
  if (target === undefined) return unknownValue;
  if (node.op === '') {
    return { js: prepared(target, target.write(coerce(body, value, target.type, node.pos))), type: target.type };
  }
  const combined = combine(body, node.op, valueOf(target), value, node.pos);
  // x += 1.5 on an Integer is refused like x = x + 1.5.
  return { js: prepared(target, target.write(coerce(body, combined, target.type, node.pos))), type: target.type };
}

/** `x++` and `++x`. */
export function increment(body: Body, target: Expression, op: '++' | '--', before: boolean, pos: Position): Value {
  const place = lowerTarget(body, target, pos);
  if (place === undefined) return { js: 'null', type: Unknown };
  if (!isNumeric(place.type)) {
    if (place.type === Unknown) return { js: 'null', type: Unknown };
    const kind = before ? `prefix ${op === '++' ? 'increment' : 'decrement'}` : 'postfix increment/decrement';
    return body.report(pos, `Unary ${kind} can only be applied to numeric expressions: ${place.type.name}`);
  }
  const one: Value = { js: '1', type: Types.Integer, solid: true };
  const sign = op === '++' ? '+' : '-';
  if (before) {
    const next = combine(body, sign, valueOf(place), one, pos);
    return { js: prepared(place, place.write(coerce(body, next, place.type, pos))), type: place.type, solid: true };
  }
  const old = body.temporary();
  const next = combine(body, sign, { js: old, type: place.type, solid: true }, one, pos);
  const write = place.write(coerce(body, next, place.type, pos));
  const js = `(${old}=${solid(valueOf(place))},${write},${old})`;
  return { js: prepared(place, js), type: place.type, solid: true };
}
