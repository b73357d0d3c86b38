/**
 * `APEX_SUITES=<folder> npm run test:apex-suites [-- --only <suite> …] [--needs <project>,…] [--invert <seed>] [--all] [--write | --check]`:
 * public Apex projects, fetched by whoever runs this, each deployed into a new org, and their tests. Without `--only` every project of the
 * folder that has an Apex test, one after the other; `--needs` names projects that a suite wants deployed before it. Counts test methods
 * passed / all and groups failures by cause. A deploy is partial, as with rollbackOnError=false: what is refused is left out by name, and
 * tests of classes left out count as failed. `--invert` turns one assertion round in each of 50 methods drawn by the seed: each must then
 * fail. `--write` puts the results into docs/local-org/apex-suites.md, `--check` says where that page is not current.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { parseClass } from '../local-org/src/apex/compiler/parse.ts';
import type { TestRun } from '../local-org/src/apex/testing/index.ts';
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
import { grantAllDeployed, INSTALLED } from './suites/administrator.ts';
import { causesOf } from './suites/causes.ts';
import { chosenSuites, folderOf, type Suite } from './suites/list.ts';
import { commitOf, outdatedSuites, writeSuitePage, type SuiteResult } from './suites/page.ts';
import { suiteFiles } from './suites/source.ts';
import { inRoot } from './support/paths.ts';
import { drawMethods, methodName, runTurned, type Drawn } from './support/turned-assertions.ts';

const CACHE = inRoot('.cache/apex-suites');
const ADMINISTRATOR = 'admin@suites.example';
const TURNED_METHODS = 50;
const clock = { now: () => Date.now() };

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
  /** What is deployed before a suite that has no instructions. */
  readonly needs: readonly string[];
  readonly invert: number | null;
  /** Show every failure, not only a few of each cause. */
  readonly everything: boolean;
  readonly page: 'write' | 'check' | null;
}

function readArguments(args: readonly string[]): Arguments {
  const options = {
    only: { type: 'string', multiple: true },
    invert: { type: 'string' },
    needs: { type: 'string', default: '' },
    all: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  return {
    wanted: [...(values.only ?? []), ...positionals],
    needs: values.needs.split(',').filter((name) => name !== ''),
    invert: values.invert === undefined ? null : Number(values.invert),
    everything: values.all,
    page: values.write ? 'write' : values.check ? 'check' : null,
  };
}

function runSuite(folder: string, suite: Suite): Outcome | string {
  const projects = [...(suite.needs ?? []), suite.name].map((name) => [name, folderOf(folder, name)] as const);
  const missing = projects.find(([, path]) => path === undefined);
  if (missing) return `${missing[0]} is not in the folder`;
  process.stdout.write(`\n${suite.name}\n`);
  const files = projects.flatMap(([, path]) => suiteFiles(path ?? ''));
  const orgFolder = mkdtempSync(join(tmpdir(), 'apex-suite-'));
  const engine = compose({ dataFolder: orgFolder, cacheFolder: join(CACHE, 'compiled'), clock });
  createOrg(engine.store, {
    now: clock.now(),
    administratorUsername: ADMINISTRATOR,
    locale: 'en_US',
    timeZone: 'America/Los_Angeles',
    currency: 'USD',
    without: featuresLeftOut(projects.at(-1)?.[1] ?? ''),
  });
  engine.refresh();
  const { refused, deployed } = deployPartly(engine, files);
  for (const { message } of grantAllDeployed(engine, clock.now())) process.stdout.write(`  Not granted: ${message}\n`);
  for (const name of [INSTALLED, ...(suite.permissionSets ?? [])]) assign(engine, name);
  const own = new Set(suiteFiles(projects.at(-1)?.[1] ?? '').map(({ path }) => basename(path)));
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

/** Deploys what can be deployed: after each attempt without the components that were refused. */
function deployPartly(
  engine: Engine,
  sources: ReturnType<typeof suiteFiles>,
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
      const component = components.find(isNamed(problem)) ?? components.find(({ file }) => file === problem.file);
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

const isNamed =
  ({ componentType, fullName }: Problem) =>
  (component: MetadataComponent): boolean =>
    component.type === componentType && component.fullName.toLowerCase() === fullName.toLowerCase();

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
  for (const [cause, entries] of causesOf(failures)) {
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

function resultOf(folder: string, { suite, failures, all }: Outcome): SuiteResult {
  const project = folderOf(folder, suite.name) ?? '';
  return { project: basename(project), commit: commitOf(project), all, failures };
}

/** Brings the page up to date, or says for which suites it is not. */
function settlePage(page: 'write' | 'check', results: readonly SuiteResult[]): void {
  if (page === 'write') {
    writeSuitePage(results);
    return;
  }
  for (const name of outdatedSuites(results)) {
    process.stdout.write(`Not current in docs/local-org/apex-suites.md: ${name}\n`);
    process.exitCode = 1;
  }
}

function main(): void {
  const given = readArguments(process.argv.slice(2));
  const { invert, everything, page } = given;
  const folder = process.env['APEX_SUITES'];
  if (folder === undefined || !existsSync(folder)) {
    process.stdout.write('SKIPPED: set APEX_SUITES to a folder with the unpacked suites.\n');
    return;
  }
  mkdirSync(CACHE, { recursive: true });
  const outcomes: Outcome[] = [];
  try {
    for (const suite of chosenSuites(folder, given.wanted, given.needs)) {
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
    if (page !== null)
      settlePage(
        page,
        outcomes.map((outcome) => resultOf(folder, outcome)),
      );
  } finally {
    for (const { engine, folder: orgFolder } of outcomes) {
      engine.close();
      rmSync(orgFolder, { recursive: true, force: true });
    }
  }
}

main();
