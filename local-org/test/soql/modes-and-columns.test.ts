import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bindsOf, describeQuery, parseSoql, recordId } from '../../src/soql/index.ts';
import { maskText } from '../../src/soql/field-values.ts';
import { sampleIds, writeSampleData } from './sample-data.ts';
import { openSampleOrg, openSecurity, sampleSchema, schemaOf, scopeOf, userOf, writeRow } from './sample-org.ts';

const userMode = { crud: true, fls: true, sharing: true };

describe('mode clauses', () => {
  const hidden = openSecurity({
    fieldReadable: (_user, object, field) => !(object === 'Account' && field === 'Industry'),
    sharingCondition: (_user, object, alias) =>
      object === 'Account' ? { sql: `${alias}."Name" = ?`, params: ['acme'] } : null,
  });
  const { store, engine } = openSampleOrg(sampleSchema, hidden);
  writeSampleData(store);

  it('lets USER_MODE check a statement of system code', () => {
    const soql = 'SELECT Id FROM Account WITH USER_MODE';
    assert.equal(engine.query(soql, {}, scopeOf(), { apex: true }).totalSize, 1);
  });

  it('lets SYSTEM_MODE lift field checks and leaves sharing to the class', () => {
    const soql = 'SELECT Industry FROM Account WITH SYSTEM_MODE';
    assert.equal(engine.query(soql, {}, scopeOf(userMode), { apex: true }).totalSize, 1);
    assert.equal(engine.query(soql, {}, scopeOf({ ...userMode, sharing: false }), { apex: true }).totalSize, 7);
  });

  it('names the hidden fields for SECURITY_ENFORCED in the words of Apex', () => {
    const soql = 'SELECT Industry FROM Account WITH SECURITY_ENFORCED';
    assert.throws(() => engine.query(soql, {}, scopeOf(), { apex: true }), {
      message: 'Insufficient permissions: secure query included inaccessible field',
      fields: ['Industry'],
    });
  });

  it('does not let a REST client lift its own checks', () => {
    for (const mode of ['SYSTEM_MODE', 'USER_MODE', 'SECURITY_ENFORCED']) {
      assert.throws(() => engine.query(`SELECT Id FROM Account WITH ${mode}`, {}, scopeOf(userMode)), {
        code: 'MALFORMED_QUERY',
      });
    }
    assert.throws(() => engine.search('FIND {acme} RETURNING Account(Id) WITH SYSTEM_MODE', {}, scopeOf(userMode)), {
      code: 'MALFORMED_QUERY',
    });
  });

  it('counts, joins and searches only what sharing allows', () => {
    const count = (soql: string): number => engine.query(soql, {}, scopeOf(userMode)).totalSize;
    assert.equal(count('SELECT COUNT() FROM Account'), 1);
    assert.equal(count('SELECT Id FROM Contact WHERE AccountId IN (SELECT Id FROM Account)'), 0);
    assert.equal(count('SELECT Id FROM Contact WHERE Account.Name != null'), 0);
    assert.deepEqual(
      engine.search('FIND {gamma OR acme} RETURNING Account(Name)', {}, scopeOf(userMode))[0]?.map((row) => row.values),
      [{ Name: 'acme' }],
    );
    const [row] = engine.query(
      'SELECT Name, (SELECT Name FROM ChildAccounts) FROM Account',
      {},
      scopeOf(userMode),
    ).records;
    assert.deepEqual(row?.values, { Name: 'acme', ChildAccounts: [] });
  });

  it('keeps FIELDS() to the fields the user may read', () => {
    const { records } = engine.query('SELECT FIELDS(STANDARD) FROM Account', {}, scopeOf(userMode));
    assert.ok(records[0] && 'Name' in records[0].values && !('Industry' in records[0].values));
  });

  it('does not search hidden fields', () => {
    assert.equal(engine.search('FIND {energy} RETURNING Account(Id)', {}, scopeOf(userMode))[0]?.length, 0);
    assert.equal(engine.search('FIND {energy} RETURNING Account(Id)', {}, scopeOf())[0]?.length, 3);
  });
});

describe('names of users', () => {
  it('shows who owns a record, and more of that user only to those who may see the user', () => {
    const security = openSecurity({
      sharingCondition: (_user, object) => (object === 'User' ? { sql: '0', params: [] } : null),
    });
    const { store, engine } = openSampleOrg(sampleSchema, security);
    writeSampleData(store);
    const soql = "SELECT Owner.Name, Owner.Email FROM Account WHERE Name = 'acme'";
    const [row] = engine.query(soql, {}, scopeOf(userMode)).records;
    assert.deepEqual(row?.values['Owner'], { type: 'User', values: { Name: 'Clara Clerk', Email: null } });
    assert.equal(
      engine.query("SELECT Id FROM Account WHERE Owner.Email LIKE 'clara%'", {}, scopeOf(userMode)).totalSize,
      0,
    );
  });
});

describe('encrypted text', () => {
  it('is masked in user mode without "View Encrypted Data"', () => {
    const soql = "SELECT Iban__c FROM Application__c WHERE Name = 'A-1'";
    const read = (mayRead: boolean): unknown => {
      const { store, engine } = openSampleOrg(
        sampleSchema,
        openSecurity({ hasPermission: (_user, name) => mayRead && name === 'ViewEncryptedData' }),
      );
      writeSampleData(store);
      return engine.query(soql, {}, scopeOf(userMode)).records[0]?.values['Iban__c'];
    };
    assert.equal(read(false), 'XXXXXXXXXXXXXXXXXX3000');
    assert.equal(read(true), 'DE89370400440532013000');
  });

  it('does not leave by a function', () => {
    const { store, engine } = openSampleOrg(sampleSchema, openSecurity());
    writeSampleData(store);
    for (const expression of [
      'toLabel(Iban__c)',
      'FORMAT(Iban__c)',
      'MAX(Iban__c)',
      'convertCurrency(Iban__c)',
      'COUNT_DISTINCT(Iban__c)',
      'Iban__c, COUNT(Id)',
    ]) {
      const soql = `SELECT ${expression} FROM Application__c${expression.includes('COUNT(Id)') ? ' GROUP BY Iban__c' : ''}`;
      assert.throws(() => engine.query(soql, {}, scopeOf(userMode)), { name: 'OrgError' }, soql);
    }
    const inChildren = 'SELECT (SELECT Iban__c FROM Applications__r) FROM Account';
    assert.ok(!JSON.stringify(engine.query(inChildren, {}, scopeOf(userMode)).records).includes('DE8937'));
    assert.equal(
      engine.search('FIND {DE89370400440532013000} RETURNING Application__c(Id)', {}, scopeOf(userMode))[0]?.length,
      0,
    );
  });

  it('follows the mask of the field', () => {
    assert.equal(maskText('4111111111111111', 'creditCard', 'X'), 'XXXX-XXXX-XXXX-1111');
    assert.equal(maskText('123456789', 'ssn', 'asterisk'), '***-**-6789');
    assert.equal(maskText('secret', 'all', 'asterisk'), '******');
    assert.equal(maskText('1234', 'lastFour', 'X'), 'XXXX', 'four characters would show in full');
  });
});

describe('descriptions of statements', () => {
  it('name columns with types and nesting, parents and children included', () => {
    const { objectName, aggregate, columns, binds } = describeQuery(
      'SELECT Id, account.name, (SELECT subject FROM Tasks WHERE Id IN :ids) FROM contact WHERE Name = :name LIMIT :n',
      sampleSchema,
    );
    assert.equal(objectName, 'Contact');
    assert.equal(aggregate, false);
    assert.deepEqual(
      columns.map(({ path, type, children }) => [
        path.join('.'),
        type,
        children?.objectName,
        children?.columns.map((column) => column.path[0]),
      ]),
      [
        ['Id', 'id', undefined, undefined],
        ['Account.Name', 'string', undefined, undefined],
        ['Tasks', 'children', 'Task', ['Subject']],
      ],
    );
    assert.deepEqual(binds, ['ids', 'name', 'n']);
  });

  it('name aggregates by alias or position', () => {
    const { aggregate, columns } = describeQuery(
      'SELECT Industry, COUNT(Id), SUM(AnnualRevenue) total FROM Account GROUP BY Industry',
      sampleSchema,
    );
    assert.equal(aggregate, true);
    assert.deepEqual(
      columns.map(({ path, type }) => [path[0], type]),
      [
        ['Industry', 'picklist'],
        ['expr0', 'int'],
        ['total', 'currency'],
      ],
    );
    assert.equal(describeQuery('SELECT COUNT() FROM Account', sampleSchema).countOnly, true);
  });

  it('refuse unknown names in every clause', () => {
    for (const soql of [
      'SELECT Foo FROM Account',
      'SELECT Id FROM Account WHERE Foo = :x',
      'SELECT Id FROM Account ORDER BY Foo',
      'SELECT Id FROM Foo',
    ]) {
      assert.throws(() => describeQuery(soql, sampleSchema), { name: 'OrgError' }, soql);
    }
  });

  it('know the binds of a statement', () => {
    assert.deepEqual(
      bindsOf(
        'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Name = :a) AND Name IN (:b, :a)',
      ),
      ['a', 'b'],
    );
    assert.equal(parseSoql('SELECT Id FROM Account'), parseSoql('SELECT Id FROM Account'), 'parsed once');
  });
});

describe('results', () => {
  it('remember the id of a row that did not select it', () => {
    const { store, engine } = openSampleOrg(sampleSchema, openSecurity());
    writeSampleData(store);
    const [row] = engine.query("SELECT Name, Parent.Name FROM Account WHERE Name = 'Gamma'", {}, scopeOf()).records;
    assert.ok(row);
    assert.equal(recordId(row), sampleIds['A3']);
    assert.deepEqual(Object.keys(row.values), ['Name', 'Parent']);
  });

  it('use formula fields through the port, and refuse them by name without it', () => {
    const { store, engine } = openSampleOrg(sampleSchema, openSecurity());
    writeSampleData(store);
    assert.throws(() => engine.query('SELECT Score__c FROM Account', {}, scopeOf()), {
      feature: 'SOQL on formula fields',
    });
  });

  it('see a deploy and new rights at once although statements are kept', () => {
    let schema = sampleSchema;
    let epoch = 1;
    let readable = true;
    const security = { ...openSecurity({ fieldReadable: () => readable }), epoch: () => epoch };
    const { store, engine } = openSampleOrg(() => schema, security);
    writeRow(store, 'Account', { Id: sampleIds['A1'] ?? '', Name: 'x' });
    const run = () => engine.query('SELECT Name FROM Account', {}, scopeOf(userMode)).totalSize;
    assert.equal(run(), 1);
    readable = false;
    epoch = 2;
    assert.throws(run, { code: 'INVALID_FIELD' });
    readable = true;
    epoch = 3;
    assert.equal(run(), 1);
    schema = { ...schemaOf({ Contact: { fields: { Name: 'string' } } }), version: 2 };
    assert.throws(run, { code: 'INVALID_TYPE' });
  });

  it('bind new values to a kept statement', () => {
    const security = { ...openSecurity(), epoch: () => 1 };
    const { store, engine } = openSampleOrg(sampleSchema, security);
    writeSampleData(store);
    const names = (soql: string, binds: Parameters<typeof engine.query>[1]) =>
      engine.query(soql, binds, scopeOf({ user: userOf() }), { apex: true }).records.map((row) => row.values['Name']);
    const equal = 'SELECT Name FROM Account WHERE Name = :n';
    assert.deepEqual(names(equal, { n: 'ACME' }), ['acme']);
    assert.deepEqual(names(equal, { n: 'gamma' }), ['Gamma']);
    assert.deepEqual(names(equal, { n: 'MÜLLER & SÖHNE' }), ['Müller & Söhne']);
    assert.deepEqual(names(equal, { n: null }), []);
    const listed = 'SELECT Name FROM Account WHERE Name IN :l ORDER BY Name LIMIT :k';
    assert.deepEqual(names(listed, { l: ['acme', 'GAMMA'], k: 5 }), ['acme', 'Gamma']);
    assert.deepEqual(names(listed, { l: ['beta gmbh'], k: 5 }), ['beta GmbH']);
    assert.deepEqual(names(listed, { l: ['acme', 'gamma', 'beta gmbh'], k: 1 }), ['acme']);
    const like = 'SELECT Name FROM Account WHERE Name LIKE :p';
    assert.deepEqual(names(like, { p: 'ac%' }), ['acme']);
    assert.deepEqual(names(like, { p: 'MÜ%' }), ['Müller & Söhne']);
    assert.deepEqual(names(like, { p: 'ga%' }), ['Gamma']);
  });
});
