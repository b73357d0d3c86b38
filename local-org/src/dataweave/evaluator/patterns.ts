/** Chooses the case of `match` that a value fits ("Pattern Matching in DataWeave", docs.mulesoft.com). */
import { failure } from '../errors.ts';
import type { MatchCase, Node, Pattern, TypeNode } from '../parser/index.ts';
import { areEqual } from '../values/compare.ts';
import { toText } from '../values/text.ts';
import { typeName } from '../values/type-names.ts';
import { ObjectValue, RegexValue, isArray, type Value } from '../values/value.ts';
import type { Scope } from './scope.ts';

/** What patterns need of the evaluator. */
export interface PatternTests {
  readonly evaluate: (node: Node, scope: Scope) => Value;
  readonly truth: (value: Value) => boolean;
  readonly isOfType: (value: Value, type: TypeNode, scope: Scope) => boolean;
  readonly regex: (source: string) => RegExp;
}

/** The body of the first case that fits, with the scope of its names. Throws when none does. */
export function matchCases(
  value: Value,
  cases: readonly MatchCase[],
  scope: Scope,
  tests: PatternTests,
): { readonly body: Node; readonly scope: Scope } {
  for (const { pattern, body } of cases) {
    const inner = scope.inner().set('$', value);
    if (
      fits(value, pattern, inner, tests) &&
      (!pattern.condition || tests.truth(tests.evaluate(pattern.condition, inner)))
    ) {
      return { body, scope: inner };
    }
  }
  throw failure(`The value did not match any of the cases: ${typeName(value)} (${toText(value) ?? ''})`);
}

/** Tests the value and binds the pattern's names. */
function fits(value: Value, pattern: Pattern, scope: Scope, tests: PatternTests): boolean {
  if (pattern.name !== undefined) scope.set(pattern.name, value);
  switch (pattern.kind) {
    case 'else':
    case 'condition':
      return true;
    case 'type':
      return pattern.type !== undefined && tests.isOfType(value, pattern.type, scope);
    case 'literal':
      return pattern.test !== undefined && fitsTest(value, tests.evaluate(pattern.test, scope), pattern, scope, tests);
    case 'regex':
      return pattern.test !== undefined && fitsRegex(value, tests.evaluate(pattern.test, scope), pattern, scope, tests);
    case 'array':
      return fitsArray(value, pattern.parts, scope);
    case 'object':
      return fitsObject(value, pattern.parts, scope);
  }
}

const fitsTest = (value: Value, test: Value, pattern: Pattern, scope: Scope, tests: PatternTests): boolean =>
  test instanceof RegexValue ? fitsRegex(value, test, pattern, scope, tests) : areEqual(value, test);

/** The whole text fits the expression; the name then holds the match and its groups. */
function fitsRegex(value: Value, test: Value, pattern: Pattern, scope: Scope, tests: PatternTests): boolean {
  const text = toText(value);
  const source = toText(test);
  if (text === undefined || source === undefined) return false;
  const found = tests.regex(`^(?:${source})$`).exec(text);
  if (!found) return false;
  const groups = [...found].map((group: string | undefined) => group ?? null);
  scope.set('$', groups);
  if (pattern.name !== undefined) scope.set(pattern.name, groups);
  return true;
}

function fitsArray(value: Value, [head, tail]: readonly string[], scope: Scope): boolean {
  if (!isArray(value)) return false;
  if (head === undefined || tail === undefined) return value.length === 0;
  const [first] = value;
  if (first === undefined) return false;
  scope.set(head, first).set(tail, value.slice(1));
  return true;
}

function fitsObject(value: Value, [key, own, rest]: readonly string[], scope: Scope): boolean {
  if (!(value instanceof ObjectValue)) return false;
  if (key === undefined || own === undefined || rest === undefined) return value.entries.length === 0;
  const [first] = value.entries;
  if (!first) return false;
  scope
    .set(key, first.key)
    .set(own, first.value)
    .set(rest, new ObjectValue(value.entries.slice(1)));
  return true;
}
