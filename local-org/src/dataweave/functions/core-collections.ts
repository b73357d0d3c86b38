/** dw::Core: functions of arrays and objects. Examples: docs.mulesoft.com, "Core (dw::Core)", the page of each function. */
import { failure } from '../errors.ts';
import { areEqual, compareValues } from '../values/compare.ts';
import { add, divide, isNum, toInteger, type Num } from '../values/numbers.ts';
import {
  Key,
  ObjectValue,
  bare,
  isArray,
  objectOf,
  type ArrayValue,
  type Entry,
  type FunctionValue,
  type Value,
} from '../values/value.ts';
import { holds, on, textOf, type FunctionTable } from './signatures.ts';
import { coerce } from '../values/coercion.ts';

const number = (value: Value): Num => {
  const own = bare(value);
  if (isNum(own)) return own;
  const coerced = coerce(own, 'Number');
  if (!isNum(coerced)) throw failure('A number is expected');
  return coerced;
};

/** Keeps the first of those that the criteria answers alike. */
function distinct<T>(items: readonly T[], criteria: (item: T, index: number) => Value): T[] {
  const seen: Value[] = [];
  const texts = new Set<string>();
  return items.filter((item, index) => {
    const mark = bare(criteria(item, index));
    if (typeof mark === 'string') return !texts.has(mark) && texts.add(mark);
    if (seen.some((other) => areEqual(other, mark))) return false;
    seen.push(mark);
    return true;
  });
}

/** Groups in the order of their first members. */
function groups<T>(items: readonly T[], criteria: (item: T, index: number) => Value): Map<string, T[]> {
  const found = new Map<string, T[]>();
  items.forEach((item, index) => {
    const name = textOf(criteria(item, index));
    const own = found.get(name);
    if (own) own.push(item);
    else found.set(name, [item]);
  });
  return found;
}

const groupedArrays = (grouped: ReadonlyMap<string, readonly Value[]>): ObjectValue =>
  new ObjectValue([...grouped].map(([name, values]) => ({ key: new Key(name), value: values })));

function sorted<T>(items: readonly T[], criteria: (item: T, index: number) => Value): T[] {
  return items
    .map((item, index) => ({ item, mark: criteria(item, index) }))
    .sort((left, right) => compareValues(left.mark, right.mark))
    .map(({ item }) => item);
}

function extreme(items: ArrayValue, mark: (item: Value) => Value, sign: 1 | -1): Value {
  let best: { readonly item: Value; readonly mark: Value } | undefined;
  for (const item of items) {
    const own = mark(item);
    if (!best || sign * compareValues(own, best.mark) > 0) best = { item, mark: own };
  }
  return best?.item ?? null;
}

function reduce(items: ArrayValue, callback: FunctionValue): Value {
  const step = (sum: Value, item: Value): Value => callback.call([item, sum]);
  if (callback.initial) return items.reduce(step, callback.initial());
  const [first, ...rest] = items;
  return first === undefined ? null : rest.reduce(step, first);
}

const pairs = (object: ObjectValue, keep: (entry: Entry, index: number) => boolean): ObjectValue =>
  new ObjectValue(object.entries.filter(keep), object.schema, object.attributes);
const call = (callback: FunctionValue, ...args: readonly Value[]): Value =>
  callback.call(args.slice(0, callback.arity));
const none = (): null => null;

function flatten(items: ArrayValue): Value[] {
  return items.flatMap((item) => {
    const own = bare(item);
    return isArray(own) ? [...own] : [item];
  });
}

function entriesOf(object: ObjectValue): Value {
  return object.entries.map(({ key, value }) => objectOf({ key, value, attributes: new ObjectValue(key.attributes) }));
}

function range(from: Num, to: Num): Value {
  const [start, end] = [toInteger(from), toInteger(to)];
  const step = start <= end ? 1 : -1;
  return Array.from({ length: Math.abs(end - start) + 1 }, (_, index) => start + step * index);
}

function average(items: ArrayValue): Value {
  if (items.length === 0) return null;
  return divide(items.map(number).reduce(add, 0), items.length);
}

function unzip(rows: ArrayValue): Value {
  const lists = rows.map((row) => (isArray(row) ? row : []));
  const width = Math.min(...lists.map((row) => row.length));
  return Array.from({ length: lists.length === 0 ? 0 : width }, (_, column) => lists.map((row) => row[column] ?? null));
}

export const coreCollections: FunctionTable = {
  map: [
    on(['Array', 'Lambda'], (items, f) => items.map((item, index) => call(f, item, index))),
    on(['Null', 'Lambda'], none),
  ],
  mapObject: [
    on(
      ['Object', 'Lambda'],
      (object, f) =>
        new ObjectValue(
          object.entries.flatMap(({ key, value }, index) => {
            const made = bare(call(f, value, key, index));
            if (made === null) return [];
            if (made instanceof ObjectValue) return [...made.entries];
            throw failure('The function of mapObject must give an Object');
          }),
        ),
    ),
    on(['Null', 'Lambda'], none),
  ],
  pluck: [
    on(['Object', 'Lambda'], (object, f) => object.entries.map(({ key, value }, index) => call(f, value, key, index))),
    on(['Null', 'Lambda'], none),
  ],
  filter: [
    on(['Array', 'Lambda'], (items, f) => items.filter((item, index) => holds(f, item, index))),
    on(['String', 'Lambda'], (text, f) => [...text].filter((char, index) => holds(f, char, index)).join('')),
    on(['Null', 'Lambda'], none),
  ],
  filterObject: [
    on(['Object', 'Lambda'], (object, f) => pairs(object, ({ key, value }, index) => holds(f, value, key, index))),
    on(['Null', 'Lambda'], none),
  ],
  reduce: [
    on(['Array', 'Lambda'], reduce),
    on(['String', 'Lambda'], (text, f) => reduce([...text], f)),
    on(['Null', 'Lambda'], none),
  ],
  flatMap: [
    on(['Array', 'Lambda'], (items, f) => flatten(items.map((item, index) => call(f, item, index)))),
    on(['Null', 'Lambda'], none),
  ],
  flatten: [on(['Array'], flatten), on(['Null'], none)],
  groupBy: [
    on(['Array', 'Lambda'], (items, f) => groupedArrays(groups(items, (item, index) => call(f, item, index)))),
    on(['String', 'Lambda'], (text, f) => {
      const grouped = groups([...text], (char, index) => call(f, char, index));
      return new ObjectValue([...grouped].map(([name, chars]) => ({ key: new Key(name), value: chars.join('') })));
    }),
    on(['Object', 'Lambda'], (object, f) => {
      const grouped = groups(object.entries, ({ key, value }) => call(f, value, key));
      return new ObjectValue([...grouped].map(([name, own]) => ({ key: new Key(name), value: new ObjectValue(own) })));
    }),
    on(['Null', 'Lambda'], none),
  ],
  orderBy: [
    on(['Array', 'Lambda'], (items, f) => sorted(items, (item, index) => call(f, item, index))),
    on(
      ['Object', 'Lambda'],
      (object, f) => new ObjectValue(sorted(object.entries, ({ key, value }) => call(f, value, key))),
    ),
    on(['Null', 'Lambda'], none),
  ],
  distinctBy: [
    on(['Array', 'Lambda'], (items, f) => distinct(items, (item, index) => call(f, item, index))),
    on(
      ['Object', 'Lambda'],
      (object, f) => new ObjectValue(distinct(object.entries, ({ key, value }) => call(f, value, key))),
    ),
    on(['Null', 'Lambda'], none),
  ],
  joinBy: [
    on(['Array', 'String'], (items, separator) => items.map(textOf).join(separator)),
    on(['Null', 'String'], none),
  ],
  zip: [
    on(['Array', 'Array'], (left, right) =>
      left.slice(0, right.length).map((item, index) => [item, right[index] ?? null]),
    ),
    on(['Array', 'Null'], none),
    on(['Null', 'Array'], none),
  ],
  unzip: [on(['Array'], unzip), on(['Null'], none)],
  to: [on(['Number', 'Number'], range)],
  sizeOf: [
    on(['Array'], (items) => items.length),
    on(['Object'], (object) => object.entries.length),
    on(['Binary'], ({ bytes }) => bytes.length),
    on(['String'], (text) => text.length),
    on(['Null'], none),
  ],
  sum: [on(['Array'], (items) => items.map(number).reduce(add, 0))],
  avg: [on(['Array'], average)],
  max: [on(['Array'], (items) => extreme(items, (item) => item, 1)), on(['Null'], none)],
  min: [on(['Array'], (items) => extreme(items, (item) => item, -1)), on(['Null'], none)],
  maxBy: [
    on(['Array', 'Lambda'], (items, f) => extreme(items, (item) => call(f, item), 1)),
    on(['Null', 'Lambda'], none),
  ],
  minBy: [
    on(['Array', 'Lambda'], (items, f) => extreme(items, (item) => call(f, item), -1)),
    on(['Null', 'Lambda'], none),
  ],
  keysOf: [on(['Object'], ({ entries }) => entries.map(({ key }) => key)), on(['Null'], none)],
  namesOf: [on(['Object'], ({ entries }) => entries.map(({ key }) => key.name)), on(['Null'], none)],
  valuesOf: [on(['Object'], ({ entries }) => entries.map(({ value }) => value)), on(['Null'], none)],
  entriesOf: [on(['Object'], entriesOf), on(['Null'], none)],
  '++': [
    on(['Array', 'Array'], (left, right) => [...left, ...right]),
    on(['Object', 'Object'], (left, right) => new ObjectValue([...left.entries, ...right.entries])),
    on(['Array', 'Null'], (left) => left),
    on(['Object', 'Null'], (left) => left),
    on(['Null', 'Array'], (_, right) => right),
    on(['Null', 'Object'], (_, right) => right),
  ],
  '--': [
    on(['Array', 'Array'], (left, right) => left.filter((item) => !right.some((other) => areEqual(item, other)))),
    on(['Object', 'Object'], (left, right) =>
      pairs(
        left,
        ({ key, value }) => !right.entries.some((other) => other.key.name === key.name && areEqual(other.value, value)),
      ),
    ),
    on(['Object', 'Array'], (left, names) => pairs(left, ({ key }) => !names.some((name) => areEqual(name, key)))),
    on(['Null', 'Any'], none),
  ],
  contains: [
    on(['Array', 'Any'], (items, item) => items.some((own) => areEqual(own, item))),
    on(['Null', 'Any'], () => false),
  ],
  isEmpty: [
    on(['Array'], (items) => items.length === 0),
    on(['Object'], (object) => object.entries.length === 0),
    on(['String'], (text) => text === ''),
    on(['Null'], () => true),
  ],
};
