/** Wires the month-end collection: amounts due from the ERP to the bank, the bank's answers to ERP, org and customer. */
import { readFileSync } from 'node:fs';
import type { Router } from 'express';
import { openInvoiceIndex } from '../billing/invoice-index.ts';
import { openCollectionBook } from '../flows/collection/book.ts';
import { BANK_ZONE } from '../flows/collection/calendar.ts';
import { collectedItemsOf } from '../flows/collection/collected-items.ts';
import { createCollectionMetrics } from '../flows/collection/metrics.ts';
import { lookAtMonthEnds } from '../flows/collection/month-end.ts';
import { customerServiceOf } from '../flows/collection-result/customers.ts';
import { lookAtBank } from '../flows/collection-result/look.ts';
import { createResultMetrics } from '../flows/collection-result/metrics.ts';
import { prepareResultTables } from '../flows/collection-result/tables.ts';
import { collectionOperations } from '../gateway/collection-operations.ts';
import { openClaims } from '../runtime/claim.ts';
import type { Config } from '../runtime/config.ts';
import { IntegrationError } from '../runtime/errors.ts';
import { startRounds } from '../runtime/rounds.ts';
import { openSchedule } from '../runtime/schedule.ts';
import { createSealer } from '../runtime/sealed.ts';
import { createBankDrop } from '../systems/bank/drop.ts';
import { createErpBilling } from '../systems/erp/billing.ts';
import { createMailer } from '../systems/mail/mailer.ts';
import type { AgentParts, Area, ServiceParts } from './parts.ts';

/** Nothing waits in a queue: the database holds every run, answer and result with its next step, and rounds take them on. */
export const collection: Area = {
  queues: [],
  async start(parts) {
    if (parts.config.BANK_HOST === undefined) {
      parts.log.info('no bank is configured: this service collects nothing');
      return [];
    }
    const ports = await collectionPorts(parts);
    const answers = startRounds('bank answers', parts.config.BANK_POLL_SECONDS, () => lookAtBank(ports), parts);
    const monthEnd = startRounds(
      'month end',
      parts.config.COLLECTION_POLL_SECONDS,
      () => lookAtMonthEnds(ports),
      parts,
    );
    return [monthEnd, answers];
  },
};

/** What both rounds work with. */
export async function collectionPorts(
  parts: Pick<AgentParts, 'config' | 'database' | 'clock' | 'log' | 'metrics' | 'salesforce'>,
) {
  const { config, database, clock, log, metrics, salesforce } = parts;
  const book = await openCollectionBook(database);
  await prepareResultTables(database);
  const index = await openInvoiceIndex(database);
  const mailer = createMailer({ url: needed(config, 'MAIL_URL'), from: needed(config, 'MAIL_FROM') });
  const creditorName = config.CREDITOR_NAME ?? config.SUPPLIER_NAME;
  return {
    database,
    clock,
    log,
    metrics: { ...createCollectionMetrics(metrics.registry), ...createResultMetrics(metrics.registry) },
    book,
    items: collectedItemsOf(database),
    schedule: await openSchedule(database),
    claims: await openClaims(database, config.COLLECTION_CLAIM_SECONDS),
    erp: createErpBilling({ url: config.ERP_BILLING_URL, timeoutSeconds: config.ERP_TIMEOUT_SECONDS }),
    bank: createBankDrop({
      host: needed(config, 'BANK_HOST'),
      port: config.BANK_PORT,
      username: needed(config, 'BANK_USERNAME'),
      privateKeyPem: readFileSync(needed(config, 'BANK_PRIVATE_KEY_FILE'), 'utf8'),
      hostKeySha256: needed(config, 'BANK_HOST_KEY_SHA256'),
      timeoutSeconds: config.BANK_TIMEOUT_SECONDS,
    }),
    customers: customerServiceOf(salesforce),
    mailer,
    mail: { supplierName: config.SUPPLIER_NAME, portalUrl: needed(config, 'PORTAL_URL') },
    showInCollection: async (statements, invoiceNumbers) => {
      await index.setStatus(invoiceNumbers, 'IN_COLLECTION', null, statements);
    },
    showOutcome: async (statements, invoiceNumbers, outcome, reasonCode) => {
      await index.setStatus(invoiceNumbers, outcome === 'COLLECTED' ? 'PAID' : 'FAILED', reasonCode, statements);
    },
    sealer: createSealer(config.DATA_KEY),
    settings: {
      creditor: {
        name: creditorName,
        iban: needed(config, 'CREDITOR_IBAN'),
        creditorId: needed(config, 'CREDITOR_ID'),
        ...(config.CREDITOR_BIC === undefined ? {} : { bic: config.CREDITOR_BIC }),
      },
      preNotificationDays: config.PRE_NOTIFICATION_DAYS,
      fileLimit: config.COLLECTION_FILE_LIMIT,
    },
    hour: config.COLLECTION_HOUR,
    keepDebtorsMonths: config.COLLECTION_KEEP_DEBTORS_MONTHS,
    zone: BANK_ZONE,
    removeAnswers: config.BANK_REMOVE_ANSWERS,
    retry: {
      limit: config.RETRY_LIMIT,
      firstSeconds: config.RETRY_FIRST_SECONDS,
      maxSeconds: config.RETRY_MAX_SECONDS,
    },
  } satisfies Partial<Parameters<typeof lookAtBank>[0] & Parameters<typeof lookAtMonthEnds>[0]>;
}

/** The operators' view, where a key for it is set. It needs the database only; a resumed run is taken on by the agent's next look. */
export async function collectionRouters(parts: ServiceParts): Promise<readonly Router[]> {
  const { config, database, clock, log } = parts;
  if (config.OPERATIONS_API_KEY === undefined) return [];
  const book = await openCollectionBook(database);
  await prepareResultTables(database);
  return [collectionOperations({ apiKey: config.OPERATIONS_API_KEY, database, book, clock, log })];
}

/** readConfig has made sure of it; this tells the compiler. */
function needed(config: Config, name: keyof Config): string {
  const value = config[name];
  if (typeof value === 'string') return value;
  throw new IntegrationError('CONFIG', `${name} is not set`, { retryable: false });
}
