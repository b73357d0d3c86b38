import assert from 'node:assert/strict';
import { it } from 'node:test';
import { buildSchema } from '../../local-org/src/schema/index.ts';
import { ungranted, type Persona } from './field-rights.ts';

const schema = buildSchema({ version: 0, components: [], prefixOf: () => '000', currencies: [] });
const READ = { read: true, create: false, edit: false, delete: false, viewAll: false, modifyAll: false };

function persona(name: string, objects: readonly string[], fields: readonly string[]): Persona {
  const rights = {
    permissions: new Set<string>(),
    classes: new Set<string>(),
    objects: new Map(objects.map((object) => [object.toLowerCase(), READ])),
    fields: new Map(fields.map((field) => [field.toLowerCase(), { read: true, edit: false }])),
    allFieldsOf: new Set<string>(),
    ofProfiles: new Set<string>(),
  };
  return { name, rights };
}

const CARE = persona('Care', ['Account', 'Contact'], ['Account.Phone', 'Contact.Email']);
const SALES = persona('Sales', ['Account', 'Contact'], ['Account.Website']);
const DESK = persona('Desk', [], []);
const use = {
  place: 'Page.cls:1',
  object: 'Account',
  fields: new Set(['Account.Name', 'Account.Phone', 'Account.PersonEmail']),
};

it('whoever may read the object and lacks a field of the query is named; the name of a record needs no right', () => {
  assert.deepEqual(ungranted(use, [CARE, SALES, DESK], schema, 'each'), [
    'Page.cls:1: Sales does not grant Account.Phone',
    'Page.cls:1: Sales does not grant Account.PersonEmail',
  ]);
});

it('a page may show what only some of its users see, not what none sees', () => {
  assert.deepEqual(ungranted(use, [CARE, SALES], schema, 'any'), []);
  assert.equal(ungranted(use, [SALES, DESK], schema, 'any').length, 2);
});
