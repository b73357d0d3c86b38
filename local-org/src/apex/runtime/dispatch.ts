/** Calls by name: what the library, entry points and stubs use to reach user code. */
import { ApexObject, type ClassInfo, type MethodInfo } from './class-info.ts';
import { membersOf, slotsOf, type EmittedClass, type EmittedClassInfo, type EmittedField } from './emitted.ts';
import { ApexException } from './exception.ts';
import { platformCatalogue, platformNameOf } from './platform-types.ts';
import type { Program } from './program.ts';
import { platformFunction } from './registry.ts';
import type { ApexRuntime } from './runtime.ts';
import { supertypes } from './hierarchy.ts';
import { Types, type TypeRef } from './type-ref.ts';
import { ApexList, ApexMap, ApexSet, ApexSObject, box, unbox } from './values/index.ts';
import { isInstance, typeOfValue } from './types-at-run-time.ts';

/** The class and its superclasses of the org. */
export function* classChain(program: Program, info: ClassInfo): Generator<ClassInfo> {
  let current: ClassInfo | undefined = info;
  while (current !== undefined) {
    yield current;
    current = current.parent?.kind === 'class' ? program.find(current.parent.name) : undefined;
  }
}

function fits(
  program: Program,
  method: { readonly parameters: MethodInfo['parameters'] },
  args: readonly unknown[],
): number {
  let score = 0;
  for (const [index, parameter] of method.parameters.entries()) {
    const arg = args[index];
    if (arg === null || arg === undefined) continue;
    const own = typeOfValue(arg);
    if (own === parameter.type) score += 2;
    else if (isInstance(arg, parameter.type, program.directSupertypes)) score += 1;
    // Bare representations (a string for an Id, a number for a Double) are not typed at run time.
    else if (parameter.type.kind !== 'primitive' && own !== undefined && !isList(arg)) return -1;
  }
  return score;
}
const isList = (value: unknown): boolean =>
  value instanceof ApexList || value instanceof ApexSet || value instanceof ApexMap || value instanceof ApexSObject;

/** The best overload of that name and number of arguments along the superclasses. */
export function findMethod(
  program: Program,
  info: ClassInfo,
  name: string,
  args: readonly unknown[],
  isStatic: boolean,
): MethodInfo | undefined {
  let best: MethodInfo | undefined;
  let bestScore = -1;
  for (const current of classChain(program, info)) {
    for (const method of current.methods.get(name.toLowerCase()) ?? []) {
      if (method.static !== isStatic || method.parameters.length !== args.length) continue;
      const score = fits(program, method, args);
      if (score > bestScore) {
        best = method;
        bestScore = score;
      }
    }
  }
  return best;
}

/** `target.name(args)`. */
export function callMethod(rt: ApexRuntime, target: unknown, name: string, args: readonly unknown[]): unknown {
  if (target === null || target === undefined) {
    throw new ApexException('System.NullPointerException', 'Attempt to de-reference a null object');
  }
  if (target instanceof ApexObject && target.classInfo !== undefined) {
    const method = findMethod(rt.program, target.classInfo, name, args, false);
    if (method !== undefined) {
      const fn = membersOf(target)[method.member];
      if (fn !== undefined) return rt.guarded(() => fn.call(target, rt, ...args));
    }
    // The platform lets a static method implement its interfaces (trailheadapps/apex-recipes, QueueableRecipes.execute).
    const inStatic = staticMethod(rt, target.classInfo, name, args);
    if (inStatic !== undefined) return inStatic.call();
  }
  return callPlatform(rt, target, name, args);
}

function callPlatform(rt: ApexRuntime, target: unknown, name: string, args: readonly unknown[]): unknown {
  const waiting: TypeRef[] = [typeOfValue(target) ?? Types.Object];
  for (let type = waiting.shift(); type !== undefined; type = waiting.shift()) {
    const platform = platformCatalogue().find(platformNameOf(type) ?? '');
    const method = platform?.methods
      .get(name.toLowerCase())
      ?.find((one) => !one.static && one.parameters.length === args.length);
    if (method !== undefined) return platformFunction(method.key)(rt, target, ...args);
    waiting.push(...supertypes(type, rt.program.directSupertypes));
  }
  throw new ApexException('System.TypeException', `Method does not exist: ${name}`);
}

/** `Class.name(args)`. */
export function callStatic(rt: ApexRuntime, className: string, name: string, args: readonly unknown[]): unknown {
  const info = rt.program.find(className);
  const method = info === undefined ? undefined : staticMethod(rt, info, name, args);
  if (method === undefined) {
    throw new ApexException('System.TypeException', `Method does not exist: ${className}.${name}`);
  }
  return method.call();
}

function staticMethod(
  rt: ApexRuntime,
  info: ClassInfo,
  name: string,
  args: readonly unknown[],
): { readonly call: () => unknown } | undefined {
  const method = findMethod(rt.program, info, name, args, true);
  if (method === undefined) return undefined;
  for (const current of classChain(rt.program, info)) {
    const holder = rt.program.constructorOf(current);
    const fn = Object.hasOwn(holder, method.member) ? holder[method.member] : undefined;
    if (fn !== undefined) return { call: () => rt.guarded(() => fn.call(holder, rt, ...args)) };
  }
  return undefined;
}

/** `new T(args)`. */
export function newInstance(rt: ApexRuntime, type: TypeRef, args: readonly unknown[]): unknown {
  switch (type.kind) {
    case 'class': {
      const info = rt.program.find(type.name);
      if (info === undefined || info.kind !== 'class' || info.abstract) {
        throw new ApexException('System.TypeException', `${type.name} cannot be constructed`);
      }
      const made = info.constructors.find(
        (one) => one.parameters.length === args.length && fits(rt.program, one, args) >= 0,
      );
      if (made === undefined) {
        throw new ApexException(
          'System.TypeException',
          `Class ${type.name} must have a public or global no-arg constructor`,
        );
      }
      const object = new (rt.program.constructorOf(info))();
      const fn = membersOf(object)[made.member];
      rt.guarded(() => fn?.call(object.$begin(rt), rt, ...args));
      return object;
    }
    case 'list':
      return new ApexList(type);
    case 'set':
      return new ApexSet(type);
    case 'map':
      return new ApexMap(type);
    case 'sobject':
      return new ApexSObject(type.name);
    case 'platform': {
      const platform = platformCatalogue().find(platformNameOf(type) ?? '');
      const made = platform?.constructors.find((one) => one.parameters.length === args.length);
      if (made !== undefined) return platformFunction(made.key)(rt, ...args);
      break;
    }
    default:
  }
  throw new ApexException('System.TypeException', `${type.name} cannot be constructed`);
}

function fieldOf(program: Program, target: ApexObject, name: string): EmittedField | undefined {
  const own = target.classInfo;
  if (own === undefined) return undefined;
  for (const info of classChain(program, own)) {
    const found = (info as EmittedClassInfo).fields.get(name.toLowerCase());
    if (found !== undefined && !found.static) return found;
  }
  return undefined;
}

export function getField(rt: ApexRuntime, target: ApexObject, name: string): unknown {
  const field = fieldOf(rt.program, target, name);
  if (field === undefined) throw new ApexException('System.TypeException', `Field does not exist: ${name}`);
  const getter = field.get === null ? undefined : membersOf(target)[field.get];
  const value = getter === undefined ? slotsOf(target)[field.slot] : rt.guarded(() => getter.call(target, rt));
  return box(value ?? null, field.type);
}

export function putField(rt: ApexRuntime, target: ApexObject, name: string, value: unknown): void {
  const field = fieldOf(rt.program, target, name);
  if (field === undefined) throw new ApexException('System.TypeException', `Field does not exist: ${name}`);
  const bare = unbox(value);
  const setter = field.set === null ? undefined : membersOf(target)[field.set];
  if (setter === undefined) slotsOf(target)[field.slot] = bare;
  else rt.guarded(() => setter.call(target, rt, bare));
}

/** A static field's value, for coverage of tests and library lookups. */
export const staticSlot = (rt: ApexRuntime, made: EmittedClass, slot: string): unknown =>
  rt.st(rt.program.staticsNumber(made.classInfo.name))[slot];

/** Proxy whose every method, own and inherited, goes to `provider.handleMethodCall`. */
export function createStub(
  rt: ApexRuntime,
  info: ClassInfo,
  provider: ApexObject,
  typeValue: (type: TypeRef) => unknown,
): ApexObject {
  const base = info.kind === 'interface' ? ApexObject : rt.program.constructorOf(info);
  const stub = Object.create(base.prototype) as ApexObject;
  // What String.valueOf of a stub shows on the platform.
  stubs.set(stub, { className: info.name, provider });
  Object.defineProperty(stub, 'classInfo', { value: { ...info, name: `${info.name}__sfdc_ApexStub` } });
  for (const current of stubbed(rt.program, info)) {
    for (const overloads of current.methods.values()) {
      for (const method of overloads) {
        if (method.static || method.access === 'private' || Object.hasOwn(stub, method.member)) continue;
        Object.defineProperty(stub, method.member, {
          value: (caller: ApexRuntime, ...args: readonly unknown[]) =>
            stubCall(caller, stub, provider, method, args, typeValue),
        });
      }
    }
  }
  return stub;
}

/** Whom a stub stands for, and what answers its calls. */
interface StubFacts {
  readonly className: string;
  readonly provider: ApexObject;
}
const stubs = new WeakMap<ApexObject, StubFacts>();

/** Undefined for an object that Test.createStub did not make. */
export const stubFacts = (object: ApexObject): StubFacts | undefined => stubs.get(object);

function* stubbed(program: Program, info: ClassInfo): Generator<ClassInfo> {
  const seen = new Set<string>();
  const waiting: TypeRef[] = [info.type];
  for (let type = waiting.shift(); type !== undefined; type = waiting.shift()) {
    const current = type.kind === 'class' ? program.find(type.name) : undefined;
    if (current === undefined || seen.has(current.name)) continue;
    seen.add(current.name);
    yield current;
    waiting.push(...program.directSupertypes(type));
  }
}

function stubCall(
  rt: ApexRuntime,
  stub: ApexObject,
  provider: ApexObject,
  method: MethodInfo,
  args: readonly unknown[],
  typeValue: (type: TypeRef) => unknown,
): unknown {
  const list = (type: TypeRef, items: unknown[]): ApexList => ApexList.of(type, items);
  const systemType = platformCatalogue().parse('Type', []);
  const result = rt.callMethod(provider, 'handleMethodCall', [
    stub,
    method.name,
    typeValue(method.returns),
    list(
      systemType,
      method.parameters.map((one) => typeValue(one.type)),
    ),
    list(
      Types.String,
      method.parameters.map((one) => one.name),
    ),
    list(
      Types.Object,
      args.map((arg, index) => box(arg, method.parameters[index]?.type ?? Types.Object)),
    ),
  ]);
  return method.returns === Types.Void ? undefined : rt.cast(result, method.returns);
}
