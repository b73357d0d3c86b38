/** `npm run tour`: the journey from a sign-up to a bill that was paid or refused, in a browser against the running system (one is started when none runs). Ends in a table of evidence. */
import process from 'node:process';
import { withSystem } from './tour/system.ts';
import { evidenceTable } from './tour/evidence.ts';
import { runTour } from './tour/steps.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);
try {
  const observations = await withSystem(process.env, say, (context) => runTour(context, say));
  say(`\nEvidence\n${evidenceTable(observations)}\n\nAll seven steps held.`);
} catch (error) {
  process.stderr.write(
    `\nThe tour did not hold: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  if (error instanceof Error && error.cause instanceof Error) process.stderr.write(`because: ${error.cause.message}\n`);
  process.exitCode = 1;
}
