/** The service's collection in a process of its own that ends itself the hard way at a named point; without one it ends when everything is passed on. */
import process from 'node:process';
import { readFileSync } from 'node:fs';
import { lookAtMonthEnds } from '../../../src/flows/collection/month-end.ts';
import { lookAtBank } from '../../../src/flows/collection-result/look.ts';
import { createBankDrop } from '../../../src/systems/bank/drop.ts';
import { openService } from './world.ts';

const environment = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);
const killAt = environment['KILL_AT'];
const now = new Date(environment['NOW'] ?? '');

const die = () => process.kill(process.pid, 'SIGKILL');
const at = (point: string) => {
  if (killAt === point) die();
};
/** A port whose one method dies before or after it was called, when that is the point. */
function around<Port extends object>(port: Port, names: Readonly<Partial<Record<keyof Port, string>>>): Port {
  return new Proxy(port, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      const name = names[key as keyof Port];
      if (name === undefined || typeof value !== 'function') return value;
      return async (...args: readonly unknown[]) => {
        at(`before ${name}`);
        const answer: unknown = await Reflect.apply(value, target, args);
        at(`after ${name}`);
        return answer;
      };
    },
  });
}

const { ports: real, config, database } = await openService(environment, () => now);
const drop = createBankDrop({
  host: config.BANK_HOST ?? '',
  port: config.BANK_PORT,
  username: config.BANK_USERNAME ?? '',
  privateKeyPem: readFileSync(config.BANK_PRIVATE_KEY_FILE ?? '', 'utf8'),
  hostKeySha256: config.BANK_HOST_KEY_SHA256 ?? '',
  timeoutSeconds: config.BANK_TIMEOUT_SECONDS,
  onStep: (step) => at(`step ${step}`),
});
const ports = {
  ...real,
  erp: around(real.erp, {
    listAmountsDue: 'amounts',
    reportCollection: 'collection report',
    reportPayment: 'payment report',
  }),
  book: around(real.book, { storeSnapshot: 'snapshot', beginDelivery: 'intent', markDelivered: 'mark' }),
  bank: around(drop, { read: 'answer' }),
  items: around(real.items, { setResults: 'result' }),
  customers: around(real.customers, { recordFailure: 'case', recordNotice: 'notice' }),
  mailer: around(real.mailer, { send: 'mail' }),
};

async function isDone(): Promise<boolean> {
  const [row] = await database.query<{ done: boolean }>(
    `select (select count(*) from collection_run where state = 'DONE') > 0 and (select count(*) from payment_result) > 0
       and not exists (select 1 from payment_result where not finished) as done`,
  );
  return row?.done === true;
}

// A predecessor's claim runs out after a second.
while (!(await isDone())) {
  await lookAtMonthEnds(ports);
  await lookAtBank(ports);
  await new Promise((resolve) => setTimeout(resolve, 100));
}
await database.close();
