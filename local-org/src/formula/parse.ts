/**
 * Formula text to a tree. Precedence follows the platform's grammar (salesforce/formula-engine, FormulaGrammar.g), loosest first:
 * `||`, `&&`, equality, comparison, `+ - &`, `^`, `* /`, unary. Surprising but true there: `^` binds looser than `*`,
 * so 2 * 3 ^ 2 is 36.
 */
import type { Token } from './lexer.ts';
import { tokenize } from './lexer.ts';
import { FormulaError } from './types.ts';

export type FormulaNode =
  | { readonly kind: 'literal'; readonly type: 'Number'; readonly value: number }
  | { readonly kind: 'literal'; readonly type: 'Text'; readonly value: string }
  | { readonly kind: 'literal'; readonly type: 'Boolean'; readonly value: boolean }
  | { readonly kind: 'literal'; readonly type: 'Null'; readonly value: null }
  | { readonly kind: 'reference'; readonly text: string }
  /** Operators are calls by their symbol; `operator` tells them apart in messages. */
  | { readonly kind: 'call'; readonly name: string; readonly operator: boolean; readonly args: readonly FormulaNode[] };

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['=', '==', '<>', '!='],
  ['<', '>', '<=', '>='],
  ['+', '-', '&'],
  ['^'],
  ['*', '/'],
];
const canonicalOperator: Readonly<Record<string, string>> = { '==': '=', '!=': '<>' };
/** The platform refuses longer formula text. Source: Formula Operators and Functions, "Formula Size and Length Limits". */
const MAX_CHARACTERS = 3900;

/** Parses a formula; throws FormulaError with the platform's syntax messages. */
export function parseFormula(formula: string): FormulaNode {
  if (formula.length > MAX_CHARACTERS) {
    throw new FormulaError(
      `Formula is too long (${formula.length.toLocaleString('en-US')} characters).  Maximum length is 3,900 characters`,
    );
  }
  const cursor = new Cursor(tokenize(formula));
  const node = parseLevel(cursor, 0);
  const rest = cursor.peek();
  if (rest.kind !== 'end') {
    throw new FormulaError(
      rest.text === ')' || rest.text === ','
        ? `Syntax error. Extra ${rest.text}`
        : `Syntax error.  Found '${rest.text}'`,
    );
  }
  return node;
}

class Cursor {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token {
    const token = this.#tokens[this.#next] ?? this.#tokens.at(-1);
    if (token === undefined) throw new FormulaError('Syntax error');
    return token;
  }

  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  takeSymbol(symbols: readonly string[]): string | undefined {
    const token = this.peek();
    if (token.kind !== 'symbol' || !symbols.includes(token.text)) return undefined;
    this.#next += 1;
    return token.text;
  }

  expect(symbol: string): void {
    if (this.takeSymbol([symbol]) === undefined) throw new FormulaError(`Syntax error.  Missing '${symbol}'`);
  }
}

function parseLevel(cursor: Cursor, level: number): FormulaNode {
  const operators = levels[level];
  if (operators === undefined) return parseUnary(cursor);
  let left = parseLevel(cursor, level + 1);
  for (;;) {
    const symbol = cursor.takeSymbol(operators);
    if (symbol === undefined) return left;
    const right = parseLevel(cursor, level + 1);
    left = { kind: 'call', name: canonicalOperator[symbol] ?? symbol, operator: true, args: [left, right] };
  }
}

function parseUnary(cursor: Cursor): FormulaNode {
  const symbol = cursor.takeSymbol(['-', '+', '!']);
  if (symbol === undefined) {
    const token = cursor.peek();
    if (token.kind === 'name' && token.text.toUpperCase() === 'NOT') {
      cursor.take();
      return { kind: 'call', name: 'NOT', operator: false, args: [parseUnary(cursor)] };
    }
    return parsePrimary(cursor);
  }
  const operand = parseUnary(cursor);
  if (symbol === '!') return { kind: 'call', name: 'NOT', operator: false, args: [operand] };
  return { kind: 'call', name: symbol, operator: true, args: [operand] };
}

function parsePrimary(cursor: Cursor): FormulaNode {
  const token = cursor.take();
  if (token.kind === 'number') return { kind: 'literal', type: 'Number', value: Number(token.text) };
  if (token.kind === 'text') return { kind: 'literal', type: 'Text', value: token.text };
  if (token.kind === 'symbol' && token.text === '(') {
    const inner = parseLevel(cursor, 0);
    cursor.expect(')');
    return inner;
  }
  if (token.kind === 'name') return parseName(cursor, token.text);
  if (token.kind === 'end') throw new FormulaError('Syntax error.  Found end of formula');
  throw new FormulaError(`Syntax error.  Found '${token.text}'`);
}

function parseName(cursor: Cursor, name: string): FormulaNode {
  const upper = name.toUpperCase();
  if (cursor.takeSymbol(['(']) !== undefined) {
    return { kind: 'call', name: upper, operator: false, args: parseArguments(cursor) };
  }
  if (upper === 'TRUE') return { kind: 'literal', type: 'Boolean', value: true };
  if (upper === 'FALSE') return { kind: 'literal', type: 'Boolean', value: false };
  if (upper === 'NULL') return { kind: 'literal', type: 'Null', value: null };
  return { kind: 'reference', text: name };
}

function parseArguments(cursor: Cursor): readonly FormulaNode[] {
  const args: FormulaNode[] = [];
  if (cursor.takeSymbol([')']) !== undefined) return args;
  do {
    args.push(parseLevel(cursor, 0));
  } while (cursor.takeSymbol([',']) !== undefined);
  cursor.expect(')');
  return args;
}
