/** The round that listens to the bank and passes on what became of collections, one process at a time. */
import type { Claims } from '../../runtime/claim.ts';
import { applyAnswers } from './apply.ts';
import type { ApplyPorts } from './ports.ts';
import type { ResultMetrics } from './metrics.ts';
import { passOnResults, type PassOnPorts } from './pass-on.ts';
import { problemCounts } from './problems.ts';
import { readAnswers, type ReadAnswersPorts } from './read-answers.ts';
import { concludeFromSilence } from './silence.ts';

export interface LookPorts extends ReadAnswersPorts, ApplyPorts, PassOnPorts {
  readonly items: ApplyPorts['items'];
  readonly claims: Claims;
  readonly metrics: ResultMetrics;
}

/** Looks once. A bank that cannot be reached keeps nothing else from being passed on; it is thrown at the end. */
export async function lookAtBank(ports: LookPorts): Promise<void> {
  await ports.claims.hold('collection-result', async (claim) => {
    let unheard: unknown;
    const heard = await readAnswers(ports, claim).then(
      () => true,
      (error: unknown) => {
        unheard = error;
        return false;
      },
    );
    await applyAnswers(ports, claim);
    if (heard) await concludeFromSilence(ports, claim);
    await passOnResults(ports, claim);
    ports.metrics.problems.reset();
    for (const { code, count } of await problemCounts(ports.database)) ports.metrics.problems.set({ code }, count);
    if (!heard) throw unheard;
  });
}
