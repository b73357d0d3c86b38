/**
 * Rules about the words and annotations in front of a declaration. Messages are those of the platform's compiler, as listed in
 * forcedotcom/apex-language-support (messages_en_US.properties).
 */
import { Types, type TypeRef } from '../runtime/type-ref.ts';
import type { AnnotationNode, Modifiers, Position } from './ast.ts';
import { annotationNamed, type ClassSymbol, type MethodSymbol } from './symbols.ts';
import { Unknown, type World } from './world.ts';

const ACCESS = ['private', 'protected', 'public', 'global'] as const;
const SHARING = ['with sharing', 'without sharing', 'inherited sharing'] as const;

type Kind = 'classes' | 'interfaces' | 'enums' | 'fields' | 'properties' | 'methods' | 'constructors' | 'locals';

const ALLOWED: Readonly<Record<Kind, ReadonlySet<string>>> = {
  classes: new Set([...SHARING, 'private', 'public', 'global', 'virtual', 'abstract']),
  interfaces: new Set([...SHARING, 'private', 'public', 'global', 'virtual', 'abstract']),
  enums: new Set(['private', 'public', 'global']),
  fields: new Set([...ACCESS, 'static', 'final', 'transient', 'webservice']),
  properties: new Set([...ACCESS, 'static', 'final', 'transient', 'webservice', 'virtual', 'abstract', 'override']),
  methods: new Set([...ACCESS, 'static', 'virtual', 'abstract', 'override', 'webservice', 'testmethod']),
  constructors: new Set(ACCESS),
  locals: new Set(['final']),
};

/** The annotations of Apex with their properties (Apex Developer Guide, "Annotations"); `value` is the one without a name. */
const ANNOTATIONS: Readonly<Record<string, readonly string[]>> = {
  auraenabled: ['cacheable', 'continuation', 'scope'],
  deprecated: [],
  future: ['callout'],
  httpdelete: [],
  httpget: [],
  httppatch: [],
  httppost: [],
  httpput: [],
  invocablemethod: ['label', 'description', 'callout', 'category', 'configurationeditor', 'iconname', 'capabilitytype'],
  invocablevariable: ['label', 'description', 'required', 'defaultvalue', 'placeholdertext'],
  istest: ['seealldata', 'isparallel', 'oninstall', 'testfor', 'critical'],
  jsonaccess: ['serializable', 'deserializable'],
  namespaceaccessible: [],
  readonly: ['usereplica'],
  remoteaction: [],
  restresource: ['urlmapping'],
  suppresswarnings: ['value'],
  testsetup: [],
  testvisible: [],
};

/** Annotations that stand before methods alone. */
const OF_METHODS = new Set(
  'future httpdelete httpget httppatch httppost httpput invocablemethod readonly remoteaction testsetup'.split(' '),
);
const HTTP = ['httpdelete', 'httpget', 'httppatch', 'httppost', 'httpput'] as const;

/** Reports what may not stand before a declaration of this kind. */
export function checkModifiers(world: World, file: string, pos: Position, modifiers: Modifiers, kind: Kind): void {
  const report = (message: string): void => world.report(file, pos, message);
  const { words, annotations } = modifiers;
  if (modifiers.repeated !== undefined) report(`Duplicate modifier: ${modifiers.repeated}`);
  for (const word of words) {
    if (ALLOWED[kind].has(word)) continue;
    report(
      word === 'final' && (kind === 'classes' || kind === 'methods')
        ? `${kind} are by default final`
        : `${word} is not allowed on ${kind}`,
    );
  }
  for (const group of [ACCESS, SHARING])
    if (group.filter((word) => words.has(word)).length > 1) report('Declarations can only have one scope');
  if (kind === 'classes' && words.has('abstract') && words.has('virtual')) report('abstract classes cannot be virtual');
  for (const annotation of annotations) {
    checkAnnotation(annotation, report);
    if (OF_METHODS.has(annotation.name.toLowerCase()) && kind !== 'methods')
      report(`${annotation.name} is not allowed on ${kind}`);
  }
}

function checkAnnotation(annotation: AnnotationNode, report: (message: string) => void): void {
  const known = ANNOTATIONS[annotation.name.toLowerCase()];
  if (known === undefined) report(`Annotation does not exist: ${annotation.name}`);
  for (const name of Object.keys(annotation.values))
    if (known?.includes(name) === false)
      report(`No such property, ${name}, defined on this annotation: ${annotation.name}`);
}

/** A type's own words, and what they ask of the types around it. */
export function checkTypeModifiers(world: World, symbol: ClassSymbol): void {
  const { file, node, modifiers, outer } = symbol;
  if (symbol.kind === 'trigger' || symbol.kind === 'anonymous') return;
  const kind = ({ class: 'classes', interface: 'interfaces', enum: 'enums' } as const)[symbol.kind];
  checkModifiers(world, file, node.pos, modifiers, kind);
  const { words } = modifiers;
  if (outer === null) {
    if (!words.has('public') && !words.has('global') && !symbol.test)
      world.report(file, node.pos, 'Top-level type must have public or global visibility');
  } else if (words.has('global') && outer.kind === 'class' && outer.access !== 'global')
    world.report(file, node.pos, `Enclosing type for global ${kind} in apex must be declared as global`);
  const resource = annotationNamed(modifiers.annotations, 'restresource');
  if (resource !== undefined) {
    if (symbol.access !== 'global') world.report(file, node.pos, 'RestResource classes must be declared as global');
    if (resource.values['urlmapping'] === undefined)
      world.report(file, node.pos, 'Required property is missing: urlMapping');
  }
  checkOnePerType(world, symbol);
}

/** One method per HTTP verb and one invocable method; no overloads of what pages call. */
function checkOnePerType(world: World, symbol: ClassSymbol): void {
  const methods = [...symbol.methods.values()].flat();
  for (const name of [...HTTP, 'invocablemethod']) {
    const marked = methods.filter((method) => annotationNamed(method.annotations, name) !== undefined);
    const second = marked[1];
    const shown = annotationNamed(second?.annotations ?? [], name)?.name ?? name;
    if (second !== undefined)
      world.report(symbol.file, second.pos, `Only one method per type can be defined with: ${shown}`);
  }
  if (symbol.apiVersion < 55) return;
  for (const overloads of symbol.methods.values()) {
    const second = overloads.filter((one) => annotationNamed(one.annotations, 'auraenabled') !== undefined)[1];
    if (second !== undefined)
      world.report(symbol.file, second.pos, `Overload of AuraEnabled method: ${second.name} overload is not permitted`);
  }
}

/** What an annotation asks of the method behind it. */
export function checkMethodAnnotations(world: World, symbol: ClassSymbol, method: MethodSymbol): void {
  const { annotations, returns, parameters } = method;
  const report = (message: string): void => world.report(symbol.file, method.pos, message);
  const has = (name: string): boolean => annotationNamed(annotations, name) !== undefined;
  if (has('future')) {
    if (!method.static) report('Future methods must be declared as static');
    if (returns !== Types.Void) report(`Future methods do not support return type of ${returns.name}`);
    for (const { type } of parameters)
      if (!isPlain(type)) report(`Future methods do not support parameter type of ${type.name}`);
  }
  if (has('invocablemethod')) {
    if (!method.static) report('InvocableMethod methods must be declared as static');
    if (parameters.length > 1) report('Only one parameter is supported on methods with @Invocable annotation');
    for (const { type } of parameters)
      if (type !== Unknown && type.kind !== 'list')
        report(
          `Unsupported parameter type ${type.name}. Valid invocable parameters must be List types like List<T> where T is a supported type`,
        );
  }
  if (has('auraenabled') && !method.static) {
    if (!method.name.toLowerCase().startsWith('get'))
      report("Non static AuraEnabled methods must be named with a prefix 'get'");
    else if (parameters.length > 0) report('Non static AuraEnabled methods may not have parameters');
  }
  for (const verb of HTTP) {
    if (!has(verb)) continue;
    const name = annotationNamed(annotations, verb)?.name ?? verb;
    if (!method.static || method.access !== 'global') report(`${name} methods must be declared as global static`);
    if (annotationNamed(symbol.modifiers.annotations, 'restresource') === undefined)
      report(`Defining type for ${name} methods must be declared as RestResource`);
  }
  checkTests(symbol, method, report);
}

/** Values that a job can carry: primitives and collections of them (Apex Developer Guide, "Future Methods"). */
const isPlain = (type: TypeRef): boolean =>
  type === Unknown ||
  type.kind === 'primitive' ||
  ((type.kind === 'list' || type.kind === 'set' || type.kind === 'map') && type.args.every(isPlain));

function checkTests(symbol: ClassSymbol, method: MethodSymbol, report: (message: string) => void): void {
  const setup = annotationNamed(method.annotations, 'testsetup') !== undefined;
  const annotated = annotationNamed(method.annotations, 'istest') !== undefined || setup;
  if (annotated && !symbol.test)
    report(`Defining type for ${setup ? 'TestSetup' : 'IsTest'} methods must be declared as IsTest`);
  if (!annotated) return;
  if (!method.static) report('Test methods must be declared as static');
  if (method.returns !== Types.Void)
    report(
      setup
        ? 'Test setup method must return void'
        : `Test methods do not support return type of ${method.returns.name}`,
    );
  if (method.parameters.length > 0) report('Test methods must have no arguments');
}
