/** `ApexRuntime`: the `rt` of one Apex transaction. */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { Access, AsyncJob, Scope, Transaction, UserContext } from '../../engine/ports.ts';
import type { OrgSchema } from '../../schema/types.ts';
import { accessFor, type FrameMode } from './access-mode.ts';
import { ApexObject, type ClassInfo, type MethodInfo } from './class-info.ts';
import type { AccessMode, ApexParts, ContextKind, Runtime, StackFrame, TestState } from './context.ts';
import * as dispatch from './dispatch.ts';
import type { FrameInfo } from './emitted.ts';
import type { DebugLog, LogLevel } from './debug-log.ts';
import { ApexException, ExceptionObject, UncatchableException } from './exception.ts';
import { callFuture } from './future.ts';
import { isSubtype } from './hierarchy.ts';
import { cpuTime, Limits } from './limits.ts';
import type { Program } from './program.ts';
import {
  duplicateIdsOf,
  queryList,
  recordsOf,
  runDml,
  runMerge,
  runQuery,
  runSearch,
  type DmlOperation,
} from './statements.ts';
import type { TriggerVariables } from './trigger-variables.ts';
import { castValue, isInstance, typeOfValue } from './types-at-run-time.ts';
import { Types, type TypeRef } from './type-ref.ts';
import { ApexSObject, typeValue, type ApexList } from './values/index.ts';

/** Apex refuses deeper stacks ("Maximum stack depth reached: 1001"). */
const MAXIMUM_DEPTH = 1_000;
/** Rounds of loops and calls between two looks at the clock. */
const STATEMENTS_PER_CHECK = 5_000;

/** Looks at the clock between two looks at the heap. */
const CHECKS_PER_HEAP_CHECK = 20;

export interface RuntimeOptions {
  readonly parts: ApexParts;
  readonly program: Program;
  readonly transaction: Transaction;
  readonly user: UserContext;
  readonly context: ContextKind;
  readonly test?: TestState | null;
  readonly log?: (event: string, message: string) => void;
  /** The transaction's debug log, where one is kept. */
  readonly debugLog?: DebugLog;
  /** Other CPU time than the platform's. */
  readonly cpuMilliseconds?: number;
}

export class ApexRuntime implements Runtime {
  readonly parts: ApexParts;
  readonly transaction: Transaction;
  readonly program: Program;
  readonly test: TestState | null;
  readonly context: ContextKind;
  readonly limits: Limits;
  user: UserContext;
  /** Number of frames; emitted code counts it down on the way out. */
  depth = 0;
  /** After an uncatchable exception: no catch and no finally runs any more. */
  ended = false;
  trigger: TriggerVariables | null = null;
  /** A cacheable method of a page may not write: its first DML is one statement too many. */
  readOnly = false;
  protected readonly frames: FrameInfo[] = [];
  /** Line of the innermost frame; emitted code sets it. */
  line = 0;
  /** Lines of the frames below it, by depth. */
  private readonly lines = new Int32Array(MAXIMUM_DEPTH + 2);
  private fuel = STATEMENTS_PER_CHECK;
  private checks = 0;
  private statics: (Record<string, unknown> | undefined)[] = [];
  private readonly states = new Map<symbol, unknown>();
  readonly debugLog: DebugLog | null;
  private readonly logger: ((event: string, message: string) => void) | undefined;
  private pausedAt: number | null = null;
  private binds: Readonly<Record<string, () => unknown>> | null = null;
  private readonly mixedDml: ((() => void) | undefined)[] = [];

  constructor(options: RuntimeOptions) {
    this.parts = options.parts;
    this.program = options.program;
    this.transaction = options.transaction;
    this.user = options.user;
    this.context = options.context;
    this.test = options.test ?? null;
    this.logger = options.log;
    this.debugLog = options.debugLog ?? null;
    this.limits = new Limits(options.context, options.cpuMilliseconds);
  }

  get classes(): Program {
    return this.program;
  }

  schema(): OrgSchema {
    return this.parts.schema();
  }

  state<T>(key: symbol, make: () => T): T {
    let value = this.states.get(key);
    if (value === undefined) {
      value = make();
      this.states.set(key, value);
    }
    return value as T;
  }

  // Frames and positions

  enter(frame: FrameInfo): void {
    this.lines[this.depth] = this.line;
    this.depth += 1;
    if (this.depth > MAXIMUM_DEPTH) {
      throw new UncatchableException('System.LimitException', `Maximum stack depth reached: ${String(this.depth)}`);
    }
    this.frames[this.depth] = frame;
    this.at(0);
  }

  leave(): void {
    this.depth -= 1;
    this.line = this.lines[this.depth] ?? 0;
  }

  exit<T>(value: T): T {
    this.depth -= 1;
    this.line = this.lines[this.depth] ?? 0;
    return value;
  }

  /** Every round of a loop and every call passes here. */
  at(line: number): void {
    this.line = line;
    this.fuel -= 1;
    if (this.fuel < 0) {
      this.fuel = STATEMENTS_PER_CHECK;
      this.limits.checkCpu();
      this.checks += 1;
      if (this.checks % CHECKS_PER_HEAP_CHECK === 0) this.uncounted(() => this.limits.checkHeap());
    }
  }

  /** Between its entries the transaction works for the engine, not for Apex. */
  paused(): void {
    this.pausedAt = cpuTime();
  }

  resumed(): void {
    if (this.pausedAt !== null) this.limits.exclude(cpuTime() - this.pausedAt);
    this.pausedAt = null;
  }

  /** Runs work of the engine that does not count as Apex's CPU time. */
  uncounted<T>(work: () => T): T {
    const before = cpuTime();
    try {
      return work();
    } finally {
      this.limits.exclude(cpuTime() - before);
    }
  }

  unwind(depth: number): void {
    if (depth !== this.depth) this.line = this.lines[depth] ?? 0;
    this.depth = depth;
  }

  /** Runs user code for the library; an exception leaves the frame count as it found it only when it is caught by Apex. */
  guarded<T>(work: () => T): T {
    const { depth } = this;
    const result = work();
    this.unwind(depth);
    return result;
  }

  stack(): readonly StackFrame[] {
    const found: StackFrame[] = [];
    for (let i = this.depth; i > 0; i--) {
      const frame = this.frames[i];
      const line = i === this.depth ? this.line : (this.lines[i] ?? 1);
      if (frame !== undefined) found.push({ label: frame.label, line: Math.max(line, 1), column: 1 });
    }
    return found;
  }

  stackText(): string {
    return stackLines(this.stack());
  }

  // Exceptions

  /** Puts the place of making on an exception object; frames of its own constructor do not count. */
  traced(object: ExceptionObject, ownConstructor?: string): ExceptionObject {
    const frames = this.stack();
    let from = 0;
    while (ownConstructor !== undefined && frames[from]?.label === ownConstructor) from += 1;
    const kept = frames.slice(from);
    object.stackTrace = stackLines(kept);
    object.lineNumber = kept[0]?.line ?? null;
    return object;
  }

  /** `throw value`. */
  raise(value: unknown): ApexException {
    if (!(value instanceof ExceptionObject))
      return new ApexException('System.NullPointerException', 'Attempt to de-reference a null object');
    if (value.stackTrace === null) this.traced(value);
    this.logThrown(value);
    return new ApexException(value);
  }

  /** What a catch clause gets: the exception object; what Apex must not catch is thrown on. */
  caught(error: unknown, depth: number): ExceptionObject {
    if (this.ended) throw error;
    const apex = this.translate(error);
    if (apex.object.stackTrace === null) {
      this.traced(apex.object);
      this.logThrown(apex.object);
    }
    this.unwind(depth);
    if (apex instanceof UncatchableException) {
      this.ended = true;
      throw apex;
    }
    return apex.object;
  }

  /** Any error of JavaScript as Apex sees it; those that Apex does not see are thrown. */
  translate(error: unknown): ApexException {
    if (error instanceof ApexException) return error;
    const exhausted = this.exhausted(error);
    if (exhausted !== undefined) return exhausted;
    if (error instanceof OrgError && !(error instanceof Unsupported)) {
      return new ApexException('System.UnexpectedException', error.message, { cause: error });
    }
    this.ended = true;
    throw error;
  }

  /** What JavaScript says when strings or stacks grow too large, as the limit of Apex. */
  private exhausted(error: unknown): ApexException | undefined {
    if (!(error instanceof RangeError)) return undefined;
    const message = /string length/i.test(error.message)
      ? `Apex heap size too large: ${String(this.limits.heapBytes + 1)}`
      : /call stack/i.test(error.message)
        ? `Maximum stack depth reached: ${String(this.depth)}`
        : undefined;
    return message === undefined
      ? undefined
      : new UncatchableException('System.LimitException', message, { cause: error });
  }

  /** At entry points: the same error with its stack trace filled. */
  report(given: unknown): unknown {
    const error = this.exhausted(given) ?? given;
    if (error instanceof ApexException && error.object.stackTrace === null) {
      this.traced(error.object);
      this.logThrown(error.object);
    }
    return error;
  }

  // Statics

  st(number: number): Record<string, unknown> {
    return this.statics[number] ?? this.initialise(number);
  }

  /** Static variables of both runtimes are the same from now on. */
  shareStatics(other: ApexRuntime): void {
    this.statics = other.statics;
  }

  private initialise(number: number): Record<string, unknown> {
    const holder: Record<string, unknown> = {};
    this.statics[number] = holder;
    const made = this.program.load(this.program.classOfNumber(number));
    made.$statics?.(this, holder);
    return holder;
  }

  // Statements

  query(
    text: string,
    binds: Readonly<Record<string, unknown>>,
    mode: AccessMode,
    element: TypeRef,
    allRows: boolean,
  ): ApexList {
    return queryList(this, text, binds, mode, element, allRows);
  }

  count(text: string, binds: Readonly<Record<string, unknown>>, mode: AccessMode, allRows: boolean): number {
    return runQuery(this, text, binds, mode, allRows).totalSize;
  }

  search(text: string, binds: Readonly<Record<string, unknown>>, mode: AccessMode): ApexList {
    return runSearch(this, text, binds, mode);
  }

  dml(operation: DmlOperation, value: unknown, mode: AccessMode, externalIdField: string | null): void {
    runDml(this, { operation, records: recordsOf(value), allOrNone: true, mode, externalIdField });
  }

  merge(main: unknown, duplicates: unknown, mode: AccessMode): void {
    const [record] = recordsOf(main);
    if (record === undefined) return;
    runMerge(this, { main: record, duplicateIds: duplicateIdsOf(duplicates), allOrNone: true, mode });
  }

  scope(mode: AccessMode = null): Scope {
    return { transaction: this.transaction, access: this.access(mode) };
  }

  access(mode: AccessMode = null): Access {
    return accessFor(mode, this.user, [...this.frameModes()], this.context);
  }

  private *frameModes(): Generator<FrameMode> {
    for (let i = this.depth; i > 0; i--) {
      const frame = this.frames[i];
      const info = frame === undefined ? undefined : this.infoOfFrame(frame);
      if (info !== undefined) yield { kind: info.kind, apiVersion: info.apiVersion, sharing: this.sharingOf(info) };
    }
  }

  private infoOfFrame(frame: FrameInfo): ClassInfo | undefined {
    const kind = frame.label.startsWith('Trigger.')
      ? 'trigger'
      : frame.label === 'AnonymousBlock'
        ? 'anonymous'
        : 'class';
    return this.program.has(frame.className, kind) ? this.program.load(frame.className, kind).classInfo : undefined;
  }

  /** A class without keyword takes its superclass's. */
  private sharingOf(info: ClassInfo): ClassInfo['sharing'] {
    for (const current of dispatch.classChain(this.program, info)) {
      if (current.sharing !== 'omitted') return current.sharing;
    }
    return 'omitted';
  }

  /** `System.runAs(user)`: gives back who acted before. */
  runAs(value: unknown): UserContext {
    const before = this.user;
    if (value instanceof ApexSObject && value.type === 'User') {
      this.user = this.parts.security.userContext(value.id ?? this.insertedUser(value));
    }
    // The platform treats DML in a runAs block apart from the DML around it (Apex Developer Guide, "Mixed DML Operations in Test Methods").
    this.mixedDml.push(this.parts.suspendMixedDml?.(this.transaction));
    return before;
  }

  /** A user that is not inserted yet is inserted by runAs (Apex Developer Guide, "Using the runAs Method"), apart from other DML. */
  private insertedUser(user: ApexSObject): string {
    const resume = this.parts.suspendMixedDml?.(this.transaction);
    runDml(this, { operation: 'insert', records: [user], allOrNone: true, mode: 'SYSTEM_MODE' });
    resume?.();
    return user.id ?? '';
  }

  endRunAs(before: UserContext): void {
    this.user = before;
    this.mixedDml.pop()?.();
  }

  asUser<T>(user: UserContext, work: () => T): T {
    const before = this.user;
    this.user = user;
    try {
      return work();
    } finally {
      this.user = before;
    }
  }

  /** `Trigger.new` and the like; null or false outside of a trigger. */
  triggerVariable(name: string): unknown {
    const value = this.trigger?.[name as keyof TriggerVariables];
    return value ?? (name.startsWith('is') ? false : null);
  }

  label(name: string): string {
    const text = this.parts.label('c', name, this.user.language);
    if (text === undefined) throw new Unsupported(`Apex System.Label.${name}`, 'the label is gone');
    return text;
  }

  withBinds<T>(binds: Readonly<Record<string, () => unknown>>, work: () => T): T {
    const before = this.binds;
    this.binds = binds;
    try {
      return work();
    } finally {
      this.binds = before;
    }
  }

  /** A variable of the code that runs a dynamic query, by its name in `:name`; Object representation. */
  dynamicBind(name: string): unknown {
    const get = this.binds?.[name.toLowerCase()];
    if (get === undefined) throw new ApexException('System.QueryException', `Variable does not exist: ${name}`);
    return get();
  }

  /** Queues a job in this transaction and gives its id; in a test it also waits for stopTest (`test.jobs`). */
  enqueue(job: AsyncJob): string {
    const id = this.parts.async.enqueue(job, this.scope('SYSTEM_MODE'));
    this.test?.jobs.push({ id, job });
    return id;
  }

  /** A call of an `@future` method. */
  future(className: string, methodName: string, args: readonly unknown[]): void {
    callFuture(this, className, methodName, args);
  }

  // Calls and types by name

  callMethod(target: unknown, name: string, args: readonly unknown[]): unknown {
    return dispatch.callMethod(this, target, name, args);
  }

  callStatic(className: string, name: string, args: readonly unknown[]): unknown {
    return dispatch.callStatic(this, className, name, args);
  }

  findMethod(target: unknown, name: string, arity: number): MethodInfo | undefined {
    if (!(target instanceof ApexObject) || target.classInfo === undefined) return undefined;
    for (const info of dispatch.classChain(this.program, target.classInfo)) {
      const found = info.methods.get(name.toLowerCase())?.find((one) => !one.static && one.parameters.length === arity);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  newInstance(type: TypeRef, args: readonly unknown[] = []): unknown {
    return dispatch.newInstance(this, type, args);
  }

  getField(target: ApexObject, name: string): unknown {
    return dispatch.getField(this, target, name);
  }

  putField(target: ApexObject, name: string, value: unknown): void {
    dispatch.putField(this, target, name, value);
  }

  typeOf(value: unknown): TypeRef | undefined {
    return typeOfValue(value);
  }

  instanceOf(value: unknown, type: TypeRef): boolean {
    return isInstance(value, type, this.program.directSupertypes);
  }

  cast(value: unknown, type: TypeRef): unknown {
    return type.kind === 'object' ? (value ?? null) : castValue(value, type, this.program.directSupertypes);
  }

  isSubtype(from: TypeRef, to: TypeRef): boolean {
    return to === Types.Object || isSubtype(from, to, this.program.directSupertypes);
  }

  createStub(info: ClassInfo, provider: ApexObject): ApexObject {
    return dispatch.createStub(this, info, provider, typeValue);
  }

  log(event: string, message: string): void {
    this.logger?.(event, message);
    if (this.debugLog === null) return;
    const bar = message.indexOf('|');
    const { line } = this;
    if (event === 'USER_DEBUG') this.debugLog.debug(line, message.slice(0, bar) as LogLevel, message.slice(bar + 1));
    else this.debugLog.write(event, `[${String(line)}]`, message);
  }

  get logs(): boolean {
    return this.debugLog !== null;
  }

  logged(event: string, ...parts: readonly string[]): void {
    this.debugLog?.write(event, `[${String(this.line)}]`, ...parts);
  }

  private logThrown(object: ExceptionObject): void {
    this.logged('EXCEPTION_THROWN', `${object.typeName}: ${object.message ?? 'Script-thrown exception'}`);
  }
}

const stackLines = (frames: readonly StackFrame[]): string =>
  frames.map((frame) => `${frame.label}: line ${String(frame.line)}, column ${String(frame.column)}`).join('\n');
