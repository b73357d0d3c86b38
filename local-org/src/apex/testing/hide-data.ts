/** The store of an Apex test run: a copy of the org's without the org's business data. */
import type { Store } from '../../engine/ports.ts';
import type { ObjectKind, OrgSchema } from '../../schema/types.ts';

/**
 * Kinds whose rows tests without SeeAllData do not see (Apex Developer Guide, "Isolation of Test Data from Organization Data in Unit Tests").
 * Users, profiles, groups, record types, code and custom metadata stay visible.
 */
const HIDDEN: readonly ObjectKind[] = ['standard', 'custom', 'customSetting', 'platformEvent', 'history'];

/** Objects of a hidden kind whose rows count as set-up all the same. */
const VISIBLE = new Set(['Organization', 'RecordType', 'BusinessHours', 'Holiday', 'FiscalYearSettings', 'Period']);

/** Empties the copy. The standard price book stays, as Test.getStandardPricebookId promises it. */
export function hideOrgData(store: Store, schema: OrgSchema): void {
  store.exec('BEGIN IMMEDIATE');
  for (const def of schema.objects()) {
    const hidden = HIDDEN.includes(def.kind) || (def.kind === 'share' && isShareOfHidden(schema, def.name));
    if (!hidden || VISIBLE.has(def.name) || !isTable(store, def.name)) continue;
    store.run(`DELETE FROM "${def.name}"${def.name === 'Pricebook2' ? ' WHERE "IsStandard" = 0' : ''}`);
  }
  store.exec('COMMIT');
}

function isShareOfHidden(schema: OrgSchema, name: string): boolean {
  const parent = schema.object(name.replace(/__Share$/, '__c').replace(/Share$/, ''));
  return parent === undefined || HIDDEN.includes(parent.kind);
}

const isTable = (store: Store, name: string): boolean =>
  store.get("SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = ?", name) !== undefined;
