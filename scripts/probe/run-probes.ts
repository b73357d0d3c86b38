/** Runs the probes against one org and tells what each saw. */
import { BELIEFS, type Belief } from './beliefs.ts';
import { ProbedOrg, type Session } from './target.ts';

/** What came of one belief; `seen` is null when the probe could not ask. */
export interface Finding {
  readonly belief: Belief;
  readonly seen: string | null;
  /** Why there is nothing to see. */
  readonly problem?: string;
}

/** Deploys the fixture, asks everything (or the ids given), and removes the fixture again. Throws when the fixture cannot be deployed. */
export async function runProbes(session: Session, ids: readonly string[] = []): Promise<readonly Finding[]> {
  const org = new ProbedOrg(session);
  await org.deployFixture();
  const assignment = await org.giveMyself('Probe_Staff');
  try {
    const beliefs = BELIEFS.filter(({ id }) => ids.length === 0 || ids.includes(id));
    const methods = beliefs.flatMap(({ how }) => ('method' in how ? [how.method] : []));
    const said = methods.length === 0 ? [] : await org.runMethods(methods);
    const findings: Finding[] = [];
    for (const belief of beliefs) {
      const { how } = belief;
      if ('ask' in how) findings.push(await askedOf(org, belief, how.ask));
      else {
        const answer = said.find(({ method }) => method === how.method);
        findings.push({ belief, seen: answer?.seen ?? null, problem: answer?.message ?? 'not run' });
      }
    }
    return findings;
  } finally {
    await org.remove('PermissionSetAssignment', assignment);
    await org.removeFixture();
  }
}

async function askedOf(org: ProbedOrg, belief: Belief, ask: (org: ProbedOrg) => Promise<string>): Promise<Finding> {
  try {
    return { belief, seen: await ask(org) };
  } catch (cause) {
    return { belief, seen: null, problem: cause instanceof Error ? cause.message : String(cause) };
  }
}
