import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import process from 'node:process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { amountMinor, ibanOf, invoiceNumber, MONTH_END, startWorld, type World } from './world.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const ITEMS = 20;
const REFUSED = 3;

/** In the order in which a run meets them; the further ones with CRASH_POINTS=all, because each start takes seconds. */
const EVERY_POINT = [
  ['after amounts', true],
  ['before snapshot', false],
  ['after snapshot', true],
  ['after intent', false],
  ['step put', true],
  ['step verified', false],
  ['step renamed', true],
  ['before mark', true],
  ['after mark', false],
  ['before collection report', true],
  ['after collection report', false],
  ['after answer', false],
  ['after result', false],
  ['before payment report', false],
  ['after payment report', true],
  ['before case', false],
  ['after case', true],
  ['before mail', false],
  ['after mail', true],
  ['after notice', false],
] as const;
const POINTS = EVERY_POINT.filter(([, usual]) => usual || process.env['CRASH_POINTS'] === 'all').map(
  ([point]) => point,
);

describe('a collection killed at one point after the other', () => {
  let world: World;

  before(async () => {
    world = await startWorld({ invoices: ITEMS });
    await fetch(`${world.bank.url}/debtors/${ibanOf(REFUSED)}/refusal`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reasonCode: 'AC04' }),
    });
  });
  after(() => world.stop());

  for (const point of POINTS) {
    it(`dies ${point}`, async () => {
      assert.deepEqual(await run(world, point), { code: null, signal: 'SIGKILL' });
    });
  }

  it('comes to its end after all of that', async () => {
    assert.deepEqual(await run(world, undefined), { code: 0, signal: null });
  });

  it('has put exactly one file at the bank, whose sum is what the ERP has in collection', async () => {
    const { files, collections } = await world.bankState();
    assert.equal(files.length, 1);
    const invoices = await world.erpInvoices();
    const sent = Object.values(invoices).filter((invoice) => invoice.collectionId === 'UP-2027-01');
    const sum = sent.reduce((total, invoice) => total + invoice.grossMinor, 0);
    const expected = Array.from({ length: ITEMS }, (_, index) => amountMinor(index + 1)).reduce((a, b) => a + b, 0);
    assert.equal(sum, expected);
    assert.equal(Math.round(Number(files[0]?.total) * 100), expected);
    assert.equal(collections.length, ITEMS);
  });

  it('has told the ERP of the rejection once, made one case, and sent one message', async () => {
    const invoice = (await world.erpInvoices())[invoiceNumber(REFUSED)];
    assert.deepEqual(
      invoice?.payments.map(({ outcome, reasonCode }) => ({ outcome, reasonCode })),
      [{ outcome: 'REJECTED', reasonCode: 'AC04' }],
    );
    assert.equal(world.org.objects.Case.size, 1);
    const [failure] = world.org.objects.Case.values();
    assert.ok(failure?.['Customer_Notified_At__c']);
    // Killed between the server's acceptance and our mark, the mail goes again under the same Message-ID: it is recognisable as one.
    assert.equal(world.mailBox.mails.length, 2);
    assert.equal(new Set(world.mailBox.mails.map((mail) => mail.messageId)).size, 1);
  });
});

function run(world: World, killAt: string | undefined): Promise<{ code: number | null; signal: string | null }> {
  const child = spawn(process.execPath, [CHILD], {
    env: { ...process.env, ...world.environment, NOW: MONTH_END, ...(killAt ? { KILL_AT: killAt } : {}) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
}
