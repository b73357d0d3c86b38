/**
 * `npm run probe -- --target-org <alias> [--only ROC-35,ROC-37]`: asks an org that the Salesforce CLI is logged in to what we believe about
 * the platform (docs/real-org-checks.md), and prints belief, expected and seen. Deploys a few things of its own, whose names begin with
 * Probe, and removes them again; users that one probe makes cannot be deleted and stay inactive. Ends with 1 when a belief is wrong.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BELIEFS, NOT_PROBED } from './probe/beliefs.ts';
import { runProbes } from './probe/run-probes.ts';
import { cliSession } from './support/cli-session.ts';
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
  cliSession(target),
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
