/** The rules of the house that no other tool knows. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { command } from '../support/phases.ts';
import { inRoot } from '../support/paths.ts';

const LONGEST_FILE = 500;
const COUNTED = /\.(ts|mjs|cjs|js|cls|trigger|html|css)$/;
const NOT_COUNTED = /(^|\/)(generated|node_modules)\//;
const EMPTY_CATCH = /catch\s*(\([^)]*\))?\s*\{\s*\}/;
const FORBIDDEN: readonly (readonly [RegExp, RegExp, string])[] = [
  [/\.test\.(ts|js)$/, /\b(it|test|describe)\.only\(/, 'a test is run alone (.only)'],
  // Test data and messages may quote bad code; programs may not hold it.
  [/^(?!.*\/(test|tests)\/).*\.(ts|js|mjs|cls|trigger)$/, EMPTY_CATCH, 'an error is swallowed'],
  [/\.ts$/, /@ts-(ignore|nocheck)/, 'the type checker is silenced'],
  [/^(force-app|integration-service\/src)\//, /isLocalOrg|if \(local\b/, 'product code asks whether the org is local'],
];

/** Checks every file that git knows; all findings in one message. */
export async function checkFolders(): Promise<undefined> {
  const files = (await command('git', ['ls-files', '--cached', '--others', '--exclude-standard']))
    .trim()
    .split('\n')
    .filter((file) => existsSync(inRoot(file)));
  const problems = [
    ...files.flatMap(fileProblems),
    ...defaultFolderProblems(),
    ...apexTestProblems(files),
    ...lockFileProblems(),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return undefined;
}

function fileProblems(file: string): readonly string[] {
  if (NOT_COUNTED.test(file) || !COUNTED.test(file)) return [];
  const text = readFileSync(inRoot(file), 'utf8');
  const problems = FORBIDDEN.filter(
    ([where, what]) => where.test(file) && file !== 'scripts/checks/folders.ts' && what.test(text),
  ).map(([, , words]) => `${file}: ${words}`);
  const lines = codeLines(text);
  if (lines > LONGEST_FILE) problems.push(`${file}: ${lines} code lines, ${LONGEST_FILE} are allowed`);
  return problems;
}

function codeLines(text: string): number {
  return text.split('\n').filter((line) => !/^\s*(\/\/.*|\/?\*.*)?$/.test(line)).length;
}

/** New retrieves land in main/default; they must be sorted into a domain before they are committed. */
function defaultFolderProblems(): readonly string[] {
  const folder = inRoot('force-app/main/default');
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => name !== '.gitkeep') : [];
  return found.map((name) => `force-app/main/default/${name}: sort it into its domain`);
}

/** Every Apex class with behaviour has a test class in the mirrored folder, or a line in the list of exceptions with the reason. */
function apexTestProblems(files: readonly string[]): readonly string[] {
  const tested = readFileSync(inRoot('force-app/test/tested-elsewhere.txt'), 'utf8')
    .split('\n')
    .map((line) => line.split(':')[0]?.trim())
    .filter(Boolean);
  const all = new Set(files);
  return files.flatMap((file) => {
    const match = /^force-app\/main\/(.+)\/classes\/(\w+)\.cls$/.exec(file);
    if (!match) return [];
    const [, domain, name] = match;
    if (tested.includes(name) || all.has(`force-app/test/${domain ?? ''}/classes/${name ?? ''}Test.cls`)) return [];
    return [`${file}: no test class force-app/test/${domain ?? ''}/classes/${name ?? ''}Test.cls`];
  });
}

/** Lock files name no registry. */
function lockFileProblems(): readonly string[] {
  return ['package-lock.json', 'tools/checks/package-lock.json', 'tools/sf/package-lock.json']
    .filter((file) => existsSync(inRoot(file)) && /"resolved": "https?:/.test(readFileSync(inRoot(file), 'utf8')))
    .map((file) => `${file}: names a registry; set omit-lockfile-registry-resolved`);
}
