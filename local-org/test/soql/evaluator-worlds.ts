/** Random organisations for the evaluator. */
import fc from 'fast-check';
import { idAt } from '../../src/store/index.ts';
import type { Row, TableModel, World } from './evaluator.ts';

const reference = (field: string, ...tables: readonly string[]) => ({ field, tables });
const owner = reference('OwnerId', 'User', 'Group');
const account = (field: string) => reference(field, 'Account');

/** Tables, fields and relationships that statements may name. */
export const model: Readonly<Record<string, TableModel>> = {
  User: { fields: { Id: 'id', Name: 'text', IsActive: 'boolean' }, parents: {}, children: {} },
  Group: { fields: { Id: 'id', Name: 'text' }, parents: {}, children: {} },
  Account: {
    fields: {
      Id: 'id',
      Name: 'text',
      BillingCity: 'text',
      Industry: 'picklist',
      NumberOfEmployees: 'number',
      AnnualRevenue: 'currency',
      Active__c: 'boolean',
      Since__c: 'date',
      CreatedDate: 'datetime',
      Interests__c: 'multi',
      ParentId: 'id',
    },
    parents: { Parent: account('ParentId'), Owner: owner },
    children: {
      Contacts: { table: 'Contact', field: 'AccountId' },
      Readings__r: { table: 'Reading__c', field: 'Account__c' },
    },
  },
  Contact: {
    fields: { Id: 'id', LastName: 'text', Email: 'text', Birthdate: 'date', AccountId: 'id' },
    parents: { Account: account('AccountId'), Owner: owner },
    children: { Tasks: { table: 'Task', field: 'WhoId' } },
  },
  Reading__c: {
    fields: {
      Id: 'id',
      At__c: 'datetime',
      Unit__c: 'picklist',
      Value__c: 'number',
      Verified__c: 'boolean',
      Account__c: 'id',
    },
    parents: { Account__r: account('Account__c') },
    children: {},
  },
  Task: {
    fields: { Id: 'id', Subject: 'text', WhoId: 'id', WhatId: 'id' },
    parents: {
      Who: reference('WhoId', 'Contact', 'User'),
      What: reference('WhatId', 'Account', 'Application__c'),
      Owner: owner,
    },
    children: {},
  },
  Application__c: { fields: { Id: 'id', Name: 'text' }, parents: {}, children: {} },
};
/** Values in the order of setup. */
/** One of the values. */
export const picklists = { Industry: ['Energy', 'Banking', 'Agriculture'], Unit__c: ['kWh', 'm3'] };
/** Choices of the multi-select picklist. */
export const interests = ['Gas', 'Power', 'Solar'];
/** Names with letters and signs that are easily taken wrong. */
export const names = [
  'alpha',
  'ALPHA',
  'Beta',
  'bet',
  'Über',
  'ÜBER',
  'straße',
  'a_b',
  'a%b',
  'x[y]',
  "o'neil",
  'a\\b',
];
/** Only letters that sort alike everywhere. */
export const words = ['alpha', 'ALPHA', 'Beta', 'bet', 'gamma', 'Delta', 'delta'];
/** Days around clock changes, leap days and ends of years. */
export const days = [
  '2026-03-16',
  '2026-03-17',
  '2026-03-18',
  '2026-03-28',
  '2026-03-29',
  '2026-03-30',
  '2026-02-28',
  '2025-12-31',
  '2026-10-25',
  '2024-02-29',
];
/** Moments at local midnights and clock changes. */
export const instants = [
  '2026-03-28T22:30:00.000Z',
  '2026-03-28T23:00:00.000Z',
  '2026-03-29T01:00:00.000Z',
  '2026-03-29T21:59:59.000Z',
  '2026-03-29T22:00:00.000Z',
  '2026-10-24T22:00:00.000Z',
  '2026-10-25T01:00:00.000Z',
  '2026-10-25T23:00:00.000Z',
  '2025-12-31T23:30:00.000Z',
  '2026-03-08T07:00:00.000Z',
  '2026-03-18T03:59:00.000Z',
  // Sydney's clocks change between its own midnight and that of Greenwich.
  '2026-10-03T13:30:00.000Z',
  '2026-10-03T14:30:00.000Z',
];

/** Now and then empty. */
export const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 4 });
export const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const place = fc.option(fc.nat({ max: 7 }), { freq: 4 });
/** One in ten. */
export const deleted = fc.nat({ max: 9 }).map((n) => n === 0);
/** Numbers whose sums are exact. */
export const quarter = fc.integer({ min: -8, max: 40 }).map((n) => n / 4);

const prefixes: Readonly<Record<string, string>> = {
  User: '005',
  Group: '00G',
  Account: '001',
  Contact: '003',
  Application__c: 'a06',
  Task: '00T',
  Reading__c: 'a08',
};
/** The id of the row at a place of a table. */
export const idOf = (table: string, index: number): string => idAt(prefixes[table] ?? '', index + 1);

/** Ids for places, of rows that are there and not deleted. */
function linked(
  rows: readonly Readonly<Record<string, unknown>>[],
  table: string,
  targets: readonly (readonly Row[])[],
) {
  return rows.map((row, index): Row => {
    const entries = Object.entries(row).map(([name, value]) => {
      if (!name.endsWith('Id') && name !== 'Account__c') return [name, value];
      const rowsOfTarget =
        targets[Number(name === 'WhatId') + 2 * Number(name === 'OwnerId') + 3 * Number(name === 'ParentId')] ?? [];
      const target = typeof value === 'number' ? rowsOfTarget[value] : undefined;
      return [name, target?.['IsDeleted'] === true ? null : (target?.['Id'] ?? null)];
    });
    return { ...(Object.fromEntries(entries) as Row), Id: idOf(table, index) };
  });
}

const someOf = <T>(record: fc.Arbitrary<T>, most: number): fc.Arbitrary<T[]> =>
  fc.array(record, { minLength: 1, maxLength: most });

/** An org with few rows, a moment and a user. */
export const worlds: fc.Arbitrary<World> = fc
  .record({
    users: someOf(fc.record({ Name: pick(...words), IsActive: fc.boolean() }), 2),
    groups: someOf(fc.record({ Name: pick(...words) }), 2),
    accounts: someOf(
      fc.record({
        Name: orNull(pick(...names)),
        BillingCity: orNull(pick(...words)),
        Industry: orNull(pick(...picklists.Industry)),
        NumberOfEmployees: orNull(fc.integer({ min: -2, max: 3 })),
        AnnualRevenue: orNull(fc.integer({ min: -4, max: 8 }).map((n) => n * 5)),
        CurrencyIsoCode: pick('EUR', 'USD'),
        Active__c: fc.boolean(),
        Since__c: orNull(pick(...days)),
        CreatedDate: pick(...instants),
        Interests__c: orNull(fc.subarray(interests, { minLength: 1 }).map((chosen) => chosen.join(';'))),
        ParentId: place,
        OwnerId: fc.nat({ max: 3 }),
        IsDeleted: deleted,
      }),
      8,
    ),
    contacts: someOf(
      fc.record({
        LastName: pick(...words),
        Email: orNull(pick('a@x.example', 'B@x.example')),
        Birthdate: orNull(pick(...days)),
        AccountId: place,
        OwnerId: fc.nat({ max: 3 }),
        IsDeleted: deleted,
      }),
      6,
    ),
    readings: someOf(
      fc.record({
        At__c: orNull(pick(...instants)),
        Unit__c: orNull(pick(...picklists.Unit__c)),
        Value__c: orNull(quarter),
        Verified__c: fc.boolean(),
        Account__c: place,
        IsDeleted: deleted,
      }),
      8,
    ),
    applications: someOf(fc.record({ Name: pick(...words) }), 2),
    tasks: someOf(
      fc.record({
        Subject: orNull(pick(...words)),
        WhoId: place,
        WhatId: place,
        OwnerId: fc.nat({ max: 3 }),
        IsDeleted: deleted,
      }),
      5,
    ),
    now: pick(...instants, '2026-03-18T10:00:00.000Z', '2026-03-30T10:00:00.000Z').map((instant) =>
      Date.parse(instant),
    ),
    user: pick(
      ['Europe/Berlin', 1] as const,
      ['America/New_York', 0] as const,
      ['Asia/Kolkata', 0] as const,
      ['Australia/Sydney', 1] as const,
    ),
  })
  .map(
    ({
      users,
      groups,
      accounts,
      contacts,
      readings,
      applications,
      tasks,
      now,
      user: [timeZone, firstWeekday],
    }): World => {
      const user = linked(users, 'User', []);
      const group = linked(groups, 'Group', []);
      const owners = [...user, ...group];
      const bare = linked(
        accounts.map((row) => ({ ...row, ParentId: null })),
        'Account',
        [[], [], owners],
      );
      const all = linked(accounts, 'Account', [[], [], owners, bare]);
      const contact = linked(contacts, 'Contact', [all, [], owners]);
      const application = linked(
        applications.map((row) => ({ ...row, IsDeleted: false })),
        'Application__c',
        [],
      );
      const tables = {
        User: user,
        Group: group,
        Account: all,
        Contact: contact,
        Reading__c: linked(readings, 'Reading__c', [all]),
        Application__c: application,
        Task: linked(tasks, 'Task', [[...contact.slice(0, 4), ...user], [...all.slice(0, 4), ...application], owners]),
      };
      return { model, tables, picklists, rates: { EUR: 1, USD: 1.25 }, now, timeZone, firstWeekday };
    },
  );
