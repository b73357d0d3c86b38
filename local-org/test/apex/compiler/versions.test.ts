/**
 * What depends on the API version a class is saved with; the list of docs/local-org/versioned-behaviours.md. Source: Apex Reference, "Apex
 * Versioned Behavior Changes", and the pages each case names. User mode and sharing by default: test/apex/runtime/access-modes.test.ts.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problemsOf, run, source } from './harness.ts';

/** Problems of a class with these members at a version. */
const problems = (members: string, version: number): readonly string[] =>
  problemsOf(source('Case_', `public class Case_ { ${members} }`, version)).map(({ message }) => message);
const result = (code: string, version: number): unknown =>
  run([source('Case_', `public class Case_ { public static String run() { ${code} } }`, version)], 'Case_', 'run');

describe('The API version of a class', () => {
  it('67 and later: WITH SECURITY_ENFORCED does not compile', () => {
    const query = 'void m() { List<Account> a = [SELECT Id FROM Account WITH SECURITY_ENFORCED]; }';
    assert.deepEqual(problems(query, 66), []);
    assert.match(problems(query, 67).join(), /SECURITY_ENFORCED/);
  });

  it('65 and later: abstract and override methods must say protected, public or global', () => {
    const abstracts = 'abstract class A { abstract void x(); }';
    const overrides = 'virtual class A { protected virtual void x() {} } class B extends A { override void x() {} }';
    for (const members of [abstracts, overrides]) assert.deepEqual(problems(members, 64), []);
    assert.match(problems(abstracts, 65).join(), /^Abstract methods require/);
    assert.match(problems(overrides, 65).join(), /^Override methods require/);
    for (const members of [abstracts, overrides])
      assert.deepEqual(problems(members.replaceAll(/abstract void|override void/g, 'public $&'), 65), []);
  });

  it('55 and later: a method for pages has no overloads', () => {
    const members =
      "@AuraEnabled public static String a() { return ''; } @AuraEnabled public static String a(String b) { return b; }";
    assert.deepEqual(problems(members, 54), []);
    assert.match(problems(members, 55).join(), /overload is not permitted/);
  });

  it('32 and later: null is an instance of nothing; before, of everything', () => {
    const code =
      "Object none = null; Object text = 'a'; return (none instanceof String) + ' ' + (text instanceof Integer);";
    assert.equal(result(code, 31), 'true false');
    assert.equal(result(code, 32), 'false false');
  });
});
