/**
 * What traced code tells the debug log beside methods: statements, variables and methods of the platform (Help, "Debug Log Levels":
 * STATEMENT_EXECUTE at Apex Code FINER; VARIABLE_SCOPE_BEGIN and VARIABLE_ASSIGNMENT at Apex Code FINEST; SYSTEM_METHOD_ENTRY, SYSTEM_METHOD_EXIT
 * and their kin of constructors at System FINE). Only code that was compiled for tracing calls these; HEAP_ALLOCATE, VARIABLE_SCOPE_END and
 * SYSTEM_MODE_ENTER are not written, because nothing here happens when the platform writes them.
 */
import type { DebugLog } from './debug-log.ts';
import type { BoundPlatformFunction } from './registry.ts';
import type { ApexRuntime } from './runtime.ts';
import { ApexList, ApexMap, ApexSet } from './values/index.ts';
import { toWire } from './wire.ts';

/** Whether a log asks for more than untraced code tells. */
export const wantsTracedCode = (log: Pick<DebugLog, 'wants'>): boolean =>
  log.wants('APEX_CODE', 'FINER') || log.wants('SYSTEM', 'FINE');

/** The platform shortens what is longer. */
const MOST_OF_A_VALUE = 512;
const addresses = new WeakMap<object, string>();
let lastAddress = 0x10000000;

/** Tells objects apart, as the platform's addresses do. */
function addressOf(value: object): string {
  let address = addresses.get(value);
  if (address === undefined) {
    lastAddress += 8;
    address = `0x${lastAddress.toString(16)}`;
    addresses.set(value, address);
  }
  return address;
}

/** The value as JSON, its text shortened; for what has no JSON form the address alone. */
function shownValue(rt: ApexRuntime, value: unknown): readonly string[] {
  if (value === null || value === undefined) return ['null'];
  const address = typeof value === 'object' && !('unscaled' in value) ? addressOf(value) : null;
  let text: string;
  try {
    text = JSON.stringify(toWire(rt, value));
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    return [address ?? ''];
  }
  const more = text.length - MOST_OF_A_VALUE;
  const shown = more > 0 ? `${text.slice(0, MOST_OF_A_VALUE)} (${String(more)} more) ...` : text;
  return address === null ? [shown] : [shown, address];
}

/** The functions that traced code calls, as the loader hands them out. */
export const tracing = {
  statement: (rt: ApexRuntime): void => rt.logged('STATEMENT_EXECUTE'),
  /** A variable comes into scope: its name, its type, and whether that is a reference; local variables are never static. */
  declared: (rt: ApexRuntime, name: string, type: string, isReference: boolean): void =>
    rt.logged('VARIABLE_SCOPE_BEGIN', name, type, String(isReference), 'false'),
  /** Gives the value that was assigned. */
  assigned: <T>(rt: ApexRuntime, name: string, value: T): T => {
    if (rt.debugLog?.wants('APEX_CODE', 'FINEST') === true)
      rt.logged('VARIABLE_ASSIGNMENT', name, ...shownValue(rt, value));
    return value;
  },
} as const;

/** A method of the platform's library that tells of its calls; properties are read untold, as on the platform. */
export function tracedFunction(key: string, work: BoundPlatformFunction): BoundPlatformFunction {
  if (/^[gs]et /.test(key)) return work;
  const isConstructor = key.startsWith('new ');
  const kind = isConstructor ? 'SYSTEM_CONSTRUCTOR' : 'SYSTEM_METHOD';
  const parameters = key.slice(key.indexOf('('));
  // Types of namespace System go without it, as in code.
  const method = key.slice(0, -parameters.length).replace(/^System\.(?=\w+\.)/, '');
  const name = method.slice(method.lastIndexOf('.') + 1);
  const signature = (self: unknown): string => {
    if (isConstructor) return `<init>${parameters}`;
    if (self instanceof ApexList || self instanceof ApexSet || self instanceof ApexMap)
      return `${self.type.name}.${name}${parameters}`;
    return `${method}${parameters}`;
  };
  return (rt, ...args) => {
    const shown = signature(args[0]);
    rt.logged(`${kind}_ENTRY`, shown);
    const result: unknown = work(rt, ...args);
    rt.logged(`${kind}_EXIT`, shown);
    return result;
  };
}
