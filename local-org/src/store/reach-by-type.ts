/**
 * What each record type of an object has ever reached: the owners of its records and the bits of their `_Reach`, together. Nothing is taken
 * back. Whoever lists one record type and is none of them sees nothing of it, and no record needs to be asked: a list of what somebody
 * else looks after answers as fast with a million records as with a thousand. Triggers keep it.
 */
import type { Store } from '../engine/ports.ts';
import type { SObjectDef } from '../schema/types.ts';
import { quoteName } from './names.ts';

/** Records of the object are told apart by record type, so that this is kept of it. */
export function hasReachByType(object: SObjectDef): boolean {
  return object.recordTypes.size > 0 && object.fields.has('recordtypeid');
}

/** An index begins with this of a record, so that only a statement that asks for it goes along: SQLite takes no index of an expression unasked. */
export function typeKey(alias: string): string {
  const column = '"RecordTypeId"';
  return `(${alias === '' ? column : `${alias}.${column}`} || '')`;
}

/** Made before any trigger that names them. */
export function createReachByType(store: Store): void {
  store.exec(`
    CREATE TABLE IF NOT EXISTS _type_reach (object TEXT NOT NULL, type TEXT NOT NULL, reach INTEGER NOT NULL, PRIMARY KEY (object, type)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS _type_owners (object TEXT NOT NULL, type TEXT NOT NULL, owner TEXT NOT NULL, PRIMARY KEY (object, type, owner)) WITHOUT ROWID;
  `);
}

/** Forgets objects that are no longer kept, and reads those anew of which nothing is known. `reach` is the name of the column. */
export function fillReachByType(store: Store, objects: readonly SObjectDef[], reach: string): void {
  const names = JSON.stringify(objects.map(({ name }) => name));
  for (const table of ['_type_reach', '_type_owners'])
    store.run(`DELETE FROM ${table} WHERE object NOT IN (SELECT value FROM json_each(?))`, names);
  for (const { name } of objects) {
    if (store.get('SELECT 1 FROM _type_reach WHERE object = ? LIMIT 1', name)) continue;
    const from = `FROM ${quoteName(name)} t`;
    const type = `coalesce(t."RecordTypeId", '')`;
    store.run(
      `INSERT INTO _type_owners (object, type, owner) SELECT DISTINCT ?, ${type}, t."OwnerId" ${from} WHERE t."OwnerId" IS NOT NULL`,
      name,
    );
    const masks = new Map([['', 0n]]);
    for (const row of store.all(`SELECT DISTINCT ${type} AS type, t.${reach} AS reach ${from}`)) {
      const key = String(row['type']);
      masks.set(key, (masks.get(key) ?? 0n) | BigInt(Number(row['reach'])));
    }
    for (const [key, mask] of masks)
      store.run('INSERT INTO _type_reach (object, type, reach) VALUES (?, ?, ?)', name, key, Number(mask));
  }
}

/** Triggers that keep it of an object, by name: event and body. */
export function reachByTypeTriggers(
  { name }: SObjectDef,
  reach: string,
): readonly (readonly [name: string, event: string, body: string])[] {
  const table = quoteName(name);
  const key = `'${name}', coalesce(NEW."RecordTypeId", '')`;
  const found = (known: string): string =>
    `FROM ${known} k WHERE k.object = '${name}' AND k.type = coalesce(NEW."RecordTypeId", '')`;
  const newOwner = `NEW."OwnerId" IS NOT NULL AND NOT EXISTS (SELECT 1 ${found('_type_owners')} AND k.owner = NEW."OwnerId")`;
  const owner = `INSERT INTO _type_owners (object, type, owner) VALUES (${key}, NEW."OwnerId");`;
  const newReach = `NEW.${reach} <> 0 AND NOT EXISTS (SELECT 1 ${found('_type_reach')} AND k.reach & NEW.${reach} = NEW.${reach})`;
  const bits = [
    `INSERT INTO _type_reach (object, type, reach) SELECT ${key}, 0 WHERE NOT EXISTS (SELECT 1 ${found('_type_reach')});`,
    `UPDATE _type_reach SET reach = reach | NEW.${reach} WHERE object = '${name}' AND type = coalesce(NEW."RecordTypeId", '');`,
  ].join(' ');
  return [
    [`${name}.owner.made`, `AFTER INSERT ON ${table} WHEN ${newOwner}`, owner],
    [`${name}.owner.moved`, `AFTER UPDATE OF "OwnerId", "RecordTypeId" ON ${table} WHEN ${newOwner}`, owner],
    [`${name}.typeReach.made`, `AFTER INSERT ON ${table} WHEN ${newReach}`, bits],
    [`${name}.typeReach.moved`, `AFTER UPDATE OF "RecordTypeId", ${reach} ON ${table} WHEN ${newReach}`, bits],
  ];
}
