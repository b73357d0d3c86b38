// "Each compiled to one SQL statement": whatever a query asks for, the store is asked once.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Store } from '../../src/engine/ports.ts';
import { createQueryEngine } from '../../src/soql/index.ts';
import { record, savedId } from '../dml/org.ts';
import { ids, standardOrg } from '../dml/standard-org.ts';
import { writeSampleData } from './sample-data.ts';
import { openSampleOrg, openSecurity, sampleSchema, scopeOf } from './sample-org.ts';

const QUERIES = [
  'SELECT Id, Name, Owner.Name, Parent.Parent.Name FROM Account ORDER BY Name LIMIT 3 OFFSET 1',
  'SELECT Name, (SELECT Name, Account.Owner.Name FROM Contacts ORDER BY Name LIMIT 1) FROM Account',
  'SELECT TYPEOF What WHEN Account THEN Industry ELSE Name END, Who.Type, Who.Name FROM Task',
  "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Name LIKE '%a%') AND Id NOT IN (SELECT WhatId FROM Task)",
  'SELECT Industry, COUNT(Id), SUM(AnnualRevenue) FROM Account GROUP BY ROLLUP(Industry) HAVING COUNT(Id) > 0 ORDER BY COUNT(Id)',
  'SELECT COUNT() FROM Account',
  'SELECT toLabel(Industry), FORMAT(AnnualRevenue) shown, convertCurrency(AnnualRevenue) FROM Account',
  'SELECT CALENDAR_MONTH(convertTimezone(CreatedDate)) m, COUNT(Id) FROM Account GROUP BY CALENDAR_MONTH(convertTimezone(CreatedDate))',
  "SELECT Name, DISTANCE(Geo__c, GEOLOCATION(52.5, 13.4), 'km') away FROM Account ORDER BY DISTANCE(Geo__c, GEOLOCATION(52.5, 13.4), 'km')",
  'SELECT FIELDS(STANDARD) FROM Contact LIMIT 5',
  'SELECT Id FROM Account ALL ROWS',
];

/** Roll-ups, formulas over them and over parents, and both sides of person accounts, with the rows they must find. */
const COMPUTED = [
  {
    soql: 'SELECT Name, Visits__c, Visit_Share__c FROM Account WHERE Visit_Share__c > 25 ORDER BY Visit_Share__c DESC, Name',
    rows: [{ Name: 'Maria Muster', Visits__c: 2, Visit_Share__c: 50 }],
  },
  {
    soql: 'SELECT MAX(Visit_Share__c) most, SUM(Visits__c) visits FROM Account',
    rows: [{ most: 50, visits: 3 }],
  },
  {
    soql: "SELECT Visited__c FROM Visit__c WHERE Visited__c LIKE '%(Residential)' AND Account__r.Visits__c = 2 LIMIT 1",
    rows: [{ Visited__c: 'Maria Muster (Residential)' }],
  },
  {
    soql: 'SELECT LastName, PersonEmail, PersonContact.Email, (SELECT Visited__c FROM Visits__r LIMIT 1) FROM Account WHERE IsPersonAccount = TRUE',
    rows: [
      {
        LastName: 'Muster',
        PersonEmail: 'maria@example.com',
        PersonContact: { Email: 'maria@example.com' },
        Visits__r: [{ Visited__c: 'Maria Muster (Residential)' }],
      },
    ],
  },
  {
    soql: 'SELECT Name, IsPersonAccount, Account.Visit_Share__c FROM Contact WHERE Account.IsPersonAccount = TRUE',
    rows: [{ Name: 'Maria Muster', IsPersonAccount: true, Account: { Visit_Share__c: 50 } }],
  },
  {
    soql: 'SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE IsPersonAccount = FALSE)',
    rows: [{ Name: 'Agentur' }],
  },
] as const;

/** A store that keeps what it was asked. */
function countingStore(store: Store): { readonly counting: Store; readonly asked: string[] } {
  const asked: string[] = [];
  const note = <T>(sql: string, rows: T): T => {
    asked.push(sql);
    return rows;
  };
  const counting: Store = {
    run: (sql, ...params) => note(sql, store.run(sql, ...params)),
    get: (sql, ...params) => note(sql, store.get(sql, ...params)),
    all: (sql, ...params) => note(sql, store.all(sql, ...params)),
    iterate: (sql, ...params) => note(sql, store.iterate(sql, ...params)),
    exec: (sql) => {
      asked.push(sql);
      store.exec(sql);
    },
    define: (name, fn) => store.define(name, fn),
  };
  return { counting, asked };
}

/** A record's values, also of its parents and children. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || !('values' in value)) return value;
  return Object.fromEntries(Object.entries(value.values ?? {}).map(([name, inner]) => [name, plain(inner)]));
}

describe('a query of what the org computes', () => {
  const org = standardOrg();
  const insert = (type: string, values: Parameters<typeof record>[1]): string =>
    savedId(org.commit((scope) => org.dml.insert([record(type, values)], { allOrNone: true }, scope))[0]);
  const person = insert('Account', {
    FirstName: 'Maria',
    LastName: 'Muster',
    PersonEmail: 'maria@example.com',
    RecordTypeId: ids.residential,
  });
  const agency = insert('Account', { Name: 'Agentur', RecordTypeId: ids.agency });
  insert('Contact', { LastName: 'Adler', AccountId: agency });
  for (const visited of [person, person, agency]) insert('Visit__c', { Account__c: visited });
  const { counting, asked } = countingStore(org.store);
  const { clock, formulas } = org;
  const engine = createQueryEngine({
    store: counting,
    schema: () => org.schema(),
    security: openSecurity(),
    clock,
    formulaSql: (object, field, alias) => formulas.formulaSql(object, field, alias),
  });

  for (const { soql, rows } of COMPUTED) {
    it(`asks the store once: ${soql}`, () => {
      asked.length = 0;
      const { records } = engine.query(soql, {}, scopeOf({}));
      assert.equal(asked.length, 1, asked.join('\n'));
      assert.deepEqual(plain(records), rows);
    });
  }
});

describe('a query', () => {
  const { store } = openSampleOrg(sampleSchema, openSecurity());
  writeSampleData(store);
  const { counting, asked } = countingStore(store);
  const clock = { now: () => Date.parse('2026-03-18T10:00:00.000Z') };
  const engine = createQueryEngine({ store: counting, schema: () => sampleSchema, security: openSecurity(), clock });

  for (const text of QUERIES) {
    it(`asks the store once: ${text}`, () => {
      asked.length = 0;
      const { records, totalSize } = engine.query(text, {}, scopeOf({}), { apex: text.endsWith('ALL ROWS') });
      assert.equal(asked.length, 1, asked.join('\n'));
      assert.ok(records.length > 0 || totalSize > 0, 'it must find something');
    });
  }

  it('of a search asks once per object, when all that was written is indexed', () => {
    engine.search('FIND {al*} RETURNING Account(Id)', {}, scopeOf({}));
    asked.length = 0;
    const found = engine.search(
      'FIND {al* OR ad*} IN NAME FIELDS RETURNING Account(Id), Contact(Id, Account.Name)',
      {},
      scopeOf({}),
    );
    assert.deepEqual(
      found.map((records) => records.length),
      [1, 1],
    );
    assert.equal(asked.filter((sql) => !sql.includes('_search_pending')).length, 2, asked.join('\n'));
  });
});
