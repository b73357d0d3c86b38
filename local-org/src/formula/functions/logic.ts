/**
 * Logical functions and comparison. Unknown follows three-valued logic as in the platform's engine: a comparison with a
 * blank number is neither true nor false; AND, OR and IF take it for false; NOT keeps it.
 */
import type { FieldValue } from '../../engine/records.ts';
import { FormulaError, isBlank, typeLabel } from '../types.ts';
import type { FormulaType } from '../types.ts';
import { callLabel, expectCount, expectType, joinSql, rawSql, refuseArgument, sql } from './function.ts';
import type { CallSite, FormulaFunction, SqlFragment } from './function.ts';

const comparable: readonly FormulaType[] = ['Number', 'Date', 'DateTime'];
const none = rawSql('NULL');

function checkComparison(call: CallSite, allowed: readonly FormulaType[]): FormulaType {
  expectCount(call, 2);
  const [left, right] = call.args;
  if (left === undefined || right === undefined) return 'Boolean';
  for (const side of [left, right]) {
    if (side.type !== 'Null' && !allowed.includes(side.type)) refuseArgument(call, side, comparable);
  }
  if (left.type !== 'Null' && right.type !== 'Null' && left.type !== right.type)
    refuseArgument(call, right, [left.type]);
  return 'Boolean';
}

/** The type of a branch pair, or a refusal as IF and CASE word it. */
function commonType(call: CallSite, indexes: readonly number[]): FormulaType {
  let common: FormulaType = 'Null';
  for (const index of indexes) {
    const argument = call.args[index];
    if (argument === undefined || argument.type === 'Null') continue;
    if (argument.type === 'Picklist' || argument.type === 'MultiPicklist') refuseArgument(call, argument, ['Text']);
    if (common !== 'Null' && argument.type !== common) {
      throw new FormulaError(
        `Incorrect parameter type for ${callLabel(call)}. Expected ${typeLabel[common]}, received ${typeLabel[argument.type]}`,
      );
    }
    common = argument.type;
  }
  return common;
}

const asText = (types: readonly FormulaType[]): boolean =>
  types.some((type) => type === 'Text' || type === 'Picklist' || type === 'MultiPicklist');

function equal(left: FieldValue, right: FieldValue, types: readonly FormulaType[]): boolean | null {
  if (asText(types)) return (left ?? '') === (right ?? '');
  return left === null || right === null ? null : left === right;
}

function equality(negated: boolean): FormulaFunction {
  return {
    check: (call) => checkComparison(call, ['Number', 'Text', 'Boolean', 'Date', 'DateTime', 'Time']),
    apply([left = null, right = null], types) {
      const same = equal(left, right, types);
      return same === null ? null : same !== negated;
    },
    sql([left = none, right = none], types) {
      const operator = rawSql(negated ? '<>' : '=');
      return asText(types)
        ? sql`(ifnull(${left}, '') ${operator} ifnull(${right}, ''))`
        : sql`(${left} ${operator} ${right})`;
    },
  };
}

function ordering(symbol: '<' | '>' | '<=' | '>='): FormulaFunction {
  return {
    check: (call) => checkComparison(call, ['Number', 'Text', 'Date', 'DateTime', 'Time']),
    apply([left = null, right = null]) {
      if (left === null || right === null) return null;
      if (symbol === '<') return left < right;
      if (symbol === '>') return left > right;
      return symbol === '<=' ? left <= right : left >= right;
    },
    // Columns compare without case in the store, formulas exactly; empty text is no value.
    sql: ([left = none, right = none], types) =>
      asText(types)
        ? sql`(nullif(${left}, '') COLLATE BINARY ${rawSql(symbol)} nullif(${right}, ''))`
        : sql`(${left} ${rawSql(symbol)} ${right})`,
  };
}

function junction(all: boolean): FormulaFunction {
  return {
    check(call) {
      expectCount(call, 1, Number.POSITIVE_INFINITY);
      call.args.forEach((_, index) => expectType(call, index, ['Boolean']));
      return 'Boolean';
    },
    lazy: (args) =>
      all ? args.every((argument) => argument() === true) : args.some((argument) => argument() === true),
    sql: (args) =>
      sql`(${joinSql(
        args.map((part) => sql`ifnull(${part}, 0)`),
        all ? ' AND ' : ' OR ',
      )})`,
  };
}

/** ISBLANK and ISNULL. Help, ISNULL: "Text fields are never null, so using this function with a text field always returns false." */
function blankTest(textCanBeBlank: boolean): FormulaFunction {
  return {
    check(call) {
      expectCount(call, 1);
      return 'Boolean';
    },
    apply: ([value = null], [type]) => (type === 'Text' && !textCanBeBlank ? false : isBlank(value)),
    sql: ([value = none], [type]) =>
      type === 'Text' && !textCanBeBlank ? rawSql('0') : sql`(ifnull(${value}, '') = '')`,
  };
}

/** BLANKVALUE and NULLVALUE; the latter leaves text alone, for the reason ISNULL does. */
function blankReplacement(textCanBeBlank: boolean): FormulaFunction {
  return {
    check(call) {
      expectCount(call, 2);
      return commonType(call, [0, 1]);
    },
    lazy: ([value, replacement], [type]) => {
      const first = value?.() ?? null;
      return isBlank(first) && (type !== 'Text' || textCanBeBlank) ? (replacement?.() ?? null) : first;
    },
    sql: ([value = none, replacement = none], [type]) =>
      type === 'Text' && !textCanBeBlank ? value : sql`ifnull(nullif(${value}, ''), ${replacement})`,
  };
}

const caseFunction: FormulaFunction = {
  check(call) {
    if (call.args.length < 4 || call.args.length % 2 !== 0) {
      throw new FormulaError(
        `Incorrect number of parameters for ${callLabel(call)}. Expected ${call.args.length < 4 ? 4 : call.args.length + 1}, received ${call.args.length}`,
      );
    }
    const [subject] = call.args;
    if (subject?.type === 'MultiPicklist') refuseArgument(call, subject, ['Text']);
    const wanted: FormulaType = subject?.type === 'Picklist' ? 'Text' : (subject?.type ?? 'Null');
    const results = [call.args.length - 1];
    for (let index = 1; index < call.args.length - 1; index += 2) {
      if (wanted !== 'Null') expectType(call, index, [wanted]);
      results.push(index + 1);
    }
    return commonType(
      call,
      results.sort((a, b) => a - b),
    );
  },
  lazy(args, types) {
    const subject = args[0]?.() ?? null;
    for (let index = 1; index < args.length - 1; index += 2) {
      if (equal(subject, args[index]?.() ?? null, [types[0] ?? 'Null']) === true) return args[index + 1]?.() ?? null;
    }
    return args.at(-1)?.() ?? null;
  },
  sql(args, types) {
    const [subject = none] = args;
    const text = asText([types[0] ?? 'Null']);
    const branches: SqlFragment[] = [];
    for (let index = 1; index < args.length - 1; index += 2) {
      const [value = none, result = none] = [args[index], args[index + 1]];
      branches.push(
        text
          ? sql`WHEN ifnull(${subject}, '') = ifnull(${value}, '') THEN ${result}`
          : sql`WHEN ${subject} = ${value} THEN ${result}`,
      );
    }
    return sql`(CASE ${joinSql(branches, ' ')} ELSE ${args.at(-1) ?? none} END)`;
  },
};

/** Logical functions and comparison operators by upper-case name. */
export const logicFunctions: Readonly<Record<string, FormulaFunction>> = {
  '=': equality(false),
  '<>': equality(true),
  '<': ordering('<'),
  '>': ordering('>'),
  '<=': ordering('<='),
  '>=': ordering('>='),
  '&&': junction(true),
  '||': junction(false),
  AND: junction(true),
  OR: junction(false),
  NOT: {
    check(call) {
      expectCount(call, 1);
      expectType(call, 0, ['Boolean']);
      return 'Boolean';
    },
    apply: ([value = null]) => (value === null ? null : value !== true),
    sql: ([value = none]) => sql`(NOT ${value})`,
  },
  IF: {
    check(call) {
      expectCount(call, 3);
      expectType(call, 0, ['Boolean']);
      return commonType(call, [1, 2]);
    },
    lazy: ([condition, yes, no]) => (condition?.() === true ? yes : no)?.() ?? null,
    sql: ([condition = none, yes = none, no = none]) => sql`(CASE WHEN ${condition} THEN ${yes} ELSE ${no} END)`,
  },
  CASE: caseFunction,
  ISBLANK: blankTest(true),
  ISNULL: blankTest(false),
  BLANKVALUE: blankReplacement(true),
  NULLVALUE: blankReplacement(false),
  ISPICKVAL: {
    check(call) {
      expectCount(call, 2);
      const [field, value] = call.args;
      if (field?.type !== 'Picklist' && field !== undefined) {
        throw new FormulaError(
          `Incorrect parameter type for ${callLabel(call)}. Expected Picklist, received ${typeLabel[field.type]}`,
        );
      }
      if (value !== undefined && typeof value.literal !== 'string' && value.type !== 'Null') {
        throw new FormulaError(
          `Incorrect parameter type for ${callLabel(call)}. Expected Text Literal, received ${typeLabel[value.type]}`,
        );
      }
      return 'Boolean';
    },
    apply: ([field = null, value = null]) => (field ?? '') === (value ?? ''),
    sql: ([field = none, value = none]) => sql`(ifnull(${field}, '') = ifnull(${value}, ''))`,
  },
  INCLUDES: {
    check(call) {
      expectCount(call, 2);
      const [field, value] = call.args;
      if (field !== undefined && field.type !== 'MultiPicklist') {
        throw new FormulaError(
          `Incorrect parameter type for ${callLabel(call)}. Expected Multi-Select Picklist, received ${typeLabel[field.type]}`,
        );
      }
      if (value !== undefined && typeof value.literal !== 'string') {
        throw new FormulaError(
          `Incorrect parameter type for ${callLabel(call)}. Expected Text Literal, received ${typeLabel[value.type]}`,
        );
      }
      return 'Boolean';
    },
    apply: ([field = null, value = null]) => field !== null && String(field).split(';').includes(String(value)),
  },
  ISNEW: { check: onlyCount(0), recordContext: true },
  ISCLONE: { check: onlyCount(0), recordContext: true },
  ISCHANGED: { check: fieldOnly('Boolean'), recordContext: true },
  PRIORVALUE: { check: fieldOnly(null), recordContext: true },
};

function onlyCount(count: number): (call: CallSite) => FormulaType {
  return (call) => {
    expectCount(call, count);
    return 'Boolean';
  };
}

function fieldOnly(result: FormulaType | null): (call: CallSite) => FormulaType {
  return (call) => {
    expectCount(call, 1);
    const [argument] = call.args;
    if (argument?.path === undefined || argument.path.includes('.')) {
      throw new FormulaError(`Incorrect parameter for ${callLabel(call)}. Expected field reference.`);
    }
    return result ?? argument.type;
  };
}
