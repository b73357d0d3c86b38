/**
 * `npm run bench:apex [-- --rounds=9]`: how fast Apex runs, as ratios measured in one run. Aims: a loop within 20 times of plain JavaScript, one
 * query and one update within 5 times of the bare SQL, cold start of force-app from the cache under 3 s; with `APEX_SUITES=<folder>` at
 * least 50 test methods per second over apex-recipes and fflib. Numbers depend on the machine, ratios much less; nothing is asserted.
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { measureLoops, measureStatements, openApexBench } from './bench/apex-bench.ts';
import { inRoot } from './support/paths.ts';

const rounds = Number(/--rounds=(\d+)/.exec(process.argv.slice(2).join(' '))?.[1] ?? 9);
const SUITES = ['fflib-apex-mocks', 'fflib-apex-common', 'apex-recipes'];

function line(name: string, ours: number, bare: number, aim: number): void {
  const ratio = ours / bare;
  const verdict = ratio <= aim ? 'within' : 'BEYOND';
  process.stdout.write(
    `  ${name.padEnd(36)}${ours.toFixed(3).padStart(10)} ms${bare.toFixed(3).padStart(10)} ms${ratio.toFixed(1).padStart(8)} times  ${verdict} ${aim}\n`,
  );
}

const bench = openApexBench();
try {
  process.stdout.write('Loops: Apex, plain JavaScript (median)\n');
  for (const { name, apex, plain } of measureLoops(bench, rounds)) line(name, apex, plain, 20);
  process.stdout.write('Statements: Apex, bare SQL (median)\n');
  for (const { name, apex, plain } of measureStatements(bench, rounds * 20)) line(name, apex, plain, 5);
} finally {
  bench.close();
}

process.stdout.write('Cold start of force-app, a process of its own\n');
for (const state of ['without cache', 'with cache']) {
  if (state === 'without cache') run('bench/force-app-start.ts', ['--empty']);
  const text = run('bench/force-app-start.ts', state === 'without cache' ? ['--recompile'] : []);
  process.stdout.write(`  ${state.padEnd(36)}${text.trim()}\n`);
}

if (process.env['APEX_SUITES'] === undefined) process.stdout.write('Suites: SKIPPED, APEX_SUITES is not set\n');
else suites();

/** The second run finds everything compiled. */
function suites(): void {
  run('run.mjs', ['apex-suites', ...SUITES]);
  const text = run('run.mjs', ['apex-suites', ...SUITES]);
  let methods = 0;
  let seconds = 0;
  for (const match of text.matchAll(/^\S+: \d+ \/ (\d+) test methods passed .*?([\d.]+) s$/gm)) {
    methods += Number(match[1]);
    seconds += Number(match[2]);
  }
  process.stdout.write(
    `Suites, warm: ${String(methods)} test methods in ${seconds.toFixed(1)} s, ${(methods / seconds).toFixed(0)} per second (aim 50)\n`,
  );
}

function run(script: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [inRoot(`scripts/${script}`), ...args], {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  if (status !== 0 && stdout === '') throw new Error(stderr);
  return stdout;
}
