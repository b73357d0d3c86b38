import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { lookAtMonthEnds } from '../../../src/flows/collection/month-end.ts';
import { lookAtBank } from '../../../src/flows/collection-result/look.ts';
import { ibanOf, invoiceNumber, openService, startWorld, type World } from './world.ts';

type Service = Awaited<ReturnType<typeof openService>>;

/** What stands against items 1 to 8; from 9 on they are collected. */
const TWISTS: Readonly<
  Record<number, { readonly reason: string; readonly invoice?: object; readonly bankDebit?: object }>
> = {
  1: { reason: 'PRE_NOTIFICATION', invoice: { issuedOn: '2027-01-20' } },
  2: { reason: 'MANDATE_INCOMPLETE', bankDebit: { accountHolder: ' ' } },
  3: { reason: 'IBAN_INVALID', bankDebit: { iban: 'DE00370400440000000001' } },
  4: { reason: 'CURRENCY', invoice: { currency: 'CHF' } },
  5: { reason: 'MANDATE_INCOMPLETE', bankDebit: { signedOn: '2027-03-01' } },
  6: { reason: 'MANDATE_INCOMPLETE', bankDebit: { mandateReference: 'Mandat Nr. ä' } },
};
const ITEMS = 200;
const REFUSED = 11;
const TAKEN_BACK = 12;

describe('a month-end collection of 200 items', () => {
  let world: World;
  let service: Service;

  before(async () => {
    world = await startWorld({ invoices: ITEMS, twist: (number) => TWISTS[number] ?? {} });
    service = await openService(world.environment, () => world.time.now);
    await refuse(world, REFUSED, 'AM04', 'REJECT');
    await refuse(world, TAKEN_BACK, 'MD06', 'RETURN');
  });
  after(async () => {
    await service.database.close();
    await world.stop();
  });

  it('does nothing before the hour of the last TARGET day', async () => {
    world.time.now = new Date('2027-01-29T04:59:59Z');
    await lookAtMonthEnds(service.ports);
    assert.deepEqual((await world.bankState()).files, []);
  });

  it('sends one file whose sum, the ERP, the snapshot and the bank agree on, and tells the ERP', async () => {
    world.time.now = new Date('2027-01-29T05:00:00Z');
    await lookAtMonthEnds(service.ports);
    const due = Object.values(await world.erpInvoices());
    const expected = due.filter((invoice) => invoice.state === 'IN_COLLECTION');
    assert.equal(expected.length, ITEMS - Object.keys(TWISTS).length);
    const [file, ...more] = (await world.bankState()).files;
    assert.deepEqual(more, []);
    assert.equal(file?.name, 'UP-2027-01-001.xml');
    assert.equal(file.status, 'PART');
    assert.equal(file.transactions, expected.length);
    const sum = expected.reduce((total, invoice) => total + invoice.grossMinor, 0);
    assert.equal(Math.round(Number(file.total) * 100), sum);
    assert.ok(expected.every((invoice) => invoice.collectionId === 'UP-2027-01'));
  });

  it('lists what it left out, each with its reason', async () => {
    const leftOut = await service.ports.book.leftOut('2027-01');
    assert.deepEqual(
      Object.fromEntries(leftOut.map((item) => [item.invoiceNumber, item.reason])),
      Object.fromEntries(Object.entries(TWISTS).map(([number, { reason }]) => [invoiceNumber(Number(number)), reason])),
    );
  });

  it('asks for the first TARGET day after the file and writes the debtor in the SEPA set', () => {
    const xml = readFileSync(join(world.folder, 'bank', 'inbox', 'UP-2027-01-001.xml'), 'utf8');
    assert.match(xml, /<ReqdColltnDt>2027-02-01<\/ReqdColltnDt>/);
    assert.match(xml, /<SeqTp>RCUR<\/SeqTp>/);
    assert.match(xml, /<EndToEndId>R-000009<\/EndToEndId>/);
    assert.doesNotMatch(xml, /Käthe/);
  });

  it('keeps names and account numbers sealed, and none of what it left out', async () => {
    const rows = await service.database.query<Record<string, unknown>>('select * from collection_item');
    const text = JSON.stringify(rows);
    assert.ok(!text.includes('Käthe'));
    assert.ok(!text.includes(ibanOf(20)) && !text.includes(ibanOf(20).slice(4)));
    assert.ok(rows.every((row) => (row['file_no'] === null) === (row['debtor_sealed'] === null)));
  });

  it('takes a rejected debit to ERP, case and customer, and no other', async () => {
    await lookAtBank(service.ports);
    const invoices = await world.erpInvoices();
    assert.deepEqual(invoices[invoiceNumber(REFUSED)]?.payments, [
      {
        endToEndId: invoiceNumber(REFUSED),
        outcome: 'REJECTED',
        reasonCode: 'AM04',
        on: '2027-01-29',
        amountMinor: 1011,
      },
    ]);
    assert.equal(invoices[invoiceNumber(REFUSED)]?.collectable, false);
    assert.equal(world.org.objects.Case.size, 1);
    const [[key, failure] = ['', {}]] = [...world.org.objects.Case];
    assert.match(key, /^R-000011:BANK\d+$/);
    assert.deepEqual(
      {
        ...failure,
        Customer_Notified_At__c: 'told',
      },
      {
        RecordTypeId: '012000000000001AAA',
        Subject: 'Payment failed: invoice R-000011',
        Invoice_Number__c: 'R-000011',
        Payment_Reason_Code__c: 'AM04',
        Failed_Amount__c: 10.11,
        CurrencyIsoCode: 'EUR',
        AccountId: '001000000000011AAA',
        ContactId: '003000000000011AAA',
        Customer_Notified_At__c: 'told',
      },
    );
    assert.equal(failure['Customer_Notified_At__c'], '2027-01-29T05:00:00.000Z');
    assert.equal(world.mailBox.mails.length, 1);
    const [mail] = world.mailBox.mails;
    assert.equal(mail?.to, 'customer.11@example.com');
    assert.match(mail.text, /nicht ausreichend gedeckt/);
    assert.match(mail.text, /https:\/\/portal\.example\.com\/my\//);
    assert.match(mail.text, new RegExp(ibanOf(REFUSED).slice(-4)));
    assert.ok(!mail.text.includes(ibanOf(REFUSED).slice(-6)), 'no more of the account than its last four');
  });

  it('does not do any of it again when it looks again', async () => {
    await lookAtMonthEnds(service.ports);
    await lookAtBank(service.ports);
    assert.equal((await world.bankState()).files.length, 1);
    assert.equal(world.org.requests.length, 2, 'the case and its notice, each once');
    assert.equal(world.mailBox.mails.length, 1);
  });

  it('counts booked debits as paid, and a returned one as failed with its own case and mail', async () => {
    world.time.now = new Date('2027-02-01T12:00:00Z');
    await (await fetch(`${world.bank.url}/settle`, { method: 'POST' })).json();
    await lookAtBank(service.ports);
    const invoices = Object.values(await world.erpInvoices());
    assert.equal(invoices.filter((invoice) => invoice.state === 'PAID').length, ITEMS - 6 - 2);
    const returned = (await world.erpInvoices())[invoiceNumber(TAKEN_BACK)];
    assert.deepEqual(
      returned?.payments.map(({ outcome, reasonCode }) => ({ outcome, reasonCode })),
      [
        { outcome: 'COLLECTED', reasonCode: null },
        { outcome: 'RETURNED', reasonCode: 'MD06' },
      ],
    );
    assert.equal(world.org.objects.Case.size, 2);
    assert.equal(world.mailBox.mails.length, 2);
    assert.match(world.mailBox.mails[1]?.text ?? '', /asked for the amount back/, 'an Austrian customer reads English');
    const problems = await service.database.query('select * from bank_statement where problem_code is not null');
    assert.deepEqual(problems, []);
  });

  it('forgets debtors when debits can no longer be disputed, and not before', async () => {
    const kept = async () => {
      const [row] = await service.database.query<{ count: number }>(
        "select count(debtor_sealed)::integer as count from collection_item where month = '2027-01'",
      );
      return row?.count;
    };
    world.time.now = new Date('2028-02-27T12:00:00Z');
    await lookAtMonthEnds(service.ports);
    assert.equal(await kept(), 194);
    world.time.now = new Date('2028-03-01T12:00:00Z');
    await lookAtMonthEnds(service.ports);
    assert.equal(await kept(), 0);
  });
});

async function refuse(world: World, number: number, reasonCode: string, stage: string): Promise<void> {
  await fetch(`${world.bank.url}/debtors/${ibanOf(number)}/refusal`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reasonCode, stage }),
  });
}
