/**
 * `npm run test:apex [-- Class Class.method …] [--junit <file>] [--log] [--invert <n> --seed <number>]`: force-app's Apex tests in a local
 * org of their own. `--invert` afterwards turns one assertion round in each of n methods drawn by the seed: each must fail.
 * Prints each failure with file and line, the coverage of each class, and the time. The org lies in .cache/test-apex and is kept, so that
 * only what changed is deployed again; the tests run in a copy of it without business data.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, matchesGlob } from 'node:path';
import { parseArgs } from 'node:util';
import {
  coveredPercent,
  failurePlace,
  toJunit,
  type TestPlan,
  type TestRun,
} from '../local-org/src/apex/testing/index.ts';
import { readProject } from '../local-org/src/cli/source-project.ts';
import { runTestsOfOrg } from '../local-org/src/engine/apex-tests.ts';
import { compose, type Engine } from '../local-org/src/engine/compose.ts';
import { runOperation } from '../local-org/src/engine/run-operation.ts';
import { inRoot } from './support/paths.ts';
import { drawMethods, methodName, runTurned, type RunAgain } from './support/turned-assertions.ts';

const ADMINISTRATOR = 'admin@unified-power.example';
const CACHE = inRoot('.cache/test-apex');
const clock = { now: () => Date.now() };

const { names, junit, log, invert, seed } = readArguments(process.argv.slice(2));
const started = performance.now();
const source = deployedOrg();
let run: TestRun;
let blind: readonly string[] = [];
try {
  const row = source.store.get('SELECT "Id" AS id FROM "User" WHERE "Username" = ?', ADMINISTRATOR);
  const administrator = source.security.userContext(String(row?.['id']));
  const cacheFolder = join(CACHE, 'cache');
  run = runTestsOfOrg(source, administrator, planOf(names), {
    cacheFolder,
    ...(log ? { log: (line) => process.stdout.write(`${line}\n`) } : {}),
  });
  if (invert > 0)
    blind = blindMethods(run, (plan, choose) =>
      runTestsOfOrg(source, administrator, plan, { cacheFolder, invert: choose }),
    );
} finally {
  source.close();
}
report(run);
if (junit !== null) {
  mkdirSync(dirname(junit), { recursive: true });
  writeFileSync(junit, toJunit(run));
}
for (const name of blind) process.stdout.write(`Passes with an assertion turned round: ${name}\n`);
const fails = run.results.some(({ outcome, assertions }) => outcome === 'Fail' || assertions === 0);
process.exitCode = blind.length > 0 || fails ? 1 : 0;

type SourceFiles = ReturnType<typeof readProject>;

interface Arguments {
  readonly names: readonly string[];
  readonly junit: string | null;
  readonly log: boolean;
  readonly invert: number;
  readonly seed: number;
}

function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      junit: { type: 'string' },
      log: { type: 'boolean', default: false },
      invert: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
    },
    allowPositionals: true,
  });
  const { junit: target, log: shown, invert: count, seed: start } = values;
  return { names: positionals, junit: target ?? null, log: shown, invert: Number(count), seed: Number(start) };
}

/** The kept org with the sources of now; a new one when the kept org holds classes or triggers that the sources no longer have. */
function deployedOrg(): Engine {
  const files = projectFiles();
  const kept = openOrg();
  if (!holdsMore(kept, files)) return deploy(kept, files);
  kept.close();
  rmSync(join(CACHE, 'org'), { recursive: true });
  return deploy(openOrg(), files);
}

/** A deploy removes nothing: a class that was renamed would go on being compiled and tested. */
function holdsMore(engine: Engine, files: SourceFiles): boolean {
  const present = new Set(files.map(({ path }) => basename(path)));
  const held = (table: string, extension: string): boolean =>
    engine.store
      .all(`SELECT "Name" AS name FROM "${table}"`)
      .some((row) => !present.has(`${String(row['name'])}.${extension}`));
  return held('ApexClass', 'cls') || held('ApexTrigger', 'trigger');
}

function openOrg(): Engine {
  const isNew = !existsSync(join(CACHE, 'org', 'org.sqlite'));
  mkdirSync(join(CACHE, 'org'), { recursive: true });
  const engine = compose({ dataFolder: join(CACHE, 'org'), cacheFolder: join(CACHE, 'cache'), clock });
  if (isNew)
    perform(engine, 'createOrganization', { adminUsername: ADMINISTRATOR, adminPassword: crypto.randomUUID() });
  return engine;
}

function deploy(engine: Engine, files: SourceFiles): Engine {
  const { problems } = perform(engine, 'deploySource', { files }) as { readonly problems: readonly string[] };
  if (problems.length === 0) return engine;
  process.stderr.write(`The sources cannot be deployed:\n${problems.join('\n')}\n`);
  process.exit(2);
}

/** What a deploy would send: without what .forceignore names. No secret is needed to run tests. */
function projectFiles(): SourceFiles {
  const ignored = readFileSync(inRoot('.forceignore'), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return readProject(inRoot('.'), { UP_INTEGRATION_CERTIFICATE: 'none in tests', ...process.env }).filter(
    ({ path }) => !ignored.some((pattern) => matchesGlob(path, pattern)),
  );
}

function perform(engine: Engine, operation: string, input: unknown): unknown {
  return runOperation(engine, { operation, input, caller: { userId: null, channel: 'internal' } } as never).output;
}

/** `Class` and `Class.method` arguments; none means every test. */
function planOf(wanted: readonly string[]): TestPlan {
  if (wanted.length === 0) return { testLevel: 'RunLocalTests', classes: [] };
  const byClass = Map.groupBy(wanted, (name) => name.split('.')[0] ?? name);
  return {
    testLevel: 'RunSpecifiedTests',
    classes: Array.from(byClass, ([name, entries]) => {
      const methods = entries.flatMap((entry) => entry.split('.')[1] ?? []);
      return { name, methods: methods.length === entries.length ? methods : null };
    }),
  };
}

/** Turns one assertion in methods drawn by the seed, and gives those that pass all the same. */
function blindMethods({ results }: TestRun, again: RunAgain): readonly string[] {
  const second = runTurned(drawMethods(results, invert, seed), again);
  const passed = second.filter(({ outcome }) => outcome === 'Pass');
  process.stdout.write(
    `${second.length - passed.length} of ${second.length} methods fail with an assertion turned round\n`,
  );
  return passed.map(methodName);
}

function report({ results, coverage, time, unsupported }: TestRun): void {
  const fileOf = (name: string): string | undefined => coverage.find((one) => one.name === name)?.file;
  for (const result of results.filter(({ outcome }) => outcome === 'Fail')) {
    process.stdout.write(
      `\n✖ ${result.className}.${result.methodName} (${failurePlace(result, fileOf)})\n  ${result.message ?? ''}\n`,
    );
    if (result.stackTrace) process.stdout.write(`${result.stackTrace.replaceAll(/^/gm, '    ')}\n`);
  }
  process.stdout.write('\nCoverage\n');
  for (const one of coverage) {
    const missed = [...one.lines].filter(([, count]) => count === 0).map(([line]) => line);
    const percent = one.total === 0 ? 100 : (one.covered / one.total) * 100;
    const lines =
      missed.length === 0 ? '' : `  not: ${missed.slice(0, 12).join(', ')}${missed.length > 12 ? ' …' : ''}`;
    process.stdout.write(`  ${percent.toFixed(0).padStart(3)} %  ${one.name}${lines}\n`);
  }
  for (const [name, count] of unsupported) process.stdout.write(`Not supported: ${name} (${count}×)\n`);
  const silent = results.filter((result) => result.outcome === 'Pass' && result.assertions === 0);
  for (const { className, methodName } of silent) process.stdout.write(`Asserts nothing: ${className}.${methodName}\n`);
  const failed = results.filter(({ outcome }) => outcome === 'Fail').length;
  const passed = results.length - failed;
  process.stdout.write(
    `\n${passed} passed, ${failed} failed; ${coveredPercent(coverage).toFixed(1)} % of lines; ` +
      `tests ${(time / 1000).toFixed(1)} s, all ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
  );
}
