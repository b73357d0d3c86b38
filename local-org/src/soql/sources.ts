import type { Expression } from './ast.ts';
import { Unsupported } from '../engine/errors.ts';
import type { Access, RowsWanted, Scope, Security, SqlValue } from '../engine/ports.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import { isStored, quoteName, typeKey } from '../store/index.ts';
import { definitionTable, hasDefinitionColumn, isDefinition } from './definition-tables.ts';
import { personalDate } from './recent-dates.ts';
import { noSuchColumn, noSuchRelationship, noSuchType, queryError } from './query-errors.ts';
import { columnOf, joinSql, raw, sql, Sql, type Param } from './sql-text.ts';

/** Source: SOQL and SOSL Reference, "Understanding Relationship Query Limitations": five levels from child to parent. */
const MAX_LEVELS = 5;

/** SQL for a formula field of the row `alias`; `formula/` implements it. */
export type FormulaSql = (
  objectName: string,
  fieldName: string,
  alias: string,
) => { readonly sql: string; params(scope: Scope): readonly SqlValue[] };

/** What compiling one statement shares between all of its parts. */
export interface CompileContext {
  readonly text: string;
  readonly schema: OrgSchema;
  readonly security: Security;
  readonly access: Access;
  /** Undefined when a statement is only described. */
  readonly scope: Scope | undefined;
  readonly formulaSql: FormulaSql | undefined;
  /** The schema with labels in a language; undefined: there are only master labels. */
  readonly schemaIn?: ((language: string) => OrgSchema) | undefined;
  readonly allRows: boolean;
  /** The id of a record type; undefined where there is none or nobody knows. */
  readonly recordTypeId?: ((objectName: string, developerName: string) => string | undefined) | undefined;
  /** In SELECT, HAVING and ORDER BY of a statement with ROLLUP or CUBE. */
  readonly grouping?: Grouping;
  /** Makes table aliases that are unique in the statement. */
  nextAlias(): string;
}

/** What ROLLUP and CUBE make of grouped expressions. */
export interface Grouping {
  /** The expression's value, null in rows that total it up; anything that is not grouped stays as it is. */
  valueOf(source: Source, expression: Expression, value: Sql): Sql;
  /** 1 in rows that total the expression up, else 0; undefined for an expression that is not grouped. */
  totalledUp(source: Source, expression: Expression): Sql | undefined;
}

/** A field found by its path. */
export interface ResolvedField {
  readonly object: SObjectDef;
  readonly field: FieldDef;
  readonly sql: Sql;
  /** The row that carries the field, for its other columns (currency, compound parts). */
  readonly row: Row;
}

/** One way a row may be found: a table alias. A polymorphic parent has one per possible object. */
interface Table {
  readonly object: SObjectDef;
  readonly alias: string;
  /** Without it only the name of the row is shown: another user's name is no secret, their e-mail address may be. */
  readonly guard?: Sql;
}

/** What everybody sees of a user who owns or made a record they see. */
const NAME_FIELDS = new Set(['id', 'name', 'firstname', 'lastname', 'type']);

/** A row of the statement: the queried object itself, or a parent reached by relationships. */
export interface Row {
  readonly tables: readonly Table[];
  /** The reference field that led here; undefined for the queried object. */
  readonly via?: { readonly row: Row; readonly field: FieldDef };
  readonly parents: Map<string, Row>;
}

/** A parent's table with the condition that finds its row. */
interface Join {
  readonly alias: string;
  readonly on: Sql;
}

/** The rows of one record type. */
export interface TypedList {
  readonly recordTypeId: string;
  /** The first ones in the order of names, which an index has of each record type. */
  readonly byName: boolean;
}

/** Tables of an index that give the ids of rows. */
interface Finder {
  readonly tables: Sql;
  readonly id: Sql;
  readonly condition: Sql;
  readonly order: Sql;
}

/** The FROM of one SELECT: the object's table and the joins its paths need. */
export class Source {
  readonly object: SObjectDef;
  readonly row: Row;
  readonly alias: string;
  readonly #context: CompileContext;
  readonly #names: ReadonlySet<string>;
  readonly #joins: Join[] = [];
  /** Aliases of parents without which a row does not count. */
  readonly #required = new Set<string>();
  #finder: Finder | undefined;
  readonly #table: Sql;

  /** `table` replaces the object's own table: rows that are computed. */
  constructor(context: CompileContext, object: SObjectDef, queryAlias: string | undefined, table?: Sql) {
    this.#table = table ?? definitionTable(context.schema, object) ?? raw(quoteName(object.name));
    this.#context = context;
    this.object = object;
    this.alias = context.nextAlias();
    this.row = { tables: [{ object, alias: this.alias }], parents: new Map() };
    this.#names = new Set([object.name.toLowerCase(), ...(queryAlias === undefined ? [] : [queryAlias.toLowerCase()])]);
  }

  /** Rows are found by what an index gives, not in their table. */
  findBy(finder: Finder): void {
    this.#finder = finder;
  }

  /** Rows without this parent are left out; it may be found first. A parent further up is required after those it is reached from. */
  require(row: Row): void {
    for (const { alias } of row.tables) this.#required.add(alias);
  }

  /** The order rows come in when none is asked for; undefined: that of their ids. */
  get order(): Sql | undefined {
    return this.#finder?.order;
  }

  /** `"Contact" t1 LEFT JOIN …`; complete only after all paths were resolved. */
  from(): Sql {
    // Tables that must have a row stand before those that may: SQLite never moves a table across a left join.
    const isRequired = ({ alias }: Join): boolean => this.#required.has(alias);
    const joins = [
      ...this.#joins.filter(isRequired).map(({ on }) => sql`JOIN ${on}`),
      ...this.#joins.filter((join) => !isRequired(join)).map(({ on }) => sql`LEFT JOIN ${on}`),
    ];
    if (this.#finder) {
      const { tables, id } = this.#finder;
      const found = sql`CROSS JOIN ${this.#table} ${raw(this.alias)} ON ${columnOf(this.alias, 'Id')} = ${id}`;
      return joinSql([tables, found, ...joins], ' ');
    }
    return joinSql([this.#table, raw(this.alias), ...joins], ' ');
  }

  /** Whether the first part of a path names the queried object instead of a relationship. */
  namesItself(path: readonly string[]): boolean {
    const first = (path[0] ?? '').toLowerCase();
    return path.length > 1 && this.#names.has(first) && !parentFieldOf(this.object, first);
  }

  /** Finds a field by path. Throws INVALID_FIELD when it does not exist or field-level security hides it. */
  resolve(written: readonly string[], at: number): ResolvedField {
    const path = this.namesItself(written) ? written.slice(1) : written;
    if (path.length > MAX_LEVELS + 1) {
      const message = `A path may lead over at most ${MAX_LEVELS} parents: ${path.join('.')}`;
      throw queryError('MALFORMED_QUERY', this.#context.text, at, message);
    }
    let row = this.row;
    for (const relationship of path.slice(0, -1)) row = this.parent(row, relationship, at);
    return this.fieldOf(row, path.at(-1) ?? '', at, path.length);
  }

  /** A field of a known row. */
  fieldOf(row: Row, name: string, at: number, pathLength = 1): ResolvedField {
    if (row.tables.length > 1) return this.#polymorphicField(row, name, at);
    const [table] = row.tables;
    if (!table) throw noSuchColumn(this.#context.text, at, name, this.object.name);
    const field = table.object.fields.get(name.toLowerCase());
    if (!field || !this.#readable(table.object, field)) {
      throw noSuchColumn(this.#context.text, at, name, table.object.name);
    }
    const value = this.#fieldSql(table, field);
    // SOQL Reference, "Lookup Relationships and Outer Joins": a boolean of an absent parent counts as false.
    const present = field.type === 'boolean' && pathLength > 1 ? sql`coalesce(${value}, 0)` : value;
    return { object: table.object, field, sql: present, row };
  }

  /** The row a relationship leads to; joins it on first use. */
  parent(row: Row, relationship: string, at: number): Row {
    const key = relationship.toLowerCase();
    const known = row.parents.get(key);
    if (known) return known;
    const found = row.tables.flatMap((table) => {
      const field = parentFieldOf(table.object, key);
      return field && this.#readable(table.object, field) ? [{ table, field }] : [];
    });
    const [first] = found;
    if (!first) throw noSuchRelationship(this.#context.text, at, relationship);
    const reference = coalesce(found.map(({ table, field }) => columnOf(table.alias, field.name)));
    const targets = [...new Set(found.flatMap(({ field }) => field.referenceTo))].flatMap((name) => {
      const target = this.#context.schema.object(name);
      return target && (!target.virtual || isDefinition(target)) && this.#objectReadable(target) ? [target] : [];
    });
    if (targets.length === 0) throw noSuchRelationship(this.#context.text, at, relationship);
    const parent: Row = {
      tables: targets.map((object) => this.#join(object, reference)),
      via: { row, field: first.field },
      parents: new Map(),
    };
    row.parents.set(key, parent);
    return parent;
  }

  /** The id of a row, null when there is none: for a parent, of the joined record. */
  idOf(row: Row): Sql {
    return coalesce(row.tables.map((table) => columnOf(table.alias, 'Id')));
  }

  /** Sharing and recycle-bin conditions on the queried object itself, for a statement that looks at so many of its rows. */
  rowConditions(rows: RowsWanted = 'few', list?: TypedList): readonly Sql[] {
    const conditions: Sql[] = this.#finder ? [this.#finder.condition] : [];
    if (!this.#context.allRows && this.object.fields.has('isdeleted'))
      conditions.push(sql`${columnOf(this.alias, 'IsDeleted')} = 0`);
    const shared = this.#sharing(this.object, this.alias, rows, list?.recordTypeId);
    if (shared) conditions.push(shared.condition);
    if (list?.byName === true && shared?.walks !== false)
      conditions.push(sql`${raw(typeKey(this.alias))} = ${list.recordTypeId}`);
    return conditions;
  }

  #join(object: SObjectDef, reference: Sql): Table {
    const alias = this.#context.nextAlias();
    const on = [sql`${columnOf(alias, 'Id')} = ${reference}`];
    const table = definitionTable(this.#context.schema, object) ?? raw(quoteName(object.name));
    const shared = this.#sharing(object, alias, 'few')?.condition;
    if (shared && object.kind !== 'setup') on.push(shared);
    this.#joins.push({ alias, on: sql`${table} ${raw(alias)} ON ${joinSql(on, ' AND ')}` });
    return { object, alias, ...(shared && object.kind === 'setup' && { guard: shared }) };
  }

  #sharing(
    object: SObjectDef,
    alias: string,
    rows: RowsWanted,
    recordTypeId?: string,
  ): { readonly condition: Sql; readonly walks: boolean } | undefined {
    const { access, security } = this.#context;
    if (!access.sharing) return undefined;
    const found = security.sharingCondition(access.user, object.name, alias, 'read', rows, recordTypeId);
    if (!found) return undefined;
    return { condition: new Sql(`(${found.sql})`, found.params), walks: found.walks ?? true };
  }

  #polymorphicField(row: Row, name: string, at: number): ResolvedField {
    const lower = name.toLowerCase();
    const found = row.tables.flatMap((table) => {
      const field = table.object.fields.get(lower);
      return field && isStored(field) && this.#readable(table.object, field) ? [{ table, field }] : [];
    });
    const [first] = found;
    if (lower === 'type') return this.#typeOfRow(row);
    if (!first) throw noSuchColumn(this.#context.text, at, name, 'Name');
    return {
      object: first.table.object,
      field: first.field,
      sql: coalesce(found.map(({ table, field }) => this.#fieldSql(table, field))),
      row,
    };
  }

  /** `Owner.Type`: the name of the object a polymorphic reference points to. */
  #typeOfRow(row: Row): ResolvedField {
    const [table] = row.tables;
    const name = table?.object.fields.get('name') ?? [...(table?.object.fields.values() ?? [])][0];
    if (!table || !name) throw new Unsupported('SOQL Type of an empty polymorphic reference');
    const branches = row.tables.map(
      ({ object, alias }) => sql`WHEN ${columnOf(alias, 'Id')} IS NOT NULL THEN ${object.name}`,
    );
    return {
      object: table.object,
      field: { ...name, name: 'Type', label: 'Type', type: 'picklist', nameField: false },
      sql: sql`CASE ${joinSql(branches, ' ')} END`,
      row,
    };
  }

  #fieldSql(table: Table, field: FieldDef): Sql {
    // Definitions have no record id of their own: the platform answers this one for all of them.
    if (isDefinition(table.object) && field.name === 'Id') return raw("'000000000000000AAA'");
    if (isDefinition(table.object) && !hasDefinitionColumn(this.#context.schema, table.object, field.name))
      throw new Unsupported(`SOQL ${table.object.name}.${field.name}`);
    if (field.formula !== undefined) {
      const { formulaSql, scope } = this.#context;
      if (!scope) return raw('NULL');
      const formula = formulaSql?.(table.object.name, field.name, table.alias);
      if (!formula) throw new Unsupported('SOQL on formula fields', `${table.object.name}.${field.name}`);
      // Their values depend on who runs the statement and when; how many there are does not.
      const params = formula.params(scope).map(
        (_, index): Param =>
          (environment) =>
            formula.params(environment.scope ?? scope)[index] ?? null,
      );
      return new Sql(`(${formula.sql})`, params);
    }
    const personal = personalDate(this.#context, table.object, field, table.alias);
    const column = personal ?? (isStored(field) ? columnOf(table.alias, field.name) : raw('NULL'));
    if (!table.guard || NAME_FIELDS.has(field.name.toLowerCase())) return column;
    return sql`CASE WHEN ${table.guard} THEN ${column} END`;
  }

  #readable(object: SObjectDef, field: FieldDef): boolean {
    const { access, security } = this.#context;
    return !access.fls || security.fieldReadable(access.user, object.name, field.name);
  }

  #objectReadable(object: SObjectDef): boolean {
    const { access, security } = this.#context;
    return !access.crud || security.objectAccess(access.user, object.name).read;
  }
}

/** Virtual objects whose rows are computed for each query. */
const COMPUTED: ReadonlySet<string> = new Set(['RecentlyViewed', 'UserRecordAccess']);

/** The object of a FROM; throws INVALID_TYPE when it does not exist or may not be read. */
export function queryableObject(context: CompileContext, name: string, at: number): SObjectDef {
  const object = context.schema.object(name);
  const { access, security } = context;
  if (!object?.queryable || (access.crud && !security.objectAccess(access.user, object.name).read)) {
    throw noSuchType(context.text, at, name);
  }
  if (object.virtual && !COMPUTED.has(object.name) && !isDefinition(object))
    throw new Unsupported(`SOQL on ${object.name}`);
  return object;
}

/** The reference field behind a parent relationship name (lower case). */
export function parentFieldOf(object: SObjectDef, relationship: string): FieldDef | undefined {
  for (const field of object.fields.values()) if (field.relationshipName?.toLowerCase() === relationship) return field;
  return undefined;
}

function coalesce(parts: readonly Sql[]): Sql {
  const [first] = parts;
  return parts.length === 1 && first ? first : sql`coalesce(${joinSql(parts, ', ')})`;
}
