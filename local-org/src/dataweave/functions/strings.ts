/** dw::core::Strings. Examples: docs.mulesoft.com, "Strings (dw::core::Strings)", the page of each function. */
import { failure } from '../errors.ts';
import type { Host } from '../evaluator/host.ts';
import { toInteger } from '../values/numbers.ts';
import type { Value } from '../values/value.ts';
import { pluralOf, singularOf } from './inflection.ts';
import { holds, on, textOf, type FunctionTable, type Overload } from './signatures.ts';

const none = (): null => null;
/** A function of one text; null gives null. */
const ofText = (run: (text: string) => Value): readonly Overload[] => [on(['String'], run), on(['Null'], none)];
/** A function of two texts; null gives null. */
const ofTexts = (run: (text: string, other: string) => Value): readonly Overload[] => [
  on(['String', 'String'], run),
  on(['Null', 'String'], none),
];
const test = (run: (text: string) => boolean): readonly Overload[] => [on(['String'], run), on(['Null'], () => false)];

/** Words between capitals, blanks, dashes and underscores. */
const wordsOf = (text: string): string[] =>
  text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter((word) => word !== '');
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();

function camelize(text: string): string {
  return text
    .replaceAll(/[_\s-]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase())
    .replace(/^./, (first) => first.toLowerCase());
}

function ordinalize(number: number): string {
  const tens = Math.abs(number) % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][Math.abs(number) % 10] ?? 'th');
  return `${String(number)}${ending}`;
}

function pad(text: string, length: number, filler: string, atStart: boolean): string {
  if (filler === '') throw failure('The text to pad with must not be empty');
  const fill = filler.repeat(Math.max(0, length - text.length)).slice(0, Math.max(0, length - text.length));
  return atStart ? fill + text : text + fill;
}

const before = (text: string, at: number): string => (at < 0 ? '' : text.slice(0, at));
const after = (text: string, at: number, length: number): string => (at < 0 ? '' : text.slice(at + length));

/** Runs of equal characters. */
const collapse = (text: string): string[] => text.match(/(.)\1*/gsu) ?? [];

function levenshtein(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  [...left].forEach((char, line) => {
    const next = [line + 1];
    [...right].forEach((other, column) => {
      const change = (row[column] ?? 0) + (char === other ? 0 : 1);
      next.push(Math.min(change, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    });
    row = next;
  });
  return row[right.length] ?? 0;
}

function hamming(left: string, right: string): Value {
  if (left.length !== right.length) return null;
  return [...left].filter((char, index) => char !== right[index]).length;
}

function wrap(text: string, wrapper: string): string {
  const begun = text.startsWith(wrapper) ? text : wrapper + text;
  return begun.endsWith(wrapper) ? begun : begun + wrapper;
}

/** A wrapper at one end only moves to the other one ("unwrap", examples). */
function unwrap(text: string, wrapper: string): string {
  const atStart = text.startsWith(wrapper);
  const atEnd = text.endsWith(wrapper) && text.length > wrapper.length;
  if (wrapper === '' || (!atStart && !atEnd)) return text;
  if (atStart && atEnd) return text.slice(wrapper.length, -wrapper.length);
  return atStart ? text.slice(wrapper.length) + wrapper : wrapper + text.slice(0, -wrapper.length);
}

function chunks(text: string, size: number): string[] {
  if (size < 1) throw failure('The size of the parts must be positive');
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}

function charCode(text: string, at: number): Value {
  const code = text.charCodeAt(at);
  if (Number.isNaN(code)) throw failure(`The position ${String(at)} is beyond the text`);
  return code;
}

/** The module's functions. */
export function strings(host: Host): FunctionTable {
  return {
    capitalize: ofText((text) => wordsOf(text).map(capital).join(' ')),
    camelize: ofText(camelize),
    dasherize: ofText((text) => wordsOf(text).join('-').toLowerCase()),
    underscore: ofText((text) => wordsOf(text).join('_').toLowerCase()),
    ordinalize: [on(['Number'], (number) => ordinalize(toInteger(number))), on(['Null'], none)],
    pluralize: ofText(pluralOf),
    singularize: ofText(singularOf),
    charCode: ofText((text) => charCode(text, 0)),
    charCodeAt: [on(['String', 'Number'], (text, at) => charCode(text, toInteger(at))), on(['Null', 'Any'], none)],
    fromCharCode: [on(['Number'], (code) => String.fromCharCode(toInteger(code))), on(['Null'], none)],
    isAlpha: test((text) => /^\p{L}+$/u.test(text)),
    isAlphanumeric: test((text) => /^[\p{L}\p{Nd}]+$/u.test(text)),
    isNumeric: test((text) => /^\p{Nd}+$/u.test(text)),
    isLowerCase: test((text) => /^\p{Ll}+$/u.test(text)),
    isUpperCase: test((text) => /^\p{Lu}+$/u.test(text)),
    isWhitespace: test((text) => text.trim() === ''),
    leftPad: padding(true),
    rightPad: padding(false),
    repeat: [on(['String', 'Number'], (text, times) => text.repeat(Math.max(0, toInteger(times))))],
    reverse: ofText((text) => [...text].reverse().join('')),
    remove: ofTexts((text, part) => text.replaceAll(part, '')),
    replaceAll: [
      on(['String', 'String', 'String'], (text, part, other) => text.replaceAll(part, () => other)),
      on(['Null', 'Any', 'Any'], none),
    ],
    appendIfMissing: ofTexts((text, end) => (text.endsWith(end) ? text : text + end)),
    prependIfMissing: ofTexts((text, start) => (text.startsWith(start) ? text : start + text)),
    substringBefore: ofTexts((text, part) => before(text, text.indexOf(part))),
    substringBeforeLast: ofTexts((text, part) => before(text, text.lastIndexOf(part === '' ? text.slice(-1) : part))),
    // An empty separator stands before the first character and behind the last.
    substringAfter: ofTexts((text, part) => after(text, text.indexOf(part), Math.max(1, part.length))),
    substringAfterLast: ofTexts((text, part) =>
      part === '' ? null : after(text, text.lastIndexOf(part), part.length),
    ),
    substring: [
      on(['String', 'Number', 'Number'], (text, from, until) =>
        text.slice(Math.max(0, toInteger(from)), Math.max(0, toInteger(until))),
      ),
      on(['Null', 'Any', 'Any'], none),
    ],
    substringEvery: [
      on(['String', 'Number'], (text, size) => chunks(text, toInteger(size))),
      on(['Null', 'Any'], none),
    ],
    substringBy: [on(['String', 'Lambda'], substringBy), on(['Null', 'Lambda'], none)],
    first: [
      on(['String', 'Number'], (text, count) => text.slice(0, Math.max(0, toInteger(count)))),
      on(['Null', 'Number'], none),
    ],
    last: [
      on(['String', 'Number'], (text, count) => (toInteger(count) <= 0 ? '' : text.slice(-toInteger(count)))),
      on(['Null', 'Number'], none),
    ],
    withMaxSize: [
      on(['String', 'Number'], (text, size) => text.slice(0, toInteger(size) || text.length)),
      on(['Null', 'Any'], none),
    ],
    wrapIfMissing: ofTexts(wrap),
    wrapWith: ofTexts((text, wrapper) => wrapper + text + wrapper),
    unwrap: ofTexts(unwrap),
    words: ofText((text) => text.split(/\s+/).filter((word) => word !== '')),
    lines: ofText((text) => text.split(/\r\n|\r|\n/)),
    collapse: ofText(collapse),
    countMatches: [
      on(['String', 'Regex'], (text, value) => [...text.matchAll(host.regex(value.source, 'g'))].length),
      on(['String', 'String'], (text, part) => (part === '' ? 0 : text.split(part).length - 1)),
      on(['Null', 'Any'], () => 0),
    ],
    countCharactersBy: [
      on(['String', 'Lambda'], (text, f) => [...text].filter((char) => holds(f, char)).length),
      on(['Null', 'Lambda'], () => 0),
    ],
    everyCharacter: [
      on(['String', 'Lambda'], (text, f) => [...text].every((char) => holds(f, char))),
      on(['Null', 'Lambda'], () => true),
    ],
    someCharacter: [
      on(['String', 'Lambda'], (text, f) => [...text].some((char) => holds(f, char))),
      on(['Null', 'Lambda'], () => false),
    ],
    mapString: [
      on(['String', 'Lambda'], (text, f) =>
        [...text].map((char, index) => textOf(f.call([char, index].slice(0, f.arity)))).join(''),
      ),
      on(['Null', 'Lambda'], none),
    ],
    hammingDistance: ofTexts(hamming),
    levenshteinDistance: ofTexts(levenshtein),
  };
}

function padding(atStart: boolean): readonly Overload[] {
  return [
    on(['String', 'Number'], (text, size) => pad(text, toInteger(size), ' ', atStart)),
    on(['String', 'Number', 'String'], (text, size, filler) => pad(text, toInteger(size), filler, atStart)),
    on(['Null', 'Any'], none),
    on(['Null', 'Any', 'Any'], none),
  ];
}

/** Parts between the characters that the criteria picks. */
function substringBy(text: string, criteria: Parameters<typeof holds>[0]): Value {
  const parts = [''];
  [...text].forEach((char, index) => {
    if (holds(criteria, char, index)) parts.push('');
    else parts.push((parts.pop() ?? '') + char);
  });
  return parts;
}
