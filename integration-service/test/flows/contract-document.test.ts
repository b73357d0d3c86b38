import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textOfPdf } from '../support/pdf-text.ts';
import { buildContractPdf, type ContractDocument } from '../../src/flows/signature-request/document.ts';

const CONTRACT: ContractDocument = {
  contractNumber: '00000100',
  createdAt: '2026-11-22T10:00:00Z',
  customerName: 'Käthe Größe',
  address: { street: 'Am Deich', houseNumber: '1a', postalCode: '20095', city: 'Hamburg', country: 'DE' },
  startDate: '2027-01-01',
  termMonths: 12,
  lines: [
    {
      commodity: 'electricity',
      tariffName: 'Strom Natur 12',
      marketLocationId: '51238696781',
      rates: [
        { kind: 'standing', price: 12.9, per: 'Month', currency: 'EUR' },
        { kind: 'unit', price: 0.3045, per: 'kWh', currency: 'EUR' },
      ],
    },
  ],
  mandate: { reference: 'UP-M-1', creditorId: 'DE98ZZZ09999999999', accountHolder: 'Käthe Größe', ibanLast4: '3000' },
};

describe('the contract document', () => {
  it('shows the customer, the premises, the tariff, the term and the mandate with only four digits of the account', async () => {
    const text = textOfPdf(await buildContractPdf(CONTRACT, 'de', 'Unified Power'));
    for (const words of [
      'Käthe Größe',
      'Am Deich 1a',
      '20095 Hamburg',
      'Strom Natur 12',
      '51238696781',
      '12 Monate',
      'UP-M-1',
      '**** 3000',
    ]) {
      assert.ok(text.includes(words), `"${words}" is missing in:\n${text}`);
    }
    assert.match(text, /Arbeitspreis: 0,3045 EUR\/kWh/);
    assert.match(text, /1\. Januar 2027/);
  });

  it('speaks English to those who want it', async () => {
    assert.match(textOfPdf(await buildContractPdf(CONTRACT, 'en', 'Unified Power')), /Unit rate: 0\.3045/);
  });

  it('is the same to the byte for the same data', async () => {
    const one = await buildContractPdf(CONTRACT, 'de', 'Unified Power');
    const two = await buildContractPdf(CONTRACT, 'de', 'Unified Power');
    assert.ok(one.equals(two));
  });
});
