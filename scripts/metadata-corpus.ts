/**
 * `METADATA_SAMPLES=<folder> npm run corpus:metadata [-- --all]`: validates every project of a folder (public repositories, fetched by whoever
 * runs this) as a new org would, and counts what is accepted and what is refused for which reason. Nothing of the samples is kept.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { readSourceTree, validate, type MetadataSet, type Problem } from '../local-org/src/metadata/index.ts';

const folder = process.env['METADATA_SAMPLES'];
const SHOWN = process.argv.includes('--all') ? Infinity : 12;

interface Verdict {
  readonly project: string;
  readonly components: number;
  readonly refused: number;
  readonly problems: readonly Problem[];
}

type Kind = 'listed' | 'other package' | 'other';

/** Listed: docs/local-org/coverage.md says that it is refused. Other package: a real org refuses it too until that package is installed. */
function kindOf({ message, file }: Problem): Kind {
  if (message.includes('does not support') || message.startsWith('Duplicate name')) return 'listed';
  return /\b[A-Za-z]\w*__\w+__\w/.test(`${message} ${file}`) ? 'other package' : 'other';
}

function packageFolders(project: string): readonly string[] {
  const file = join(project, 'sfdx-project.json');
  if (!existsSync(file)) return [];
  const { packageDirectories } = JSON.parse(readFileSync(file, 'utf8')) as {
    packageDirectories: readonly { readonly path: string }[];
  };
  return packageDirectories.map(({ path }) => join(project, path)).filter((path) => existsSync(path));
}

/** The package folders of a project are deployed together: one may name what another holds. */
function judge(name: string, directories: readonly string[]): Verdict {
  const sets = directories.map((directory) => readSourceTree(directory));
  const set: MetadataSet = {
    components: sets.flatMap(({ components }) => components),
    removals: sets.flatMap(({ removals }) => removals),
    readProblems: sets.flatMap(({ readProblems }) => readProblems),
    hash: '',
  };
  const problems = validate(set, null);
  const refused = new Set(problems.map((problem) => problem.file));
  return { project: name, components: set.components.length, refused: refused.size, problems };
}

/** The reason without the names in it, so that equal ones count together. */
function reasonOf({ message }: Problem): string {
  return message
    .replace(/named .+ found/, 'named … found')
    .replace(/'[^']*'/g, "'…'")
    .replace(/"[^"]*"/g, '"…"')
    .replace(/(infer a metadata type from|Invalid reference|Duplicate name:|SObject type is invalid:).*/, '$1 …')
    .slice(0, 140);
}

if (folder === undefined || !existsSync(folder)) {
  process.stdout.write('SKIPPED: set METADATA_SAMPLES to a folder with sfdx projects.\n');
} else {
  const verdicts = readdirSync(folder)
    .sort()
    .map((name) => judge(name, packageFolders(join(folder, name))));
  for (const { project, components, refused, problems } of verdicts)
    process.stdout.write(
      `${project.padEnd(56)} ${String(components).padStart(6)} components, ${String(refused).padStart(4)} files refused, ${problems.length} problems\n`,
    );
  const all = verdicts.flatMap((verdict) => verdict.problems);
  const byReason = Map.groupBy(all, (problem) => `${kindOf(problem).padEnd(14)} ${reasonOf(problem)}`);
  const counts = Map.groupBy(all, kindOf);
  const count = (kind: Kind) => counts.get(kind)?.length ?? 0;
  process.stdout.write(
    `\n${all.length} problems: ${count('listed')} listed in docs/local-org/coverage.md, ${count('other package')} name parts of packages that are not in the sample, ${count('other')} others\n`,
  );
  for (const [reason, problems] of [...byReason].sort((a, b) => b[1].length - a[1].length).slice(0, SHOWN)) {
    const example = problems[0];
    process.stdout.write(
      `${String(problems.length).padStart(6)}  ${reason}\n                 ${example?.file ?? ''}:${example?.line ?? 0} ${example?.message.slice(0, 160) ?? ''}\n`,
    );
  }
}
