/** The order of execution, recorded at the seams the steps use. Source: Apex Developer Guide, "Triggers and Order of Execution". */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createDmlEngine } from '../../src/dml/index.ts';
import { problems, record, savedId, testOrg, testUser } from './org.ts';
import { sampleSchema } from './sample-schema.ts';

it('a save passes the steps in the documented order, the parent after its details', () => {
  const org = testOrg(sampleSchema);
  org.store.run('INSERT INTO User (Id, Name, IsActive) VALUES (?, ?, 1)', testUser.userId, 'Tester');
  const marks: string[] = [];
  const exists = (id: unknown): boolean => org.rows('Line__c', `Id = '${String(id)}'`).length === 1;
  const events = ['BEFORE_INSERT', 'AFTER_INSERT', 'BEFORE_UPDATE', 'AFTER_UPDATE'] as const;
  for (const name of ['Line__c', 'Invoice__c']) {
    for (const event of events) {
      org.triggers.on(name, event, (rows) => {
        const saved = name === 'Line__c' && exists(rows?.[0]?.values['Id']) ? ' (saved)' : '';
        marks.push(`${name} ${event}${saved}`);
        return undefined;
      });
    }
  }
  const dml = createDmlEngine({
    store: org.store,
    clock: org.clock,
    schema: () => org.schema(),
    triggers: org.triggers,
    events: {
      publish() {
        throw new Error('no events here');
      },
    },
    security: {
      objectAccess: (user, name) => org.security.objectAccess(user, name),
      fieldEditable: (user, name, fieldName) => org.security.fieldEditable(user, name, fieldName),
      fieldReadable: () => true,
      recordAccess: (user, name, ids) => org.security.recordAccess(user, name, ids),
      afterWrite: (name) => marks.push(`${name} sharing`),
    },
    formulas: {
      evaluate: (name, formula, row, scope, old) => {
        if (!formula.startsWith('TODAY')) marks.push(`${name} validation rule`);
        return org.formulas.evaluate(name, formula, row, scope, old);
      },
      fieldValue: (name, fieldName, row, scope) => org.formulas.fieldValue(name, fieldName, row, scope),
      formulaSql: (name, fieldName, alias) => org.formulas.formulaSql(name, fieldName, alias),
    },
    duplicates: (object) => {
      marks.push(`${object.name} duplicate rules`);
      return { errors: new Map(), reports: [] };
    },
  });
  const invoice = org.commit((scope) => savedId(dml.insert([record('Invoice__c', {})], { allOrNone: true }, scope)[0]));
  marks.length = 0;
  const scope = org.scope();
  scope.transaction.afterCommit(() => marks.push('after commit'));
  const [line] = dml.insert([record('Line__c', { Invoice__c: invoice, Amount__c: 5 })], { allOrNone: true }, scope);
  assert.deepEqual(problems(line), []);
  marks.push('commit');
  scope.transaction.commit();
  assert.deepEqual(marks, [
    'Line__c BEFORE_INSERT', // 4
    'Line__c validation rule', // 5
    'Line__c duplicate rules', // 6
    'Line__c sharing', // 18, run with the save
    'Line__c AFTER_INSERT (saved)', // 7, 8
    'Invoice__c BEFORE_UPDATE', // 16: the parent goes through its own save
    'Invoice__c validation rule',
    'Invoice__c duplicate rules',
    'Invoice__c sharing',
    'Invoice__c AFTER_UPDATE',
    'commit', // 19
    'after commit', // 20
  ]);
});
