/** Wires billing: the import of manifests and archive tokens, what the org is told, and the gateway's face for org and customers. */
import type { Router } from 'express';
import { openInvoiceIndex, type InvoiceIndex } from '../billing/invoice-index.ts';
import { linkStore } from '../billing/link-store.ts';
import { manifestStore } from '../billing/manifest-store.ts';
import { pushStore } from '../billing/push-store.ts';
import { tokenStore } from '../billing/token-store.ts';
import { importManifests } from '../flows/invoice-import/manifests.ts';
import { pushToOrg } from '../flows/invoice-import/org-push.ts';
import { importTokens } from '../flows/invoice-import/tokens.ts';
import { invoicePages } from '../gateway/invoice-pages.ts';
import { orgApi } from '../gateway/org-api.ts';
import { startRounds } from '../runtime/rounds.ts';
import { createSealer } from '../runtime/sealed.ts';
import { createArchive } from '../systems/archive/client.ts';
import { createErpBilling } from '../systems/erp/billing.ts';
import type { AgentParts, Area, ServiceParts } from './parts.ts';

const PURGE_LINKS_SECONDS = 3000;
const LINKS_KEPT_MS = 86_400_000;

/** Nothing of it waits in a queue: what is missing is asked for in rounds, and the database remembers how far each has come. */
export const billing: Area = {
  queues: [],
  start: async (parts) => {
    await openInvoiceIndex(parts.database);
    return startBillingRounds(parts);
  },
};

function startBillingRounds(parts: AgentParts) {
  const { config, database, clock, log, metrics, salesforce } = parts;
  const erp = createErpBilling({ url: config.ERP_BILLING_URL, timeoutSeconds: config.ERP_TIMEOUT_SECONDS });
  const manifests = manifestStore(database);
  const bills = pushStore(database);
  const tokens = tokenStore(database, createSealer(config.DATA_KEY));
  const links = linkStore(database);
  const problemPauseSeconds = config.RETRY_MAX_SECONDS;
  const every = config.BILLING_POLL_SECONDS;

  const push = startRounds(
    'bills to the org',
    every,
    async () => {
      const told = (object: string, outcome: string, count: number) => metrics.orgPush.inc({ object, outcome }, count);
      await pushToOrg({ salesforce, bills, clock, log, problemPauseSeconds, told });
      metrics.orgPushProblems.set(await bills.problemCount());
    },
    parts,
  );
  const read = startRounds(
    'manifests',
    every,
    async () => {
      const taken = (what: string, count: number) => metrics.billingRead.inc({ what }, count);
      try {
        const complete = await importManifests({ erp, manifests, clock, log, problemPauseSeconds, read: taken });
        if (complete > 0) push.now();
      } finally {
        const states = await manifests.states();
        for (const state of ['READING', 'COMPLETE', 'PROBLEM']) {
          metrics.billingManifests.set({ state }, states[state] ?? 0);
        }
      }
    },
    parts,
  );
  const tokenRound = startRounds(
    'archive tokens',
    every,
    () => importTokens({ erp, tokens, read: (count) => metrics.billingRead.inc({ what: 'tokens' }, count) }),
    parts,
  );
  const purge = startRounds(
    'ended links',
    PURGE_LINKS_SECONDS,
    () => links.purge(new Date(clock.now().getTime() - LINKS_KEPT_MS)),
    parts,
  );
  return [read, tokenRound, push, purge];
}

/** What the gateway serves of billing, from the database alone (and the archive, for a document). */
export async function billingRouters(parts: ServiceParts): Promise<readonly Router[]> {
  const { config, database, clock, log, metrics } = parts;
  const index: InvoiceIndex = await openInvoiceIndex(database);
  const ports = {
    index,
    tokens: tokenStore(database, createSealer(config.DATA_KEY)),
    links: linkStore(database),
    archive: createArchive({
      url: config.ARCHIVE_URL,
      apiKey: config.ARCHIVE_KEY,
      timeoutSeconds: config.ARCHIVE_TIMEOUT_SECONDS,
    }),
    clock,
    log,
    zone: config.BUSINESS_ZONE,
    metrics,
  };
  return [
    orgApi({ ...ports, apiKey: config.ORG_API_KEY, publicUrl: config.PUBLIC_URL }),
    invoicePages({ ...ports, portalUrl: config.PORTAL_URL }),
  ];
}
