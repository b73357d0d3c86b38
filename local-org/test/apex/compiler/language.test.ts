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

/** The language as the project's list has it, each phrase with cases that show it. Other phrases of that list: access-modes.test.ts, versions.test.ts. */
const PHRASES: Readonly<Record<string, readonly string[]>> = {
  classes: ['constructors chain', 'this resolves shadowed fields', 'static fields and initialisers'],
  inheritance: ['virtual and override', 'super calls the parent', 'abstract methods', 'polymorphism through a list'],
  interfaces: ['interfaces', 'an interface extends another', 'an inherited method implements an interface'],
  'generics of platform types': ['nested generics', 'for each over an Iterable of a class', 'a comparator sorts'],
  'inner classes': ['an inner class reads outer statics', 'an inner class shadows a platform class'],
  properties: ['automatic properties', 'properties with bodies', 'static properties', 'virtual properties'],
  enums: ['enum methods', 'enums as map keys', 'enum equality'],
  switch: ['switch on an integer', 'switch on null', 'switch on an enum', 'switch on an SObject type'],
  'safe navigation': [
    ...['safe navigation on null', 'safe navigation on a value', 'chained safe navigation'],
    'null ends the whole chain after safe navigation',
  ],
  'null coalescing': ['null coalescing', 'null coalescing evaluates once'],
  'static and instance initialisers': ['order of initialisation', 'static initialisers run in order of the text'],
  'exceptions with stack traces': [
    ...['the stack trace names class, method and line', 'rethrowing keeps the place', 'an exception with a cause'],
    'finally runs on return',
  ],
  'overload resolution': [
    ...['overloads by number', 'overloads by type', 'the nearer overload wins over Object'],
    ...['an Integer prefers Long to Object', 'null prefers the more specific overload'],
  ],
  'independence of case': ['names do not depend on case', 'strings compare without case', 'equals compares with case'],
  'wrap-around of Integer and Long': ['integers wrap around at 32 bits', 'longs wrap around at 64 bits'],
  'scale of Decimal': [
    'decimals keep their scale',
    'decimals multiply scales',
    'a Decimal equals another of different scale',
  ],
  'rules of null': [
    ...[
      'null joins as text',
      'comparison with null is false',
      'arithmetic with null throws',
      'a null condition throws',
    ],
    ...['a null boolean is not true', 'cast of null is null', 'instanceof null is false'],
  ],
};

describe('the list of the language', () => {
  const titles = new Set([...expressionCases, ...statementCases, ...classCases].map(([title]) => title));
  for (const [phrase, shown] of Object.entries(PHRASES))
    it(`${phrase}: has a case for each part`, () => {
      assert.deepEqual(
        shown.filter((title) => !titles.has(title)),
        [],
      );
    });
});

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
