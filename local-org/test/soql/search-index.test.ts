// The full-text index gives what comparing every text gives, whatever happened to the rows and the schema.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createQueryEngine, recordId } from '../../src/soql/index.ts';
import type { OrgSchema } from '../../src/schema/types.ts';
import { applySchema, idAt } from '../../src/store/index.ts';
import { openSampleOrg, openSecurity, sampleSchema, scopeOf, writeRow, type SampleOrg } from './sample-org.ts';

const seed = Number(process.env['SEARCH_INDEX_SEED'] ?? 20261122);
/** A script the index leaves to the comparison of texts: with it in the term all rows are read. */
const UNKNOWN = '北北';

const found = ({ engine }: SampleOrg, term: string, group = 'ALL'): readonly (string | undefined)[] =>
  engine
    .search(`FIND {${term}} IN ${group} FIELDS RETURNING Account(Id ORDER BY Id)`, {}, scopeOf({}))
    .flat()
    .map(recordId);

const word = fc
  .array(fc.constantFrom('a', 'B', 'ä', 'Ä', 'ß', 'Ж'), { minLength: 1, maxLength: 2 })
  .map((letters) => letters.join(''));
const gap = fc.constantFrom(' ', '-', '.', ', ', '@', '_', "'", ' & ', '/', '\n', ' (', ') ');
const text = fc
  .array(fc.tuple(word, gap), { minLength: 0, maxLength: 4 })
  .map((pieces) => pieces.flat().join('').trim() || null);
const wild = fc
  .tuple(word, fc.constantFrom('', '', '*', '?', 'b*', '?a', '*1'))
  .map(([start, end]) => `${start}${end}`);
const phrase = fc
  .array(wild, { minLength: 1, maxLength: 3 })
  .map((words) => (words.length > 1 ? `"${words.join(' ')}"` : words.join('')));
const term = fc
  .tuple(phrase, fc.array(fc.tuple(fc.constantFrom(' ', ' AND ', ' OR ', ' AND NOT '), phrase), { maxLength: 2 }))
  .map(([first, others]) => first + others.flat().join(''))
  // As the platform does, each alternative must have more than one letter in a piece.
  .filter((whole) =>
    whole.split(' OR ').every((part) => (part.match(/"[^"]*"|[^\s"]+/g) ?? []).some((piece) => isLong(piece))),
  );

function isLong(piece: string): boolean {
  return !['AND', 'NOT'].includes(piece) && piece.replace(/[*?" ]/g, '').length > 1;
}

describe('the search index', () => {
  it(`finds what comparing all texts finds (SEARCH_INDEX_SEED=${seed})`, (test) => {
    let hits = 0;
    fc.assert(
      fc.property(
        fc.array(fc.record({ Name: text, BillingCity: text, BillingStreet: text }), { minLength: 40, maxLength: 40 }),
        fc.array(term, { minLength: 25, maxLength: 25 }),
        (rows, terms) => {
          const org = openSampleOrg(sampleSchema, openSecurity());
          rows.forEach((row, index) => writeRow(org.store, 'Account', { Id: idAt('001', index + 1), ...row }));
          for (const each of terms) {
            for (const group of ['ALL', 'NAME']) {
              const ids = found(org, each, group);
              assert.deepEqual(ids, found(org, `${each} OR ${UNKNOWN}`, group), `${group}: ${each}`);
              hits += ids.length;
            }
          }
          org.store.close();
        },
      ),
      { numRuns: Number(process.env['SEARCH_INDEX_RUNS'] ?? 4), seed, endOnFailure: true },
    );
    test.diagnostic(`${hits} rows found; seed ${seed}`);
    assert.ok(hits > 20);
  });

  it('follows inserts, changes, deletions and what is rolled back', () => {
    const org = openSampleOrg(sampleSchema, openSecurity());
    const { store } = org;
    const [one, two] = [idAt('001', 1), idAt('001', 2)];
    writeRow(store, 'Account', { Id: one, Name: 'Stadtwerke Nord' });
    assert.deepEqual(found(org, 'stadtwerke'), [one]);
    store.exec('BEGIN');
    store.run('UPDATE "Account" SET "Name" = ? WHERE Id = ?', 'Gemeindewerke', one);
    writeRow(store, 'Account', { Id: two, Name: 'Gemeindewerke Süd' });
    assert.deepEqual(found(org, 'gemeinde*'), [one, two], 'within the transaction');
    assert.deepEqual(found(org, 'stadtwerke'), []);
    store.exec('ROLLBACK');
    assert.deepEqual(found(org, 'gemeinde*'), []);
    assert.deepEqual(found(org, 'stadtwerke'), [one]);
    store.run('DELETE FROM "Account" WHERE Id = ?', one);
    assert.deepEqual(found(org, 'stadtwerke'), []);
    assert.equal(store.get('SELECT count(*) AS n FROM _search_rows')?.['n'], 0);
  });

  it('knows rows and fields that were there before it, and fields that come and go', () => {
    const org = openSampleOrg(sampleSchema, openSecurity());
    const { store } = org;
    const id = idAt('001', 1);
    writeRow(store, 'Account', { Id: id, Name: 'Nord', BillingCity: 'Kiel' });
    const account = sampleSchema.object('Account');
    assert.ok(account);
    const without = new Map([...account.fields].filter(([name]) => name !== 'billingcity'));
    const smaller: OrgSchema = {
      ...sampleSchema,
      object: (name) =>
        name.toLowerCase() === 'account' ? { ...account, fields: without } : sampleSchema.object(name),
      objects: () =>
        [...sampleSchema.objects()].map((object) =>
          object.name === 'Account' ? { ...account, fields: without } : object,
        ),
    };
    const engineOf = (schema: OrgSchema): SampleOrg => ({
      store,
      engine: createQueryEngine({ store, schema: () => schema, security: openSecurity(), clock: { now: () => 0 } }),
    });
    applySchema(store, smaller);
    assert.deepEqual(found(engineOf(smaller), 'kiel'), [], 'the field is gone');
    assert.deepEqual(found(engineOf(smaller), 'nord'), [id], 'its table was rebuilt');
    applySchema(store, sampleSchema);
    store.run('UPDATE "Account" SET "BillingCity" = ? WHERE Id = ?', 'Flensburg', id);
    assert.deepEqual(found(engineOf(sampleSchema), 'flensburg'), [id], 'the new field is followed');
    store.exec('DELETE FROM _search_objects; DELETE FROM _search_rows; DROP TABLE _search');
    applySchema(store, sampleSchema);
    assert.deepEqual(found(engineOf(sampleSchema), 'flensburg'), [id], 'a store without index gets one');
  });
});
