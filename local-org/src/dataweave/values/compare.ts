/** Equality and order of values. */
import { failure } from '../errors.ts';
import { toText } from './text.ts';
import { compareNumbers, isNum } from './numbers.ts';
import { Period, Temporal, Zone, instantNanos } from './temporal.ts';
import { periodText } from './temporal-text.ts';
import {
  BinaryValue,
  CData,
  Key,
  NamespaceValue,
  ObjectValue,
  RegexValue,
  TypeValue,
  bare,
  isArray,
  type Value,
} from './value.ts';
import { typeName } from './type-names.ts';

/** `==`: same type and same content; keys and texts of the same characters are equal. */
export function areEqual(one: Value, other: Value): boolean {
  const [left, right] = [bare(one), bare(other)];
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (left instanceof Key) return areEqual(left.name, right);
  if (right instanceof Key) return areEqual(left, right.name);
  if (left instanceof CData) return areEqual(left.text, right);
  if (right instanceof CData) return areEqual(left, right.text);
  if (isNum(left) && isNum(right)) return compareNumbers(left, right) === 0;
  if (isArray(left) && isArray(right)) {
    return left.length === right.length && left.every((item, index) => areEqual(item, right[index] ?? null));
  }
  if (left instanceof ObjectValue && right instanceof ObjectValue) return sameEntries(left, right);
  if (left instanceof Temporal && right instanceof Temporal) {
    return left.kind === right.kind && compareTemporals(left, right) === 0;
  }
  if (left instanceof Period && right instanceof Period) return periodText(left) === periodText(right);
  if (left instanceof Zone && right instanceof Zone) return left.id === right.id;
  if (left instanceof RegexValue && right instanceof RegexValue) return left.source === right.source;
  if (left instanceof BinaryValue && right instanceof BinaryValue) {
    return Buffer.compare(left.bytes, right.bytes) === 0;
  }
  if (left instanceof TypeValue && right instanceof TypeValue) return typeName(left.type) === typeName(right.type);
  if (left instanceof NamespaceValue && right instanceof NamespaceValue) {
    return left.namespace.uri === right.namespace.uri;
  }
  return false;
}

function sameEntries(left: ObjectValue, right: ObjectValue): boolean {
  if (left.entries.length !== right.entries.length) return false;
  return left.entries.every(({ key, value }, index) => {
    const other = right.entries[index];
    return (
      other !== undefined &&
      other.key.name === key.name &&
      other.key.namespace?.uri === key.namespace?.uri &&
      areEqual(value, other.value)
    );
  });
}

function compareTemporals(left: Temporal, right: Temporal): number {
  const [a, b] =
    left.zone && right.zone
      ? [instantNanos(left), instantNanos(right)]
      : [
          BigInt(left.day) * 86_400_000_000_000n + BigInt(left.nano),
          BigInt(right.day) * 86_400_000_000_000n + BigInt(right.nano),
        ];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `~=`: equal after one side is coerced to the other's type. */
export function areSimilar(one: Value, other: Value): boolean {
  const [left, right] = [bare(one), bare(other)];
  if (areEqual(left, right)) return true;
  if (left === null || right === null) return false;
  if (isArray(left) && isArray(right)) {
    return left.length === right.length && left.every((item, index) => areSimilar(item, right[index] ?? null));
  }
  if (left instanceof ObjectValue && right instanceof ObjectValue) {
    return (
      left.entries.length === right.entries.length &&
      left.entries.every(({ key, value }, index) => {
        const pair = right.entries[index];
        return pair?.key.name === key.name && areSimilar(value, pair.value);
      })
    );
  }
  const [a, b] = [toText(left), toText(right)];
  return a !== undefined && a === b;
}

/** Order of numbers, texts, dates and booleans. A right side of another type is coerced to text or refused. */
export function compareValues(one: Value, other: Value): number {
  const [left, right] = [bare(one), bare(other)];
  if (isNum(left) && isNum(right)) return compareNumbers(left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (left instanceof Temporal && right instanceof Temporal && left.kind === right.kind) {
    return compareTemporals(left, right);
  }
  if (left instanceof Period && right instanceof Period) return comparePeriods(left, right);
  const [a, b] = [toText(left), toText(right)];
  if (a === undefined || b === undefined) {
    throw failure(`Cannot compare ${typeName(left)} with ${typeName(right)}`);
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparePeriods(left: Period, right: Period): number {
  const size = ({ months, days, nanos }: Period): bigint => BigInt(months * 30 + days) * 86_400_000_000_000n + nanos;
  return size(left) < size(right) ? -1 : size(left) > size(right) ? 1 : 0;
}
