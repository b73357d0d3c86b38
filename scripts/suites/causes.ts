/** Failed test methods by their cause. */
export interface Failure {
  readonly method: string;
  readonly message: string;
  readonly stackTrace: string;
}

/** Causes in order of failures, each with its methods. */
export function causesOf(
  failures: readonly Failure[],
): readonly (readonly [cause: string, failures: readonly Failure[]])[] {
  const causes = [...Map.groupBy(failures, ({ message }) => causeOf(message))];
  return causes.sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
}

/** The reason without ids, numbers of lines and compared values in it, so that equal ones count together. */
function causeOf(message: string): string {
  return (
    message
      .replace(/\b[a-zA-Z0-9]{15}(?:[A-Z0-5]{3})?\b(?<=\d.*)/g, '<id>')
      .replace(/ \(line \d+\)$/, '')
      .replace(/Expected: .*/s, 'Expected: …')
      // A QueryException begins with the query it is about.
      .replace(/^(System\.QueryException: )\n[\s\S]*\n(?=[^\n]+$)/, '$1')
      .split('\n')[0]
      ?.slice(0, 150) ?? ''
  );
}
