/**
 * Takes a job in a process of its own, writes in its transaction, of a batch job also that its chunk has run, says so, and never ends: the
 * test kills it there.
 */
import { createAsyncQueue, createJobRunner } from '../../src/async/index.ts';
import { testUser } from '../dml/org.ts';
import { standardSchema } from '../dml/standard-org.ts';
import { openStore } from '../../src/store/index.ts';

const [path = '', id = ''] = process.argv.slice(2);
const store = openStore(path);
const clock = { now: () => Date.parse('2026-06-30T10:00:00Z') };
const queue = createAsyncQueue({ store, clock, schema: standardSchema });
createJobRunner({
  store,
  clock,
  queue,
  security: { userContext: () => testUser },
  runJob: (job, scope) => {
    scope.transaction.begin();
    store.run("UPDATE Account SET Name = Name || ' done' WHERE Name LIKE 'work%'");
    const progress = queue.batches.progressOf(job.id);
    if (progress !== null) queue.batches.advance(job.id, progress, { state: 'killed', items: 1, lastId: null });
    process.stdout.write(`took ${job.id}\n`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  },
}).run(id);
