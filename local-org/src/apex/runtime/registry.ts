/** Where the platform library puts its implementations and the emitted code finds them. */
import { Unsupported } from '../../engine/errors.ts';
import type { Runtime } from './context.ts';

/**
 * Static members and constructors: `(rt, ...args)`; instance members: `(rt, self, ...args)`. Under a key without parenthesis
 * (all overloads) the declared parameter type names come as one last argument, `readonly string[]`.
 */
export type PlatformFunction = (rt: Runtime, ...args: readonly never[]) => unknown;
export type BoundPlatformFunction = (rt: Runtime, ...args: readonly unknown[]) => unknown;

const implementations = new Map<string, BoundPlatformFunction>();
const missing = new Map<string, number>();

/**
 * Registers implementations under resolved signatures: `System.String.valueOf(Object)`, `new System.HttpRequest()`,
 * `get System.RestContext.request`, `set System.RestContext.request`, or `System.Math.abs` for all overloads. A second registration of a key throws.
 */
export function implement(functions: Readonly<Record<string, PlatformFunction>>): void {
  for (const [signature, fn] of Object.entries(functions)) {
    const key = signature.toLowerCase();
    if (implementations.has(key)) throw new Error(`${signature} is implemented twice`);
    implementations.set(key, fn as BoundPlatformFunction);
  }
}

/** Whether the library answers this signature (used for coverage reports and by the compiler's tests). */
export function isImplemented(signature: string): boolean {
  return find(signature) !== undefined;
}

function find(signature: string): BoundPlatformFunction | undefined {
  const key = signature.toLowerCase();
  const exact = implementations.get(key);
  if (exact !== undefined) return exact;
  const paren = key.indexOf('(');
  if (paren < 0) return undefined;
  const overloads = implementations.get(key.slice(0, paren));
  if (overloads === undefined) return undefined;
  const inside = signature.slice(paren + 1, -1);
  const parameters: readonly string[] = Object.freeze(splitParameters(inside));
  return withParameters(overloads, parameters);
}

/** The parameter names as one last argument. Most members are called with three arguments at most: no list is made for those. */
function withParameters(overloads: BoundPlatformFunction, parameters: readonly string[]): BoundPlatformFunction {
  return (rt, ...args) => {
    switch (args.length) {
      case 0:
        return overloads(rt, parameters);
      case 1:
        return overloads(rt, args[0], parameters);
      case 2:
        return overloads(rt, args[0], args[1], parameters);
      case 3:
        return overloads(rt, args[0], args[1], args[2], parameters);
      default:
        return overloads(rt, ...args, parameters);
    }
  };
}

/** `String,Map<Id,SObject>` → two names. */
export function splitParameters(text: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '<') depth++;
    else if (c === '>') depth--;
    else if (c === ',' && depth === 0) {
      names.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  if (text.trim() !== '') names.push(text.slice(start).trim());
  return names;
}

/** The implementation of a resolved signature; a missing one throws `Unsupported('Apex …')` when it is called, and is counted. */
export function platformFunction(signature: string): BoundPlatformFunction {
  const found = find(signature);
  if (found !== undefined) return found;
  return () => {
    missing.set(signature, (missing.get(signature) ?? 0) + 1);
    throw new Unsupported(`Apex ${signature}`);
  };
}

/** Signatures that were called and are not implemented, with the number of calls. */
export const missingPlatformFunctions = (): ReadonlyMap<string, number> => missing;
