import type { Store } from '../engine/ports.ts';
import { quoteName } from './names.ts';

/** All triggers of an org are made by this folder; their names say what they keep: `Account.search.insert`. */
function triggersIn(store: Store): ReadonlyMap<string, string> {
  const rows = store.all("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'");
  return new Map(rows.map((row) => [String(row['name']), String(row['sql'])]));
}

/** While a table is rebuilt nothing may refer to it. */
export function dropTriggers(store: Store): void {
  for (const name of triggersIn(store).keys()) store.exec(`DROP TRIGGER ${quoteName(name)}`);
}

/** Makes the triggers what they should be; those that are right stay. */
export function syncTriggers(store: Store, wanted: ReadonlyMap<string, string>): void {
  const existing = triggersIn(store);
  for (const [name, sql] of existing) if (wanted.get(name) !== sql) store.exec(`DROP TRIGGER ${quoteName(name)}`);
  for (const [name, sql] of wanted) if (existing.get(name) !== sql) store.exec(sql);
}
