/** dw::Core: functions of texts, numbers and dates. Examples: docs.mulesoft.com, "Core (dw::Core)", the page of each function. */
import { Unsupported } from '../../engine/errors.ts';
import { failure } from '../errors.ts';
import type { Host } from '../evaluator/host.ts';
import type { FormatProperty } from '../parser/index.ts';
import { areEqual } from '../values/compare.ts';
import {
  compareNumbers,
  fromDouble,
  isWhole,
  modulo,
  negate,
  power,
  roundTo,
  toDouble,
  toInteger,
  isNum,
} from '../values/numbers.ts';
import { Temporal, civil, dateTimeAt, isLeapYear, zoneOf, type Zone } from '../values/temporal.ts';
import { toText } from '../values/text.ts';
import { typeName } from '../values/type-names.ts';
import type { BinaryValue, ObjectValue } from '../values/value.ts';
import {
  TypeValue,
  bare,
  isFunction,
  type ArrayValue,
  type FunctionValue,
  type RegexValue,
  type Value,
} from '../values/value.ts';
import { on, type FunctionTable } from './signatures.ts';

const none = (): null => null;
const namedType = (name: string): TypeValue => new TypeValue({ k: 'named', name, args: [], schema: [], at: 0 });

/** All matches with their groups, groups that took no part being null. */
const groupsOf = (found: RegExpExecArray): Value[] => [...found].map((group: string | undefined) => group ?? null);

/** Positions of a text in a text. */
function positions(text: string, part: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(part); at >= 0 && part !== ''; at = text.indexOf(part, at + 1)) found.push(at);
  return found;
}

/** Parts between matches, as java.lang.String.split: none at the end when empty. */
function splitText(text: string, separator: RegExp): string[] {
  const parts: string[] = [];
  let last = 0;
  for (const match of text.matchAll(separator)) {
    const end = match.index + match[0].length;
    if (end === 0 || (match[0] === '' && match.index === text.length)) continue;
    parts.push(text.slice(last, match.index));
    last = end;
  }
  parts.push(text.slice(last));
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts;
}

const escaped = (text: string): RegExp => new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'g');

/** The function that `replace` gives, waiting for the `with` of its callback. */
function replacement(text: string, matches: RegExp): FunctionValue {
  return {
    k: 'function',
    name: 'replace',
    arity: 1,
    takesFunction: (position) => position === 0,
    call: ([callback]) =>
      text.replace(matches, (...found: readonly unknown[]) => {
        const named = typeof found.at(-1) === 'object';
        const groups = found.slice(0, named ? -3 : -2) as (string | undefined)[];
        const index = found.at(named ? -3 : -2) as number;
        const values = groups.map((group) => group ?? null);
        const own = callback ?? null;
        return toText(isFunction(own) ? own.call([values, index]) : own) ?? '';
      }),
  };
}

function dateAnd(date: Temporal, time: Temporal): Temporal {
  const zone = date.zone ?? time.zone;
  return new Temporal(zone ? 'DateTime' : 'LocalDateTime', date.day, time.nano, zone);
}
const zoned = (value: Temporal, zone: Zone): Temporal =>
  value.hasDate ? new Temporal('DateTime', value.day, value.nano, zone) : new Temporal('Time', 0, value.nano, zone);

function propertiesOf(settings: ObjectValue): FormatProperty[] {
  return settings.entries.map(({ key, value: held }) => {
    const value = bare(held);
    if (typeof value === 'string' || typeof value === 'boolean') return { name: key.name, value };
    if (isNum(value)) return { name: key.name, value: toDouble(value) };
    throw failure(`The property ${key.name} must be a text, a number or a boolean`);
  });
}

const textOrBytes = (content: string | BinaryValue): string =>
  typeof content === 'string' ? content : Buffer.from(content.bytes).toString('utf8');

function daysBetween(from: Temporal, to: Temporal): Value {
  return to.day - from.day;
}

const indexesOf = (items: ArrayValue, item: Value): number[] =>
  items.flatMap((own, index) => (areEqual(own, item) ? [index] : []));

/** What `log` writes: `prefix - value`, texts in quotes. */
function logged(host: Host, prefix: string, value: Value): Value {
  const text = host.write(value, 'application/dw', []);
  host.log(prefix === '' ? text : `${prefix} - ${text}`);
  return value;
}

const size = (value: Value): string => toText(value) ?? '';

/** The functions that need nothing of the host. */
const pure: FunctionTable = {
  upper: [on(['String'], (text) => text.toUpperCase()), on(['Null'], none)],
  lower: [on(['String'], (text) => text.toLowerCase()), on(['Null'], none)],
  trim: [on(['String'], (text) => text.trim()), on(['Null'], none)],
  startsWith: [on(['String', 'String'], (text, part) => text.startsWith(part)), on(['Null', 'Any'], () => false)],
  endsWith: [on(['String', 'String'], (text, part) => text.endsWith(part)), on(['Null', 'Any'], () => false)],
  isBlank: [on(['String'], (text) => text.trim() === ''), on(['Null'], () => true)],
  indexOf: [
    on(['String', 'String'], (text, part) => text.indexOf(part)),
    on(['Array', 'Any'], (items, item) => indexesOf(items, item)[0] ?? -1),
    on(['Null', 'Any'], () => -1),
  ],
  lastIndexOf: [
    on(['String', 'String'], (text, part) => text.lastIndexOf(part)),
    on(['Array', 'Any'], (items, item) => indexesOf(items, item).at(-1) ?? -1),
    on(['Null', 'Any'], () => -1),
  ],
  with: [on(['Function', 'Lambda'], (replace, callback) => replace.call([callback]))],
  typeOf: [on(['Any'], (value) => namedType(typeName(value)))],
  abs: [on(['Number'], (number) => (compareNumbers(number, 0) < 0 ? negate(number) : number))],
  ceil: [on(['Number'], (number) => roundTo(number, 0, 'ceil'))],
  floor: [on(['Number'], (number) => roundTo(number, 0, 'floor'))],
  round: [on(['Number'], (number) => roundTo(number, 0, 'halfUp'))],
  mod: [on(['Number', 'Number'], modulo)],
  pow: [on(['Number', 'Number'], power)],
  sqrt: [on(['Number'], (number) => fromDouble(Math.sqrt(toDouble(number))))],
  isDecimal: [on(['Number'], (number) => !isWhole(number))],
  isInteger: [on(['Number'], isWhole)],
  isEven: [on(['Number'], (number) => compareNumbers(modulo(number, 2), 0) === 0)],
  isOdd: [on(['Number'], (number) => compareNumbers(modulo(number, 2), 0) !== 0)],
  isLeapYear: [
    on(['DateTime'], ({ day }) => isLeapYear(civil(day).year)),
    on(['LocalDateTime'], ({ day }) => isLeapYear(civil(day).year)),
    on(['Date'], ({ day }) => isLeapYear(civil(day).year)),
  ],
  daysBetween: [on(['Date', 'Date'], daysBetween), on(['Temporal', 'Temporal'], daysBetween)],
  '++': [
    on(['Date', 'Time'], dateAnd),
    on(['Time', 'Date'], (time, date) => dateAnd(date, time)),
    on(['Date', 'LocalTime'], dateAnd),
    on(['LocalTime', 'Date'], (time, date) => dateAnd(date, time)),
    on(['Date', 'TimeZone'], zoned),
    on(['TimeZone', 'Date'], (zone, date) => zoned(date, zone)),
    on(['LocalDateTime', 'TimeZone'], zoned),
    on(['TimeZone', 'LocalDateTime'], (zone, date) => zoned(date, zone)),
    on(['LocalTime', 'TimeZone'], zoned),
    on(['TimeZone', 'LocalTime'], (zone, time) => zoned(time, zone)),
    on(['String', 'String'], (left, right) => left + right),
  ],
  onNull: [on(['Any', 'Lambda'], (value, callback) => (value === null ? callback.call([]) : value))],
  then: [on(['Any', 'Lambda'], (value, callback) => (value === null ? null : callback.call([value])))],
  xsiType: [
    on(['String', 'Namespace'], (name, namespace) => {
      throw new Unsupported('DataWeave.xsiType', `${name} ${size(namespace)}`);
    }),
  ],
};

/** The functions with regular expressions, the clock, formats and the log. */
export function coreTexts(host: Host): FunctionTable {
  const regex = (value: RegexValue, flags = 'g'): RegExp => host.regex(value.source, flags);
  // Where each match and its groups begin.
  const find = (text: string, value: RegexValue): Value =>
    [...text.matchAll(regex(value, 'gd'))].map((match) =>
      [...(match.indices ?? [])].map((place: readonly number[] | undefined) => place?.[0] ?? null),
    );
  return {
    ...pure,
    contains: [
      on(['String', 'Regex'], (text, value) => regex(value).test(text)),
      on(['String', 'String'], (text, part) => text.includes(part)),
    ],
    find: [
      on(['Array', 'Any'], (items, item) => indexesOf(items, item)),
      on(['String', 'Regex'], find),
      on(['String', 'String'], positions),
      on(['Null', 'Any'], () => []),
    ],
    match: [
      on(['String', 'Regex'], (text, value) => {
        const found = host.regex(`^(?:${value.source})$`, '').exec(text);
        return found ? groupsOf(found) : [];
      }),
      on(['Null', 'Any'], none),
    ],
    matches: [
      on(['String', 'Regex'], (text, value) => host.regex(`^(?:${value.source})$`, '').test(text)),
      on(['Null', 'Any'], () => false),
    ],
    scan: [
      on(['String', 'Regex'], (text, value) => [...text.matchAll(regex(value))].map((match) => groupsOf(match))),
      on(['Null', 'Any'], none),
    ],
    replace: [
      on(['String', 'Regex'], (text, value) => replacement(text, regex(value))),
      on(['String', 'String'], (text, part) => replacement(text, escaped(part))),
      on(['Null', 'Any'], () => replacement('', /(?!)/g)),
    ],
    splitBy: [
      on(['String', 'Regex'], (text, value) => splitText(text, regex(value))),
      on(['String', 'String'], (text, part) => splitText(text, escaped(part))),
      on(['Null', 'Any'], none),
    ],
    now: [on([], () => dateTimeAt(BigInt(Math.trunc(host.now())) * 1_000_000n, zoneOf(host.zone)))],
    random: [on([], () => fromDouble(host.random()))],
    randomInt: [on(['Number'], (limit) => Math.floor(host.random() * toInteger(limit)))],
    uuid: [on([], () => uuid(host))],
    log: [
      on(['Any'], (value) => logged(host, '', value)),
      on(['String', 'Any'], (prefix, value) => logged(host, prefix, value)),
    ],
    read: [
      on(['String'], (text) => host.read(text, 'application/dw', [])),
      on(['String', 'String'], (text, type) => host.read(text, type, [])),
      on(['String', 'String', 'Object'], (text, type, settings) => host.read(text, type, propertiesOf(settings))),
      on(['Binary', 'String'], (bytes, type) => host.read(textOrBytes(bytes), type, [])),
      on(['Binary', 'String', 'Object'], (bytes, type, settings) =>
        host.read(textOrBytes(bytes), type, propertiesOf(settings)),
      ),
    ],
    write: [
      on(['Any'], (value) => host.write(value, 'application/dw', [])),
      on(['Any', 'String'], (value, type) => host.write(value, type, [])),
      on(['Any', 'String', 'Object'], (value, type, settings) => host.write(value, type, propertiesOf(settings))),
    ],
  };
}

/** A random UUID (version 4) of the host's random numbers. */
function uuid(host: Host): string {
  const digit = (from: number, count: number): string => Math.floor(from + host.random() * count).toString(16);
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replaceAll(/[xy]/g, (char) =>
    char === 'x' ? digit(0, 16) : digit(8, 4),
  );
}
