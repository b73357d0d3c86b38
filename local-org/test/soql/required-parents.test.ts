// A filter on an indexed field of a parent finds that parent first: the table asked for is not read from end to end.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Binds, Store } from '../../src/engine/ports.ts';
import { createQueryEngine } from '../../src/soql/index.ts';
import { idAt } from '../../src/store/index.ts';
import { openSampleOrg, openSecurity, sampleSchema, scopeOf, writeRow } from './sample-org.ts';

const { store } = openSampleOrg(sampleSchema, openSecurity());
after(() => store.close());

const [GROUP, BRANCH, OTHER] = [idAt('001', 1), idAt('001', 2), idAt('001', 3)];
for (const [Id, ParentId] of [
  [GROUP, null],
  [BRANCH, GROUP],
  [OTHER, null],
] as const)
  writeRow(store, 'Account', { Id, ParentId, IsDeleted: false });
const CONTACTS = { 'in the branch': BRANCH, elsewhere: OTHER, 'of nobody': null };
for (const [index, [Name, AccountId]] of Object.entries(CONTACTS).entries())
  writeRow(store, 'Contact', { Id: idAt('003', index + 1), Name, AccountId, IsDeleted: false });

/** Reads, and notes which tables are read from end to end. */
const scans: string[] = [];
const watched: Store = {
  run: (sql, ...params) => store.run(sql, ...params),
  get: (sql, ...params) => store.get(sql, ...params),
  all: (sql, ...params) => {
    const steps = store.all(`EXPLAIN QUERY PLAN ${sql}`, ...params).map(({ detail }) => String(detail));
    scans.push(...steps.filter((step) => /^SCAN (?!json_each)/.test(step)));
    return store.all(sql, ...params);
  },
  iterate: (sql, ...params) => store.iterate(sql, ...params),
  exec: (sql) => store.exec(sql),
  define: (name, fn) => store.define(name, fn),
};
const engine = createQueryEngine({
  store: watched,
  schema: () => sampleSchema,
  security: openSecurity(),
  clock: { now: () => 0 },
});

function namesOf(where: string, binds: Binds = {}): readonly unknown[] {
  scans.length = 0;
  const soql = `SELECT Name FROM Contact WHERE ${where} ORDER BY Id`;
  return engine.query(soql, binds, scopeOf(), { apex: true }).records.map(({ values }) => values['Name']);
}

describe('a filter on a parent', () => {
  const filters: readonly (readonly [where: string, binds: Binds])[] = [
    [`Account.ParentId = '${GROUP}'`, {}],
    [`Account.ParentId IN ('${GROUP}') AND Name != NULL`, {}],
    ['Account.ParentId IN :groups', { groups: [GROUP] }],
    ['Account.Parent.Id = :group', { group: GROUP }],
  ];
  for (const [where, binds] of filters)
    it(`starts from the parent: ${where.replace(GROUP, '…')}`, () => {
      assert.deepEqual(namesOf(where, binds), ['in the branch']);
      assert.deepEqual(scans, []);
    });

  it('keeps rows without a parent where an empty field meets it', () => {
    const rest = ['elsewhere', 'of nobody'];
    assert.deepEqual(namesOf('Account.ParentId = NULL'), rest);
    assert.deepEqual(namesOf('Account.ParentId = :group', { group: null }), rest);
    assert.deepEqual(namesOf('Account.ParentId IN :groups', { groups: [GROUP, null] }), ['in the branch', ...rest]);
    assert.deepEqual(namesOf(`Account.ParentId != '${GROUP}'`), rest);
    assert.deepEqual(namesOf(`(NOT Account.ParentId = '${GROUP}')`), rest);
    assert.deepEqual(namesOf(`Account.ParentId = '${GROUP}' OR Name = 'of nobody'`), ['in the branch', 'of nobody']);
  });
});
