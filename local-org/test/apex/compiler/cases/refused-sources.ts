/** Every source that must be refused, with the sources beside it: for the compiler's tests and the comparison with apex-ls. */
import { readFileSync, readdirSync } from 'node:fs';
import { refusalCases } from './refusals.ts';

export interface RefusedSource {
  readonly title: string;
  /** A whole class of the name `Case_`. */
  readonly body: string;
  /** The first problem's words. */
  readonly message: string;
}

/** Classes that the cases use: `A` with private members, `P` with hidden ones of every kind. */
export const neighbours: readonly { readonly name: string; readonly body: string }[] = [
  { name: 'A', body: 'public class A { private static void x() {} private static Integer y; }' },
  {
    name: 'P',
    body: `public virtual class P {
  private P() {}
  private static final String SECRET_KEY = 'a';
  public static Integer shared { get; private set; }
  private class Secret {}
  public virtual class Inner { protected void prot() {} private void hidden() {} }
}`,
  },
];

type Case = readonly [title: string, code: string, message: string];
interface CaseFile {
  /** Members of a class. */
  readonly members?: readonly Case[];
  /** Whole files. */
  readonly sources?: readonly Case[];
}

const folder = new URL('refused/', import.meta.url);

/** The negative set; messages are in the words of the platform's compiler (forcedotcom/apex-language-support, messages_en_US.properties). */
export function refusedSources(): readonly RefusedSource[] {
  const files = readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as CaseFile);
  const members = [...refusalCases, ...files.flatMap((file) => file.members ?? [])];
  return [
    ...members.map(([title, code, message]) => ({ title, body: `public class Case_ {\n${code}\n}`, message })),
    ...files.flatMap((file) => file.sources ?? []).map(([title, body, message]) => ({ title, body, message })),
  ];
}
