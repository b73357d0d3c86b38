/** What an operator sees of the bank's answers. */
import { Gauge, type Registry } from 'prom-client';

export interface ResultMetrics {
  readonly problems: Gauge<'code'>;
}

export function createResultMetrics(registry: Registry): ResultMetrics {
  return {
    problems: new Gauge({
      name: 'collection_problems',
      help: 'Bank answers, statements in them and results that wait for a person, by code',
      labelNames: ['code'],
      registers: [registry],
    }),
  };
}
