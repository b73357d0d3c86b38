/** What an operator sees of collections. */
import { Counter, Gauge, type Registry } from 'prom-client';

export interface CollectionMetrics {
  /** 1 while a run of this month stands still and needs a person. */
  readonly stopped: Gauge<'month' | 'problem'>;
  readonly steps: Counter<'outcome'>;
}

export function createCollectionMetrics(registry: Registry): CollectionMetrics {
  const registers = [registry];
  return {
    stopped: new Gauge({
      name: 'collection_run_stopped',
      help: 'Month-end collections that stand still until a person resumes them',
      labelNames: ['month', 'problem'],
      registers,
    }),
    steps: new Counter({
      name: 'collection_rounds_total',
      help: 'Looks at an unfinished collection by outcome: done, stopped, later',
      labelNames: ['outcome'],
      registers,
    }),
  };
}
