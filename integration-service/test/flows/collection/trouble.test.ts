import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { lookAtMonthEnds, resumeRun } from '../../../src/flows/collection/month-end.ts';
import { overviewOf } from '../../../src/flows/collection/overview.ts';
import { openClaims } from '../../../src/runtime/claim.ts';
import { IntegrationError } from '../../../src/runtime/errors.ts';
import { openService, startWorld, type World } from './world.ts';

type Service = Awaited<ReturnType<typeof openService>>;

const PER_MONTH = 10;
const MONTHS = 12;

/** Ten invoices a month of 2027; each test takes the next month end. */
describe('a month-end collection in trouble', () => {
  let world: World;
  let service: Service;

  before(async () => {
    world = await startWorld({
      invoices: PER_MONTH * MONTHS,
      twist: (number) => {
        const month = String(Math.ceil(number / PER_MONTH)).padStart(2, '0');
        return { invoice: { issuedOn: `2027-${month}-01`, dueOn: `2027-${month}-15` } };
      },
    });
    service = await openService(world.environment, () => world.time.now);
  });
  after(async () => {
    await service.database.close();
    await world.stop();
  });

  const look = (change: Partial<Service['ports']> = {}) => lookAtMonthEnds({ ...service.ports, ...change });
  const runOf = async (month: string) => {
    const run = (await overviewOf(service.database, 50)).find((found) => found.month === month);
    assert.ok(run, `no run ${month}`);
    return run;
  };
  const filesOf = async (month: string) =>
    (await world.bankState()).files.filter((file) => file.name.startsWith(`UP-${month}`));

  it('stops by name when the ERP announces another sum than its items have, and goes on when a person says so', async () => {
    world.time.now = new Date('2027-01-29T07:00:00Z');
    const { erp } = service.ports;
    await look({
      erp: {
        ...erp,
        listAmountsDue: async (until, afterNumber, limit) => {
          const page = await erp.listAmountsDue(until, afterNumber, limit);
          return { ...page, totalMinor: page.totalMinor + 1 };
        },
      },
    });
    assert.equal((await runOf('2027-01')).problemCode, 'TOTALS_ERP');
    assert.deepEqual(await filesOf('2027-01'), []);
    const metric = await service.ports.metrics.stopped.get();
    assert.deepEqual(metric.values, [{ value: 1, labels: { month: '2027-01', problem: 'TOTALS_ERP' } }]);
    await look();
    assert.deepEqual(await filesOf('2027-01'), [], 'it stands still until it is resumed');
    assert.equal(await resumeRun(service.ports, '2027-01'), true);
    await look();
    assert.equal((await runOf('2027-01')).state, 'DONE');
    assert.equal((await filesOf('2027-01')).length, 1);
    assert.deepEqual((await service.ports.metrics.stopped.get()).values, []);
    assert.equal(await resumeRun(service.ports, '2027-01'), false, 'there is nothing to resume');
  });

  it('stops when the frozen items are no longer what the ERP named, and takes a new snapshot when resumed', async () => {
    world.time.now = new Date('2027-02-26T07:00:00Z');
    const { book } = service.ports;
    await look({
      book: {
        ...book,
        storeSnapshot: async (month, snapshot) => {
          await book.storeSnapshot(month, snapshot);
          await service.database.query(
            `update collection_item set amount_minor = amount_minor + 100 where month = $1 and invoice_number = 'R-000011'`,
            [month],
          );
        },
      },
    });
    assert.equal((await runOf('2027-02')).problemCode, 'TOTALS_SNAPSHOT');
    assert.deepEqual(await filesOf('2027-02'), []);
    await resumeRun(service.ports, '2027-02');
    await look();
    const run = await runOf('2027-02');
    assert.equal(run.state, 'DONE');
    assert.equal(run.due.totalMinor, run.files[0]?.totalMinor);
  });

  it('stops when another file stands at the bank under the name, and delivers when it is gone', async () => {
    world.time.now = new Date('2027-03-31T07:00:00Z');
    const inbox = join(world.folder, 'bank', 'inbox');
    mkdirSync(inbox, { recursive: true });
    writeFileSync(join(inbox, 'UP-2027-03-001.xml'), 'somebody else');
    await look();
    assert.equal((await runOf('2027-03')).problemCode, 'BANK_FILE_CONFLICT');
    rmSync(join(inbox, 'UP-2027-03-001.xml'));
    await resumeRun(service.ports, '2027-03');
    await look();
    assert.equal((await runOf('2027-03')).state, 'DONE');
    assert.equal((await filesOf('2027-03')).length, 1);
  });

  it('waits for an ERP that is down while it is told, and sends nothing twice', async () => {
    world.time.now = new Date('2027-04-30T07:00:00Z');
    const { erp } = service.ports;
    const down = () => Promise.reject(new IntegrationError('ERP_UNREACHABLE', 'down', { retryable: true }));
    await assert.rejects(look({ erp: { ...erp, reportCollection: down } }), { code: 'ERP_UNREACHABLE' });
    assert.equal((await runOf('2027-04')).state, 'DELIVERED');
    await look();
    assert.equal((await runOf('2027-04')).state, 'DONE');
    assert.equal((await filesOf('2027-04')).length, 1);
  });

  it('is run by one of two replicas that look at once', async () => {
    world.time.now = new Date('2027-05-31T07:00:00Z');
    const other = await openService(world.environment, () => world.time.now, service.database);
    await Promise.all([look(), lookAtMonthEnds(other.ports)]);
    await Promise.all([look(), lookAtMonthEnds(other.ports)]);
    assert.equal((await runOf('2027-05')).state, 'DONE');
    assert.equal((await filesOf('2027-05')).length, 1);
  });

  it('is taken over from a process that died, and not from one that lives', async () => {
    world.time.now = new Date('2027-06-30T07:00:00Z');
    const claims = await openClaims(service.database, 0.4);
    await claims.hold('collection', async () => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await look();
      assert.equal((await runOf('2027-06')).state, 'WAITING', 'a living one prolongs its claim');
    });
    // What a killed process leaves behind.
    await service.database.query(
      `insert into work_claim (name, holder, held_until) values ('collection', 'dead', now() + interval '300 milliseconds')`,
    );
    await look();
    assert.equal((await runOf('2027-06')).state, 'WAITING');
    await new Promise((resolve) => setTimeout(resolve, 400));
    await look();
    assert.equal((await runOf('2027-06')).state, 'DONE');
  });

  it('catches up when the clock jumps over month ends: one run with everything that is due', async () => {
    world.time.now = new Date('2027-09-10T09:00:00Z');
    await look();
    assert.equal((await runOf('2027-07')).state, 'MISSED');
    const run = await runOf('2027-08');
    assert.equal(run.state, 'DONE');
    assert.equal(run.items['IN_COLLECTION']?.count, 2 * PER_MONTH);
    world.time.now = new Date('2027-08-31T09:00:00Z');
    await look();
    assert.equal((await overviewOf(service.database, 50)).length, 8, 'a clock put back brings nothing again');
  });

  it('asks anew what is due when a snapshot grew old before anything was tried at the bank', async () => {
    world.time.now = new Date('2027-09-30T07:00:00Z');
    const { book } = service.ports;
    const dies = () => Promise.reject(new IntegrationError('GONE', 'the process dies here', { retryable: true }));
    await assert.rejects(look({ book: { ...book, beginDelivery: dies } }), { code: 'GONE' });
    assert.equal((await runOf('2027-09')).state, 'SNAPSHOT');
    world.time.now = new Date('2027-10-05T07:00:00Z');
    await look();
    const run = await runOf('2027-09');
    assert.deepEqual([run.state, run.fileDay], ['DONE', '2027-10-05']);
  });

  it('asks a person when a file that may be at the bank has missed its day', async () => {
    world.time.now = new Date('2027-10-29T07:00:00Z');
    const { bank } = service.ports;
    const away = () => Promise.reject(new IntegrationError('BANK_UNREACHABLE', 'no line', { retryable: true }));
    await assert.rejects(look({ bank: { ...bank, deliver: away } }), { code: 'BANK_UNREACHABLE' });
    world.time.now = new Date('2027-11-03T07:00:00Z');
    await look();
    assert.equal((await runOf('2027-10')).problemCode, 'COLLECTION_DAY_PASSED');
    await resumeRun(service.ports, '2027-10');
    await look();
    assert.equal((await runOf('2027-10')).state, 'DONE');
  });

  it('spreads items over files when there are more than one may hold', async () => {
    world.time.now = new Date('2027-11-30T07:00:00Z');
    await look({ settings: { ...service.ports.settings, fileLimit: 4 } });
    const files = await filesOf('2027-11');
    assert.deepEqual(
      files.map((file) => [file.name, file.transactions, file.status]),
      [
        ['UP-2027-11-001.xml', 4, 'ACCP'],
        ['UP-2027-11-002.xml', 4, 'ACCP'],
        ['UP-2027-11-003.xml', 2, 'ACCP'],
      ],
    );
  });

  it('does not send again what is on its way when the ERP was never told', async () => {
    await service.database.query(`update collection_item set reported = false where invoice_number = 'R-000101'`);
    const invoice = (await service.ports.erp.listAmountsDue('2027-12-31', undefined, 1000)).due.length;
    assert.equal(invoice, PER_MONTH, 'only December is due');
    world.time.now = new Date('2027-12-31T07:00:00Z');
    const { erp } = service.ports;
    // An ERP that lists an item of November again.
    await look({
      erp: {
        ...erp,
        listAmountsDue: async (until, afterNumber, limit) => {
          const page = await erp.listAmountsDue(until, afterNumber, limit);
          const again = { ...page.due[0], invoiceNumber: 'R-000101' } as (typeof page.due)[number];
          return { count: page.count + 1, totalMinor: page.totalMinor + again.amount, due: [again, ...page.due] };
        },
      },
    });
    assert.deepEqual((await runOf('2027-12')).items['ALREADY_IN_COLLECTION']?.count, 1);
    assert.equal((await filesOf('2027-12'))[0]?.transactions, PER_MONTH);
  });
});
