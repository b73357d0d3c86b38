/** Readers and writers by media type or by the format's short name. */
import { Unsupported } from '../../engine/errors.ts';
import { failure } from '../errors.ts';
import type { FormatProperty } from '../parser/index.ts';
import { toText } from '../values/text.ts';
import { typeName } from '../values/type-names.ts';
import { Key, ObjectValue, bare, isArray, type Value } from '../values/value.ts';
import { readCsv, writeCsv } from './csv.ts';
import { writeDw } from './dw.ts';
import { readJson, writeJson } from './json.ts';
import { Settings } from './settings.ts';
import { readXml } from './xml-reader.ts';
import { writeXml } from './xml-writer.ts';

/** `values` are formats of the program around the script: no text is read or written. */
export type FormatName = 'json' | 'xml' | 'csv' | 'dw' | 'text' | 'urlencoded' | 'ndjson' | 'values';

const SUFFIXES: readonly (readonly [RegExp, FormatName])[] = [
  [/^(?:[\w.-]+\/(?:[\w.-]+\+)?json|json)$/, 'json'],
  [/^(?:[\w.-]+\/(?:[\w.-]+\+)?xml|xml)$/, 'xml'],
  [/^(?:[\w.-]+\/csv|csv)$/, 'csv'],
  [/^(?:[\w.-]+\/dw|dw)$/, 'dw'],
  [/^(?:application\/x-www-form-urlencoded|urlencoded)$/, 'urlencoded'],
  [/^(?:application\/(?:x-)?ndjson|ndjson)$/, 'ndjson'],
  [/^(?:application\/apex|apex|application\/java|java|application\/x-java)$/, 'values'],
  [/^(?:text\/plain|text)$/, 'text'],
];
/** Formats of the language that are not here; types unknown to the language as well fail otherwise. */
const REFUSED =
  /^(?:.*\/yaml|yaml|multipart\/form-data|multipart|application\/octet-stream|binary|text\/x-java-properties|properties)$/;

/** The format of a media type. Throws the platform's words for one that DataWeave in Apex does not have. */
export function formatOf(mediaType: string): FormatName {
  const found = SUFFIXES.find(([expression]) => expression.test(mediaType))?.[1];
  if (found) return found;
  if (REFUSED.test(mediaType)) throw new Unsupported(`DataWeave format ${mediaType}`);
  throw failure(`Unknown content type \`${mediaType}\`.`);
}

/** Reads text. Throws for formats of values. */
export function readFormat(text: string, mediaType: string, properties: readonly FormatProperty[]): Value {
  const settings = new Settings(properties);
  const format = formatOf(mediaType);
  switch (format) {
    case 'json':
      return readJson(text);
    case 'ndjson':
      return text
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '')
        .map(readJson);
    case 'xml':
      return readXml(text, settings);
    case 'csv':
      return readCsv(text, settings);
    case 'text':
      return text;
    case 'urlencoded':
      return readForm(text);
    case 'dw':
    case 'values':
      throw new Unsupported(`DataWeave.read of ${mediaType}`);
  }
}

/** Writes text. Throws for formats of values. */
export function writeFormat(value: Value, mediaType: string, properties: readonly FormatProperty[]): string {
  const settings = new Settings(properties);
  const format = formatOf(mediaType);
  switch (format) {
    case 'json':
      return writeJson(value, settings);
    case 'ndjson':
      return itemsOf(value)
        .map((item) => `${writeJson(item, new Settings([...properties, { name: 'indent', value: false }]))}\n`)
        .join('');
    case 'xml':
      return writeXml(value, settings);
    case 'csv':
      return writeCsv(value, settings);
    case 'dw':
      return writeDw(value, settings);
    case 'text':
      return plainText(value);
    case 'urlencoded':
      return writeForm(value);
    case 'values':
      throw new Unsupported(`DataWeave.write of ${mediaType}`);
  }
}

function itemsOf(value: Value): readonly Value[] {
  const own = bare(value);
  return isArray(own) ? own : [own];
}

function plainText(value: Value): string {
  const text = toText(value);
  if (text === undefined) throw failure(`Cannot coerce ${typeName(value)} to String`);
  return text;
}

const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

function readForm(text: string): Value {
  return new ObjectValue(
    text
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const at = pair.indexOf('=');
        return {
          key: new Key(decode(at < 0 ? pair : pair.slice(0, at))),
          value: at < 0 ? null : decode(pair.slice(at + 1)),
        };
      }),
  );
}

function writeForm(value: Value): string {
  const own = bare(value);
  if (!(own instanceof ObjectValue)) throw failure(`Cannot coerce ${typeName(value)} to Object`);
  const encode = (text: string): string => new URLSearchParams([[text, '']]).toString().slice(0, -1);
  return own.entries
    .map(({ key, value: item }) =>
      bare(item) === null ? encode(key.name) : `${encode(key.name)}=${encode(plainText(item))}`,
    )
    .join('&');
}
