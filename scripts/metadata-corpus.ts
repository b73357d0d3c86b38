/**
 * `METADATA_SAMPLES=<folder> npm run corpus:metadata [-- --all]`: judges every project of a folder (public repositories, fetched by whoever
 * runs this) as a deploy to a new org would, prints per project how many components are accepted and how many problems there are for which
 * reason, and deploys and retrieves what is accepted. Nothing of the samples is kept. Exit code 1 when a refusal is unexplained, or when
 * what was retrieved is not what was deployed.
 */
import { existsSync } from 'node:fs';
import process from 'node:process';
import type { Problem } from '../local-org/src/metadata/index.ts';
import { MEANINGS, REASONS, reasonOf, wordsOf, type Reason } from './corpus/reasons.ts';
import { samplesIn, type Sample } from './corpus/sample.ts';

const SHOWN = process.argv.includes('--all') ? Infinity : 12;
const NAME_WIDTH = 52;

interface Row {
  readonly project: string;
  readonly components: number;
  readonly accepted: number;
  readonly deployed: number;
  readonly explained: readonly { readonly problem: Problem; readonly reason: Reason }[];
  readonly lost: readonly string[];
}

function judged(sample: Sample): Row {
  const { problems, ...counts } = sample.judge();
  const explained = problems.map((problem) => ({ problem, reason: reasonOf(problem, sample) }));
  return { project: sample.name, components: sample.components, explained, ...counts };
}

function line(name: string, cells: readonly (string | number)[]): string {
  return `${name.padEnd(NAME_WIDTH)}${cells.map((cell) => String(cell).padStart(15)).join('')}\n`;
}

function cellsOf(rows: readonly Row[]): readonly number[] {
  const sum = (count: (row: Row) => number): number => rows.reduce((total, row) => total + count(row), 0);
  return [
    sum((row) => row.components),
    sum((row) => row.accepted),
    sum((row) => row.deployed),
    ...REASONS.map((reason) => sum((row) => row.explained.filter((each) => each.reason === reason).length)),
    sum((row) => row.lost.length),
  ];
}

function print(rows: readonly Row[]): void {
  process.stdout.write(line('project', ['components', 'accepted', 'deployed', ...REASONS, 'lost']));
  for (const row of rows) process.stdout.write(line(row.project, cellsOf([row])));
  process.stdout.write(line(`all ${rows.length}`, cellsOf(rows)));
  process.stdout.write(
    '\nComponents are accepted when they have no fault of their own, and deployed when they name nothing refused either. Reasons count problems:\n',
  );
  for (const reason of REASONS) process.stdout.write(`  ${reason.padEnd(15)} ${MEANINGS[reason]}\n`);
  process.stdout.write(`  ${'lost'.padEnd(15)} deployed, but not retrieved as it was\n\n`);
  const all = rows.flatMap(({ explained }) => explained);
  const groups = Map.groupBy(all, ({ problem, reason }) => `${reason.padEnd(15)} ${wordsOf(problem.message)}`);
  for (const [group, members] of [...groups].sort((a, b) => b[1].length - a[1].length).slice(0, SHOWN)) {
    const problem = members[0]?.problem;
    process.stdout.write(`${String(members.length).padStart(6)}  ${group}\n`);
    process.stdout.write(
      `                ${problem?.file ?? ''}:${problem?.line ?? 0} ${problem?.message.slice(0, 160) ?? ''}\n`,
    );
  }
}

const folder = process.env['METADATA_SAMPLES'];
if (folder === undefined || !existsSync(folder)) {
  process.stdout.write('SKIPPED: set METADATA_SAMPLES to a folder with sfdx projects.\n');
} else {
  const rows = samplesIn(folder).map(judged);
  print(rows);
  for (const { project, explained, lost } of rows) {
    for (const { problem, reason } of explained)
      if (reason === 'unexplained')
        process.stderr.write(`UNEXPLAINED ${project} ${problem.file}:${problem.line} ${problem.message}\n`);
    for (const what of lost) process.stderr.write(`LOST ${project} ${what}\n`);
  }
  process.exitCode = rows.some(
    ({ explained, lost }) => lost.length > 0 || explained.some(({ reason }) => reason === 'unexplained'),
  )
    ? 1
    : 0;
}
