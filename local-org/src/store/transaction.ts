/**
 * One transaction of the org. BEGIN IMMEDIATE only at the first write, so a request that only reads takes no lock, and a transaction
 * that starts by reading can never die of a stale snapshot (ARCHITECTURE rule 9).
 */
import { OrgError } from '../engine/errors.ts';
import type { Store, Transaction, UserContext } from '../engine/ports.ts';
import { indexPending } from './full-text.ts';

/** A transaction with the ends that only its owner (the request pipeline, the job runner, the test runner) may call. */
export interface OwnedTransaction extends Transaction {
  /** Savepoints set and neither released nor rolled past. A callout is refused while one is active. */
  readonly activeSavepoints: number;
  /** Commits, then runs the after-commit work in order. A failing piece of work does not undo the commit: its error is thrown. */
  commit(): void;
  /** Undoes every write and drops the after-commit work. Safe to call when nothing was begun or when already ended. */
  rollback(): void;
}

/** Starts the bookkeeping of a transaction; the database is not touched before the first write. */
export function openTransaction(store: Store, user: UserContext, startedAt: number): OwnedTransaction {
  return new StoreTransaction(store, user, startedAt);
}

/** Runs `work` in a transaction of its own: committed when it returns, rolled back when it throws. */
export function inTransaction<T>(
  store: Store,
  user: UserContext,
  startedAt: number,
  work: (transaction: Transaction) => T,
): T {
  const transaction = openTransaction(store, user, startedAt);
  let result: T;
  try {
    result = work(transaction);
  } catch (error) {
    transaction.rollback();
    throw error;
  }
  transaction.commit();
  return result;
}

/** SQLITE_BUSY and its variants: another connection holds the write lock. */
function isBusy(cause: unknown): boolean {
  return (
    cause instanceof Error && 'errcode' in cause && typeof cause.errcode === 'number' && (cause.errcode & 255) === 5
  );
}

/** SOAP API Developer Guide, StatusCode: "A deadlock or timeout condition has been detected." */
function notLocked(cause: unknown): OrgError {
  return new OrgError('UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record', { cause });
}

interface Savepoint {
  readonly name: string;
  /** Set before anything was written: nothing of it stands in the database, and it holds no lock. */
  readonly atStart: boolean;
  readonly dirty: boolean;
  readonly pendingWork: number;
}

class StoreTransaction implements OwnedTransaction {
  readonly user: UserContext;
  readonly startedAt: number;
  readonly #store: Store;
  readonly #savepoints: Savepoint[] = [];
  readonly #states = new Map<symbol, unknown>();
  #afterCommit: (() => void)[] = [];
  #open = false;
  #ended = false;
  #dirty = false;
  #savepointCount = 0;

  constructor(store: Store, user: UserContext, startedAt: number) {
    this.#store = store;
    this.user = user;
    this.startedAt = startedAt;
  }

  get dirty(): boolean {
    return this.#dirty;
  }

  get activeSavepoints(): number {
    return this.#savepoints.length;
  }

  begin(): void {
    this.#ensureOpen();
    this.#dirty = true;
  }

  savepoint(): string {
    this.#refuseWhenEnded();
    this.#savepointCount++;
    const name = `savepoint_${this.#savepointCount}`;
    const atStart = !this.#open;
    if (!atStart) this.#store.exec(`SAVEPOINT ${name}`);
    this.#savepoints.push({ name, atStart, dirty: this.#dirty, pendingWork: this.#afterCommit.length });
    return name;
  }

  /** Later savepoints end with it; the savepoint itself stays usable, as the platform's does. */
  rollbackTo(savepoint: string): void {
    const place = this.#find(savepoint);
    const target = this.#savepoints[place];
    if (!target) throw new Error(`No savepoint ${savepoint}`);
    if (!target.atStart) this.#store.exec(`ROLLBACK TO ${target.name}`);
    else if (this.#open) {
      this.#store.exec('ROLLBACK');
      this.#open = false;
    }
    this.#savepoints.length = place + 1;
    this.#afterCommit.length = target.pendingWork;
    this.#dirty = target.dirty;
  }

  releaseSavepoint(savepoint: string): void {
    const place = this.#find(savepoint);
    const kept = this.#savepoints.slice(place).find(({ atStart }) => !atStart);
    if (kept !== undefined) this.#store.exec(`RELEASE ${kept.name}`);
    this.#savepoints.length = place;
  }

  afterCommit(work: () => void): void {
    this.#refuseWhenEnded();
    this.#afterCommit.push(work);
  }

  state<T>(key: symbol, make: () => T): T {
    if (!this.#states.has(key)) this.#states.set(key, make());
    return this.#states.get(key) as T;
  }

  commit(): void {
    this.#refuseWhenEnded();
    if (this.#open) {
      indexPending(this.#store);
      this.#store.exec('COMMIT');
    }
    this.#end();
    const work = this.#afterCommit;
    this.#afterCommit = [];
    const failures: unknown[] = [];
    for (const piece of work) {
      try {
        piece();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Work after commit failed', { cause: failures[0] });
  }

  rollback(): void {
    if (this.#ended) return;
    if (this.#open) this.#store.exec('ROLLBACK');
    this.#afterCommit = [];
    this.#end();
  }

  #ensureOpen(): void {
    this.#refuseWhenEnded();
    if (this.#open) return;
    try {
      this.#store.exec('BEGIN IMMEDIATE');
    } catch (cause) {
      throw isBusy(cause) ? notLocked(cause) : cause;
    }
    this.#open = true;
  }

  #end(): void {
    this.#open = false;
    this.#ended = true;
    this.#savepoints.length = 0;
  }

  #refuseWhenEnded(): void {
    if (this.#ended) throw new Error('The transaction has ended');
  }

  #find(savepoint: string): number {
    const place = this.#savepoints.findIndex((candidate) => candidate.name === savepoint);
    if (place < 0) throw new OrgError('INVALID_SAVEPOINT', 'Savepoint does not exist in session');
    return place;
  }
}
