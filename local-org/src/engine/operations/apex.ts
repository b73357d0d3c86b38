/** Apex for clients: pages, REST resources, anonymous code, tests. */
import { Unsupported } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
import type { OperationContext } from './context.ts';

export interface AnonymousResult {
  readonly compiled: boolean;
  readonly success: boolean;
  readonly line: number;
  readonly column: number;
  readonly compileProblem: string | null;
  readonly exceptionMessage: string | null;
  readonly exceptionStackTrace: string | null;
  /** The debug log. */
  readonly log: string;
}

export interface ApexRestInput {
  readonly method: string;
  /** After `/services/apexrest`. */
  readonly path: string;
  readonly parameters: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  readonly origin: string;
  readonly remoteAddress: string;
}

export interface ApexRestAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | string;
}

/** One `@AuraEnabled` call of a page. */
export function apexAura(
  _input: {
    readonly className: string;
    readonly method: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly cacheableOnly: boolean;
  },
  _context: OperationContext,
): Json {
  throw new Unsupported('Apex');
}

/** One call of a `@RestResource`. */
export function apexRest(_input: ApexRestInput, _context: OperationContext): ApexRestAnswer {
  throw new Unsupported('Apex');
}

/** Anonymous Apex. */
export function executeAnonymous(_input: { readonly source: string }, _context: OperationContext): AnonymousResult {
  throw new Unsupported('Apex');
}

/** Apex tests, synchronously. */
export function runTests(
  _input: {
    readonly testLevel: string;
    readonly classes: readonly { readonly name: string; readonly methods: readonly string[] | null }[];
  },
  _context: OperationContext,
): JsonObject {
  throw new Unsupported('Apex tests');
}
