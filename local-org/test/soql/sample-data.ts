import { idAt } from '../../src/store/index.ts';
import type { OpenStore } from '../../src/store/index.ts';
import { writeRow } from './sample-org.ts';

type Row = Readonly<Record<string, string | number | boolean | null>>;

/** Short names of the sample rows, used by the cases: `A1` is the id of the first account. */
export const sampleIds: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['U', '005', 2],
    ['P', '00e', 1],
    ['G', '00G', 1],
    ['A', '001', 8],
    ['C', '003', 5],
    ['AP', 'a06', 4],
    ['T', '00T', 3],
    ['R', 'a08', 8],
  ].flatMap(([name, prefix, count]) =>
    Array.from({ length: Number(count) }, (_, index) => [
      `${String(name)}${index + 1}`,
      idAt(String(prefix), index + 1),
    ]),
  ),
);

const id = (name: string): string => sampleIds[name] ?? '';

function readings(): readonly Row[] {
  const given: readonly (readonly [string, string | null, string | null, number | null])[] = [
    ['2026-03-28T22:30:00.000Z', 'A1', 'kWh', 1.5],
    ['2026-03-28T23:30:00.000Z', 'A1', 'kWh', 2.25],
    ['2026-03-29T21:30:00.000Z', 'A1', 'm3', null],
    ['2026-03-29T22:30:00.000Z', 'A2', 'm3', -4],
    ['2026-10-24T21:30:00.000Z', 'A2', 'kWh', 0],
    ['2026-10-24T22:30:00.000Z', 'A3', 'kWh', 1000],
    ['2026-10-25T22:30:00.000Z', 'A2', null, 7],
    ['2026-10-25T23:30:00.000Z', null, null, 8],
  ];
  return given.map(([At__c, account, Unit__c, Value__c], index) => ({
    Id: id(`R${index + 1}`),
    Name: `R-${index + 1}`,
    At__c,
    Account__c: account === null ? null : id(account),
    Unit__c,
    Value__c,
    Verified__c: index % 2 === 0,
    OwnerId: id('U1'),
  }));
}

const rows: readonly (readonly [string, readonly Row[]])[] = [
  ['Profile', [{ Id: id('P1'), Name: 'Standard User' }]],
  [
    'User',
    [
      {
        Id: id('U1'),
        Name: 'Clara Clerk',
        Username: 'clara@x.example',
        Email: 'clara@x.example',
        IsActive: true,
        ProfileId: id('P1'),
      },
      { Id: id('U2'), Name: 'Rolf Rente', Username: 'rolf@x.example', IsActive: false },
    ],
  ],
  ['Group', [{ Id: id('G1'), Name: 'Router', Type: 'Queue' }]],
  [
    'CurrencyType',
    [
      { Id: idAt('01L', 1), IsoCode: 'EUR', ConversionRate: 1 },
      { Id: idAt('01L', 2), IsoCode: 'USD', ConversionRate: 1.25 },
    ],
  ],
  [
    'Account',
    [
      {
        Id: id('A1'),
        Name: 'Alpha AG',
        Industry: 'Energy',
        NumberOfEmployees: 100,
        AnnualRevenue: 1000.5,
        CurrencyIsoCode: 'EUR',
        Active__c: true,
        Since__c: '2026-03-18',
        Interests__c: 'Gas;Power',
        Code__c: 'aB1',
        CreatedDate: '2026-03-17T23:30:00.000Z',
        BillingStreet: 'Domplatz 1',
        BillingCity: 'Köln',
        BillingPostalCode: '50667',
        Geo__Latitude__s: 50.9413,
        Geo__Longitude__s: 6.9583,
        OwnerId: id('U1'),
      },
      {
        Id: id('A2'),
        Name: 'beta GmbH',
        Industry: 'Banking',
        NumberOfEmployees: 50,
        AnnualRevenue: 200.25,
        CurrencyIsoCode: 'USD',
        Active__c: false,
        Since__c: '2026-03-17',
        Interests__c: 'Gas',
        Code__c: 'AB1',
        CreatedDate: '2026-03-17T22:30:00.000Z',
        BillingCity: 'Berlin',
        ParentId: id('A1'),
        Geo__Latitude__s: 52.52,
        Geo__Longitude__s: 13.405,
        OwnerId: id('G1'),
      },
      {
        Id: id('A3'),
        Name: 'Gamma',
        CurrencyIsoCode: 'EUR',
        Active__c: true,
        Since__c: '2026-03-19',
        CreatedDate: '2026-03-10T12:00:00.000Z',
        ParentId: id('A1'),
        OwnerId: id('U1'),
      },
      {
        Id: id('A4'),
        Name: 'Müller & Söhne',
        Industry: 'Agriculture',
        NumberOfEmployees: 7,
        AnnualRevenue: 10,
        CurrencyIsoCode: 'EUR',
        Since__c: '2026-02-10',
        Interests__c: 'Power;Solar',
        CreatedDate: '2026-02-10T08:00:00.000Z',
        ParentId: id('A2'),
        OwnerId: id('U1'),
      },
      {
        Id: id('A5'),
        Name: '50% Rabatt_Haus',
        Industry: 'Energy',
        NumberOfEmployees: 3,
        AnnualRevenue: 0.1,
        CurrencyIsoCode: 'EUR',
        Since__c: '2025-12-31',
        CreatedDate: '2025-12-31T23:30:00.000Z',
        OwnerId: id('U1'),
      },
      {
        Id: id('A6'),
        Name: "O'Hara \\ Co",
        Industry: 'Banking',
        NumberOfEmployees: 9,
        AnnualRevenue: 0.2,
        CurrencyIsoCode: 'EUR',
        Since__c: '2025-03-18',
        CreatedDate: '2025-03-18T12:00:00.000Z',
        OwnerId: id('U2'),
      },
      {
        Id: id('A7'),
        Name: 'acme',
        Industry: 'Energy',
        NumberOfEmployees: 100,
        CurrencyIsoCode: 'EUR',
        Since__c: '2026-04-01',
        CreatedDate: '2026-03-16T00:00:00.000Z',
        OwnerId: id('U1'),
      },
      {
        Id: id('A8'),
        Name: 'deleted one',
        Industry: 'Energy',
        IsDeleted: true,
        CreatedDate: '2026-03-18T09:00:00.000Z',
        OwnerId: id('U1'),
      },
    ],
  ],
  [
    'Contact',
    [
      {
        Id: id('C1'),
        Name: 'Anna Adler',
        LastName: 'Adler',
        Email: 'anna@x.example',
        Birthdate: '1980-02-29',
        AccountId: id('A1'),
        OwnerId: id('U1'),
      },
      { Id: id('C2'), Name: 'Bert Bauer', LastName: 'Bauer', AccountId: id('A1'), OwnerId: id('U1') },
      {
        Id: id('C3'),
        Name: 'Carl Claus',
        LastName: 'Claus',
        Email: 'carl@x.example',
        AccountId: id('A2'),
        OwnerId: id('U1'),
      },
      { Id: id('C4'), Name: 'Dora Doll', LastName: 'Doll', OwnerId: id('U1') },
      { Id: id('C5'), Name: 'Emil Ende', LastName: 'Ende', AccountId: id('A3'), IsDeleted: true, OwnerId: id('U1') },
    ],
  ],
  [
    'Application__c',
    [
      {
        Id: id('AP1'),
        Name: 'A-1',
        Agency__c: id('A2'),
        Status__c: 'Draft',
        Iban__c: 'DE89370400440532013000',
        Opens_At__c: '08:30:00.000Z',
        OwnerId: id('U1'),
      },
      {
        Id: id('AP2'),
        Name: 'A-2',
        Agency__c: id('A2'),
        Status__c: 'Submitted',
        Opens_At__c: '18:00:00.000Z',
        OwnerId: id('U1'),
      },
      { Id: id('AP3'), Name: 'A-3', Agency__c: id('A1'), Status__c: 'Active', OwnerId: id('U1') },
      { Id: id('AP4'), Name: 'A-4', OwnerId: id('U1') },
    ],
  ],
  [
    'Task',
    [
      { Id: id('T1'), Subject: 'Call', WhoId: id('C1'), WhatId: id('A1'), OwnerId: id('U1') },
      { Id: id('T2'), Subject: 'Mail', WhoId: id('U1'), WhatId: id('AP1'), OwnerId: id('U1') },
      { Id: id('T3'), Subject: 'Think', OwnerId: id('U1') },
    ],
  ],
  // Half an hour on either side of the local midnights around the two nights in which Berlin's clocks change.
  ['Reading__c', readings()],
];

/** Fills a store with the sample rows. */
export function writeSampleData(store: OpenStore): void {
  for (const [object, list] of rows) for (const row of list) writeRow(store, object, row);
}
