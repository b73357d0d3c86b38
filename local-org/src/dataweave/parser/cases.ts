/** Parses the cases of `match` and of `update` ("Pattern Matching in DataWeave", "Update Operator", docs.mulesoft.com). */
import type { Parser } from './parser.ts';
import { parseSelectedName } from './selectors.ts';
import type { MatchCase, Node, Pattern, UpdateCase, UpdateStep } from './syntax.ts';
import { parseType } from './types.ts';

const NOTHING = { name: undefined, test: undefined, type: undefined, parts: [], condition: undefined };

/** The cases up to the closing brace. */
export function parseMatchCases(parser: Parser): readonly MatchCase[] {
  const { scanner } = parser;
  const cases: MatchCase[] = [];
  while (!scanner.take('}')) {
    if (scanner.take('else')) {
      const name = scanner.peek().kind === 'name' && scanner.peekSecond().text === '->' ? scanner.name() : undefined;
      scanner.expect('->');
      cases.push({ pattern: { ...NOTHING, kind: 'else', name }, body: parser.expression() });
    } else {
      scanner.expect('case');
      const pattern = parsePattern(parser);
      scanner.expect('->');
      cases.push({ pattern, body: parser.expression() });
    }
  }
  return cases;
}

function parsePattern(parser: Parser): Pattern {
  const pattern = parseTest(parser);
  const condition = parser.scanner.take('if') ? parser.caseCondition() : undefined;
  return condition ? { ...pattern, condition } : pattern;
}

function parseTest(parser: Parser): Pattern {
  const { scanner } = parser;
  const token = scanner.peek();
  if (token.text === 'if' || token.text === '->') return { ...NOTHING, kind: 'condition' };
  if (token.text === 'is') return typeTest(parser, undefined);
  if (token.text === 'matches') return regexTest(parser, undefined);
  if (token.text === '[') return arrayTest(parser);
  if (token.text === '{') return objectTest(parser);
  const isWord = token.kind === 'name' && !['true', 'false', 'null'].includes(token.text);
  if (!isWord) return { ...NOTHING, kind: 'literal', test: parser.primary() };
  const second = scanner.peekSecond().text;
  if (second === '->' || second === 'if') return { ...NOTHING, kind: 'condition', name: scanner.name() };
  if (second === ':') {
    const name = scanner.name();
    scanner.next();
    return { ...NOTHING, kind: 'literal', name, test: parser.expression() };
  }
  if (second === 'is') return typeTest(parser, scanner.name());
  if (second === 'matches') return regexTest(parser, scanner.name());
  throw scanner.unexpected('expecting a pattern');
}

function typeTest(parser: Parser, name: string | undefined): Pattern {
  parser.scanner.expect('is');
  return { ...NOTHING, kind: 'type', name, type: parseType(parser) };
}

function regexTest(parser: Parser, name: string | undefined): Pattern {
  parser.scanner.expect('matches');
  return { ...NOTHING, kind: 'regex', name, test: parser.primary() };
}

/** `[]` and `[head ~ tail]`. */
function arrayTest(parser: Parser): Pattern {
  const { scanner } = parser;
  scanner.expect('[');
  const parts: string[] = [];
  if (!scanner.sees(']')) {
    parts.push(scanner.name());
    scanner.expect('~');
    parts.push(scanner.name());
  }
  scanner.expect(']');
  return { ...NOTHING, kind: 'array', parts };
}

/** `{}` and `{key: value ~ rest}`. */
function objectTest(parser: Parser): Pattern {
  const { scanner } = parser;
  scanner.expect('{');
  const parts: string[] = [];
  if (!scanner.sees('}')) {
    parts.push(scanner.name());
    scanner.expect(':');
    parts.push(scanner.name());
    scanner.expect('~');
    parts.push(scanner.name());
  }
  scanner.expect('}');
  return { ...NOTHING, kind: 'object', parts };
}

/** The cases of `update` up to the closing brace. */
export function parseUpdateCases(parser: Parser): readonly UpdateCase[] {
  const { scanner } = parser;
  const cases: UpdateCase[] = [];
  while (!scanner.take('}')) {
    scanner.expect('case');
    const named = scanner.peek().kind === 'name';
    const name = named ? scanner.name() : '$';
    if (named) scanner.expect('at');
    const path = parsePath(parser);
    const upsert = scanner.take('!');
    const condition = scanner.take('if') ? parser.caseCondition() : undefined;
    scanner.expect('->');
    cases.push({ name, path, upsert, condition, body: parser.expression() });
  }
  return cases;
}

function parsePath(parser: Parser): readonly UpdateStep[] {
  const { scanner } = parser;
  const path: UpdateStep[] = [];
  for (;;) {
    if (scanner.take('.')) {
      const kind = scanner.take('@') ? 'attribute' : scanner.take('*') ? 'multi' : 'value';
      if (kind === 'value' && scanner.sees('[')) continue;
      path.push({ kind, ...parseSelectedName(parser) });
    } else if (scanner.take('[')) {
      const name: Node = parser.expression();
      scanner.expect(']');
      path.push({ kind: 'index', name, namespace: undefined });
    } else if (path.length > 0) return path;
    else throw scanner.unexpected('expecting a selector');
  }
}
