/**
 * SOSL in Apex tests: there is no search index, so a search finds the records that Test.setFixedSearchResults names, else nothing.
 * WHERE, ORDER BY and LIMIT of the search hold for them. Source: Apex Developer Guide, "Adding SOSL Queries to Unit Tests".
 */
import { OrgError } from '../../engine/errors.ts';
import type { Binds } from '../../engine/ports.ts';
import type { SObjectRecord } from '../../engine/records.ts';
import type { AccessMode } from './context.ts';
import type { ApexRuntime } from './runtime.ts';

/** Where a test keeps the ids (library/test-class.ts). */
export const FIXED_SEARCH = 'fixedSearchResults';

interface Returned {
  readonly object: string;
  /** What stands between the parentheses: fields and conditions; `Id` without any. */
  readonly fields: string;
  readonly rest: string;
}

/** One list of records per object that the search returns. */
export function searchInTest(
  rt: ApexRuntime,
  sosl: string,
  binds: Binds,
  mode: AccessMode,
): readonly (readonly SObjectRecord[])[] {
  // The search engine checks the text; what it would find does not count.
  const empty = rt.parts.queries.search(sosl, binds, rt.scope(mode), { apex: true });
  const ids = (rt.test?.values.get(FIXED_SEARCH) as readonly string[] | undefined) ?? [];
  const returned = returnedObjects(sosl);
  return empty.map((_, index) => {
    const one = returned[index];
    if (one === undefined)
      throw new OrgError('MALFORMED_SEARCH', `No object ${String(index + 1)} in RETURNING: ${sosl}`);
    const found = rt.schema().object(one.object);
    const own = ids.filter((id) => id.startsWith(found?.keyPrefix ?? '?'));
    if (own.length === 0) return [];
    const where = /^WHERE\s+([\s\S]*?)(?=\bORDER\s+BY\b|\bLIMIT\b|\bOFFSET\b|$)/i.exec(one.rest);
    const condition = where?.[1] === undefined ? '' : ` AND (${where[1]})`;
    const after = where === null ? one.rest : one.rest.slice(where[0].length);
    const soql = `SELECT ${one.fields} FROM ${one.object} WHERE Id IN :fixedSearchIds${condition} ${after}`;
    return rt.parts.queries.query(soql, { ...binds, fixedSearchIds: own }, rt.scope(mode), { apex: true }).records;
  });
}

/** `RETURNING Account(Id, Name WHERE …), Contact`, taken apart. */
function returnedObjects(sosl: string): readonly Returned[] {
  const start = /\bRETURNING\b/i.exec(
    sosl.replaceAll(/'(?:[^'\\]|\\.)*'|\{(?:[^}\\]|\\.)*\}/g, (text) => ' '.repeat(text.length)),
  );
  if (start === null) return [];
  const objects: Returned[] = [];
  let rest = sosl.slice(start.index + start[0].length);
  for (;;) {
    const name = /^\s*,?\s*(\w+)\s*/.exec(rest);
    if (name?.[1] === undefined || (objects.length > 0 && !/^\s*,/.test(rest))) return objects;
    rest = rest.slice(name[0].length);
    const inside = rest.startsWith('(') ? insideParentheses(rest) : undefined;
    if (inside !== undefined) rest = rest.slice(inside.length + 2);
    const clause = /\b(?:WHERE|ORDER\s+BY|LIMIT|OFFSET)\b[\s\S]*$/i.exec(inside ?? '')?.[0] ?? '';
    const fields = (inside ?? '').slice(0, (inside ?? '').length - clause.length).trim();
    objects.push({ object: name[1], fields: fields === '' ? 'Id' : fields, rest: clause });
  }
}

function insideParentheses(text: string): string {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === "'" && text[at - 1] !== '\\') quoted = !quoted;
    if (quoted) continue;
    if (char === '(') depth += 1;
    else if (char === ')' && (depth -= 1) === 0) return text.slice(1, at);
  }
  return text.slice(1);
}
