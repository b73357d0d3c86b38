/** Assignability and the conversions between the representations of static types. */
import { isRecordSet } from '../runtime/platform-types.ts';
import { Types, type TypeRef } from '../runtime/type-ref.ts';
import type { Position } from './ast.ts';
import type { Body, Value } from './body.ts';
import { Unknown, type World } from './world.ts';

const numericRank = new Map<TypeRef, number>([
  [Types.Integer, 1],
  [Types.Long, 2],
  [Types.Double, 3],
  [Types.Decimal, 4],
]);

export const isNumeric = (type: TypeRef): boolean => numericRank.has(type);
export const isText = (type: TypeRef): boolean => type === Types.String || type === Types.Id;

/** The wider of two numeric types. */
export const wider = (a: TypeRef, b: TypeRef): TypeRef =>
  (numericRank.get(a) ?? 0) >= (numericRank.get(b) ?? 0) ? a : b;

/**
 * How far `from` is from `to`, 0 when they are the same, undefined when a value may not be assigned without a cast. Used for
 * assignment and for choosing overloads (Apex Developer Guide, "Rules of Conversion").
 */
export function distance(world: World, from: TypeRef, to: TypeRef): number | undefined {
  if (from === to || from === Unknown || to === Unknown) return 0;
  if (to === Types.Void || from === Types.Void) return undefined;
  if (from === Types.Null) return 1;
  const fromRank = numericRank.get(from);
  const toRank = numericRank.get(to);
  if (fromRank !== undefined && toRank !== undefined) {
    if (toRank > fromRank) return toRank - fromRank;
    // Decimal literals and values may become Double.
    return from === Types.Decimal && to === Types.Double ? 2 : undefined;
  }
  if (to.kind === 'object') return 100;
  if (from === Types.Id && to === Types.String) return 5;
  if (from === Types.String && to === Types.Id) return 6;
  if (from === Types.Date && to === Types.Datetime) return 5;
  if (isRecordSet(from)) return recordSetDistance(world, from, to);
  if (from.kind === to.kind && (from.kind === 'list' || from.kind === 'set' || from.kind === 'map')) {
    return argumentDistance(world, from, to);
  }
  if (isIterableOf(from, to)) return 12;
  if (!world.isSubtype(from, to)) return undefined;
  let steps = 0;
  for (const upper of world.lineage(from)) {
    if (upper === to) return steps;
    steps += 1;
  }
  return 10 + steps;
}

/** An Iterable of Objects passes for one of anything, its elements are not looked at (j-fischer/rflib, rflib_SOQL.isIn). */
const isIterableOf = (from: TypeRef, to: TypeRef): boolean =>
  from.args[0] === Types.Object && from.name.startsWith('System.Iterable<') && to.name.startsWith('System.Iterable<');

function recordSetDistance(world: World, from: TypeRef, to: TypeRef): number | undefined {
  const element = from.args[0] ?? Types.SObject;
  if (to.kind === 'list') {
    const inner = to.args[0] ?? Types.Object;
    if (inner === element) return 1;
    return world.isSubtype(element, inner) || (element === Types.SObject && inner.kind === 'sobject') ? 2 : undefined;
  }
  if (to.kind === 'sobject') {
    if (to === element) return 3;
    return to === Types.SObject || element === Types.SObject ? 4 : undefined;
  }
  return to.kind === 'platform' && to.name.startsWith('System.Iterable<') ? 5 : undefined;
}

function argumentDistance(world: World, from: TypeRef, to: TypeRef): number | undefined {
  let total = 0;
  for (const [index, arg] of from.args.entries()) {
    const other = to.args[index] ?? Types.Object;
    if (arg === other) continue;
    if (arg === Types.SObject && other.kind === 'sobject') total += 3;
    else if (arg.kind === 'sobject' && other === Types.SObject) total += 2;
    else if (from.kind === 'set') return undefined;
    else if (
      from.kind === 'map' &&
      index === 0 &&
      !(arg === Types.Id && other === Types.String) &&
      !(arg === Types.String && other === Types.Id)
    ) {
      return undefined;
    } else if (arg === Types.Id && other === Types.String) total += 3;
    else if (arg === Types.String && other === Types.Id) total += 4;
    else if (world.isSubtype(arg, other) && !(isNumeric(arg) && isNumeric(other)))
      total += other.kind === 'object' ? 20 : 3;
    else if (arg.args.length > 0 && arg.kind === other.kind) {
      const inner = argumentDistance(world, arg, other);
      if (inner === undefined) return undefined;
      total += inner + 1;
    } else return undefined;
  }
  return total;
}

export const isAssignable = (world: World, from: TypeRef, to: TypeRef): boolean =>
  distance(world, from, to) !== undefined;

/** Name of a type in compile problems. */
export function shownType(type: TypeRef): string {
  if (isRecordSet(type)) return `List<${(type.args[0] ?? Types.SObject).name}>`;
  return type.name;
}

/** Converts the representation; the types are known to be assignable. */
export function convert(body: Body, value: Value, to: TypeRef): string {
  const { js, type: from } = value;
  if (from === to || to === Unknown || from === Unknown || from === Types.Null) return js;
  if (to === Types.Double && from === Types.Integer) return js;
  const route = `${from.name}>${to.name}`;
  switch (route) {
    case 'Integer>Long':
      return /^-?\d+$/.test(js) ? `${js}n` : `$i2l(${js})`;
    case 'Integer>Decimal':
      return /^-?\d+$/.test(js) ? body.unit.constant(`$.Decimal.fromInteger(${js})`) : `$i2d(${js})`;
    case 'Long>Double':
      return `$l2f(${js})`;
    case 'Long>Decimal':
      return `$l2d(${js})`;
    case 'Double>Decimal':
      return `$f2d(${js})`;
    case 'Decimal>Double':
      return `$d2f(${js})`;
    case 'String>Id':
      return `$toId(${js})`;
    case 'Date>Datetime':
      return `$date2dt(rt,${js})`;
    case 'Double>Object':
      return `$boxDouble(${js})`;
    case 'Id>Object':
      return `$boxId(${js})`;
    default:
  }
  if (isRecordSet(from) && to.kind === 'sobject') return `$one(${js})`;
  if (to.kind === 'list' && isRecordSet(from) && to.args[0] !== from.args[0]) return js;
  return js;
}

/** Reads of type-parameter results under static type Object get the boxes of the run-time element type. */
export function coerce(body: Body, value: Value, to: TypeRef, pos: Position): string {
  if (!isAssignable(body.world, value.type, to)) {
    body.report(pos, `Illegal assignment from ${shownType(value.type)} to ${shownType(to)}`);
    return 'null';
  }
  return convert(body, value, to);
}
