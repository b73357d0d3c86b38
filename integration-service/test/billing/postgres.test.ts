import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startErp, type ErpSimulator } from '../../simulators/erp/simulator.ts';
import { linkStore } from '../../src/billing/link-store.ts';
import { openDatabase, type Database } from '../../src/runtime/database.ts';
import { writeBooks, type ErpBooks } from '../flows/invoice-import/erp-books.ts';
import { importParts, type ImportParts } from '../flows/invoice-import/parts.ts';
import { temporaryFolder } from '../support/ports.ts';
import { startPostgres } from '../support/postgres.ts';

const postgres = await startPostgres();
const skip = postgres ? false : 'this machine has no PostgreSQL to run';

describe('two replicas on one PostgreSQL', { skip }, () => {
  const home = temporaryFolder();
  let books: ErpBooks;
  let erp: ErpSimulator;
  const databases: Database[] = [];
  let one: ImportParts;
  let other: ImportParts;

  before(async () => {
    const stateFile = join(home, 'erp.json');
    books = writeBooks(stateFile, [
      { month: '2026-11', invoices: 3000 },
      { month: '2026-12', invoices: 3000, withoutToken: 1 },
    ]);
    erp = await startErp({ port: 0, stateFile });
    databases.push(await openDatabase({ url: postgres?.url }), await openDatabase({ url: postgres?.url }));
    // Both make the tables at the same moment.
    const [first, second] = await Promise.all(databases.map((database) => importParts(database, erp.billingUrl)));
    assert.ok(first && second);
    one = first;
    other = second;
  });
  after(async () => {
    for (const database of databases) await database.close();
    await erp.stop();
    postgres?.stop();
  });

  it('import every invoice and token once between them', async () => {
    await Promise.all([one.importManifests(), other.importManifests(), one.importTokens(), other.importTokens()]);
    // Whoever was overtaken leaves the rest to the other, or to the next round.
    await one.importManifests();
    await other.importTokens();
    const months = await one.index.months(10);
    assert.deepEqual(
      months.map(({ state, invoicesRead, tokens, shares }) => [state, invoicesRead, tokens, shares.OPEN.invoices]),
      [
        ['COMPLETE', 3000, 2999, 3000],
        ['COMPLETE', 3000, 3000, 3000],
      ],
    );
    const [counted] = await one.database.query<{ lines: number; total: number }>(
      'select (select count(*)::integer from invoice_line) as lines, sum(gross_minor)::float8 as total from invoice',
    );
    assert.deepEqual(counted, { lines: 6000, total: books.invoices.reduce((sum, each) => sum + each.grossMinor, 0) });
  });

  it('set the same invoices to different states at once, and the totals still add up', async () => {
    const numbers = books.invoices.slice(0, 400).map((invoice) => invoice.invoiceNumber);
    await Promise.all([
      one.index.setStatus(numbers, 'IN_COLLECTION'),
      other.index.setStatus(numbers.toReversed(), 'PAID'),
      one.index.setStatus(numbers.slice(0, 100), 'FAILED', 'MD01'),
      other.index.setStatus(numbers.slice(50, 200), 'IN_COLLECTION'),
    ]);
    const counted = await one.database.query<{ status: string; invoices: number; amount: number }>(
      `select status, count(*)::integer as invoices, sum(gross_minor)::float8 as amount from invoice
       where manifest_id = 'M-2026-11' group by status order by status`,
    );
    const [, november] = await one.index.months(10);
    const kept = Object.entries(november?.shares ?? {})
      .filter(([, share]) => share.invoices > 0)
      .map(([status, share]) => ({ status, invoices: share.invoices, amount: share.amountMinor }))
      .toSorted((a, b) => (a.status < b.status ? -1 : 1));
    assert.deepEqual(kept, counted);
  });

  it('open one link for one of them only', async () => {
    const now = new Date('2027-01-10T08:00:00Z');
    const links = databases.map((database) => linkStore(database));
    const target = { invoiceNumber: 'x', language: 'de', returnUrl: 'https://portal.example' } as const;
    const key = (await links[0]?.create(target, new Date('2027-01-10T08:05:00Z'))) ?? '';
    const opened = await Promise.all([...links, ...links, ...links].map((store) => store.open(key, now)));
    assert.equal(opened.filter((link) => link.state === 'open').length, 1);
    const used = await Promise.all([...links, ...links].map((store) => store.use(key, now)));
    assert.equal(used.filter(Boolean).length, 1);
  });

  it('take a transaction back as a whole, and go on with the connection', async () => {
    const [database] = databases;
    assert.ok(database);
    const number = books.invoices[1000]?.invoiceNumber ?? '';
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const failing = database.transaction(async (statements) => {
        await one.index.setStatus([number], 'PAID', null, statements);
        await statements.query('select 1 / 0');
      });
      await assert.rejects(failing, /division by zero/);
    }
    assert.equal((await one.index.find(number))?.status, 'OPEN');
  });
});
