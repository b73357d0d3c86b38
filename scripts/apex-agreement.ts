/**
 * `APEX_SUITES=<folder> npm run check:apex-agreement [-- <project> …]`: which Apex files our compiler and apex-ls (Java 17) accept, over the
 * negative set of the compiler's tests, force-app, and the public projects in the folder. Every disagreement must belong to one of the
 * listed differences. Agreement must be at least 95 % over all files but those cases of the negative set that apex-ls is listed not to check.
 * Without the folder only the negative set and force-app are compared.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { compileSources, type ApexSource } from '../local-org/src/apex/compiler/compile.ts';
import { buildSchema } from '../local-org/src/schema/index.ts';
import { neighbours, refusedSources } from '../local-org/test/apex/compiler/cases/refused-sources.ts';
import { differences } from './agreement/differences.ts';
import { compiledProject } from './agreement/project.ts';
import { apexLsIssues, prepareCheckers } from './checks/apex.ts';
import { inRoot } from './support/paths.ts';

const LEAST_AGREEMENT = 0.95;
const NEGATIVE = 'negative set';

const META =
  '<?xml version="1.0" encoding="UTF-8"?>\n<ApexClass xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>67.0</apiVersion></ApexClass>';

/** What both say about one file; null: accepted. */
interface Verdict {
  readonly project: string;
  readonly name: string;
  readonly ours: string | null;
  readonly theirs: string | null;
}

async function negativeSet(): Promise<readonly Verdict[]> {
  const folder = mkdtempSync(join(tmpdir(), 'apex-agreement-'));
  try {
    const classes = join(folder, 'force-app/main/default/classes');
    mkdirSync(classes, { recursive: true });
    const directories = [{ path: 'force-app', default: true }];
    writeFileSync(
      join(folder, 'sfdx-project.json'),
      JSON.stringify({ packageDirectories: directories, sourceApiVersion: '67.0' }),
    );
    const schema = buildSchema({ version: 1, components: [], prefixOf: () => 'a00', currencies: ['EUR'] });
    const world = { schema: () => schema, hasLabel: () => false, hasPage: () => false };
    const source = (name: string, body: string): ApexSource => ({ kind: 'class', name, body, apiVersion: 67 });
    const beside = neighbours.map(({ name, body }) => source(name, body));
    const write = (name: string, body: string): void => {
      writeFileSync(join(classes, `${name}.cls`), body);
      writeFileSync(join(classes, `${name}.cls-meta.xml`), META);
    };
    for (const { name, body } of neighbours) write(name, body);
    const cases = refusedSources().map(({ title, body }, index) => {
      const name = `Case${String(index).padStart(3, '0')}`;
      const text = body.replaceAll('Case_', name);
      write(name, text);
      const { problems } = compileSources([source(name, text), ...beside], world);
      return { name, title, ours: problems[0]?.message ?? null };
    });
    const theirs = await apexLsIssues(folder);
    return cases.map(({ name, title, ours }) => ({
      project: NEGATIVE,
      name: title,
      ours,
      theirs: theirs.get(`${name}.cls`) ?? null,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function project(name: string, folder: string): Promise<readonly Verdict[]> {
  const ours = compiledProject(folder);
  const theirs = await apexLsIssues(folder);
  return [...ours].map(([file, message]) => ({
    project: name,
    name: file,
    ours: message,
    theirs: theirs.get(basename(file)) ?? null,
  }));
}

async function main(): Promise<void> {
  const missing = await prepareCheckers();
  if (missing) {
    process.stdout.write(`Skipped: ${missing}\n`);
    return;
  }
  const suites = process.env['APEX_SUITES'];
  const wanted = process.argv.slice(2);
  const others = suites !== undefined && existsSync(suites) ? readdirSync(suites).sort() : [];
  const projects = [
    ...(wanted.length === 0 || wanted.includes('force-app') ? [['force-app', inRoot()] as const] : []),
    ...others
      .filter((entry) => wanted.length === 0 || wanted.some((word) => entry.includes(word)))
      .map((entry) => [entry, join(suites ?? '', entry)] as const),
  ];
  const verdicts = [...(await negativeSet())];
  report(NEGATIVE, verdicts);
  for (const [name, folder] of projects) {
    const found = await project(name, folder).catch((error: unknown) => String(error));
    if (typeof found === 'string') {
      process.stdout.write(`${name}: not compared: ${found.split('\n')[0]}\n`);
      continue;
    }
    report(name, found);
    verdicts.push(...found);
  }
  const apart = verdicts.filter(({ ours, theirs }) => (ours === null) !== (theirs === null));
  const beyondTheirs = apart.filter(
    (verdict) =>
      verdict.project === NEGATIVE && verdict.theirs === null && differences.some((one) => one.covers(verdict)),
  );
  const judged = verdicts.length - beyondTheirs.length;
  const share = 1 - (apart.length - beyondTheirs.length) / judged;
  const unexplained = apart.filter((verdict) => !differences.some((one) => one.covers(verdict)));
  process.stdout.write(`\nDifferences known (${differences.length}):\n`);
  for (const one of differences) {
    const count = apart.filter((verdict) => one.covers(verdict)).length;
    process.stdout.write(`  ${String(count).padStart(4)}  ${one.rule} (${one.source})\n`);
  }
  for (const { project: where, name, ours, theirs } of unexplained)
    process.stdout.write(
      `Unexplained: ${where} ${name}\n    ours:    ${ours ?? 'accepted'}\n    apex-ls: ${theirs ?? 'accepted'}\n`,
    );
  process.stdout.write(
    `\n${verdicts.length - apart.length} of ${verdicts.length} files agreed; of the ${judged} that apex-ls judges ${(share * 100).toFixed(1)} %; ` +
      `${unexplained.length} unexplained differences\n`,
  );
  if (share < LEAST_AGREEMENT || unexplained.length > 0) process.exit(1);
}

function report(name: string, verdicts: readonly Verdict[]): void {
  const refused = verdicts.filter(({ ours }) => ours !== null).length;
  const theirs = verdicts.filter(({ theirs: message }) => message !== null).length;
  const agreed = verdicts.filter(({ ours, theirs: message }) => (ours === null) === (message === null)).length;
  process.stdout.write(
    `${name}: ${verdicts.length} files, refused by us ${refused}, by apex-ls ${theirs}, agreed ${agreed} (${((100 * agreed) / Math.max(verdicts.length, 1)).toFixed(1)} %)\n`,
  );
}

await main();
