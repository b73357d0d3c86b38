/** Splits statements into chunks and runs each in a savepoint: all or none, or partial success with retries. */
import { OrgError } from '../engine/errors.ts';
import type { Transaction } from '../engine/ports.ts';
import type { DmlError, SaveResult } from '../engine/records.ts';
import type { SObjectDef } from '../schema/types.ts';

/** Trigger chunk size (Apex Developer Guide, "Bulk Triggers"). */
const CHUNK_SIZE = 200;
/** Apex Developer Guide, "Bulk DML Exception Handling": attempts with the failed rows left out. */
const MAX_ATTEMPTS = 3;

/** One item of a statement: its place in the caller's list, its object and, for updates, its id. */
export interface Item {
  readonly index: number;
  readonly object: SObjectDef;
  readonly id: string | null;
}

/** What one item came to. */
export interface Outcome {
  readonly id: string | null;
  readonly errors: readonly DmlError[];
}

/** How a statement runs. */
export interface Statement {
  readonly allOrNone: boolean;
  readonly transaction: Transaction;
  /** What good rows say when all-or-none undid them: an error for API clients, nothing for Apex, whose exception lists bad rows only. */
  readonly undone: readonly DmlError[];
  /** Remembers governor counters; what it gives back sets them to what they were. */
  readonly checkpoint: () => () => void;
}

/** Neighbours of one object, at most 200, no id twice. */
export function chunksOf<T extends Item>(items: readonly T[]): readonly (readonly T[])[] {
  const chunks: T[][] = [];
  let ids = new Set<string>();
  for (const item of items) {
    const current = chunks.at(-1);
    const fits =
      current !== undefined &&
      current[0]?.object === item.object &&
      current.length < CHUNK_SIZE &&
      !(item.id !== null && ids.has(item.id));
    if (fits) current.push(item);
    else {
      chunks.push([item]);
      ids = new Set();
    }
    if (item.id !== null) ids.add(item.id);
  }
  return chunks;
}

/** Runs `work` in a savepoint that is undone when it throws or when `keep` says so. */
export function inSavepoint<T>(transaction: Transaction, work: () => T, keep: (result: T) => boolean): T {
  const savepoint = transaction.savepoint();
  transaction.begin();
  let result: T;
  try {
    result = work();
  } catch (cause) {
    transaction.rollbackTo(savepoint);
    transaction.releaseSavepoint(savepoint);
    throw cause;
  }
  if (!keep(result)) transaction.rollbackTo(savepoint);
  transaction.releaseSavepoint(savepoint);
  return result;
}

/**
 * Runs a statement. With `allOrNone` the first failing chunk undoes everything and the other rows say so. Otherwise a chunk with
 * failures is undone and run again without the failed rows, at most three times; triggers run again each time.
 */
export function runStatement<T extends Item>(
  items: readonly T[],
  statement: Statement,
  attempt: (chunk: readonly T[]) => readonly Outcome[],
): readonly SaveResult[] {
  const { allOrNone, transaction } = statement;
  const outcomes = new Map<number, Outcome>();
  const isClean = (results: readonly Outcome[]): boolean => results.every((result) => result.errors.length === 0);
  const chunks = chunksOf(items);
  if (allOrNone) {
    inSavepoint(
      transaction,
      () => {
        for (const chunk of chunks) {
          const results = attempt(chunk);
          results.forEach((result, place) => outcomes.set(chunk[place]?.index ?? -1, result));
          if (!isClean(results)) return false;
        }
        return true;
      },
      (clean) => clean,
    );
  } else {
    for (const chunk of chunks) runPartially(chunk, statement, attempt, outcomes);
  }
  const failed = allOrNone && ![...outcomes.values()].every((outcome) => outcome.errors.length === 0);
  return items.map((item) => resultOf(outcomes.get(item.index), failed, statement.undone));
}

function runPartially<T extends Item>(
  chunk: readonly T[],
  { transaction, checkpoint }: Statement,
  attempt: (chunk: readonly T[]) => readonly Outcome[],
  outcomes: Map<number, Outcome>,
): void {
  // "During the second and third attempts, governor limits are reset to their original state before the first attempt."
  const resetLimits = checkpoint();
  let remaining = chunk;
  for (let count = 1; remaining.length > 0; count += 1) {
    const results = inSavepoint(
      transaction,
      () => attempt(remaining),
      (all) => all.every((result) => result.errors.length === 0),
    );
    const good: T[] = [];
    results.forEach((result, place) => {
      const item = remaining[place];
      if (item === undefined) return;
      outcomes.set(item.index, result);
      if (result.errors.length === 0) good.push(item);
    });
    if (good.length === remaining.length) return;
    if (count === MAX_ATTEMPTS) {
      throw new OrgError(
        'UNKNOWN_EXCEPTION',
        'Too many batch retries in the presence of Apex triggers and partial failures.',
      );
    }
    remaining = good;
    resetLimits();
  }
}

function resultOf(outcome: Outcome | undefined, failed: boolean, undone: readonly DmlError[]): SaveResult {
  if (outcome !== undefined && outcome.errors.length > 0) return { id: null, success: false, errors: outcome.errors };
  if (failed || outcome === undefined) return { id: null, success: false, errors: undone };
  return { id: outcome.id, success: true, errors: [] };
}
