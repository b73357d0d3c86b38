/** Parses texts, arrays and objects. */
import { DataWeaveError } from '../errors.ts';
import type { Parser } from './parser.ts';
import type { ArrayPart, Node, ObjectPart } from './syntax.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
};

/** A quoted text; `$(expression)` and `$name` are computed. */
export function parseText(parser: Parser): Node {
  const { scanner } = parser;
  const { text: quote, at } = scanner.next();
  const { source } = scanner;
  const parts: (string | Node)[] = [];
  let plain = '';
  for (;;) {
    const char = source[scanner.at];
    if (char === undefined) throw new DataWeaveError('Syntax', `Invalid input: the text is not closed by ${quote}`, at);
    if (char === quote) {
      scanner.moveTo(scanner.at + 1);
      if (plain !== '' || parts.length === 0) parts.push(plain);
      return { k: 'text', at, parts };
    }
    if (char === '\\') plain += escaped(parser);
    else if (char === '$' && source[scanner.at + 1] === '(') {
      if (plain !== '') parts.push(plain);
      plain = '';
      scanner.moveTo(scanner.at + 2);
      parts.push(parser.expression());
      scanner.expect(')');
    } else if (char === '$' && !/\d/.test(source[scanner.at + 1] ?? '')) {
      if (plain !== '') parts.push(plain);
      plain = '';
      const name = scanner.match(/\$(?:([A-Za-z_]\w*)|\$*)/y);
      if (!name) throw new DataWeaveError('Syntax', 'Invalid input in a text: name expected behind $', scanner.at);
      parts.push({ k: 'name', at: scanner.at, name: name[1] ?? name[0] });
    } else {
      plain += char;
      scanner.moveTo(scanner.at + 1);
    }
  }
}

function escaped(parser: Parser): string {
  const { scanner } = parser;
  const unicode = scanner.match(/\\u([0-9a-fA-F]{4})/y);
  if (unicode) return String.fromCharCode(parseInt(unicode[1] ?? '', 16));
  const char = scanner.source[scanner.at + 1] ?? '';
  scanner.moveTo(scanner.at + 2);
  return ESCAPES[char] ?? char;
}

/** A text that is all known when the script is read. */
export function parsePlainText(parser: Parser): string {
  const text = parseText(parser);
  const [only] = text.k === 'text' && text.parts.length === 1 ? text.parts : [];
  if (typeof only !== 'string') throw new DataWeaveError('Syntax', 'A text without expressions is expected', text.at);
  return only;
}

export function parseArray(parser: Parser): Node {
  const { scanner } = parser;
  const { at } = scanner.expect('[');
  const parts: ArrayPart[] = [];
  while (!scanner.sees(']')) {
    const value = parser.expression();
    parts.push({ value, condition: condition(parser) });
    if (!scanner.take(',')) break;
  }
  scanner.expect(']');
  return { k: 'array', at, parts };
}

/** `if (x)` behind an element or pair. */
function condition(parser: Parser): Node | undefined {
  return parser.scanner.take('if') ? parser.expression() : undefined;
}

export function parseObject(parser: Parser): Node {
  const { scanner } = parser;
  const { at } = scanner.expect('{');
  const parts = parseParts(parser, '}');
  scanner.expect('}');
  return { k: 'object', at, parts };
}

function parseParts(parser: Parser, close: string): ObjectPart[] {
  const { scanner } = parser;
  const parts: ObjectPart[] = [];
  while (!scanner.sees(close)) {
    parts.push(parser.nested(() => parsePart(parser)));
    if (!scanner.take(',')) break;
  }
  return parts;
}

function parsePart(parser: Parser): ObjectPart {
  const { scanner } = parser;
  const token = scanner.peek();
  if (token.text === '(' && token.kind === 'sign') {
    const start = token.at;
    scanner.next();
    const inner = parser.expression();
    if (inner.k === 'object' && scanner.sees(',')) {
      // `(a: 1, b: 2) if x`: several pairs under one condition.
      scanner.moveTo(start);
      return { kind: 'spread', value: parser.primary(), condition: condition(parser) };
    }
    scanner.expect(')');
    if (!pairFollows(parser)) {
      scanner.moveTo(start);
      return { kind: 'spread', value: parser.expression(), condition: condition(parser) };
    }
    return parsePair(parser, inner, undefined);
  }
  if (token.kind === 'quote') return parsePair(parser, parseText(parser), undefined);
  if (token.kind !== 'name' && token.kind !== 'number') throw scanner.unexpected('expecting a key');
  let name = scanner.next().text;
  let namespace: string | undefined;
  if (scanner.take('#')) {
    namespace = name;
    if (scanner.peek().kind === 'quote') return parsePair(parser, parseText(parser), namespace);
    name = scanner.name();
  }
  return parsePair(parser, { k: 'text', at: token.at, parts: [name] }, namespace);
}

function parsePair(parser: Parser, name: Node, namespace: string | undefined): ObjectPart {
  const { scanner } = parser;
  let attributes: readonly ObjectPart[] | undefined;
  if (scanner.take('@')) {
    scanner.expect('(');
    attributes = parseParts(parser, ')');
    scanner.expect(')');
  }
  scanner.expect(':');
  const value = parser.expression();
  return { kind: 'pair', key: { name, namespace, attributes }, value, condition: condition(parser) };
}

/** True before `:` or `@(…)`: what was read is the key of a pair without braces. */
export function pairFollows(parser: Parser): boolean {
  const { scanner } = parser;
  return scanner.sees(':') || (scanner.sees('@') && scanner.peekSecond().text === '(');
}

/** `key: value` without braces is an object of one pair. */
export function parsePairFrom(parser: Parser, name: Node, namespace: string | undefined, at: number): Node {
  return { k: 'object', at, parts: [parsePair(parser, name, namespace)] };
}
