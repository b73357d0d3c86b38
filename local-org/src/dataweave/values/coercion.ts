/** `as`: values of one type as another ("Type Coercion with DataWeave", docs.mulesoft.com). */
import { failure } from '../errors.ts';
import { compareNumbers, isNum, isWhole, normal, numberText, parseNumber, toInteger, type Num } from './numbers.ts';
import { formatNumber, parseByNumberPattern } from './number-format.ts';
import { formatTemporal, parseByPattern, type ParsingMode } from './temporal-format.ts';
import { parsePeriod, parseTemporal } from './temporal-text.ts';
import { Period, Temporal, Zone, dateTimeAt, instantNanos, zoneOf, type TemporalKind } from './temporal.ts';
import { toText } from './text.ts';
import { typeName } from './type-names.ts';
import {
  BinaryValue,
  CData,
  Key,
  NamespaceValue,
  ObjectValue,
  RegexValue,
  TypeValue,
  bare,
  isArray,
  isFunction,
  type Schema,
  type Value,
} from './value.ts';

const text = (schema: Schema, name: string): string | undefined => {
  const value = schema[name];
  return value === undefined || value === null ? undefined : toText(value);
};

function shown(value: Value): string {
  const plain = toText(value);
  return plain === undefined
    ? typeName(value)
    : `${typeName(value)} (${typeof value === 'string' ? `"${plain}"` : plain})`;
}

const refused = (value: Value, type: string, cause?: unknown): Error =>
  failure(`Cannot coerce ${shown(value)} to ${type}`, { cause });

/** A locale as Java writes it (`en_US`), as a BCP 47 tag. */
const localeOf = (schema: Schema): string | undefined => text(schema, 'locale')?.replaceAll('_', '-');

/** The value as the type of this name; `schema` holds format, locale, unit, mode, encoding and the like. */
export function coerce(held: Value, type: string, schema: Schema = {}): Value {
  const value = bare(held);
  switch (type) {
    case 'Any':
      return value;
    case 'String':
      return toStringValue(value, schema);
    case 'Number':
      return toNumberValue(value, schema);
    case 'Boolean':
      return toBooleanValue(value);
    case 'Key':
      return value instanceof Key ? value : new Key(toStringValue(value, {}));
    case 'Name':
      return new Key(toStringValue(value, {}));
    case 'Object':
      return toObject(value, schema);
    case 'Array':
    case 'Range':
    case 'Iterator':
      if (isArray(value)) return value;
      throw refused(value, type);
    case 'Date':
    case 'DateTime':
    case 'LocalDateTime':
    case 'Time':
    case 'LocalTime':
      return toTemporal(value, type, schema);
    case 'TimeZone':
      return toZone(value);
    case 'Period':
      return toPeriod(value);
    case 'Regex':
      return value instanceof RegexValue ? value : new RegexValue(toStringValue(value, {}));
    case 'Binary':
      return toBinary(value, schema);
    case 'CData':
    case 'CDATA':
      return new CData(toStringValue(value, {}));
    case 'Uri':
      return toStringValue(value, {});
    case 'Null':
      if (value === null) return null;
      throw refused(value, type);
    case 'Function':
      if (isFunction(value)) return value;
      throw refused(value, type);
    case 'Type':
      if (value instanceof TypeValue) return value;
      throw refused(value, type);
    case 'Namespace':
      if (value instanceof NamespaceValue) return value;
      throw refused(value, type);
    default:
      throw failure(`Unable to resolve reference of type \`${type}\``);
  }
}

function toStringValue(value: Value, schema: Schema): string {
  const format = text(schema, 'format');
  if (format !== undefined && value instanceof Temporal) return formatTemporal(value, format, localeOf(schema));
  if (format !== undefined && isNum(value)) {
    return formatNumber(value, format, localeOf(schema), text(schema, 'roundMode'));
  }
  if (value instanceof BinaryValue) {
    return Buffer.from(value.bytes).toString(encodingOf(text(schema, 'encoding') ?? 'utf8'));
  }
  if (isArray(value) && value.every((item) => isNum(item) || typeof item === 'string')) {
    return value.map((item) => toText(item) ?? '').join(',');
  }
  const plain = toText(value);
  if (plain === undefined) throw refused(value, 'String');
  return plain;
}

function encodingOf(name: string): BufferEncoding {
  const known: Readonly<Record<string, BufferEncoding>> = {
    'utf-8': 'utf8',
    utf8: 'utf8',
    'us-ascii': 'ascii',
    ascii: 'ascii',
    'iso-8859-1': 'latin1',
    'utf-16le': 'utf16le',
  };
  const encoding = known[name.toLowerCase()];
  if (!encoding) throw failure(`Unsupported encoding: ${name}`);
  return encoding;
}

function toNumberValue(value: Value, schema: Schema): Num {
  if (isNum(value)) return value;
  const unit = text(schema, 'unit');
  if (value instanceof Temporal && value.zone && value.hasDate) {
    const nanos = instantNanos(value);
    return normal(nanos / (unit === 'milliseconds' ? 1_000_000n : 1_000_000_000n), 0);
  }
  if (value instanceof Period) return periodNumber(value, unit);
  const plain = toText(value);
  if (plain === undefined || typeof value === 'boolean' || value instanceof Temporal) throw refused(value, 'Number');
  const format = text(schema, 'format');
  if (format !== undefined) return parseByNumberPattern(plain, format, localeOf(schema));
  const number = parseNumber(plain);
  if (number === undefined) throw refused(value, 'Number');
  return number;
}

/** A period in a unit; months and years need a unit of their own. */
function periodNumber(value: Period, unit = 'seconds'): Num {
  if (unit === 'months' || unit === 'years') return unit === 'months' ? value.months : Math.trunc(value.months / 12);
  const nanos = BigInt(value.days) * 86_400_000_000_000n + value.nanos;
  const units: Readonly<Record<string, bigint>> = {
    nanos: 1n,
    milliseconds: 1_000_000n,
    seconds: 1_000_000_000n,
    minutes: 60_000_000_000n,
    hours: 3_600_000_000_000n,
    days: 86_400_000_000_000n,
  };
  const size = units[unit];
  if (size === undefined || value.months !== 0) throw refused(value, `Number in ${unit}`);
  return normal(nanos / size, 0);
}

function toBooleanValue(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  const plain = toText(value)?.toLowerCase();
  if (plain === 'true' || plain === 'false') return plain === 'true';
  throw refused(value, 'Boolean');
}

function toObject(value: Value, schema: Schema): Value {
  if (value instanceof ObjectValue) {
    return Object.keys(schema).length === 0 ? value : new ObjectValue(value.entries, { ...value.schema, ...schema });
  }
  throw refused(value, 'Object');
}

function toTemporal(value: Value, kind: TemporalKind, schema: Schema): Temporal {
  const format = text(schema, 'format');
  const formatted = (result: Temporal): Temporal => (format === undefined ? result : result.withFormat(format));
  if (value instanceof Temporal) return formatted(convertKind(value, kind));
  if (isNum(value)) {
    if (kind !== 'DateTime' && kind !== 'LocalDateTime' && kind !== 'Date') throw refused(value, kind);
    const unit = text(schema, 'unit') ?? 'seconds';
    const factor = unit === 'milliseconds' ? 1_000_000n : 1_000_000_000n;
    if (!isWhole(value)) throw refused(value, kind);
    return formatted(convertKind(dateTimeAt(BigInt(toInteger(value)) * factor, new Zone('Z')), kind));
  }
  const plain = toText(value);
  if (plain === undefined) throw refused(value, kind);
  const mode = (text(schema, 'mode') ?? 'SMART') as ParsingMode;
  if (format !== undefined) return parseByPattern(plain, format, kind, localeOf(schema), mode).withFormat(format);
  const parsed = parseTemporal(plain);
  if (!parsed || (!parsed.hasDate && kind !== 'Time' && kind !== 'LocalTime')) throw refused(value, kind);
  if (kind === 'DateTime' && !parsed.zone && parsed.kind === 'Date') throw refused(value, kind);
  return convertKind(parsed, kind);
}

function convertKind(value: Temporal, kind: TemporalKind): Temporal {
  if (value.kind === kind) return value;
  const zoned = kind === 'DateTime' || kind === 'Time';
  const wantsDate = kind !== 'Time' && kind !== 'LocalTime';
  if (wantsDate && !value.hasDate) throw refused(value, kind);
  if (!wantsDate && !value.hasTime) throw refused(value, kind);
  const zone = zoned ? (value.zone ?? new Zone('Z')) : undefined;
  return new Temporal(kind, wantsDate ? value.day : 0, kind === 'Date' ? 0 : value.nano, zone);
}

function toZone(value: Value): Zone {
  if (value instanceof Zone) return value;
  if (value instanceof Temporal && value.zone) return value.zone;
  const plain = toText(value);
  if (plain === undefined) throw refused(value, 'TimeZone');
  return zoneOf(plain);
}

function toPeriod(value: Value): Period {
  if (value instanceof Period) return value;
  const parsed = parsePeriod(toText(value) ?? '');
  if (!parsed) throw refused(value, 'Period');
  return parsed;
}

function toBinary(value: Value, schema: Schema): BinaryValue {
  if (value instanceof BinaryValue) return value;
  if (isNum(value)) {
    if (!isWhole(value) || compareNumbers(value, 0) < 0) throw refused(value, 'Binary');
    const hex = BigInt(numberText(value)).toString(16);
    return new BinaryValue(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'));
  }
  const base = text(schema, 'base');
  const plain = toText(value);
  if (plain === undefined) throw refused(value, 'Binary');
  if (base === '64') return new BinaryValue(Buffer.from(plain, 'base64'));
  if (base === '16') return new BinaryValue(Buffer.from(plain, 'hex'));
  return new BinaryValue(Buffer.from(plain, encodingOf(text(schema, 'encoding') ?? 'utf8')));
}
