/** Making and entering the runtime of a transaction: one `rt` per transaction, shared by its entry point and its triggers. */
import type { Scope, Transaction } from '../../engine/ports.ts';
import type { ApexParts, ContextKind, TestState } from './context.ts';
import { DebugLog, type LogLevels } from './debug-log.ts';
import { ApexException } from './exception.ts';
import type { Program } from './program.ts';
import { LoggedRuntime } from './logged-runtime.ts';
import { ApexRuntime } from './runtime.ts';
import { wantsTracedCode } from './tracing.ts';
import { enterRuntime, leaveRuntime } from './values/index.ts';

const runtimeKey = Symbol('apex runtime');

export interface SessionParts {
  readonly parts: ApexParts;
  /** The program of the newest deployed state. */
  program(): Program;
  /** The same, compiled to tell the debug log of each statement. */
  tracedProgram?(): Program;
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
  /** What the debug log calls the code that begins here: `execute_anonymous_apex`, `apex://Foo/ACTION$bar`. */
  readonly unit?: string;
  /** What the caller wants logged, whatever trace flags say; `source` is anonymous Apex. */
  readonly wanted?: { readonly levels: LogLevels; readonly source: string };
}

const logsKey = Symbol('debug logs');
const runningLogs = (transaction: Transaction): ApexRuntime[] => transaction.state<ApexRuntime[]>(logsKey, () => []);

/** The API version of the first line of a log. */
const LOG_VERSION = '67.0';

/** The log of a new runtime; tests have none of their own. */
function debugLogOf(
  session: SessionParts,
  scope: Scope,
  context: ContextKind,
  options: SessionOptions,
): DebugLog | null {
  const { user } = scope.access;
  const levels =
    options.wanted?.levels ?? (context === 'test' || options.test ? null : session.parts.tracedLevels?.(user.userId));
  if (!levels) return null;
  const { userId, username, timeZone } = user;
  const subject = { apiVersion: LOG_VERSION, userId, username, timeZone };
  const log = new DebugLog(subject, levels, () => session.parts.clock.now(), options.wanted?.source);
  log.begin(options.unit ?? context);
  return log;
}

/** Ends the debug logs of a transaction and gives them; each is given once. */
export function takeDebugLogs(
  transaction: Transaction,
): readonly { readonly body: string; readonly failure: string | null }[] {
  return runningLogs(transaction)
    .splice(0)
    .flatMap(({ debugLog, limits }) =>
      debugLog === null ? [] : [{ body: debugLog.finish(limits), failure: debugLog.failure }],
    );
}

/** A fresh runtime for the transaction; the one it had, if any, is replaced (each Apex test method needs its own). */
export function newRuntime(
  session: SessionParts,
  scope: Scope,
  context: ContextKind,
  options: SessionOptions = {},
): ApexRuntime {
  const debugLog = debugLogOf(session, scope, context, options);
  const RuntimeClass = debugLog === null ? ApexRuntime : LoggedRuntime;
  const rt = new RuntimeClass({
    parts: session.parts,
    program:
      options.program ??
      (debugLog !== null && session.tracedProgram && wantsTracedCode(debugLog)
        ? session.tracedProgram()
        : session.program()),
    transaction: scope.transaction,
    user: scope.access.user,
    context,
    test: options.test ?? null,
    ...(options.log === undefined ? {} : { log: options.log }),
    ...(debugLog === null ? {} : { debugLog }),
    ...(options.cpuMilliseconds === undefined ? {} : { cpuMilliseconds: options.cpuMilliseconds }),
  });
  holderOf(scope).current = rt;
  if (debugLog !== null) runningLogs(scope.transaction).push(rt);
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
    if (depth === 0 && reported instanceof ApexException) rt.debugLog?.fail(reported.object);
    throw reported;
  } finally {
    rt.unwind(depth);
    if (depth === 0) rt.paused();
    leaveRuntime(previous);
  }
}
