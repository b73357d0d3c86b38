/**
 * The tables of an org: one per object, columns named as the fields. What stands in the file is remembered in `_columns` and `_indexes`,
 * so that a deploy changes only what differs and keeps the rows.
 *
 * Text columns compare without regard to case (COLLATE NOCASE), as SOQL does; ids and case-sensitive fields compare exactly.
 */
import type { Store } from '../engine/ports.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import { applySearch } from './full-text.ts';
import { isStored, quoteName } from './names.ts';
import { applyReach, hasReach, REACH } from './reach.ts';
import { hasReachByType, typeKey } from './reach-by-type.ts';
import { dropTriggers, syncTriggers } from './triggers.ts';

/** Lookups everybody has and nobody joins on; an index on each would double the cost of an insert. */
const unindexedReferences = new Set(['createdbyid', 'lastmodifiedbyid', 'recordtypeid']);
/** Standard fields the platform indexes besides ids, references, unique fields and external ids. */
const indexedStandardFields = new Set(['name', 'systemmodstamp', 'email', 'username', 'developername']);
/** Lookups from which sharing goes on to what stands beside them: an account's cases by their owners. */
const sharedThrough = new Set(['accountid']);

/** Creates, alters and drops tables and indexes until they match the schema. Call it inside a transaction. */
export function applySchema(store: Store, schema: OrgSchema): void {
  const tables = storedColumns(store);
  const wantedIndexes = new Map<string, Index>();
  const wantedTables = new Set<string>();
  for (const object of schema.objects()) {
    if (object.virtual) continue;
    wantedTables.add(object.name);
    const columns = columnsOf(object, hasReach(schema, object));
    for (const index of indexesOf(object, hasReach(schema, object))) wantedIndexes.set(index.name, index);
    const existing = tables.get(object.name);
    if (existing) alterTable(store, object.name, existing, columns);
    else createTable(store, object.name, columns);
  }
  for (const name of tables.keys()) if (!wantedTables.has(name)) dropTable(store, name);
  syncIndexes(store, wantedIndexes);
  const stoodBefore = (object: string, field: string): boolean => tables.get(object)?.has(field) === true;
  syncTriggers(
    store,
    new Map([
      ...applySearch(store, schema, stoodBefore),
      ...applyReach(store, schema, (object) => stoodBefore(object, REACH)),
    ]),
  );
}

type Columns = ReadonlyMap<string, string>;

interface Index {
  readonly name: string;
  readonly object: string;
  readonly field: string;
  readonly declaration: string;
}

function storedColumns(store: Store): ReadonlyMap<string, Columns> {
  const tables = new Map<string, Map<string, string>>();
  for (const row of store.all('SELECT object, field, declaration FROM _columns')) {
    const name = String(row['object']);
    const columns = tables.get(name) ?? new Map<string, string>();
    columns.set(String(row['field']), String(row['declaration']));
    tables.set(name, columns);
  }
  return tables;
}

function columnsOf(object: SObjectDef, reach: boolean): Columns {
  const columns = new Map<string, string>();
  for (const field of object.fields.values()) if (isStored(field)) columns.set(field.name, declarationOf(field));
  if (reach) columns.set(REACH, 'INTEGER NOT NULL DEFAULT 0');
  return columns;
}

/** Column type; the affinity follows the record representation of engine/records.ts. */
function declarationOf(field: FieldDef): string {
  switch (field.type) {
    case 'id':
      return 'TEXT PRIMARY KEY NOT NULL';
    case 'reference':
      return 'TEXT';
    case 'boolean':
      return 'INTEGER NOT NULL DEFAULT 0';
    case 'int':
      return 'INTEGER';
    case 'double':
    case 'currency':
    case 'percent':
      return 'REAL';
    case 'date':
    case 'datetime':
    case 'time':
      return 'TEXT';
    case 'base64':
      return 'BLOB';
    case 'anyType':
    case 'complexvalue':
    case 'junctionidlist':
      return 'TEXT';
    case 'string':
    case 'textarea':
    case 'longtextarea':
    case 'richtextarea':
    case 'encryptedstring':
    case 'picklist':
    case 'multipicklist':
    case 'combobox':
    case 'email':
    case 'phone':
    case 'url':
    case 'autonumber':
      return field.caseSensitive ? 'TEXT' : 'TEXT COLLATE NOCASE';
    case 'address':
    case 'location':
      throw new Error(`${field.name} is a compound field and has no column`);
  }
}

/** Whether rows are found by the field, and walked in its order, without reading the whole table. */
export function indexedField(object: SObjectDef, field: FieldDef): boolean {
  if (!isStored(field)) return false;
  if (field.type === 'id' || field.unique || field.externalId) return true;
  const lower = field.name.toLowerCase();
  if (field.type === 'reference') return !unindexedReferences.has(lower);
  return !field.custom && (indexedStandardFields.has(lower) || (object.hasOwner && lower === 'createddate'));
}

function indexesOf(object: SObjectDef, reach: boolean): readonly Index[] {
  const indexes: Index[] = [];
  // A record in the recycle bin does not keep its unique values from being used again.
  const live = object.fields.has('isdeleted') ? ' WHERE IsDeleted = 0' : '';
  for (const field of object.fields.values()) {
    if (field.type === 'id' || !indexedField(object, field)) continue;
    if (field.unique) {
      const target = `${quoteName(object.name)} (${quoteName(field.name)})`;
      indexes.push(index(object, field, 'unique', `UNIQUE INDEX %s ON ${target}${live}`));
    } else {
      const columns = [field.name, ...carried(object, field, reach)].map(quoteName).join(', ');
      indexes.push(index(object, field, 'plain', `INDEX %s ON ${quoteName(object.name)} (${columns})`));
      // Lists of one record type in the order of names do not walk the other types.
      if (reach && field.name === 'Name' && hasReachByType(object))
        indexes.push(
          index(object, field, 'typed', `INDEX %s ON ${quoteName(object.name)} (${typeKey('')}, ${columns})`),
        );
    }
  }
  return indexes;
}

/**
 * What an index carries besides its field, so that sharing is decided on the way along it and only the rows that are shown are read:
 * id, owner, recycle bin and record type of records, grantee and level of share rows.
 */
function carried(object: SObjectDef, field: FieldDef, reach: boolean): readonly string[] {
  const has = (name: string): readonly string[] => {
    const other = object.fields.get(name.toLowerCase());
    return other && other !== field && isStored(other) ? [other.name] : [];
  };
  const lower = field.name.toLowerCase();
  if (object.kind === 'share') {
    const levels = [...object.fields.values()]
      .filter(({ name }) => name.endsWith('AccessLevel'))
      .map(({ name }) => name);
    const parent = [...object.fields.values()].find(
      ({ type, name }) => type === 'reference' && /^ParentId$|^(?!UserOrGroup|LastModifiedBy)\w+Id$/.test(name),
    );
    if (lower === 'userorgroupid') return [...(parent ? [parent.name] : []), ...levels, ...has('IsDeleted')];
    return parent === field ? [...has('UserOrGroupId'), ...levels, ...has('IsDeleted')] : [];
  }
  if (!object.hasOwner) return [];
  if (lower === 'ownerid') return ['Id'];
  const ordered = !field.custom && (lower === 'name' || lower === 'createddate');
  if (!ordered && !sharedThrough.has(lower)) return [];
  return [
    'Id',
    ...has('OwnerId'),
    ...has('IsDeleted'),
    ...(ordered ? [...(reach ? [REACH] : []), ...has('RecordTypeId')] : []),
  ];
}

function index(object: SObjectDef, field: FieldDef, kind: string, declaration: string): Index {
  const name = `${object.name}.${field.name}.${kind}`;
  return { name, object: object.name, field: field.name, declaration: declaration.replace('%s', quoteName(name)) };
}

function createTable(store: Store, name: string, columns: Columns): void {
  const declarations = [...columns].map(([column, declaration]) => `${quoteName(column)} ${declaration}`);
  store.exec(`CREATE TABLE ${quoteName(name)} (${declarations.join(', ')})`);
  rememberColumns(store, name, columns);
}

function dropTable(store: Store, name: string): void {
  dropTriggers(store);
  store.exec(`DROP TABLE ${quoteName(name)}`);
  store.run('DELETE FROM _columns WHERE object = ?', name);
  store.run('DELETE FROM _indexes WHERE object = ?', name);
}

function alterTable(store: Store, name: string, existing: Columns, wanted: Columns): void {
  const added = [...wanted].filter(([column]) => !existing.has(column));
  const removed = [...existing.keys()].filter((column) => !wanted.has(column));
  const changed = [...wanted].some(([column, declaration]) => (existing.get(column) ?? declaration) !== declaration);
  if (added.length === 0 && removed.length === 0 && !changed) return;
  if (changed || removed.length > 0) rebuildTable(store, name, existing, wanted);
  else
    for (const [column, declaration] of added)
      store.exec(`ALTER TABLE ${quoteName(name)} ADD COLUMN ${quoteName(column)} ${declaration}`);
  rememberColumns(store, name, wanted);
}

/** A column changed its type or went away: the rows move to a new table. Its indexes are made anew afterwards. */
function rebuildTable(store: Store, name: string, existing: Columns, wanted: Columns): void {
  dropTriggers(store);
  const temporary = `${name}.rebuilt`;
  const declarations = [...wanted].map(([column, declaration]) => `${quoteName(column)} ${declaration}`);
  const kept = [...wanted.keys()].filter((column) => existing.has(column));
  const source = kept.map((column) => conversion(column, wanted.get(column) ?? ''));
  store.exec(`CREATE TABLE ${quoteName(temporary)} (${declarations.join(', ')})`);
  store.exec(
    `INSERT INTO ${quoteName(temporary)} (${kept.map(quoteName).join(', ')}) SELECT ${source.join(', ')} FROM ${quoteName(name)} ORDER BY rowid`,
  );
  store.exec(`DROP TABLE ${quoteName(name)}`);
  store.exec(`ALTER TABLE ${quoteName(temporary)} RENAME TO ${quoteName(name)}`);
  store.run('DELETE FROM _indexes WHERE object = ?', name);
}

/** A text that is no number becomes empty when its field becomes a number, as on the platform ("data loss" of a type change). */
function conversion(column: string, declaration: string): string {
  const quoted = quoteName(column);
  if (declaration.startsWith('INTEGER NOT NULL')) return `CASE WHEN CAST(${quoted} AS INTEGER) = 1 THEN 1 ELSE 0 END`;
  if (declaration === 'REAL' || declaration === 'INTEGER')
    return `CASE WHEN typeof(${quoted}) IN ('integer', 'real') OR ${quoted} GLOB '*[0-9]*' AND ${quoted} NOT GLOB '*[^0-9.eE+-]*' THEN CAST(${quoted} AS ${declaration}) END`;
  return quoted;
}

function rememberColumns(store: Store, name: string, columns: Columns): void {
  store.run('DELETE FROM _columns WHERE object = ?', name);
  for (const [column, declaration] of columns)
    store.run('INSERT INTO _columns (object, field, declaration) VALUES (?, ?, ?)', name, column, declaration);
}

function syncIndexes(store: Store, wanted: ReadonlyMap<string, Index>): void {
  const existing = new Map<string, string>();
  for (const row of store.all('SELECT name, declaration FROM _indexes'))
    existing.set(String(row['name']), String(row['declaration']));
  for (const [name, declaration] of existing) {
    if (wanted.get(name)?.declaration === declaration) continue;
    store.exec(`DROP INDEX IF EXISTS ${quoteName(name)}`);
    store.run('DELETE FROM _indexes WHERE name = ?', name);
  }
  for (const entry of wanted.values()) {
    if (existing.get(entry.name) === entry.declaration) continue;
    store.exec(`CREATE ${entry.declaration}`);
    store.run(
      'INSERT INTO _indexes (name, object, field, declaration) VALUES (?, ?, ?, ?)',
      entry.name,
      entry.object,
      entry.field,
      entry.declaration,
    );
  }
}
