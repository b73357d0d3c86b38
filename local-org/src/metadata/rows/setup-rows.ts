/** Writes rows of setup objects that metadata or a new org implies: found by their keys, inserted or brought up to date. */
import type { SqlValue, Store } from '../../engine/ports.ts';
import type { FieldValue } from '../../engine/records.ts';
import type { OrgSchema, SObjectDef } from '../../schema/index.ts';
import { newId, quoteName, toSql } from '../../store/index.ts';

export type RowValues = Readonly<Record<string, FieldValue | Uint8Array>>;

/** Bound to one deploy or org creation. */
export class SetupRows {
  readonly store: Store;
  readonly schema: OrgSchema;
  readonly #now: string;
  readonly #userId: string;

  /** `now` in milliseconds since 1970; `userId` is who deploys. */
  constructor(store: Store, schema: OrgSchema, now: number, userId: string) {
    this.store = store;
    this.schema = schema;
    this.#now = new Date(now).toISOString();
    this.#userId = userId;
  }

  /** Inserts a row or updates the one with the same keys; its id either way. */
  upsert(objectName: string, keys: RowValues, values: RowValues): string {
    const id = this.find(objectName, keys);
    if (id === undefined) return this.insert(objectName, { ...keys, ...values });
    this.update(objectName, id, values);
    return id;
  }

  /** The id of the first row with these values. */
  find(objectName: string, keys: RowValues): string | undefined {
    const object = this.object(objectName);
    const conditions = Object.keys(keys).map((name) => `${quoteName(this.#column(object, name))} IS ?`);
    if (object.fields.has('isdeleted')) conditions.push('IsDeleted = 0');
    const params = Object.entries(keys).map(([name, value]) => this.#value(object, name, value));
    const row = this.store.get(
      `SELECT Id FROM ${quoteName(object.name)} WHERE ${conditions.join(' AND ')} ORDER BY Id LIMIT 1`,
      ...params,
    );
    return row === undefined ? undefined : String(row['Id']);
  }

  /** Inserts a row with audit fields; `values.Id` fixes the id. */
  insert(objectName: string, values: RowValues): string {
    const object = this.object(objectName);
    const given = values['Id'];
    const id = typeof given === 'string' ? given : newId(this.store, object.keyPrefix);
    const row: Record<string, FieldValue | Uint8Array> = { ...this.#audit(object, true), ...values, Id: id };
    const names = Object.keys(row);
    const columns = names.map((name) => quoteName(this.#column(object, name)));
    const params = names.map((name) => this.#value(object, name, row[name] ?? null));
    this.store.run(
      `INSERT INTO ${quoteName(object.name)} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      ...params,
    );
    return id;
  }

  /** Updates a row unless it has these values already. */
  update(objectName: string, id: string, values: RowValues): void {
    const names = Object.keys(values);
    if (names.length === 0) return;
    const object = this.object(objectName);
    const params = names.map((name) => this.#value(object, name, values[name] ?? null));
    const same = names.map((name) => `${quoteName(this.#column(object, name))} IS ?`);
    if (this.store.get(`SELECT 1 FROM ${quoteName(object.name)} WHERE Id = ? AND ${same.join(' AND ')}`, id, ...params))
      return;
    const audit = Object.entries(this.#audit(object, false));
    const assignments = [...names, ...audit.map(([name]) => name)].map(
      (name) => `${quoteName(this.#column(object, name))} = ?`,
    );
    const auditParams = audit.map(([name, value]) => this.#value(object, name, value));
    this.store.run(
      `UPDATE ${quoteName(object.name)} SET ${assignments.join(', ')} WHERE Id = ?`,
      ...params,
      ...auditParams,
      id,
    );
  }

  /** Removes rows for good: setup rows have no recycle bin. */
  remove(objectName: string, keys: RowValues): void {
    const object = this.object(objectName);
    const conditions = Object.keys(keys).map((name) => `${quoteName(this.#column(object, name))} IS ?`);
    const params = Object.entries(keys).map(([name, value]) => this.#value(object, name, value));
    this.store.run(`DELETE FROM ${quoteName(object.name)} WHERE ${conditions.join(' AND ')}`, ...params);
  }

  object(name: string): SObjectDef {
    const object = this.schema.object(name);
    if (!object) throw new Error(`The schema has no object ${name}`);
    return object;
  }

  #audit(object: SObjectDef, created: boolean): Record<string, FieldValue> {
    const values: Record<string, FieldValue> = {};
    const set = (name: string, value: FieldValue): void => {
      if (object.fields.has(name.toLowerCase())) values[name] = value;
    };
    if (created) {
      set('CreatedDate', this.#now);
      set('CreatedById', this.#userId);
    }
    set('LastModifiedDate', this.#now);
    set('LastModifiedById', this.#userId);
    set('SystemModstamp', this.#now);
    return values;
  }

  #column(object: SObjectDef, name: string): string {
    const field = object.fields.get(name.toLowerCase());
    if (!field) throw new Error(`The schema has no field ${object.name}.${name}`);
    return field.name;
  }

  #value(object: SObjectDef, name: string, value: FieldValue | Uint8Array): SqlValue {
    if (value instanceof Uint8Array) return value;
    const field = object.fields.get(name.toLowerCase());
    if (!field) throw new Error(`The schema has no field ${object.name}.${name}`);
    return toSql(field, value);
  }
}
