/** The text of simple values, as coercion to String gives it without a format. */
import { Exact, numberText } from './numbers.ts';
import { Period, Temporal, Zone } from './temporal.ts';
import { formatTemporal } from './temporal-format.ts';
import { isoText, periodText } from './temporal-text.ts';
import { typeName } from './type-names.ts';
import { Attributed, BinaryValue, CData, Key, NamespaceValue, RegexValue, TypeValue, type Value } from './value.ts';

/** Undefined for arrays, objects, functions and null. */
export function toText(value: Value): string | undefined {
  if (value instanceof Attributed) return toText(value.value);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || value instanceof Exact) return numberText(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Key) return value.name;
  if (value instanceof CData) return value.text;
  if (value instanceof Temporal) {
    return value.format === undefined ? isoText(value) : formatTemporal(value, value.format);
  }
  if (value instanceof Period) return periodText(value);
  if (value instanceof Zone) return value.id;
  if (value instanceof RegexValue) return value.source;
  if (value instanceof BinaryValue) return Buffer.from(value.bytes).toString('utf8');
  if (value instanceof TypeValue) return typeName(value.type);
  if (value instanceof NamespaceValue) return value.namespace.uri;
  return undefined;
}
