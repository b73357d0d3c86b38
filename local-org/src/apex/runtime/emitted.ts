/** The shapes of emitted code: what a compiled unit is and what it asks the loader for. */
import type { ApexObject, ClassInfo, FieldInfo } from './class-info.ts';
import type { ApexClass } from './context.ts';
import type { ApexRuntime } from './runtime.ts';

/** A compiled source file. JSON-able, so that it can lie in the disk cache. */
export interface CompiledUnit {
  /** Name of the outer class, of the trigger, or `anonymous`. */
  readonly name: string;
  readonly kind: 'class' | 'trigger' | 'anonymous';
  readonly file: string;
  /** JavaScript: `(function($){…return {className: () => class}})`. */
  readonly code: string;
  /** Lines that hold executable statements, ascending. */
  readonly coverableLines: readonly number[];
  readonly lineCount: number;
  readonly trigger?: { readonly object: string; readonly events: readonly string[]; readonly apiVersion: number };
}

/** Field description with the names of its JavaScript members. */
export interface EmittedField extends FieldInfo {
  readonly slot: string;
  readonly get: string | null;
  readonly set: string | null;
}

export interface EmittedClassInfo extends ClassInfo {
  readonly fields: ReadonlyMap<string, EmittedField>;
}

/** Names of the members emitted code defines are dynamic; this is how the runtime reaches them. */
export type Members = Record<string, (rt: ApexRuntime, ...args: readonly unknown[]) => unknown>;

export type EmittedClass = ApexClass &
  Members & {
    readonly $statics?: (rt: ApexRuntime, holder: Record<string, unknown>) => void;
  };

/** An object whose members are reached by emitted names. */
export const membersOf = (target: ApexObject): Members => target as unknown as Members;
export const slotsOf = (target: ApexObject): Record<string, unknown> => target as unknown as Record<string, unknown>;

/** One stack frame's constant part. */
export interface FrameInfo {
  /** `Class.Foo.bar`, `Trigger.X`, `AnonymousBlock`. */
  readonly label: string;
  readonly className: string;
  /** What the debug log calls the method: `Foo.bar(String)`, `<init>(String)`; empty for what it does not tell of. */
  readonly signature: string;
}
