/** Parses types: `Array<String> | {a: Number, b?: T}`, `(A, B) -> C`, `String {format: "yyyy"}`. */
import type { Parser } from './parser.ts';
import type { SchemaEntry, TypeField, TypeNode } from './syntax.ts';

/** A type, unions lowest. */
export function parseType(parser: Parser): TypeNode {
  return parser.nested(() => {
    const items = [parseIntersection(parser)];
    while (parser.scanner.sees('|') && !closesObject(parser)) {
      parser.scanner.next();
      items.push(parseIntersection(parser));
    }
    return items.length === 1 && items[0] ? items[0] : { k: 'union', items };
  });
}

/** `|}` ends a closed object type. */
const closesObject = (parser: Parser): boolean => parser.scanner.peekSecond().text === '}';

function parseIntersection(parser: Parser): TypeNode {
  const items = [parsePrimary(parser)];
  while (parser.scanner.take('&')) items.push(parsePrimary(parser));
  return items.length === 1 && items[0] ? items[0] : { k: 'intersection', items };
}

function parsePrimary(parser: Parser): TypeNode {
  const { scanner } = parser;
  const token = scanner.peek();
  if (token.text === '{') return parseObject(parser);
  if (token.text === '(') return parseFunction(parser);
  if (token.kind === 'quote' || token.kind === 'number' || token.text === 'true' || token.text === 'false') {
    return { k: 'literal', value: parser.primary() };
  }
  if (token.kind !== 'name') throw scanner.unexpected('expecting a type');
  let name = scanner.next().text;
  while (scanner.take('::')) name += `::${scanner.name()}`;
  if (scanner.sees('#')) {
    scanner.next();
    name = scanner.name();
  }
  const args: TypeNode[] = [];
  if (scanner.take('<')) {
    do args.push(parseType(parser));
    while (scanner.take(','));
    closeAngle(parser);
  }
  return { k: 'named', name, args, schema: parseSchema(parser), at: token.at };
}

/** `>>` of nested types is two signs here. */
function closeAngle(parser: Parser): void {
  const { scanner } = parser;
  const token = scanner.peek();
  if (!token.text.startsWith('>')) throw scanner.unexpected("expecting '>'");
  scanner.moveTo(token.at + 1);
}

function parseSchema(parser: Parser): readonly SchemaEntry[] {
  const { scanner } = parser;
  if (!scanner.sees('{')) return [];
  const start = scanner.at;
  scanner.next();
  const entries: SchemaEntry[] = [];
  while (!scanner.sees('}')) {
    const key = scanner.peek();
    if (key.kind !== 'name' && key.kind !== 'quote') {
      // Not a schema: what stands behind the type begins with a brace of its own.
      scanner.moveTo(start);
      return [];
    }
    const name = key.kind === 'quote' ? parser.plainText() : scanner.name();
    scanner.expect(':');
    entries.push({ name, value: parser.expression() });
    if (!scanner.take(',')) break;
  }
  scanner.expect('}');
  return entries;
}

function parseObject(parser: Parser): TypeNode {
  const { scanner } = parser;
  scanner.expect('{');
  const mark = scanner.sees('|') || scanner.sees('-') ? scanner.next().text : undefined;
  const fields: TypeField[] = [];
  while (!scanner.sees('}') && !(mark !== undefined && scanner.sees(mark))) {
    if (scanner.take('_')) {
      // `_?: T` says that further keys have this type; it restricts nothing that is checked here.
      scanner.take('?');
      scanner.expect(':');
      parseType(parser);
    } else {
      const name = scanner.peek().kind === 'quote' ? parser.plainText() : scanner.name();
      scanner.take('*');
      const optional = scanner.take('?');
      scanner.expect(':');
      fields.push({ name, optional, type: parseType(parser) });
    }
    if (!scanner.take(',')) break;
  }
  if (mark !== undefined) scanner.expect(mark);
  scanner.expect('}');
  return { k: 'object', fields, closed: mark === '|', schema: parseSchema(parser) };
}

function parseFunction(parser: Parser): TypeNode {
  const { scanner } = parser;
  scanner.expect('(');
  const parameters: TypeNode[] = [];
  while (!scanner.sees(')')) {
    if (scanner.peek().kind === 'name' && scanner.peekSecond().text === ':') {
      scanner.next();
      scanner.next();
    }
    parameters.push(parseType(parser));
    if (!scanner.take(',')) break;
  }
  scanner.expect(')');
  if (scanner.take('->')) return { k: 'function', parameters, returns: parseType(parser) };
  const [only] = parameters;
  if (parameters.length !== 1 || only === undefined) throw scanner.unexpected("expecting '->'");
  return only;
}
