/** Entry of an engine worker. */
import { workerData } from 'node:worker_threads';
import { compose } from './compose.ts';
import { runOperation } from './run-operation.ts';
import { clockOn } from './shared-clock.ts';
import { serveOperations } from './worker-loop.ts';

/** What the pool hands to each worker. */
export interface EngineWorkerData {
  readonly dataFolder: string;
  readonly cacheFolder: string;
  readonly clock: SharedArrayBuffer;
  readonly lockTimeoutMs?: number;
}

const { clock, ...options } = workerData as EngineWorkerData;
const engine = compose({ ...options, clock: clockOn(clock) });
serveOperations(
  (message) => runOperation(engine, message),
  () => engine.close(),
);
