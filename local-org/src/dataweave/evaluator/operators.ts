/** The operators of two values ("DataWeave Operators", docs.mulesoft.com); arguments are coerced as functions' are. */
import { builtIn, on, type FunctionTable } from '../functions/signatures.ts';
import { areEqual, areSimilar, compareValues } from '../values/compare.ts';
import { coerce } from '../values/coercion.ts';
import { add, divide, multiply, negate, subtract, isNum, type Num } from '../values/numbers.ts';
import { Period, durationBetween, inZone, plusPeriod } from '../values/temporal.ts';
import { ObjectValue, bare, type FunctionValue, type Value } from '../values/value.ts';
import { typeName } from '../values/type-names.ts';

const negatePeriod = (value: Period): Period => new Period(-value.months, -value.days, -value.nanos, value.isDuration);

/** Periods are added as numbers: months when there are any, else seconds ("Periods (dw::core::Periods)", examples of each function). */
function plusPeriods(left: Period, right: Period): Value {
  const unit = left.months !== 0 || right.months !== 0 ? 'months' : 'seconds';
  const number = (period: Period): Num => {
    const value = coerce(period, 'Number', { unit });
    return isNum(value) ? value : 0;
  };
  return add(number(left), number(right));
}

/** The order of two values; the right one is coerced to the left one's type. */
function order(left: Value, right: Value): number {
  const [a, b] = [bare(left), bare(right)];
  if (a === null || b === null || typeName(a) === typeName(b)) return compareValues(a, b);
  return compareValues(a, isNum(a) || typeof a === 'boolean' ? coerce(b, typeName(a)) : b);
}

const table: FunctionTable = {
  '+': [
    on(['Number', 'Number'], add),
    on(['Array', 'Any'], (list, item) => [...list, item]),
    on(['Temporal', 'Period'], (date, period) => plusPeriod(date, period, 1)),
    on(['Period', 'Temporal'], (period, date) => plusPeriod(date, period, 1)),
    on(['Period', 'Period'], plusPeriods),
  ],
  '-': [
    on(['Number', 'Number'], subtract),
    on(['Array', 'Any'], (list, item) => list.filter((own) => !areEqual(own, item))),
    on(['Object', 'String'], (object, name) => new ObjectValue(object.entries.filter(({ key }) => key.name !== name))),
    on(
      ['Object', 'Key'],
      (object, name) => new ObjectValue(object.entries.filter(({ key }) => key.name !== name.name)),
    ),
    on(['Temporal', 'Period'], (date, period) => plusPeriod(date, period, -1)),
    on(['Temporal', 'Temporal'], durationBetween),
    on(['Period', 'Period'], (left, right) => plusPeriods(left, negatePeriod(right))),
  ],
  '*': [on(['Number', 'Number'], multiply)],
  '/': [on(['Number', 'Number'], divide)],
  '>>': [
    on(['Any', 'Array'], (item, list) => [item, ...list]),
    on(['DateTime', 'TimeZone'], inZone),
    on(['DateTime', 'String'], (date, zone) => shifted(date, zone)),
    on(['LocalDateTime', 'String'], (date, zone) => shifted(coerce(date, 'DateTime'), zone)),
    on(['Time', 'TimeZone'], (time, zone) => coerce(inZone(time, zone), 'Time')),
  ],
  '<<': [on(['Array', 'Any'], (list, item) => [...list, item])],
  '==': [on(['Any', 'Any'], areEqual)],
  '!=': [on(['Any', 'Any'], (left, right) => !areEqual(left, right))],
  '~=': [on(['Any', 'Any'], areSimilar)],
  '<': [on(['Any', 'Any'], (left, right) => order(left, right) < 0)],
  '<=': [on(['Any', 'Any'], (left, right) => order(left, right) <= 0)],
  '>': [on(['Any', 'Any'], (left, right) => order(left, right) > 0)],
  '>=': [on(['Any', 'Any'], (left, right) => order(left, right) >= 0)],
  negative: [on(['Number'], negate), on(['Period'], negatePeriod)],
};

/** `date >> "UTC"`: the instant on the clocks of a zone. */
function shifted(date: Value, zone: string): Value {
  const target = coerce(zone, 'TimeZone');
  return operator('>>').call([date, target]);
}

const operators = new Map<string, FunctionValue>();

function operator(name: string): FunctionValue {
  const known = operators.get(name);
  if (known) return known;
  const made = builtIn(name, table[name] ?? []);
  operators.set(name, made);
  return made;
}

/** Runs an operator. Throws for values that it does not take. */
export const runOperator = (name: string, args: readonly Value[]): Value => operator(name).call(args);
