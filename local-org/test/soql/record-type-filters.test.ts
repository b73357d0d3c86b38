// A list of one record type asks who may see a record only of records of that type: those of other types are passed over before.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { idAt } from '../../src/store/index.ts';
import { openSampleOrg, openSecurity, schemaOf, scopeOf, writeRow } from './sample-org.ts';

const schema = schemaOf({
  RecordType: { kind: 'setup', keyPrefix: '012', fields: { DeveloperName: 'string', SobjectType: 'string' } },
  Account: {
    keyPrefix: '001',
    fields: {
      Name: 'string',
      RecordTypeId: { type: 'reference', referenceTo: ['RecordType'], relationshipName: 'RecordType' },
    },
  },
});

it('asks for the access to records of the record type that is listed, not to others', () => {
  const asked: unknown[] = [];
  const sharingCondition = (_user: unknown, object: string, alias: string) =>
    object === 'Account' ? { sql: `EXISTS (SELECT 1 WHERE is_asked_for(${alias}."Id"))`, params: [] } : null;
  const { store, engine } = openSampleOrg(schema, openSecurity({ sharingCondition }));
  store.define('is_asked_for', (id) => {
    asked.push(id);
    return 1;
  });
  const types = { Property: idAt('012', 1), Household: idAt('012', 2) };
  for (const [DeveloperName, Id] of Object.entries(types))
    writeRow(store, 'RecordType', { Id, DeveloperName, SobjectType: 'Account' });
  // The same name for another object is another record type.
  writeRow(store, 'RecordType', { Id: idAt('012', 3), DeveloperName: 'Property', SobjectType: 'Contact' });
  for (let number = 1; number <= 100; number += 1) {
    const RecordTypeId = number % 50 === 0 ? types.Property : types.Household;
    writeRow(store, 'Account', { Id: idAt('001', number), Name: `Account ${number}`, RecordTypeId, IsDeleted: false });
  }
  const scope = scopeOf({ sharing: true });
  const list = (where: string): readonly unknown[] => {
    const soql = `SELECT Name FROM Account WHERE ${where} ORDER BY Name LIMIT 10`;
    return engine.query(soql, {}, scope).records.map(({ values }) => values['Name']);
  };
  assert.deepEqual(list("RecordType.DeveloperName = 'property'"), ['Account 100', 'Account 50']);
  assert.deepEqual(asked, [idAt('001', 100), idAt('001', 50)]);
  assert.deepEqual(list("RecordType.DeveloperName = 'Nothing'"), []);
  assert.deepEqual(list("RecordType.DeveloperName = 'Nothing' OR Name = 'Account 7'"), ['Account 7']);
  store.close();
});
