/** Runs scripts without an org: the clock stands still and chance has one answer. */
import { javaRegex } from '../../src/apex/library/java-regex.ts';
import { compileScript, type Input, type Surroundings } from '../../src/dataweave/index.ts';

export const surroundings = (logged: string[] = []): Surroundings => ({
  now: () => Date.UTC(2026, 0, 15, 12, 30),
  zone: 'Europe/Berlin',
  random: () => 0.5,
  regex: (source, flags) => javaRegex(source, '', flags),
  log: (line) => {
    logged.push(line);
  },
  checkpoint: () => undefined,
});

/** The text that a script writes; inputs are texts of their declared formats. */
export function written(source: string, inputs: Readonly<Record<string, string>> = {}): string {
  const given = new Map(Object.entries(inputs).map(([name, text]): [string, Input] => [name, { text }]));
  const output = compileScript(source).run(given, surroundings());
  if (!('text' in output)) throw new Error('The script gives a value, not text');
  return output.text;
}

/** The value of an expression, by way of JSON. */
export const valueOf = (expression: string, header: readonly string[] = []): unknown =>
  JSON.parse(written(['%dw 2.0', ...header, 'output application/json', '---', expression].join('\n')));
