/** application/dw: the language's own notation (docs.mulesoft.com, "DataWeave (dw) Format"); also what `log` writes. */
import { isNum, numberText } from '../values/numbers.ts';
import { Period, Temporal, Zone } from '../values/temporal.ts';
import { isoText, periodText } from '../values/temporal-text.ts';
import { toText } from '../values/text.ts';
import { typeName } from '../values/type-names.ts';
import type { Key } from '../values/value.ts';
import {
  BinaryValue,
  CData,
  ObjectValue,
  RegexValue,
  TypeValue,
  bare,
  isArray,
  isFunction,
  type Entry,
  type Value,
} from '../values/value.ts';
import type { Settings } from './settings.ts';

/** Writes a value in DataWeave's notation. */
export function writeDw(value: Value, settings: Settings): string {
  return written(value, settings.flag('indent', true) ? '\n' : ' ');
}

function written(held: Value, line: string): string {
  const value = bare(held);
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return String(value);
  if (isNum(value)) return numberText(value);
  const inner = line === ' ' ? line : `${line}  `;
  if (isArray(value)) {
    return value.length === 0
      ? '[]'
      : `[${inner}${value.map((item) => written(item, inner)).join(`,${inner}`)}${line}]`;
  }
  if (value instanceof ObjectValue) {
    if (value.entries.length === 0) return '{}';
    const body = `{${inner}${value.entries.map((entry) => pair(entry, inner)).join(`,${inner}`)}${line}}`;
    const schema = Object.entries(value.schema ?? {}).map(([name, own]) => `${name}: ${written(own, ' ')}`);
    return schema.length === 0 ? body : `${body} as Object {${schema.join(', ')}}`;
  }
  if (value instanceof Temporal) return `|${isoText(value)}|`;
  if (value instanceof Period) return `|${periodText(value)}|`;
  if (value instanceof Zone) return `|${value.id}|`;
  if (value instanceof RegexValue) return `/${value.source}/`;
  if (value instanceof TypeValue) return typeName(value.type);
  if (value instanceof CData) return `${JSON.stringify(value.text)} as CData`;
  if (value instanceof BinaryValue) return `"${Buffer.from(value.bytes).toString('base64')}" as Binary {base: "64"}`;
  if (isFunction(value)) return '() -> ???';
  return JSON.stringify(toText(value) ?? '');
}

const keyText = ({ name, namespace }: Key): string =>
  (namespace ? `${namespace.prefix}#` : '') + (/^[A-Za-z]\w*$/.test(name) ? name : JSON.stringify(name));

function pair({ key, value }: Entry, line: string): string {
  const attributes = key.attributes.map((entry) => `${keyText(entry.key)}: ${written(entry.value, ' ')}`).join(', ');
  return `${keyText(key)}${attributes === '' ? '' : ` @(${attributes})`}: ${written(value, line)}`;
}
