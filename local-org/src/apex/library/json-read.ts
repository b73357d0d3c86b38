/** Apex values from JSON text: a parser that keeps numbers exact, and conversion to typed and untyped Apex. */
import type { ApexObject } from '../runtime/class-info.ts';
import { type FieldInfo } from '../runtime/class-info.ts';
import type { Runtime } from '../runtime/context.ts';
import { platformCatalogue } from '../runtime/platform-types.ts';
import { ApexException } from '../runtime/exception.ts';
import { Types, mapOf, sobjectType, type TypeRef } from '../runtime/type-ref.ts';
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
  Decimal,
  idForm,
  platformEnumValues,
} from '../runtime/values/index.ts';
import type { JsonNode } from './json-write.ts';
import { ownRuntime } from './own-runtime.ts';
import { PropertyObject } from './property-object.ts';

export interface JsonToken {
  readonly kind:
    | 'START_OBJECT'
    | 'END_OBJECT'
    | 'START_ARRAY'
    | 'END_ARRAY'
    | 'FIELD_NAME'
    | 'VALUE_STRING'
    | 'VALUE_NUMBER_INT'
    | 'VALUE_NUMBER_FLOAT'
    | 'VALUE_TRUE'
    | 'VALUE_FALSE'
    | 'VALUE_NULL';
  readonly text: string;
  readonly at: number;
}

const TOKEN =
  /\s*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y;

function position(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `[line:${before.length}, column:${(before.at(-1)?.length ?? 0) + 1}]`;
}

function malformed(text: string, at: number, why?: string): never {
  const char = text[at];
  const reason =
    why ??
    (char === undefined
      ? 'Unexpected end-of-input'
      : `Unexpected character ('${char}' (code ${char.charCodeAt(0)})): expected a valid value`);
  throw new ApexException('System.JSONException', `${reason} at ${position(text, at)}`);
}

/** The tokens of a JSON text, checked for grammar. */
export function tokenize(text: string): JsonToken[] {
  const tokens: JsonToken[] = [];
  const open: ('{' | '[')[] = [];
  let expect: 'value' | 'name' | 'colon' | 'comma' | 'end' = 'value';
  let first = false;
  const after = (): 'comma' | 'end' => (open.length > 0 ? 'comma' : 'end');
  for (let at = 0; ;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) {
      const rest = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
      if (rest < text.length || expect !== 'end') malformed(text, rest);
      return tokens;
    }
    const [whole, punctuation, string, number, word] = match;
    const here = at + whole.length - whole.trimStart().length;
    at += whole.length;
    const push = (kind: JsonToken['kind'], value: string): void => {
      tokens.push({ kind, text: value, at: here });
    };
    if (punctuation === '{' || punctuation === '[') {
      if (expect !== 'value') malformed(text, here);
      open.push(punctuation);
      push(punctuation === '{' ? 'START_OBJECT' : 'START_ARRAY', punctuation);
      expect = punctuation === '{' ? 'name' : 'value';
      first = true;
      continue;
    }
    if (punctuation === '}' || punctuation === ']') {
      const wanted = punctuation === '}' ? '{' : '[';
      const allowed = expect === 'comma' || (first && (expect === 'name' || expect === 'value'));
      if (open.pop() !== wanted || !allowed) malformed(text, here);
      push(punctuation === '}' ? 'END_OBJECT' : 'END_ARRAY', punctuation);
      expect = after();
    } else if (punctuation === ':') {
      if (expect !== 'colon') malformed(text, here);
      expect = 'value';
    } else if (punctuation === ',') {
      if (expect !== 'comma') malformed(text, here);
      expect = open.at(-1) === '{' ? 'name' : 'value';
    } else if (string !== undefined && expect === 'name') {
      push('FIELD_NAME', JSON.parse(string) as string);
      expect = 'colon';
    } else {
      if (expect !== 'value') malformed(text, here);
      if (string !== undefined) push('VALUE_STRING', JSON.parse(string) as string);
      else if (number !== undefined) push(/[.eE]/.test(number) ? 'VALUE_NUMBER_FLOAT' : 'VALUE_NUMBER_INT', number);
      else push(word === 'true' ? 'VALUE_TRUE' : word === 'false' ? 'VALUE_FALSE' : 'VALUE_NULL', word ?? 'null');
      expect = after();
    }
    first = false;
  }
}

/** The tree that starts at token `start`; `next` is the index behind it. */
export function treeAt(
  tokens: readonly JsonToken[],
  start: number,
): { readonly node: JsonNode; readonly next: number } {
  const token = tokens[start];
  switch (token?.kind) {
    case 'START_OBJECT': {
      const node = new Map<string, JsonNode>();
      let at = start + 1;
      while (tokens[at]?.kind === 'FIELD_NAME') {
        const value = treeAt(tokens, at + 1);
        node.set(tokens[at]?.text ?? '', value.node);
        at = value.next;
      }
      return { node, next: at + 1 };
    }
    case 'START_ARRAY': {
      const node: JsonNode[] = [];
      let at = start + 1;
      while (tokens[at] && tokens[at]?.kind !== 'END_ARRAY') {
        const value = treeAt(tokens, at);
        node.push(value.node);
        at = value.next;
      }
      return { node, next: at + 1 };
    }
    case 'VALUE_STRING':
      return { node: token.text, next: start + 1 };
    case 'VALUE_NUMBER_INT':
    case 'VALUE_NUMBER_FLOAT':
      return { node: { number: token.text }, next: start + 1 };
    case 'VALUE_TRUE':
    case 'VALUE_FALSE':
      return { node: token.kind === 'VALUE_TRUE', next: start + 1 };
    default:
      return { node: null, next: start + 1 };
  }
}

export function parseJson(text: string): JsonNode {
  if (text.trim() === '')
    throw new ApexException('System.JSONException', 'No content to map to Object due to end of input');
  return treeAt(tokenize(text), 0).node;
}

/** JSON.deserializeUntyped: Map<String,Object>, List<Object>, String, Boolean, Integer, Long, Decimal or Double. */
export function untyped(node: JsonNode): unknown {
  if (node === null || typeof node === 'string' || typeof node === 'boolean') return node;
  if (isNumberNode(node)) return untypedNumber(node.number);
  if (isArrayNode(node)) return ApexList.of(Types.Object, node.map(untyped));
  return new ApexMap(
    mapOf(Types.String, Types.Object),
    Array.from(node, ([name, value]) => [name, untyped(value)] as const),
  );
}

function untypedNumber(text: string): unknown {
  if (/[.eE]/.test(text)) return Decimal.parse(text) ?? new BoxedDouble(Number(text));
  const whole = BigInt(text);
  if (BigInt.asIntN(32, whole) === whole) return Number(whole);
  return BigInt.asIntN(64, whole) === whole ? whole : Decimal.fromLong(whole);
}

const isArrayNode = (node: JsonNode): node is readonly JsonNode[] => Array.isArray(node);
const isNumberNode = (node: JsonNode): node is { readonly number: string } =>
  node !== null && typeof node === 'object' && 'number' in node;
const isObjectNode = (node: JsonNode): node is ReadonlyMap<string, JsonNode> => node instanceof Map;

function mismatch(node: JsonNode, type: TypeRef): never {
  if (type.kind === 'list' || type.kind === 'set') {
    throw new ApexException('System.JSONException', "Malformed JSON: Expected '[' at the beginning of List/Set");
  }
  if (type.kind !== 'primitive') {
    throw new ApexException('System.JSONException', "Malformed JSON: Expected '{' at the beginning of object");
  }
  const found = isArrayNode(node) ? 'an array' : isObjectNode(node) ? 'an object' : `"${scalarText(node) ?? 'null'}"`;
  throw new ApexException('System.JSONException', `Illegal value for ${describeType(type)}: ${found}`);
}

/** JSON text as a value of `type`. What begins wrongly for the type is refused for that before anything else is read. */
export function readTyped(rt: Runtime, text: string, type: TypeRef, strict: boolean): unknown {
  const first = text.trimStart()[0];
  const isList = type.kind === 'list' || type.kind === 'set';
  if (isList && first !== undefined && !'[{n'.includes(first)) mismatch(null, type);
  return typed(rt, parseJson(text), type, strict);
}
const describeType = (type: TypeRef): string => (type.kind === 'primitive' ? type.name.toLowerCase() : type.name);

function scalarText(node: JsonNode): string | undefined {
  if (typeof node === 'string') return node;
  if (typeof node === 'boolean') return String(node);
  return isNumberNode(node) ? node.number : undefined;
}

/** A value of `type` in the representation of that type. `strict` refuses names the type does not have. */
export function typed(rt: Runtime, node: JsonNode, type: TypeRef, strict: boolean): unknown {
  if (node === null) return null;
  switch (type.kind) {
    case 'primitive':
      return primitive(node, type);
    case 'object':
      return untyped(node);
    case 'list':
      return list(rt, node, type, strict);
    case 'set':
      if (!isArrayNode(node)) mismatch(node, type);
      return new ApexSet(
        type,
        node.map((item) => typed(rt, item, type.args[0] ?? Types.Object, strict)),
      );
    case 'map':
      if (!isObjectNode(node)) mismatch(node, type);
      return new ApexMap(
        type,
        Array.from(
          node,
          ([key, value]) =>
            [
              typed(rt, key, type.args[0] ?? Types.String, strict),
              typed(rt, value, type.args[1] ?? Types.Object, strict),
            ] as const,
        ),
      );
    case 'sobject':
      return record(rt, node, type, strict);
    case 'class':
      return userValue(rt, node, type, strict);
    default:
      return platformValue(rt, node, type, strict);
  }
}

/** A child query result is accepted where a list of records is expected. */
function list(rt: Runtime, node: JsonNode, type: TypeRef, strict: boolean): ApexList {
  const records = isObjectNode(node) ? node.get('records') : node;
  if (records === undefined || !isArrayNode(records)) mismatch(node, type);
  return new ApexList(
    type,
    records.map((item) => typed(rt, item, type.args[0] ?? Types.Object, strict)),
  );
}

function primitive(node: JsonNode, type: TypeRef): unknown {
  const text = scalarText(node);
  if (text === undefined) mismatch(node, type);
  switch (type.name) {
    case 'String':
      return text;
    case 'Id':
      return idForm(text) ?? mismatch(node, type);
    case 'Boolean':
      return text === 'true' ? true : text === 'false' ? false : mismatch(node, type);
    case 'Integer':
      return /^[+-]?\d+$/.test(text) ? Number(BigInt.asIntN(32, BigInt(text))) : mismatch(node, type);
    case 'Long':
      return /^[+-]?\d+$/.test(text) ? BigInt.asIntN(64, BigInt(text)) : mismatch(node, type);
    case 'Double':
      return Decimal.parse(text)?.toDouble() ?? mismatch(node, type);
    case 'Decimal':
      return Decimal.parse(text) ?? mismatch(node, type);
    case 'Date':
      return ApexDate.fromIso(text) ?? mismatch(node, type);
    case 'Datetime':
      return ApexDatetime.fromIso(text) ?? mismatch(node, type);
    case 'Time':
      return ApexTime.fromIso(text) ?? mismatch(node, type);
    default:
      return Blob.fromBase64(text);
  }
}

/** A record: `attributes.type` tells the type where the target is SObject; parents and child lists are followed. */
function record(rt: Runtime, node: JsonNode, type: TypeRef, strict: boolean): ApexSObject {
  if (!isObjectNode(node)) mismatch(node, type);
  const attributes = node.get('attributes');
  const named = isObjectNode(attributes ?? null)
    ? scalarText((attributes as ReadonlyMap<string, JsonNode>).get('type') ?? null)
    : undefined;
  const def = rt.schema().object(type === Types.SObject ? (named ?? '') : type.name);
  if (!def) throw new ApexException('System.JSONException', 'Cannot deserialize: the SObject type is not known');
  const result = new ApexSObject(def.name);
  for (const [name, value] of node) {
    if (name.toLowerCase() === 'attributes') continue;
    const field = def.fields.get(name.toLowerCase());
    if (field) {
      const type = result.fieldType(field.name);
      // Ids are taken as they stand (berehovskyi/apex-query, RestDriverTest: `"Id":"A1"`).
      const id = type === Types.Id ? scalarText(value) : null;
      result.populated.set(field.name, typeof id === 'string' ? (idForm(id) ?? id) : typed(rt, value, type, strict));
      continue;
    }
    const parent = [...def.fields.values()].find(
      (candidate) => candidate.relationshipName?.toLowerCase() === name.toLowerCase(),
    );
    const child = def.childRelationships.find(
      (candidate) => candidate.relationshipName?.toLowerCase() === name.toLowerCase(),
    );
    if (parent?.relationshipName) {
      const target = parent.referenceTo.length === 1 ? sobjectType(parent.referenceTo[0] ?? '') : Types.SObject;
      result.populated.set(parent.relationshipName, value === null ? null : record(rt, value, target, strict));
    } else if (child?.relationshipName) {
      result.populated.set(
        child.relationshipName,
        value === null ? null : list(rt, value, ApexList.of(sobjectType(child.childObject)).type, strict),
      );
    } else if (!inwardColumns.has(name.toLowerCase())) {
      throw new ApexException('System.JSONException', `No such column '${name}' on sobject of type ${def.name}`);
    }
  }
  return result;
}

/** Records of every object have these columns inside (ZackFra/Salesforce-Moxygen, MockInsertHandler sets them on groups and users). */
const inwardColumns: ReadonlySet<string> = new Set(['isdeleted', 'lastactivitydate']);

function fieldNamed(rt: Runtime, typeName: string, name: string): FieldInfo | undefined {
  for (
    let info = rt.classes.find(typeName);
    info;
    info = info.parent?.kind === 'class' ? rt.classes.find(info.parent.name) : undefined
  ) {
    const field = info.fields.get(name.toLowerCase());
    if (field && !field.static) return field;
  }
  return undefined;
}

/** An object of a user class, made without its constructors; or an enum constant. */
function userValue(rt: Runtime, node: JsonNode, type: TypeRef, strict: boolean): unknown {
  const info = rt.classes.find(type.name);
  if (!info) throw new ApexException('System.JSONException', `Cannot deserialize: unknown type ${type.name}`);
  if (info.kind === 'enum') {
    return ownRuntime(rt).program.enumConstant(info.name, scalarText(node) ?? '') ?? mismatch(node, type);
  }
  if (info.kind === 'interface' || info.abstract) {
    throw new ApexException('System.JSONException', `Cannot deserialize: ${type.name} is abstract`);
  }
  if (!isObjectNode(node)) mismatch(node, type);
  const Made = rt.classes.constructorOf(info);
  const object: ApexObject = new Made();
  for (const [name, value] of node) {
    const field = fieldNamed(rt, info.name, name);
    if (field?.writable && !field.transient) rt.putField(object, field.name, typed(rt, value, field.type, strict));
    else if (!field && strict) {
      throw new ApexException(
        'System.JSONException',
        `Unexpected parameter encountered during deserialization: ${name} is not a field of ${info.name}`,
      );
    }
  }
  return object;
}

function platformValue(rt: Runtime, node: JsonNode, type: TypeRef, strict: boolean): unknown {
  const constants = platformEnumValues(type.name);
  if (constants) {
    const text = scalarText(node)?.toLowerCase();
    return constants.find((constant) => constant.name.toLowerCase() === text) ?? mismatch(node, type);
  }
  if (!isObjectNode(node)) mismatch(node, type);
  const made = new PropertyObject(type.name);
  // A getter says of which type its property is (trigger-actions-framework, TriggerActionFlowTest: Invocable.Action.Result).
  const facts = platformCatalogue().find(type.name);
  for (const [name, value] of node) {
    const getter = (facts?.methods.get(`get${name.toLowerCase()}`) ??
      facts?.methods.get(`is${name.toLowerCase()}`))?.[0];
    const property = facts?.properties.get(name.toLowerCase());
    made.set(name, typed(rt, value, getter?.returns ?? property?.type ?? Types.Object, strict));
  }
  return made;
}
