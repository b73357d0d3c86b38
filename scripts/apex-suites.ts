/**
 * `APEX_SUITES=<folder> npm run test:apex-suites [-- <suite> …] [--needs <project>,…] [--invert <seed>] [--all]`: public Apex projects,
 * fetched by whoever runs this, each deployed as it is into a new org, and their tests. Without names the list below; any other project
 * of the folder runs when it is named, after the projects that `--needs` names. Counts test methods passed / all and groups failures by cause. A deploy is
 * partial, as with rollbackOnError=false: what is refused is left out by name, and tests of classes left out count as failed. `--invert`
 * turns one assertion round in each of 50 methods drawn by the seed: each must then fail. Nothing of the suites is kept.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { parseClass } from '../local-org/src/apex/compiler/parse.ts';
import type { TestRun } from '../local-org/src/apex/testing/index.ts';
import { readProject } from '../local-org/src/cli/source-project.ts';
import { runTestsOfOrg } from '../local-org/src/engine/apex-tests.ts';
import { compose, type Engine } from '../local-org/src/engine/compose.ts';
import { runOperation } from '../local-org/src/engine/run-operation.ts';
import {
  administratorId,
  createOrg,
  deploy,
  readFiles,
  type MetadataComponent,
  type Problem,
} from '../local-org/src/metadata/index.ts';
import { inRoot } from './support/paths.ts';
import { drawMethods, methodName, runTurned, type Drawn } from './support/turned-assertions.ts';

const CACHE = inRoot('.cache/apex-suites');
const ADMINISTRATOR = 'admin@suites.example';
const TURNED_METHODS = 50;
const clock = { now: () => Date.now() };

/** What the suite's own instructions say to do before its tests run. */
interface Suite {
  readonly name: string;
  /** Projects that are to be deployed first. */
  readonly needs?: readonly string[];
  /** Permission sets that are to be assigned to who runs the tests. */
  readonly permissionSets?: readonly string[];
}

const suites: readonly Suite[] = [
  { name: 'fflib-apex-mocks' },
  { name: 'R.apex' },
  { name: 'jsonparse' },
  { name: 'universalmock' },
  { name: 'fflib-apex-common', needs: ['fflib-apex-mocks'] },
  { name: 'trigger-actions-framework' },
  { name: 'apex-recipes', permissionSets: ['Apex_Recipes'] },
  { name: 'dreamhouse-lwc', permissionSets: ['dreamhouse'] },
  { name: 'ebikes-lwc', permissionSets: ['ebikes'] },
  { name: 'async-lib' },
  { name: 'cache-manager' },
  { name: 'Moxygen' },
  { name: 'ApexKit' },
  { name: 'apex-mockery' },
  { name: 'apex-dml-mocking' },
  { name: 'http-mock-lib' },
  { name: 'apex-query' },
  { name: 'apex-fp' },
  { name: 'ApexTestKit' },
  { name: 'ApexTriggerHandler' },
  { name: 'NebulaQueryAndSearch' },
  { name: 'sfdc-trigger-framework' },
  { name: 'fflib-apex-common-samplecode', needs: ['fflib-apex-mocks', 'fflib-apex-common'] },
  { name: 'soql-lib' },
  { name: 'apex-rollup' },
  { name: 'rflib' },
];

interface Refused {
  readonly component: MetadataComponent;
  readonly message: string;
  /** In which attempt: what is refused later needs something refused before. */
  readonly round: number;
}

interface Failure {
  readonly method: string;
  readonly message: string;
  readonly stackTrace: string;
}

interface Outcome {
  readonly suite: Suite;
  readonly engine: Engine;
  readonly folder: string;
  readonly run: TestRun;
  readonly refused: readonly Refused[];
  readonly failures: readonly Failure[];
  readonly all: number;
}

interface Arguments {
  readonly wanted: readonly string[];
  /** What is deployed before a suite that is not in the list. */
  readonly needs: readonly string[];
  readonly invert: number | null;
  /** Show every failure, not only a few of each cause. */
  readonly everything: boolean;
}

function readArguments(args: readonly string[]): Arguments {
  const options = {
    invert: { type: 'string' },
    needs: { type: 'string', default: '' },
    all: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  return {
    wanted: positionals,
    needs: values.needs.split(',').filter((name) => name !== ''),
    invert: values.invert === undefined ? null : Number(values.invert),
    everything: values.all,
  };
}

/** The project folder of a suite; folders may carry words in front (`owner+name`, `owner-name`) and part words otherwise (`r.apex`). */
function folderOf(folder: string, name: string): string | undefined {
  const wanted = `-${plainName(name)}`;
  const found = readdirSync(folder)
    .sort((a, b) => a.length - b.length)
    .find((entry) => `-${plainName(entry)}`.endsWith(wanted));
  return found === undefined ? undefined : join(folder, found);
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/** The suites that are to run: the list, or those named, which need not be in it. */
function chosenSuites({ wanted, needs }: Arguments): readonly Suite[] {
  if (wanted.length === 0) return suites;
  return wanted.map((name) => suites.find((suite) => plainName(suite.name) === plainName(name)) ?? { name, needs });
}

function runSuite(folder: string, suite: Suite): Outcome | string {
  const projects = [...(suite.needs ?? []), suite.name].map((name) => [name, folderOf(folder, name)] as const);
  const missing = projects.find(([, path]) => path === undefined);
  if (missing) return `${missing[0]} is not in the folder`;
  process.stdout.write(`\n${suite.name}\n`);
  const files = projects.flatMap(([, path]) => firstOfEach(readProject(path ?? '', process.env)));
  const orgFolder = mkdtempSync(join(tmpdir(), 'apex-suite-'));
  const engine = compose({ dataFolder: orgFolder, cacheFolder: join(CACHE, 'compiled'), clock });
  createOrg(engine.store, {
    now: clock.now(),
    administratorUsername: ADMINISTRATOR,
    locale: 'en_US',
    timeZone: 'America/Los_Angeles',
    without: featuresLeftOut(projects.at(-1)?.[1] ?? ''),
  });
  engine.refresh();
  const { refused, deployed } = deployPartly(engine, files);
  for (const name of suite.permissionSets ?? []) assign(engine, name);
  const own = new Set(readProject(projects.at(-1)?.[1] ?? '', process.env).map(({ path }) => basename(path)));
  const run = runTests(engine);
  // Projects deployed first are suites of their own.
  const tests = { ...run, results: run.results.filter(({ className }) => own.has(`${className}.cls`)) };
  const leftOut = refused
    .filter(
      ({ component }) => component.type === 'ApexClass' && own.has(basename(component.file).replace('-meta.xml', '')),
    )
    .flatMap(({ component, message }) =>
      testMethodsOf(component).map((method) => ({
        method: `${component.fullName}.${method}`,
        message: `Not deployed: ${message}`,
        stackTrace: '',
      })),
    );
  const failed = tests.results
    .filter(({ outcome }) => outcome === 'Fail')
    .map((result) => ({
      method: methodName(result),
      message: result.message ?? '',
      stackTrace: result.stackTrace ?? '',
    }));
  return {
    suite,
    engine,
    folder: orgFolder,
    run: tests,
    refused,
    failures: [...failed, ...leftOut],
    all: deployed ? tests.results.length + leftOut.length : 0,
  };
}

/** What the project's scratch org definition does not ask for, of what such a definition has to ask for. */
function featuresLeftOut(project: string): readonly 'StateAndCountryPicklist'[] {
  const folder = join(project, 'config');
  const definitions = existsSync(folder) ? readdirSync(folder).filter((name) => /scratch.*\.json$/i.test(name)) : [];
  const asked = definitions.some((name) => /StateAndCountryPicklist/i.test(readFileSync(join(folder, name), 'utf8')));
  return asked ? [] : ['StateAndCountryPicklist'];
}

/** A project of several packages may hold a component in more than one: what an earlier package directory holds is not deployed again. */
function firstOfEach(files: ReturnType<typeof readProject>): ReturnType<typeof readProject> {
  const first = new Map<string, (typeof files)[number]>();
  for (const file of files) {
    const parts = file.path.split('/');
    const key = /\.(?:cls|trigger)(?:-meta\.xml)?$/.test(file.path) ? parts.slice(-1) : parts.slice(-3);
    if (!first.has(key.join('/'))) first.set(key.join('/'), file);
  }
  return [...first.values()];
}

/** Deploys what can be deployed: after each attempt without the components that were refused. */
function deployPartly(
  engine: Engine,
  sources: ReturnType<typeof readProject>,
): { readonly refused: readonly Refused[]; readonly deployed: boolean } {
  const set = readFiles(sources);
  let components = set.components;
  const refused: Refused[] = [];
  for (let round = 1; ; round += 1) {
    const left = {
      components,
      removals: [],
      readProblems: round === 1 ? set.readProblems : [],
      hash: `${set.hash} ${round}`,
    };
    const { problems, success } = deploy(engine.store, left, { now: clock.now(), checks: engine.deployChecks });
    engine.refresh();
    if (success) break;
    const wrong = new Map<MetadataComponent, Problem>();
    // Files of types that the local org refuses are no components.
    const files = new Map<string, number>();
    for (const problem of problems) {
      const component = components.find((candidate) => isAbout(problem, candidate));
      if (!component) files.set(problem.message, (files.get(problem.message) ?? 0) + 1);
      else if (!wrong.has(component)) wrong.set(component, problem);
    }
    if (round === 1)
      for (const [message, count] of files) process.stdout.write(`  Left out: ${count} files: ${message}\n`);
    if (wrong.size === 0 && round > 1) {
      process.stdout.write(`  nothing deployed: ${problems[0]?.file ?? ''} ${problems[0]?.message ?? ''}\n`);
      return { refused, deployed: false };
    }
    for (const [component, { message, line }] of wrong)
      refused.push({
        component,
        message: component.type.startsWith('Apex') ? `${message} (line ${line})` : message,
        round,
      });
    components = components.filter((component) => !wrong.has(component));
  }
  engine.security.rebuild();
  return { refused, deployed: true };
}

function isAbout(problem: Problem, component: MetadataComponent): boolean {
  const sameName =
    component.type === problem.componentType && component.fullName.toLowerCase() === problem.fullName.toLowerCase();
  return sameName || component.file === problem.file;
}

function assign(engine: Engine, name: string): void {
  const row = engine.store.get('SELECT "Id" AS id FROM "PermissionSet" WHERE "Name" = ?', name);
  if (!row) return;
  runOperation(engine, {
    kind: 'operation',
    id: 1,
    operation: 'create',
    input: {
      object: 'PermissionSetAssignment',
      values: { AssigneeId: administratorId, PermissionSetId: String(row['id']) },
    },
    caller: { userId: administratorId, channel: 'internal', apiVersion: '67.0' },
  });
}

function runTests(engine: Engine, again?: Parameters<Parameters<typeof runTurned>[1]>): TestRun {
  const [plan, invert] = again ?? [{ testLevel: 'RunLocalTests', classes: [] } as const, undefined];
  return runTestsOfOrg(engine, engine.security.userContext(administratorId), plan, {
    cacheFolder: join(CACHE, 'compiled'),
    ...(invert ? { invert } : {}),
  });
}

/** Names of the test methods in a class that could not be deployed. */
function testMethodsOf({ file, contents }: MetadataComponent): readonly string[] {
  const source = new TextDecoder().decode(contents[0]?.content);
  const parsed = parseClass(file, source);
  if (!('tree' in parsed))
    return Array.from(source.matchAll(/@istest\s+(?:static|private|public)/gi), (_, index) => `#${index}`);
  return parsed.tree.members.flatMap((member) =>
    member.k === 'method' &&
    (member.modifiers.words.has('testmethod') ||
      member.modifiers.annotations.some(({ name }) => name.toLowerCase() === 'istest'))
      ? [member.name]
      : [],
  );
}

/** The reason without names, ids and numbers in it, so that equal ones count together. */
function causeOf(message: string): string {
  return (
    message
      .replace(/\b[a-zA-Z0-9]{15}(?:[A-Z0-5]{3})?\b(?<=\d.*)/g, '<id>')
      .replace(/ \(line \d+\)$/, '')
      .replace(/Expected: .*/s, 'Expected: …')
      .split('\n')[0]
      ?.slice(0, 150) ?? ''
  );
}

function report({ suite, run, refused, failures, all }: Outcome, everything: boolean): void {
  const passed = all - failures.length;
  const percent = all === 0 ? 0 : (100 * passed) / all;
  process.stdout.write(
    `\n${suite.name}: ${passed} / ${all} test methods passed (${percent.toFixed(1)} %), ${(run.time / 1000).toFixed(1)} s\n`,
  );
  if (refused.length > 0) process.stdout.write(`  Not deployed: ${refused.length} components\n`);
  for (const { component, message, round } of refused)
    if (everything || round === 1 || component.type !== 'ApexClass')
      process.stdout.write(`    ${round}: ${component.type} ${component.fullName}: ${message.slice(0, 200)}\n`);
  const causes = [...Map.groupBy(failures, ({ message }) => causeOf(message))];
  for (const [cause, entries] of causes.sort((a, b) => b[1].length - a[1].length)) {
    process.stdout.write(`  ${String(entries.length).padStart(4)}  ${cause}\n`);
    for (const { method, message, stackTrace } of everything ? entries : entries.slice(0, 3)) {
      process.stdout.write(`          ${method}\n`);
      if (everything && stackTrace !== '')
        process.stdout.write(`${message}\n${stackTrace}`.replace(/^/gm, '              ') + '\n');
    }
  }
  for (const [name, count] of run.unsupported) process.stdout.write(`  Not supported: ${name} (${count}×)\n`);
}

/** Turns assertions in methods drawn over all suites; gives the names of those that pass all the same. */
function blindMethods(outcomes: readonly Outcome[], seed: number): readonly string[] {
  const drawn = drawMethods(
    outcomes.flatMap(({ run }) => run.results),
    TURNED_METHODS,
    seed,
  );
  const second = outcomes.flatMap(({ suite, engine, run }) => {
    const own: readonly Drawn[] = drawn.filter(({ result }) => run.results.includes(result));
    return runTurned(own, (...plan) => runTests(engine, plan)).map((result) => ({ suite, result }));
  });
  const blind = second.filter(({ result }) => result.outcome === 'Pass');
  process.stdout.write(
    `\n${second.length - blind.length} of ${second.length} methods fail with an assertion turned round (seed ${seed})\n`,
  );
  return blind.map(({ suite, result }) => `${suite.name} ${methodName(result)}`);
}

function main(): void {
  const given = readArguments(process.argv.slice(2));
  const { wanted, invert, everything } = given;
  const folder = process.env['APEX_SUITES'];
  if (folder === undefined || !existsSync(folder)) {
    process.stdout.write('SKIPPED: set APEX_SUITES to a folder with the unpacked suites.\n');
    return;
  }
  mkdirSync(CACHE, { recursive: true });
  const outcomes: Outcome[] = [];
  try {
    for (const suite of chosenSuites(given)) {
      if (wanted.length === 0 && folderOf(folder, suite.name) === undefined) continue;
      const outcome = runSuite(folder, suite);
      if (typeof outcome === 'string') process.stdout.write(`\n${suite.name}: SKIPPED, ${outcome}\n`);
      else {
        outcomes.push(outcome);
        report(outcome, everything);
      }
    }
    const blind = invert === null ? [] : blindMethods(outcomes, invert);
    for (const name of blind) process.stdout.write(`Passes with an assertion turned round: ${name}\n`);
    if (blind.length > 0) process.exitCode = 1;
  } finally {
    for (const { engine, folder: orgFolder } of outcomes) {
      engine.close();
      rmSync(orgFolder, { recursive: true, force: true });
    }
  }
}

main();
