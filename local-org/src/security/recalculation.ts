/**
 * When rules changed, the rule rows of all records of an object are made anew: at once for few records, in the background for many.
 * A background recalculation takes records in the order of their ids, some thousand in a transaction with the place it has come to, so
 * that after the death of the process it goes on from there. Every record is by the old rules or by the new ones, never in between;
 * what is written meanwhile is by the new ones at once. Source: Salesforce Help, "Recalculate Sharing Rules Manually" and "Monitor
 * Background Jobs" (changes of rules are processed asynchronously).
 */
import { createHash } from 'node:crypto';
import type { SqlRow, Store } from '../engine/ports.ts';
import type { OrgSchema, SObjectDef } from '../schema/types.ts';
import { quoteName } from '../store/index.ts';
import type { SharingRule } from './rule-definitions.ts';
import { recalculateRules, resolvedRules, type RuleParts } from './rule-shares.ts';
import { shareTableOf } from './share-tables.ts';

/** How far a recalculation in the background has come. */
export interface Recalculation {
  readonly object: string;
  readonly done: number;
  /** Records when it began. */
  readonly total: number;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS _sharing_state (
    object TEXT PRIMARY KEY, rules TEXT NOT NULL, reached TEXT, done INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
`;
/** Up to so many records of an object are done in the transaction that changes the rules. */
export const RECALCULATED_AT_ONCE = 20_000;
/** Records of one transaction in the background: some tenths of a second. */
const BATCH = 5_000;

/** What of each object's rules lies in the share rows, and what is still to be done. */
export class Recalculations {
  readonly #store: Store;
  readonly #atOnce: number;

  constructor(store: Store, atOnce: number) {
    this.#store = store;
    this.#atOnce = atOnce;
    store.exec(TABLES);
  }

  /** The rules of an object may have changed: brings its rows up to date, or leaves that to `step`. */
  rulesChanged(parts: RuleParts, object: SObjectDef, rules: readonly SharingRule[]): void {
    const { store } = parts;
    const fingerprint = fingerprintOf(parts, object, rules);
    const known = store.get('SELECT rules FROM _sharing_state WHERE object = ?', object.name);
    if (known?.['rules'] === fingerprint) return;
    const inBackground = this.#isLarge(object) && (rules.length > 0 || hasRuleRows(store, parts.schema, object));
    if (!inBackground) recalculateRules(parts, object, rules, null);
    const total = inBackground ? countOf(store, object) : 0;
    store.run(
      'INSERT OR REPLACE INTO _sharing_state (object, rules, reached, done, total) VALUES (?, ?, ?, 0, ?)',
      object.name,
      fingerprint,
      inBackground ? '' : null,
      total,
    );
  }

  pending(): readonly Recalculation[] {
    const rows = this.#store.all('SELECT object, done, total FROM _sharing_state WHERE reached IS NOT NULL ORDER BY 1');
    return rows.map(recalculationOf);
  }

  /** The next records of one recalculation, in the caller's transaction; what there was to do before, null when there was nothing. */
  step(parts: RuleParts, rulesOf: (object: SObjectDef) => readonly SharingRule[]): Recalculation | null {
    const row = this.#store.get('SELECT * FROM _sharing_state WHERE reached IS NOT NULL ORDER BY object LIMIT 1');
    if (!row) return null;
    const name = String(row['object']);
    const object = parts.schema.object(name);
    const ids = object ? this.#idsAfter(object, String(row['reached'])) : [];
    const last = ids.at(-1);
    if (object && last !== undefined) recalculateRules(parts, object, rulesOf(object), ids);
    this.#store.run(
      'UPDATE _sharing_state SET reached = ?, done = done + ? WHERE object = ?',
      ids.length < BATCH ? null : (last ?? null),
      ids.length,
      name,
    );
    const { done, total } = recalculationOf(row);
    return { object: name, done: done + ids.length, total: Math.max(total, done + ids.length) };
  }

  #idsAfter(object: SObjectDef, reached: string): readonly string[] {
    const rows = this.#store.all(
      `SELECT "Id" AS id FROM ${quoteName(object.name)} WHERE "Id" > ? ORDER BY "Id" LIMIT ?`,
      reached,
      BATCH,
    );
    return rows.map((row) => String(row['id']));
  }

  #isLarge(object: SObjectDef): boolean {
    const row = this.#store.get(
      `SELECT count(*) AS n FROM (SELECT 1 FROM ${quoteName(object.name)} LIMIT ?)`,
      this.#atOnce + 1,
    );
    return Number(row?.['n']) > this.#atOnce;
  }
}

function recalculationOf(row: SqlRow): Recalculation {
  return { object: String(row['object']), done: Number(row['done']), total: Number(row['total']) };
}

function countOf(store: Store, object: SObjectDef): number {
  return Number(store.get(`SELECT count(*) AS n FROM ${quoteName(object.name)}`)?.['n']);
}

function hasRuleRows(store: Store, schema: OrgSchema, object: SObjectDef): boolean {
  const table = shareTableOf(schema, object.name);
  if (!table) return false;
  return (
    store.get(
      `SELECT 1 AS found FROM ${quoteName(table.object.name)} WHERE "RowCause" IN ('Rule', 'GuestRule') LIMIT 1`,
    ) !== undefined
  );
}

/** What the rows depend on beside the records: the rules with the ids their groups have now, record types, types of the fields. */
function fingerprintOf(parts: RuleParts, object: SObjectDef, rules: readonly SharingRule[]): string {
  const fields = rules.flatMap(({ criteria }) => criteria.map(({ field }) => field.split('.').at(-1) ?? field));
  const types = fields.map((name) => object.fields.get(name.toLowerCase())?.type ?? null);
  const recordTypes = fields.includes('RecordTypeId')
    ? parts.store.all(
        'SELECT "Id", "DeveloperName", "Name" FROM "RecordType" WHERE "SobjectType" = ? ORDER BY 1',
        object.name,
      )
    : [];
  const text = JSON.stringify([resolvedRules(parts, rules), types, recordTypes]);
  return createHash('sha256').update(text).digest('base64url');
}
