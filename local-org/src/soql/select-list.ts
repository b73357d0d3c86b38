import type { FieldRef, FunctionCall, SelectItem, SoqlQuery } from './ast.ts';
import type { FieldDef, FieldType, OrgSchema } from '../schema/types.ts';
import type { ConditionContext } from './conditions.ts';
import { converterOf, fieldConverter, formatConverter, inUsersLanguage, labelConverter } from './field-values.ts';
import { aggregateSql, compoundParts, currencyOf, functionSql, isAggregate, withCurrency } from './functions.ts';
import { noSuchType, queryError } from './query-errors.ts';
import type { Convert, Shape, Slot } from './shapes.ts';
import type { ResolvedField, Row, Source } from './sources.ts';
import type { Sql } from './sql-text.ts';

const LABELLED: readonly FieldType[] = ['picklist', 'multipicklist', 'combobox'];
const FORMATTED: readonly FieldType[] = ['int', 'double', 'currency', 'percent', 'date', 'datetime', 'time'];

/** One selected column, for REST `columns=true` and the Apex type checker. */
export interface SelectedColumn {
  /** Path of canonical names from the queried record, or the alias. */
  readonly path: readonly string[];
  readonly type: FieldType | 'relationship' | 'children';
  readonly aggregate: boolean;
  readonly objectName?: string;
  readonly field?: FieldDef;
  /** Of a child list: its object and columns. */
  readonly children?: { readonly objectName: string; readonly columns: readonly SelectedColumn[] };
}

/** Where relationships led: the row, its record, and their names. */
interface Walked {
  readonly row: Row;
  readonly builder: ShapeBuilder;
  readonly names: readonly string[];
}

/** A SELECT list under construction: the SQL columns, and how rows of them become records. */
export class SelectList {
  readonly columns: Sql[] = [];
  readonly selected: SelectedColumn[] = [];
  readonly #context: ConditionContext;
  readonly #source: Source;
  readonly #root: ShapeBuilder;
  #unnamed = 0;

  constructor(context: ConditionContext, source: Source, aggregate: boolean) {
    this.#context = context;
    this.#source = source;
    const name = aggregate ? 'AggregateResult' : source.object.name;
    this.#root = new ShapeBuilder(() => name);
    if (!aggregate) this.#root.idColumn = this.add(source.idOf(source.row));
  }

  get shape(): Shape {
    return this.#root;
  }

  /** Adds a SQL column and gives its position. */
  add(column: Sql): number {
    const known = this.columns.findIndex((other) => other.text === column.text && column.params.length === 0);
    return known >= 0 ? known : this.columns.push(column) - 1;
  }

  addField(reference: FieldRef): void {
    const resolved = this.#source.resolve(reference.path, reference.at);
    const { builder, names } = this.#parentOf(reference);
    const { field } = resolved;
    if (!builder.claim(field.name)) this.#duplicate(field.name, reference.at);
    this.selected.push(describeField([...names, field.name], resolved));
    builder.slots.push(this.#fieldSlot(resolved, field.name));
  }

  /** The record in which a path ends, and the relationships that lead there. */
  #parentOf(reference: FieldRef): { readonly builder: ShapeBuilder; readonly names: readonly string[] } {
    const source = this.#source;
    const path = source.namesItself(reference.path) ? reference.path.slice(1) : reference.path;
    return this.#walk(source.row, this.#root, path.slice(0, -1), reference.at);
  }

  /** Follows relationships from a row, making the records on the way. */
  #walk(from: Row, start: ShapeBuilder, relationships: readonly string[], at: number): Walked {
    const source = this.#source;
    let row = from;
    let builder = start;
    const names: string[] = [];
    for (const relationship of relationships) {
      row = source.parent(row, relationship, at);
      const key = row.via?.field.relationshipName ?? relationship;
      names.push(key);
      const shape = builder.parent(key, this.add(source.idOf(row)), typeNamer(row, this.#context.schema));
      builder = shape ?? this.#duplicate(key, at);
    }
    return { row, builder, names };
  }

  addChildren(
    key: string,
    column: Sql,
    shape: Shape,
    child: { objectName: string; columns: readonly SelectedColumn[] },
    at: number,
  ): void {
    if (!this.#root.claim(key)) this.#duplicate(key, at);
    this.#root.slots.push({ kind: 'children', key, column: this.add(column), shape });
    this.selected.push({ path: [key], type: 'children', aggregate: false, children: child });
  }

  /**
   * TYPEOF: fields by the object of a polymorphic parent, which may be a parent's; the lists may hold paths to related fields.
   * Source: SOQL and SOSL Reference, "TYPEOF".
   */
  addTypeof(item: Extract<SelectItem, { kind: 'typeof' }>): void {
    const source = this.#source;
    const { schema, text } = this.#context;
    const path = source.namesItself(item.relationship) ? item.relationship.slice(1) : item.relationship;
    const holder = this.#walk(source.row, this.#root, path.slice(0, -1), item.at);
    const relationship = path.at(-1) ?? '';
    const row = source.parent(holder.row, relationship, item.at);
    const key = row.via?.field.relationshipName ?? relationship;
    if (!holder.builder.claim(key)) this.#duplicate(key, item.at);
    const idColumn = this.add(source.idOf(row));
    const typeOf = (id: string): string => schema.objectByPrefix(id.slice(0, 3))?.name ?? 'Name';
    const shapeWith = (within: Row, fields: readonly FieldRef[]): Shape => {
      const shape = new ShapeBuilder(typeOf);
      shape.idColumn = idColumn;
      for (const { path: fieldPath, at } of fields) {
        const { row: end, builder } = this.#walk(within, shape, fieldPath.slice(0, -1), at);
        const resolved = source.fieldOf(end, fieldPath.at(-1) ?? '', at);
        if (!builder.claim(resolved.field.name)) this.#duplicate(resolved.field.name, at);
        builder.slots.push(this.#fieldSlot(resolved, resolved.field.name));
      }
      return shape;
    };
    const shapes = new Map<string, Shape>();
    for (const branch of item.branches) {
      const tables = row.tables.filter(({ object }) => object.name.toLowerCase() === branch.type.toLowerCase());
      const [table] = tables;
      if (!table) throw noSuchType(text, branch.at, branch.type);
      shapes.set(table.object.name, shapeWith({ ...row, tables, parents: new Map() }, branch.fields));
    }
    const otherwise = shapeWith(row, item.otherwise);
    holder.builder.slots.push({ kind: 'typed', key, idColumn, shapeOf: (id) => shapes.get(typeOf(id)) ?? otherwise });
    this.selected.push({ path: [...holder.names, key], type: 'relationship', aggregate: false });
  }

  /** A function of a plain query: toLabel, FORMAT, convertCurrency, DISTANCE, date functions. */
  addFunction(call: FunctionCall, alias: string | undefined, at: number): void {
    const { sql, convert, type, field } = this.#computed(call);
    const key = alias ?? field?.name ?? `expr${this.#unnamed++}`;
    const [argument] = call.args;
    // Without an alias the label of a parent's field stands in the parent, as the field itself would.
    const within = alias === undefined && call.name === 'TOLABEL' && argument?.kind === 'field' ? argument : undefined;
    const { builder, names } = within ? this.#parentOf(within) : { builder: this.#root, names: [] };
    if (!builder.claim(key)) this.#duplicate(key, at);
    builder.slots.push({ kind: 'value', key, column: this.add(sql), convert });
    this.selected.push({ path: [...names, key], type, aggregate: false, ...(field && { field }) });
  }

  /** A column of an aggregate query: a grouped field, a date function or an aggregate. */
  addAggregate(item: Extract<SelectItem, { kind: 'expression' }>): void {
    const { expression, alias, at } = item;
    if (expression.kind === 'field') {
      const resolved = this.#source.resolve(expression.path, expression.at);
      const key = alias ?? resolved.field.name;
      if (!this.#root.claim(key)) this.#duplicate(key, at);
      this.#root.slots.push({
        kind: 'value',
        key,
        column: this.add(this.#context.grouping?.valueOf(this.#source, expression, resolved.sql) ?? resolved.sql),
        convert: converterOf(resolved.field.type),
      });
      this.selected.push({ ...describeField([key], resolved), aggregate: true });
      return;
    }
    const { sql: value, convert, type, field } = this.#computed(expression);
    const sql = this.#context.grouping?.valueOf(this.#source, expression, value) ?? value;
    const key = alias ?? `expr${this.#unnamed++}`;
    if (!this.#root.claim(key)) {
      throw queryError('MALFORMED_QUERY', this.#context.text, at, `duplicate alias: ${key}`);
    }
    this.#root.slots.push({ kind: 'value', key, column: this.add(sql), convert });
    this.selected.push({ path: [key], type, aggregate: true, ...(field && { field }) });
  }

  #fieldSlot(resolved: ResolvedField, key: string): Slot {
    const { field } = resolved;
    const { security, access } = this.#context;
    if (field.type === 'address' || field.type === 'location') {
      const parts = compoundParts(resolved).map((part) => ({
        key: part.key,
        column: this.add(part.sql),
        convert: converterOf(part.field.type),
      }));
      return { kind: 'compound', key, parts };
    }
    const convert = fieldConverter(field, security, access.user, access.fls);
    return { kind: 'value', key, column: this.add(resolved.sql), convert };
  }

  #computed(call: FunctionCall): {
    readonly sql: Sql;
    readonly convert: Convert;
    readonly type: FieldType;
    readonly field?: FieldDef;
  } {
    const context = this.#context;
    if (isAggregate(call.name)) {
      const computed = aggregateSql(context, this.#source, call);
      return { ...computed, convert: converterOf(computed.type) };
    }
    const [argument] = call.args;
    if (call.name === 'TOLABEL' && argument?.kind === 'field') {
      const { sql, field, object } = this.#source.resolve(argument.path, argument.at);
      if (!LABELLED.includes(field.type)) this.#notSupported(call, field);
      return {
        sql,
        convert: labelConverter(inUsersLanguage(object, field, context.access.user, context.schemaIn)),
        type: 'string',
        field,
      };
    }
    if (call.name === 'FORMAT' && argument !== undefined) {
      if (argument.kind === 'function') {
        const inner = this.#computed(argument);
        return {
          ...inner,
          convert: formatConverter(inner.type, inner.field?.scale, context.access.user),
          type: 'string',
        };
      }
      if (argument.kind === 'field') {
        const resolved = this.#source.resolve(argument.path, argument.at);
        const { field } = resolved;
        // Each row shows its amount in its own currency.
        const isoCode = currencyOf(context, resolved);
        const sql = isoCode ? withCurrency(isoCode, resolved.sql) : resolved.sql;
        // Only types with a local form; anything else (an encrypted text above all) would leave unconverted.
        if (!FORMATTED.includes(field.type)) this.#notSupported(call, field);
        return { sql, convert: formatConverter(field.type, field.scale, context.access.user), type: 'string', field };
      }
    }
    const computed = functionSql(context, this.#source, call);
    return { ...computed, convert: converterOf(computed.type) };
  }

  #notSupported(call: FunctionCall, field: FieldDef): never {
    const message = `${call.name} function is not supported on field ${field.name}`;
    throw queryError('INVALID_FIELD', this.#context.text, call.at, message, [field.name]);
  }

  #duplicate(name: string, at: number): never {
    throw queryError('INVALID_FIELD', this.#context.text, at, `duplicate field selected: ${name}`, [name]);
  }
}

class ShapeBuilder implements Shape {
  readonly slots: Slot[] = [];
  idColumn: number | undefined;
  readonly typeOf: (id: string) => string;
  readonly #claimed = new Set<string>();
  readonly #parents = new Map<string, ShapeBuilder>();

  constructor(typeOf: (id: string) => string) {
    this.typeOf = typeOf;
  }

  /** False when the key is taken. */
  claim(key: string): boolean {
    const lower = key.toLowerCase();
    if (this.#claimed.has(lower)) return false;
    this.#claimed.add(lower);
    return true;
  }

  /** The record of a parent; undefined when the key is another entry's: "typeOfField cannot reference a relationship field" of the field list. */
  parent(key: string, idColumn: number, typeOf: (id: string) => string): ShapeBuilder | undefined {
    const known = this.#parents.get(key);
    if (known) return known;
    if (!this.claim(key)) return undefined;
    const shape = new ShapeBuilder(typeOf);
    shape.idColumn = idColumn;
    this.#parents.set(key, shape);
    this.slots.push({ kind: 'parent', key, idColumn, shape });
    return shape;
  }
}

function typeNamer(row: Row, schema: OrgSchema): (id: string) => string {
  const [only] = row.tables;
  if (row.tables.length === 1 && only) return () => only.object.name;
  return (id) => schema.objectByPrefix(id.slice(0, 3))?.name ?? 'Name';
}

function describeField(path: readonly string[], resolved: ResolvedField): SelectedColumn {
  return { path, type: resolved.field.type, aggregate: false, objectName: resolved.object.name, field: resolved.field };
}

/** FIELDS(ALL|STANDARD|CUSTOM) written out. Source: SOQL and SOSL Reference, "FIELDS()": ALL and CUSTOM need LIMIT 200 or less. */
export function expandFields(
  context: ConditionContext,
  source: Source,
  item: Extract<SelectItem, { kind: 'fields' }>,
  query: SoqlQuery,
): readonly FieldRef[] {
  const limit = query.limit?.kind === 'number' ? query.limit.value : Infinity;
  if (item.set !== 'STANDARD' && limit > 200) {
    throw queryError(
      'MALFORMED_QUERY',
      context.text,
      item.at,
      'The SOQL FIELDS function must have a LIMIT of at most 200',
    );
  }
  const { access, security } = context;
  return [...source.object.fields.values()]
    .filter((field) => item.set === 'ALL' || field.custom === (item.set === 'CUSTOM'))
    .filter((field) => !access.fls || security.fieldReadable(access.user, source.object.name, field.name))
    .map((field) => ({ kind: 'field', path: [field.name], at: item.at }));
}
