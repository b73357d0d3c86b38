/** The public face of `apex/`: compiling the org's Apex and running it for every kind of caller. */
import type { AsyncJob, Scope, TriggerRunner } from '../engine/ports.ts';
import './library/index.ts';
import {
  COMPILER_VERSION,
  compileAnonymous,
  compileSources,
  type ApexSource,
  type CompileResult,
} from './compiler/compile.ts';
import { readCached, schemaFingerprint, writeCached } from './compiler/disk-cache.ts';
import { ParseCache } from './compiler/parse-cache.ts';
import type { ApexParts, ContextKind } from './runtime/context.ts';
import { DEFAULT_LEVELS, isWanted, type LogLevels } from './runtime/debug-log.ts';
import { ApexException } from './runtime/exception.ts';
import { invokeAura, type AuraCall } from './runtime/invoke-aura.ts';
import { invokeRest, type RestAnswer, type RestCall } from './runtime/invoke-rest.ts';
import { runJob, type JobOutcome } from './runtime/jobs.ts';
import { Program, type Coverage } from './runtime/program.ts';
import {
  receiveMail,
  type EmailService,
  type InboundMail,
  type InboundMailResult,
  type MailEnvelope,
} from './runtime/receive-mail.ts';
import type { ApexRuntime } from './runtime/runtime.ts';
import { entered, newRuntime, takeDebugLogs, type SessionOptions, type SessionParts } from './runtime/session.ts';
import { wantsTracedCode } from './runtime/tracing.ts';
import { createTriggerRunner } from './runtime/triggers.ts';
import type { Json } from './runtime/wire.ts';

export type { Problem } from './compiler/ast.ts';
export type { ApexSource, CompileResult } from './compiler/compile.ts';
export type { ClassInfo, MethodInfo } from './runtime/class-info.ts';
export type { ApexParts, CalloutRequest, CalloutResponse, TestState } from './runtime/context.ts';
export { ApexException, UncatchableException } from './runtime/exception.ts';
export { AuraError, type AuraCall, type AuraErrorBody } from './runtime/invoke-aura.ts';
export type { RestAnswer, RestCall } from './runtime/invoke-rest.ts';
export { DEFAULT_LEVELS, LOG_CATEGORIES, LOG_LEVELS, type LogLevel, type LogLevels } from './runtime/debug-log.ts';
export type {
  AttachmentOption,
  EmailService,
  InboundMail,
  InboundMailResult,
  MailEnvelope,
} from './runtime/receive-mail.ts';
export type { JobOutcome } from './runtime/jobs.ts';
export type { Coverage } from './runtime/program.ts';
export type { ApexRuntime } from './runtime/runtime.ts';
export { takeDebugLogs } from './runtime/session.ts';
export { missingPlatformFunctions } from './runtime/registry.ts';

export interface ApexEngineOptions {
  /** Folder for syntax trees and emitted code; no disk cache when absent. May be emptied at any time. */
  readonly cacheFolder?: string;
  /** API version of anonymous Apex. */
  readonly apiVersion?: number;
}

/** What `executeAnonymous` answers (Tooling API, ExecuteAnonymousResult). */
export interface AnonymousResult {
  readonly compiled: boolean;
  readonly success: boolean;
  readonly line: number;
  readonly column: number;
  readonly compileProblem: string | null;
  readonly exceptionMessage: string | null;
  readonly exceptionStackTrace: string | null;
  readonly log: string;
}

export interface ApexEngine {
  /** Compiles all Apex of the org; without problems it becomes the running program. */
  compileAll(sources: readonly ApexSource[]): CompileResult;
  /** Compiles without running the result: validation of a deploy. */
  check(sources: readonly ApexSource[]): CompileResult;
  /** The running program: classes, coverage. */
  program(): Program;
  coverage(): ReadonlyMap<string, Coverage>;
  readonly triggers: TriggerRunner;
  invokeAuraMethod(call: AuraCall, scope: Scope): Json;
  invokeRest(call: RestCall, scope: Scope): RestAnswer;
  /** The caller rolls the transaction back when `success` is false. */
  executeAnonymous(source: string, scope: Scope, levels?: LogLevels): AnonymousResult;
  /** Hands a message that has come in to the class of an e-mail service. */
  receiveMail(mail: InboundMail, envelope: MailEnvelope, service: EmailService, scope: Scope): InboundMailResult;
  runJob(job: AsyncJob, jobId: string, scope: Scope, options?: SessionOptions): JobOutcome;
  /** A fresh runtime in the scope's transaction: for the test runner. */
  newRuntime(scope: Scope, context: ContextKind, options?: SessionOptions): ApexRuntime;
  /** Calls a static method without arguments in that runtime (a test method, a @TestSetup method). */
  callStatic(rt: ApexRuntime, className: string, method: string): unknown;
}

/** One Apex engine per worker. */
export function createApexEngine(parts: ApexParts, options: ApexEngineOptions = {}): ApexEngine {
  const schema = (): ReturnType<ApexParts['schema']> => parts.schema();
  const world = {
    schema,
    hasLabel: (name: string) => parts.hasLabel(name),
    hasPage: (name: string) => parts.hasPage(name),
    hasDataWeave: (name: string) => parts.dataWeave(name) !== undefined,
  };
  const cache = new ParseCache(options.cacheFolder);
  let sources: readonly ApexSource[] = [];
  let program = new Program([], schema);
  let traced: Program | null = null;
  /** The units of these sources, compiled unless they lie in the cache on disk. */
  const compiled = (given: readonly ApexSource[], isTraced: boolean): CompileResult => {
    const { cacheFolder } = options;
    const key = { version: COMPILER_VERSION, traced: isTraced, schema: schemaFingerprint(schema()), sources: given };
    const known = cacheFolder === undefined ? undefined : readCached(cacheFolder, key);
    if (known !== undefined) return { problems: [], units: known };
    const result = compileSources(given, world, cache, isTraced);
    if (result.problems.length === 0 && cacheFolder !== undefined) writeCached(cacheFolder, key, result.units);
    return result;
  };
  /** On top of the untraced program, whose numbers of statics and constants of enums it shares. Compiled when a debug log first asks. */
  const tracedProgram = (): Program => (traced ??= new Program(compiled(sources, true).units, schema, program));
  const session: SessionParts = { parts, program: () => program, tracedProgram };
  const check = (given: readonly ApexSource[]): CompileResult => compileSources(given, world, cache);

  return {
    compileAll(given) {
      const result = compiled(given, false);
      if (result.problems.length === 0) {
        sources = given;
        program = new Program(result.units, schema);
        traced = null;
      }
      return result;
    },
    check,
    program: () => program,
    coverage: () => program.coverage,
    triggers: createTriggerRunner(session),
    invokeAuraMethod: (call, scope) => invokeAura(session, call, scope),
    invokeRest: (call, scope) => invokeRest(session, call, scope),
    executeAnonymous: (source, scope, levels = DEFAULT_LEVELS) => {
      const wanted = { levels: { ...levels, ...parts.tracedLevels?.(scope.access.user.userId) }, source };
      const isTraced = wantsTracedCode({ wants: (...entry) => isWanted(wanted.levels, ...entry) });
      const script = compileAnonymous(source, sources, world, options.apiVersion ?? 67, cache, isTraced);
      return runAnonymous(session, script, isTraced ? tracedProgram() : program, scope, wanted);
    },
    receiveMail: (mail, envelope, service, scope) => receiveMail(session, mail, envelope, service, scope),
    runJob: (job, jobId, scope, jobOptions) => runJob(session, job, jobId, scope, jobOptions),
    newRuntime: (scope, context, runtimeOptions) => newRuntime(session, scope, context, runtimeOptions),
    callStatic: (rt, className, method) => entered(rt, () => rt.callStatic(className, method, [])),
  };
}

function runAnonymous(
  session: SessionParts,
  compiled: CompileResult,
  base: Program,
  scope: Scope,
  wanted: { readonly levels: LogLevels; readonly source: string },
): AnonymousResult {
  const none = { line: -1, column: -1, compileProblem: null, exceptionMessage: null, exceptionStackTrace: null };
  const [problem] = compiled.problems;
  if (problem !== undefined) {
    const { line, column, message } = problem;
    return { ...none, compiled: false, success: false, line, column, compileProblem: message, log: '' };
  }
  const program = new Program(compiled.units, () => session.parts.schema(), base);
  const rt = newRuntime(session, scope, 'anonymous', {
    program,
    unit: 'execute_anonymous_apex',
    wanted,
  });
  const log = (): string =>
    takeDebugLogs(scope.transaction)
      .map(({ body }) => body)
      .join('');
  try {
    entered(rt, () => {
      const made = program.load('AnonymousBlock', 'anonymous');
      made['run']?.call(made, rt);
    });
    return { ...none, compiled: true, success: true, log: log() };
  } catch (error) {
    if (!(error instanceof ApexException)) throw error;
    const { typeName, message, stackTrace, lineNumber } = error.object;
    return {
      ...none,
      compiled: true,
      success: false,
      line: lineNumber ?? -1,
      column: 1,
      exceptionMessage: `${typeName}: ${message ?? 'Script-thrown exception'}`,
      exceptionStackTrace: stackTrace,
      log: log(),
    };
  }
}
