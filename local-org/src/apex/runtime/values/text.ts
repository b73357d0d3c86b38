/** How Apex values print: `String.valueOf(Object)`, `+` with a string, System.debug. */
import { ApexObject } from '../class-info.ts';
import type { Runtime } from '../context.ts';
import { ExceptionObject } from '../exception.ts';
import { Types, type TypeRef } from '../type-ref.ts';
import { Blob } from './blob.ts';
import { BoxedDouble, BoxedId, EnumValue, PlatformObject } from './boxes.ts';
import { ApexList, ApexMap, ApexSet } from './collections.ts';
import { ApexDate, ApexDatetime, ApexTime } from './dates.ts';
import { Decimal } from './decimal.ts';
import { doubleText } from './double-text.ts';
import { ApexSObject } from './sobject.ts';

/** Lists and sets print their first ten elements (platform behaviour of debug and String.valueOf). */
const SHOWN = 10;

/** A value under Object representation as text. Values inside collections are converted by the collection's element type. */
export function textOf(rt: Runtime, value: unknown): string {
  return print(rt, value, []);
}

/** From the representation of a static type to that of Object. */
export function box(value: unknown, type: TypeRef): unknown {
  if (typeof value === 'number' && type === Types.Double) return new BoxedDouble(value);
  if (typeof value === 'string' && type === Types.Id) return new BoxedId(value);
  return value;
}

/** From the representation of Object to that of a static type, where the two differ. No check of types: see `rt.cast`. */
export function unbox(value: unknown): unknown {
  return value instanceof BoxedDouble || value instanceof BoxedId ? value.value : value;
}

function print(rt: Runtime, value: unknown, above: readonly unknown[]): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'undefined':
      return 'null';
    default:
  }
  if (value === null) return 'null';
  if (above.includes(value)) return '(already output)';
  if (value instanceof BoxedDouble) return doubleText(value.value);
  if (value instanceof BoxedId) return value.value;
  if (value instanceof EnumValue) return value.name;
  if (
    value instanceof Decimal ||
    value instanceof ApexDate ||
    value instanceof ApexDatetime ||
    value instanceof ApexTime
  ) {
    return value.toString();
  }
  if (value instanceof Blob) return `Blob[${value.size}]`;
  const within = [...above, value];
  const each = (items: readonly unknown[], type: TypeRef): string => {
    const shown = items.slice(0, SHOWN).map((item) => print(rt, box(item, type), within));
    if (items.length > SHOWN) shown.push('...');
    return shown.join(', ');
  };
  if (value instanceof ApexList) return `(${each(value.items, value.elementType)})`;
  if (value instanceof ApexSet) return `{${each(value.elements(), value.elementType)}}`;
  if (value instanceof ApexMap) {
    const entries = value
      .entries()
      .slice(0, SHOWN)
      .map(([k, v]) => `${print(rt, box(k, value.keyType), within)}=${print(rt, box(v, value.valueType), within)}`);
    if (value.size() > SHOWN) entries.push('...');
    return `{${entries.join(', ')}}`;
  }
  if (value instanceof ApexSObject) {
    let fields = '';
    for (const [name, field] of value.populated)
      fields += `${fields === '' ? '' : ', '}${name}=${print(rt, field, within)}`;
    return `${value.type}:{${fields}}`;
  }
  if (value instanceof PlatformObject) return value.toText();
  if (value instanceof ExceptionObject) return exceptionText(value);
  if (value instanceof ApexObject) return printObject(rt, value, within);
  return Object.prototype.toString.call(value);
}

/** `System.DmlException: …`. */
export function exceptionText(exception: ExceptionObject): string {
  return `${exception.typeName}: ${exception.message ?? 'Script-thrown exception'}`;
}

/** A user object: its own toString, else `Name:[field=value, …]`. */
function printObject(rt: Runtime, value: ApexObject, within: readonly unknown[]): string {
  if (rt.findMethod(value, 'toString', 0)) return String(rt.callMethod(value, 'toString', []));
  const info = value.classInfo;
  if (!info) return 'Object';
  const fields = [...info.fields.values()]
    .filter((field) => !field.static && !field.property)
    .map((field) => `${field.name}=${print(rt, box(rt.getField(value, field.name), field.type), within)}`);
  return `${info.name.split('.').at(-1) ?? info.name}:[${fields.join(', ')}]`;
}
