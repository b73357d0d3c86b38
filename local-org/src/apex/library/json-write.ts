/** JSON text from Apex values, in the form of JSON.serialize. */
import { ApexObject, type FieldInfo } from '../runtime/class-info.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException, ExceptionObject } from '../runtime/exception.ts';
import {
  ApexDate,
  ApexDatetime,
  ApexList,
  ApexMap,
  ApexSObject,
  ApexSet,
  ApexTime,
  Blob,
  BoxedDouble,
  BoxedId,
  CompoundValue,
  Decimal,
  EnumValue,
  box,
  doubleText,
  textOf,
} from '../runtime/values/index.ts';
import { Types } from '../runtime/type-ref.ts';
import { PropertyObject } from './property-object.ts';

/** A JSON tree whose numbers keep their text. */
export type JsonNode =
  null | boolean | string | { readonly number: string } | readonly JsonNode[] | ReadonlyMap<string, JsonNode>;

export interface WriteOptions {
  /** Leaves out null fields of Apex objects (`suppressApexObjectNulls`). */
  readonly withoutNulls: boolean;
}

/** API version of the `attributes.url` of records; the platform writes the newest. */
const URL_VERSION = 'v67.0';

/** The tree of a value under Object representation. Throws System.JSONException for types that have no JSON form. */
export function jsonTree(rt: Runtime, value: unknown, options: WriteOptions, above: readonly unknown[] = []): JsonNode {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return { number: String(value) };
  if (value instanceof Decimal) return { number: value.toString() };
  if (value instanceof BoxedDouble) return { number: doubleText(value.value) };
  if (value instanceof BoxedId) return value.value;
  if (value instanceof ApexDate) return value.toIso();
  if (value instanceof ApexDatetime) return value.toIso();
  if (value instanceof ApexTime) return value.toString();
  if (value instanceof Blob) return value.toBase64();
  if (value instanceof EnumValue) return value.name;
  if (above.includes(value))
    throw new ApexException('System.JSONException', 'Apex Type cycle found while serializing to JSON');
  const within = [...above, value];
  const child = (item: unknown): JsonNode => jsonTree(rt, item, options, within);
  if (value instanceof ApexList) return value.items.map((item) => child(box(item, value.elementType)));
  if (value instanceof ApexSet) return value.elements().map((item) => child(box(item, value.elementType)));
  if (value instanceof ApexMap) {
    return new Map(
      value.entries().map(([key, item]) => [mapKey(rt, key, value), child(box(item, value.valueType))] as const),
    );
  }
  if (value instanceof ApexSObject) return recordTree(value, child);
  if (value instanceof CompoundValue)
    return new Map([...value.parts].map(([name, part]) => [name, child(part)] as const));
  if (value instanceof PropertyObject)
    return new Map(value.names().map((name) => [name, child(value.get(name))] as const));
  if (value instanceof ExceptionObject) unsupported(value.typeName);
  if (value instanceof ApexObject) return objectTree(rt, value, options, child);
  return unsupported(rt.typeOf(value)?.name ?? 'Object');
}

function unsupported(type: string): never {
  throw new ApexException('System.JSONException', `Apex Type unsupported in JSON: ${type}`);
}

function mapKey(rt: Runtime, key: unknown, map: ApexMap): string {
  if (key === null || key === undefined)
    throw new ApexException('System.JSONException', 'Map key null not allowed in JSON');
  if (key instanceof ApexDate) return key.toIso();
  if (key instanceof ApexDatetime) return key.toIso();
  if (key instanceof ApexObject || key instanceof ApexSObject || key instanceof ApexList || key instanceof ApexMap) {
    throw new ApexException(
      'System.JSONException',
      `Apex Type unsupported in JSON as a map key: ${rt.typeOf(key)?.name ?? 'Object'}`,
    );
  }
  return textOf(rt, box(key, map.keyType));
}

/** `attributes` first (date-times of records end with `+0000`, others with `Z`), then the set or selected fields; child lists in the shape of a query result. */
function recordTree(record: ApexSObject, child: (item: unknown) => JsonNode): JsonNode {
  const tree = new Map<string, JsonNode>();
  const attributes = new Map<string, JsonNode>([['type', record.type]]);
  if (record.id !== null) attributes.set('url', `/services/data/${URL_VERSION}/sobjects/${record.type}/${record.id}`);
  tree.set('attributes', attributes);
  for (const [name, value] of record.populated) {
    // A field of type JunctionIdList holds a list of ids; other lists are child records.
    if (value instanceof ApexList && value.elementType !== Types.String) {
      tree.set(
        name,
        new Map<string, JsonNode>([
          ['totalSize', { number: String(value.size()) }],
          ['done', true],
          ['records', value.items.map(child)],
        ]),
      );
    } else if (value instanceof ApexDatetime) tree.set(name, value.toIso().replace('Z', '+0000'));
    else tree.set(name, child(value));
  }
  return tree;
}

/** Every instance field that is not transient, of superclasses too; properties as their getters give them. */
function objectTree(
  rt: Runtime,
  value: ApexObject,
  options: WriteOptions,
  child: (item: unknown) => JsonNode,
): JsonNode {
  const tree = new Map<string, JsonNode>();
  for (const field of serializableFields(rt, value)) {
    const content = child(box(rt.getField(value, field.name), field.type));
    if (content !== null || !options.withoutNulls) tree.set(field.name, content);
  }
  return tree;
}

/** Fields of the class and its user superclasses, nearest class first. */
export function serializableFields(rt: Runtime, value: ApexObject): FieldInfo[] {
  const fields: FieldInfo[] = [];
  for (
    let info = value.classInfo;
    info;
    info = info.parent?.kind === 'class' ? rt.classes.find(info.parent.name) : undefined
  ) {
    fields.push(...[...info.fields.values()].filter((field) => !field.static && !field.transient && field.readable));
  }
  return fields;
}

/** The text of a tree; `pretty` as JSON.serializePretty: two blanks, ` : ` between name and value. */
export function jsonText(node: JsonNode, pretty: boolean, indent = ''): string {
  if (node === null) return 'null';
  if (typeof node === 'boolean') return String(node);
  if (typeof node === 'string') return quote(node);
  if ('number' in node) return node.number;
  const inner = `${indent}  `;
  if (isArray(node)) {
    if (!pretty) return `[${node.map((item) => jsonText(item, false)).join(',')}]`;
    return node.length === 0 ? '[ ]' : `[ ${node.map((item) => jsonText(item, true, indent)).join(', ')} ]`;
  }
  if (!pretty) return `{${Array.from(node, ([name, item]) => `${quote(name)}:${jsonText(item, false)}`).join(',')}}`;
  if (node.size === 0) return '{ }';
  const lines = Array.from(node, ([name, item]) => `${inner}${quote(name)} : ${jsonText(item, true, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

const isArray = (node: readonly JsonNode[] | ReadonlyMap<string, JsonNode>): node is readonly JsonNode[] =>
  Array.isArray(node);

/** JSON string with the platform's (Jackson's) escapes. */
export const quote = (text: string): string => JSON.stringify(text);
