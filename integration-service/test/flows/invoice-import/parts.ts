/** The import on a data folder of its own, against an ERP, as the service wires it. */
import { openInvoiceIndex, type InvoiceIndex } from '../../../src/billing/invoice-index.ts';
import { manifestStore, type ManifestStore } from '../../../src/billing/manifest-store.ts';
import { pushStore, type PushStore } from '../../../src/billing/push-store.ts';
import { tokenStore, type TokenStore } from '../../../src/billing/token-store.ts';
import { importManifests, type ManifestImportPorts } from '../../../src/flows/invoice-import/manifests.ts';
import { importTokens, type TokenImportPorts } from '../../../src/flows/invoice-import/tokens.ts';
import { openDatabase, type Database } from '../../../src/runtime/database.ts';
import { createSealer } from '../../../src/runtime/sealed.ts';
import { createErpBilling, type ErpBilling } from '../../../src/systems/erp/billing.ts';
import { silentLog } from '../../support/ports.ts';

export const DATA_KEY = Buffer.alloc(32, 7).toString('base64');

export interface ImportParts {
  readonly database: Database;
  readonly erp: ErpBilling;
  readonly index: InvoiceIndex;
  readonly manifests: ManifestStore;
  readonly tokens: TokenStore;
  readonly bills: PushStore;
  importManifests(onStep?: ManifestImportPorts['onStep']): Promise<number>;
  importTokens(onStep?: TokenImportPorts['onStep']): Promise<number>;
}

/** On an embedded database of its own. */
export async function openImport(dataDir: string, billingUrl: string): Promise<ImportParts> {
  return importParts(await openDatabase({ dataDir }), billingUrl);
}

/** On a database that was opened elsewhere. The ERP has long to answer: pages of a thousand take their time on a busy machine. */
export async function importParts(database: Database, billingUrl: string, timeoutSeconds = 60): Promise<ImportParts> {
  const index = await openInvoiceIndex(database);
  const erp = createErpBilling({ url: billingUrl, timeoutSeconds });
  const manifests = manifestStore(database);
  const tokens = tokenStore(database, createSealer(DATA_KEY));
  const clock = { now: () => new Date('2027-01-10T08:00:00Z'), stop: () => undefined };
  return {
    database,
    erp,
    index,
    manifests,
    tokens,
    bills: pushStore(database),
    importManifests: (onStep) =>
      importManifests({
        erp,
        manifests,
        clock,
        log: silentLog,
        problemPauseSeconds: 0.01,
        read: () => undefined,
        ...(onStep ? { onStep } : {}),
      }),
    importTokens: (onStep) => importTokens({ erp, tokens, read: () => undefined, ...(onStep ? { onStep } : {}) }),
  };
}
