/**
 * Several currencies. Sources: Object Reference, CurrencyType; SOQL and SOSL Reference, "convertCurrency()"; Help, "Manage Multiple
 * Currencies" and "Roll-Up Summary Field".
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FieldValue, SaveResult } from '../../src/engine/records.ts';
import { openDeployedEngine } from '../engine/deployed-engine.ts';
import type { DeployedEngine } from '../engine/deployed-engine.ts';
import { problems, savedId } from './org.ts';

const name = '<nameField><label>Name</label><type>Text</type></nameField>';
const objectFile = (label: string, sharing: string): readonly [string, string] => [
  'CustomObject',
  `<deploymentStatus>Deployed</deploymentStatus><label>${label}</label>${name}<pluralLabel>${label}s</pluralLabel><sharingModel>${sharing}</sharingModel>`,
];

describe('an org with two currencies', () => {
  let org: DeployedEngine;
  const save = (
    verb: 'insert' | 'update',
    type: string,
    values: Record<string, FieldValue>,
  ): SaveResult | undefined => {
    org.engine.refresh();
    return org.as(org.administrator, (scope) =>
      org.engine.dml[verb]([{ type, values }], { allOrNone: true, fromApi: true }, scope),
    )[0];
  };
  const rows = (soql: string): readonly Readonly<Record<string, unknown>>[] => {
    org.engine.refresh();
    const { records } = org.as(org.administrator, (scope) => org.engine.queries.query(soql, {}, scope));
    return records.map(({ values }) => ({ ...values }));
  };

  before(async () => {
    org = await openDeployedEngine();
    const folder = 'main/default/objects';
    const outcome = org.put({
      [`${folder}/Bill__c/Bill__c.object-meta.xml`]: objectFile('Bill', 'ReadWrite'),
      [`${folder}/Item__c/Item__c.object-meta.xml`]: objectFile('Item', 'ControlledByParent'),
      [`${folder}/Item__c/fields/Bill__c.field-meta.xml`]: [
        'CustomField',
        '<fullName>Bill__c</fullName><label>Bill</label><referenceTo>Bill__c</referenceTo><relationshipLabel>Items</relationshipLabel><relationshipName>Items</relationshipName><relationshipOrder>0</relationshipOrder><type>MasterDetail</type>',
      ],
      [`${folder}/Item__c/fields/Price__c.field-meta.xml`]: [
        'CustomField',
        '<fullName>Price__c</fullName><label>Price</label><precision>12</precision><scale>2</scale><type>Currency</type>',
      ],
      [`${folder}/Bill__c/fields/Limit__c.field-meta.xml`]: [
        'CustomField',
        '<fullName>Limit__c</fullName><label>Limit</label><precision>12</precision><scale>2</scale><type>Currency</type>',
      ],
      [`${folder}/Item__c/fields/Left__c.field-meta.xml`]: [
        'CustomField',
        '<fullName>Left__c</fullName><formula>Bill__r.Limit__c - Price__c</formula><label>Left</label><precision>12</precision><scale>2</scale><type>Currency</type>',
      ],
      [`${folder}/Item__c/validationRules/Within_Limit.validationRule-meta.xml`]: [
        'ValidationRule',
        '<fullName>Within_Limit</fullName><active>true</active><errorConditionFormula>AND(NOT(ISBLANK(Bill__r.Limit__c)), Price__c &gt; Bill__r.Limit__c)</errorConditionFormula><errorMessage>Too much.</errorMessage>',
      ],
      [`${folder}/Bill__c/fields/Total__c.field-meta.xml`]: [
        'CustomField',
        '<fullName>Total__c</fullName><label>Total</label><summarizedField>Item__c.Price__c</summarizedField><summaryForeignKey>Item__c.Bill__c</summaryForeignKey><summaryOperation>sum</summaryOperation><type>Summary</type>',
      ],
    });
    assert.deepEqual(outcome.problems, []);
  });
  after(() => org.close());

  it('takes amounts in a currency only while it is active', () => {
    const dollars = { Name: 'Nord', AnnualRevenue: 100, CurrencyIsoCode: 'USD' };
    assert.deepEqual(problems(save('insert', 'Account', dollars)), [
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: Currency ISO Code: bad value for restricted picklist field: USD',
    ]);
    const currency = { IsoCode: 'USD', ConversionRate: 1.25, DecimalPlaces: 2, IsActive: true };
    const id = savedId(save('insert', 'CurrencyType', currency));
    org.engine.refresh();
    const values = org.engine.schema().object('Account')?.fields.get('currencyisocode')?.picklist;
    assert.deepEqual(
      values?.map(({ value }) => value),
      ['EUR', 'USD'],
    );
    savedId(save('insert', 'Account', dollars));
    savedId(save('update', 'CurrencyType', { Id: id, IsActive: false }));
    assert.equal(save('insert', 'Account', { ...dollars, Name: 'Süd' })?.success, false);
    savedId(save('update', 'CurrencyType', { Id: id, IsActive: true }));
  });

  it('keeps currencies apart from each other and the corporate one at the rate 1', () => {
    const again = { IsoCode: 'USD', ConversionRate: 2, DecimalPlaces: 2, IsActive: true };
    assert.match(problems(save('insert', 'CurrencyType', again))[0] ?? '', /^DUPLICATE_VALUE/);
    assert.match(
      problems(save('insert', 'CurrencyType', { ...again, IsoCode: 'CHF', ConversionRate: 0 }))[0] ?? '',
      /^NUMBER/,
    );
    const [euro] = rows("SELECT Id FROM CurrencyType WHERE IsoCode = 'EUR'");
    const changed = save('update', 'CurrencyType', { Id: String(euro?.['Id']), ConversionRate: 2 });
    assert.match(problems(changed)[0] ?? '', /^FIELD_INTEGRITY_EXCEPTION/);
  });

  it('converts, compares, adds up, sorts and shows amounts by their currency', () => {
    savedId(save('insert', 'Account', { Name: 'West', AnnualRevenue: 90, CurrencyIsoCode: 'EUR' }));
    const names = (soql: string): unknown => rows(soql).map((row) => row['Name']);
    assert.deepEqual(
      rows('SELECT convertCurrency(AnnualRevenue) c, FORMAT(AnnualRevenue) f FROM Account ORDER BY Name').map((row) => [
        row['c'],
        row['f'],
      ]),
      [
        [80, 'USD 100'],
        [90, 'EUR 90'],
      ],
    );
    assert.deepEqual(names('SELECT Name FROM Account ORDER BY AnnualRevenue'), ['Nord', 'West']);
    assert.deepEqual(names('SELECT Name FROM Account WHERE AnnualRevenue > USD100'), ['West']);
    assert.deepEqual(
      names('SELECT Name FROM Account WHERE AnnualRevenue > 95'),
      ['Nord'],
      'a plain number is no amount',
    );
    assert.deepEqual(rows('SELECT SUM(AnnualRevenue) s, MAX(AnnualRevenue) m FROM Account'), [{ s: 170, m: 90 }]);
    for (const soql of [
      'SELECT Name FROM Account WHERE convertCurrency(AnnualRevenue) > 1',
      'SELECT Name FROM Account ORDER BY convertCurrency(AnnualRevenue)',
      'SELECT Name FROM Account WHERE AnnualRevenue IN (USD1, 2)',
      'SELECT Name FROM Account GROUP BY Name HAVING SUM(AnnualRevenue) > USD1',
    ]) {
      assert.throws(() => rows(soql), { code: 'MALFORMED_QUERY' }, soql);
    }
  });

  // Help, "About Advanced Currency Management": dated rates need a feature that is off in a new org.
  it('refuses rates with dates by name', () => {
    assert.throws(
      () => save('insert', 'DatedConversionRate', { IsoCode: 'USD', ConversionRate: 2, StartDate: '2026-01-01' }),
      { feature: 'DatedConversionRate' },
    );
    assert.deepEqual(rows('SELECT Id FROM DatedConversionRate'), []);
  });

  it('sums details in the currency of their master', () => {
    const bill = savedId(save('insert', 'Bill__c', { Name: 'B', CurrencyIsoCode: 'USD' }));
    for (const [Price__c, CurrencyIsoCode] of [
      [10, 'EUR'],
      [2.5, 'USD'],
    ] as const) {
      savedId(save('insert', 'Item__c', { Name: 'I', Bill__c: bill, Price__c, CurrencyIsoCode }));
    }
    const totals = (): unknown => rows('SELECT Total__c FROM Bill__c').map((row) => row['Total__c']);
    assert.deepEqual(totals(), [15]);
    // Help, "Edit Conversion Rates": a new rate makes roll-ups anew; so does another currency of the master.
    const [dollar] = rows("SELECT Id FROM CurrencyType WHERE IsoCode = 'USD'");
    const rate = (ConversionRate: number): string =>
      savedId(save('update', 'CurrencyType', { Id: String(dollar?.['Id']), ConversionRate }));
    rate(1.5);
    assert.deepEqual(totals(), [17.5]);
    rate(1.25);
    savedId(save('update', 'Bill__c', { Id: bill, CurrencyIsoCode: 'EUR' }));
    assert.deepEqual(totals(), [12]);
    const later = savedId(save('insert', 'Item__c', { Name: 'L', Bill__c: bill, Price__c: 1, CurrencyIsoCode: 'EUR' }));
    assert.deepEqual(totals(), [13]);
    org.as(org.administrator, (scope) => org.engine.dml.delete([later], { allOrNone: true }, scope));
    assert.deepEqual(totals(), [12]);
  });

  it('reckons formulas and rules with amounts of related records in the currency of their record', () => {
    const bill = savedId(save('insert', 'Bill__c', { Name: 'Limited', Limit__c: 100, CurrencyIsoCode: 'EUR' }));
    const item = (Price__c: number, CurrencyIsoCode: string): SaveResult | undefined =>
      save('insert', 'Item__c', { Name: 'I', Bill__c: bill, Price__c, CurrencyIsoCode });
    assert.deepEqual(problems(item(126, 'USD')), ['FIELD_CUSTOM_VALIDATION_EXCEPTION: Too much.']);
    savedId(item(120, 'USD'));
    savedId(item(30, 'EUR'));
    assert.deepEqual(
      rows(`SELECT Left__c FROM Item__c WHERE Bill__c = '${bill}' ORDER BY Price__c`).map((row) => row['Left__c']),
      [70, 5],
    );
    assert.deepEqual(
      rows(`SELECT Price__c FROM Item__c WHERE Bill__c = '${bill}' AND Left__c < 6`).map((row) => row['Price__c']),
      [120],
    );
  });
});
