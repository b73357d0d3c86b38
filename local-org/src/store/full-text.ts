/**
 * The full-text index of an org: one FTS5 table for all searchable objects. Triggers note whatever was written in `_search_pending`; the
 * end of the transaction (or a search within it) indexes all of it at once, which costs a fraction of row by row. It only narrows down: a search still compares the texts of the rows found, because which fields count
 * depends on the user, and phrases and wildcards are finer than words. Source of the pieces: SQLite, "FTS5 Extension".
 *
 * `_search_rows` gives each record a number; the numbers of one object lie together, so that a search passes the others over.
 */
import type { Store } from '../engine/ports.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import { isStored, quoteName } from './names.ts';

/** The search groups of SOSL. Source: SOQL and SOSL Reference, "IN SearchGroup". */
export type SearchGroup = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR';

const COLUMNS = ['name', 'email', 'phone', 'rest'] as const;
type Column = (typeof COLUMNS)[number];

/** Numbers of one object: enough for every row it will ever have. */
const SPAN = 2 ** 40;
/** Word characters are letters and digits; case does not count, accents do. Two and three letters before a star are found at once. */
const TABLES = `
  CREATE VIRTUAL TABLE IF NOT EXISTS _search USING fts5(${COLUMNS.join(', ')}, content='', contentless_delete=1, detail=column, prefix='2 3', tokenize='unicode61 remove_diacritics 0');
  CREATE TABLE IF NOT EXISTS _search_rows (number INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS _search_objects (place INTEGER PRIMARY KEY, object TEXT NOT NULL UNIQUE, fields TEXT NOT NULL);
`;
const TEXT_TYPES: readonly FieldDef['type'][] = [
  'string',
  'textarea',
  'longtextarea',
  'richtextarea',
  'autonumber',
  'email',
  'phone',
  'url',
  'picklist',
  'combobox',
];

/** Whether a search in the group looks at the field. */
export function isSearched(field: FieldDef, group: SearchGroup): boolean {
  if (!isStored(field)) return false;
  const isName = field.nameField || /^(First|Last|Middle)?Name$|^Subject$|Number$/.test(field.name);
  switch (group) {
    case 'NAME':
      return isName && (field.type === 'string' || field.type === 'autonumber');
    case 'EMAIL':
      return field.type === 'email';
    case 'PHONE':
      return field.type === 'phone';
    case 'SIDEBAR':
      return isName || field.type === 'email' || field.type === 'phone' || field.externalId;
    case 'ALL':
      return TEXT_TYPES.includes(field.type);
  }
}

/**
 * Makes the index fit the schema and gives the triggers that keep it; rows whose words are not known yet are read. Called when all tables stand; `stoodBefore` tells
 * fields that may have values from those just added.
 */
export function applySearch(
  store: Store,
  schema: OrgSchema,
  stoodBefore: (objectName: string, fieldName: string) => boolean,
): ReadonlyMap<string, string> {
  store.exec(TABLES);
  const known = new Map(
    store
      .all('SELECT object, fields FROM _search_objects')
      .map((row) => [String(row['object']), String(row['fields'])]),
  );
  const wanted = new Map<string, string>();
  for (const object of schema.objects()) {
    if (!object.searchable || object.virtual === true) continue;
    const columns = columnsOf(object);
    const fields = JSON.stringify(columns);
    const before = known.get(object.name);
    if (before !== fields) {
      const added = before === undefined ? undefined : addedFields(JSON.parse(before) as ColumnFields, columns);
      if (!added || added.some((name) => stoodBefore(object.name, name))) indexRows(store, object, fields);
      else store.run('UPDATE _search_objects SET fields = ? WHERE object = ?', fields, object.name);
    }
    known.delete(object.name);
    for (const [name, sql] of triggersOf(object, columns, placeOf(store, object.name) ?? 0)) wanted.set(name, sql);
  }
  for (const name of known.keys()) forget(store, name);
  indexPending(store);
  return wanted;
}

/** SQL that finds an object's records by words, `?` the query of FTS5; `order` is the order in which the records were made. */
export interface SearchSql {
  readonly tables: string;
  readonly record: string;
  readonly condition: string;
  readonly order: string;
}

/** How a statement reads the index for one object. */
export function searchSql(objectName: string): SearchSql {
  const base = `(SELECT place * ${SPAN} FROM _search_objects WHERE object = '${objectName.replaceAll("'", "''")}')`;
  return {
    tables: '_search(?) f CROSS JOIN _search_rows n ON n.number = f.rowid',
    record: 'n.record',
    condition: `f.rowid > ${base} AND f.rowid < ${base} + ${SPAN}`,
    order: 'f.rowid',
  };
}

/** The columns of the index in which words of a group may stand. */
export function searchColumns(object: SObjectDef, group: SearchGroup): readonly string[] {
  const columns = columnsOf(object);
  return COLUMNS.filter((column) =>
    columns[column].some((name) => {
      const field = object.fields.get(name.toLowerCase());
      return field !== undefined && isSearched(field, group);
    }),
  );
}

type ColumnFields = Readonly<Record<Column, readonly string[]>>;

/** Each field stands in one column. */
function columnsOf(object: SObjectDef): ColumnFields {
  const columns: Record<Column, string[]> = { name: [], email: [], phone: [], rest: [] };
  for (const field of object.fields.values()) {
    if (isSearched(field, 'NAME')) columns.name.push(field.name);
    else if (isSearched(field, 'EMAIL')) columns.email.push(field.name);
    else if (isSearched(field, 'PHONE')) columns.phone.push(field.name);
    else if (isSearched(field, 'ALL') || isSearched(field, 'SIDEBAR')) columns.rest.push(field.name);
  }
  return columns;
}

function addedFields(before: ColumnFields, after: ColumnFields): readonly string[] {
  return COLUMNS.flatMap((column) => after[column].filter((name) => !before[column].includes(name)));
}

function placeOf(store: Store, objectName: string): number | undefined {
  const row = store.get('SELECT place FROM _search_objects WHERE object = ?', objectName);
  return row === undefined ? undefined : Number(row['place']);
}

/** `row` is an alias, NEW or OLD. */
function textsOf(columns: ColumnFields, row: string): string {
  return COLUMNS.map((column) => {
    const texts = columns[column].map((name) => `coalesce(${row}.${quoteName(name)}, '')`);
    return texts.length === 0 ? 'NULL' : texts.join(" || ' ' || ");
  }).join(', ');
}

function indexRows(store: Store, object: SObjectDef, fields: string): void {
  forget(store, object.name);
  store.run('INSERT INTO _search_objects (object, fields) VALUES (?, ?)', object.name, fields);
  store.run(
    `INSERT INTO _search_pending (place, record) SELECT ?, "Id" FROM ${quoteName(object.name)}`,
    placeOf(store, object.name) ?? 0,
  );
}

/** Indexes what was written since; nothing to do costs one look. Called before a transaction ends and before a search. */
export function indexPending(store: Store): void {
  if (!store.get('SELECT 1 AS found FROM _search_pending LIMIT 1')) return;
  const objects = store.all(
    'SELECT place, object, fields FROM _search_objects WHERE place IN (SELECT place FROM _search_pending)',
  );
  for (const { place, object, fields } of objects)
    indexObject(store, Number(place), String(object), JSON.parse(String(fields)) as ColumnFields);
  store.run('DELETE FROM _search_pending');
}

function indexObject(store: Store, place: number, objectName: string, columns: ColumnFields): void {
  const base = place * SPAN;
  const table = quoteName(objectName);
  const pending = `_search_pending p WHERE p.place = ${place}`;
  store.run(
    `DELETE FROM _search WHERE rowid IN (SELECT n.number FROM _search_rows n JOIN _search_pending p ON p.record = n.record WHERE p.place = ${place})`,
  );
  store.run(
    `DELETE FROM _search_rows WHERE record IN (SELECT p.record FROM ${pending} AND NOT EXISTS (SELECT 1 FROM ${table} t WHERE t."Id" = p.record))`,
  );
  store.run(
    `INSERT INTO _search_rows (number, record)
       SELECT (SELECT coalesce(max(number), ${base}) FROM _search_rows WHERE number > ${base} AND number < ${base + SPAN}) + row_number() OVER (ORDER BY p.record), p.record
       FROM _search_pending p JOIN ${table} t ON t."Id" = p.record
       WHERE p.place = ${place} AND NOT EXISTS (SELECT 1 FROM _search_rows n WHERE n.record = p.record)`,
  );
  store.run(
    `INSERT INTO _search (rowid, ${COLUMNS.join(', ')}) SELECT n.number, ${textsOf(columns, 't')} FROM _search_pending p JOIN _search_rows n ON n.record = p.record JOIN ${table} t ON t."Id" = p.record WHERE p.place = ${place} ORDER BY n.number`,
  );
}

function forget(store: Store, objectName: string): void {
  const place = placeOf(store, objectName);
  if (place === undefined) return;
  const base = place * SPAN;
  store.run(
    'DELETE FROM _search WHERE rowid IN (SELECT number FROM _search_rows WHERE number > ? AND number < ?)',
    base,
    base + SPAN,
  );
  store.run('DELETE FROM _search_rows WHERE number > ? AND number < ?', base, base + SPAN);
  store.run('DELETE FROM _search_pending WHERE place = ?', place);
  store.run('DELETE FROM _search_objects WHERE object = ?', objectName);
}

function triggersOf(object: SObjectDef, columns: ColumnFields, place: number): readonly (readonly [string, string])[] {
  const table = quoteName(object.name);
  const fields = COLUMNS.flatMap((column) => columns[column]);
  const trigger = (event: string, when: string, body: string): readonly [string, string] => {
    const name = `${object.name}.search.${event.split(' ')[0]?.toLowerCase() ?? ''}`;
    return [name, `CREATE TRIGGER ${quoteName(name)} AFTER ${event} ON ${table}${when} BEGIN ${body} END`];
  };
  const pending = (row: string): string =>
    `INSERT INTO _search_pending (place, record) VALUES (${place}, ${row}."Id") ON CONFLICT DO NOTHING;`;
  const changed = fields.map((name) => `OLD.${quoteName(name)} IS NOT NEW.${quoteName(name)}`);
  return [
    trigger('INSERT', '', pending('NEW')),
    ...(fields.length === 0
      ? []
      : [trigger(`UPDATE OF ${fields.map(quoteName).join(', ')}`, ` WHEN ${changed.join(' OR ')}`, pending('NEW'))]),
    trigger('DELETE', '', pending('OLD')),
  ];
}
