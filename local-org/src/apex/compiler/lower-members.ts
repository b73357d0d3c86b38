/** Names and dots: variables, fields, properties, SObject fields, static members, tokens, labels, trigger variables. */
import { isRecordSet, platformNameOf, substitute, type PlatformProperty } from '../runtime/platform-types.ts';
import { listOf, mapOf, platformType, Types, type TypeRef } from '../runtime/type-ref.ts';
import type { Expression, Position } from './ast.ts';
import { solid, unknownValue, type Body, type Value } from './body.ts';
import type { Target } from './lower-assign.ts';
import { canSee, canSeeWord } from './access.ts';
import { chainStep } from './safe-navigation.ts';
import { sobjectMember, sobjectNamed, type SObjectMember } from '../runtime/sobject-types.ts';
import { isPagePrefix, pageReference } from './page-references.ts';
import { enclosing, type ClassSymbol, type FieldSymbol } from './symbols.ts';
import { quote } from './unit.ts';
import { Unknown } from './world.ts';

type FieldExpression = Extract<Expression, { readonly k: 'field' }>;

/** What a name before a dot stands for. */
export type Meaning =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'type'; readonly type: TypeRef; readonly name: string }
  /** `System`, `Schema`, or a path that only begins a type's name. */
  | { readonly kind: 'prefix'; readonly name: string };

/** A variable or field by its simple name. */
function variable(body: Body, name: string, pos: Position): Value | undefined {
  const local = body.local(name);
  if (local !== undefined) return { js: local.js, type: local.type, ...(local.solid ? { solid: true } : {}) };
  const field = findOwnField(body, name);
  if (field === undefined) return undefined;
  if (!field.static && (body.options.static || !isInstanceReachable(body, field))) {
    body.report(pos, notStatic(body, field));
    return unknownValue;
  }
  return readField(body, field, 'this', pos);
}

/** A field of the class, its superclasses, or a static one of the classes around it. */
function findOwnField(body: Body, name: string): FieldSymbol | undefined {
  for (const scope of enclosing(body.owner)) {
    const found = body.world.findField(scope, name);
    if (found !== undefined && (scope === body.owner || found.static) && canSee(body, found)) return found;
  }
  return undefined;
}

const notStatic = (body: Body, field: FieldSymbol): string =>
  isInstanceReachable(body, field)
    ? `Non static field cannot be referenced from a static context: ${field.name} from the type ${field.owner.name}`
    : `Variable does not exist: ${field.name}`;

const isInstanceReachable = (body: Body, field: FieldSymbol): boolean =>
  body.world.isSubtype(body.owner.type, field.owner.type);

const usesMethods = (body: Body, field: FieldSymbol): boolean =>
  field.property !== null && field.property.methods && body.options.accessorOf !== field;

/** Reads a field or property of a class; `object` is the text of the instance, already checked against null. */
export function readField(body: Body, field: FieldSymbol, object: string, pos: Position): Value {
  const { property } = field;
  if (property !== null && property.getter === null && body.options.accessorOf !== field) {
    return body.report(pos, `Variable is not visible: ${field.name}`);
  }
  if (property !== null && usesMethods(body, field)) {
    const target = field.static ? `${body.unit.class(field.owner.name)}()` : object;
    return { js: `${target}[${quote(property.getMember)}](rt)`, type: field.type };
  }
  return { js: slotOf(body, field, object), type: field.type };
}

const slotOf = (body: Body, field: FieldSymbol, object: string): string =>
  field.static ? `rt.st(${body.unit.staticsOf(field.owner.name)}).${field.slot}` : `${object}.${field.slot}`;

function writeField(body: Body, field: FieldSymbol, object: string, pos: Position): Target | undefined {
  const { property } = field;
  if (property !== null && body.options.accessorOf !== field) {
    if (property.setter === null || !canSeeWord(body, field.owner, property.setterAccess, field.testVisible)) {
      body.report(pos, `Variable is not visible: ${field.name}`);
      return undefined;
    }
  }
  if (field.final && !mayInitialise(body, field)) {
    body.report(
      pos,
      `Final members can only be assigned in their declaration, init blocks, or constructors: ${field.name}`,
    );
    return undefined;
  }
  if (property !== null && usesMethods(body, field)) {
    const target = field.static ? `${body.unit.class(field.owner.name)}()` : object;
    const read = `${target}[${quote(property.getMember)}](rt)`;
    return {
      type: field.type,
      prepare: '',
      read,
      write: (value) => `${target}[${quote(property.setMember)}](rt,${value})`,
    };
  }
  const slot = slotOf(body, field, object);
  return { type: field.type, prepare: '', read: slot, write: (value) => `(${slot}=${value})` };
}

/** A subclass's constructor may too (jamessimone/apex-rollup, RollupAsyncProcessor). */
const mayInitialise = (body: Body, field: FieldSymbol): boolean =>
  (body.options.inConstructor === true || body.options.initializer === true) &&
  (field.owner === body.owner || (!field.static && body.world.isSubtype(body.owner.type, field.owner.type)));

/** A name used as a value. */
export function lowerName(body: Body, name: string, pos: Position): Value {
  return variable(body, name, pos) ?? body.report(pos, `Variable does not exist: ${name}`);
}

/** A name as assignment target. */
export function nameTarget(body: Body, name: string, pos: Position): Target | undefined {
  const local = body.local(name);
  if (local !== undefined) {
    if (local.final) body.report(pos, `Final local variables can only be assigned once: ${name}`);
    return {
      type: local.type,
      prepare: '',
      read: local.js,
      solid: local.solid,
      write: (value) => `(${local.js}=${value})`,
    };
  }
  const field = findOwnField(body, name);
  if (field === undefined || (!field.static && (body.options.static || !isInstanceReachable(body, field)))) {
    body.report(pos, field === undefined ? `Variable does not exist: ${name}` : notStatic(body, field));
    return undefined;
  }
  return writeField(body, field, 'this', pos);
}

/** Where there is no instance, a name means the type and not the field of instances (jamessimone/apex-dml-mocking, Query: `Operator.EQUALS`). */
function typeBehindField(body: Body, name: string): TypeRef | undefined {
  if (body.local(name) !== undefined) return undefined;
  const field = findOwnField(body, name);
  const reachable = field === undefined || field.static || (!body.options.static && isInstanceReachable(body, field));
  return reachable ? undefined : body.world.named(name, [], body.owner);
}

/** What an expression before a dot means: a value, a type, or the beginning of a type's name. */
export function meaningOf(body: Body, node: Expression): Meaning {
  if (node.k === 'name') {
    const hidden = typeBehindField(body, node.name);
    if (hidden !== undefined) return { kind: 'type', type: hidden, name: node.name };
    const value = variable(body, node.name, node.pos);
    if (value !== undefined) return { kind: 'value', value };
    const type = body.world.named(node.name, [], body.owner);
    if (type !== undefined) return { kind: 'type', type, name: node.name };
    if (body.world.platform.isNamespace(node.name) || isPagePrefix(node.name))
      return { kind: 'prefix', name: node.name };
    return { kind: 'value', value: body.report(node.pos, `Variable does not exist: ${node.name}`) };
  }
  if (node.k === 'field') {
    const inner = meaningOf(body, node.target);
    if (inner.kind === 'value') return { kind: 'value', value: memberOf(body, inner.value, node) };
    return staticMeaning(body, inner, node);
  }
  return { kind: 'value', value: body.expression(node) };
}

/** `a.b` used as a value. */
export function lowerField(body: Body, node: FieldExpression): Value {
  const found = meaningOf(body, node);
  if (found.kind === 'value') return found.value;
  return body.report(node.pos, `Variable does not exist: ${node.name}`);
}

function staticMeaning(
  body: Body,
  inner: Exclude<Meaning, { readonly kind: 'value' }>,
  node: FieldExpression,
): Meaning {
  if (inner.kind === 'type') {
    const value = staticMember(body, inner.type, node) ?? fieldOfNamesake(body, inner, node);
    if (value !== undefined) return { kind: 'value', value };
  }
  if (isPagePrefix(inner.name)) return { kind: 'value', value: pageReference(body, node.name, node.pos) };
  const path = `${inner.name}.${node.name}`;
  const type = body.world.named(path, [], body.owner) ?? systemPrefixed(body, path);
  if (type !== undefined) return { kind: 'type', type, name: path };
  if (isPagePrefix(path)) return { kind: 'prefix', name: path };
  return { kind: 'value', value: body.report(node.pos, `Variable does not exist: ${node.name}`) };
}

/** `BusinessHours` is a class of the platform and an object: what the class lacks may be a field of the object. */
function fieldOfNamesake(
  body: Body,
  { type, name }: Extract<Meaning, { readonly kind: 'type' }>,
  node: FieldExpression,
): Value | undefined {
  if (type.kind !== 'platform') return undefined;
  const object = sobjectNamed(body.world.schema, name);
  const isField = object !== undefined && sobjectMember(body.world.schema, object.name, node.name)?.kind === 'field';
  return isField ? sobjectToken(body, object, node) : undefined;
}

function systemPrefixed(body: Body, path: string): TypeRef | undefined {
  return /^system\./i.test(path) ? body.world.named(path.slice(7), [], body.owner) : undefined;
}

/** The constant of an enum of the org. */
export const userEnum = (body: Body, symbol: ClassSymbol, ordinal: number): string =>
  body.unit.constant(`$.userEnum(${quote(symbol.name)},${quote(symbol.enumValues[ordinal] ?? '')},${String(ordinal)})`);

/** A static member reached through a type's name. */
function staticMember(body: Body, type: TypeRef, node: FieldExpression): Value | undefined {
  const lower = node.name.toLowerCase();
  const symbol = body.world.symbolOf(type);
  if (symbol !== undefined) {
    if (symbol.kind === 'enum') {
      const ordinal = symbol.enumValues.findIndex((one) => one.toLowerCase() === lower);
      return ordinal < 0 ? undefined : { js: userEnum(body, symbol, ordinal), type, solid: true };
    }
    const field = body.world.findField(symbol, node.name);
    if (field === undefined) return undefined;
    // An inner type may be called like a field of instances.
    if (!field.static && body.world.named(`${symbol.name}.${node.name}`, [], body.owner) !== undefined)
      return undefined;
    if (!field.static) return body.report(node.pos, `Variable does not exist: ${node.name}`);
    if (!canSee(body, field)) return body.report(node.pos, `Variable is not visible: ${symbol.name}.${node.name}`);
    return readField(body, field, 'this', node.pos);
  }
  if (type.kind === 'sobject') return sobjectToken(body, type, node);
  if (type.kind !== 'platform') return undefined;
  if (type.name === 'System.Label') return label(body, node);
  if (type.name === 'System.Trigger') return triggerVariable(body, node);
  if (type.name === 'Schema.SObjectType') return objectDescribe(body, node);
  const platform = body.world.platform.find(type.name);
  const constant = platform?.values.find((one) => one.toLowerCase() === lower);
  if (constant !== undefined) {
    return { js: body.unit.constant(`$.platformEnum(${quote(type.name)},${quote(constant)})`), type, solid: true };
  }
  const property = platform?.properties.get(lower);
  if (property?.static !== true) return undefined;
  return { js: `${body.unit.library(`get ${property.key}`)}(rt)`, type: property.type };
}

function label(body: Body, node: FieldExpression): Value {
  const lower = node.name.toLowerCase();
  if (lower === 'c') return { js: '"c"', type: platformType('System.Label') };
  if (!body.world.hasLabel(node.name)) return body.report(node.pos, `External string does not exist: ${node.name}`);
  return { js: `$.label(rt,${quote(node.name)})`, type: Types.String, solid: true };
}

function triggerVariable(body: Body, node: FieldExpression): Value | undefined {
  const lower = node.name.toLowerCase();
  const property = body.world.platform.find('System.Trigger')?.properties.get(lower);
  if (property === undefined) return undefined;
  const object = body.options.triggerObject;
  let type = property.type;
  if (object !== undefined && (lower === 'new' || lower === 'old')) type = listOf(object);
  if (object !== undefined && (lower === 'newmap' || lower === 'oldmap')) type = mapOf(Types.Id, object);
  return { js: `rt.triggerVariable(${quote(lower)})`, type };
}

/** `Schema.SObjectType.Account`. */
function objectDescribe(body: Body, node: FieldExpression): Value | undefined {
  const object = body.world.schema.object(node.name);
  if (object === undefined) return undefined;
  const token = body.unit.constant(`$.sobjectTypeToken(${quote(object.name)})`);
  return {
    js: `${body.unit.library('Schema.SObjectType.getDescribe()')}(rt,${token})`,
    type: platformType('Schema.DescribeSObjectResult'),
    solid: true,
    describes: object.name,
  };
}

function sobjectToken(body: Body, type: TypeRef, node: FieldExpression): Value | undefined {
  const lower = node.name.toLowerCase();
  const { unit } = body;
  if (lower === 'sobjecttype') {
    return {
      js: unit.constant(`$.sobjectTypeToken(${quote(type.name)})`),
      type: platformType('Schema.SObjectType'),
      solid: true,
      tokenOf: type.name,
    };
  }
  if (lower === 'fields') {
    return {
      js: `$.fieldsOf(rt,${quote(type.name)})`,
      type: platformType('Schema.SObjectTypeFields'),
      solid: true,
      fieldsOf: { object: type.name, tokens: true },
    };
  }
  const member = sobjectMember(body.world.schema, type.name, node.name);
  if (member?.kind === 'field') {
    const token = fieldToken(body, type.name, member.name);
    const isShare = body.world.schema.object(type.name)?.kind === 'share';
    return isShare && member.name === 'RowCause' ? { ...token, rowCausesOf: type.name } : token;
  }
  // A relationship name used as token (Account.Owner) means the reference field.
  if (member?.kind === 'parent') return fieldToken(body, type.name, member.field.name);
  return undefined;
}

/** `Schema.Job__Share.RowCause.Recruiter__c`: the value of the field. Source: Apex Developer Guide, "Creating Apex Managed Sharing". */
function rowCause(body: Body, share: string, node: FieldExpression): Value {
  const causes = body.world.schema.object(share)?.fields.get('rowcause')?.picklist ?? [];
  const cause = causes.find(({ value }) => value.toLowerCase() === node.name.toLowerCase());
  if (cause === undefined) return body.report(node.pos, `Variable does not exist: ${node.name}`);
  return { js: quote(cause.value), type: Types.String, solid: true };
}

const fieldToken = (body: Body, object: string, field: string): Value => ({
  js: body.unit.constant(`$.sobjectFieldToken(${quote(object)},${quote(field)})`),
  type: platformType('Schema.SObjectField'),
  solid: true,
});

/** A member of a value. */
export function memberOf(body: Body, target: Value, node: FieldExpression): Value {
  if (target.type === Unknown) return unknownValue;
  return chainStep(body, target, node.safe, (reached) => member(body, reached, node));
}

function member(body: Body, target: Value, node: FieldExpression): Value {
  if (target.rowCausesOf !== undefined) return rowCause(body, target.rowCausesOf, node);
  const { type } = target;
  const lower = node.name.toLowerCase();
  const symbol = body.world.symbolOf(type);
  if (symbol !== undefined) {
    const field = body.world.findField(symbol, node.name);
    if (field === undefined) {
      const inherited = platformMember(body, target, node);
      return inherited ?? body.report(node.pos, `Variable does not exist: ${node.name}`);
    }
    if (
      !canSee(body, field) ||
      (field.property !== null && !canSeeWord(body, field.owner, field.property.getterAccess, field.testVisible))
    ) {
      return body.report(node.pos, `Variable is not visible: ${node.name}`);
    }
    const value = readField(body, field, target.js === 'this' ? 'this' : solid(target), node.pos);
    return field.type.kind === 'sobject' && field.type !== Types.SObject ? { ...value, recordMember: true } : value;
  }
  if (isRecordSet(type)) {
    const element = type.args[0] ?? Types.SObject;
    return member(body, { js: `$one(${target.js})`, type: element }, node);
  }
  if (type.kind === 'sobject') return readSObject(body, target, node);
  if (target.describes !== undefined && lower === 'fields') {
    const found = platformMember(body, target, node);
    if (found !== undefined) return { ...found, fieldsOf: { object: target.describes, tokens: false } };
  }
  if (target.describes !== undefined && lower === 'fieldsets') {
    const found = platformMember(body, target, node);
    if (found !== undefined) return { ...found, fieldSetsOf: target.describes };
  }
  if (target.fieldSetsOf !== undefined) {
    const set = body.world.schema.object(target.fieldSetsOf)?.fieldSets?.get(lower);
    if (set === undefined) return body.report(node.pos, `Variable does not exist: ${node.name}`);
    const all = body.unit.library('Schema.SObjectTypeFieldSets.getMap()');
    return { js: `${all}(rt,${target.js}).get(${quote(lower)})`, type: platformType('Schema.FieldSet'), solid: true };
  }
  if (target.tokenOf !== undefined && lower === 'fields') {
    return {
      js: `$.fieldsOf(rt,${quote(target.tokenOf)})`,
      type: platformType('Schema.SObjectTypeFields'),
      solid: true,
      fieldsOf: { object: target.tokenOf, tokens: true },
    };
  }
  if (target.fieldsOf !== undefined) {
    const { object, tokens } = target.fieldsOf;
    const found = sobjectMember(body.world.schema, object, node.name);
    if (found?.kind !== 'field') return body.report(node.pos, `Variable does not exist: ${node.name}`);
    const token = fieldToken(body, object, found.name);
    if (tokens) return token;
    const describe = body.unit.library('Schema.SObjectField.getDescribe()');
    return { js: `${describe}(rt,${token.js})`, type: platformType('Schema.DescribeFieldResult'), solid: true };
  }
  if (type.name === 'System.Label') return label(body, node);
  return platformMember(body, target, node) ?? body.report(node.pos, `Variable does not exist: ${node.name}`);
}

function platformMember(body: Body, target: Value, node: FieldExpression): Value | undefined {
  const found = platformProperty(body, target.type, node.name);
  if (found === undefined) return undefined;
  return { js: `${body.unit.library(`get ${found.key}`)}(rt,${solid(target)})`, type: found.type };
}

function platformProperty(body: Body, type: TypeRef, name: string): PlatformProperty | undefined {
  for (const upper of body.world.lineage(type)) {
    const platformName = platformNameOf(upper);
    const platform = platformName === undefined ? undefined : body.world.platform.find(platformName);
    const found = platform?.properties.get(name.toLowerCase());
    if (platform !== undefined && found !== undefined && !found.static) {
      return { ...found, type: substitute(found.type, platform.parameters, upper.args) };
    }
  }
  return undefined;
}

function unknownField(body: Body, type: TypeRef, node: FieldExpression): Value {
  // Wording of the platform's compiler: Variable does not exist for a field of a record.
  return body.report(
    node.pos,
    type === Types.SObject
      ? `Field must be queried through get(): ${node.name}`
      : `Variable does not exist: ${node.name}`,
  );
}

/**
 * Reading through a missing parent record gives null (Apex Developer Guide, "Accessing sObject Fields Through Relationships"), and so does
 * `object.record.Field` of a missing record, but for its Id (salesforce.stackexchange.com 135750; apex-rollup's suite relies on it).
 */
function readSObject(body: Body, target: Value, node: FieldExpression): Value {
  const found = memberOfObject(body, target.type, node.name);
  if (found === undefined) return unknownField(body, target.type, node);
  const name = quote(found.name);
  const through = target.relation === true || (target.recordMember === true && found.name !== 'Id');
  if (found.kind === 'field') {
    const js = through ? `$parentField(${target.js},${name})` : `${solid(target)}.get(${name})`;
    return { js, type: found.type, fieldOf: { record: target.js, name: found.name } };
  }
  if (found.kind === 'parent') {
    const js = through ? `$parentOf(${target.js},${name})` : `${solid(target)}.parent(${name})`;
    return { js, type: found.type, relation: true };
  }
  return { js: through ? `$childrenOf(${target.js},${name})` : `${solid(target)}.children(${name})`, type: found.type };
}

function memberOfObject(body: Body, type: TypeRef, name: string): SObjectMember | undefined {
  if (type === Types.SObject) {
    return name.toLowerCase() === 'id' ? { kind: 'field', name: 'Id', type: Types.Id, field: null } : undefined;
  }
  if (type.name === 'AggregateResult') return undefined;
  return sobjectMember(body.world.schema, type.name, name);
}

/** `a.b` as assignment target. */
export function memberTarget(body: Body, node: FieldExpression): Target | undefined {
  const inner = meaningOf(body, node.target);
  if (inner.kind !== 'value') return staticTarget(body, inner, node);
  const target = inner.value;
  if (target.type === Unknown) return { type: Unknown, prepare: '', read: 'null', write: () => 'null' };
  const symbol = body.world.symbolOf(target.type);
  const held = target.js === 'this' ? 'this' : body.temporary();
  const prepare = held === 'this' ? '' : `${held}=${solid(target)}`;
  if (symbol !== undefined) {
    const field = body.world.findField(symbol, node.name);
    if (field === undefined) {
      body.report(node.pos, `Variable does not exist: ${node.name}`);
      return undefined;
    }
    if (!canSee(body, field)) {
      body.report(node.pos, `Variable is not visible: ${node.name}`);
      return undefined;
    }
    const place = writeField(body, field, held, node.pos);
    return place === undefined ? undefined : { ...place, prepare };
  }
  const element = isRecordSet(target.type) ? (target.type.args[0] ?? Types.SObject) : target.type;
  if (element.kind === 'sobject') {
    const receiver = isRecordSet(target.type) ? `${held}=$one(${target.js})` : prepare;
    return sobjectTarget(body, element, held, receiver, node);
  }
  const property = platformProperty(body, target.type, node.name);
  if (property === undefined) {
    body.report(node.pos, `Variable does not exist: ${node.name}`);
    return undefined;
  }
  const setter = body.unit.library(`set ${property.key}`);
  return {
    type: property.type,
    prepare,
    read: `${body.unit.library(`get ${property.key}`)}(rt,${held})`,
    write: (value) => `$.assign(${setter},rt,${held},${value})`,
  };
}

function sobjectTarget(
  body: Body,
  type: TypeRef,
  held: string,
  prepare: string,
  node: FieldExpression,
): Target | undefined {
  const found = memberOfObject(body, type, node.name);
  if (found === undefined) {
    unknownField(body, type, node);
    return undefined;
  }
  if (found.kind === 'children') {
    body.report(node.pos, `Field is not writeable: ${type.name}.${found.name}`);
    return undefined;
  }
  if (found.kind === 'field' && found.field !== null && isReadOnly(found.field)) {
    body.report(node.pos, `Field is not writeable: ${type.name}.${found.name}`);
    return undefined;
  }
  const name = quote(found.name);
  const [get, put] = found.kind === 'field' ? ['get', 'putField'] : ['parent', 'putParent'];
  return {
    type: found.type,
    prepare,
    read: `${held}.${get}(${name})`,
    write: (value) => `$.${put}(${held},${name},${value})`,
  };
}

/** Formula, roll-up and auto-number fields and a person's whole name; the id and the audit fields may be set in memory. */
export function isReadOnly(field: NonNullable<Extract<SObjectMember, { kind: 'field' }>['field']>): boolean {
  const isWholeName = field.nameField && !field.createable && !field.updateable;
  return field.formula !== undefined || field.summary !== undefined || field.type === 'autonumber' || isWholeName;
}

function staticTarget(
  body: Body,
  inner: Exclude<Meaning, { readonly kind: 'value' }>,
  node: FieldExpression,
): Target | undefined {
  if (inner.kind === 'type') {
    const symbol = body.world.symbolOf(inner.type);
    const field = symbol === undefined ? undefined : body.world.findField(symbol, node.name);
    if (field?.static === true) {
      if (!canSee(body, field)) {
        body.report(node.pos, `Variable is not visible: ${inner.name}.${node.name}`);
        return undefined;
      }
      return writeField(body, field, 'this', node.pos);
    }
    const property = platformProperty(body, inner.type, node.name) ?? staticProperty(body, inner.type, node.name);
    if (property !== undefined) {
      const setter = body.unit.library(`set ${property.key}`);
      return {
        type: property.type,
        prepare: '',
        read: `${body.unit.library(`get ${property.key}`)}(rt)`,
        write: (value) => `$.assignStatic(${setter},rt,${value})`,
      };
    }
  }
  body.report(node.pos, `Variable does not exist: ${node.name}`);
  return undefined;
}

function staticProperty(body: Body, type: TypeRef, name: string): PlatformProperty | undefined {
  const found =
    type.kind === 'platform' ? body.world.platform.find(type.name)?.properties.get(name.toLowerCase()) : undefined;
  return found?.static === true ? found : undefined;
}
