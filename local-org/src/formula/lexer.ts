/** Splits formula text into tokens. Lexical rules as in salesforce/formula-engine's grammar (identifiers may hold `.`, `$`, `:` and `#`). */
import { FormulaError } from './types.ts';

export type TokenKind = 'number' | 'text' | 'name' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** Offset in the formula, for messages and for locating the fault. */
  readonly at: number;
}

const twoCharacterSymbols = new Set(['<=', '>=', '<>', '!=', '==', '&&', '||']);
const oneCharacterSymbols = new Set('+-*/^&=<>(),!'.split(''));
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', "'": "'", '\\': '\\' };

/** Tokens of the formula, closed by an `end` token. Throws FormulaError "Syntax error" for characters outside the language. */
export function tokenize(formula: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < formula.length) {
    const character = formula.charAt(at);
    if (/\s/.test(character)) {
      at += 1;
    } else if (formula.startsWith('/*', at)) {
      const end = formula.indexOf('*/', at + 2);
      if (end < 0) throw new FormulaError("Syntax error.  Missing '*/'");
      at = end + 2;
    } else if (character === '"' || character === "'") {
      const { text, next } = readText(formula, at);
      tokens.push({ kind: 'text', text, at });
      at = next;
    } else if (/[0-9]/.test(character) || (character === '.' && /[0-9]/.test(formula.charAt(at + 1)))) {
      const text = /^(?:\d+(?:\.\d+)?|\.\d+)/.exec(formula.slice(at))?.[0] ?? character;
      tokens.push({ kind: 'number', text, at });
      at += text.length;
    } else if (/[A-Za-z$_]/.test(character)) {
      const text = /^[A-Za-z$_][A-Za-z0-9$_:.#]*/.exec(formula.slice(at))?.[0] ?? character;
      tokens.push({ kind: 'name', text, at });
      at += text.length;
    } else if (twoCharacterSymbols.has(formula.slice(at, at + 2))) {
      tokens.push({ kind: 'symbol', text: formula.slice(at, at + 2), at });
      at += 2;
    } else if (oneCharacterSymbols.has(character)) {
      tokens.push({ kind: 'symbol', text: character, at });
      at += 1;
    } else {
      throw new FormulaError(`Syntax error.  Found '${character}'`);
    }
  }
  tokens.push({ kind: 'end', text: 'end of formula', at: formula.length });
  return tokens;
}

function readText(formula: string, start: number): { readonly text: string; readonly next: number } {
  const quote = formula.charAt(start);
  let text = '';
  let at = start + 1;
  while (at < formula.length) {
    const character = formula.charAt(at);
    if (character === quote) return { text, next: at + 1 };
    if (character === '\\') {
      const escaped = formula.charAt(at + 1);
      text += escapes[escaped] ?? `\\${escaped}`;
      at += 2;
    } else {
      text += character;
      at += 1;
    }
  }
  throw new FormulaError(`Syntax error.  Missing '${quote}'`);
}
