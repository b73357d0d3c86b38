/** dw::core::Arrays. Examples: docs.mulesoft.com, "Arrays (dw::core::Arrays)", the page of each function. */
import { areEqual } from '../values/compare.ts';
import { add, isNum, toInteger } from '../values/numbers.ts';
import { coerce } from '../values/coercion.ts';
import { objectOf, type ArrayValue, type FunctionValue, type Value } from '../values/value.ts';
import { holds, on, type FunctionTable } from './signatures.ts';

const none = (): null => null;
const firstIndex = (items: ArrayValue, criteria: FunctionValue): number =>
  items.findIndex((item, index) => holds(criteria, ...[item, index].slice(0, criteria.arity)));

function divide(items: ArrayValue, size: number): Value {
  if (size < 1) return [];
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

const halves = (items: ArrayValue, at: number): Value => objectOf({ l: items.slice(0, at), r: items.slice(at) });

function whileFits(items: ArrayValue, criteria: FunctionValue): number {
  const end = items.findIndex((item) => !holds(criteria, item));
  return end < 0 ? items.length : end;
}

type Match = { readonly left?: Value; readonly right?: Value };

/** Pairs of members whose criteria are equal; members without a partner alone, as the kind of join wants. */
function join(
  left: ArrayValue,
  right: ArrayValue,
  leftMark: FunctionValue,
  rightMark: FunctionValue,
  kind: 'inner' | 'left' | 'outer',
): Value {
  const rights = right.map((item) => ({ item, mark: rightMark.call([item]), used: false }));
  const found: Match[] = [];
  for (const item of left) {
    const mark = leftMark.call([item]);
    const partners = rights.filter((other) => areEqual(other.mark, mark));
    for (const partner of partners) {
      partner.used = true;
      found.push({ left: item, right: partner.item });
    }
    if (partners.length === 0 && kind !== 'inner') found.push({ left: item });
  }
  if (kind === 'outer') found.push(...rights.filter(({ used }) => !used).map(({ item }) => ({ right: item })));
  return found.map((match) =>
    objectOf({ ...('left' in match ? { l: match.left } : {}), ...('right' in match ? { r: match.right } : {}) }),
  );
}

function sumBy(items: ArrayValue, mark: FunctionValue): Value {
  return items
    .map((item) => coerce(mark.call([item]), 'Number'))
    .reduce((sum, value) => (isNum(sum) && isNum(value) ? add(sum, value) : sum), 0);
}

export const arrays: FunctionTable = {
  countBy: [
    on(['Array', 'Lambda'], (items, f) => items.filter((item) => holds(f, item)).length),
    on(['Null', 'Lambda'], none),
  ],
  divideBy: [on(['Array', 'Number'], (items, size) => divide(items, toInteger(size))), on(['Null', 'Any'], none)],
  drop: [
    on(['Array', 'Number'], (items, count) => items.slice(Math.max(0, toInteger(count)))),
    on(['Null', 'Any'], none),
  ],
  dropWhile: [on(['Array', 'Lambda'], (items, f) => items.slice(whileFits(items, f))), on(['Null', 'Lambda'], none)],
  take: [
    on(['Array', 'Number'], (items, count) => items.slice(0, Math.max(0, toInteger(count)))),
    on(['Null', 'Any'], none),
  ],
  takeWhile: [on(['Array', 'Lambda'], (items, f) => items.slice(0, whileFits(items, f))), on(['Null', 'Lambda'], none)],
  every: [
    on(['Array', 'Lambda'], (items, f) => items.every((item) => holds(f, item))),
    on(['Null', 'Lambda'], () => true),
  ],
  some: [
    on(['Array', 'Lambda'], (items, f) => items.some((item) => holds(f, item))),
    on(['Null', 'Lambda'], () => false),
  ],
  firstWith: [on(['Array', 'Lambda'], (items, f) => items[firstIndex(items, f)] ?? null), on(['Null', 'Lambda'], none)],
  indexOf: [
    on(['Array', 'Any'], (items, item) => items.findIndex((own) => areEqual(own, item))),
    on(['Null', 'Any'], none),
  ],
  indexWhere: [on(['Array', 'Lambda'], firstIndex), on(['Null', 'Lambda'], none)],
  join: [on(['Array', 'Array', 'Lambda', 'Lambda'], (left, right, l, r) => join(left, right, l, r, 'inner'))],
  leftJoin: [on(['Array', 'Array', 'Lambda', 'Lambda'], (left, right, l, r) => join(left, right, l, r, 'left'))],
  outerJoin: [on(['Array', 'Array', 'Lambda', 'Lambda'], (left, right, l, r) => join(left, right, l, r, 'outer'))],
  partition: [
    on(['Array', 'Lambda'], (items, f) => {
      const success = items.map((item) => holds(f, item));
      return objectOf({
        success: items.filter((_, at) => success[at]),
        failure: items.filter((_, at) => !success[at]),
      });
    }),
    on(['Null', 'Lambda'], () => objectOf({ success: [], failure: [] })),
  ],
  slice: [
    on(['Array', 'Number', 'Number'], (items, from, until) =>
      items.slice(Math.max(0, toInteger(from)), Math.max(0, toInteger(until))),
    ),
    on(['Null', 'Any', 'Any'], none),
  ],
  splitAt: [on(['Array', 'Number'], (items, at) => halves(items, toInteger(at))), on(['Null', 'Any'], none)],
  splitWhere: [
    on(['Array', 'Lambda'], (items, f) => {
      const at = firstIndex(items, f);
      return halves(items, at < 0 ? items.length : at);
    }),
    on(['Null', 'Lambda'], none),
  ],
  sumBy: [on(['Array', 'Lambda'], sumBy), on(['Null', 'Lambda'], none)],
};
