/** dw::core::Coercions and the questions of dw::core::Types. Examples: docs.mulesoft.com, the page of each function. */
import { failure } from '../errors.ts';
import { coerce } from '../values/coercion.ts';
import { typeName } from '../values/type-names.ts';
import { toText } from '../values/text.ts';
import { TypeValue, isArray, type Schema, type TypeValue as TypeOf, type Value } from '../values/value.ts';
import type { TypeNode } from '../parser/index.ts';
import { on, type FunctionTable, type Overload } from './signatures.ts';

/** Optional arguments behind the value become the schema; null leaves one out. */
function converts(type: string, ...names: readonly string[]): readonly Overload[] {
  const run = (value: Value, options: readonly Value[]): Value => {
    const given = names.flatMap((name, index) => {
      const option = options[index];
      return option === undefined || option === null ? [] : [[name, option] as const];
    });
    return coerce(value, type, Object.fromEntries(given));
  };
  return [
    on(['Any'], (value) => run(value, [])),
    on(['Any', 'Any'], (value, first) => run(value, [first])),
    on(['Any', 'Any', 'Any'], (value, first, second) => run(value, [first, second])),
    on(['Any', 'Any', 'Any', 'Any'], (value, first, second, third) => run(value, [first, second, third])),
  ];
}

/** `toDate("…", [{format: "…"}, …])`: the first format that fits. */
function readsDate(type: string): readonly Overload[] {
  const byFormats = on(['String', 'Array'], (text, formats) => {
    for (const format of formats) {
      const schema = Object.fromEntries(
        format !== null && typeof format === 'object' && 'entries' in format && !isArray(format)
          ? format.entries.map(({ key, value }) => [key.name, value])
          : [],
      ) as Schema;
      try {
        return coerce(text, type, schema);
      } catch (error) {
        if (format === formats.at(-1)) throw error;
      }
    }
    throw failure(`Could not find a valid formatter for '${text}'`);
  });
  return [byFormats, ...converts(type, 'format', 'locale')];
}

export const coercions: FunctionTable = {
  toArray: [on(['String'], (text) => [...text]), on(['Array'], (items) => items)],
  toBinary: [
    on(['String', 'String'], (text, encoding) => coerce(text, 'Binary', { encoding })),
    on(['Number'], (number) => coerce(number, 'Binary')),
    on(['Null', 'String'], () => null),
  ],
  toBoolean: [on(['Any'], (value) => coerce(value, 'Boolean'))],
  toDate: readsDate('Date'),
  toDateTime: [
    on(['Number'], (number) => coerce(number, 'DateTime')),
    on(['Number', 'Any'], (number, unit) => coerce(number, 'DateTime', unit === null ? {} : { unit })),
    ...readsDate('DateTime'),
  ],
  toLocalDateTime: readsDate('LocalDateTime'),
  toLocalTime: readsDate('LocalTime'),
  toTime: readsDate('Time'),
  toTimeZone: [on(['Any'], (value) => coerce(value, 'TimeZone'))],
  toPeriod: [on(['Any'], (value) => coerce(value, 'Period'))],
  toRegex: [on(['Any'], (value) => coerce(value, 'Regex'))],
  toUri: [on(['Any'], (value) => coerce(value, 'Uri'))],
  toNumber: [
    on(['DateTime', 'Any'], (date, unit) => coerce(date, 'Number', unit === null ? {} : { unit })),
    on(['Period', 'Any'], (period, unit) => coerce(period, 'Number', unit === null ? {} : { unit })),
    ...converts('Number', 'format', 'locale'),
  ],
  toString: [
    on(['Binary', 'String'], (value, encoding) => coerce(value, 'String', { encoding })),
    on(['Array'], (items) => items.map((item) => toText(item) ?? '').join('')),
    ...converts('String', 'format', 'locale', 'roundMode'),
  ],
};

const question = (fits: (type: TypeNode) => boolean): readonly Overload[] => [
  on(['Type'], ({ type }: TypeOf) => fits(type)),
];
const named = (name: string): readonly Overload[] => question((type) => type.k === 'named' && type.name === name);
const items = (type: TypeNode, kind: 'union' | 'intersection'): Value => {
  if (type.k !== kind) throw failure(`${typeName(type)} is no ${kind} type`);
  return type.items.map((item) => new TypeValue(item));
};

/** dw::core::Types. */
export const types: FunctionTable = {
  isAnyType: named('Any'),
  isArrayType: named('Array'),
  isBinaryType: named('Binary'),
  isBooleanType: named('Boolean'),
  isDateTimeType: named('DateTime'),
  isDateType: named('Date'),
  isFunctionType: question((type) => type.k === 'function'),
  isIntersectionType: question((type) => type.k === 'intersection'),
  isKeyType: named('Key'),
  isLiteralType: question((type) => type.k === 'literal'),
  isLocalDateTimeType: named('LocalDateTime'),
  isLocalTimeType: named('LocalTime'),
  isNamespaceType: named('Namespace'),
  isNothingType: named('Nothing'),
  isNullType: named('Null'),
  isNumberType: named('Number'),
  isObjectType: question((type) => type.k === 'object' || (type.k === 'named' && type.name === 'Object')),
  isPeriodType: named('Period'),
  isRangeType: named('Range'),
  isRegexType: named('Regex'),
  isStringType: named('String'),
  isTimeType: named('Time'),
  isTimeZoneType: named('TimeZone'),
  isTypeType: named('Type'),
  isUnionType: question((type) => type.k === 'union'),
  isUriType: named('Uri'),
  arrayItem: [
    on(['Type'], ({ type }) => {
      const item = type.k === 'named' && type.name === 'Array' ? type.args[0] : undefined;
      return new TypeValue(item ?? { k: 'named', name: 'Any', args: [], schema: [], at: 0 });
    }),
  ],
  unionItems: [on(['Type'], ({ type }) => items(type, 'union'))],
  intersectionItems: [on(['Type'], ({ type }) => items(type, 'intersection'))],
};
