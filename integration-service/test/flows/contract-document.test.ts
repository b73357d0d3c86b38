import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { describe, it } from 'node:test';
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

/** The text a PDF shows: its streams inflated, the hexadecimal strings of the text operators decoded (WinAnsi is Latin-1 for these letters). */
function textOf(pdf: Buffer): string {
  const raw = pdf.toString('latin1');
  const streams = [...raw.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map((match) => {
    const bytes = Buffer.from(match[1] ?? '', 'latin1');
    try {
      return inflateSync(bytes).toString('latin1');
    } catch {
      // Not every stream is compressed; those hold no text.
      return '';
    }
  });
  return streams
    .flatMap((stream) => [...stream.matchAll(/\[((?:<[0-9a-f]*>|[-\d. ]+)*)\] TJ/g)])
    .map((match) =>
      [...(match[1] ?? '').matchAll(/<([0-9a-f]*)>/g)]
        .map((part) => Buffer.from(part[1] ?? '', 'hex').toString('latin1'))
        .join(''),
    )
    .join('\n');
}

describe('the contract document', () => {
  it('shows the customer, the premises, the tariff, the term and the mandate with only four digits of the account', async () => {
    const text = textOf(await buildContractPdf(CONTRACT, 'de', 'Unified Power'));
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
    assert.match(textOf(await buildContractPdf(CONTRACT, 'en', 'Unified Power')), /Unit rate: 0\.3045/);
  });

  it('is the same to the byte for the same data', async () => {
    const one = await buildContractPdf(CONTRACT, 'de', 'Unified Power');
    const two = await buildContractPdf(CONTRACT, 'de', 'Unified Power');
    assert.ok(one.equals(two));
  });
});
