/** System.Assert and the older System.assert methods. */
import type { Runtime } from '../runtime/context.ts';
import { textOf, valuesEqual, type TypeValue } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { assertionFailure } from './exceptions.ts';

function fail(detail: string, message: string | null | undefined): never {
  const text = message === null || message === undefined ? '' : `: ${message}`;
  throw assertionFailure(`Assertion Failed${text}${detail === '' ? '' : `: ${detail}`}`);
}

/**
 * Counts the assertion, and says whether it holds. A test run can turn one assertion of a method round (`invertAssertion`, its number),
 * to prove that the method would notice.
 */
function holds(rt: Runtime, condition: boolean): boolean {
  if (!rt.test) return condition;
  const { values } = rt.test;
  const number = Number(values.get('assertions') ?? 0) + 1;
  values.set('assertions', number);
  return values.get('invertAssertion') === number ? !condition : condition;
}

function areEqual(rt: Runtime, expected: unknown, actual: unknown, message?: string | null): void {
  if (!holds(rt, valuesEqual(expected, actual))) {
    fail(`Expected: ${textOf(rt, expected)}, Actual: ${textOf(rt, actual)}`, message);
  }
}

function areNotEqual(rt: Runtime, unwanted: unknown, actual: unknown, message?: string | null): void {
  if (!holds(rt, !valuesEqual(unwanted, actual))) fail(`Same value: ${textOf(rt, actual)}`, message);
}

function isTrue(rt: Runtime, condition: boolean | null, message?: string | null): void {
  if (!holds(rt, condition === true)) fail('Expected: true, Actual: false', message);
}

function ofType(rt: Runtime, value: unknown, type: TypeValue, wanted: boolean, message?: string | null): void {
  const is = value !== null && value !== undefined && rt.instanceOf(value, notNull(type).type);
  const found = rt.typeOf(value)?.name ?? 'null';
  if (!holds(rt, is === wanted)) {
    fail(wanted ? `Expected: ${type.name}, Actual: ${found}` : `Unexpected instance of: ${type.name}`, message);
  }
}

const said = (rt: Runtime, message: unknown): string | null =>
  message === null || message === undefined ? null : textOf(rt, message);

export const assertFunctions = {
  'System.Assert.areEqual(Object,Object)': (rt: Runtime, expected: unknown, actual: unknown) =>
    areEqual(rt, expected, actual),
  'System.Assert.areEqual(Object,Object,String)': (
    rt: Runtime,
    expected: unknown,
    actual: unknown,
    message: string | null,
  ) => areEqual(rt, expected, actual, message),
  'System.Assert.areNotEqual(Object,Object)': (rt: Runtime, unwanted: unknown, actual: unknown) =>
    areNotEqual(rt, unwanted, actual),
  'System.Assert.areNotEqual(Object,Object,String)': (
    rt: Runtime,
    unwanted: unknown,
    actual: unknown,
    message: string | null,
  ) => areNotEqual(rt, unwanted, actual, message),
  'System.Assert.fail()': (rt: Runtime): void => {
    if (!holds(rt, false)) fail('', null);
  },
  'System.Assert.fail(String)': (rt: Runtime, message: string | null): void => {
    if (!holds(rt, false)) fail('', message);
  },
  'System.Assert.isTrue(Boolean)': (rt: Runtime, condition: boolean | null) => isTrue(rt, condition),
  'System.Assert.isTrue(Boolean,String)': (rt: Runtime, condition: boolean | null, message: string | null) =>
    isTrue(rt, condition, message),
  'System.Assert.isFalse(Boolean)': (rt: Runtime, condition: boolean | null) => isFalse(rt, condition),
  'System.Assert.isFalse(Boolean,String)': (rt: Runtime, condition: boolean | null, message: string | null) =>
    isFalse(rt, condition, message),
  'System.Assert.isNull(Object)': (rt: Runtime, value: unknown) => isNull(rt, value),
  'System.Assert.isNull(Object,String)': (rt: Runtime, value: unknown, message: string | null) =>
    isNull(rt, value, message),
  'System.Assert.isNotNull(Object)': (rt: Runtime, value: unknown) => isNotNull(rt, value),
  'System.Assert.isNotNull(Object,String)': (rt: Runtime, value: unknown, message: string | null) =>
    isNotNull(rt, value, message),
  'System.Assert.isInstanceOfType(Object,Type)': (rt: Runtime, value: unknown, type: TypeValue) =>
    ofType(rt, value, type, true),
  'System.Assert.isInstanceOfType(Object,Type,String)': (
    rt: Runtime,
    value: unknown,
    type: TypeValue,
    message: string | null,
  ) => ofType(rt, value, type, true, message),
  'System.Assert.isNotInstanceOfType(Object,Type)': (rt: Runtime, value: unknown, type: TypeValue) =>
    ofType(rt, value, type, false),
  'System.Assert.isNotInstanceOfType(Object,Type,String)': (
    rt: Runtime,
    value: unknown,
    type: TypeValue,
    message: string | null,
  ) => ofType(rt, value, type, false, message),

  'System.System.assert(Boolean)': (rt: Runtime, condition: boolean | null) => plain(rt, condition),
  'System.System.assert(Boolean,Object)': (rt: Runtime, condition: boolean | null, message: unknown) =>
    plain(rt, condition, said(rt, message)),
  'System.System.assertEquals(Object,Object)': (rt: Runtime, expected: unknown, actual: unknown) =>
    areEqual(rt, expected, actual),
  'System.System.assertEquals(Object,Object,Object)': (
    rt: Runtime,
    expected: unknown,
    actual: unknown,
    message: unknown,
  ) => areEqual(rt, expected, actual, said(rt, message)),
  'System.System.assertNotEquals(Object,Object)': (rt: Runtime, unwanted: unknown, actual: unknown) =>
    areNotEqual(rt, unwanted, actual),
  'System.System.assertNotEquals(Object,Object,Object)': (
    rt: Runtime,
    unwanted: unknown,
    actual: unknown,
    message: unknown,
  ) => areNotEqual(rt, unwanted, actual, said(rt, message)),
};

function isFalse(rt: Runtime, condition: boolean | null, message?: string | null): void {
  if (!holds(rt, condition === false)) fail('Expected: false, Actual: true', message);
}

function isNull(rt: Runtime, value: unknown, message?: string | null): void {
  if (!holds(rt, value === null || value === undefined)) fail(`Expected: null, Actual: ${textOf(rt, value)}`, message);
}

function isNotNull(rt: Runtime, value: unknown, message?: string | null): void {
  if (!holds(rt, value !== null && value !== undefined)) fail('Same value: null', message);
}

/** System.assert says nothing about values. */
function plain(rt: Runtime, condition: boolean | null, message?: string | null): void {
  if (!holds(rt, condition === true)) fail('', message);
}
