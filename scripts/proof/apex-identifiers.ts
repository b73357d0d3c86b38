/** The Apex rules of identifiers in a throw-away local org, asked through a REST class that only this proof deploys. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IdentifierVerdict } from '../../integration-service/src/trade/identifiers/index.ts';
import { readProject } from '../../local-org/src/cli/source-project.ts';
import { compose } from '../../local-org/src/engine/compose.ts';
import { runOperation } from '../../local-org/src/engine/run-operation.ts';
import { inRoot } from '../support/paths.ts';

const ADMINISTRATOR = 'admin@unified-power.example';
/** The rules and the labels of their messages; nothing else of the application. */
const NEEDED =
  /^force-app\/main\/(core\/labels\/|(core|supply)\/classes\/(Identifier\w+|Identifiers|UserFacingException|CheckDigits|Iban\w*|Bic|CreditorId|Lei|\w*VatId|PersonalNumber|CompanyId|MarketIdentifier)\.cls)/;
const PROOF = 'force-app/main/core/classes/IdentifierProof.cls';

export interface ApexIdentifiers {
  /** Verdicts of one transaction, in the order of the texts. */
  judge(kind: string, texts: readonly string[]): readonly IdentifierVerdict[];
  close(): void;
}

/** Deploys the rules to an org in a temporary folder, which `close` removes. */
export function openApexIdentifiers(): ApexIdentifiers {
  const folder = mkdtempSync(join(tmpdir(), 'identifiers-'));
  mkdirSync(join(folder, 'org'));
  const clock = { now: () => Date.now() };
  const engine = compose({ dataFolder: join(folder, 'org'), cacheFolder: join(folder, 'cache'), clock });
  const perform = (operation: string, input: unknown, userId: string | null): unknown =>
    runOperation(engine, { operation, input, caller: { userId, channel: 'internal' } } as never).output;
  perform('createOrganization', { adminUsername: ADMINISTRATOR, adminPassword: crypto.randomUUID() }, null);
  const project = readProject(inRoot('.'), { UP_INTEGRATION_CERTIFICATE: 'none in proofs', ...process.env });
  const meta = project.find(({ path }) => path.endsWith('/Iban.cls-meta.xml'));
  if (!meta) throw new Error('force-app has no Iban.cls-meta.xml');
  const proof = { path: PROOF, content: readFileSync(inRoot('scripts/proof/IdentifierProof.cls')) };
  const files = [...project.filter(({ path }) => NEEDED.test(path)), proof, { ...meta, path: `${PROOF}-meta.xml` }];
  const { problems } = perform('deploySource', { files }, null) as { readonly problems: readonly string[] };
  if (problems.length > 0) throw new Error(`The rules cannot be deployed:\n${problems.join('\n')}`);
  const row = engine.store.get('SELECT "Id" AS id FROM "User" WHERE "Username" = ?', ADMINISTRATOR);
  const administrator = String(row?.['id']);

  return {
    judge(kind, texts) {
      const body = new TextEncoder().encode(JSON.stringify({ kind, texts }));
      const call = {
        method: 'POST',
        path: '/identifier-proof',
        parameters: [],
        headers: [],
        body,
        remoteAddress: '127.0.0.1',
      };
      const answer = perform('apexRest', call, administrator) as {
        readonly status: number;
        readonly body: Uint8Array | string;
      };
      const text = typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body);
      if (answer.status !== 200) throw new Error(`Apex answered ${String(answer.status)}: ${text}`);
      return JSON.parse(text) as readonly IdentifierVerdict[];
    },
    close() {
      engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
