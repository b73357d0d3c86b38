import { unexpectedToken } from './query-errors.ts';
import { tokenize, type Token } from './tokens.ts';

const END: Token = { kind: 'end', text: '<EOF>', value: '', pattern: '', at: 0 };

/** A cursor over the tokens of one statement; every refusal is the platform's "unexpected token". */
export class TokenReader {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokenize(text);
  }

  get position(): number {
    return this.peek().at;
  }

  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)] ?? END;
  }

  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  /** Whether the next words are these, in any case. */
  isWords(...words: readonly string[]): boolean {
    return words.every((word, index) => {
      const token = this.peek(index);
      return token.kind === 'word' && token.text.toUpperCase() === word;
    });
  }

  takeWords(...words: readonly string[]): boolean {
    if (!this.isWords(...words)) return false;
    this.#next += words.length;
    return true;
  }

  expectWord(word: string): void {
    if (!this.takeWords(word)) this.fail();
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === symbol;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.#next += 1;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) this.fail();
  }

  takeName(): string {
    if (this.peek().kind !== 'word') this.fail();
    return this.take().text;
  }

  fail(token: Token = this.peek()): never {
    throw unexpectedToken(this.text, token.at, token.text);
  }
}
