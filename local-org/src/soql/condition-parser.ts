import type { Condition, Operator, Value } from './ast.ts';
import { isDateLiteral, takesNumber } from './date-literals.ts';
import { parseExpression, parsePath, parseQuery } from './parser.ts';
import { queryError } from './query-errors.ts';
import type { TokenReader } from './token-reader.ts';

const SYMBOL_OPERATORS: Readonly<Record<string, Operator>> = {
  '=': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** A WHERE or HAVING condition. AND and OR may not be mixed without parentheses, as on the platform. */
export function parseCondition(reader: TokenReader): Condition {
  const first = parsePrimary(reader);
  for (const word of ['AND', 'OR'] as const) {
    if (!reader.isWords(word)) continue;
    const parts = [first];
    while (reader.takeWords(word)) parts.push(parsePrimary(reader));
    if (reader.isWords('AND') || reader.isWords('OR')) reader.fail();
    return { kind: word === 'AND' ? 'and' : 'or', parts };
  }
  return first;
}

function parsePrimary(reader: TokenReader): Condition {
  if (reader.takeWords('NOT')) return { kind: 'not', part: parsePrimary(reader) };
  if (reader.takeSymbol('(')) {
    const inner = parseCondition(reader);
    reader.expectSymbol(')');
    return inner;
  }
  const at = reader.position;
  const left = parseExpression(reader);
  const operator = parseOperator(reader);
  return { kind: 'compare', left, operator, right: parseRight(reader, operator), at };
}

function parseOperator(reader: TokenReader): Operator {
  const token = reader.peek();
  const symbol = token.kind === 'symbol' ? SYMBOL_OPERATORS[token.text] : undefined;
  if (symbol) {
    reader.take();
    return symbol;
  }
  if (reader.takeWords('NOT', 'IN')) return 'NOT IN';
  for (const word of ['LIKE', 'IN', 'INCLUDES', 'EXCLUDES'] as const) if (reader.takeWords(word)) return word;
  return reader.fail();
}

function parseRight(reader: TokenReader, operator: Operator): Value {
  if (operator !== 'IN' && operator !== 'NOT IN' && operator !== 'INCLUDES' && operator !== 'EXCLUDES') {
    return parseValue(reader);
  }
  const at = reader.position;
  if (reader.isSymbol(':')) return parseValue(reader);
  reader.expectSymbol('(');
  if (reader.isWords('SELECT')) {
    const query = parseQuery(reader);
    reader.expectSymbol(')');
    return { kind: 'query', query, at };
  }
  const values: Value[] = [];
  do values.push(parseValue(reader));
  while (reader.takeSymbol(','));
  reader.expectSymbol(')');
  return { kind: 'list', values, at };
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
