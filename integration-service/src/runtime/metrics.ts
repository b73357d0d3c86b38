/** What an operator's dashboard scrapes. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly flowRuns: Counter<'flow' | 'outcome'>;
  readonly webhooks: Counter<'source' | 'outcome'>;
  readonly outboxRows: Counter<'kind'>;
  readonly roundFailures: Counter<'round'>;
  readonly queueDepth: Gauge<'flow'>;
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
    queueDepth: new Gauge({ name: 'queue_depth', help: 'Work waiting or running', labelNames: ['flow'], registers }),
  };
}
