/**
 * Which bit of `_Reach` stands for whom. The first groups and the first users who are given anything have bits of their own, so that what
 * one of them sees is never taken for what another does: rules share with few groups, and much lies with few owners. Those who come later
 * share the other bits by the last letters of their ids. Whoever was never given anything has none.
 */
import type { Store } from '../engine/ports.ts';
import { quoteName } from './names.ts';

/** Who has bits of their own, by the key prefix of the id, from which bit on and how many. */
const OWN: readonly { readonly prefix: string; readonly from: number; readonly bits: number }[] = [
  // Public groups, queues, and the groups of roles.
  { prefix: '00G', from: 0, bits: 20 },
  { prefix: '005', from: 20, bits: 16 },
];
/** With those before as many bits as a JavaScript number holds. */
const SHARED = { from: 36, bits: 16 };

/** Made before any trigger that names it. */
export function createReachBits(store: Store): void {
  store.exec(
    'CREATE TABLE IF NOT EXISTS _reach_bits (grantee TEXT PRIMARY KEY NOT NULL, bit INTEGER NOT NULL) WITHOUT ROWID',
  );
}

/** The bit of a user or group, 0 of one that was never given anything. `id` is SQL. */
export function reachBit(id: string): string {
  const letters = `unicode(substr(${id}, 15, 1)) * 7 + unicode(substr(${id}, 14, 1)) * 3`;
  const shared = `(1 << (${SHARED.from} + (${letters}) % ${SHARED.bits}))`;
  const never = OWN.map(({ prefix, bits }) => `WHEN ${isOf(id, prefix)} AND ${taken(prefix)} < ${bits} THEN 0`);
  return `coalesce((SELECT b.bit FROM _reach_bits b WHERE b.grantee = ${id}), CASE ${never.join(' ')} ELSE ${shared} END)`;
}

/** The statement of a trigger, before it uses the bit, that gives a user or group its own while there are some left. `id` is SQL. */
export function ownBit(id: string): string {
  const places = OWN.map(({ prefix, from }) => `WHEN ${isOf(id, prefix)} THEN ${from} + ${taken(prefix)}`);
  const some = OWN.map(({ prefix, bits }) => `${isOf(id, prefix)} AND ${taken(prefix)} < ${bits}`);
  return `INSERT INTO _reach_bits (grantee, bit) SELECT ${id}, 1 << CASE ${places.join(' ')} END WHERE NOT EXISTS (SELECT 1 FROM _reach_bits b WHERE b.grantee = ${id}) AND (${some.join(' OR ')});`;
}

/** The same for all whom a column of a table names already. */
export function ownBitsOf(store: Store, table: string, column: string): void {
  const statement = ownBit('?1').slice(0, -1);
  const named = `SELECT DISTINCT ${quoteName(column)} AS id FROM ${quoteName(table)} WHERE ${quoteName(column)} IS NOT NULL`;
  for (const { id } of store.all(`${named} ORDER BY 1`)) store.run(statement, id ?? null);
}

function isOf(id: string, prefix: string): string {
  return `substr(${id}, 1, 3) = '${prefix}'`;
}

function taken(prefix: string): string {
  return `(SELECT count(*) FROM _reach_bits b WHERE b.grantee GLOB '${prefix}*')`;
}
