import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readPaymentFile } from '../../../simulators/bank/payment-file.ts';
import { electronicIban, isSepaIban, maskedIban } from '../../../src/systems/bank/iban.ts';
import {
  type DirectDebitFile,
  type DirectDebitTransaction,
  writeDirectDebit,
} from '../../../src/systems/bank/pain008.ts';
import { isSepaCode, sepaText } from '../../../src/systems/bank/sepa-text.ts';
import { CREDITOR_IBAN, debit, DEBTOR_IBAN, paymentFile } from './example.ts';
import { lacksSchema, schemaErrors } from './schemas.ts';

const SCHEMA = 'pain.008.001.08';
const SEPA = /^[A-Za-z0-9/\-?:().,'+ ]*$/;
const written = (file: DirectDebitFile) => [...writeDirectDebit(file)].join('');
const withDebits = (transactions: readonly DirectDebitTransaction[]) =>
  paymentFile({ payments: [{ paymentId: 'P-1', collectionDate: '2027-02-01', sequence: 'RCUR', transactions }] });

const code = fc.stringMatching(/^[A-Za-z0-9?:().,'+-]{1,35}$/);
const day = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
/** Any text at all, with at least one letter so that it is a name. */
const text = fc.string({ unit: 'grapheme', maxLength: 200 }).map((any) => `N${any}`);
const transaction = fc.record<DirectDebitTransaction>({
  endToEndId: code,
  amountMinor: fc.integer({ min: 1, max: 99_999_999_999 }),
  currency: fc.constant('EUR'),
  mandateId: code,
  mandateSignedOn: day,
  debtorName: text,
  debtorIban: fc.constantFrom(
    DEBTOR_IBAN,
    'AT61 1904 3002 3457 3201',
    'fr1420041010050500013m02606',
    'NL91ABNA0417164300',
  ),
  remittance: fc.string({ unit: 'grapheme', maxLength: 300 }),
});
const files = fc
  .uniqueArray(transaction, { selector: (one) => one.endToEndId, minLength: 1, maxLength: 12 })
  .chain((all) => fc.tuple(fc.constant(all), fc.integer({ min: 1, max: all.length }), day, text))
  .map(([all, each, collectionDate, name]) =>
    paymentFile({
      creditor: { ...paymentFile().creditor, name },
      payments: Array.from({ length: Math.ceil(all.length / each) }, (_, index) => ({
        paymentId: `P-${index}`,
        collectionDate,
        sequence: 'RCUR' as const,
        transactions: all.slice(index * each, (index + 1) * each),
      })),
    }),
  );

describe('a direct debit file (pain.008.001.08)', () => {
  it('is read by the bank as it was meant', () => {
    const [first, second] = [debit(), debit({ endToEndId: 'INV-2', amountMinor: 5 })];
    const read = readPaymentFile(Buffer.from(written(withDebits([first, second]))));
    assert.deepEqual(read, {
      messageId: 'UP-2027-01-001',
      transactions: 2,
      totalMinor: 8417,
      batches: [
        {
          paymentId: 'P-1',
          collectionDate: '2027-02-01',
          creditorIban: CREDITOR_IBAN,
          debits: [
            {
              endToEndId: 'INV-2026-12-000001',
              amountMinor: 8412,
              mandateId: 'UPM-000001',
              debtorName: 'Kaethe Groesse + Soehne',
              iban: DEBTOR_IBAN,
            },
            {
              endToEndId: 'INV-2',
              amountMinor: 5,
              mandateId: 'UPM-000001',
              debtorName: 'Kaethe Groesse + Soehne',
              iban: DEBTOR_IBAN,
            },
          ],
        },
      ],
    });
  });

  it('keeps every amount, sum and id whatever names people have', () => {
    fc.assert(
      fc.property(files, (file) => {
        const read = readPaymentFile(Buffer.from(written(file)));
        const wanted = file.payments.map((payment) =>
          payment.transactions.map((one) => [one.endToEndId, one.amountMinor]),
        );
        const got = read.batches.map((batch) => batch.debits.map((one) => [one.endToEndId, one.amountMinor]));
        assert.deepEqual(got, wanted);
        assert.equal(
          read.totalMinor,
          wanted.flat().reduce((sum, [, amount]) => sum + Number(amount), 0),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('is valid against the published schema, whatever names people have', { skip: lacksSchema(SCHEMA) }, async () => {
    const documents = fc.sample(files, 60).map(written);
    assert.deepEqual(await schemaErrors(SCHEMA, [written(paymentFile()), ...documents]), []);
    const { name, iban, creditorId } = paymentFile().creditor;
    assert.deepEqual(await schemaErrors(SCHEMA, [written(paymentFile({ creditor: { name, iban, creditorId } }))]), []);
    const broken = written(paymentFile()).replace('<PmtMtd>DD</PmtMtd>', '');
    assert.notDeepEqual(await schemaErrors(SCHEMA, [broken]), [], 'the check itself must be able to fail');
  });

  it('is the same text every time, in large pieces', () => {
    const many = withDebits(Array.from({ length: 3000 }, (_, index) => debit({ endToEndId: `INV-${index}` })));
    const pieces = [...writeDirectDebit(many)];
    assert.equal(pieces.join(''), written(many));
    assert.ok(pieces.length > 3);
    assert.ok(pieces.slice(0, -1).every((piece) => piece.length >= 256 * 1024 && piece.length < 300 * 1024));
  });

  it('sums beyond what a floating point number holds', () => {
    const large = Array.from({ length: 95_000 }, (_, index) =>
      debit({ endToEndId: `I${index}`, amountMinor: 99_999_999_999 }),
    );
    const [head] = writeDirectDebit(withDebits(large));
    assert.match(head ?? '', /<CtrlSum>94999999999050\.00<\/CtrlSum>/);
  });

  it('states the time of creation in whole seconds of UTC', () => {
    assert.match(written(paymentFile()), /<CreDtTm>2027-01-29T06:00:00Z<\/CreDtTm>/);
  });

  it('leaves remittance out when there is none', () => {
    assert.doesNotMatch(written(withDebits([debit({ remittance: ' ' })])), /RmtInf/);
  });

  const refused: readonly [string, DirectDebitFile][] = [
    ['an amount of nothing', withDebits([debit({ amountMinor: 0 })])],
    ['half a cent', withDebits([debit({ amountMinor: 0.5 })])],
    ['a negative amount', withDebits([debit({ amountMinor: -1 })])],
    ['more than the scheme allows', withDebits([debit({ amountMinor: 100_000_000_000 })])],
    ['another currency', withDebits([debit({ currency: 'CHF' })])],
    ['a wrong account number', withDebits([debit({ debtorIban: 'DE02120300000000202052' })])],
    ['an account outside of SEPA', withDebits([debit({ debtorIban: 'TR330006100519786457841326' })])],
    ['the same invoice twice', withDebits([debit(), debit()])],
    ['an id that is too long', withDebits([debit({ endToEndId: 'X'.repeat(36) })])],
    ['an id with a foreign letter', withDebits([debit({ endToEndId: 'RÜ-1' })])],
    ['a mandate without an id', withDebits([debit({ mandateId: '' })])],
    ['a mandate signed on no day', withDebits([debit({ mandateSignedOn: '2026-02-30' })])],
    ['a debtor without a name', withDebits([debit({ debtorName: ' \n' })])],
    ['a message id with slashes', paymentFile({ messageId: 'UP//1' })],
    ['no payments', paymentFile({ payments: [] })],
    ['a payment without transactions', withDebits([])],
    ['a creditor without an identifier', paymentFile({ creditor: { ...paymentFile().creditor, creditorId: 'X' } })],
    ['a bad BIC', paymentFile({ creditor: { ...paymentFile().creditor, bic: 'COBA' } })],
  ];
  for (const [what, file] of refused) {
    it(`refuses ${what} before a line is written`, () => {
      assert.throws(() => writeDirectDebit(file), { code: 'BANK_FILE_INVALID', retryable: false });
    });
  }

  it('does not tell an account number in its refusals', () => {
    const wrong = withDebits([debit({ debtorIban: 'DE02120300000000202052' })]);
    assert.throws(
      () => writeDirectDebit(wrong),
      (error: Error) => !error.message.includes('202052'),
    );
  });
});

describe('text in a payment file', () => {
  it('is written in the SEPA set', () => {
    assert.equal(sepaText('Łukasz Żółć, Ærø & Straße 5 „Süd“', 70), 'Lukasz Zolc, Aero + Strasse 5 .Sued.');
    assert.equal(sepaText('Ünal ÇELİK', 70), 'Uenal CELIK');
    assert.equal(sepaText('Γιώργος Щербаков', 70), 'Giorgos Shterbakov');
    assert.equal(sepaText('\u1fcd¡ A\u1fcdB', 70), '. A B');
    assert.equal(sepaText('Zoe\u0308 5€ 😀 ﬁ\u200b\tx_y', 70), 'Zoe 5EUR . fi x-y');
  });

  it('is never longer than allowed and always of the set', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 140 }), (any, longest) => {
        const result = sepaText(any, longest);
        assert.ok(result.length <= longest && SEPA.test(result) && result === result.trim());
        assert.equal(sepaText(result, longest), result);
      }),
    );
  });

  it('leaves identifiers alone and refuses what they may not hold', () => {
    assert.ok(isSepaCode("A/b-1?:().,'+ x", 35));
    for (const wrong of ['', '/A', 'A/', 'A//B', 'Ä', 'a_b', ' a', 'a&b'])
      assert.equal(isSepaCode(wrong, 35), false, wrong);
  });
});

describe('an IBAN', () => {
  it('is checked by country, length and check digits', () => {
    for (const right of [
      DEBTOR_IBAN,
      CREDITOR_IBAN,
      'de02 1203 0000 0000 2020 51',
      'NO9386011117947',
      'MT84MALT011000012345MTLCAST001S',
    ]) {
      assert.equal(isSepaIban(right), true, right);
    }
    for (const wrong of [
      '',
      'DE',
      'DE0212030000000020205',
      'DE12120300000000202051',
      'XX02120300000000202051',
      `${DEBTOR_IBAN}0`,
    ]) {
      assert.equal(isSepaIban(wrong), false, wrong);
    }
  });

  it('is carried without what people write between its groups', () => {
    assert.equal(electronicIban('IBAN: be32 123-4567890-02'), 'BE32123456789002');
  });

  it('is shown by country and last four', () => {
    assert.equal(maskedIban(DEBTOR_IBAN), 'DE…2051');
  });
});
