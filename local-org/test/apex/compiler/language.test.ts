/** The language, case by case: each compiles a class around its source and compares what `run()` returns (or, after `!`, throws). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { classCases } from './cases/classes.ts';
import { expressionCases, type LanguageCase } from './cases/expressions.ts';
import { statementCases } from './cases/statements.ts';
import { ApexException } from '../../../src/apex/runtime/exception.ts';
import { run, source } from './harness.ts';

const classAround = ([, body, , members]: LanguageCase): string =>
  `public class Case_ {\n public static String run() { ${body.replaceAll('\n', ' ')} }\n ${members ?? ''}\n}`;

function outcome(one: LanguageCase): string {
  try {
    return String(run([source('Case_', classAround(one))], 'Case_', 'run'));
  } catch (error) {
    if (!(error instanceof ApexException)) throw error;
    return `!${error.object.typeName}: ${error.object.message ?? ''}`;
  }
}

for (const [name, cases] of Object.entries({ expressionCases, statementCases, classCases })) {
  describe(name, () => {
    for (const one of cases) {
      it(one[0], () => {
        assert.equal(outcome(one), one[2]);
      });
    }
  });
}

describe('the CPU limit', () => {
  for (const loop of ['while (true) { }', 'for (;;) { Integer i = 1; }', 'do { } while (go);']) {
    it(`ends ${loop}`, () => {
      const text = `public class Loop { static Boolean go = true; public static void run() { try { ${loop} } catch (Exception e) { go = false; } } }`;
      assert.throws(
        () => run([source('Loop', text)], 'Loop', 'run', 50),
        (error) => error instanceof ApexException && error.object.message === 'Apex CPU time limit exceeded',
      );
    });
  }
});

describe('classes of different files', () => {
  it('see each other, whatever the order of the files', () => {
    const files = [
      source('B', "public class B extends A { public override String name() { return 'b' + Other.x; } }"),
      source(
        'A',
        'public abstract class A { public abstract String name(); public static String go() { return new B().name(); } }',
      ),
      source('Other', 'public class Other { public static Integer x = C.next(); }'),
      source('C', 'public class C { static Integer n = 4; public static Integer next() { return ++n; } }'),
    ];
    assert.equal(run(files, 'A', 'go'), 'b5');
  });

  it('use inner classes by their full name', () => {
    const files = [
      source(
        'Outer',
        "public class Outer { public class Inner { public String hi() { return 'inner'; } } public enum Kind { A, B } }",
      ),
      source(
        'User1',
        'public class User1 { public static String go() { Outer.Inner i = new Outer.Inner(); return i.hi() + Outer.Kind.B; } }',
      ),
    ];
    assert.equal(run(files, 'User1', 'go'), 'innerB');
  });

  it('run static initialisers once and only when touched', () => {
    const files = [
      source('Log', "public class Log { public static String text = ''; }"),
      source(
        'Lazy',
        "public class Lazy { static { Log.text += 'init '; } public static void touch() { Log.text += 'touch '; } }",
      ),
      source(
        'Main',
        "public class Main { public static String go() { Log.text += 'start '; Lazy.touch(); Lazy.touch(); return Log.text; } }",
      ),
    ];
    assert.equal(run(files, 'Main', 'go'), 'start init touch touch ');
  });
});
