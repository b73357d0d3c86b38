/** Words and signs of a script, read on demand: what a `/` or `|` begins is known only to the parser. */
import { DataWeaveError } from '../errors.ts';

export type TokenKind = 'name' | 'number' | 'sign' | 'quote' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

const SIGNS = ['---', '->', '::', '==', '~=', '!=', '<=', '>=', '>>', '<<', '++', '--', '..'];
const NAME = /[A-Za-z_][A-Za-z0-9_]*|\$+/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /(?:\s|\uFEFF|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;

export class Scanner {
  readonly source: string;
  private position = 0;
  private known: Token | undefined;

  constructor(source: string) {
    this.source = source;
  }

  /** Offset of what comes next, white space not skipped. */
  get at(): number {
    return this.position;
  }

  moveTo(at: number): void {
    this.position = at;
    this.known = undefined;
  }

  peek(): Token {
    this.known ??= this.read(this.afterSpace(this.position));
    return this.known;
  }

  /** The token behind the next one. */
  peekSecond(): Token {
    return this.read(this.afterSpace(this.peek().end));
  }

  next(): Token {
    const token = this.peek();
    this.moveTo(token.end);
    return token;
  }

  /** Takes the next token when it is this sign or word. */
  take(text: string): boolean {
    if (!this.sees(text)) return false;
    this.next();
    return true;
  }

  sees(text: string): boolean {
    const token = this.peek();
    return token.text === text && (token.kind === 'sign' || token.kind === 'name');
  }

  expect(text: string): Token {
    if (!this.sees(text)) throw this.unexpected(`expecting '${text}'`);
    return this.next();
  }

  name(): string {
    if (this.peek().kind !== 'name') throw this.unexpected('expecting a name');
    return this.next().text;
  }

  /** The failure for the token that stands here. */
  unexpected(wanted: string): DataWeaveError {
    const token = this.peek();
    const found = token.kind === 'end' ? 'end of input' : `'${token.text}'`;
    return new DataWeaveError('Syntax', `Invalid input ${found}, ${wanted}`, token.at);
  }

  /** The text matched by a sticky expression right here, white space not skipped. */
  match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.position;
    const found = expression.exec(this.source);
    if (found) this.moveTo(this.position + found[0].length);
    return found;
  }

  /** Everything up to `mark`, a backslash before it kept and skipped; the position stands behind the mark. */
  until(mark: string, what: string): string {
    const start = this.position;
    for (let at = start; at < this.source.length; at += 1) {
      const char = this.source[at];
      if (char === '\\') at += 1;
      else if (char === mark) {
        this.moveTo(at + 1);
        return this.source.slice(start, at);
      } else if (char === '\n' && mark === '/') break;
    }
    throw new DataWeaveError('Syntax', `Invalid input: ${what} is not closed by ${mark}`, start - 1);
  }

  skipSpace(): void {
    this.moveTo(this.afterSpace(this.position));
  }

  private afterSpace(from: number): number {
    SPACE.lastIndex = from;
    const space = SPACE.exec(this.source);
    const at = from + (space?.[0].length ?? 0);
    if (this.source.startsWith('/*', at))
      throw new DataWeaveError('Syntax', 'Invalid input: comment is not closed', at);
    return at;
  }

  private read(at: number): Token {
    if (at >= this.source.length) return { kind: 'end', text: '', at, end: at };
    const token = (kind: TokenKind, text: string): Token => ({ kind, text, at, end: at + text.length });
    NAME.lastIndex = at;
    const name = NAME.exec(this.source);
    if (name) return token('name', name[0]);
    NUMBER.lastIndex = at;
    const number = NUMBER.exec(this.source);
    if (number) return token('number', number[0]);
    const char = this.source[at] ?? '';
    if (char === '"' || char === "'" || char === '`') return token('quote', char);
    return token('sign', SIGNS.find((sign) => this.source.startsWith(sign, at)) ?? char);
  }
}
