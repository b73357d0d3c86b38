/** Which fields force-app and the integration service read as a user: inline SOQL in user mode, the service's queries, page layouts. */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { lineOf, type QueryNode } from '../../local-org/src/apex/compiler/ast.ts';
import { parseClass } from '../../local-org/src/apex/compiler/parse.ts';
import type { OrgSchema } from '../../local-org/src/schema/index.ts';
import { describeQuery } from '../../local-org/src/soql/index.ts';
import { inRoot } from '../support/paths.ts';

/** One place that needs fields of one object. */
export interface FieldUse {
  /** File and line, or the layout. */
  readonly place: string;
  /** The object that is asked; who cannot read it is not meant. */
  readonly object: string;
  /** `Account.Name`, parents' fields included. */
  readonly fields: ReadonlySet<string>;
}

/** A class of force-app, the classes its code mentions, and what its queries read in user mode. */
export interface ClassUse {
  readonly name: string;
  readonly mentions: ReadonlySet<string>;
  readonly uses: readonly FieldUse[];
}

/** Every class. At API 67 a query is in user mode unless it says otherwise; dynamic queries and SOSL are not looked at. */
export function classUses(schema: OrgSchema): readonly ClassUse[] {
  const files = globSync('force-app/main/**/*.cls', { cwd: inRoot() });
  const known = new Set(files.map((file) => basename(file, '.cls').toLowerCase()));
  return files.map((file) => {
    const source = readFileSync(inRoot(file), 'utf8');
    const parsed = parseClass(file, source);
    if (!('tree' in parsed)) throw new Error(`${file} does not parse: ${JSON.stringify(parsed.problems[0])}`);
    const words = source.match(/\b[A-Za-z]\w*\b/g) ?? [];
    return {
      name: basename(file, '.cls').toLowerCase(),
      mentions: new Set(words.map((word) => word.toLowerCase()).filter((word) => known.has(word))),
      uses: queriesBelow(parsed.tree)
        .filter(({ mode }) => mode !== 'SYSTEM_MODE')
        .map((query) => useOf(`${file}:${lineOf(query.pos)}`, query.text, schema)),
    };
  });
}

/** The queries of the integration service, with `null` in the place of each value. */
export function serviceUses(schema: OrgSchema): readonly FieldUse[] {
  return globSync('integration-service/src/**/*.ts', { cwd: inRoot() }).flatMap((file) =>
    [...readFileSync(inRoot(file), 'utf8').matchAll(/([`'])(SELECT\s[\s\S]*?\sFROM\s+\w+[\s\S]*?)\1(?=[,);\s])/g)].map(
      ([, , text = '']) => useOf(file, withoutValues(text), schema),
    ),
  );
}

function withoutValues(text: string): string {
  return text
    .replaceAll(/\bWHERE \$\{[^}]*\}/g, 'WHERE Id = null')
    .replaceAll(/\bLIMIT \$\{[^}]*\}/g, 'LIMIT 1')
    .replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, 'null');
}

/** The fields on the page layouts. */
export function layoutUses(schema: OrgSchema): readonly FieldUse[] {
  return globSync('force-app/main/**/*.layout-meta.xml', { cwd: inRoot() }).map((file) => {
    const name = basename(file, '.layout-meta.xml');
    const object = (name.split('-')[0] ?? '').replace(/^PersonAccount$/, 'Account');
    const named = [...readFileSync(inRoot(file), 'utf8').matchAll(/<layoutItems>[\s\S]*?<field>(.*?)<\/field>/g)];
    const fields = named.flatMap(([, field = '']) => {
      const found = schema.object(object)?.fields.get(field.toLowerCase());
      return found ? [`${object}.${found.name}`] : [];
    });
    return { place: `layout ${name}`, object, fields: new Set(fields) };
  });
}

function useOf(place: string, soql: string, schema: OrgSchema): FieldUse {
  try {
    const { objectName, fieldsRead } = describeQuery(soql, schema);
    return { place, object: objectName, fields: fieldsRead };
  } catch (error) {
    throw new Error(`${place}: this query cannot be read\n${soql}`, { cause: error });
  }
}

/** All query nodes in a syntax tree. */
function queriesBelow(node: unknown): readonly QueryNode[] {
  if (Array.isArray(node)) return node.flatMap(queriesBelow);
  if (typeof node !== 'object' || node === null) return [];
  return [...(isQuery(node) ? [node] : []), ...Object.values(node).flatMap(queriesBelow)];
}
const isQuery = (node: object): node is QueryNode => 'k' in node && node.k === 'soql';
