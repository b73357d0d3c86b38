import type { Condition, Operator, SoqlQuery, Value } from './ast.ts';
import { parseExpression, parseValue } from './expression-parser.ts';
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

/** Reads the SELECT of a semi-join; whoever parses queries gives it. */
type ParseQuery = (reader: TokenReader) => SoqlQuery;

/** A WHERE or HAVING condition. AND and OR may not be mixed without parentheses, as on the platform. */
export function parseCondition(reader: TokenReader, parseQuery: ParseQuery): Condition {
  const first = parsePrimary(reader, parseQuery);
  for (const word of ['AND', 'OR'] as const) {
    if (!reader.isWords(word)) continue;
    const parts = [first];
    while (reader.takeWords(word)) parts.push(parsePrimary(reader, parseQuery));
    if (reader.isWords('AND') || reader.isWords('OR')) reader.fail();
    return { kind: word === 'AND' ? 'and' : 'or', parts };
  }
  return first;
}

function parsePrimary(reader: TokenReader, parseQuery: ParseQuery): Condition {
  if (reader.takeWords('NOT')) return { kind: 'not', part: parsePrimary(reader, parseQuery) };
  if (reader.takeSymbol('(')) {
    const inner = parseCondition(reader, parseQuery);
    reader.expectSymbol(')');
    return inner;
  }
  const at = reader.position;
  const left = parseExpression(reader);
  const operator = parseOperator(reader);
  return { kind: 'compare', left, operator, right: parseRight(reader, operator, parseQuery), at };
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

function parseRight(reader: TokenReader, operator: Operator, parseQuery: ParseQuery): Value {
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
