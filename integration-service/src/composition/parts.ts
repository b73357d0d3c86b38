/** What the areas of the service are built from. Each area has its own wiring file beside this one; `service.ts` only puts them together. */
import type { Clock } from '../runtime/clock.ts';
import type { Config } from '../runtime/config.ts';
import type { Database } from '../runtime/database.ts';
import type { EffectLedger } from '../runtime/ledger.ts';
import type { Log } from '../runtime/log.ts';
import type { Metrics } from '../runtime/metrics.ts';
import type { FlowHandler, WorkQueue } from '../runtime/queue.ts';
import type { Rounds } from '../runtime/rounds.ts';
import type { Countries } from '../salesforce/countries.ts';
import type { SalesforceRecords } from '../salesforce/records.ts';

/** What every role has. */
export interface ServiceParts {
  readonly config: Config;
  readonly database: Database;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What the roles that do the work have besides: the org and the ledger of effects. */
export interface AgentParts extends ServiceParts {
  readonly ledger: EffectLedger;
  readonly salesforce: SalesforceRecords;
  readonly countries: Countries;
}

/** One area of the agent: the queues it serves, and how it begins. The rounds it answers are stopped with the service. */
export interface Area {
  readonly queues: readonly string[];
  start(parts: AgentParts): Promise<readonly Rounds[]>;
}

/** An event that was given up stays in the queue's table as failed and in the log; there is no outbox row to mark. */
export function eventHandler<Event extends { readonly eventId: string }>(
  log: Log,
  apply: (event: Event) => Promise<void>,
): FlowHandler<Event> {
  return {
    run: apply,
    giveUp: (event, reason) => {
      log.error({ eventId: event.eventId, reason }, 'an event could not be applied and needs a person');
      return Promise.resolve();
    },
  };
}
