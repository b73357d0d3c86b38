/** `$`: what emitted units find at load and through functions that are too rare or too big to be emitted in line. */
import { ApexObject } from './class-info.ts';
import type { CompiledUnit, EmittedClass, FrameInfo } from './emitted.ts';
import { ApexException, ExceptionObject } from './exception.ts';
import { operators } from './operators.ts';
import type { Program, RawClassInfo } from './program.ts';
import { platformFunction, type BoundPlatformFunction } from './registry.ts';
import type { ApexRuntime } from './runtime.ts';
import { tracedFunction, tracing } from './tracing.ts';
import { classType, listOf, mapOf, platformType, setOf, sobjectType, Types, type TypeRef } from './type-ref.ts';
import {
  ApexList,
  ApexMap,
  ApexSet,
  ApexSObject,
  Decimal,
  hashOf,
  looseEqual,
  platformEnum,
  platformEnumValues,
  sobjectFieldToken,
  sobjectTypeToken,
  typeValue,
  valuesEqual,
  type EnumValue,
} from './values/index.ts';

/** `new Object()`. */
class PlainObject extends ApexObject {}

/** The class made for an enum: nothing but its description. */
function enumClass(): EmittedClass {
  return class extends ApexObject {} as unknown as EmittedClass;
}

const noEnum = (constant: string | null): never => {
  throw new ApexException('System.NoSuchElementException', `No enum constant: ${constant ?? 'null'}`);
};

const shared = {
  operators,
  Types,
  listOf,
  setOf,
  mapOf,
  sobjectType,
  classType,
  platformType,
  typeValue,
  platformEnum,
  sobjectTypeToken,
  sobjectFieldToken,
  Decimal,
  ApexList,
  ApexSet,
  ApexMap,
  ApexObject,
  ExceptionObject,
  PlainObject,
  platformEnumList: (name: string): ApexList => ApexList.of(platformType(name), [...(platformEnumValues(name) ?? [])]),
  platformEnumNamed: (name: string, constant: string | null): EnumValue =>
    platformEnumValues(name)?.find((one) => one.name.toLowerCase() === constant?.toLowerCase()) ?? noEnum(constant),
  setItem: (list: ApexList, index: number, value: unknown): unknown => {
    list.set(index, value);
    return value;
  },
  assign: (setter: BoundPlatformFunction, rt: ApexRuntime, target: unknown, value: unknown): unknown => {
    setter(rt, target, value);
    return value;
  },
  assignStatic: (setter: BoundPlatformFunction, rt: ApexRuntime, value: unknown): unknown => {
    setter(rt, value);
    return value;
  },
  putField: (record: ApexSObject, field: string, value: unknown): unknown => {
    record.put(field, value);
    return value;
  },
  putParent: (record: ApexSObject, name: string, value: ApexSObject | null): unknown => {
    record.putParent(name, value);
    return value;
  },
  /** A method of a platform interface: the user's when the object is the user's. */
  invoke: (
    rt: ApexRuntime,
    fn: BoundPlatformFunction,
    target: unknown,
    name: string,
    args: readonly unknown[],
  ): unknown =>
    target instanceof ApexObject && rt.findMethod(target, name, args.length) !== undefined
      ? rt.callMethod(target, name, args)
      : fn(rt, target, ...args),
  hashCode: (rt: ApexRuntime, value: unknown): unknown =>
    value instanceof ApexObject && rt.findMethod(value, 'hashCode', 0) !== undefined
      ? rt.callMethod(value, 'hashCode', [])
      : hashOf(value),
  equals: (rt: ApexRuntime, value: unknown, other: unknown): unknown =>
    typeof value === 'string' ? valuesEqual(value, other) : looseEqual(rt, value, other),
  cloneObject: (value: ApexObject): ApexObject =>
    Object.assign(Object.create(Object.getPrototypeOf(value) as object) as ApexObject, value),
  /** Message and cause of a custom exception, in either order of types. */
  describeException: (target: ExceptionObject, args: readonly unknown[]): void => {
    for (const arg of args) {
      if (typeof arg === 'string') target.message = arg;
      else if (arg instanceof ExceptionObject) target.cause = arg;
    }
    if (target.message === null && target.cause !== null) {
      target.message = `${target.cause.typeName}: ${target.cause.message ?? 'Script-thrown exception'}`;
    }
  },
  beginException: (rt: ApexRuntime, target: ExceptionObject, name: string): void => {
    target.typeName = name;
    rt.traced(target, `Class.${name}.<init>`);
  },
  listOfSize: (type: TypeRef, size: number | null): ApexList => {
    const count = operators.n(size);
    return new ApexList(type, new Array<unknown>(count).fill(null));
  },
  newSet: (type: TypeRef, items: readonly unknown[]): ApexSet => new ApexSet(type, items),
  newMap: (type: TypeRef, pairs: readonly (readonly [unknown, unknown])[]): ApexMap => new ApexMap(type, pairs),
  newRecord: (type: string, fields: readonly (readonly [string, unknown])[]): ApexSObject => {
    const record = new ApexSObject(type);
    for (const [name, value] of fields) record.put(name, value);
    return record;
  },
  fieldsOf: (rt: ApexRuntime, object: string): unknown =>
    platformFunction('get Schema.DescribeSObjectResult.Fields')(
      rt,
      platformFunction('Schema.SObjectType.getDescribe()')(rt, sobjectTypeToken(object)),
    ),
  whenSet: (value: unknown, convert: (value: unknown) => unknown): unknown => (value === null ? null : convert(value)),
  doubleToInteger: (value: number): number => Math.trunc(value) | 0,
  doubleToLong: (value: number): bigint => BigInt.asIntN(64, BigInt(Math.trunc(value))),
  label: (rt: ApexRuntime, name: string): string => rt.label(name),
  /** Runs a dynamic query whose `:binds` are variables of the calling code. */
  withBinds: (rt: ApexRuntime, binds: Readonly<Record<string, () => unknown>>, work: () => unknown): unknown =>
    rt.withBinds(binds, work),
} as const;

/** The loader of one unit. */
export function makeLoader(program: Program, unit: CompiledUnit, coverage: Uint32Array): object {
  return {
    ...shared,
    coverage,
    library: platformFunction,
    tracedLibrary: (key: string): BoundPlatformFunction => tracedFunction(key, platformFunction(key)),
    tracing,
    reference: (name: string): (() => EmittedClass) => {
      let made: EmittedClass | undefined;
      // A script refers to itself by its own name, which a class may have too.
      return () => (made ??= program.load(name, name === unit.name ? unit.kind : 'class'));
    },
    staticsNumber: (name: string): number => program.staticsNumber(name),
    frame: (label: string, className: string, signature: string): FrameInfo =>
      program.frame(label, className, signature),
    describe: (made: EmittedClass, raw: RawClassInfo): EmittedClass => program.describe(made, raw),
    enumClass: (raw: RawClassInfo): EmittedClass => program.describe(enumClass(), raw),
    userEnum: (name: string, constant: string, ordinal: number): EnumValue =>
      program.enumValue(name, constant, ordinal),
    userEnumValues: (name: string): ApexList => ApexList.of(classType(name), [...program.enumValues(name)]),
    userEnumNamed: (name: string, constant: string | null): EnumValue =>
      (constant === null ? undefined : program.enumConstant(name, constant)) ?? noEnum(constant),
  };
}
