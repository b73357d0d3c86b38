// "Each compiled to one SQL statement": whatever a query asks for, the store is asked once.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Store } from '../../src/engine/ports.ts';
import { createQueryEngine } from '../../src/soql/index.ts';
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

describe('a query', () => {
  const { store } = openSampleOrg(sampleSchema, openSecurity());
  writeSampleData(store);
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
  const clock = { now: () => Date.parse('2026-03-18T10:00:00.000Z') };
  const engine = createQueryEngine({ store: counting, schema: () => sampleSchema, security: openSecurity(), clock });

  for (const text of QUERIES) {
    it(`asks the store once: ${text}`, () => {
      asked.length = 0;
      const { records, totalSize } = engine.query(text, {}, scopeOf({}));
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
