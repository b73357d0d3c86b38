/** Paths, function calls and values: what conditions, SELECT lists and ORDER BY are made of. */
import type { Expression, FieldRef, Value } from './ast.ts';
import { isDateLiteral, takesNumber } from './date-literals.ts';
import { queryError } from './query-errors.ts';
import type { TokenReader } from './token-reader.ts';

/** A field path or a function call. */
export function parseExpression(reader: TokenReader): Expression {
  const at = reader.position;
  if (reader.peek().kind === 'word' && reader.isSymbol('(', 1)) {
    const name = reader.take().text.toUpperCase();
    reader.expectSymbol('(');
    const args: (Expression | Value)[] = [];
    if (!reader.takeSymbol(')')) {
      do args.push(parseArgument(reader));
      while (reader.takeSymbol(','));
      reader.expectSymbol(')');
    }
    return { kind: 'function', name, args, at };
  }
  return parsePath(reader);
}

function parseArgument(reader: TokenReader): Expression | Value {
  return reader.peek().kind === 'word' ? parseExpression(reader) : parseValue(reader);
}

/** A dotted name. */
export function parsePath(reader: TokenReader): FieldRef {
  const at = reader.position;
  const path = [reader.takeName()];
  while (reader.takeSymbol('.')) path.push(reader.takeName());
  return { kind: 'field', path, at };
}

/** A literal, a date literal or a bind. */
export function parseValue(reader: TokenReader): Value {
  const token = reader.peek();
  const at = token.at;
  if (reader.takeSymbol(':')) return { kind: 'bind', name: parsePath(reader).path.join('.'), at };
  switch (token.kind) {
    case 'string':
      reader.take();
      return { kind: 'string', value: token.value, pattern: token.pattern, at };
    case 'number':
      reader.take();
      return { kind: 'number', value: Number(token.text), at };
    case 'date':
      reader.take();
      return { kind: 'date', value: checkedDate(reader, token.text, at), at };
    case 'datetime':
      reader.take();
      return { kind: 'datetime', value: checkedInstant(reader, token.text, at), at };
    case 'time':
      reader.take();
      return { kind: 'time', value: `${token.text.replace(/Z$/i, '').padEnd(12, '.000').slice(0, 12)}Z`, at };
    case 'word':
      return parseWordValue(reader);
    case 'symbol':
    case 'end':
      return reader.fail();
  }
}

function parseWordValue(reader: TokenReader): Value {
  const token = reader.take();
  const at = token.at;
  const word = token.text.toUpperCase();
  if (word === 'NULL') return { kind: 'null', at };
  if (word === 'TRUE' || word === 'FALSE') return { kind: 'boolean', value: word === 'TRUE', at };
  const currency = /^([A-Z]{3})(\d+(?:\.\d+)?)$/.exec(word);
  if (currency) return { kind: 'currency', isoCode: currency[1] ?? '', value: Number(currency[2]), at };
  if (!isDateLiteral(word)) return reader.fail(token);
  if (!takesNumber(word)) return { kind: 'dateLiteral', name: word, n: 0, at };
  reader.expectSymbol(':');
  const n = reader.peek();
  if (n.kind !== 'number' || !/^\d+$/.test(n.text)) reader.fail();
  reader.take();
  return { kind: 'dateLiteral', name: word, n: Number(n.text), at };
}

function checkedDate(reader: TokenReader, text: string, at: number): string {
  const date = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) {
    throw queryError('MALFORMED_QUERY', reader.text, at, `Invalid date: ${text}`);
  }
  return text;
}

function checkedInstant(reader: TokenReader, text: string, at: number): string {
  const instant = new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(instant.getTime()))
    throw queryError('MALFORMED_QUERY', reader.text, at, `Invalid datetime: ${text}`);
  return instant.toISOString();
}
