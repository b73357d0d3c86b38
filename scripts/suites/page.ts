/** docs/local-org/apex-suites.md: what the public suites last gave. One section for each; what was not run keeps its section. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../support/paths.ts';
import { causesOf, type Failure } from './causes.ts';

const PAGE = 'docs/local-org/apex-suites.md';
const MOST_CAUSES = 8;

export interface SuiteResult {
  /** Name of its folder, `owner+name`. */
  readonly project: string;
  readonly commit: string;
  readonly all: number;
  readonly failures: readonly Failure[];
}

/** The commit of an unpacked project: that of its own repository, or what a file COMMIT beside its files says. */
export function commitOf(project: string): string {
  const file = join(project, 'COMMIT');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (!existsSync(join(project, '.git'))) return 'unknown';
  return spawnSync('git', ['-C', project, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).stdout.trim();
}

/** Puts these results into the page. */
export function writeSuitePage(results: readonly SuiteResult[]): void {
  const sections = new Map([
    ...knownSections(),
    ...results.map((result) => [nameOf(result), sectionOf(result)] as const),
  ]);
  writeFileSync(inRoot(PAGE), pageOf(sections));
}

/** The suites whose section in the page is another. */
export function outdatedSuites(results: readonly SuiteResult[]): readonly string[] {
  const known = knownSections();
  return results.filter((result) => known.get(nameOf(result)) !== sectionOf(result)).map(nameOf);
}

const nameOf = ({ project }: SuiteResult): string => project.replace('+', '/');

/** Name → text below its heading. */
function knownSections(): ReadonlyMap<string, string> {
  if (!existsSync(inRoot(PAGE))) return new Map();
  const [, ...parts] = readFileSync(inRoot(PAGE), 'utf8').split('\n## ');
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end).trim(), part.slice(end).trim()];
    }),
  );
}

function sectionOf({ commit, all, failures }: SuiteResult): string {
  const head = `${String(all - failures.length)} of ${String(all)} test methods pass. Commit ${commit}.`;
  const causes = causesOf(failures);
  const shown = causes.slice(0, MOST_CAUSES).map(([cause, { length }]) => `- ${String(length)}: ${codeOf(cause)}`);
  const rest = causes.slice(MOST_CAUSES).reduce((sum, [, { length }]) => sum + length, 0);
  if (rest > 0) shown.push(`- ${String(rest)}: other causes`);
  return shown.length === 0 ? head : `${head}\n\n${shown.join('\n')}`;
}

const codeOf = (text: string): string => `\`${text.replaceAll('`', "'").trim()}\``;

function pageOf(sections: ReadonlyMap<string, string>): string {
  const ordered = [...sections].sort(([one], [other]) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1));
  const counts = ordered.map(([, text]) => /^(\d+) of (\d+)/.exec(text) ?? []);
  const sum = (at: number): number => counts.reduce((total, count) => total + Number(count[at] ?? 0), 0);
  return `# Public Apex suites

What \`APEX_SUITES=<folder> npm run test:apex-suites -- --write\` gave: public projects, deployed into a new org each, and their tests. Their Apex is
never touched. Placeholders of CumulusCI are filled as for a deploy without namespace; elements that the project's API version still had,
and pages in place of actions, are taken out of its metadata; the administrator who runs the tests is granted the fields of the project, as
by an installation for administrators. Tests of classes that are not deployed count as failed. \`--check\` says which sections are not current.

In all ${String(sum(1))} of ${String(sum(2))} test methods of ${String(ordered.length)} projects pass.
${ordered.map(([name, text]) => `\n## ${name}\n\n${text}\n`).join('')}`;
}
