/** A class of force-app's rules in a throw-away local org, asked through a REST class that only a proof deploys. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProject } from '../../local-org/src/cli/source-project.ts';
import { compose } from '../../local-org/src/engine/compose.ts';
import { runOperation } from '../../local-org/src/engine/run-operation.ts';
import { inRoot } from '../support/paths.ts';

const ADMINISTRATOR = 'admin@unified-power.example';

/** What a proof deploys and asks. */
export interface ProofSource {
  /** Name of the REST class; its file lies beside this one. */
  readonly className: string;
  /** What the class is mapped to, for example `/identifier-proof`. */
  readonly path: string;
  /** The files of force-app that it needs; nothing else of the application is deployed. */
  readonly needed: RegExp;
}

export interface ApexProof {
  /** The answer of one transaction to a JSON body. */
  ask(body: unknown): unknown;
  close(): void;
}

/** Deploys the class and what it needs to an org in a temporary folder, which `close` removes. */
export function openApexProof({ className, path, needed }: ProofSource): ApexProof {
  const folder = mkdtempSync(join(tmpdir(), 'apex-proof-'));
  mkdirSync(join(folder, 'org'));
  const clock = { now: () => Date.now() };
  const engine = compose({ dataFolder: join(folder, 'org'), cacheFolder: join(folder, 'cache'), clock });
  const perform = (operation: string, input: unknown, userId: string | null): unknown =>
    runOperation(engine, { operation, input, caller: { userId, channel: 'internal' } } as never).output;
  perform('createOrganization', { adminUsername: ADMINISTRATOR, adminPassword: crypto.randomUUID() }, null);
  const project = readProject(inRoot('.'), { UP_INTEGRATION_CERTIFICATE: 'none in proofs', ...process.env });
  const meta = project.find(({ path: file }) => file.endsWith('/UserFacingException.cls-meta.xml'));
  if (!meta) throw new Error('force-app has no UserFacingException.cls-meta.xml');
  const file = `force-app/main/core/classes/${className}.cls`;
  const proof = { path: file, content: readFileSync(inRoot(`scripts/proof/${className}.cls`)) };
  const files = [...project.filter((one) => needed.test(one.path)), proof, { ...meta, path: `${file}-meta.xml` }];
  const { problems } = perform('deploySource', { files }, null) as { readonly problems: readonly string[] };
  if (problems.length > 0) throw new Error(`${className} cannot be deployed:\n${problems.join('\n')}`);
  const row = engine.store.get('SELECT "Id" AS id FROM "User" WHERE "Username" = ?', ADMINISTRATOR);
  const administrator = String(row?.['id']);

  return {
    ask(body) {
      const call = {
        method: 'POST',
        path,
        parameters: [],
        headers: [],
        body: new TextEncoder().encode(JSON.stringify(body)),
        remoteAddress: '127.0.0.1',
      };
      const answer = perform('apexRest', call, administrator) as {
        readonly status: number;
        readonly body: Uint8Array | string;
      };
      const text = typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body);
      if (answer.status !== 200) throw new Error(`Apex answered ${String(answer.status)}: ${text}`);
      return JSON.parse(text) as unknown;
    },
    close() {
      engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
