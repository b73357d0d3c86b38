/** Method calls: own methods, static ones, methods of objects, of the platform, of SObjects. */
import { platformNameOf, substitute, type PlatformMethod } from '../runtime/platform-types.ts';
import { classType, listOf, mapOf, platformType, Types, type TypeRef } from '../runtime/type-ref.ts';
import type { Expression } from './ast.ts';
import { canSee } from './access.ts';
import { solid, unknownValue, type Body, type Value } from './body.ts';
import { coerce, convert, shownType } from './convert.ts';
import { constructorArguments } from './lower-create.ts';
import { meaningOf, readField } from './lower-members.ts';
import { choose } from './overloads.ts';
import { chainStep } from './safe-navigation.ts';
import { annotationNamed, enclosing, type ClassSymbol, type MethodSymbol } from './symbols.ts';
import { quote } from './unit.ts';
import { Unknown } from './world.ts';

type Call = Extract<Expression, { readonly k: 'call' }>;

const unknownArgument = (args: readonly Value[]): boolean => args.some((arg) => arg.type === Unknown);

/** Reported when no overload fits; the platform's words. */
function noMethod(body: Body, node: Call, args: readonly Value[], owner: TypeRef): Value {
  if (unknownArgument(args)) return unknownValue;
  const types = args.map((arg) => shownType(arg.type)).join(', ');
  return body.report(
    node.pos,
    `Method does not exist or incorrect signature: void ${node.name}(${types}) from the type ${shownType(owner)}`,
  );
}

export function lowerCall(body: Body, node: Call): Value {
  if (node.target === null) return ownCall(body, node);
  if (node.target.k === 'super') return superCall(body, node);
  const found = meaningOf(body, node.target);
  if (found.kind === 'prefix') {
    // A namespace that is also a class: System.debug.
    const type = platformType(`System.${body.world.platform.canonical(found.name)?.split('.')[1] ?? found.name}`);
    return staticCall(body, node, type);
  }
  if (found.kind === 'type') return staticCall(body, node, found.type);
  const target = found.value;
  if (target.type === Unknown) {
    for (const arg of node.args) body.expression(arg);
    return unknownValue;
  }
  return chainStep(body, target, node.safe, (reached) => instanceCall(body, node, reached));
}

interface Offer {
  readonly parameters: readonly TypeRef[];
  readonly method: MethodSymbol;
}

const offers = (methods: readonly MethodSymbol[]): Offer[] =>
  methods.map((method) => ({ parameters: method.parameters.map((one) => one.type), method }));

/** The overload meant; a class's own methods are asked before those that only its interfaces name. */
function chooseMethod(body: Body, methods: readonly MethodSymbol[], types: readonly TypeRef[]): Offer | undefined {
  const written = methods.filter((method) => method.owner.kind !== 'interface');
  const chosen = choose(body.world, offers(written), types);
  return chosen ?? (written.length === methods.length ? undefined : choose(body.world, offers(methods), types));
}

function emitArguments(body: Body, args: readonly Value[], parameters: readonly TypeRef[]): string {
  return args.map((arg, index) => `,${convert(body, arg, parameters[index] ?? Types.Object)}`).join('');
}

const lowerArguments = (body: Body, node: { readonly args: readonly Expression[] }): Value[] =>
  node.args.map((arg) => {
    const value = body.expression(arg);
    if (value.type !== Types.Void) return value;
    return body.report(arg.pos, 'Expression of type void is not allowed as an argument');
  });

/** A call without target: methods of this class, of its superclasses, static ones of the classes around. */
function ownCall(body: Body, node: Call): Value {
  const args = lowerArguments(body, node);
  const types = args.map((arg) => arg.type);
  for (const scope of enclosing(body.owner)) {
    const methods = body.world.findMethods(scope, node.name);
    if (methods.length === 0) continue;
    const usable = scope === body.owner ? methods : methods.filter((method) => method.static);
    const chosen = chooseMethod(body, usable, types);
    if (chosen === undefined) continue;
    const { method } = chosen;
    if (!canSee(body, method)) return notVisible(body, node, method);
    if (method.static) return staticInvocation(body, method, args);
    if (body.options.static) {
      return body.report(
        node.pos,
        `Non static method cannot be referenced from a static context: ${returnText(method)} ${body.owner.name}.${method.name}(${signature(method)})`,
      );
    }
    return instanceInvocation(body, method, 'this', args);
  }
  if (!body.options.static) {
    const inherited = inheritedPlatformCall(body, node, args);
    if (inherited !== undefined) return inherited;
  }
  return noMethod(body, node, args, body.owner.type);
}

/** `getMessage()` inside a custom exception, `hashCode()` of any class. */
function inheritedPlatformCall(body: Body, node: Call, args: readonly Value[]): Value | undefined {
  const self: Value = { js: 'this', type: body.owner.type, solid: true };
  return platformInstanceCall(body, node, self, args) ?? objectCall(body, node, self, args);
}

const returnText = (method: MethodSymbol): string => (method.returns === Types.Void ? 'void' : method.returns.name);
const signature = (method: MethodSymbol): string => method.parameters.map((one) => one.type.name).join(', ');

function staticInvocation(body: Body, method: MethodSymbol, args: readonly Value[]): Value {
  if (annotationNamed(method.annotations, 'future') !== undefined) {
    const values = args.map((arg, index) => {
      const type = method.parameters[index]?.type ?? Types.Object;
      return convert(body, { ...arg, js: convert(body, arg, type), type }, Types.Object);
    });
    return { js: `rt.future(${quote(method.owner.name)},${quote(method.name)},[${values.join()}])`, type: Types.Void };
  }
  const list = emitArguments(
    body,
    args,
    method.parameters.map((one) => one.type),
  );
  return { js: `${body.unit.class(method.owner.name)}()[${quote(method.member)}](rt${list})`, type: method.returns };
}

function instanceInvocation(body: Body, method: MethodSymbol, object: string, args: readonly Value[]): Value {
  const list = emitArguments(
    body,
    args,
    method.parameters.map((one) => one.type),
  );
  return { js: `${object}[${quote(method.member)}](rt${list})`, type: method.returns };
}

function superCall(body: Body, node: Call): Value {
  const args = lowerArguments(body, node);
  const parent = body.owner.parent;
  if (body.options.static || parent === null) return noMethod(body, node, args, parent ?? Types.Object);
  const symbol = body.world.symbolOf(parent);
  if (symbol === undefined) {
    const self: Value = { js: 'this', type: parent, solid: true };
    return platformInstanceCall(body, node, self, args) ?? noMethod(body, node, args, parent);
  }
  const chosen = choose(
    body.world,
    offers(body.world.findMethods(symbol, node.name).filter(instanceOnly)),
    args.map((arg) => arg.type),
  );
  if (chosen !== undefined) {
    if (chosen.method.abstract)
      return body.report(
        node.pos,
        `Cannot call abstract methods: ${returnText(chosen.method)} ${parent.name}.${node.name}(${signature(chosen.method)})`,
      );
    return instanceInvocation(body, chosen.method, 'super', args);
  }
  const self: Value = { js: 'this', type: parent, solid: true };
  return inheritedFrom(body, node, self, args) ?? noMethod(body, node, args, parent);
}

const inheritedFrom = (body: Body, node: Call, self: Value, args: readonly Value[]): Value | undefined =>
  platformInstanceCall(body, node, self, args) ?? objectCall(body, node, self, args);

const instanceOnly = (method: MethodSymbol): boolean => !method.static;

/** `Type.method(…)`. */
function staticCall(body: Body, node: Call, type: TypeRef): Value {
  const args = lowerArguments(body, node);
  const types = args.map((arg) => arg.type);
  const symbol = body.world.symbolOf(type);
  if (symbol !== undefined) {
    if (symbol.kind === 'enum') return enumStatic(body, node, symbol, args);
    const methods = body.world.findMethods(symbol, node.name);
    const chosen = choose(body.world, offers(methods.filter((method) => method.static)), types);
    if (chosen !== undefined) {
      if (!canSee(body, chosen.method)) return notVisible(body, node, chosen.method);
      return staticInvocation(body, chosen.method, args);
    }
    if (choose(body.world, offers(methods), types) !== undefined) {
      return body.report(
        node.pos,
        `Method does not exist or incorrect signature: void ${node.name}(${types.map(shownType).join(', ')}) from the type ${type.name}`,
      );
    }
    return noMethod(body, node, args, type);
  }
  if (type.kind === 'sobject') return sobjectStatic(body, node, type, args);
  const name = platformNameOf(type);
  const platform = name === undefined ? undefined : body.world.platform.find(name);
  if (platform?.kind === 'enum') return platformEnumStatic(body, node, type, args);
  const methods = (platform?.methods.get(node.name.toLowerCase()) ?? []).filter((method) => method.static);
  const chosen = choose(body.world, methods, types);
  if (chosen === undefined) return noMethod(body, node, args, type);
  const list = emitArguments(body, args, chosen.parameters);
  const js = `${body.unit.library(chosen.key)}(rt${list})`;
  return { js: takesBinds(chosen) ? `$.withBinds(rt,${bindThunks(body)},()=>${js})` : js, type: chosen.returns };
}

/** Dynamic SOQL resolves `:name` against the variables of the calling code. */
const takesBinds = (method: PlatformMethod): boolean =>
  /^System\.(Database\.(query|countQuery|getQueryLocator)|Search\.query)\(String/.test(method.key);

function bindThunks(body: Body): string {
  const thunks = new Map<string, string>();
  const add = (name: string, value: Value): void => {
    const lower = name.toLowerCase();
    if (!thunks.has(lower)) thunks.set(lower, convert(body, value, Types.Object));
  };
  for (const local of body.visibleLocals()) add(local.name, { js: local.js, type: local.type });
  for (const scope of enclosing(body.owner)) {
    for (const upper of body.world.superclasses(scope)) {
      for (const field of upper.fields.values()) {
        const reachable = field.static || (scope === body.owner && !body.options.static);
        if (reachable) add(field.name, readField(body, field, 'this', field.pos));
      }
    }
  }
  return `{${[...thunks].map(([name, js]) => `${name}:()=>${js}`).join()}}`;
}

function notVisible(body: Body, node: Call, method: MethodSymbol): Value {
  return body.report(
    node.pos,
    `Method is not visible: ${returnText(method)} ${method.owner.name}.${method.name}(${signature(method)})`,
  );
}

function enumStatic(body: Body, node: Call, symbol: ClassSymbol, args: readonly Value[]): Value {
  const lower = node.name.toLowerCase();
  const name = quote(symbol.name);
  if (lower === 'values' && args.length === 0)
    return { js: `$.userEnumValues(${name})`, type: listOf(symbol.type), solid: true };
  if (lower === 'valueof' && args[0] !== undefined && args.length === 1) {
    return { js: `$.userEnumNamed(${name},${coerce(body, args[0], Types.String, node.pos)})`, type: symbol.type };
  }
  return noMethod(body, node, args, symbol.type);
}

function platformEnumStatic(body: Body, node: Call, type: TypeRef, args: readonly Value[]): Value {
  const lower = node.name.toLowerCase();
  const name = quote(type.name);
  if (lower === 'values' && args.length === 0)
    return { js: `$.platformEnumList(${name})`, type: listOf(type), solid: true };
  if (lower === 'valueof' && args[0] !== undefined && args.length === 1) {
    return { js: `$.platformEnumNamed(${name},${coerce(body, args[0], Types.String, node.pos)})`, type };
  }
  return noMethod(body, node, args, type);
}

/** Custom settings and custom metadata: `X__c.getInstance()`, `X__mdt.getAll()`. */
function sobjectStatic(body: Body, node: Call, type: TypeRef, args: readonly Value[]): Value {
  if (node.name.toLowerCase() === 'getsobjecttype' && args.length === 0) {
    return {
      js: body.unit.constant(`$.sobjectTypeToken(${quote(type.name)})`),
      type: platformType('Schema.SObjectType'),
      solid: true,
    };
  }
  const object = body.world.schema.object(type.name);
  const settings = object?.kind === 'customSetting' || object?.kind === 'customMetadata';
  const methods = (body.world.platform.find('System.SObject')?.methods.get(node.name.toLowerCase()) ?? []).filter(
    (method) => method.static,
  );
  const chosen = settings
    ? choose(
        body.world,
        methods,
        args.map((arg) => arg.type),
      )
    : undefined;
  if (chosen === undefined) return noMethod(body, node, args, type);
  const returns = chosen.returns.kind === 'map' ? mapOf(Types.String, type) : type;
  const list = emitArguments(body, args, chosen.parameters);
  return { js: `${body.unit.library(chosen.key)}(rt,${quote(type.name)}${list})`, type: returns };
}

/** `value.method(…)`. */
function instanceCall(body: Body, node: Call, target: Value): Value {
  if (target.fieldOf !== undefined && node.name.toLowerCase() === 'adderror') return fieldError(body, node, target);
  const args = lowerArguments(body, node);
  const symbol = body.world.symbolOf(target.type);
  if (symbol !== undefined) {
    const methods = body.world.findMethods(symbol, node.name).filter(instanceOnly);
    const chosen = chooseMethod(
      body,
      methods,
      args.map((arg) => arg.type),
    );
    if (chosen !== undefined) {
      if (!canSee(body, chosen.method)) return notVisible(body, node, chosen.method);
      return instanceInvocation(body, chosen.method, target.js === 'this' ? 'this' : solid(target), args);
    }
    if (symbol.kind === 'enum') return enumMember(body, node, target, args);
    const unspoken = inheritedFrom(body, node, target, args);
    return unspoken ?? noMethod(body, node, args, target.type);
  }
  return (
    platformInstanceCall(body, node, target, args) ??
    objectCall(body, node, target, args) ??
    noMethod(body, node, args, target.type)
  );
}

/** `record.Field.addError('…')`. */
function fieldError(body: Body, node: Call, target: Value): Value {
  const args = lowerArguments(body, node);
  const { record, name } = target.fieldOf ?? { record: 'null', name: '' };
  const methods = (body.world.platform.find('System.SObject')?.methods.get('adderror') ?? []).filter(
    (method) => method.parameters[0] === Types.String && method.parameters[1] === Types.String,
  );
  const chosen = choose(body.world, methods, [
    Types.String,
    ...args.map((arg) => (arg.type === Types.String || arg.type === Types.Boolean ? arg.type : Types.String)),
  ]);
  const [first, ...rest] = args;
  if (chosen === undefined || first === undefined) return noMethod(body, node, args, target.type);
  const message = first.type === Types.String ? first.js : `$objectText(rt,${first.js})`;
  const more = rest.map((arg) => `,${arg.js}`).join('');
  return {
    js: `${body.unit.library(chosen.key)}(rt,$n(${record}),${quote(name)},${message}${more})`,
    type: Types.Void,
  };
}

function enumMember(body: Body, node: Call, target: Value, args: readonly Value[]): Value {
  const lower = node.name.toLowerCase();
  if (args.length === 0 && lower === 'name') return { js: `${solid(target)}.name`, type: Types.String, solid: true };
  if (args.length === 0 && lower === 'ordinal')
    return { js: `${solid(target)}.ordinal`, type: Types.Integer, solid: true };
  return objectCall(body, node, target, args) ?? noMethod(body, node, args, target.type);
}

/** Members of a platform type, also those a user class inherits from one. */
function platformInstanceCall(body: Body, node: Call, target: Value, args: readonly Value[]): Value | undefined {
  const lower = node.name.toLowerCase();
  const types = args.map((arg) => arg.type);
  const isEnum = target.type.kind === 'platform' && body.world.platform.find(target.type.name)?.kind === 'enum';
  if (isEnum) return enumMember(body, node, target, args);
  for (const upper of body.world.lineage(target.type)) {
    const name = platformNameOf(upper);
    const platform = name === undefined ? undefined : body.world.platform.find(name);
    if (platform === undefined) continue;
    const methods = (platform.methods.get(lower) ?? [])
      .filter((method) => !method.static)
      .map((method) => ({
        method,
        parameters: method.parameters.map((one) => substitute(one, platform.parameters, upper.args)),
      }));
    const chosen = choose(body.world, methods, types);
    if (chosen === undefined) continue;
    const returns = ownReturn(target.type, lower, substitute(chosen.method.returns, platform.parameters, upper.args));
    const list = emitArguments(body, args, chosen.parameters);
    const library = body.unit.library(chosen.method.key);
    // An object behind an interface, or of a class the user may extend, may be the user's own.
    if (platform.kind !== 'class' || body.world.symbolOf(target.type) !== undefined) {
      const values = args.map((arg, index) => convert(body, arg, chosen.parameters[index] ?? Types.Object)).join();
      const js = `$.invoke(rt,${library},${solid(target)},${quote(chosen.method.name)},[${values}])`;
      return { js, type: returns };
    }
    const raw = chosen.method.returns.kind === 'parameter' && returns === Types.Object;
    if (raw && target.type.kind === 'list') {
      const held = body.temporary();
      return { js: `$boxAs(${library}(rt,${held}=${solid(target)}${list}),${held}.elementType)`, type: returns };
    }
    if (raw && target.type.kind === 'map') {
      const held = body.temporary();
      return { js: `$boxAs(${library}(rt,${held}=${solid(target)}${list}),${held}.valueType)`, type: returns };
    }
    // Methods of Blob look at the receiver themselves: they have words of their own for a missing one.
    const receiver = target.type === Types.Blob ? target.js : solid(target);
    return { js: `${library}(rt,${receiver}${list})`, type: returns };
  }
  return undefined;
}

/** `clone` keeps the receiver's type. */
const ownReturn = (receiver: TypeRef, method: string, declared: TypeRef): TypeRef =>
  receiver.kind === 'sobject' && method === 'clone' ? receiver : declared;

/** What every object has: toString, equals, hashCode; a class's own are found before. */
function objectCall(body: Body, node: Call, target: Value, args: readonly Value[]): Value | undefined {
  const lower = node.name.toLowerCase();
  const value = convert(body, { ...target, js: solid(target) }, Types.Object);
  if (lower === 'tostring' && args.length === 0)
    return { js: `$objectText(rt,${value})`, type: Types.String, solid: true };
  if (lower === 'hashcode' && args.length === 0)
    return { js: `$.hashCode(rt,${value})`, type: Types.Integer, solid: true };
  const [other] = args;
  if (lower === 'equals' && other !== undefined && args.length === 1) {
    return { js: `$.equals(rt,${value},${convert(body, other, Types.Object)})`, type: Types.Boolean, solid: true };
  }
  if (lower === 'clone' && args.length === 0 && target.type.kind === 'class') {
    return { js: `$.cloneObject(${solid(target)})`, type: target.type, solid: true };
  }
  // A class's system method of AuraEnabled and Type are all there is besides.
  return lower === 'getclass'
    ? { js: `$.typeValue(rt.typeOf(${value}))`, type: classType(target.type.name) }
    : undefined;
}

/** `this(…)`, `super(…)`. */
export function lowerConstructorCall(body: Body, node: Extract<Expression, { readonly k: 'constructorCall' }>): Value {
  const args = lowerArguments(body, node);
  if (body.options.inConstructor !== true) {
    return body.report(node.pos, `Call to '${node.which}()' must be the first statement in a constructor method`);
  }
  const parent = body.owner.parent;
  if (node.which === 'super' && parent !== null && body.world.symbolOf(parent) === undefined) {
    if (!body.world.isException(parent)) return { js: 'undefined', type: Types.Void };
    const values = args.map((arg) => convert(body, arg, arg.type === Types.Null ? Types.String : arg.type)).join();
    return { js: `$.describeException(this,[${values}])`, type: Types.Void };
  }
  const owner = node.which === 'this' ? body.owner : parent === null ? undefined : body.world.symbolOf(parent);
  if (owner === undefined) return { js: 'undefined', type: Types.Void };
  const made = constructorArguments(body, owner, args, node.pos);
  if (made === undefined) return unknownValue;
  const receiver = node.which === 'this' ? 'this' : 'super';
  return { js: `${receiver}[${quote(made.member)}](rt${made.list})`, type: Types.Void };
}
