/** Parses expressions by precedence ("Precedence in DataWeave" and "DataWeave Operators", docs.mulesoft.com). */
import { DataWeaveError } from '../errors.ts';
import { isDirectiveWord, parseHeader } from './header.ts';
import { parseMatchCases, parseUpdateCases } from './cases.ts';
import { parseArray, parseObject, parsePairFrom, pairFollows, parsePlainText, parseText } from './literals.ts';
import { Scanner } from './scanner.ts';
import { parseSelectors } from './selectors.ts';
import type { BinaryOperator, Node, Parameter } from './syntax.ts';
import { parseType } from './types.ts';

/** Deeper nesting is refused: the evaluator walks the tree by recursion. */
const MAXIMUM_DEPTH = 150;

/** Binding strength; `is`, `as` and calls between two operands have branches of their own. */
const STRENGTH: Readonly<Record<string, number>> = {
  or: 2,
  and: 3,
  '==': 4,
  '!=': 4,
  '~=': 4,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  is: 5,
  '+': 6,
  '-': 6,
  '<<': 6,
  '>>': 6,
  '*': 7,
  '/': 7,
  as: 8,
};

/** Words that are never a function between two operands. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['and', 'or', 'not', 'is', 'as', 'if', 'unless', 'else', 'otherwise', 'case', 'at', 'do', 'using', 'from'],
  ...['default', 'true', 'false', 'null'],
]);

export class Parser {
  readonly scanner: Scanner;
  private depth = 0;
  /** Offsets of parentheses that are known to begin no lambda. */
  private readonly noLambda = new Set<number>();
  /** True while an arrow behind parentheses belongs to a case. */
  private beforeArrow = false;

  constructor(source: string) {
    this.scanner = new Scanner(source);
  }

  /** Runs a rule one level deeper. */
  nested<T>(rule: () => T): T {
    if (this.depth >= MAXIMUM_DEPTH) {
      throw new DataWeaveError('Syntax', 'The script is nested too deeply', this.scanner.at);
    }
    this.depth += 1;
    try {
      return rule();
    } finally {
      this.depth -= 1;
    }
  }

  /** An expression: functions between operands, `default`, `match` and `update` bind loosest. */
  expression(): Node {
    return this.nested(() => {
      const { scanner } = this;
      let left = this.operators(2);
      for (;;) {
        const { text, kind, at } = scanner.peek();
        if (text === 'default') {
          scanner.next();
          left = { k: 'binary', at: left.at, operator: 'default', left, right: this.operators(2) };
        } else if ((text === 'match' || text === 'update') && scanner.peekSecond().text === '{') {
          scanner.next();
          scanner.next();
          left =
            text === 'match'
              ? { k: 'match', at, value: left, cases: parseMatchCases(this) }
              : { k: 'update', at, value: left, cases: parseUpdateCases(this) };
        } else if (text === '++' || text === '--' || (kind === 'name' && this.isInfix(text))) {
          const callee = this.functionName();
          left = { k: 'call', at: left.at, callee, args: [left, this.operators(2)] };
        } else return left;
      }
    });
  }

  private isInfix(word: string): boolean {
    if (RESERVED.has(word) || word.startsWith('$')) return false;
    return !isDirectiveWord(word);
  }

  /** A function's name: `++`, `map`, `Strings::pluralize`. */
  private functionName(): Node {
    const { text, at } = this.scanner.next();
    let name = text;
    while (this.scanner.take('::')) name += `::${this.scanner.name()}`;
    return { k: 'name', at, name };
  }

  private operators(weakest: number): Node {
    let left = this.unary();
    for (;;) {
      const { text, kind } = this.scanner.peek();
      const strength = kind === 'sign' || kind === 'name' ? STRENGTH[text] : undefined;
      if (strength === undefined || strength < weakest) return left;
      this.scanner.next();
      if (text === 'is' || text === 'as') left = { k: text, at: left.at, value: left, type: parseType(this) };
      else
        left = {
          k: 'binary',
          at: left.at,
          operator: text as BinaryOperator,
          left,
          right: this.operators(strength + 1),
        };
    }
  }

  private unary(): Node {
    const { scanner } = this;
    const { text, kind, at } = scanner.peek();
    if (kind === 'quote') return parseSelectors(this, this.primary());
    if (text === '-') {
      scanner.next();
      return this.nested(() => ({ k: 'negative', at, value: this.unary() }));
    }
    if (text === '!') {
      scanner.next();
      return this.nested(() => ({ k: 'not', at, value: this.unary() }));
    }
    if (text === 'not' && !['(', ':'].includes(scanner.peekSecond().text)) {
      scanner.next();
      // `not true or true` means `not (true or true)` ("DataWeave Operators", Logical Operators).
      return this.nested(() => ({ k: 'not', at, value: this.operators(2) }));
    }
    if (text === 'not' && scanner.peekSecond().text === '(') {
      scanner.next();
      return this.nested(() => ({ k: 'not', at, value: this.operators(2) }));
    }
    return parseSelectors(this, this.primary());
  }

  /** A literal, a name, a block or something in parentheses, without selectors. */
  primary(): Node {
    const { scanner } = this;
    const { kind, text, at } = scanner.peek();
    if (kind === 'quote') {
      const value = parseText(this);
      return pairFollows(this) ? parsePairFrom(this, value, undefined, at) : value;
    }
    if (kind === 'number') {
      scanner.next();
      return { k: 'constant', at, value: { type: 'number', text } };
    }
    if (kind === 'name') return this.word();
    if (text === '(') return this.parenthesised();
    if (text === '{') return parseObject(this);
    if (text === '[') return parseArray(this);
    if (text === '|') {
      scanner.next();
      return { k: 'temporal', at, text: scanner.until('|', 'a date') };
    }
    if (text === '/') {
      scanner.next();
      return { k: 'regex', at, source: scanner.until('/', 'a regular expression') };
    }
    throw scanner.unexpected('expecting an expression');
  }

  private word(): Node {
    const { scanner } = this;
    const { text, at } = scanner.peek();
    if (scanner.peekSecond().text === ':') {
      scanner.next();
      return parsePairFrom(this, { k: 'text', at, parts: [text] }, undefined, at);
    }
    switch (text) {
      case 'true':
      case 'false':
        scanner.next();
        return { k: 'constant', at, value: { type: 'boolean', value: text === 'true' } };
      case 'null':
        scanner.next();
        return { k: 'constant', at, value: { type: 'null' } };
      case 'if':
      case 'unless':
        return this.conditional();
      case 'do':
        if (scanner.peekSecond().text === '{') return this.block();
        break;
      case 'using':
        return this.using();
      case 'else':
      case 'otherwise':
      case 'case':
        throw scanner.unexpected('expecting an expression');
      default:
    }
    const name = this.functionName();
    if (name.k === 'name' && scanner.sees('#') && scanner.peekSecond().kind === 'name') {
      scanner.next();
      const key = scanner.name();
      return parsePairFrom(this, { k: 'text', at, parts: [key] }, text, at);
    }
    if (scanner.peek().text === '`') return this.interpolated(name);
    return pairFollows(this) ? parsePairFrom(this, { k: 'text', at, parts: [text] }, undefined, at) : name;
  }

  /** A function before a text in backticks gets the parts and the values between them. */
  private interpolated(callee: Node): Node {
    const text = parseText(this);
    const parts = text.k === 'text' ? text.parts : [];
    const list = (items: readonly Node[]): Node => ({
      k: 'array',
      at: text.at,
      parts: items.map((value) => ({ value, condition: undefined })),
    });
    const texts = parts
      .filter((part) => typeof part === 'string')
      .map((part): Node => ({ k: 'text', at: text.at, parts: [part] }));
    const values = parts.filter((part) => typeof part !== 'string');
    return { k: 'call', at: callee.at, callee, args: [list(texts), list(values)] };
  }

  private conditional(): Node {
    const { scanner } = this;
    const { text, at } = scanner.next();
    scanner.expect('(');
    const condition = this.expression();
    scanner.expect(')');
    const then = this.expression();
    if (!scanner.take('otherwise')) scanner.expect('else');
    const otherwise = this.expression();
    return text === 'if'
      ? { k: 'if', at, condition, then, otherwise }
      : { k: 'if', at, condition, then: otherwise, otherwise: then };
  }

  private block(): Node {
    const { at } = this.scanner.next();
    this.scanner.expect('{');
    const header = parseHeader(this);
    if (header.length > 0) this.scanner.expect('---');
    else this.scanner.take('---');
    const body = this.expression();
    this.scanner.expect('}');
    return { k: 'do', at, header, body };
  }

  /** `using (a = 1, b = 2) a + b`, the older form of `do`. */
  private using(): Node {
    const { scanner } = this;
    const { at } = scanner.next();
    const header = this.parameters().map(({ name, type, initial }) => {
      if (!initial) throw new DataWeaveError('Syntax', `The variable '${name}' has no value`, at);
      return { k: 'var' as const, at, name, type, value: initial };
    });
    return { k: 'do', at, header, body: this.expression() };
  }

  private parenthesised(): Node {
    return this.lambda() ?? this.withArrow(false, () => this.enclosed());
  }

  private enclosed(): Node {
    const { at } = this.scanner.next();
    const value = this.expression();
    if (this.scanner.take('if')) {
      // `((key): value) if condition` where an object is expected.
      const condition = this.expression();
      this.scanner.expect(')');
      return { k: 'object', at, parts: [{ kind: 'spread', value, condition }] };
    }
    // `(a: 1, b: 2)` holds several pairs.
    if (value.k === 'object' && this.scanner.sees(',')) {
      const parts = [...value.parts];
      while (this.scanner.take(',')) {
        const further = this.expression();
        if (further.k !== 'object') throw this.scanner.unexpected('expecting a pair');
        parts.push(...further.parts);
      }
      this.scanner.expect(')');
      return { k: 'object', at, parts };
    }
    this.scanner.expect(')');
    return pairFollows(this) ? parsePairFrom(this, value, undefined, at) : value;
  }

  private lambda(): Node | undefined {
    const { scanner } = this;
    const start = scanner.peek().at;
    if (this.beforeArrow || this.noLambda.has(start)) return undefined;
    let isLambda = false;
    try {
      const parameters = this.parameters();
      const returns = scanner.take(':') ? parseType(this) : undefined;
      isLambda = scanner.take('->');
      if (isLambda) return { k: 'lambda', at: start, parameters, body: this.expression(), returns };
    } catch (error) {
      // Not the head of a lambda. Behind `->` the failure is the script's own.
      if (!(error instanceof DataWeaveError) || isLambda) throw error;
    }
    this.noLambda.add(start);
    scanner.moveTo(start);
    return undefined;
  }

  /** The condition of a case: the arrow behind its parentheses is the case's. */
  caseCondition(): Node {
    return this.withArrow(true, () => this.expression());
  }

  private withArrow<T>(beforeArrow: boolean, rule: () => T): T {
    const outer = this.beforeArrow;
    this.beforeArrow = beforeArrow;
    try {
      return rule();
    } finally {
      this.beforeArrow = outer;
    }
  }

  /** `(a, b: Number, c = 1)`. */
  parameters(): readonly Parameter[] {
    const { scanner } = this;
    scanner.expect('(');
    const parameters: Parameter[] = [];
    while (!scanner.sees(')')) {
      while (scanner.take('@')) {
        scanner.name();
        if (scanner.sees('(')) this.callArguments();
      }
      const name = scanner.name();
      const type = scanner.take(':') ? parseType(this) : undefined;
      const initial = scanner.take('=') ? this.expression() : undefined;
      parameters.push({ name, type, initial });
      if (!scanner.take(',')) break;
    }
    scanner.expect(')');
    return parameters;
  }

  /** `(x, y)` behind what is called. */
  callArguments(): readonly Node[] {
    return this.withArrow(false, () => this.listOfArguments());
  }

  private listOfArguments(): readonly Node[] {
    const { scanner } = this;
    scanner.expect('(');
    const args: Node[] = [];
    while (!scanner.sees(')')) {
      args.push(this.expression());
      if (!scanner.take(',')) break;
    }
    scanner.expect(')');
    return args;
  }

  /** A text without parts to be computed. */
  plainText(): string {
    return parsePlainText(this);
  }
}
