import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '../../support/ports.ts';
import { IBAN, list, minor, startWorld, type World } from '../billing-world.ts';

interface Due {
  readonly invoiceNumber: string;
  readonly amount: string;
  readonly iban: string;
  readonly mandateReference: string;
  readonly preNotifiedOn: string;
}

describe('amounts due, collections and payments', () => {
  let world: World;
  const folder = temporaryFolder();
  before(async () => {
    world = await startWorld({ folder });
    for (const reference of ['C1', 'C2', 'C3', 'C4', 'C5']) {
      await world.addContract({ reference, suppliedFrom: '2026-12-01' });
    }
    await world.addContract({ reference: 'BY-TRANSFER', suppliedFrom: '2026-12-01', withoutDebit: true });
    await world.bill('2026-12');
  });
  after(() => world.stop());

  const due = async (dueUntil = '2027-01-31', afterInvoiceNumber?: string, limit = 1000) => {
    const answer = await world.billing('ListAmountsDue', {
      dueUntil,
      ...(afterInvoiceNumber ? { afterInvoiceNumber } : {}),
      limit,
    });
    return { count: answer['count'], totalAmount: answer['totalAmount'], due: list(answer['due']) as readonly Due[] };
  };
  const report = (invoice: Due, outcome: string, more: object = {}) =>
    world.billing('ReportPayment', {
      endToEndId: invoice.invoiceNumber,
      invoiceNumber: invoice.invoiceNumber,
      outcome,
      on: '2027-02-02',
      amount: invoice.amount,
      currency: 'EUR',
      ...more,
    });

  it('lists open items with a bank debit once they are due', async () => {
    assert.equal((await due('2027-01-14')).count, 0);
    const answer = await due('2027-01-15');
    assert.equal(answer.count, 5, 'who pays by transfer is not collected');
    assert.equal(answer.due[0]?.iban, IBAN);
    assert.equal(answer.due[0].mandateReference, 'UP-M-C1');
    assert.equal(answer.due[0].preNotifiedOn, '2027-01-01');
  });

  it('gives the same count and total on each page, and every item once', async () => {
    const whole = await due();
    const seen: string[] = [];
    for (;;) {
      const page = await due('2027-01-31', seen.at(-1), 2);
      assert.deepEqual([page.count, page.totalAmount], [whole.count, whole.totalAmount]);
      if (page.due.length === 0) break;
      seen.push(...page.due.map((item) => item.invoiceNumber));
    }
    assert.deepEqual(
      seen,
      whole.due.map((item) => item.invoiceNumber),
    );
    assert.equal(
      minor(whole.totalAmount),
      whole.due.reduce((sum, item) => sum + minor(item.amount), 0),
    );
  });

  it('takes items into a collection once, however often it is reported', async () => {
    const [first, second] = (await due()).due;
    assert.ok(first && second);
    const item = [first, second].map(({ invoiceNumber }) => ({ invoiceNumber, endToEndId: invoiceNumber }));
    const collection = {
      collectionId: 'collection 2027-01',
      item: [...item, { invoiceNumber: 'nobody', endToEndId: 'nobody' }],
    };
    assert.deepEqual(await world.billing('ReportCollection', collection), { accepted: 2 });
    assert.deepEqual(await world.billing('ReportCollection', collection), { accepted: 2 });
    assert.equal((await due()).count, 3);
    assert.deepEqual(
      await world.billing('ReportCollection', { collectionId: 'collection 2027-02', item }),
      { accepted: 0 },
      'what is in one collection is not in another',
    );
    await report(first, 'COLLECTED');
    await report(second, 'REJECTED', { reasonCode: 'AC04' });
    assert.deepEqual(
      await world.billing('ReportCollection', collection),
      { accepted: 2 },
      'also after the bank has answered',
    );
    assert.equal((await due()).count, 3, 'a rejected item waits for a person');
  });

  it('does not let a late repetition undo a return', async () => {
    const [invoice] = (await due()).due;
    assert.ok(invoice);
    for (const outcome of ['COLLECTED', 'RETURNED', 'COLLECTED', 'RETURNED']) {
      assert.deepEqual(await report(invoice, outcome), { known: true });
    }
    const { invoices } = (await world.state(world.erp().url)) as {
      invoices: readonly { invoiceNumber: string; state: string; collectable: boolean; payments: readonly unknown[] }[];
    };
    const kept = invoices.find((one) => one.invoiceNumber === invoice.invoiceNumber);
    assert.deepEqual([kept?.state, kept?.collectable, kept?.payments.length], ['OPEN', false, 2]);
    assert.ok(!(await due()).due.some((one) => one.invoiceNumber === invoice.invoiceNumber));
  });

  it('refuses money that is not what the invoice asks for, and does not know strangers', async () => {
    const [invoice] = (await due()).due;
    assert.ok(invoice);
    await assert.rejects(report(invoice, 'COLLECTED', { amount: '0.01' }), /not 0.01 EUR/);
    await assert.rejects(report(invoice, 'PERHAPS'), /outcome/);
    assert.deepEqual(await report({ ...invoice, invoiceNumber: 'nobody' }, 'COLLECTED'), { known: false });
  });

  it('forgets nothing over a restart', async () => {
    const before = { state: await world.state(world.erp().url), due: await due() };
    await world.restartErp();
    assert.deepEqual({ state: await world.state(world.erp().url), due: await due() }, before);
    assert.equal((await world.bill('2026-12')).body['manifestId'], 'M-2026-12');
  });

  it('shows a screen with last four digits only, and bills by its button', async () => {
    const origin = new URL(world.erp().url).origin;
    const html = await (await fetch(origin)).text();
    assert.match(html, /\*\*\*\* 3000/);
    assert.match(html, /open, rejected on 2027-02-02 \(AC04\)/);
    assert.match(html, /&#60;GbR&#62;/, 'names are text, not markup');
    assert.ok(!html.includes(IBAN) && !JSON.stringify(await world.state(origin)).includes(IBAN));
    const pressed = await fetch(`${origin}/billing/months`, {
      method: 'POST',
      body: new URLSearchParams({ month: '2026-12' }),
    });
    assert.match(await pressed.text(), /2026-12 was billed already: 6 invoices/);
  });
});
