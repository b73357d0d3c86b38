/**
 * Governor limits of one transaction (Apex Developer Guide, "Execution Governors and Limits"). The library's `System.Limits` reads them,
 * statements count through `use`.
 */
import { UncatchableException } from './exception.ts';
import { liveHeap, reachableHeap } from './heap.ts';

export type LimitName =
  | 'queries'
  | 'queryRows'
  | 'aggregateQueries'
  | 'soslQueries'
  | 'dmlStatements'
  | 'dmlRows'
  | 'callouts'
  | 'futureCalls'
  | 'queueableJobs'
  | 'emailInvocations'
  | 'queryLocatorRows'
  | 'publishImmediateDml'
  | 'mobilePushApexCalls'
  | 'apexCursorRows'
  | 'apexCursorFetchCalls';

const synchronous: Readonly<Record<LimitName, number>> = {
  queries: 100,
  queryRows: 50_000,
  aggregateQueries: 300,
  soslQueries: 20,
  dmlStatements: 150,
  dmlRows: 10_000,
  callouts: 100,
  futureCalls: 50,
  queueableJobs: 50,
  emailInvocations: 10,
  queryLocatorRows: 10_000,
  publishImmediateDml: 150,
  mobilePushApexCalls: 10,
  apexCursorRows: 50_000_000,
  apexCursorFetchCalls: 10,
};

/** The words after "Too many" in the platform's message. */
const words: Readonly<Record<LimitName, string>> = {
  queries: 'SOQL queries',
  queryRows: 'query rows',
  aggregateQueries: 'aggregate queries',
  soslQueries: 'SOSL queries',
  dmlStatements: 'DML statements',
  dmlRows: 'DML rows',
  callouts: 'callouts',
  futureCalls: 'future calls',
  queueableJobs: 'queueable jobs added to the queue',
  emailInvocations: 'Email Invocations',
  queryLocatorRows: 'query locator rows',
  publishImmediateDml: 'EventBus.publish calls',
  mobilePushApexCalls: 'mobile push calls',
  apexCursorRows: 'Apex cursor rows',
  apexCursorFetchCalls: 'fetch calls on Apex cursor',
};

/** Entry points that have the limits of asynchronous Apex. */
const ASYNCHRONOUS: ReadonlySet<string> = new Set(['future', 'queueable', 'batch', 'scheduled', 'finalizer']);

/** Heap of a class that takes e-mail (Apex Developer Guide, "Execution Governors and Limits", note on email services). */
const EMAIL_HEAP_BYTES = 50_000_000;

/** Values need about twice the bytes in JavaScript that Apex counts for them. */
const HEAP_RATIO = 2;

export interface LimitCounts {
  readonly used: Readonly<Record<LimitName, number>>;
  readonly startedAt: number;
}

/** CPU milliseconds of this thread; waiting does not count, as on the platform. */
export function cpuTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Counters and maxima; `startTest` swaps the counters for fresh ones and `stopTest` puts the old ones back. */
export class Limits {
  readonly asynchronous: boolean;
  readonly maximum: Readonly<Record<LimitName, number>>;
  readonly cpuMilliseconds: number;
  readonly heapBytes: number;
  private used: Record<LimitName, number>;
  private started: number;
  private uncounted: LimitName | null = null;
  private readonly heapAtStart = liveHeap();

  /** `context` is the kind of the entry point (runtime/context.ts, ContextKind). */
  constructor(context: string, cpuMilliseconds?: number) {
    const asynchronous = ASYNCHRONOUS.has(context);
    this.asynchronous = asynchronous;
    // One job per asynchronous transaction; the other asynchronous differences are SOQL, future calls, CPU time and heap.
    this.maximum = asynchronous
      ? { ...synchronous, queries: 200, futureCalls: context === 'queueable' ? 50 : 0, queueableJobs: 1 }
      : synchronous;
    this.cpuMilliseconds = cpuMilliseconds ?? (asynchronous ? 60_000 : 10_000);
    this.heapBytes = context === 'inboundEmail' ? EMAIL_HEAP_BYTES : asynchronous ? 12_000_000 : 6_000_000;
    this.used = Limits.none();
    this.started = cpuTime();
  }

  /** Counts `amount` and throws the uncatchable System.LimitException beyond the maximum. */
  use(name: LimitName, amount = 1): void {
    if (name === this.uncounted) return;
    const total = this.used[name] + amount;
    this.used[name] = total;
    if (total > this.maximum[name]) {
      // However far beyond, the platform names the first that is too many ("Too many query rows: 50001").
      const first = this.maximum[name] + 1;
      throw new UncatchableException('System.LimitException', `Too many ${words[name]}: ${String(first)}`);
    }
  }

  /** Does `work`, which may use as much of one limit as it likes. */
  withoutCounting<T>(name: LimitName, work: () => T): T {
    const before = this.uncounted;
    this.uncounted = name;
    try {
      return work();
    } finally {
      this.uncounted = before;
    }
  }

  count(name: LimitName): number {
    return this.used[name];
  }

  cpuUsed(): number {
    return Math.max(0, Math.round(cpuTime() - this.started));
  }

  /**
   * Bytes of the transaction's values: what the heap of this thread has grown by, in the size Apex counts. Garbage counts too while it is
   * little; when it would matter it is collected first.
   */
  heapUsed(): number {
    const grown = liveHeap() - this.heapAtStart;
    const kept = grown > this.heapBytes / 2 ? reachableHeap() - this.heapAtStart : grown;
    return Math.max(0, Math.round(kept / HEAP_RATIO));
  }

  /**
   * Throws when the transaction keeps more than its heap allows. Looks closely only where much was allocated. `allowance` is how many times
   * the heap may be in use at this place: the working values of an interpreter are larger than what Apex counts for them.
   */
  checkHeap(allowance = 1): void {
    if (liveHeap() - this.heapAtStart < this.heapBytes * HEAP_RATIO * 2 * allowance) return;
    const used = this.heapUsed();
    if (used > this.heapBytes * allowance)
      throw new UncatchableException('System.LimitException', `Apex heap size too large: ${String(used)}`);
  }

  /** Throws when the transaction has used up its CPU time. */
  checkCpu(): void {
    if (cpuTime() - this.started > this.cpuMilliseconds) {
      throw new UncatchableException('System.LimitException', 'Apex CPU time limit exceeded');
    }
  }

  /** CPU milliseconds that are not Apex's: the work of queries and DML. */
  exclude(milliseconds: number): void {
    this.started += milliseconds;
  }

  snapshot(): LimitCounts {
    return { used: { ...this.used }, startedAt: this.started };
  }

  reset(): void {
    this.used = Limits.none();
    this.started = cpuTime();
  }

  restore(counts: LimitCounts): void {
    this.used = { ...counts.used };
    this.started = counts.startedAt;
  }

  private static none(): Record<LimitName, number> {
    return Object.fromEntries(Object.keys(synchronous).map((name) => [name, 0])) as Record<LimitName, number>;
  }
}
