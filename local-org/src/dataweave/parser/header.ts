/** Parses the declarations above `---` of a script or of a `do` block. */
import { DataWeaveError } from '../errors.ts';
import type { Parser } from './parser.ts';
import type { Directive, FormatProperty, Node } from './syntax.ts';
import { parseType } from './types.ts';

const DIRECTIVES: ReadonlySet<string> = new Set([
  'output',
  'input',
  'var',
  'fun',
  'type',
  'ns',
  'import',
  'annotation',
]);

/** Words that begin a declaration, and so never stand between two operands. */
export const isDirectiveWord = (word: string): boolean => DIRECTIVES.has(word);

/** The version line and all declarations; stops before `---` or what is no declaration. */
export function parseHeader(parser: Parser): readonly Directive[] {
  const { scanner } = parser;
  const header: Directive[] = [];
  scanner.skipSpace();
  const version = scanner.match(/%dw[ \t]+([\d.]+)/y);
  if (version && version[1] !== '2.0') {
    throw new DataWeaveError('Syntax', `Unsupported DataWeave version ${version[1] ?? ''}, expecting 2.0`, 0);
  }
  for (;;) {
    const directive = parseDirective(parser);
    if (!directive) return header;
    header.push(directive);
  }
}

function parseDirective(parser: Parser): Directive | undefined {
  const { scanner } = parser;
  let tailRecursive = false;
  while (scanner.sees('@')) {
    scanner.next();
    const name = scanner.name();
    if (name === 'TailRec') tailRecursive = true;
    if (scanner.sees('(')) parser.callArguments();
  }
  const { text, at, kind } = scanner.peek();
  if (kind !== 'name' || !DIRECTIVES.has(text)) return undefined;
  const second = scanner.peekSecond();
  // A body may begin with a variable of such a name (`input.field`).
  if (second.kind === 'sign' && !(text === 'import' && second.text === '*')) return undefined;
  scanner.next();
  switch (text) {
    case 'output':
      return { k: 'output', at, ...parseMediaType(parser) };
    case 'input': {
      const name = scanner.name();
      if (scanner.take(':')) parseType(parser);
      return { k: 'input', at, name, ...parseMediaType(parser) };
    }
    case 'var': {
      const name = scanner.name();
      const type = scanner.take(':') ? parseType(parser) : undefined;
      scanner.expect('=');
      return { k: 'var', at, name, type, value: parser.expression() };
    }
    case 'fun':
      return parseFunction(parser, at, tailRecursive);
    case 'type': {
      const name = scanner.name();
      const parameters = typeParameters(parser);
      scanner.expect('=');
      return { k: 'type', at, name, parameters, type: parseType(parser) };
    }
    case 'ns': {
      const prefix = scanner.name();
      scanner.match(/[ \t]*/y);
      const uri = scanner.match(/\S+/y)?.[0];
      if (uri === undefined) throw scanner.unexpected('expecting the URI of the namespace');
      return { k: 'ns', at, prefix, uri };
    }
    case 'import':
      return parseImport(parser, at);
    default:
      throw new DataWeaveError('Syntax', `The declaration '${text}' is not supported`, at);
  }
}

function parseFunction(parser: Parser, at: number, tailRecursive: boolean): Directive {
  const { scanner } = parser;
  const name = scanner.name();
  typeParameters(parser);
  const parameters = parser.parameters();
  const returns = scanner.take(':') ? parseType(parser) : undefined;
  scanner.expect('=');
  const body = parser.expression();
  const lambda: Node & { readonly k: 'lambda' } = { k: 'lambda', at, parameters, body, returns };
  return { k: 'fun', at, name, lambda, tailRecursive };
}

/** `<T, K <: Comparable>`: the names; bounds restrict nothing that is checked here. */
function typeParameters(parser: Parser): readonly string[] {
  const { scanner } = parser;
  const names: string[] = [];
  if (!scanner.take('<')) return names;
  do {
    names.push(scanner.name());
    if (scanner.take('<')) {
      scanner.expect(':');
      parseType(parser);
    }
  } while (scanner.take(','));
  scanner.expect('>');
  return names;
}

function parseImport(parser: Parser, at: number): Directive {
  const { scanner } = parser;
  const moduleName = (): string => {
    let name = scanner.name();
    while (scanner.take('::')) name += `::${scanner.name()}`;
    return name;
  };
  const lastPart = (name: string): string => name.slice(name.lastIndexOf(':') + 1);
  if (scanner.take('*')) {
    scanner.expect('from');
    const module = moduleName();
    return { k: 'import', at, module, names: '*', alias: lastPart(module) };
  }
  const names: { name: string; alias: string }[] = [];
  do {
    const name = moduleName();
    const alias = scanner.take('as') ? scanner.name() : lastPart(name);
    names.push({ name, alias });
  } while (scanner.take(','));
  if (scanner.take('from')) {
    const module = moduleName();
    return { k: 'import', at, module, names, alias: lastPart(module) };
  }
  const [only] = names;
  if (names.length !== 1 || !only) throw scanner.unexpected("expecting 'from'");
  return { k: 'import', at, module: only.name, names: undefined, alias: only.alias };
}

function parseMediaType(parser: Parser): {
  readonly mediaType: string;
  readonly properties: readonly FormatProperty[];
} {
  const { scanner } = parser;
  scanner.match(/[ \t]*/y);
  const mediaType = scanner.match(/[\w*.+-]+(?:\/[\w*.+-]+)?/y)?.[0];
  if (mediaType === undefined) throw scanner.unexpected('expecting a media type');
  // `; charset=UTF-8` belongs to the type.
  scanner.match(/(?:[ \t]*;[ \t]*[\w-]+=[\w-]+)*/y);
  const properties: FormatProperty[] = [];
  while (scanner.peek().kind === 'name' && scanner.peekSecond().text === '=') {
    const name = scanner.name();
    scanner.expect('=');
    properties.push({ name, value: propertyValue(parser) });
    scanner.take(',');
  }
  return { mediaType, properties };
}

function propertyValue(parser: Parser): string | number | boolean {
  const { scanner } = parser;
  const token = scanner.peek();
  if (token.kind === 'quote') return parser.plainText();
  scanner.next();
  if (token.kind === 'number') return Number(token.text);
  if (token.text === 'true' || token.text === 'false') return token.text === 'true';
  if (token.kind === 'name') return token.text;
  throw new DataWeaveError('Syntax', `Invalid input '${token.text}', expecting the value of a property`, token.at);
}
