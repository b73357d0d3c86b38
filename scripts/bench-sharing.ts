/**
 * `npm run bench:sharing [-- --accounts=1000000] [-- --owners=10000]`: how long sharing takes to be made anew, and what readers see meanwhile.
 * Moves a role with many owners under another one (in one transaction), and adds a criteria rule over all accounts (in the background of
 * a running org, which is killed with -9 on the way and started again). Ends with 1 when a reader saw what neither the old nor the new
 * state gives, or the end is not the new state.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startOrg } from '../local-org/src/cli/start-org.ts';
import type { Engine } from '../local-org/src/engine/compose.ts';
import { administratorId } from '../local-org/src/metadata/index.ts';
import { inTransaction } from '../local-org/src/store/index.ts';
import {
  ADMIN_PASSWORD,
  fill,
  kindAt,
  KINDS,
  makeFolder,
  openEngine,
  seenBy,
  type Plan,
  type SharingBenchFolder,
} from './bench/sharing-org.ts';
import { inRoot } from './support/paths.ts';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    accounts: { type: 'string', default: '1000000' },
    owners: { type: 'string', default: '10000' },
    'run-org': { type: 'string' },
    project: { type: 'string' },
  },
});
const SAMPLE = 300;
const seconds = (from: number): string => `${((performance.now() - from) / 1000).toFixed(1)} s`;
const problems: string[] = [];

if (values['run-org'] === undefined) await measure(Number(values.owners), Number(values.accounts));
else await runOrg(values['run-org'], values.project ?? '');

/** The killed process: an org over the folder. */
async function runOrg(dataFolder: string, source: string): Promise<void> {
  const org = await startOrg({ dataFolder, port: 0, source, adminPassword: ADMIN_PASSWORD, workers: 1 });
  process.send?.({ url: org.url });
}

async function measure(owners: number, accounts: number): Promise<void> {
  const folder = await makeFolder();
  try {
    let started = performance.now();
    const engine = openEngine(folder.data);
    const plan = fill(engine, owners, accounts);
    console.log(`${owners} owners, ${accounts} accounts written in ${seconds(started)}`);
    started = performance.now();
    while (applyAll(engine)) continue;
    console.log(`rules over what stood there already: ${seconds(started)}`);
    moveRole(engine, plan);
    await addRule(folder, engine, plan);
    engine.close();
  } finally {
    folder.remove();
  }
  for (const problem of problems.slice(0, 20)) console.error(problem);
  console.log(problems.length === 0 ? 'Nobody saw too much, and the end is right.' : `${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

/** The fill went past security: all memberships anew, then each part of the rules. */
function applyAll(engine: Engine): boolean {
  engine.store.exec('DELETE FROM _sharing_state');
  engine.security.rebuild();
  for (;;) {
    engine.store.exec('BEGIN IMMEDIATE');
    const state = engine.security.recalculateNext();
    engine.store.exec('COMMIT');
    if (!state) return false;
  }
}

/** The role of all owners goes from one tree into another: whom the owner rule reads for, and who stands above, changes. */
function moveRole(engine: Engine, plan: Plan): void {
  const sample = every(plan.accounts);
  const expect = (when: string, wanted: number): void => {
    const seen = seenBy(engine, plan.reader, sample).size;
    if (seen !== wanted) problems.push(`${when}: the reader sees ${seen} of ${sample.length} accounts, not ${wanted}`);
  };
  expect('before the role moves', sample.length);
  for (const [to, wanted] of [
    ['South', 0],
    ['North', sample.length],
  ] as const) {
    const role = roleId(engine, 'Sellers');
    const started = performance.now();
    const user = engine.security.userContext(administratorId);
    const results = inTransaction(engine.store, user, Date.now(), (transaction) =>
      engine.dml.update(
        [{ type: 'UserRole', values: { Id: role, ParentRoleId: roleId(engine, to) } }],
        { allOrNone: true, fromApi: true },
        { transaction, access: { user, crud: true, fls: false, sharing: true } },
      ),
    );
    if (results.some(({ success }) => !success)) problems.push(JSON.stringify(results));
    console.log(
      `role with ${plan.owners.length} owners of ${plan.accounts.length} accounts moved below ${to}: ${seconds(started)}`,
    );
    expect(`after the role moved below ${to}`, wanted);
  }
}

async function addRule(folder: SharingBenchFolder, engine: Engine, plan: Plan): Promise<void> {
  folder.write('both rules');
  const amber = plan.accounts.filter((_, index) => kindAt(index) === KINDS[0]).length;
  console.log(`rule over ${plan.accounts.length} accounts, of which ${amber} meet it:`);
  const started = performance.now();
  let org = await start(folder);
  let killed = false;
  let last = -1;
  for (;;) {
    const progress = await progressOf(org, folder.data);
    if (progress === null) break;
    check(engine, plan, progress.done);
    const percent = Math.floor((progress.done / progress.total) * 10) * 10;
    if (percent !== last)
      console.log(`  ${String(percent).padStart(3)} %  ${progress.done} of ${progress.total}  ${seconds(started)}`);
    last = percent;
    if (!killed && percent >= 40) {
      org.process.kill('SIGKILL');
      await new Promise((resolve) => org.process.once('exit', resolve));
      killed = true;
      const before = engine.security.recalculations()[0]?.done ?? 0;
      const again = performance.now();
      org = await start(folder);
      console.log(`  killed with -9 at ${before} records, org running again after ${seconds(again)}`);
    }
    await pause(200);
  }
  console.log(`  done in ${seconds(started)}${killed ? ', one death included' : ''}`);
  org.process.kill('SIGTERM');
  await new Promise((resolve) => org.process.once('exit', resolve));
  check(engine, plan, Infinity);
  const rows = Number(
    engine.store.get(
      `SELECT count(*) AS n FROM "AccountShare" WHERE "RowCause" = 'Rule' AND "UserOrGroupId" IN (SELECT "Id" FROM "Group" WHERE "DeveloperName" = 'Auditors')`,
    )?.['n'],
  );
  if (rows !== amber) problems.push(`${rows} share rows of the new rule, not ${amber}`);
}

/** Never an account the rule does not take; and whatever was reached before the question. */
function check(engine: Engine, plan: Plan, reachedAtLeast: number): void {
  const indexes = plan.accounts
    .map((_, index) => index)
    .filter((index) => index % Math.ceil(plan.accounts.length / SAMPLE) === 0);
  const seen = seenBy(
    engine,
    plan.auditor,
    indexes.map((index) => plan.accounts[index] ?? ''),
  );
  for (const index of indexes) {
    const sees = seen.has(plan.accounts[index] ?? '');
    const meets = kindAt(index) === KINDS[0];
    if (sees && !meets) problems.push(`account ${index} was seen, which no rule gives`);
    if (!sees && meets && index < reachedAtLeast) problems.push(`account ${index} was not seen after it was reached`);
  }
}

interface RunningChild {
  readonly process: ChildProcess;
  readonly url: string;
}

function start(folder: SharingBenchFolder): Promise<RunningChild> {
  const child = fork(inRoot('scripts/run.mjs'), [
    'bench-sharing',
    `--run-org=${folder.data}`,
    `--project=${folder.project}`,
  ]);
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve({ process: child, url: (message as { readonly url: string }).url }));
    child.once('exit', (code) => reject(new Error(`The org ended with ${String(code)}`)));
  });
}

/** What the running org says of its recalculation; null when it is done. */
async function progressOf(
  org: RunningChild,
  data: string,
): Promise<{ readonly done: number; readonly total: number } | null> {
  const token = readFileSync(join(data, 'admin-token'), 'utf8').trim();
  const answer = await fetch(`${org.url}/local/sharing`, { headers: { 'x-local-admin': token } });
  const { recalculations } = (await answer.json()) as {
    readonly recalculations: readonly { readonly done: number; readonly total: number }[];
  };
  return recalculations[0] ?? null;
}

function every(ids: readonly string[]): readonly string[] {
  return ids.filter((_, index) => index % Math.ceil(ids.length / SAMPLE) === 0);
}

function roleId(engine: Engine, name: string): string {
  return String(engine.store.get('SELECT Id FROM "UserRole" WHERE DeveloperName = ?', name)?.['Id']);
}
