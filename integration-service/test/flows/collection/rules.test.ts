import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  collectionDayOf,
  earliestCollectionDay,
  isReturnTimeOver,
  monthEndsBetween,
  monthsBefore,
} from '../../../src/flows/collection/calendar.ts';
import { decide } from '../../../src/flows/collection/eligibility.ts';
import { consequenceOf, type News } from '../../../src/flows/collection-result/transitions.ts';
import { failureMail } from '../../../src/flows/collection-result/failure-mail.ts';
import { instantIn } from '../../../src/runtime/schedule.ts';
import type { AmountDue } from '../../../src/systems/erp/billing.ts';
import { ibanOf } from './world.ts';

describe('the days of a collection', () => {
  it('begins on the last TARGET day of each month, at the hour in Berlin, in summer and in winter', () => {
    const found = monthEndsBetween(new Date('2027-02-27T00:00:00Z'), new Date('2027-06-01T00:00:00Z'), 6);
    assert.deepEqual(
      found.map(({ key, at }) => [key, at.toISOString()]),
      [
        // 31 March 2027 is the Wednesday after Easter Monday; 31 May a Monday.
        ['2027-03', '2027-03-31T04:00:00.000Z'],
        ['2027-04', '2027-04-30T04:00:00.000Z'],
        ['2027-05', '2027-05-31T04:00:00.000Z'],
      ],
    );
  });

  it('counts an occasion at its very instant once', () => {
    const at = new Date('2027-01-29T05:00:00Z');
    assert.deepEqual(
      monthEndsBetween(new Date(at.getTime() - 1), at, 6).map(({ key }) => key),
      ['2027-01'],
    );
    assert.deepEqual(monthEndsBetween(at, new Date(at.getTime() + 1), 6), []);
  });

  it('finds a wall-clock hour also on the days when summer time begins and ends', () => {
    assert.equal(instantIn('Europe/Berlin', '2027-03-28', 6).toISOString(), '2027-03-28T04:00:00.000Z');
    assert.equal(instantIn('Europe/Berlin', '2027-10-31', 6).toISOString(), '2027-10-31T05:00:00.000Z');
    assert.equal(instantIn('Europe/Berlin', '2027-03-28', 2).toISOString(), '2027-03-28T01:00:00.000Z');
  });

  it('asks for the next TARGET day, or for the due day when that is later', () => {
    assert.equal(earliestCollectionDay('2027-01-29'), '2027-02-01');
    assert.equal(earliestCollectionDay('2027-03-25'), '2027-03-30', 'over Easter');
    assert.equal(collectionDayOf('2027-01-15', '2027-02-01'), '2027-02-01');
    assert.equal(collectionDayOf('2027-02-06', '2027-02-01'), '2027-02-08', 'a Saturday moves on');
  });

  it('waits five TARGET days for returns', () => {
    assert.equal(isReturnTimeOver('2027-02-01', '2027-02-08'), false);
    assert.equal(isReturnTimeOver('2027-02-01', '2027-02-09'), true);
  });

  it('goes back months within the length of the month', () => {
    assert.equal(monthsBefore('2028-03-31', 13), '2027-02-28');
    assert.equal(monthsBefore('2028-01-15', 13), '2026-12-15');
  });
});

const DUE: AmountDue = {
  invoiceNumber: 'R-000001',
  customerReference: 'UP-1',
  contractReference: 'V-1',
  mandateReference: 'UP-M-1',
  mandateSignedOn: '2026-11-22',
  accountHolder: 'Käthe Größe',
  iban: ibanOf(1),
  amount: 1001,
  currency: 'EUR',
  dueOn: '2027-01-15',
  preNotifiedOn: '2027-01-01',
};
const RULES = { earliestDay: '2027-02-01', preNotificationDays: 14, inCollection: new Set<string>() };

describe('what may be collected', () => {
  const cases: readonly (readonly [string, Partial<AmountDue>, string])[] = [
    ['a mandate without reference', { mandateReference: '' }, 'MANDATE_INCOMPLETE'],
    ['a mandate reference of 36 characters', { mandateReference: 'M'.repeat(36) }, 'MANDATE_INCOMPLETE'],
    ['a mandate signed after the collection', { mandateSignedOn: '2027-02-02' }, 'MANDATE_INCOMPLETE'],
    ['an account of another scheme', { iban: 'US64SVBKUS6S3300958879' }, 'IBAN_INVALID'],
    ['nothing', { amount: 0 }, 'AMOUNT_NOT_POSITIVE'],
    ['a credit', { amount: -5 }, 'AMOUNT_NOT_POSITIVE'],
    ['another currency', { currency: 'CZK' }, 'CURRENCY'],
    ['a notice of 13 days ago', { preNotifiedOn: '2027-01-19' }, 'PRE_NOTIFICATION'],
    ['no notice', { preNotifiedOn: '' }, 'PRE_NOTIFICATION'],
    ['a due day that is none', { dueOn: '' }, 'NOT_YET_DUE'],
    ['a number the scheme cannot carry', { invoiceNumber: 'R//1' }, 'REFERENCE_UNUSABLE'],
  ];
  for (const [what, change, reason] of cases) {
    it(`leaves out ${what}: ${reason}`, () => {
      assert.deepEqual(decide({ ...DUE, ...change }, RULES), { collect: false, reason });
    });
  }
  it('collects what was told exactly fourteen days before', () => {
    assert.deepEqual(decide({ ...DUE, preNotifiedOn: '2027-01-18' }, RULES), {
      collect: true,
      collectionDay: '2027-02-01',
    });
  });
  it('does not ask again for what is on its way', () => {
    assert.deepEqual(decide(DUE, { ...RULES, inCollection: new Set(['R-000001']) }), {
      collect: false,
      reason: 'ALREADY_IN_COLLECTION',
    });
  });
});

describe('what news does to an item', () => {
  type Item = Parameters<typeof consequenceOf>[0];
  const item = (result: Item['result'], resultSource: Item['resultSource'], resultOn: string | null = null): Item => ({
    result,
    resultSource,
    resultOn,
    amountMinor: 1001,
    currency: 'EUR',
  });
  const news = (status: News['status'], source: News['source'], on?: string): News => ({
    status,
    source,
    ...(on ? { on } : {}),
  });
  const open = item('IN_COLLECTION', null);
  const table: readonly (readonly [string, Item, News, object])[] = [
    ['an acceptance is not money', open, news('ACCEPTED', 'PAIN_002'), {}],
    ['a pending debit is not money', open, news('PENDING', 'PAIN_002'), {}],
    ['a settlement is', open, news('SETTLED', 'CAMT_054'), { result: 'COLLECTED' }],
    ['a rejection', open, news('REJECTED', 'PAIN_002'), { result: 'REJECTED' }],
    ['the same again does nothing', item('REJECTED', 'PAIN_002'), news('REJECTED', 'PAIN_002'), {}],
    ['a return after the booking', item('COLLECTED', 'CAMT_054'), news('RETURNED', 'CAMT_054'), { result: 'RETURNED' }],
    ['a late return after silence', item('COLLECTED', 'SILENCE'), news('RETURNED', 'CAMT_054'), { result: 'RETURNED' }],
    [
      'a late rejection after silence',
      item('COLLECTED', 'SILENCE'),
      news('REJECTED', 'PAIN_002'),
      { result: 'REJECTED' },
    ],
    [
      'a rejection after the booking',
      item('COLLECTED', 'CAMT_054'),
      news('REJECTED', 'PAIN_002'),
      { problem: 'CONTRADICTION' },
    ],
    ['a return of what was rejected', item('REJECTED', 'PAIN_002'), news('RETURNED', 'CAMT_054'), {}],
    [
      'a booking after the rejection: the money counts, and a person looks',
      item('REJECTED', 'PAIN_002'),
      news('SETTLED', 'CAMT_054'),
      { result: 'COLLECTED', problem: 'CONTRADICTION' },
    ],
    [
      'a report of settlement after the rejection',
      item('REJECTED', 'PAIN_002'),
      news('SETTLED', 'PAIN_002'),
      { problem: 'CONTRADICTION' },
    ],
    [
      'the booking read after its return',
      item('RETURNED', 'CAMT_054', '2027-02-03'),
      news('SETTLED', 'CAMT_054', '2027-02-01'),
      {},
    ],
    [
      'a booking younger than the return',
      item('RETURNED', 'CAMT_054', '2027-02-03'),
      news('SETTLED', 'CAMT_054', '2027-02-05'),
      { problem: 'CONTRADICTION' },
    ],
    ['another amount', open, { ...news('SETTLED', 'CAMT_054'), amountMinor: 1000 }, { problem: 'AMOUNT_MISMATCH' }],
    ['another currency', open, { ...news('REJECTED', 'PAIN_002'), currency: 'CHF' }, { problem: 'AMOUNT_MISMATCH' }],
  ];
  for (const [what, before, heard, expected] of table) {
    it(what, () => assert.deepEqual(consequenceOf(before, heard), expected));
  }
});

describe('the mail about a failed payment', () => {
  const payment = {
    paymentKey: 'R-1:BANK1',
    to: 'a@example.com',
    customerName: 'Käthe <Größe>',
    invoiceNumber: 'R-1',
    amountMinor: 123456,
    currency: 'EUR',
    outcome: 'REJECTED',
    ibanLast4: '3000',
  } as const;
  const settings = { supplierName: 'Unified Power', portalUrl: 'https://portal.example.com/my/' };

  it('names amount, invoice, account, reason and portal in both languages, and escapes HTML', () => {
    const de = failureMail({ ...payment, reasonCode: 'AC04' }, 'de', settings);
    assert.match(de.text, /1\.234,56\s€/);
    assert.match(de.text, /aufgelöst/);
    assert.match(de.text, /Endung 3000/);
    assert.match(de.html ?? '', /Käthe &#60;Größe&#62;/);
    const en = failureMail({ ...payment, reasonCode: 'MD01' }, 'en', settings);
    assert.match(en.text, /€1,234\.56/);
    assert.match(en.text, /no valid direct debit mandate/);
    assert.match(en.text, /https:\/\/portal\.example\.com\/my\//);
  });

  it('has words of its own for each usual reason, and general ones for the rest', () => {
    const words = (reasonCode: string | null) => failureMail({ ...payment, reasonCode }, 'en', settings).text;
    const distinct = new Set(['AC01', 'AC04', 'AC06', 'AM04', 'MD01', 'MD06', 'MS02', 'MS03', 'SL01', null].map(words));
    assert.equal(distinct.size, 10);
    assert.equal(words('XX99'), words(null));
  });

  it('leaves the account out when it is not known any more', () => {
    assert.doesNotMatch(
      failureMail({ ...payment, reasonCode: null, ibanLast4: null }, 'en', settings).text,
      /ending in/,
    );
  });
});
