/** Apex exceptions on their way through JavaScript. */
import { ApexObject } from './class-info.ts';

/**
 * An Apex exception as a value: what `catch (DmlException e)` binds, what `new MyException('x')` makes. User exceptions are
 * subclasses made by the compiler; platform exceptions are instances of this class with their `typeName`.
 */
export class ExceptionObject extends ApexObject {
  /** Qualified name: `System.DmlException`, `MyException`, `Outer.MyException`. */
  typeName: string;
  message: string | null = null;
  cause: ExceptionObject | null = null;
  /** Filled where the exception is made; lines `Class.Foo.bar: line 12, column 1`, joined by a line feed. */
  stackTrace: string | null = null;
  lineNumber: number | null = null;
  /** What the platform keeps with special exceptions: DML row errors, inaccessible fields. The library reads and writes it. */
  readonly details = new Map<string, unknown>();

  constructor(typeName = 'System.Exception', message: string | null = null, cause: ExceptionObject | null = null) {
    super();
    this.typeName = typeName;
    this.message = message;
    this.cause = cause;
  }
}

/**
 * The JavaScript error that carries an Apex exception. Throw it from anywhere (`new ApexException('System.MathException', 'Divide by 0')`):
 * the stack trace is filled from the shadow stack where Apex code catches it or the entry point reports it.
 */
export class ApexException extends Error {
  readonly object: ExceptionObject;

  constructor(
    source: string | ExceptionObject,
    message: string | null = null,
    options: { readonly cause?: unknown } = {},
  ) {
    const object = typeof source === 'string' ? new ExceptionObject(source, message) : source;
    super(`${object.typeName}: ${object.message ?? ''}`, options);
    this.name = 'ApexException';
    this.object = object;
  }
}

/**
 * Ends the transaction: Apex can neither catch it nor run `finally` blocks (governor limits, failed assertions, CPU time).
 * Subclass of ApexException, so entry points report it the same way.
 */
export class UncatchableException extends ApexException {}
