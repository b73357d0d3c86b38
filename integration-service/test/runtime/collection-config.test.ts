import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { collectionSettings } from '../../src/runtime/collection-config.ts';

const settings = z.object(collectionSettings);
const problemsOf = (values: Readonly<Record<string, string>>): readonly string[] =>
  settings.safeParse(values).error?.issues.map((issue) => issue.path.join('.')) ?? [];

describe('settings of the collection', () => {
  it('take an account, a bank and a creditor whose check digits fit', () => {
    const values = {
      CREDITOR_IBAN: 'DE89 3704 0044 0532 0130 00',
      CREDITOR_BIC: 'COBADEFFXXX',
      CREDITOR_ID: 'DE98ZZZ09999999999',
    };
    assert.deepEqual(problemsOf(values), []);
  });

  it('hand them on as payment files carry them, however they were written', () => {
    const { CREDITOR_IBAN, CREDITOR_BIC, CREDITOR_ID } = settings.parse({
      CREDITOR_IBAN: 'IBAN: de89-3704-0044-0532-0130-00',
      CREDITOR_BIC: 'coba de ff xxx',
      CREDITOR_ID: 'Gläubiger-ID: de98 zzz 0999 9999 999',
    });
    assert.deepEqual(
      [CREDITOR_IBAN, CREDITOR_BIC, CREDITOR_ID],
      ['DE89370400440532013000', 'COBADEFFXXX', 'DE98ZZZ09999999999'],
    );
  });

  it('refuse a slip of the pen before a file is written for the bank', () => {
    assert.deepEqual(problemsOf({ CREDITOR_IBAN: 'DE88370400440532013000' }), ['CREDITOR_IBAN']);
    assert.deepEqual(problemsOf({ CREDITOR_IBAN: 'BR1800360305000010009795493C1' }), ['CREDITOR_IBAN']);
    assert.deepEqual(problemsOf({ CREDITOR_BIC: 'COBADEFFXX' }), ['CREDITOR_BIC']);
    assert.deepEqual(problemsOf({ CREDITOR_ID: 'DE99ZZZ09999999999' }), ['CREDITOR_ID']);
  });
});
