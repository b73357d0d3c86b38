/** A finding in a source file of a component. */
export interface CodeFinding {
  /** Inside the component's own folder; empty for the component as a whole. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A finding at an offset of the text. */
export function findingAt(path: string, text: string, index: number, message: string): CodeFinding {
  const before = text.slice(0, index);
  return { path, line: before.split('\n').length, column: index - before.lastIndexOf('\n'), message };
}
