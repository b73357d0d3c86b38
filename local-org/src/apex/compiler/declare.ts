/** The declare pass: symbols of all classes, then their members with resolved types. */
import { classType, platformType, Types, type TypeRef } from '../runtime/type-ref.ts';
import type { Sharing } from '../runtime/class-info.ts';
import type {
  ConstructorNode,
  FieldNode,
  MethodNode,
  Modifiers,
  ParameterNode,
  Position,
  PropertyNode,
  TypeDeclaration,
  TypeNode,
} from './ast.ts';
import { methodNameProblem, variableNameProblem } from './reserved-words.ts';
import {
  accessOf,
  annotationNamed,
  enclosing,
  hasWord,
  type AccessWord,
  type ClassSymbol,
  type ParameterSymbol,
  type PropertySymbol,
} from './symbols.ts';
import { Unknown, type World } from './world.ts';

export interface DeclaredSource {
  readonly file: string;
  readonly apiVersion: number;
}

function sharingOf(modifiers: Modifiers): Sharing {
  if (hasWord(modifiers, 'with sharing')) return 'with';
  if (hasWord(modifiers, 'without sharing')) return 'without';
  return hasWord(modifiers, 'inherited sharing') ? 'inherited' : 'omitted';
}

/** First half: the name exists, with its inner classes. */
export function declareType(
  world: World,
  node: TypeDeclaration,
  source: DeclaredSource,
  outer: ClassSymbol | null,
  kind: ClassSymbol['kind'] = node.kind,
): ClassSymbol {
  const name =
    outer === null || outer.kind === 'anonymous' || outer.kind === 'trigger' ? node.name : `${outer.name}.${node.name}`;
  const symbol: ClassSymbol = {
    name,
    simpleName: node.name,
    file: source.file,
    kind,
    type: classType(name),
    outer,
    inner: new Map(),
    node,
    modifiers: node.modifiers,
    apiVersion: source.apiVersion,
    sharing: sharingOf(node.modifiers),
    test: annotationNamed(node.modifiers.annotations, 'istest') !== undefined || (outer?.test ?? false),
    access: accessOf(node.modifiers, 'private'),
    abstract: hasWord(node.modifiers, 'abstract'),
    virtual: hasWord(node.modifiers, 'virtual') || hasWord(node.modifiers, 'abstract'),
    enumValues: node.constants.map((constant) => constant.name),
    parent: null,
    interfaces: [],
    fields: new Map(),
    methods: new Map(),
    constructors: [],
    initializers: [],
  };
  for (const member of node.members) {
    if (member.k !== 'type') continue;
    const inner = declareType(world, member, source, symbol);
    const lower = member.name.toLowerCase();
    if (symbol.inner.has(lower)) world.report(source.file, member.pos, `Type name already in use: ${member.name}`);
    else if (lower === node.name.toLowerCase())
      world.report(source.file, member.pos, `Type name already in use: ${member.name}`);
    if (outer !== null && outer.kind === 'class') {
      world.report(source.file, member.pos, 'Inner types are not allowed to have inner types');
    }
    symbol.inner.set(lower, inner);
  }
  return symbol;
}

/** Second half, after all names exist: superclass and interfaces. */
export function declareSupertypes(world: World, symbol: ClassSymbol): void {
  const { node } = symbol;
  const resolve = (type: TypeNode): TypeRef => resolveOrReport(world, type, symbol);
  if (node.extends !== null) symbol.parent = resolve(node.extends);
  symbol.interfaces = node.implements.map(resolve);
  for (const inner of symbol.inner.values()) declareSupertypes(world, inner);
}

/** After all supertypes are known: a type above itself is reported and stands alone from then on. */
export function breakCycles(world: World, symbol: ClassSymbol): void {
  const seen = new Set<ClassSymbol>();
  const waiting = [...world.directSupertypes(symbol.type)];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const upper = world.symbolOf(next);
    if (upper === undefined || seen.has(upper)) continue;
    seen.add(upper);
    waiting.push(...world.directSupertypes(next));
  }
  if (seen.has(symbol)) {
    world.report(symbol.file, symbol.node.pos, `Circular definition: ${symbol.name}`);
    symbol.parent = null;
    symbol.interfaces = [];
  }
  for (const inner of symbol.inner.values()) breakCycles(world, inner);
}

/** A type, or a problem and Unknown. */
export function resolveOrReport(world: World, node: TypeNode, from: ClassSymbol): TypeRef {
  const found = world.resolve(node, from);
  if (found !== undefined) {
    const hidden = hiddenType(world, found, from);
    if (hidden !== undefined) world.report(from.file, node.pos, `Type is not visible: ${hidden.name}`);
    return found;
  }
  const missing = firstMissing(world, node, from);
  world.report(from.file, missing.pos, wrongArguments(world, missing, from) ?? `Invalid type: ${typeText(missing)}`);
  return Unknown;
}

/** A private inner class of another file, also as type argument. */
function hiddenType(world: World, type: TypeRef, from: ClassSymbol): ClassSymbol | undefined {
  for (const arg of type.args) {
    const hidden = hiddenType(world, arg, from);
    if (hidden !== undefined) return hidden;
  }
  const symbol = world.symbolOf(type);
  if (symbol === undefined || symbol.outer?.kind !== 'class' || symbol.access !== 'private') return undefined;
  const top = (one: ClassSymbol): ClassSymbol => [...enclosing(one)].at(-1) ?? one;
  const testVisible = annotationNamed(symbol.modifiers.annotations, 'testvisible') !== undefined;
  return top(symbol) === top(from) || (testVisible && top(from).test) ? undefined : symbol;
}

const COLLECTIONS: Readonly<Record<string, number>> = { list: 1, set: 1, map: 2 };

/** The problem of a type whose arguments are too many or too few, if that is what is wrong with it. */
function wrongArguments(world: World, node: TypeNode, from: ClassSymbol): string | undefined {
  const last = node.parts.at(-1);
  if (last === undefined) return undefined;
  const name = node.parts.map((part) => part.name).join('.');
  const expected = COLLECTIONS[name.toLowerCase()];
  const count = last.args.length;
  if (expected !== undefined && count === 0) return `No type arguments provided for a parameterized type: ${name}`;
  if (expected !== undefined && count !== expected)
    return `Invalid type argument count for ${name}: expected ${String(expected)} but found ${String(count)}`;
  if (count > 0 && expected === undefined && world.named(name, [], from) !== undefined)
    return `Type arguments provided for a non-parameterized type: ${name}`;
  return undefined;
}

function firstMissing(world: World, node: TypeNode, from: ClassSymbol): TypeNode {
  for (const part of node.parts) {
    for (const arg of part.args) if (world.resolve(arg, from) === undefined) return firstMissing(world, arg, from);
  }
  return node;
}

export function typeText(node: TypeNode): string {
  return node.parts
    .map((part) => (part.args.length === 0 ? part.name : `${part.name}<${part.args.map(typeText).join(',')}>`))
    .join('.');
}

/** Third half: fields, properties, methods, constructors. */
export function declareMembers(world: World, symbol: ClassSymbol): void {
  for (const member of symbol.node.members) {
    if (member.k === 'field') declareField(world, symbol, member);
    else if (member.k === 'property') declareProperty(world, symbol, member);
    else if (member.k === 'method') declareMethod(world, symbol, member);
    else if (member.k === 'constructor') declareConstructor(world, symbol, member);
    else if (member.k === 'initializer') symbol.initializers.push(member);
    else {
      const inner = symbol.inner.get(member.name.toLowerCase());
      if (inner !== undefined) declareMembers(world, inner);
    }
  }
  if (symbol.kind === 'class') addImplicitConstructors(world, symbol);
}

function reportName(world: World, symbol: ClassSymbol, pos: Position, problem: string | undefined): void {
  if (problem !== undefined) world.report(symbol.file, pos, problem);
}

const flat = (symbol: ClassSymbol): string => symbol.name.replaceAll('.', '_');

function declareField(world: World, symbol: ClassSymbol, node: FieldNode): void {
  const type = resolveOrReport(world, node.type, symbol);
  if (type === Types.Void) world.report(symbol.file, node.pos, 'Variables cannot be of type void');
  for (const declarator of node.declarators) {
    const lower = declarator.name.toLowerCase();
    reportName(world, symbol, declarator.pos, variableNameProblem(declarator.name));
    if (symbol.fields.has(lower)) {
      world.report(symbol.file, declarator.pos, `Duplicate field: ${declarator.name}`);
      continue;
    }
    symbol.fields.set(lower, {
      name: declarator.name,
      pos: declarator.pos,
      owner: symbol,
      type,
      static: hasWord(node.modifiers, 'static'),
      final: hasWord(node.modifiers, 'final'),
      transient: hasWord(node.modifiers, 'transient'),
      access: accessOf(node.modifiers, 'private'),
      testVisible: annotationNamed(node.modifiers.annotations, 'testvisible') !== undefined,
      annotations: node.modifiers.annotations,
      value: declarator.value,
      property: null,
      slot: `${lower}$${flat(symbol)}`,
    });
  }
}

function declareProperty(world: World, symbol: ClassSymbol, node: PropertyNode): void {
  const lower = node.name.toLowerCase();
  const type = resolveOrReport(world, node.type, symbol);
  reportName(world, symbol, node.pos, variableNameProblem(node.name));
  if (symbol.fields.has(lower)) {
    world.report(symbol.file, node.pos, `Duplicate field: ${node.name}`);
    return;
  }
  const access = accessOf(node.modifiers, 'private');
  const isStatic = hasWord(node.modifiers, 'static');
  const abstract = hasWord(node.modifiers, 'abstract');
  const virtual = abstract || hasWord(node.modifiers, 'virtual') || hasWord(node.modifiers, 'override');
  const suffix = access === 'private' || isStatic ? `$${flat(symbol)}` : '';
  const property: PropertySymbol = {
    getter: node.getter,
    setter: node.setter,
    getterAccess: node.getter === null ? access : accessOf(node.getter.modifiers, access),
    setterAccess: node.setter === null ? access : accessOf(node.setter.modifiers, access),
    methods: virtual || (node.getter?.body ?? null) !== null || (node.setter?.body ?? null) !== null,
    virtual,
    abstract,
    getMember: `get ${lower}${suffix}`,
    setMember: `set ${lower}${suffix}`,
  };
  symbol.fields.set(lower, {
    name: node.name,
    pos: node.pos,
    owner: symbol,
    type,
    static: isStatic,
    final: false,
    transient: hasWord(node.modifiers, 'transient'),
    access,
    testVisible: annotationNamed(node.modifiers.annotations, 'testvisible') !== undefined,
    annotations: node.modifiers.annotations,
    value: null,
    property,
    slot: `${lower}$${flat(symbol)}`,
  });
}

function parametersOf(world: World, symbol: ClassSymbol, nodes: readonly ParameterNode[]): ParameterSymbol[] {
  const seen = new Set<string>();
  return nodes.map((node) => {
    if (seen.has(node.name.toLowerCase())) world.report(symbol.file, node.pos, `Duplicate variable: ${node.name}`);
    seen.add(node.name.toLowerCase());
    return { name: node.name, type: resolveOrReport(world, node.type, symbol) };
  });
}

export const signatureText = (parameters: readonly ParameterSymbol[]): string =>
  parameters.map((parameter) => parameter.type.name).join(', ');

function declareMethod(world: World, symbol: ClassSymbol, node: MethodNode): void {
  const { modifiers } = node;
  const lower = node.name.toLowerCase();
  const parameters = parametersOf(world, symbol, node.parameters);
  reportName(world, symbol, node.pos, methodNameProblem(node.name));
  const isInterface = symbol.kind === 'interface';
  const isStatic = hasWord(modifiers, 'static') || hasWord(modifiers, 'testmethod');
  const abstract = isInterface || hasWord(modifiers, 'abstract');
  const virtual = abstract || hasWord(modifiers, 'virtual') || hasWord(modifiers, 'override');
  // What is there to be overridden is seen by subclasses, also without access word.
  const access: AccessWord = isInterface ? 'public' : accessOf(modifiers, virtual ? 'protected' : 'private');
  const signature = parameters.map((parameter) => parameter.type.name.toLowerCase()).join(',');
  // Private and static methods are never overridden, so their member names carry the class.
  const own = isStatic || access === 'private' ? `${symbol.name}.` : '';
  const overloads = symbol.methods.get(lower) ?? [];
  if (overloads.some((other) => signatureText(other.parameters) === signatureText(parameters))) {
    world.report(
      symbol.file,
      node.pos,
      `Method already defined: ${lower} ${node.returns === null ? 'void' : typeText(node.returns)} ${symbol.name}.${node.name}(${signatureText(parameters)}) from the type ${symbol.name}`,
    );
    return;
  }
  overloads.push({
    name: node.name,
    pos: node.pos,
    owner: symbol,
    parameters,
    returns: node.returns === null ? Types.Void : resolveOrReport(world, node.returns, symbol),
    static: isStatic,
    access,
    abstract,
    virtual,
    override: hasWord(modifiers, 'override'),
    testVisible: annotationNamed(modifiers.annotations, 'testvisible') !== undefined,
    annotations: modifiers.annotations,
    test: hasWord(modifiers, 'testmethod') || annotationNamed(modifiers.annotations, 'istest') !== undefined,
    member: `${own}${lower}(${signature})`,
    node,
  });
  symbol.methods.set(lower, overloads);
}

function declareConstructor(world: World, symbol: ClassSymbol, node: ConstructorNode): void {
  if (node.name.toLowerCase() !== symbol.simpleName.toLowerCase()) {
    world.report(symbol.file, node.pos, `Invalid constructor name: ${node.name}`);
    return;
  }
  const parameters = parametersOf(world, symbol, node.parameters);
  if (symbol.constructors.some((other) => signatureText(other.parameters) === signatureText(parameters))) {
    world.report(
      symbol.file,
      node.pos,
      `Constructor already defined: void ${symbol.name}.<Constructor>(${signatureText(parameters)})`,
    );
    return;
  }
  symbol.constructors.push({
    owner: symbol,
    parameters,
    access: accessOf(node.modifiers, 'private'),
    testVisible: annotationNamed(node.modifiers.annotations, 'testvisible') !== undefined,
    member: constructorMember(symbol, parameters),
    node,
  });
}

const constructorMember = (symbol: ClassSymbol, parameters: readonly ParameterSymbol[]): string =>
  `new ${symbol.name}(${parameters.map((parameter) => parameter.type.name.toLowerCase()).join(',')})`;

/** The default constructor where none is written; a custom exception has the four of every exception beside its own. */
function addImplicitConstructors(world: World, symbol: ClassSymbol): void {
  const exception = platformType('System.Exception');
  const isException = world.isSubtype(symbol.type, exception);
  if (symbol.constructors.length > 0 && !isException) return;
  const shapes: (readonly ParameterSymbol[])[] = [[]];
  if (isException) {
    const message = { name: 'message', type: Types.String };
    const cause = { name: 'cause', type: exception };
    shapes.push([message], [cause], [message, cause]);
  }
  for (const parameters of shapes) {
    if (symbol.constructors.some((other) => signatureText(other.parameters) === signatureText(parameters))) continue;
    symbol.constructors.push({
      owner: symbol,
      parameters,
      access: 'public',
      testVisible: false,
      member: constructorMember(symbol, parameters),
      node: null,
    });
  }
}
