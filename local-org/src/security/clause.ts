import type { SqlValue } from '../engine/ports.ts';

/** A SQL condition with its parameters in order. */
export interface Clause {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

/** Template tag: clauses are spliced in, anything else becomes a parameter; `raw` text is SQL already. */
export function clause(texts: TemplateStringsArray, ...parts: readonly (Clause | SqlValue)[]): Clause {
  let sql = texts[0] ?? '';
  const params: SqlValue[] = [];
  parts.forEach((part, index) => {
    if (typeof part === 'object' && part !== null && 'sql' in part) {
      sql += part.sql;
      params.push(...part.params);
    } else {
      sql += '?';
      params.push(part);
    }
    sql += texts[index + 1] ?? '';
  });
  return { sql, params };
}

export function raw(sql: string): Clause {
  return { sql, params: [] };
}

/** One of the clauses holds; with none of them, never. */
export function anyOf(parts: readonly Clause[]): Clause {
  if (parts.length === 0) return raw('0');
  return { sql: `(${parts.map((part) => part.sql).join(' OR ')})`, params: parts.flatMap((part) => part.params) };
}

/** All of the clauses hold. */
export function allOf(parts: readonly Clause[]): Clause {
  if (parts.length === 0) return raw('1');
  return { sql: `(${parts.map((part) => part.sql).join(' AND ')})`, params: parts.flatMap((part) => part.params) };
}
