/** An engine over an org of its own in a temporary folder, into which a test deploys small projects. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../../src/engine/compose.ts';
import type { Engine } from '../../src/engine/compose.ts';
import type { Scope, UserContext } from '../../src/engine/ports.ts';
import { administratorId, createOrg, deploy, readFiles } from '../../src/metadata/index.ts';
import type { DeployOutcome } from '../../src/metadata/index.ts';
import { inTransaction } from '../../src/store/index.ts';

export const NOW = Date.UTC(2026, 0, 15, 8);

export interface DeployedEngine {
  readonly engine: Engine;
  /** Files by path below `force-app/` as root element and its body. */
  put(files: Readonly<Record<string, readonly [root: string, body: string]>>): DeployOutcome;
  readonly administrator: UserContext;
  /** Runs the work in one transaction of the user, with no check of rights. */
  as<T>(user: UserContext, work: (scope: Scope) => T): T;
  close(): Promise<void>;
}

export async function openDeployedEngine(): Promise<DeployedEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'deployed-'));
  const clock = { now: () => NOW };
  const engine = compose({ dataFolder: folder, cacheFolder: join(folder, 'cache'), clock });
  createOrg(engine.store, { now: NOW });
  engine.refresh();
  return {
    engine,
    put: (files) => {
      const set = readFiles(
        Object.entries(files).map(([path, [root, body]]) => ({
          path: `force-app/${path}`,
          content: Buffer.from(
            `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://soap.sforce.com/2006/04/metadata">\n${body}\n</${root}>\n`,
          ),
        })),
      );
      const outcome = deploy(engine.store, set, { now: NOW, checks: engine.deployChecks });
      engine.refresh();
      return outcome;
    },
    administrator: engine.security.userContext(administratorId),
    as: (user, work) =>
      inTransaction(engine.store, user, NOW, (transaction) =>
        work({ transaction, access: { user, crud: false, fls: false, sharing: false } }),
      ),
    close: async () => {
      engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
