import { queryError } from './query-errors.ts';

/** One token of SOQL or SOSL. `text` is as written; `value` the decoded content of a string. */
export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'date' | 'datetime' | 'time' | 'symbol' | 'end';
  readonly text: string;
  readonly value: string;
  /** Of a string: the content with `\%` and `\_` kept, so that LIKE can tell them from wildcards. */
  readonly pattern: string;
  readonly at: number;
}

const WHITE = /[\s]+/y;
const DATE_TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})/iy;
const DATE = /\d{4}-\d{2}-\d{2}/y;
const TIME = /\d{2}:\d{2}:\d{2}(?:\.\d+)?Z?/iy;
const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy;
const CURRENCY = /[A-Za-z]{3}\d+(?:\.\d+)?(?![A-Za-z_])/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const SYMBOL = /<=|>=|!=|<>|[=<>(),.:{}*?"&|^-]/y;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
  _: '_',
  '%': '%',
};

/** Splits a statement into tokens; the last one is of kind `end`. Throws MALFORMED_QUERY with the platform's words. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    const white = take(WHITE);
    if (white !== undefined) {
      at += white.length;
      continue;
    }
    const token = text[at] === "'" ? stringToken(text, at) : plainToken(at, take);
    if (!token) throw queryError('MALFORMED_QUERY', text, at, `unexpected token: '${text[at] ?? ''}'`);
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: 'end', text: '<EOF>', value: '', pattern: '', at: text.length });
  return tokens;
}

function plainToken(at: number, take: (pattern: RegExp) => string | undefined): Token | undefined {
  const kinds = [
    ['datetime', DATE_TIME],
    ['date', DATE],
    ['time', TIME],
    ['number', NUMBER],
    ['word', CURRENCY],
    ['word', WORD],
    ['symbol', SYMBOL],
  ] as const;
  for (const [kind, pattern] of kinds) {
    const found = take(pattern);
    if (found !== undefined && found !== '') return { kind, text: found, value: found, pattern: found, at };
  }
  return undefined;
}

/** Escape sequences: SOQL and SOSL Reference, "Quoted String Escape Sequences". */
function stringToken(text: string, start: number): Token {
  let value = '';
  let pattern = '';
  let at = start + 1;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === "'") return { kind: 'string', text: text.slice(start, at + 1), value, pattern, at: start };
    if (character !== '\\') {
      value += character;
      pattern += character;
      at += 1;
      continue;
    }
    const escaped = text[at + 1] ?? '';
    if (escaped.toLowerCase() === 'u' && /^[0-9a-f]{4}$/i.test(text.slice(at + 2, at + 6))) {
      const decoded = String.fromCharCode(parseInt(text.slice(at + 2, at + 6), 16));
      value += decoded;
      pattern += decoded;
      at += 6;
      continue;
    }
    const decoded = ESCAPES[escaped] ?? ESCAPES[escaped.toLowerCase()];
    if (decoded === undefined) {
      const message = `Invalid string literal '${text.slice(start + 1, at + 2)}'. Illegal character sequence '\\${escaped}' in string literal.`;
      throw queryError('MALFORMED_QUERY', text, at, message);
    }
    value += decoded;
    pattern += '%_\\'.includes(escaped) ? `\\${escaped}` : decoded;
    at += 2;
  }
  throw queryError('MALFORMED_QUERY', text, start, `unexpected char: '''`);
}
