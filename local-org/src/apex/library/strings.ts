/** System.String. */
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { Types } from '../runtime/type-ref.ts';
import type { ApexDate, Decimal } from '../runtime/values/index.ts';
import {
  ApexDatetime,
  ApexList,
  ApexSet,
  BoxedDouble,
  box,
  doubleText,
  idForm,
  stringHash,
  textOf,
} from '../runtime/values/index.ts';
import { required } from './arguments.ts';
import { replaceMatches, splitText } from './java-regex.ts';
import * as escapes from './string-escapes.ts';
import { formatMessage } from './string-format.ts';

type Text = string;
const stringsOf = (items: string[]): ApexList => ApexList.of(Types.String, items);
const lower = (text: string): string => text.toLowerCase();
const chars = (text: string): string[] => text.split('');
const isEvery = (text: string, pattern: RegExp): boolean => text !== '' && pattern.test(text);

function outOfBounds(words: string, position: number): never {
  throw new ApexException('System.StringException', `${words} out of bounds: ${position}`);
}

function substring(text: string, start: number, end = text.length): string {
  if (start < 0 || start > text.length) outOfBounds('Starting position', start);
  if (end < start || end > text.length) outOfBounds('Ending position', end);
  return text.slice(start, end);
}

/** Text before or after a separator, from the left or the right; the whole or nothing when it is absent. */
function around(text: string, separator: string | null, side: 'before' | 'after', last: boolean): string {
  if (text === '' || separator === null) return side === 'before' ? text : '';
  if (separator === '') return side === 'before' && !last ? '' : side === 'before' ? text : last ? '' : text;
  const at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
  if (at < 0) return side === 'before' ? text : '';
  return side === 'before' ? text.slice(0, at) : text.slice(at + separator.length);
}

function pad(text: string, length: number, filler: string, side: 'left' | 'right' | 'both'): string {
  const fill = filler === '' ? ' ' : filler;
  const missing = length - text.length;
  if (missing <= 0) return text;
  if (side === 'left') return text.padStart(length, fill);
  if (side === 'right') return text.padEnd(length, fill);
  return text.padStart(text.length + Math.floor(missing / 2), fill).padEnd(length, fill);
}

function abbreviate(text: string, width: number, offset = 0): string {
  if (width < 4) throw new ApexException('System.StringException', 'Minimum abbreviation width is 4');
  if (text.length <= width) return text;
  const start = Math.min(offset, text.length);
  const from = text.length - start < width - 3 ? text.length - (width - 3) : start;
  if (from <= 4) return `${text.slice(0, width - 3)}...`;
  if (width < 7) throw new ApexException('System.StringException', 'Minimum abbreviation width with offset is 7');
  return from + width - 3 < text.length
    ? `...${abbreviate(text.slice(from), width - 3)}`
    : `...${text.slice(text.length - (width - 3))}`;
}

function levenshtein(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Where two texts begin to differ; -1 when they are equal. */
function firstDifference(a: string, b: string): number {
  if (a === b) return -1;
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

function characterKind(char: string): string {
  if (/\p{Lu}/u.test(char)) return 'upper';
  if (/\p{Ll}/u.test(char)) return 'lower';
  if (/\p{L}/u.test(char)) return 'letter';
  if (/\p{Nd}/u.test(char)) return 'digit';
  if (/\s/u.test(char)) return 'space';
  return /\p{P}/u.test(char) ? `punctuation` : 'other';
}

function splitByKind(text: string, camelCase: boolean): string[] {
  const parts: string[] = [];
  let kind = '';
  for (const char of chars(text)) {
    const next = characterKind(char);
    const current = parts.at(-1);
    if (current !== undefined && next === kind) parts[parts.length - 1] = current + char;
    else if (camelCase && current !== undefined && kind === 'upper' && next === 'lower') {
      // The last capital belongs to the word that begins: ASFLicense is ASF, License.
      parts.pop();
      if (current.length > 1) parts.push(current.slice(0, -1));
      parts.push(current.slice(-1) + char);
    } else parts.push(char);
    kind = next;
  }
  return parts;
}

function join(rt: Runtime, items: unknown, separator: string | null): string {
  const list = items instanceof ApexSet ? ApexList.of(items.elementType, items.elements()) : items;
  if (!(list instanceof ApexList)) {
    const iterated: string[] = [];
    const iterator = rt.callMethod(required(items), 'iterator', []);
    while (rt.callMethod(iterator, 'hasNext', []) === true)
      iterated.push(textOf(rt, rt.callMethod(iterator, 'next', [])));
    return iterated.join(separator ?? '');
  }
  return list.items.map((item) => (item === null ? '' : textOf(rt, box(item, list.elementType)))).join(separator ?? '');
}

const indexOfAny = (text: string, wanted: string | null, inside: boolean): number =>
  wanted === null || wanted === '' ? -1 : chars(text).findIndex((char) => wanted.includes(char) === inside);

const withoutCase = (text: string, find: (text: string) => number): number => find(lower(text));

export const stringFunctions = {
  'System.String.escapeSingleQuotes(String)': (_rt: Runtime, text: Text) => required(text).replaceAll(/['\\]/g, '\\$&'),
  'System.String.format(String,List<Object>)': (rt: Runtime, pattern: Text, args: ApexList) =>
    formatMessage(rt, required(pattern), required(args, 2)),
  'System.String.fromCharArray(List<Integer>)': (_rt: Runtime, codes: ApexList) =>
    required(codes)
      .items.map((code) => String.fromCharCode(Number(code)))
      .join(''),
  'System.String.getCommonPrefix(List<String>)': (_rt: Runtime, texts: ApexList) => {
    const [first = '', ...rest] = required(texts).items.map((text) => (text ?? '') as string);
    return rest.reduce((prefix, text) => {
      const at = firstDifference(prefix, text);
      return at < 0 ? prefix : prefix.slice(0, at);
    }, first);
  },
  'System.String.isBlank(String)': (_rt: Runtime, text: Text | null) => text === null || text.trim() === '',
  'System.String.isNotBlank(String)': (_rt: Runtime, text: Text | null) => text !== null && text.trim() !== '',
  'System.String.isEmpty(String)': (_rt: Runtime, text: Text | null) => text === null || text === '',
  'System.String.isNotEmpty(String)': (_rt: Runtime, text: Text | null) => text !== null && text !== '',
  'System.String.join(Object,String)': (rt: Runtime, items: unknown, separator: Text | null) =>
    join(rt, required(items), separator),
  'System.String.valueOf(Date)': (_rt: Runtime, value: ApexDate | null) => value?.toIso() ?? null,
  'System.String.valueOf(Datetime)': (rt: Runtime, value: ApexDatetime | null) => value?.text(rt.user.timeZone) ?? null,
  'System.String.valueOf(Decimal)': (_rt: Runtime, value: Decimal | null) => value?.toString() ?? null,
  'System.String.valueOf(Double)': (_rt: Runtime, value: number | null) => (value === null ? null : doubleText(value)),
  'System.String.valueOf(Integer)': (_rt: Runtime, value: number | null) => (value === null ? null : String(value)),
  'System.String.valueOf(Long)': (_rt: Runtime, value: bigint | null) => (value === null ? null : String(value)),
  'System.String.valueOf(Object)': (rt: Runtime, value: unknown) => {
    if (value === null || value === undefined) return null;
    if (value instanceof BoxedDouble) return doubleText(value.value);
    return value instanceof ApexDatetime ? value.text(rt.user.timeZone) : textOf(rt, value);
  },
  'System.String.valueOfGmt(Datetime)': (_rt: Runtime, value: ApexDatetime | null) => required(value).toString(),

  'System.String.abbreviate(Integer)': (_rt: Runtime, self: Text, width: number) => abbreviate(self, width),
  'System.String.abbreviate(Integer,Integer)': (_rt: Runtime, self: Text, width: number, offset: number) =>
    abbreviate(self, width, offset),
  'System.String.capitalize()': (_rt: Runtime, self: Text) => self.slice(0, 1).toUpperCase() + self.slice(1),
  'System.String.uncapitalize()': (_rt: Runtime, self: Text) => self.slice(0, 1).toLowerCase() + self.slice(1),
  'System.String.center(Integer)': (_rt: Runtime, self: Text, size: number) => pad(self, size, ' ', 'both'),
  'System.String.center(Integer,String)': (_rt: Runtime, self: Text, size: number, filler: Text) =>
    pad(self, size, filler, 'both'),
  'System.String.charAt(Integer)': (_rt: Runtime, self: Text, at: number) => codeUnit(self, at),
  'System.String.codePointAt(Integer)': (_rt: Runtime, self: Text, at: number) => {
    codeUnit(self, at);
    return self.codePointAt(at);
  },
  'System.String.codePointBefore(Integer)': (_rt: Runtime, self: Text, at: number) =>
    [...self.slice(0, at)].at(-1)?.codePointAt(0) ?? null,
  'System.String.codePointCount(Integer,Integer)': (_rt: Runtime, self: Text, from: number, to: number) =>
    [...self.slice(from, to)].length,
  'System.String.offsetByCodePoints(Integer,Integer)': (_rt: Runtime, self: Text, from: number, count: number) =>
    from + [...self.slice(from)].slice(0, count).join('').length,
  'System.String.compareTo(String)': (_rt: Runtime, self: Text, other: Text) => compareText(self, required(other)),
  'System.String.contains(String)': (_rt: Runtime, self: Text, part: Text) => self.includes(required(part)),
  'System.String.containsAny(String)': (_rt: Runtime, self: Text, wanted: Text) => indexOfAny(self, wanted, true) >= 0,
  'System.String.containsIgnoreCase(String)': (_rt: Runtime, self: Text, part: Text) =>
    lower(self).includes(lower(required(part))),
  'System.String.containsNone(String)': (_rt: Runtime, self: Text, unwanted: Text) =>
    indexOfAny(self, unwanted, true) < 0,
  'System.String.containsOnly(String)': (_rt: Runtime, self: Text, allowed: Text) =>
    chars(self).every((char) => required(allowed).includes(char)),
  'System.String.containsWhitespace()': (_rt: Runtime, self: Text) => /\s/.test(self),
  'System.String.countMatches(String)': (_rt: Runtime, self: Text, part: Text | null) =>
    part === null || part === '' ? 0 : self.split(part).length - 1,
  'System.String.deleteWhitespace()': (_rt: Runtime, self: Text) => self.replaceAll(/\s/g, ''),
  'System.String.difference(String)': (_rt: Runtime, self: Text, other: Text) => {
    const at = firstDifference(self, required(other));
    return at < 0 ? '' : other.slice(at);
  },
  'System.String.endsWith(String)': (_rt: Runtime, self: Text, end: Text) => self.endsWith(required(end)),
  'System.String.endsWithIgnoreCase(String)': (_rt: Runtime, self: Text, end: Text) =>
    lower(self).endsWith(lower(required(end))),
  'System.String.equals(Object)': (rt: Runtime, self: Text, other: unknown) => {
    if (typeof other === 'string') return self === other;
    if (other === null || other === undefined) return false;
    const text = textOf(rt, other);
    return self === text || (idForm(self) !== undefined && idForm(self) === idForm(text));
  },
  'System.String.equalsIgnoreCase(String)': (_rt: Runtime, self: Text, other: Text | null) =>
    other !== null && lower(self) === lower(other),
  'System.String.escapeCsv()': (_rt: Runtime, self: Text) => escapes.escapeCsv(self),
  'System.String.escapeEcmaScript()': (_rt: Runtime, self: Text) => escapes.escapeJava(self, true),
  'System.String.escapeHtml3()': (_rt: Runtime, self: Text) => escapes.escapeEntities(self, 'html3'),
  'System.String.escapeHtml4()': (_rt: Runtime, self: Text) => escapes.escapeEntities(self, 'html4'),
  'System.String.escapeJava()': (_rt: Runtime, self: Text) => escapes.escapeJava(self),
  'System.String.escapeUnicode()': (_rt: Runtime, self: Text) => escapes.escapeUnicode(self),
  'System.String.escapeXml()': (_rt: Runtime, self: Text) => escapes.escapeEntities(self, 'xml'),
  'System.String.unescapeCsv()': (_rt: Runtime, self: Text) => escapes.unescapeCsv(self),
  'System.String.unescapeEcmaScript()': (_rt: Runtime, self: Text) => escapes.unescapeJava(self),
  'System.String.unescapeHtml3()': (_rt: Runtime, self: Text) => escapes.unescapeEntities(self, 'html3'),
  'System.String.unescapeHtml4()': (_rt: Runtime, self: Text) => escapes.unescapeEntities(self, 'html4'),
  'System.String.unescapeJava()': (_rt: Runtime, self: Text) => escapes.unescapeJava(self),
  'System.String.unescapeUnicode()': (_rt: Runtime, self: Text) => escapes.unescapeUnicode(self),
  'System.String.unescapeXml()': (_rt: Runtime, self: Text) => escapes.unescapeEntities(self, 'xml'),
  'System.String.stripHtmlTags()': (_rt: Runtime, self: Text) => escapes.stripHtmlTags(self),
  'System.String.getChars()': (_rt: Runtime, self: Text) =>
    ApexList.of(
      Types.Integer,
      chars(self).map((char) => char.charCodeAt(0)),
    ),
  'System.String.getLevenshteinDistance(String)': (_rt: Runtime, self: Text, other: Text) =>
    levenshtein(self, required(other)),
  'System.String.getLevenshteinDistance(String,Integer)': (
    _rt: Runtime,
    self: Text,
    other: Text,
    threshold: number,
  ) => {
    const distance = levenshtein(self, required(other));
    return distance <= threshold ? distance : -1;
  },
  'System.String.hashCode()': (_rt: Runtime, self: Text) => stringHash(self),
  'System.String.indexOf(String)': (_rt: Runtime, self: Text, part: Text) => self.indexOf(required(part)),
  'System.String.indexOf(String,Integer)': (_rt: Runtime, self: Text, part: Text, from: number) =>
    self.indexOf(required(part), from),
  'System.String.indexOfAny(String)': (_rt: Runtime, self: Text, wanted: Text) => indexOfAny(self, wanted, true),
  'System.String.indexOfAnyBut(String)': (_rt: Runtime, self: Text, unwanted: Text) =>
    indexOfAny(self, unwanted, false),
  'System.String.indexOfChar(Integer)': (_rt: Runtime, self: Text, code: number) =>
    self.indexOf(String.fromCodePoint(code)),
  'System.String.indexOfChar(Integer,Integer)': (_rt: Runtime, self: Text, code: number, from: number) =>
    self.indexOf(String.fromCodePoint(code), from),
  'System.String.indexOfDifference(String)': (_rt: Runtime, self: Text, other: Text) => firstDifference(self, other),
  'System.String.indexOfIgnoreCase(String)': (_rt: Runtime, self: Text, part: Text) =>
    withoutCase(self, (text) => text.indexOf(lower(required(part)))),
  'System.String.indexOfIgnoreCase(String,Integer)': (_rt: Runtime, self: Text, part: Text, from: number) =>
    withoutCase(self, (text) => text.indexOf(lower(required(part)), from)),
  'System.String.lastIndexOf(String)': (_rt: Runtime, self: Text, part: Text) => self.lastIndexOf(required(part)),
  'System.String.lastIndexOf(String,Integer)': (_rt: Runtime, self: Text, part: Text, from: number) =>
    self.lastIndexOf(required(part), from),
  'System.String.lastIndexOfChar(Integer)': (_rt: Runtime, self: Text, code: number) =>
    self.lastIndexOf(String.fromCodePoint(code)),
  'System.String.lastIndexOfChar(Integer,Integer)': (_rt: Runtime, self: Text, code: number, from: number) =>
    self.lastIndexOf(String.fromCodePoint(code), from),
  'System.String.lastIndexOfIgnoreCase(String)': (_rt: Runtime, self: Text, part: Text) =>
    withoutCase(self, (text) => text.lastIndexOf(lower(required(part)))),
  'System.String.lastIndexOfIgnoreCase(String,Integer)': (_rt: Runtime, self: Text, part: Text, from: number) =>
    withoutCase(self, (text) => text.lastIndexOf(lower(required(part)), from)),
  'System.String.isAllLowerCase()': (_rt: Runtime, self: Text) => isEvery(self, /^\p{Ll}+$/u),
  'System.String.isAllUpperCase()': (_rt: Runtime, self: Text) => isEvery(self, /^\p{Lu}+$/u),
  'System.String.isAlpha()': (_rt: Runtime, self: Text) => isEvery(self, /^\p{L}+$/u),
  'System.String.isAlphaSpace()': (_rt: Runtime, self: Text) => /^[\p{L} ]*$/u.test(self),
  'System.String.isAlphanumeric()': (_rt: Runtime, self: Text) => isEvery(self, /^[\p{L}\p{Nd}]+$/u),
  'System.String.isAlphanumericSpace()': (_rt: Runtime, self: Text) => /^[\p{L}\p{Nd} ]*$/u.test(self),
  'System.String.isAsciiPrintable()': (_rt: Runtime, self: Text) => /^[ -~]*$/.test(self),
  'System.String.isNumeric()': (_rt: Runtime, self: Text) => isEvery(self, /^\p{Nd}+$/u),
  'System.String.isNumericSpace()': (_rt: Runtime, self: Text) => /^[\p{Nd} ]*$/u.test(self),
  'System.String.isWhitespace()': (_rt: Runtime, self: Text) => /^\s*$/.test(self),
  'System.String.left(Integer)': (_rt: Runtime, self: Text, length: number) => self.slice(0, Math.max(0, length)),
  'System.String.right(Integer)': (_rt: Runtime, self: Text, length: number) =>
    length <= 0 ? '' : self.slice(-length),
  'System.String.mid(Integer,Integer)': (_rt: Runtime, self: Text, start: number, length: number) =>
    length < 0 || start > self.length ? '' : self.slice(Math.max(0, start), Math.max(0, start) + length),
  'System.String.leftPad(Integer)': (_rt: Runtime, self: Text, length: number) => pad(self, length, ' ', 'left'),
  'System.String.leftPad(Integer,String)': (_rt: Runtime, self: Text, length: number, filler: Text) =>
    pad(self, length, filler, 'left'),
  'System.String.rightPad(Integer)': (_rt: Runtime, self: Text, length: number) => pad(self, length, ' ', 'right'),
  'System.String.rightPad(Integer,String)': (_rt: Runtime, self: Text, length: number, filler: Text) =>
    pad(self, length, filler, 'right'),
  'System.String.length()': (_rt: Runtime, self: Text) => self.length,
  'System.String.normalizeSpace()': (_rt: Runtime, self: Text) => self.trim().replaceAll(/\s+/g, ' '),
  'System.String.overlay(String,Integer,Integer)': (
    _rt: Runtime,
    self: Text,
    over: Text,
    start: number,
    end: number,
  ) => {
    const [from = 0, to = 0] = [start, end].map((at) => Math.min(Math.max(at, 0), self.length)).sort((a, b) => a - b);
    return self.slice(0, from) + over + self.slice(to);
  },
  'System.String.remove(String)': (_rt: Runtime, self: Text, part: Text | null) =>
    part ? self.replaceAll(part, '') : self,
  'System.String.removeEnd(String)': (_rt: Runtime, self: Text, end: Text | null) =>
    end && self.endsWith(end) ? self.slice(0, -end.length) : self,
  'System.String.removeEndIgnoreCase(String)': (_rt: Runtime, self: Text, end: Text | null) =>
    end && lower(self).endsWith(lower(end)) ? self.slice(0, -end.length) : self,
  'System.String.removeStart(String)': (_rt: Runtime, self: Text, start: Text | null) =>
    start && self.startsWith(start) ? self.slice(start.length) : self,
  'System.String.removeStartIgnoreCase(String)': (_rt: Runtime, self: Text, start: Text | null) =>
    start && lower(self).startsWith(lower(start)) ? self.slice(start.length) : self,
  'System.String.repeat(Integer)': (_rt: Runtime, self: Text, times: number) => self.repeat(Math.max(0, times)),
  'System.String.repeat(String,Integer)': (_rt: Runtime, self: Text, separator: Text, times: number) =>
    Array.from({ length: Math.max(0, times) }, () => self).join(separator),
  'System.String.replace(String,String)': (_rt: Runtime, self: Text, target: Text, by: Text) =>
    self.split(required(target)).join(required(by, 2)),
  'System.String.replaceAll(String,String)': (_rt: Runtime, self: Text, pattern: Text, by: Text) =>
    replaceMatches(self, required(pattern), required(by, 2), true),
  'System.String.replaceFirst(String,String)': (_rt: Runtime, self: Text, pattern: Text, by: Text) =>
    replaceMatches(self, required(pattern), required(by, 2), false),
  'System.String.reverse()': (_rt: Runtime, self: Text) => [...self].reverse().join(''),
  'System.String.split(String)': (_rt: Runtime, self: Text, pattern: Text) =>
    stringsOf(splitText(self, required(pattern), 0)),
  'System.String.split(String,Integer)': (_rt: Runtime, self: Text, pattern: Text, limit: number) =>
    stringsOf(splitText(self, required(pattern), limit)),
  'System.String.splitByCharacterType()': (_rt: Runtime, self: Text) => stringsOf(splitByKind(self, false)),
  'System.String.splitByCharacterTypeCamelCase()': (_rt: Runtime, self: Text) => stringsOf(splitByKind(self, true)),
  'System.String.startsWith(String)': (_rt: Runtime, self: Text, start: Text) => self.startsWith(required(start)),
  'System.String.startsWithIgnoreCase(String)': (_rt: Runtime, self: Text, start: Text) =>
    lower(self).startsWith(lower(required(start))),
  'System.String.substring(Integer)': (_rt: Runtime, self: Text, start: number) => substring(self, required(start)),
  'System.String.substring(Integer,Integer)': (_rt: Runtime, self: Text, start: number, end: number) =>
    substring(self, required(start), required(end, 2)),
  'System.String.substringAfter(String)': (_rt: Runtime, self: Text, separator: Text | null) =>
    around(self, separator, 'after', false),
  'System.String.substringAfterLast(String)': (_rt: Runtime, self: Text, separator: Text | null) =>
    around(self, separator, 'after', true),
  'System.String.substringBefore(String)': (_rt: Runtime, self: Text, separator: Text | null) =>
    around(self, separator, 'before', false),
  'System.String.substringBeforeLast(String)': (_rt: Runtime, self: Text, separator: Text | null) =>
    around(self, separator, 'before', true),
  'System.String.substringBetween(String)': (_rt: Runtime, self: Text, tag: Text) => between(self, tag, tag),
  'System.String.substringBetween(String,String)': (_rt: Runtime, self: Text, open: Text, close: Text) =>
    between(self, open, close),
  'System.String.swapCase()': (_rt: Runtime, self: Text) =>
    chars(self)
      .map((char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()))
      .join(''),
  'System.String.toLowerCase()': (_rt: Runtime, self: Text) => self.toLowerCase(),
  'System.String.toLowerCase(String)': (_rt: Runtime, self: Text, locale: Text) =>
    self.toLocaleLowerCase(locale.replace('_', '-')),
  'System.String.toUpperCase()': (_rt: Runtime, self: Text) => self.toUpperCase(),
  'System.String.toUpperCase(String)': (_rt: Runtime, self: Text, locale: Text) =>
    self.toLocaleUpperCase(locale.replace('_', '-')),
  'System.String.toString()': (_rt: Runtime, self: Text) => self,
  // java.lang.String.trim: everything up to the blank, not Unicode's spaces.
  'System.String.trim()': (_rt: Runtime, self: Text) => trimControls(self),
};

/** Without the characters up to U+0020 at both ends. */
function trimControls(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 32) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 32) end -= 1;
  return text.slice(start, end);
}

function between(text: string, open: string | null, close: string | null): string | null {
  if (open === null || close === null) return null;
  const from = text.indexOf(open);
  if (from < 0) return null;
  const to = text.indexOf(close, from + open.length);
  return to < 0 ? null : text.slice(from + open.length, to);
}

function codeUnit(text: string, at: number): number {
  if (at < 0 || at >= text.length) outOfBounds('String index', at);
  return text.charCodeAt(at);
}

/** java.lang.String.compareTo: the difference of the first differing characters, else of the lengths. */
export function compareText(a: string, b: string): number {
  const at = firstDifference(a, b);
  if (at < 0) return 0;
  return at < a.length && at < b.length ? a.charCodeAt(at) - b.charCodeAt(at) : a.length - b.length;
}
