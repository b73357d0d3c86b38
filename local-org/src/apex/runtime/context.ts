/**
 * `rt`: one transaction of Apex, handed to every emitted function and every library function. The class behind it is
 * `ApexRuntime` (runtime/runtime.ts); the library codes against this interface.
 */
import type {
  Access,
  AsyncJob,
  ClassAccess,
  EngineParts,
  OutgoingMail,
  Scope,
  Transaction,
  UserContext,
} from '../../engine/ports.ts';
import type { DuplicateResult, SObjectRecord } from '../../engine/records.ts';
import type { OrgSchema } from '../../schema/types.ts';
import type { ApexObject, ClassInfo, MethodInfo } from './class-info.ts';
import type { LogLevels } from './debug-log.ts';
import type { ExceptionObject } from './exception.ts';
import type { Limits } from './limits.ts';
import type { TriggerVariables } from './trigger-variables.ts';
import type { TypeRef } from './type-ref.ts';

/** What Apex needs of the engine beside the other folders: callouts, the log, labels, static text. */
export interface ApexParts extends EngineParts {
  /** Decides who may call which class. */
  readonly classAccess: ClassAccess;
  /** Performs the HTTP request and blocks until the answer is there. Throws OrgError on transport failures. */
  callout(request: CalloutRequest): CalloutResponse;
  /** The text of a custom label in the user's language, or undefined. `namespace` is `c` for the org's own. */
  label(namespace: string, name: string, language: string): string | undefined;
  /** The schema with the labels of a language; without it describe answers with the master labels. */
  readonly schemaIn?: (language: string) => OrgSchema;
  /** Whether a custom label exists (compile time). */
  hasLabel(name: string): boolean;
  /** Whether there is a Visualforce page of this name. */
  hasPage(name: string): boolean;
  /** The deployed DataWeave script of that name, any case; undefined when there is none. */
  dataWeave(name: string): { readonly name: string; readonly source: string } | undefined;
  /** How browsers reach the org (`http://localhost:6100`). */
  origin(): string;
  /** Experience Cloud sites: name of the Network, of its CustomSite, prefix of its pages. */
  networks(): readonly { readonly name: string; readonly site: string; readonly prefix: string }[];
  /** Name of the site (`Customer_Portal`) the transaction's request came through, or null. */
  requestSite(transaction: Transaction): string | null;
  /** Sends a message in the running transaction, which must have begun. */
  sendMail(mail: OutgoingMail): void;
  /** Every address that Apex has mailed since that instant (ISO 8601), as often as it was mailed. */
  mailedSince(since: string): readonly string[];
  /** Ends a user's password and answers a temporary one; `withMail` sends the user a link. Throws OrgError when the actor may not. */
  resetPassword(userId: string, withMail: boolean, actor: UserContext): string;
  /** Sets a user's password. Throws OrgError when the actor may not or the policy refuses it. */
  setPassword(userId: string, password: string, actor: UserContext): void;
  /** What is to be logged now of a user's transactions, or of the code of a class or trigger, by id; null when nobody asked. */
  readonly tracedLevels?: (tracedId: string) => LogLevels | null;
  /** Forgets for a `System.runAs` block whether setup or business records were written; gives the function that remembers it again. */
  readonly suspendMixedDml?: (transaction: Transaction) => () => void;
  /** Looks for duplicates by the active duplicate rules, without saving. */
  readonly duplicates?: DuplicateFinder;
}

/** What duplicate rules find for records as they stand, or for stored ones by their ids: one list of results for each. */
export interface DuplicateFinder {
  ofRecords(records: readonly SObjectRecord[], scope: Scope): readonly (readonly DuplicateResult[])[];
  ofIds(ids: readonly string[], scope: Scope): readonly (readonly DuplicateResult[])[];
}

export interface CalloutRequest {
  readonly method: string;
  /** Absolute, or `callout:Named_Credential/path`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly timeoutMs: number;
  readonly user: UserContext;
}
export interface CalloutResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Which mode a statement asks for: the running class decides when it says nothing. */
export type AccessMode = 'USER_MODE' | 'SYSTEM_MODE' | null;

/** What the org's own classes are called; case-insensitive. */
export interface ClassDirectory {
  /** `Foo`, `Outer.Inner`. */
  find(name: string): ClassInfo | undefined;
  /** The emitted JavaScript class (or enum holder); loads it when needed. */
  constructorOf(info: ClassInfo): ApexClass;
  all(): Iterable<ClassInfo>;
  /** The type of that Apex name (`Account`, `List<String>`, `System.HttpRequest`, `Outer.Inner`), as `Type.forName` resolves it. */
  resolveType(name: string): TypeRef | undefined;
}

/** The emitted class of a user class: `new Class()` makes the object without running Apex constructors. */
export interface ApexClass {
  new (): ApexObject;
  readonly classInfo: ClassInfo;
}

/** One frame of `Class.Foo.bar: line 12, column 1`. */
export interface StackFrame {
  readonly label: string;
  readonly line: number;
  readonly column: number;
}

export interface Runtime {
  readonly parts: ApexParts;
  readonly transaction: Transaction;
  /** Acting user; `System.runAs` changes it. */
  readonly user: UserContext;
  readonly limits: Limits;
  readonly classes: ClassDirectory;
  /** Not null while an Apex test method runs. */
  readonly test: TestState | null;
  /** The kind of the entry point: what `System.isFuture()`, `isBatch()` … answer. */
  readonly context: ContextKind;
  schema(): OrgSchema;

  /** Per-transaction state of the library. */
  state<T>(key: symbol, make: () => T): T;

  /** Access and transaction for a statement issued by the Apex code that is running now: mode by argument, else by the class's API version and sharing. */
  scope(mode?: AccessMode): Scope;
  access(mode?: AccessMode): Access;
  /** Runs `work` as another user (System.runAs). */
  asUser<T>(user: UserContext, work: () => T): T;

  /** Virtual dispatch by name, number and run-time types of the arguments; also for objects of the platform. */
  callMethod(target: unknown, name: string, args: readonly unknown[]): unknown;
  callStatic(className: string, name: string, args: readonly unknown[]): unknown;
  /** Whether the user object has (or inherits) such a method. */
  findMethod(target: unknown, name: string, arity: number): MethodInfo | undefined;
  /** `new T()` of a user class by its constructor for the given arguments, of a collection, SObject or platform type. */
  newInstance(type: TypeRef, args?: readonly unknown[]): unknown;
  /** Fields and properties of a user object by name (JSON, invocable variables); runs getters and setters. */
  getField(target: ApexObject, name: string): unknown;
  putField(target: ApexObject, name: string, value: unknown): void;

  /** Run-time type of a value under static type Object (null → undefined). */
  typeOf(value: unknown): TypeRef | undefined;
  instanceOf(value: unknown, type: TypeRef): boolean;
  /** Checked conversion from Object representation to that of `type`; throws System.TypeException. */
  cast(value: unknown, type: TypeRef): unknown;
  /** Whether a value of `from` may stand where `to` is expected (class hierarchy, platform supertypes, SObject, Object). */
  isSubtype(from: TypeRef, to: TypeRef): boolean;

  /** A proxy object of the class whose every method goes to `provider.handleMethodCall` (Test.createStub). */
  createStub(info: ClassInfo, provider: ApexObject): ApexObject;

  /** Innermost frame first. */
  stack(): readonly StackFrame[];
  stackText(): string;
  /** A variable of the code that called `Database.query` and the like, by its name in `:name`; Object representation; System.QueryException when there is none. */
  dynamicBind(name: string): unknown;
  /** Queues a job in this transaction and gives its id (see runtime/jobs.ts for the kinds). */
  enqueue(job: AsyncJob): string;
  /** Fills the stack trace of an exception object from the running code. */
  traced(object: ExceptionObject): ExceptionObject;
  readonly trigger: TriggerVariables | null;
  /** Debug log line (System.debug and events). */
  log(event: string, message: string): void;
  /** An event of the debug log at the line that runs now: `EVENT|[line]|parts`. */
  logged(event: string, ...parts: readonly string[]): void;
  /** Whether anybody reads the debug log: text that costs something is made only then. */
  readonly logs: boolean;
}

export type ContextKind =
  | 'anonymous'
  | 'aura'
  | 'rest'
  | 'test'
  | 'trigger'
  | 'future'
  | 'queueable'
  | 'batch'
  | 'scheduled'
  | 'finalizer'
  | 'invocable'
  | 'inboundEmail'
  | 'event';

/** What the test runner knows of the running test method; the library's `Test` class reads and writes it. */
export interface TestState {
  readonly className: string;
  readonly methodName: string;
  readonly seeAllData: boolean;
  /** Between startTest and stopTest. */
  started: boolean;
  stopped: boolean;
  /** Jobs queued in the test, in order; run (and removed) at stopTest through `engine.runJob`. */
  readonly jobs: { readonly id: string; readonly job: AsyncJob }[];
  readonly values: Map<string, unknown>;
}
