/** REST resource `composite`: dependent requests in one transaction. */
import { OrgError } from '../errors.ts';
import type { ErrorReport } from '../messages.ts';
import { reportOf } from '../worker-loop.ts';
import type { OperationContext } from './context.ts';

/** One request, already translated to an operation; strings of the input may hold `@{referenceId.path}`. */
export interface CompositeStep {
  readonly referenceId: string;
  readonly operation: string;
  readonly input: unknown;
  /** False for GET: no savepoint is needed. */
  readonly writes: boolean;
}

export type CompositeOutcome =
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly error: ErrorReport }
  | { readonly kind: 'halted' };

const LIMIT = 25;
const REFERENCE = /@\{([A-Za-z0-9_]+)((?:\.[A-Za-z0-9_]+|\[\d+\])*)\}/g;

/**
 * Runs the steps in order. With `allOrNone` the first failure takes everything back and the others read "halted"; without, a failed
 * step is taken back alone and steps that refer to it fail.
 */
export function composite(
  input: { readonly allOrNone: boolean; readonly steps: readonly CompositeStep[] },
  context: OperationContext,
): readonly CompositeOutcome[] {
  if (input.steps.length > LIMIT) throw new OrgError('INVALID_INPUT', `The maximum number of subrequests is ${LIMIT}.`);
  const outputs = new Map<string, unknown>();
  const outcomes: CompositeOutcome[] = [];
  const start = input.allOrNone && input.steps.some((step) => step.writes) ? context.transaction.savepoint() : null;
  for (const step of input.steps) {
    const savepoint = step.writes && !input.allOrNone ? context.transaction.savepoint() : null;
    try {
      const output = context.perform(step.operation, resolveReferences(step.input, outputs));
      outputs.set(step.referenceId, output);
      outcomes.push({ kind: 'done', output });
      if (savepoint !== null) context.transaction.releaseSavepoint(savepoint);
    } catch (cause) {
      const error = reportOf(cause);
      if (error.internal) throw cause;
      if (savepoint !== null) context.transaction.rollbackTo(savepoint);
      outcomes.push({ kind: 'failed', error });
      if (!input.allOrNone) continue;
      if (start !== null) context.transaction.rollbackTo(start);
      const failedAt = outcomes.length - 1;
      return input.steps.map((_, index) => (index === failedAt ? { kind: 'failed', error } : { kind: 'halted' }));
    }
  }
  return outcomes;
}

/** Replaces `@{ref.path}` in every string of a value by what earlier steps answered. */
export function resolveReferences(value: unknown, outputs: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') {
    return value.includes('@{')
      ? value.replace(REFERENCE, (_, name: string, path: string) => lookUp(name, path, outputs))
      : value;
  }
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item, outputs));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveReferences(item, outputs)]));
  }
  return value;
}

function lookUp(name: string, path: string, outputs: ReadonlyMap<string, unknown>): string {
  if (!outputs.has(name)) {
    throw new OrgError('PROCESSING_HALTED', `Invalid reference specified. No value for ${name}${path} found.`);
  }
  let value: unknown = outputs.get(name);
  for (const part of path.match(/[A-Za-z0-9_]+/g) ?? []) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
  }
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new OrgError(
      'PROCESSING_HALTED',
      `Invalid reference specified. No value for ${name}${path} found in ${name}.`,
    );
  }
  return String(value);
}
