/**
 * `npm run probe -- --target-org <alias> [--only ROC-35,ROC-37]`: asks an org that the Salesforce CLI is logged in to what we believe about
 * the platform (docs/real-org-checks.md), and prints belief, expected and seen. Deploys a few things of its own, whose names begin with
 * Probe, and removes them again; users that one probe makes cannot be deleted and stay inactive. Ends with 1 when a belief is wrong.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BELIEFS, NOT_PROBED } from './probe/beliefs.ts';
import { runProbes } from './probe/run-probes.ts';
import type { Session } from './probe/target.ts';
import { inRoot } from './support/paths.ts';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { 'target-org': { type: 'string' }, only: { type: 'string', default: '' } },
});
const target = values['target-org'];
if (target === undefined) {
  console.error('Usage: npm run probe -- --target-org <alias> [--only ROC-35,ROC-37]');
  process.exit(2);
}
const findings = await runProbes(
  sessionOf(target),
  values.only.split(',').filter((id) => id !== ''),
);
let wrong = 0;
for (const { belief, seen, problem } of findings) {
  const holds = seen === belief.expected;
  if (!holds) wrong += 1;
  console.log(`${holds ? 'holds  ' : seen === null ? 'unknown' : 'WRONG  '} ${belief.id}  ${belief.belief}`);
  console.log(`         expected: ${belief.expected}`);
  console.log(`         seen:     ${seen ?? `nothing (${problem ?? ''})`}`);
}
console.log('\nNot probed:');
for (const [id, why] of notProbed()) console.log(`  ${id}  ${why}`);
console.log(`\n${findings.length - wrong} of ${findings.length} beliefs hold`);
process.exitCode = wrong > 0 ? 1 : 0;

/** The beliefs of the document that no probe asks, each with the reason or with how to try it. */
function notProbed(): readonly (readonly [id: string, why: string])[] {
  const probed = new Set(BELIEFS.flatMap(({ id, also = [] }) => [id, ...also]));
  const rows = readFileSync(inRoot('docs/real-org-checks.md'), 'utf8').split('\n');
  return rows.flatMap((row) => {
    const cells = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const [, id = '', , , , tried = ''] = cells;
    return !/^ROC-\d+$/.test(id) || probed.has(id) ? [] : [[id, NOT_PROBED[id] ?? `by hand: ${tried}`] as const];
  });
}

/** The session of an org the CLI knows; its own installation or the one in tools/sf. */
function sessionOf(alias: string): Session {
  const installed = inRoot('tools/sf/node_modules/.bin/sf');
  const cli = existsSync(installed) ? installed : 'sf';
  const text = execFileSync(cli, ['org', 'display', '--target-org', alias, '--verbose', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { result } = JSON.parse(text) as { readonly result: Session };
  return { instanceUrl: result.instanceUrl.replace(/\/$/, ''), accessToken: result.accessToken };
}
