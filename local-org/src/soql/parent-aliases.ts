/**
 * `FROM Contact c, c.Account a`: names for parents, which then stand for their paths. Source: SOQL and SOSL Reference, "Alias Notation".
 */
import type { SoqlQuery } from './ast.ts';
import type { TokenReader } from './token-reader.ts';

/** Alias (lower case) → path from the queried object. */
export type ParentAliases = ReadonlyMap<string, readonly string[]>;

/** Reads what follows the object and its alias in FROM; `names` are what the object may be called there. Another object is no SOQL. */
export function readParentAliases(
  reader: TokenReader,
  names: ReadonlySet<string>,
  readPath: () => readonly string[],
  clauseWords: ReadonlySet<string>,
): ParentAliases {
  const aliases = new Map<string, readonly string[]>();
  while (reader.isSymbol(',')) {
    const known = reader.peek(1).text.toLowerCase();
    if (!names.has(known) && !aliases.has(known)) reader.fail();
    reader.take();
    const [first = '', ...rest] = readPath();
    reader.takeWords('AS');
    const alias = reader.peek();
    if (rest.length === 0 || alias.kind !== 'word' || clauseWords.has(alias.text.toUpperCase())) reader.fail();
    aliases.set(reader.take().text.toLowerCase(), [...(aliases.get(first.toLowerCase()) ?? []), ...rest]);
  }
  return aliases;
}

/** The query with every alias of a parent written out. */
export function writtenOut(query: SoqlQuery, aliases: ParentAliases): SoqlQuery {
  return aliases.size === 0 ? query : { ...written(query, aliases), parents: [...aliases.values()] };
}

function written<T>(node: T, aliases: ParentAliases): T {
  if (Array.isArray(node)) return node.map((item: unknown) => written(item, aliases)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]: [string, unknown]) => [key, written(value, aliases)]);
  const copy = Object.fromEntries(entries) as T & { readonly kind?: string; readonly path?: readonly string[] };
  if (copy.kind !== 'field' || copy.path === undefined || copy.path.length < 2) return copy;
  const [first = '', ...rest] = copy.path;
  const parent = aliases.get(first.toLowerCase());
  return parent === undefined ? copy : { ...copy, path: [...parent, ...rest] };
}
