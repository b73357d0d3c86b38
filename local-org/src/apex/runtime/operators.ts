/** Operators that emitted code calls by name; each is small, so that the JavaScript engine inlines it. */
import { ApexException } from './exception.ts';
import type { ApexDate, ApexSObject } from './values/index.ts';
import {
  ApexDatetime,
  ApexList,
  ApexMap,
  ApexSet,
  ApexTime,
  BoxedDouble,
  BoxedId,
  Decimal,
  doubleText,
  idForm,
  looseEqual,
  stringsEqual,
  textOf,
  toId,
} from './values/index.ts';
import type { Runtime } from './context.ts';
import type { TypeRef } from './type-ref.ts';

const nullPointer = (): never => {
  throw new ApexException('System.NullPointerException', 'Attempt to de-reference a null object');
};
const present = <T>(value: T): NonNullable<T> => value ?? nullPointer();
const divideByZero = (): never => {
  throw new ApexException('System.MathException', 'Divide by 0');
};

interface Comparable {
  compareTo(other: Comparable): number;
}
type Ordered = number | bigint | Comparable | null;

/** `<`, `>` … are false when either side is null (Apex Developer Guide, Expression Operators). */
function order(a: Ordered, b: Ordered): number {
  if (a === null || b === null) return Number.NaN;
  if (typeof a === 'object' && typeof b === 'object') return a.compareTo(b);
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN;
}

function orderText(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number.NaN;
  const left = a.toLowerCase();
  const right = b.toLowerCase();
  return left < right ? -1 : left > right ? 1 : 0;
}

function sameId(a: string | null, b: string | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (a.length === b.length) return stringsEqual(a, b);
  return (idForm(a) ?? a) === (idForm(b) ?? b);
}

/** The single row a query result stands for where one record is wanted. */
function single(list: ApexList | null): unknown {
  if (list === null) return null;
  if (list.items.length === 1) return list.items[0];
  throw new ApexException(
    'System.QueryException',
    list.items.length === 0
      ? 'List has no rows for assignment to SObject'
      : 'List has more than 1 row for assignment to SObject',
  );
}

/** The names are those in emitted code, without the dollar sign. */
export const operators = {
  n: present,
  i2l: (value: number | null): bigint | null => (value === null ? null : BigInt(value)),
  i2d: (value: number | null): Decimal | null => (value === null ? null : Decimal.fromInteger(value)),
  l2f: (value: bigint | null): number | null => (value === null ? null : Number(value)),
  l2d: (value: bigint | null): Decimal | null => (value === null ? null : Decimal.fromLong(value)),
  f2d: (value: number | null): Decimal | null => (value === null ? null : Decimal.fromDouble(value)),
  d2f: (value: Decimal | null): number | null => (value === null ? null : value.toDouble()),
  toId: (value: string | null): string | null => (value === null ? null : toId(value)),
  // Midnight of Greenwich, whatever the user's zone (ZackFra/Salesforce-Moxygen, YesterdayComparable: Date and `Gmt.today()` agree).
  date2dt: (_rt: Runtime, value: ApexDate | null): ApexDatetime | null =>
    value === null ? null : ApexDatetime.at(value, ApexTime.of(0, 0, 0, 0), 'GMT'),
  boxDouble: (value: number | null): BoxedDouble | null => (value === null ? null : new BoxedDouble(value)),
  boxId: (value: string | null): BoxedId | null => (value === null ? null : new BoxedId(value)),
  boxAs: (value: unknown, type: TypeRef): unknown => {
    if (typeof value === 'number' && type.name === 'Double') return new BoxedDouble(value);
    return typeof value === 'string' && type.name === 'Id' ? new BoxedId(value) : value;
  },
  one: single,
  idiv: (a: number, b: number): number => (b === 0 ? divideByZero() : (a / b) | 0),
  ldiv: (a: bigint, b: bigint): bigint => (b === 0n ? divideByZero() : BigInt.asIntN(64, a / b)),
  fdiv: (a: number, b: number): number => (b === 0 ? divideByZero() : a / b),
  ddiv: (a: Decimal, b: Decimal): Decimal => a.divide(b),
  wrap: (value: bigint): bigint => BigInt.asIntN(64, value),
  seq: stringsEqual,
  ideq: sameId,
  deq: (a: Comparable | null, b: Comparable | null): boolean => {
    if (a === b) return true;
    if (a === null || b === null) return false;
    return a instanceof ApexDatetime && b instanceof ApexDatetime ? a.equals(b) : a.compareTo(b) === 0;
  },
  leq: looseEqual,
  order,
  orderText,
  text: (value: string | number | bigint | boolean | null): string => (value === null ? 'null' : String(value)),
  doubleText: (value: number | null): string => (value === null ? 'null' : doubleText(value)),
  objectText: (rt: Runtime, value: unknown): string => textOf(rt, value),
  /** A field of a parent record: null when there is no parent. */
  parentField: (record: ApexSObject | null, field: string): unknown => (record === null ? null : record.get(field)),
  parentOf: (record: ApexSObject | null, name: string): ApexSObject | null =>
    record === null ? null : record.parent(name),
  childrenOf: (record: ApexSObject | null, name: string): ApexList | null =>
    record === null ? null : record.children(name),
  at: (list: ApexList | null, index: number | null): unknown => present(list).get(present(index)),
  iterate,
  chunks,
  addDays: (date: ApexDate, days: number): ApexDate => date.addDays(days),
  addToDatetime: (value: ApexDatetime, days: number): ApexDatetime =>
    value.addMilliseconds(Math.round(days * 86_400_000)),
  addToTime: (value: ApexTime, amount: number): ApexTime => value.addMilliseconds(amount),
} as const;

/** What a for-each loop runs over: list, set, or anything with `iterator()`. */
function* iterate(rt: Runtime, source: unknown): Generator<unknown, void, undefined> {
  if (source === null || source === undefined) return nullPointer();
  if (source instanceof ApexList || source instanceof ApexSet || source instanceof ApexMap) {
    yield* source.iterate();
    return;
  }
  const iterator = rt.callMethod(source, 'iterator', []);
  while (rt.callMethod(iterator, 'hasNext', []) === true) yield rt.callMethod(iterator, 'next', []);
}

/** A SOQL for-loop over lists gets the rows in pieces of 200. */
function* chunks(list: ApexList, size = 200): Generator<ApexList, void, undefined> {
  for (let from = 0; from < list.items.length; from += size) {
    yield new ApexList(list.type, list.items.slice(from, from + size));
  }
}

/** The line every emitted unit starts with. */
export const operatorPrologue = `const {${Object.keys(operators)
  .map((name) => `${name}:$${name}`)
  .join(',')}}=$.operators;`;
