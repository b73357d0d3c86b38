/** The modules a script can import. Functions that a module has and this folder lacks refuse by name when they are called. */
import { Unsupported } from '../../engine/errors.ts';
import type { Host } from '../evaluator/host.ts';
import type { NamedType } from '../evaluator/scope.ts';
import type { Value } from '../values/value.ts';
import { arrays } from './arrays.ts';
import { coercions, types } from './coercions.ts';
import { refusedFunctions } from './refused-functions.ts';
import { runtime, values } from './control.ts';
import { coreCollections } from './core-collections.ts';
import { coreTexts } from './core-texts.ts';
import { dates, periods, timer } from './dates.ts';
import { builtIn, type FunctionTable } from './signatures.ts';
import { binaries, crypto, math, mathConstants, numbers, objects } from './small-modules.ts';
import { strings } from './strings.ts';
import { url } from './url.ts';

/** The modules of one run. */
export interface ModuleTable {
  has(name: string): boolean;
  /** Functions and constants by name. Throws for a module that there is not. */
  values(name: string): ReadonlyMap<string, Value>;
  types(name: string): ReadonlyMap<string, NamedType>;
}

/** Overloads of one name in two tables. */
function joined(first: FunctionTable, second: FunctionTable): FunctionTable {
  const both: Record<string, FunctionTable[string]> = { ...first };
  for (const [name, overloads] of Object.entries(second)) both[name] = [...(both[name] ?? []), ...overloads];
  return both;
}

const tables: Readonly<Record<string, (host: Host) => FunctionTable>> = {
  'dw::Core': (host) => joined(coreCollections, coreTexts(host)),
  'dw::core::Strings': strings,
  'dw::core::Arrays': () => arrays,
  'dw::core::Objects': () => objects,
  'dw::core::Numbers': () => numbers,
  'dw::core::Dates': dates,
  'dw::core::Periods': () => periods,
  'dw::core::Types': () => types,
  'dw::core::Binaries': () => binaries,
  'dw::core::URL': () => url,
  'dw::util::Coercions': () => coercions,
  'dw::util::Math': () => math,
  'dw::util::Timer': timer,
  'dw::util::Values': () => values,
  'dw::Crypto': () => crypto,
  'dw::Runtime': () => runtime,
};

const constants: Readonly<Record<string, Readonly<Record<string, Value>>>> = { 'dw::util::Math': mathConstants };

/** All modules that can be imported. */
export const moduleNames: ReadonlySet<string> = new Set([...Object.keys(tables), ...Object.keys(refusedFunctions)]);

function refusal(module: string, name: string): Value {
  return {
    k: 'function',
    name,
    arity: 3,
    takesFunction: () => false,
    call: () => {
      throw new Unsupported(`DataWeave.${name}`, `a function of ${module}`);
    },
  };
}

function valuesOf(module: string, host: Host): ReadonlyMap<string, Value> {
  const table = tables[module]?.(host) ?? {};
  const made = new Map<string, Value>(Object.entries(constants[module] ?? {}));
  for (const [name, overloads] of Object.entries(table)) made.set(name, builtIn(name, overloads));
  for (const name of refusedFunctions[module] ?? []) made.set(name, refusal(module, name));
  return made;
}

/** The modules, their functions made when they are first asked for. */
export function modules(host: Host): ModuleTable {
  const made = new Map<string, ReadonlyMap<string, Value>>();
  return {
    has: (name) => moduleNames.has(name),
    values: (name) => {
      const known = made.get(name);
      if (known) return known;
      const own = valuesOf(name, host);
      made.set(name, own);
      return own;
    },
    types: () => new Map(),
  };
}
