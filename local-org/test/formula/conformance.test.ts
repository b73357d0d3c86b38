/** Every case names its source and is run twice: evaluated in memory and compiled to SQL; both must give the expected value. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Scope, UserContext } from '../../src/engine/ports.ts';
import type { FieldValue } from '../../src/engine/records.ts';
import { createFormulaEngine, formulaFaults, roundHalfUp } from '../../src/formula/index.ts';
import type { FieldDef, FieldType } from '../../src/schema/types.ts';
import { applySchema, openStore, openTransaction } from '../../src/store/index.ts';
import { field, object, schemaOf } from '../dml/schema-fixture.ts';

type ResultType = 'Number' | 'Percent' | 'Text' | 'Boolean' | 'Date' | 'DateTime' | 'Time';
interface Case {
  readonly name: string;
  readonly formula: string;
  readonly type: ResultType;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly expect: FieldValue;
  readonly source: string;
}
interface Refusal {
  readonly formula: string;
  readonly use?: 'rule' | 'field';
  readonly message: string;
  readonly source: string;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./cases/${name}.json`, import.meta.url), 'utf8'));
}
const groups = ['math', 'percents', 'text', 'dates', 'logic'];
const cases = groups.map((group) => ({ group, cases: read(group) as readonly Case[] }));
const base = {
  ...(read('record') as Record<string, FieldValue>),
  Parent__c: 'a0PUP0000000001AAA',
  OwnerId: '005UP0000000001AAA',
  RecordTypeId: '012UP0000000001AAA',
};

const fieldTypeOf: Record<ResultType, FieldType> = {
  Number: 'double',
  Percent: 'percent',
  Text: 'string',
  Boolean: 'boolean',
  Date: 'date',
  DateTime: 'datetime',
  Time: 'time',
};
const formulaField = (name: string, each: Case): FieldDef =>
  field(name, fieldTypeOf[each.type], { formula: each.formula, formulaTreatBlanksAs: 'BlankAsZero' });
const all = cases.flatMap((group) => group.cases);
const parent = field('Parent__c', 'reference', { referenceTo: ['Parent__c'], relationshipName: 'Parent__r' });
const schema = schemaOf([
  object({
    name: 'Sample__c',
    keyPrefix: 'a0S',
    fields: [
      field('Number__c', 'double'),
      field('Number2__c', 'double'),
      field('Percent__c', 'percent'),
      field('Text__c', 'string'),
      field('Text2__c', 'string'),
      field('Check__c', 'boolean'),
      field('Date__c', 'date'),
      field('Date2__c', 'date'),
      field('DateTime__c', 'datetime'),
      field('Time__c', 'time'),
      field('Pick__c', 'picklist'),
      field('Multi__c', 'multipicklist'),
      field('Doubled__c', 'double', { formula: 'Number__c * 2', formulaTreatBlanksAs: 'BlankAsZero' }),
      field('Half_Percent__c', 'percent', { formula: 'Percent__c / 2', formulaTreatBlanksAs: 'BlankAsZero' }),
      parent,
      field('OwnerId', 'reference', { referenceTo: ['Group', 'User'], relationshipName: 'Owner' }),
      field('RecordTypeId', 'reference', { referenceTo: ['RecordType'], relationshipName: 'RecordType' }),
      ...all.map((each, index) => formulaField(`Case${index}__c`, each)),
    ],
  }),
  object({
    name: 'Parent__c',
    keyPrefix: 'a0P',
    fields: [field('Name', 'string'), field('Rate__c', 'double'), field('Margin__c', 'percent'), parent],
  }),
  object({ name: 'User', keyPrefix: '005', kind: 'setup', fields: [field('LastName', 'string')] }),
  object({ name: 'Group', keyPrefix: '00G', kind: 'setup', fields: [field('Name', 'string')] }),
  object({ name: 'UserRole', keyPrefix: '00E', kind: 'setup', fields: [field('Name', 'string')] }),
  object({ name: 'RecordType', keyPrefix: '012', kind: 'setup', fields: [field('DeveloperName', 'string')] }),
  object({ name: 'Profile', keyPrefix: '00e', kind: 'setup', fields: [field('Name', 'string')] }),
  object({
    name: 'Rule__mdt',
    keyPrefix: 'm00',
    kind: 'customMetadata',
    fields: [field('DeveloperName', 'string'), field('Days__c', 'double'), field('Share__c', 'percent')],
  }),
]);

const store = openStore(':memory:');
applySchema(store, schema);
store.run(
  "INSERT INTO Parent__c (Id, Name, Rate__c, Margin__c, Parent__c) VALUES ('a0PUP0000000001AAA', 'Near', 2.5, 7.25, 'a0PUP0000000002AAA')",
);
store.run("INSERT INTO Parent__c (Id, Name) VALUES ('a0PUP0000000002AAA', 'Grand')");
store.run("INSERT INTO User (Id, LastName) VALUES ('005UP0000000001AAA', 'Tester')");
store.run("INSERT INTO RecordType (Id, DeveloperName) VALUES ('012UP0000000001AAA', 'Residential')");
store.run("INSERT INTO Profile (Id, Name) VALUES ('00eUP0000000001AAA', 'Standard User')");
store.run("INSERT INTO Rule__mdt (Id, DeveloperName, Days__c, Share__c) VALUES ('m00UP0000000001AAA', 'DE', 14, 40)");

const user: UserContext = {
  userId: '005UP0000000001AAA',
  username: 'tester@example.com',
  name: 'Tester',
  profileId: '00eUP0000000001AAA',
  profileName: 'Standard User',
  roleId: null,
  userType: 'Standard',
  accountId: null,
  contactId: null,
  timeZone: 'Europe/Berlin',
  locale: 'de_DE',
  language: 'en_US',
  currency: 'EUR',
  permissionSetIds: [],
};
const engine = createFormulaEngine({
  store,
  clock: { now: () => Date.parse('2026-06-30T22:30:00.000Z') },
  schema: () => schema,
  security: { hasPermission: (_user, name) => name === 'Can_Approve' },
  label: (name) => (name === 'Greeting' ? 'Welcome' : undefined),
});
const scope: Scope = {
  transaction: openTransaction(store, user, 0),
  access: { user, crud: false, fls: false, sharing: false },
};

const shown = (value: FieldValue, type: ResultType): FieldValue => {
  if (type === 'Boolean') return value === true || value === 1;
  return (type === 'Number' || type === 'Percent') && typeof value === 'number' ? roundHalfUp(value, 12) : value;
};

let offset = 0;
for (const { group, cases: list } of cases) {
  const start = offset;
  offset += list.length;
  describe(`formulas about ${group}`, () => {
    list.forEach((each, index) => {
      it(`${each.name} (${each.source})`, () => {
        const values = { ...base, ...each.values };
        const record = { type: 'Sample__c', values: { ...values } };
        const name = `Case${start + index}__c`;
        assert.deepEqual(
          shown(engine.fieldValue('Sample__c', name, record, scope), each.type),
          each.expect,
          'evaluated in memory',
        );

        const columns = Object.keys(values);
        const bound = Object.values(values).map((value) => (typeof value === 'boolean' ? Number(value) : value));
        store.run('DELETE FROM Sample__c');
        store.run(
          `INSERT INTO Sample__c (Id, ${columns.join(', ')}) VALUES ('a0SUP0000000001AAA', ${columns.map(() => '?').join(', ')})`,
          ...bound,
        );
        const compiled = engine.formulaSql('Sample__c', name, 's');
        const row = store.get(`SELECT ${compiled.sql} AS v FROM Sample__c s`, ...compiled.params(scope));
        assert.deepEqual(shown(row?.['v'] as FieldValue, each.type), each.expect, `as SQL: ${compiled.sql}`);
      });
    });
  });
}

describe('formulas that do not compile', () => {
  for (const refusal of read('refusals') as readonly Refusal[]) {
    it(`${refusal.formula} is refused: ${refusal.message}`, () => {
      const use =
        refusal.use === 'field'
          ? { kind: 'field' as const, field: field('X__c', 'double') }
          : { kind: 'rule' as const };
      assert.throws(
        () =>
          refusal.use === undefined
            ? engine.check('Sample__c', refusal.formula)
            : engine.checkAs('Sample__c', refusal.formula, use),
        { code: 'FIELD_INTEGRITY_EXCEPTION', message: refusal.message },
      );
    });
  }

  it('a formula that leads back to itself is refused', () => {
    const loop = schemaOf([
      object({
        name: 'Loop__c',
        keyPrefix: 'a0L',
        fields: [field('A__c', 'double', { formula: 'B__c' }), field('B__c', 'double', { formula: 'A__c + 1' })],
      }),
    ]);
    const looping = createFormulaEngine({
      store,
      clock: { now: () => 0 },
      schema: () => loop,
      security: { hasPermission: () => false },
    });
    assert.throws(() => looping.formulaSql('Loop__c', 'A__c', 'l'), /directly or indirectly refers to itself/);
  });
});

describe('formulas of a record being saved', () => {
  const record = { type: 'Sample__c', values: { ...base, Number__c: 12 } };
  const old = { type: 'Sample__c', values: { ...base, Number__c: 10 } };

  it('ISNEW is true only without an old record', () => {
    assert.equal(engine.evaluate('Sample__c', 'ISNEW()', record, scope), true);
    assert.equal(engine.evaluate('Sample__c', 'ISNEW()', record, scope, old), false);
  });
  it('ISCHANGED compares with the old record and is false on insert', () => {
    assert.equal(engine.evaluate('Sample__c', 'ISCHANGED(Number__c)', record, scope, old), true);
    assert.equal(engine.evaluate('Sample__c', 'ISCHANGED(Text__c)', record, scope, old), false);
    assert.equal(engine.evaluate('Sample__c', 'ISCHANGED(Number__c)', record, scope), false);
  });
  // Help, "Tips for Working with Number Formula Fields": formulas use the decimal version of a percent.
  it('a percent is a fraction in rules, new and prior', () => {
    const raised = { type: 'Sample__c', values: { ...base, Percent__c: 40 } };
    const before = { type: 'Sample__c', values: { ...base, Percent__c: 25 } };
    assert.equal(engine.evaluate('Sample__c', 'Percent__c = 0.4', raised, scope, before), true);
    assert.equal(engine.evaluate('Sample__c', 'PRIORVALUE(Percent__c)', raised, scope, before), 0.25);
    assert.equal(engine.evaluate('Sample__c', 'Percent__c > 1', raised, scope, before), false);
  });
  it('PRIORVALUE gives the old value, on insert the current one', () => {
    assert.equal(engine.evaluate('Sample__c', 'PRIORVALUE(Number__c)', record, scope, old), 10);
    assert.equal(engine.evaluate('Sample__c', 'PRIORVALUE(Number__c)', record, scope), 12);
  });
});

describe('the formulas of a deploy', () => {
  it('are all checked: fields with what they use, defaults, rules', () => {
    const faulty = schemaOf([
      object({
        name: 'Bad__c',
        keyPrefix: 'a0B',
        fields: [
          field('Good__c', 'double', { formula: '1 + 1' }),
          field('Loop__c', 'double', { formula: 'Loop__c + 1' }),
          field('Wrong__c', 'double', { formula: "'text'" }),
          field('Due__c', 'date', { defaultFormula: 'TODAY() + Missing__c' }),
        ],
        rules: [{ name: 'Rule', active: false, formula: 'Good__c', errorMessage: 'x' }],
      }),
    ]);
    assert.deepEqual(
      formulaFaults(faulty).map((fault) => `${fault.fullName}: ${fault.message}`),
      [
        'Bad__c.Loop__c: Formula cannot use another formula field that directly or indirectly refers to itself. Bad__c.Loop__c',
        'Bad__c.Wrong__c: Formula result is data type (Text), incompatible with expected data type (Number).',
        'Bad__c.Due__c: Field Missing__c does not exist. Check spelling.',
        'Bad__c.Rule: Formula result is data type (Number), incompatible with expected data type (true or false).',
      ],
    );
  });
});
