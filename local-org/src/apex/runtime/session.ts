/** Making and entering the runtime of a transaction: one `rt` per transaction, shared by its entry point and its triggers. */
import type { Scope } from '../../engine/ports.ts';
import type { ApexParts, ContextKind, TestState } from './context.ts';
import type { Program } from './program.ts';
import { ApexRuntime } from './runtime.ts';
import { enterRuntime, leaveRuntime } from './values/index.ts';

const runtimeKey = Symbol('apex runtime');

export interface SessionParts {
  readonly parts: ApexParts;
  /** The program of the newest deployed state. */
  program(): Program;
}

interface Holder {
  current: ApexRuntime | null;
}

const holderOf = (scope: Scope): Holder => scope.transaction.state<Holder>(runtimeKey, () => ({ current: null }));

export interface SessionOptions {
  readonly test?: TestState;
  /** Anonymous Apex runs in a program of its own on top of the org's. */
  readonly program?: Program;
  readonly log?: (event: string, message: string) => void;
  readonly cpuMilliseconds?: number;
}

/** A fresh runtime for the transaction; the one it had, if any, is replaced (each Apex test method needs its own). */
export function newRuntime(
  session: SessionParts,
  scope: Scope,
  context: ContextKind,
  options: SessionOptions = {},
): ApexRuntime {
  const rt = new ApexRuntime({
    parts: session.parts,
    program: options.program ?? session.program(),
    transaction: scope.transaction,
    user: scope.access.user,
    context,
    test: options.test ?? null,
    ...(options.log === undefined ? {} : { log: options.log }),
    ...(options.cpuMilliseconds === undefined ? {} : { cpuMilliseconds: options.cpuMilliseconds }),
  });
  holderOf(scope).current = rt;
  return rt;
}

/** Makes `rt` the runtime of its transaction again, after jobs had runtimes of their own in it (Test.stopTest). */
export function resumeRuntime(rt: ApexRuntime): void {
  holderOf(rt.scope('SYSTEM_MODE')).current = rt;
}

/** The runtime of the transaction, when it has run Apex. */
export const currentRuntime = (scope: Scope): ApexRuntime | null => holderOf(scope).current;

/** The runtime of the transaction; made when this is its first Apex. */
export function runtimeOf(session: SessionParts, scope: Scope, context: ContextKind): ApexRuntime {
  return holderOf(scope).current ?? newRuntime(session, scope, context);
}

/** Runs `work` as the innermost Apex of this thread; an Apex exception leaves with its stack trace filled. */
export function entered<T>(rt: ApexRuntime, work: () => T): T {
  const previous = enterRuntime(rt);
  const { depth } = rt;
  if (depth === 0) rt.resumed();
  try {
    return work();
  } catch (error) {
    const reported = rt.report(error);
    throw reported;
  } finally {
    rt.unwind(depth);
    if (depth === 0) rt.paused();
    leaveRuntime(previous);
  }
}
