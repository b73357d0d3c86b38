/** `npm run trace`: which requirements the last test run proved. `--json` prints `[{id, status, evidence}]`; an unknown id in a title fails. */
import { readRegister } from './trace/register.ts';
import { readEvidence } from './trace/evidence.ts';
import { judge } from './trace/judge.ts';

const register = readRegister();
const evidence = readEvidence();
const known = new Set(register.map((row) => row.id));
const unknown = evidence.filter((entry) => !known.has(entry.id));
if (unknown.length > 0) {
  for (const entry of unknown)
    process.stderr.write(
      `${entry.id} is not in docs/requirements/register.csv, but stands in the title "${entry.title}"\n`,
    );
  process.exit(1);
}

const verdicts = judge(register, evidence);
if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify(verdicts, null, 1)}\n`);
} else {
  const words = { proved: 'proved ', partly: 'partly ', open: 'open   ' } as const;
  for (const verdict of verdicts) {
    process.stdout.write(`${words[verdict.status]} ${verdict.id.padEnd(8)} ${verdict.acceptance}\n`);
    for (const entry of verdict.evidence) process.stdout.write(`                 ${entry}\n`);
  }
  const count = (status: string) => verdicts.filter((verdict) => verdict.status === status).length;
  process.stdout.write(
    `\n${count('proved')} proved, ${count('partly')} partly, ${count('open')} open of ${verdicts.length} rows\n`,
  );
}
