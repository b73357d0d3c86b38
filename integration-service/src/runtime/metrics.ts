/** What an operator's dashboard scrapes. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly flowRuns: Counter<'flow' | 'outcome'>;
  readonly webhooks: Counter<'source' | 'outcome'>;
  readonly outboxRows: Counter<'kind'>;
  readonly roundFailures: Counter<'round'>;
  readonly queueDepth: Gauge<'flow'>;
  readonly billingRead: Counter<'what'>;
  readonly billingManifests: Gauge<'state'>;
  readonly orgPush: Counter<'object' | 'outcome'>;
  readonly orgPushProblems: Gauge;
  readonly orgRequests: Counter<'route' | 'status'>;
  readonly invoiceLinks: Counter<'outcome'>;
}

/** One registry per service instance, so that tests can run several in a process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    flowRuns: new Counter({
      name: 'flow_runs_total',
      help: 'Runs of a flow by outcome',
      labelNames: ['flow', 'outcome'],
      registers,
    }),
    webhooks: new Counter({
      name: 'webhooks_total',
      help: 'Call backs by source and outcome',
      labelNames: ['source', 'outcome'],
      registers,
    }),
    outboxRows: new Counter({
      name: 'outbox_rows_total',
      help: 'Outbox rows taken over by kind',
      labelNames: ['kind'],
      registers,
    }),
    roundFailures: new Counter({
      name: 'round_failures_total',
      help: 'Rounds that failed and are tried again, by name',
      labelNames: ['round'],
      registers,
    }),
    billingRead: new Counter({
      name: 'billing_read_total',
      help: 'What was taken over from the ERP: invoices, complete manifests, problems with manifests, tokens',
      labelNames: ['what'],
      registers,
    }),
    billingManifests: new Gauge({
      name: 'billing_manifests',
      help: 'Manifests by state; any PROBLEM needs a person',
      labelNames: ['state'],
      registers,
    }),
    orgPush: new Counter({
      name: 'org_push_records_total',
      help: 'Consumption and bill summaries told to the org',
      labelNames: ['object', 'outcome'],
      registers,
    }),
    orgPushProblems: new Gauge({
      name: 'org_push_problems',
      help: 'Records the org refused and that are tried again',
      registers,
    }),
    orgRequests: new Counter({
      name: 'org_requests_total',
      help: 'Questions of the org by route and status',
      labelNames: ['route', 'status'],
      registers,
    }),
    invoiceLinks: new Counter({
      name: 'invoice_links_total',
      help: 'One-time links made and opened, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    queueDepth: new Gauge({ name: 'queue_depth', help: 'Work waiting or running', labelNames: ['flow'], registers }),
  };
}
