/** Arithmetic. Number behaviour per platform help "Formula Operators and Functions A–Z" and salesforce/formula-engine. */
import { addDays, dateToMillis, millisToTime, timeToMillis } from '../calendar.ts';
import { addDecimals, decimal, roundHalfUp } from '../numbers.ts';
import { FormulaEvaluationError } from '../types.ts';
import type { FormulaType } from '../types.ts';
import type { FieldValue } from '../../engine/records.ts';
import { expectCount, expectType, numberAt, refuseArgument, strict, textAt } from './function.ts';
import type { CallSite, FormulaFunction } from './function.ts';

const DAY = 86_400_000;

/** Throws `#Error!` for a result that is no number (division by zero, root of a negative). */
function finite(value: number, what: string): number {
  if (!Number.isFinite(value)) throw new FormulaEvaluationError(what);
  return decimal(value);
}

const addable: readonly FormulaType[] = ['Number', 'Date', 'DateTime'];

function checkAddition(call: CallSite, adding: boolean): FormulaType {
  expectCount(call, 1, 2);
  const [left, right] = call.args;
  if (left === undefined) return 'Null';
  if (right === undefined) {
    expectType(call, 0, ['Number']);
    return 'Number';
  }
  if (left.type === 'Null') return right.type;
  if (right.type === 'Null') return left.type;
  if (left.type === 'Number' && right.type === 'Number') return 'Number';
  if (left.type === 'Number' && adding && (right.type === 'Date' || right.type === 'DateTime')) return right.type;
  if (left.type === 'Date' || left.type === 'DateTime' || left.type === 'Time') {
    if (right.type === 'Number') return left.type;
    if (right.type === left.type && !adding) return 'Number';
    refuseArgument(call, right, ['Number']);
  }
  if (left.type === 'Text' && adding) {
    if (right.type === 'Text') return 'Text';
    refuseArgument(call, right, ['Text']);
  }
  refuseArgument(call, left.type === 'Number' ? right : left, addable);
}

/** Moves a date, date-time (both in days) or time (in milliseconds) by a number. */
function move(value: FieldValue, type: FormulaType, by: number): FieldValue {
  const text = String(value);
  if (type === 'Date') return addDays(text, by);
  // Date-times hold whole seconds; the nearest one counts (formula-engine, testSubDateTimeGivingDateTime).
  if (type === 'DateTime') return new Date(Math.round(Date.parse(text) / 1000 + by * 86_400) * 1000).toISOString();
  const millis = timeToMillis(text) + Math.round(by);
  // After midnight a time begins anew, but it does not go back before it (formula-engine, testSubtractTimeValueWithValidInValid).
  if (millis < 0) throw new FormulaEvaluationError('Time before midnight');
  return millisToTime(millis);
}

function difference(left: string, right: string, type: FormulaType): number {
  if (type === 'Date') return Math.round((dateToMillis(left) - dateToMillis(right)) / DAY);
  if (type === 'DateTime') return decimal((Date.parse(left) - Date.parse(right)) / DAY);
  return (((timeToMillis(left) - timeToMillis(right)) % DAY) + DAY) % DAY;
}

function addition(sign: 1 | -1): FormulaFunction {
  return {
    check: (call) => checkAddition(call, sign === 1),
    apply(values, types) {
      const [left = null, right] = values;
      const [leftType = 'Null', rightType = 'Null'] = types;
      if (right === undefined) return left === null ? null : sign * numberAt(values, 0);
      if (leftType === 'Text' || rightType === 'Text') return textAt(values, 0) + textAt(values, 1) || null;
      if (left === null || right === null) return null;
      if (leftType === 'Number' && rightType === 'Number')
        return addDecimals(numberAt(values, 0), sign * numberAt(values, 1));
      if (leftType === 'Number') return move(right, rightType, numberAt(values, 0));
      if (rightType === 'Number') return move(left, leftType, sign * numberAt(values, 1));
      return difference(textAt(values, 0), textAt(values, 1), leftType);
    },
  };
}

const number1 = (apply: (value: number) => number): FormulaFunction =>
  strict(['Number'], 'Number', (values) => apply(numberAt(values, 0)));
/**
 * Rounds away noise before cutting to whole numbers: (1/9)*9 is 1, not 0.999999999999999. The platform computes with more digits than
 * a double has and rounds them in the same way (formula-engine, testFloorRound).
 */
function clean(value: number): number {
  const nearest = Math.round(value);
  return Math.abs(value - nearest) <= Math.abs(value) * 1e-14 ? nearest : value;
}

/** Arithmetic operators and math functions by upper-case name. */
export const mathFunctions: Readonly<Record<string, FormulaFunction>> = {
  '+': addition(1),
  '-': addition(-1),
  '*': strict(['Number', 'Number'], 'Number', (values) => decimal(numberAt(values, 0) * numberAt(values, 1))),
  '/': strict(['Number', 'Number'], 'Number', (values) =>
    finite(numberAt(values, 0) / numberAt(values, 1), 'Divide by zero'),
  ),
  '^': strict(['Number', 'Number'], 'Number', (values) =>
    finite(numberAt(values, 0) ** numberAt(values, 1), 'Overflow'),
  ),
  ABS: number1(Math.abs),
  // CEILING and FLOOR round away from and towards zero for negatives; MCEILING and MFLOOR are the mathematical ones.
  CEILING: number1((value) => (value < 0 ? Math.floor(clean(value)) : Math.ceil(clean(value)))),
  FLOOR: number1((value) => (value < 0 ? Math.ceil(clean(value)) : Math.floor(clean(value)))),
  MCEILING: number1((value) => Math.ceil(clean(value))),
  MFLOOR: number1((value) => Math.floor(clean(value))),
  ROUND: strict(['Number', 'Number'], 'Number', (values) =>
    roundHalfUp(numberAt(values, 0), Math.trunc(numberAt(values, 1))),
  ),
  TRUNC: strict(
    ['Number', 'Number'],
    'Number',
    (values) => {
      const places = Math.trunc(values.length > 1 ? numberAt(values, 1) : 0);
      // More places than a number has change nothing (formula-engine, testTruncUsesIf).
      if (places > 15) return numberAt(values, 0);
      const factor = 10 ** places;
      return decimal(Math.trunc(clean(decimal(numberAt(values, 0) * factor))) / factor);
    },
    { optional: 1 },
  ),
  MOD: strict(['Number', 'Number'], 'Number', (values) =>
    finite(numberAt(values, 0) % numberAt(values, 1), 'Divide by zero'),
  ),
  MAX: strict(['Number'], 'Number', (values) => Math.max(...values.map(Number)), { variadic: true }),
  MIN: strict(['Number'], 'Number', (values) => Math.min(...values.map(Number)), { variadic: true }),
  SQRT: number1((value) => finite(Math.sqrt(value), 'Square root of a negative number')),
  EXP: number1((value) => finite(Math.exp(value), 'Overflow')),
  LN: number1((value) => finite(Math.log(value), 'Logarithm of a number that is not positive')),
  LOG: number1((value) => finite(Math.log10(value), 'Logarithm of a number that is not positive')),
  PI: strict([], 'Number', () => Math.PI),
};
