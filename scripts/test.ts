/**
 * `npm test`: every level, the fast ones first, so that a mistake shows early. Results go to test-results/ (JUnit), where `npm run trace` reads them.
 * `npm test -- local-org` runs the levels whose name contains the word.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { inRoot } from './support/paths.ts';
import { command, phase, type PhaseResult } from './support/phases.ts';
import { JOURNEY_RESULTS } from './trace/evidence.ts';

const RESULTS = inRoot('test-results');

/** One run of Node's test runner over the files below a folder, two at a time: the journeys, each with a system of its own, wait more than they work. */
function nodeTests(folder: string, results: string): () => Promise<undefined> {
  return async () => {
    const reporters = ['spec', 'junit'].flatMap((reporter) => [
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${reporter === 'spec' ? 'stdout' : `${RESULTS}/${results}`}`,
    ]);
    await command('node', ['--test', '--test-concurrency=2', ...reporters, `${folder}/**/*.test.ts`], {
      show: true,
    });
    return undefined;
  };
}

const LEVELS: readonly (readonly [string, () => Promise<undefined>])[] = [
  ['scripts', nodeTests('scripts', 'scripts.xml')],
  ['integration-service', nodeTests('integration-service/test', 'integration-service.xml')],
  ['local-org', nodeTests('local-org/test', 'local-org.xml')],
  ['lwc', lwcTests],
  ['apex', apexTests],
  ['journey', nodeTests('tests/journey', JOURNEY_RESULTS)],
];

async function lwcTests(): Promise<undefined> {
  await command('sfdx-lwc-jest', ['--', '--maxWorkers=2', '--json', `--outputFile=${RESULTS}/lwc.json`], {
    show: true,
  });
  return undefined;
}

async function apexTests(): Promise<undefined> {
  await command('node', ['scripts/run.mjs', 'test-apex', '--junit', `${RESULTS}/apex.xml`], { show: true });
  return undefined;
}

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** Adds up what the levels wrote, so that the last line says how much was really run. */
function countResults(): Count {
  const count: Count = { passed: 0, failed: 0, skipped: 0 };
  for (const name of readdirSync(RESULTS)) {
    const text = readFileSync(`${RESULTS}/${name}`, 'utf8');
    if (name.endsWith('.json')) {
      const jest = JSON.parse(text) as { numPassedTests: number; numFailedTests: number; numPendingTests: number };
      count.passed += jest.numPassedTests;
      count.failed += jest.numFailedTests;
      count.skipped += jest.numPendingTests;
      continue;
    }
    const cases = text.match(/<testcase\b/g)?.length ?? 0;
    const failed = text.match(/<(failure|error)\b/g)?.length ?? 0;
    const skipped = text.match(/<skipped\b/g)?.length ?? 0;
    count.passed += cases - failed - skipped;
    count.failed += failed;
    count.skipped += skipped;
  }
  return count;
}

const wanted = process.argv.slice(2);
if (wanted.length === 0) rmSync(RESULTS, { recursive: true, force: true });
if (!existsSync(RESULTS)) mkdirSync(RESULTS);

const results: PhaseResult[] = [];
for (const [name, level] of LEVELS) {
  if (wanted.length === 0 || wanted.some((word) => name.includes(word))) results.push(await phase(name, level));
}
for (const result of results)
  process.stdout.write(`${result.ok ? 'ok     ' : 'FAILED '} ${result.name} (${result.seconds} s)\n`);
const { passed, failed, skipped } = countResults();
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
if (results.some((result) => !result.ok)) process.exit(1);
