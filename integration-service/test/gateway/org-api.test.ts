import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dataFolder } from '../support/data-folder.ts';
import { temporaryFolder } from '../support/ports.ts';
import { ORG_KEY, startInvoiceWorld, type InvoiceWorld } from './invoices.ts';

interface Page {
  readonly invoices: readonly { readonly number: string; readonly issuedOn: string; readonly documentReady: boolean }[];
  readonly nextBefore: string | null;
}

describe('what the org may ask', () => {
  const home = temporaryFolder();
  let world: InvoiceWorld;

  before(async () => {
    world = await startInvoiceWorld(await dataFolder(home), ['UP-1-2026-11']);
  });
  after(() => world.stop());

  const ask = (path: string, authorization: string | undefined = `Bearer ${ORG_KEY}`) =>
    fetch(`${world.url}${path}`, authorization === '' ? {} : { headers: { authorization } });
  const page = async (query: string) => (await (await ask(`/v1/customers/UP-1/invoices${query}`)).json()) as Page;

  it('answers nobody without the key or with another one', async () => {
    const wrong = ['', `Bearer ${ORG_KEY}x`, `Bearer ${ORG_KEY.slice(1)}`, `Basic ${ORG_KEY}`, 'Bearer '];
    for (const authorization of wrong) {
      for (const path of ['/v1/customers/UP-1/invoices', '/v1/billing/months', '/v1/anything']) {
        const answer = await ask(path, authorization);
        assert.equal(answer.status, 401);
        assert.deepEqual(await answer.json(), { code: 'UNAUTHORIZED', message: 'The key is missing or wrong' });
      }
    }
  });

  it('gives the invoices of the last 36 months, newest first, in the shape of the contract', async () => {
    const answer = await ask('/v1/customers/UP-1/invoices');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const { invoices, nextBefore } = (await answer.json()) as Page;
    assert.equal(nextBefore, null);
    assert.equal(invoices.length, 36);
    assert.equal(invoices.at(-1)?.issuedOn, '2024-01-01', '10 December 2023 is 36 months ago');
    assert.deepEqual(invoices[0], {
      number: 'UP-1-2026-11',
      contractReference: '00000100',
      issuedOn: '2026-12-01',
      dueOn: '2026-12-15',
      periodFrom: '2026-11-01',
      periodTo: '2026-11-28',
      amount: 42.41,
      currency: 'EUR',
      status: 'OPEN',
      reasonCode: null,
      documentReady: false,
    });
    assert.equal(invoices[1]?.documentReady, true);
  });

  it('pages without gap or repetition, also while the clock moves the window', async () => {
    const seen: string[] = [];
    let before = '';
    for (;;) {
      const { invoices, nextBefore } = await page(`?limit=7${before && `&before=${encodeURIComponent(before)}`}`);
      seen.push(...invoices.map((invoice) => invoice.number));
      if (nextBefore === null) break;
      before = nextBefore;
    }
    assert.equal(seen.length, 36);
    assert.equal(new Set(seen).size, 36);
    assert.deepEqual(seen, seen.toSorted().toReversed());
    world.now = new Date('2027-01-31T22:59:00Z');
    assert.equal((await page('')).invoices.length, 35, 'it is still January in Berlin');
    world.now = new Date('2027-02-01T23:00:00Z');
    assert.equal((await page('')).invoices.length, 34, 'it is February the 2nd in Berlin');
    world.now = new Date('2026-12-10T08:00:00Z');
  });

  it('knows no invoices of an unknown customer and refuses questions that break the contract', async () => {
    assert.deepEqual(await (await ask('/v1/customers/UP-9/invoices')).json(), { invoices: [], nextBefore: null });
    for (const query of ['?limit=0', '?limit=101', '?limit=x', '?before=yesterday', '?before=2026-13-01~x']) {
      const answer = await ask(`/v1/customers/UP-1/invoices${query}`);
      assert.equal(answer.status, 422);
      assert.equal(((await answer.json()) as { code: string }).code, 'INVALID_REQUEST');
    }
  });

  it('shows states and reasons of collection, and how far the month has come', async () => {
    await world.index.setStatus(['UP-1-2026-10'], 'PAID');
    await world.index.setStatus(['UP-2-2026-11'], 'FAILED', 'AC04');
    const { invoices } = (await (await ask('/v1/customers/UP-2/invoices')).json()) as {
      invoices: readonly { status: string; reasonCode: string }[];
    };
    assert.deepEqual([invoices[0]?.status, invoices[0]?.reasonCode], ['FAILED', 'AC04']);
    const { months } = (await (await ask('/v1/billing/months')).json()) as { months: readonly object[] };
    const paid = 4200 + 40;
    const open = Array.from({ length: 42 }, (_, place) => 4200 + place).reduce((sum, amount) => sum + amount) - paid;
    assert.deepEqual(months, [
      {
        month: '2026-11',
        manifestId: 'M-1',
        state: 'COMPLETE',
        problem: null,
        createdAt: '2026-12-01T05:00:00.000Z',
        readAt: '2026-12-01T06:00:00.000Z',
        rows: 43,
        rowsRead: 43,
        tokens: 42,
        total: (open + paid + 9999) / 100,
        currency: 'EUR',
        collected: { invoices: 1, amount: paid / 100 },
        failed: { invoices: 1, amount: 99.99 },
        inCollection: { invoices: 0, amount: 0 },
        open: { invoices: 41, amount: open / 100 },
      },
    ]);
  });

  it('counts questions by route, not by customer', async () => {
    await ask('/v1/customers/UP-1/invoices');
    const metrics = await (await fetch(`${world.url}/metrics`)).text();
    assert.match(
      metrics,
      /org_requests_total\{route="\/v1\/customers\/:customerReference\/invoices",status="200"\} \d+/,
    );
    assert.ok(!metrics.includes('UP-1'));
  });
});
