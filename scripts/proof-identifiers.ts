/**
 * `npm run proof:identifiers [-- --count 10000 --seed 1 --sample <file>]`: random identifiers of every kind, judged by the Apex rules in a
 * local org, by the TypeScript rules of the integration service, and by python-stdnum where it knows the kind. Prints a line per kind and
 * ends with an error when any two disagree. Without python3-stdnum it says so and compares the first two.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkIdentifier } from '../integration-service/src/trade/identifiers/index.ts';
import { openApexIdentifiers, type ApexIdentifiers } from './proof/apex-identifiers.ts';
import { FUZZED_KINDS, fuzzed, randomOf } from './proof/fuzzed-identifiers.ts';
import { inRoot } from './support/paths.ts';

/** The interpreter of the system comes second: tools that keep several Pythons put theirs first on the path. */
const PYTHONS = ['python3', '/usr/bin/python3'];
const EXAMPLES = 5;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    sample: { type: 'string' },
  },
});
const count = Number(values.count);
const texts = new Map(
  FUZZED_KINDS.map((kind, index) => [kind, fuzzed(kind, count, randomOf(Number(values.seed) + index))]),
);
const python = askPython(Object.fromEntries(texts));
if (python === null) {
  process.stdout.write(
    'SKIPPED python-stdnum: no Python with the package stdnum found (Debian: apt-get install python3-stdnum). Apex and TypeScript are compared.\n',
  );
}

let differences = 0;
const apex = openApexIdentifiers();
try {
  for (const [kind, ofKind] of texts) differences += compare(kind, ofKind, apex);
} finally {
  apex.close();
}
process.stdout.write(
  `${String(texts.size)} kinds, ${String(texts.size * count)} identifiers, ${String(differences)} differences\n`,
);
if (values.sample !== undefined) writeSample(values.sample);
process.exitCode = differences > 0 ? 1 : 0;

function compare(kind: string, ofKind: readonly string[], judge: ApexIdentifiers): number {
  const started = performance.now();
  const byApex = judge.judge(kind, ofKind);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const independent = python?.[kind];
  const found: string[] = [];
  let valid = 0;
  for (const [index, text] of ofKind.entries()) {
    const byService = checkIdentifier(kind, text);
    if (byService.problem === null) valid++;
    const [left, right] = [inOrder(byApex[index] ?? {}), inOrder(byService)];
    if (left !== right) found.push(`  ${text}\n    Apex       ${left}\n    TypeScript ${right}`);
    const other = independent?.[index];
    if (other !== undefined && other !== (byService.problem === null)) {
      found.push(`  ${text}\n    stdnum ${other ? 'valid' : 'invalid'}, here ${byService.problem ?? 'valid'}`);
    }
  }
  const against = independent ? 'Apex = TypeScript = stdnum' : 'Apex = TypeScript (no independent rule)';
  process.stdout.write(
    `${kind.padEnd(14)} ${String(ofKind.length)} judged, ${String(valid)} valid, ${String(found.length)} differences; ${against}; Apex ${seconds} s\n`,
  );
  for (const one of found.slice(0, EXAMPLES)) process.stdout.write(`${one}\n`);
  return found.length;
}

/** The same text for the same entries, whatever their order. */
function inOrder(verdict: object): string {
  return JSON.stringify(Object.entries(verdict).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function askPython(
  asked: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, readonly boolean[]>> | null {
  for (const program of PYTHONS) {
    const run = spawnSync(program, [inRoot('scripts/proof/independent_judge.py')], {
      input: JSON.stringify(asked),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (run.status === 0) return JSON.parse(run.stdout) as Readonly<Record<string, readonly boolean[]>>;
    if (run.error === undefined && !run.stderr.includes("No module named 'stdnum'")) throw new Error(run.stderr);
  }
  return null;
}

/** Keeps the judged texts as a vector file, so that tests without Python have an independent judge too. */
function writeSample(file: string): void {
  if (python === null) throw new Error('A sample needs the verdicts of python-stdnum.');
  const groups = [...texts].flatMap(([kind, ofKind]) => {
    const verdicts = python[kind];
    return verdicts === undefined
      ? []
      : [
          {
            kind,
            valid: ofKind.filter((_, index) => verdicts[index]),
            invalid: ofKind.filter((_, index) => !verdicts[index]),
          },
        ];
  });
  writeFileSync(
    file,
    JSON.stringify({
      $comment: 'Verdicts of python-stdnum 1.18; written by npm run proof:identifiers -- --sample.',
      groups,
    }),
  );
}
