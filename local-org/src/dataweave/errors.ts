/** Failures of a DataWeave script: what the platform shows as System.DataWeaveScriptException, or as a compile error at deployment. */

/** Where something stands in a script; lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A failed script. `place` is where in it, when that is known; `report` adds the source line to the message. */
export class DataWeaveError extends Error {
  /** `Syntax` is found before the script runs, the others while it runs. */
  readonly kind: 'Syntax' | 'Runtime';
  readonly at: number | undefined;

  constructor(kind: 'Syntax' | 'Runtime', message: string, at?: number, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'DataWeaveError';
    this.kind = kind;
    this.at = at;
  }
}

/** A runtime failure; the evaluator adds the place. */
export const failure = (message: string, options: { readonly cause?: unknown } = {}): DataWeaveError =>
  new DataWeaveError('Runtime', message, undefined, options);

/** An import of what is no module. */
export const unknownModule = (directive: { readonly module: string; readonly at: number }): DataWeaveError =>
  new DataWeaveError('Syntax', `Unable to resolve module with identifier ${directive.module}.`, directive.at);

/** The line and column of an offset into the source. */
export function placeOf(source: string, at: number): Place {
  const before = source.slice(0, at);
  const line = before.split('\n').length;
  return { line, column: at - (before.lastIndexOf('\n') + 1) + 1 };
}

/**
 * The message with the line of the source and the trace, in the layout the documentation shows
 * (docs.mulesoft.com, "Troubleshooting a Failing DataWeave Script").
 */
export function report(error: DataWeaveError, source: string): string {
  if (error.at === undefined) return error.message;
  const { line, column } = placeOf(source, error.at);
  const text = source.split('\n')[line - 1] ?? '';
  const margin = `${String(line)}| `;
  const mark = `${' '.repeat(margin.length + column - 1)}^`;
  const trace = `Trace:\n  at main (line: ${String(line)}, column: ${String(column)})`;
  return `${error.message}\n\n${margin}${text}\n${mark}\n${trace}`;
}
