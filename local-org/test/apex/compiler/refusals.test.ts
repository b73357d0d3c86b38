/** What the compiler refuses, with the platform's words. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refusalCases } from './cases/refusals.ts';
import { neighbours, refusedSources } from './cases/refused-sources.ts';
import { problemsOf, source } from './harness.ts';

const beside = neighbours.map(({ name, body }) => source(name, body));

describe('the compiler refuses', () => {
  for (const [title, members, message] of refusalCases) {
    it(title, () => {
      const found = problemsOf(source('Case_', `public class Case_ {\n${members}\n}`), ...beside);
      assert.deepEqual(
        found.map((one) => one.message),
        [message],
      );
      assert.equal(found[0]?.line, 2);
    });
  }

  for (const { title, body, message } of refusedSources().slice(refusalCases.length)) {
    it(title, () => {
      const found = problemsOf(source('Case_', body), ...beside);
      assert.equal(found[0]?.message, message);
      assert.ok(found.every(({ file }) => file === 'Case_.cls'));
    });
  }

  it('no two cases of the same code, and more than 150', () => {
    const bodies = new Set(refusedSources().map(({ body }) => body));
    assert.equal(bodies.size, refusedSources().length);
    assert.ok(bodies.size > 150);
  });

  it('syntax errors with line and column', () => {
    const [first] = problemsOf(source('Case_', 'public class Case_ {\n  void m() { Integer i = ; }\n}'));
    assert.ok(first !== undefined);
    assert.equal(first.line, 2);
    assert.match(first.message, /Unexpected token/);
  });

  it('each mistake once, with all mistakes of a file', () => {
    const found = problemsOf(
      source('Case_', 'public class Case_ {\nvoid m() { Integer i = foo; }\nvoid n() { bar(); }\n}'),
    );
    assert.deepEqual(
      found.map((one) => [one.line, one.message]),
      [
        [2, 'Variable does not exist: foo'],
        [3, 'Method does not exist or incorrect signature: void bar() from the type Case_'],
      ],
    );
  });

  it('nothing that is right: SECURITY_ENFORCED below API 67', () => {
    const text = 'public class Case_ { void m() { Object o = [SELECT Id FROM Account WITH SECURITY_ENFORCED]; } }';
    assert.deepEqual(problemsOf(source('Case_', text, 60)), []);
  });

  it('an unknown object of a trigger', () => {
    const found = problemsOf({
      kind: 'trigger',
      name: 'T',
      body: 'trigger T on Nope__c (before insert) { }',
      apiVersion: 67,
    });
    assert.deepEqual(
      found.map((one) => one.message),
      ['Invalid type: Nope__c'],
    );
  });
});
