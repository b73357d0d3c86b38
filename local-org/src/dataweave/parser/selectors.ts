/** Parses what stands behind a value: selectors, indexes, calls ("DataWeave Selectors", docs.mulesoft.com). */
import { parseText } from './literals.ts';
import type { Parser } from './parser.ts';
import type { Node, SelectorKind } from './syntax.ts';

/** The value with all its selectors and calls. */
export function parseSelectors(parser: Parser, first: Node): Node {
  const { scanner } = parser;
  let value = first;
  for (;;) {
    const { text, at } = scanner.peek();
    if (text === '.') value = parseDot(parser, value);
    else if (text === '..') value = parseDescendants(parser, value);
    else if (text === '[') value = parseIndex(parser, value);
    else if (text === '(' && isCallable(value)) {
      value = { k: 'call', at: value.at, callee: value, args: parser.callArguments() };
    } else if (text === '?' && isSelection(value)) {
      scanner.next();
      value = { k: 'present', at, value };
    } else if (text === '!' && isSelection(value)) {
      scanner.next();
      value = { k: 'asserted', at, value };
    } else return value;
  }
}

const isCallable = ({ k }: Node): boolean =>
  k === 'name' || k === 'select' || k === 'call' || k === 'lambda' || k === 'index' || k === 'do';
const isSelection = ({ k }: Node): boolean => k === 'select' || k === 'index' || k === 'filter';

function parseDot(parser: Parser, value: Node): Node {
  const { scanner } = parser;
  const { at } = scanner.next();
  const select = (kind: SelectorKind, named = true): Node => selection(parser, value, kind, named, at);
  if (scanner.take('*')) {
    if (scanner.take('@')) return select('multiAttribute');
    return scanner.take('&') ? select('multiPair') : select('multi');
  }
  if (scanner.take('@')) return beginsName(parser) ? select('attribute') : select('attributes', false);
  if (scanner.take('&')) return select('pair');
  if (scanner.take('#')) return select('namespace', false);
  if (scanner.take('^')) return select('metadata');
  return select('value');
}

const beginsName = (parser: Parser): boolean => {
  const { kind, text, at } = parser.scanner.peek();
  return kind === 'quote' || (kind === 'name' && at === parser.scanner.at) || text === '(';
};

function parseDescendants(parser: Parser, value: Node): Node {
  const { scanner } = parser;
  const { at } = scanner.next();
  if (scanner.take('*')) return selection(parser, value, 'descendantMulti', true, at);
  const here = scanner.peek();
  return here.at === scanner.at && beginsName(parser)
    ? selection(parser, value, 'descendantValues', true, at)
    : selection(parser, value, 'descendants', false, at);
}

function selection(parser: Parser, value: Node, kind: SelectorKind, named: boolean, at: number): Node {
  if (!named) return { k: 'select', at, kind, value, name: undefined, namespace: undefined };
  const { namespace, name } = parseSelectedName(parser);
  return { k: 'select', at, kind, value, name, namespace };
}

/** `name`, `"name"`, `ns0#name` or `(expression)`. */
export function parseSelectedName(parser: Parser): { readonly name: Node; readonly namespace: string | undefined } {
  const { scanner } = parser;
  const token = scanner.peek();
  if (token.kind === 'quote') return { name: parseText(parser), namespace: undefined };
  if (token.text === '(') {
    scanner.next();
    const name = parser.expression();
    scanner.expect(')');
    return { name, namespace: undefined };
  }
  const word = scanner.name();
  if (scanner.sees('#') && scanner.peekSecond().kind !== 'sign') {
    scanner.next();
    return { ...parseSelectedName(parser), namespace: word };
  }
  return { name: { k: 'text', at: token.at, parts: [word] }, namespace: undefined };
}

function parseIndex(parser: Parser, value: Node): Node {
  const { scanner } = parser;
  const { at } = scanner.next();
  const mark = ['?', '@', '*', '&'].find((sign) => scanner.sees(sign));
  if (mark === undefined) {
    const index = parser.expression();
    scanner.expect(']');
    return { k: 'index', at, value, index };
  }
  scanner.next();
  if (mark === '?') {
    const criteria = parser.expression();
    scanner.expect(']');
    return { k: 'filter', at, value, criteria };
  }
  const kind = ({ '@': 'attribute', '*': 'multi', '&': 'pair' } as const)[mark as '@' | '*' | '&'];
  const name = parser.expression();
  scanner.expect(']');
  return { k: 'select', at, kind, value, name, namespace: undefined };
}
