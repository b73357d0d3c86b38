import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startErp, type ErpSimulator } from '../../../simulators/erp/simulator.ts';
import { dataFolder } from '../../support/data-folder.ts';
import { temporaryFolder } from '../../support/ports.ts';
import { writeBooks, type BilledMonth, type ErpBooks } from './erp-books.ts';
import { importParts, openImport, type ImportParts } from './parts.ts';

const home = temporaryFolder();
let worlds = 0;
const newWorld = () => `world-${(worlds += 1)}`;

/** What the database holds, counted on our side. */
async function counted(parts: ImportParts) {
  const [row] = await parts.database.query<Record<string, number>>(
    `select (select count(*)::integer from invoice) as invoices, (select sum(gross_minor)::integer from invoice) as total,
       (select count(*)::integer from invoice_line) as lines, (select sum(quantity)::float8 from invoice_line) as quantity,
       (select count(*)::integer from archive_token) as tokens`,
  );
  return row;
}

/** What the ERP holds, counted on its side. */
function expected(books: ErpBooks) {
  return {
    invoices: books.invoices.length,
    total: books.invoices.reduce((sum, one) => sum + one.grossMinor, 0),
    lines: books.invoices.length,
    quantity: books.invoices.reduce((sum, one) => sum + (one.lines[0]?.wattHours ?? 0), 0) / 1000,
    tokens: books.tokens.length,
  };
}

describe('the import of a month of 5,000 invoices', () => {
  let books: ErpBooks;
  let erp: ErpSimulator;
  let parts: ImportParts;

  before(async () => {
    const stateFile = join(home, 'month.json');
    books = writeBooks(stateFile, [{ month: '2026-12', invoices: 5000, withoutToken: 3 }]);
    erp = await startErp({ port: 0, stateFile });
    parts = await openImport(await dataFolder(home, 'month'), erp.billingUrl);
  });
  after(async () => {
    await parts.database.close();
    await erp.stop();
  });

  it('takes every invoice and every token over, and equals the ERP in number, sum and quantity', async () => {
    assert.equal(await parts.importManifests(), 1);
    assert.equal(await parts.importTokens(), 4997);
    assert.deepEqual(await counted(parts), expected(books));
    const [month] = await parts.index.months(10);
    assert.ok(month);
    const { state, invoices, invoicesRead, tokens, totalMinor, completedAt } = month;
    assert.deepEqual(
      { state, invoices, invoicesRead, tokens, totalMinor, completedAt },
      {
        state: 'COMPLETE',
        invoices: 5000,
        invoicesRead: 5000,
        tokens: 4997,
        totalMinor: expected(books).total,
        completedAt: '2027-01-10T08:00:00.000Z',
      },
    );
    assert.deepEqual(month.shares.OPEN, { invoices: 5000, amountMinor: expected(books).total });
  });

  it('changes nothing when it runs again', async () => {
    assert.equal(await parts.importManifests(), 0);
    assert.equal(await parts.importTokens(), 0);
    assert.deepEqual(await counted(parts), expected(books));
  });

  it('keeps tokens sealed, each for its invoice only', async () => {
    const rows = await parts.database.query<{ invoice_number: string; sealed_token: string }>(
      'select invoice_number, sealed_token from archive_token order by invoice_number limit 2',
    );
    const [first, second] = rows;
    assert.ok(first && second);
    const token = books.tokens.find((one) => one.invoiceNumber === first.invoice_number)?.token;
    assert.equal(await parts.tokens.tokenOf(first.invoice_number), token);
    const everything = JSON.stringify(await parts.database.query('select * from archive_token'));
    assert.ok(!books.tokens.some((one) => everything.includes(one.token)), 'no token stands in the table');
    await parts.database.query('update archive_token set sealed_token = $2 where invoice_number = $1', [
      second.invoice_number,
      first.sealed_token,
    ]);
    await assert.rejects(parts.tokens.tokenOf(second.invoice_number), { code: 'SEAL', retryable: false });
  });

  it('keeps the totals of the month in step with the states of 200 invoices set at once, from two sides', async () => {
    const numbers = books.invoices.slice(0, 200).map((one) => one.invoiceNumber);
    const sum = books.invoices.slice(0, 200).reduce((total, one) => total + one.grossMinor, 0);
    const rejected = books.invoices.slice(0, 1);
    const [changedHere, changedThere] = await Promise.all([
      parts.index.setStatus(numbers, 'IN_COLLECTION'),
      parts.index.setStatus(numbers.toReversed(), 'IN_COLLECTION'),
    ]);
    assert.equal(changedHere + changedThere, 200);
    await parts.index.setStatus(numbers.slice(1), 'PAID');
    await parts.index.setStatus(numbers.slice(0, 1), 'FAILED', 'AC04');
    await parts.index.setStatus([...numbers.slice(0, 1), 'unknown'], 'FAILED', 'AC04');
    const [month] = await parts.index.months(1);
    const failed = rejected.reduce((total, one) => total + one.grossMinor, 0);
    assert.deepEqual(month?.shares, {
      OPEN: { invoices: 4800, amountMinor: expected(books).total - sum },
      IN_COLLECTION: { invoices: 0, amountMinor: 0 },
      PAID: { invoices: 199, amountMinor: sum - failed },
      FAILED: { invoices: 1, amountMinor: failed },
    });
    const failure = await parts.index.find(numbers[0] ?? '');
    assert.deepEqual([failure?.status, failure?.reasonCode], ['FAILED', 'AC04']);
  });

  it('takes a state back with the transaction it was set in', async () => {
    const number = books.invoices[300]?.invoiceNumber ?? '';
    const change = parts.database.transaction(async (statements) => {
      assert.equal(await parts.index.setStatus([number], 'PAID', null, statements), 1);
      throw new Error('something else failed');
    });
    await assert.rejects(change, /something else failed/);
    assert.equal((await parts.index.find(number))?.status, 'OPEN');
  });
});

describe('an import that meets trouble', () => {
  const stopping: (() => Promise<void>)[] = [];
  after(async () => {
    for (const stop of stopping.toReversed()) await stop();
  });

  async function world(months: readonly BilledMonth[]) {
    const name = newWorld();
    const file = join(home, `${name}.json`);
    const books = writeBooks(file, months);
    let erp = await startErp({ port: 0, stateFile: file });
    stopping.push(() => erp.stop());
    const parts = await openImport(await dataFolder(home, name), erp.billingUrl);
    stopping.push(() => parts.database.close());
    const origin = new URL(erp.billingUrl).origin;
    return {
      books,
      parts,
      impatient: () => importParts(parts.database, erp.billingUrl, 1),
      fault: (kind: string, times: number) =>
        fetch(`${origin}/faults`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ kind, times }),
        }),
      stopErp: () => erp.stop(),
      rewrite: async (corrected: readonly BilledMonth[]) => {
        const port = Number(new URL(erp.billingUrl).port);
        await erp.stop();
        const rewritten = writeBooks(file, corrected);
        erp = await startErp({ port, stateFile: file });
        return rewritten;
      },
    };
  }

  it('shows a manifest whose sum is wrong as a problem and to no customer, reads the others, and completes it when the ERP is right', async () => {
    const { books, parts, rewrite } = await world([
      { month: '2026-11', invoices: 20, wrongByMinor: 1 },
      { month: '2026-12', invoices: 20 },
    ]);
    assert.equal(await parts.importManifests(), 1, 'the second manifest does not wait for the first');
    await parts.importTokens();
    const [december, november] = await parts.index.months(10);
    assert.equal(december?.state, 'COMPLETE');
    assert.equal(december.tokens, 20);
    assert.equal(november?.state, 'PROBLEM');
    assert.match(november.problem ?? '', /announces 20 invoices over \d+\.\d\d EUR, but 20 over \d+\.\d\d were read/);
    assert.deepEqual(await parts.manifests.states(), { COMPLETE: 1, PROBLEM: 1 });
    const shown = await parts.index.ofCustomer('UP-1', '2024-01-01', undefined, 10);
    assert.deepEqual(
      shown.map((one) => one.manifestId),
      ['M-2026-12'],
    );
    assert.equal(await parts.index.find(books.invoices[0]?.invoiceNumber ?? ''), undefined);

    await parts.importManifests();
    assert.equal((await parts.index.months(10))[1]?.state, 'PROBLEM', 'reading the same again mends nothing');

    const corrected = await rewrite([
      { month: '2026-11', invoices: 19 },
      { month: '2026-12', invoices: 20 },
    ]);
    // The first call finds a dead connection to the ERP that was restarted.
    await assert.rejects(parts.importManifests(), { code: 'ERP_UNREACHABLE' });
    assert.equal(await parts.importManifests(), 1);
    const [, mended] = await parts.index.months(10);
    assert.deepEqual([mended?.state, mended?.problem, mended?.invoices, mended?.tokens], ['COMPLETE', null, 19, 19]);
    const found = await counted(parts);
    assert.deepEqual([found?.['invoices'], found?.['lines'], found?.['total']], [39, 39, expected(corrected).total]);
  });

  for (const kind of ['down', 'rubbish', 'lost-answer'] as const) {
    it(`goes on where it was when the ERP is ${kind} between two pages`, async () => {
      const { books, parts, fault } = await world([{ month: '2026-12', invoices: 2500 }]);
      let pages = 0;
      const first = parts.importManifests(async (step) => {
        if (step !== 'page stored') return;
        pages += 1;
        if (pages === 1) await fault(kind, 1);
      });
      await assert.rejects(first, (error: Error & { retryable?: boolean }) => error.retryable === true);
      assert.equal(pages, 1);
      assert.equal(await parts.importManifests(() => void (pages += 1)), 1);
      await parts.importTokens();
      assert.deepEqual(await counted(parts), expected(books));
    });
  }

  it('gives up waiting for an ERP that is slow and has lost nothing', async () => {
    const { books, parts, fault, impatient } = await world([{ month: '2026-12', invoices: 10 }]);
    const hasty = await impatient();
    await fault('slow', 1);
    await assert.rejects(hasty.importManifests(), { retryable: true });
    assert.equal(await parts.importManifests(), 1);
    await parts.importTokens();
    assert.deepEqual(await counted(parts), expected(books));
  });

  it('stores each page once when two processes read the same manifest', async () => {
    const { books, parts } = await world([{ month: '2026-12', invoices: 3000 }]);
    const complete = await Promise.all([parts.importManifests(), parts.importManifests()]);
    await Promise.all([parts.importTokens(), parts.importTokens()]);
    if (complete[0] + complete[1] === 0) await parts.importManifests();
    await parts.importTokens();
    assert.deepEqual(await counted(parts), expected(books));
    assert.equal((await parts.index.months(1))[0]?.tokens, 3000);
  });
});

describe('an import that is killed', () => {
  const script = fileURLToPath(new URL('./killed-import.ts', import.meta.url));

  /** Where each process dies: one after the other, each going on where its predecessor fell. */
  const deaths = ['announced', 'page stored', 'page stored', 'complete', 'tokens stored', 'tokens stored'];

  it(`loses and doubles nothing, though it dies at each of its steps: ${deaths.join(', ')}`, async () => {
    const stateFile = join(home, 'killed.json');
    const books = writeBooks(stateFile, [{ month: '2026-12', invoices: 2700 }]);
    const erp = await startErp({ port: 0, stateFile });
    const dataDir = await dataFolder(home, 'killed');
    try {
      for (const step of deaths) {
        const child = spawn(process.execPath, [script, dataDir, erp.billingUrl, step], { stdio: 'inherit' });
        const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
        assert.equal(signal, 'SIGKILL', `a process died after "${step}"`);
      }
      const parts = await openImport(dataDir, erp.billingUrl);
      await parts.importManifests();
      await parts.importTokens();
      const month = (await parts.index.months(1))[0];
      const found = await counted(parts);
      await parts.database.close();
      assert.deepEqual(found, expected(books));
      assert.deepEqual([month?.state, month?.tokens], ['COMPLETE', 2700]);
    } finally {
      await erp.stop();
    }
  });
});
