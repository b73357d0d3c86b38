/** The language itself: precedence, scopes, patterns, selectors and numbers (docs.mulesoft.com/dataweave, the pages named). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DataWeaveError, compileScript } from '../../src/dataweave/index.ts';
import { surroundings, valueOf, written } from './run-script.ts';

/** Expression, and the value it has. */
const table = (rows: readonly (readonly [string, unknown])[]): void => {
  for (const [expression, value] of rows) assert.deepEqual(valueOf(expression), value, expression);
};

describe('expressions', () => {
  it('bind as the page on precedence says: functions between operands loosest, then or, and, ==, <, +, *, as', () => {
    table([
      ['1 + 2 * 3', 7],
      ['"1" as Number + 2', 3],
      ['1 + 1 == 2 and not 1 == 2', true],
      ['not true or true', false],
      ['! true or true', true],
      ['[3, 1, 2] filter $ > 1 orderBy $', [2, 3]],
      ['null default "a" ++ "b"', 'ab'],
      ['{a: null}.a default 4', 4],
      ['-2 + 3', 1],
      ['10 - 2 - 3', 5],
    ]);
  });

  it('keep decimals exact, and divide to 34 digits', () => {
    table([
      ['0.1 + 0.2', 0.3],
      ['30 * 8.76', 262.8],
      ['(0.1 * 3) == 0.3', true],
      ['(9007199254740993 + 1) as String', '9007199254740994'],
      ['(2 pow 80) as String', '1208925819614629174706176'],
      ['(1 / 3) as String', '0.3333333333333333333333333333333333'],
      ['-7 mod 3', 2],
    ]);
  });

  it('turn an expression of $ into a function where one is expected, and nowhere else', () => {
    table([
      ['[1, 2] map $ + $$', [1, 3]],
      ['[[1, 2], [3]] map ($ map $ * 2)', [[2, 4], [6]]],
      ['["a"] map (upper($) ++ "!")', ['A!']],
      ['[1, 2] map ((item, at) -> item + at)', [1, 3]],
      ['{a: 1} mapObject {($$): $ + 1}', { a: 2 }],
      ['[1, 2, 3] reduce $ + $$', 6],
      ['[1, 2, 3] reduce ((item, sum = 10) -> sum + item)', 16],
    ]);
  });

  it('select values, repeated keys, descendants, positions, ranges and pairs', () => {
    table([
      ['{a: {b: 1}}.a.b', 1],
      ['[{a: 1}, {b: 2}, {a: 3}].a', [1, 3]],
      ['{a: 1, a: 2}.*a', [1, 2]],
      ['{a: {b: 1, c: {b: 2}}}..b', [1, 2]],
      ['[1, 2, 3][-1]', 3],
      ['[1, 2, 3, 4][1 to 2]', [2, 3]],
      ['[1, 2, 3][2 to 0]', [3, 2, 1]],
      ['"weave"[0]', 'w'],
      ['[1, 2, 3][?($ > 1)]', [2, 3]],
      ['{a: 1, b: 2}[?($ > 1)]', { b: 2 }],
      ['{a: 1}.a?', true],
      ['{a: 1}.b?', false],
      ['{a: 1, b: 2}.&b', { b: 2 }],
      ['{"a b": 1}."a b"', 1],
      ['null.a.b', null],
    ]);
  });

  it('match literals, types, expressions, conditions, arrays and objects', () => {
    table([
      ['3 match { case 1 -> "a" case n if (n > 2) -> "b" else -> "c" }', 'b'],
      ['"x" match { case is Number -> 1 case s is String -> s ++ "!" }', 'x!'],
      ['"ab-12" match { case m matches /(\\w+)-(\\d+)/ -> m[2] else -> null }', '12'],
      ['[1, 2, 3] match { case [] -> 0 case [head ~ tail] -> tail }', [2, 3]],
      ['{a: 1, b: 2} match { case {} -> 0 case {k: v ~ rest} -> rest }', { b: 2 }],
      ['5 match { else -> $ }', 5],
      ['5 match { case n if (n > 9) and (true) -> 1 else -> [0] map (n) -> 2 }', [2]],
    ]);
    assert.throws(() => valueOf('5 match { case 1 -> 2 }'), /did not match any of the cases/);
  });

  it('update places by name, position and condition, and make them when asked', () => {
    table([
      ['{a: 1, b: {c: 2}} update { case x at .b.c -> x + 1 }', { a: 1, b: { c: 3 } }],
      ['[1, 2] update { case x at [0] -> 9 }', [9, 2]],
      ['{a: 1} update { case x at .b! -> 2 }', { a: 1, b: 2 }],
      ['{a: 1} update { case x at .a if (x > 1) -> 9 }', { a: 1 }],
    ]);
  });

  it('leave out pairs and elements under a condition, and take over pairs in parentheses', () => {
    table([
      ['{ (a: 1) if true, (b: 2) if false }', { a: 1 }],
      ['[ 1, (2) if false, 3 ]', [1, 3]],
      ['{ ({a: 1}), ([{b: 2}, {c: 3}]) }', { a: 1, b: 2, c: 3 }],
      ['{ ("k" ++ 1): 2 }', { k1: 2 }],
      ['["a": 1, "b": 2]', [{ a: 1 }, { b: 2 }]],
    ]);
  });

  it('write texts with what they name', () => {
    table([
      ['do { var n = "x" --- "a $(n ++ 1) $n \\$n" }', 'a x1 x $n'],
      ["'it\\'s'", "it's"],
      ['"\\u0041\\n"', 'A\n'],
    ]);
  });

  it('calculate with dates, periods and zones', () => {
    table([
      ['|2024-01-31| + |P1M|', '2024-02-29'],
      ['|2026-01-15T12:00:00Z| >> "Europe/Berlin"', '2026-01-15T13:00:00+01:00'],
      ['|2026-03-29T00:30:00Z| >> "Europe/Berlin" as TimeZone', '2026-03-29T01:30:00+01:00'],
      ['|2026-01-15T12:30:45Z| as String {format: "hh:mm:ss a, MMMM dd, uuuu"}', '12:30:45 PM, January 15, 2026'],
      ['"31.12.2025" as Date {format: "dd.MM.uuuu"} as String {format: "uuuu-MM-dd"}', '2025-12-31'],
      ['|2026-01-15T00:00:00Z| as Number', 1_768_435_200],
      ['|2026-01-02| > |2026-01-01|', true],
      ['|2026-05-04|.dayOfWeek', 1],
    ]);
  });

  it('compute a variable only when it is used', () => {
    assert.equal(valueOf('2', ['var never = 1 / 0']), 2);
    assert.throws(() => valueOf('never', ['var never = 1 / 0']), /Division by zero/);
  });

  it('choose among functions of one name by the types of the arguments', () => {
    const header = ['fun kind(x: Number) = "number"', 'fun kind(x: String) = "text"', 'fun kind(x: Any) = "other"'];
    assert.deepEqual(valueOf('[kind(1), kind("a"), kind(true)]', header), ['number', 'text', 'other']);
  });

  it('end recursion at 256 calls, but for a function marked @TailRec', () => {
    const down = 'fun down(n) = if (n == 0) "end" else down(n - 1)';
    assert.equal(valueOf('down(200)', [down]), 'end');
    assert.throws(() => valueOf('down(300)', [down]), /Stack Overflow\. Max stack is 256/);
    assert.equal(valueOf('down(5000)', ['@TailRec()', down]), 'end');
  });

  it('write to the log and give the value back', () => {
    const logged: string[] = [];
    compileScript('%dw 2.0\noutput application/json\n---\nlog("seen", {a: 1}).a').run(new Map(), surroundings(logged));
    assert.deepEqual(logged, ['seen - {\n  a: 1\n}']);
  });

  it('refuse by name what this engine lacks, and what the platform forbids as unknown', () => {
    assert.throws(() => valueOf('diff(1, 2)', ['import diff from dw::util::Diff']), /does not support DataWeave\.diff/);
    assert.throws(() => valueOf('readUrl("http://x.example")'), /Unable to resolve reference of: `readUrl`/);
    assert.throws(
      () => valueOf('1', ['import * from modules::Own']),
      /Unable to resolve module with identifier modules::Own/,
    );
  });

  it('say which arguments a function was called with', () => {
    assert.throws(
      () => valueOf('"a" ++ null'),
      /You called the function '\+\+' with these arguments: \n {2}1: String \("a"\)\n {2}2: Null \(null\)/,
    );
  });
});

describe('what is no script', () => {
  const refused = (source: string): DataWeaveError => {
    try {
      compileScript(source);
    } catch (error) {
      if (error instanceof DataWeaveError) return error;
      throw error;
    }
    return assert.fail(`compiled: ${source}`);
  };

  it('is refused with the offset of what is wrong', () => {
    for (const [source, at] of [
      ['[1, 2', 5],
      ['{ a: }', 5],
      ['1 +', 3],
      ['"open', 0],
      ['%dw 1.0\n---\n1', 0],
      ['%dw 2.0\nvar x 1\n---\nx', 14],
      ['x match { when 1 -> 2 }', 10],
      ['/* open', 0],
      ['a b', 3],
    ] as const) {
      assert.equal(refused(source).at, at, source);
    }
  });

  it('is refused cleanly when it is nested too deeply', () => {
    for (const [open, close] of [
      ['(', ')'],
      ['[', ']'],
      ['{a:', '}'],
      ['-', ''],
      ['(x) -> ', ''],
      ['if (a) ', ''],
    ] as const) {
      assert.match(refused(open.repeat(5000) + '1' + close.repeat(5000)).message, /nested too deeply|Invalid input/);
    }
  });

  it('never hangs or breaks the parser, whatever is cut out or put in', () => {
    const whole =
      '%dw 2.0\nimport * from dw::core::Strings\ninput rows application/csv separator=";"\noutput application/json indent=false\ntype T = {a?: Array<String>, b: (Number) -> T}\nfun f(x: T = {b: 1}) = x.*a[?($ > 1)] match { case is T -> $ else -> |2026-01-01| }\n---\nrows map { (a: $.x as Number {format: "#.#"}) if true, "k$(1)": /re\\/x/, b @(c: 1): f($) update { case y at .z! -> 1 } }';
    let seed = 20_260_115;
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return seed % below;
    };
    for (let round = 0; round < 1500; round += 1) {
      const from = next(whole.length);
      const put = '(){}[]|/"\'$@#?!:,.-><=~ \n'[next(25)] ?? '';
      const source = whole.slice(0, from) + put.repeat(next(3)) + whole.slice(from + next(6));
      try {
        compileScript(source);
      } catch (error) {
        assert.ok(error instanceof DataWeaveError && error.at !== undefined && error.at <= source.length, source);
      }
    }
  });
});

describe('scripts without an output directive', () => {
  it('write the format that all inputs share, or else the language’s own', () => {
    assert.equal(written('%dw 2.0\n---\n{a: 1}'), '{\n  a: 1\n}');
    assert.equal(written('%dw 2.0\ninput p application/json\n---\np.a', { p: '{"a": "x"}' }), '"x"');
  });
});
