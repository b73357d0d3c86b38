/**
 * `npm run proof:sharing [-- --mutants] [-- --people=rsm,clerk]`: every person of the demonstration × every record of tests/visibility/decisions.csv
 * × every channel answers as the table decides, which is written from the sentences of the requirements. Prints questions and differences per
 * channel; none are allowed. `--mutants` instead takes each sharing rule, mapping of a sharing set and View All out, and opens each default, in a
 * copy of the metadata: the table must notice every one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readDecisions } from '../tests/visibility/decisions.ts';
import { breakMetadata, mutantsOf } from '../tests/visibility/mutants.ts';
import { CHANNELS, compare, firstDifference, type Difference } from '../tests/visibility/proof.ts';
import { JUDGED, OBJECTS, PEOPLE, startProofOrg } from '../tests/visibility/proof-org.ts';
import { copyProject } from '../tests/visibility/project.ts';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { mutants: { type: 'boolean', default: false }, people: { type: 'string' } },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const decisions = readDecisions(new Set(PEOPLE));
const people = values.people?.split(',') ?? PEOPLE;
const folder = mkdtempSync(join(tmpdir(), 'visibility-'));
const project = join(folder, 'project');
try {
  copyProject(project, OBJECTS);
  process.exitCode = (values.mutants ? await killAll() : await prove()) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function prove(): Promise<boolean> {
  const org = await startProofOrg(project, folder);
  try {
    const { cells, differences } = await compare(org, decisions, people);
    say(`${people.length} people × ${decisions.length} records`);
    for (const channel of CHANNELS) {
      const count = differences.filter((one) => one.channel === channel).length;
      say(`${channel.padEnd(16)} ${String(cells.get(channel) ?? 0).padStart(6)} cells  ${count} differences`);
    }
    for (const one of differences) say(`DIFFERENT ${inWords(one)}`);
    const total = [...cells.values()].reduce((sum, count) => sum + count, 0);
    say(`${total} cells, ${differences.length} differences`);
    return differences.length === 0;
  } finally {
    await org.stop();
  }
}

/** One org for all: a broken copy is deployed over the filled org, and mended again by the next one. */
async function killAll(): Promise<boolean> {
  let alive = 0;
  const mutants = mutantsOf(project, JUDGED);
  const healthy = await startProofOrg(project, folder);
  const { differences: before } = await firstDifference(healthy, decisions, people).finally(() => healthy.stop());
  if (before.length > 0) throw new Error('The proof itself has differences; run it without --mutants first.');
  for (const mutant of mutants) {
    const mend = breakMetadata(project, mutant);
    try {
      const org = await startProofOrg(project, folder);
      const { differences } = await firstDifference(org, decisions, people).finally(() => org.stop());
      const [first] = differences;
      if (!first) alive += 1;
      say(first ? `killed ${mutant.name} (${inWords(first)})` : `LIVES  ${mutant.name}`);
    } finally {
      mend();
    }
  }
  say(`${mutants.length - alive} of ${mutants.length} mutants killed`);
  return alive === 0;
}

function inWords({ person, record, channel, decided, open, requirements }: Difference): string {
  return `${requirements.join(' ')}: ${channel} ${open ? 'opens' : 'refuses'} "${record}" to ${person}; decided: ${decided}`;
}
