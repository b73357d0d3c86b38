import type { SqlRow, SqlValue, Store } from '../engine/ports.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import { newIds, quoteName } from '../store/index.ts';

/** The share object of an object: `AccountShare`, `Application__Share`. */
export interface ShareTable {
  readonly object: SObjectDef;
  readonly parentField: string;
  readonly levelField: string;
}

/** The share table of an object; undefined when its records are not shared one by one. */
export function shareTableOf(schema: OrgSchema, objectName: string): ShareTable | undefined {
  const name = objectName.endsWith('__c') ? `${objectName.slice(0, -1)}Share` : `${objectName}Share`;
  const object = schema.object(name);
  if (object?.kind !== 'share') return undefined;
  const parent = object.fields.get('parentid') ?? object.fields.get(`${objectName.toLowerCase()}id`);
  const level = object.fields.get('accesslevel') ?? object.fields.get(`${objectName.toLowerCase()}accesslevel`);
  return parent && level ? { object, parentField: parent.name, levelField: level.name } : undefined;
}

/** Objects whose level an account's share row carries beside its own. */
export const CHILD_LEVELS = ['Case', 'Contact', 'Opportunity'] as const;
export type ChildLevels = Readonly<Record<(typeof CHILD_LEVELS)[number], string>>;

/** What a share row kept by the platform must say. */
export interface WantedShare {
  readonly recordId: string;
  readonly grantee: string;
  readonly cause: 'Rule' | 'GuestRule' | 'Team';
  readonly level: string;
  readonly childLevels: ChildLevels;
}

/** Record, grantee and cause: of these there is one row. */
export function shareKey({ recordId, grantee, cause }: Pick<WantedShare, 'recordId' | 'grantee' | 'cause'>): string {
  return `${recordId}|${grantee}|${cause}`;
}

/** Makes the rows that stand there what is wanted: rows that are right already stay, so that their ids do. */
export function settleShares(
  store: Store,
  table: ShareTable,
  existing: readonly SqlRow[],
  wanted: ReadonlyMap<string, WantedShare>,
  now: string,
): void {
  const missing = new Map(wanted);
  const remove = `DELETE FROM ${quoteName(table.object.name)} WHERE "Id" = ?`;
  for (const row of existing) {
    const key = `${text(row[table.parentField])}|${text(row['UserOrGroupId'])}|${text(row['RowCause'])}`;
    const want = missing.get(key);
    if (want && text(row[table.levelField]) === want.level && sameChildLevels(table, row, want)) missing.delete(key);
    else store.run(remove, row['Id'] ?? null);
  }
  const ids = newIds(store, table.object.keyPrefix, missing.size);
  for (const [place, want] of [...missing.values()].entries()) insertShare(store, table, ids[place] ?? '', want, now);
}

function sameChildLevels(table: ShareTable, row: SqlRow, want: WantedShare): boolean {
  return CHILD_LEVELS.every(
    (child) => !hasChildLevel(table, child) || row[`${child}AccessLevel`] === want.childLevels[child],
  );
}

/** AccountShare also says what the share gives on the account's children. */
function hasChildLevel(table: ShareTable, child: string): boolean {
  return table.levelField !== `${child}AccessLevel` && table.object.fields.has(`${child.toLowerCase()}accesslevel`);
}

function insertShare(store: Store, table: ShareTable, id: string, want: WantedShare, now: string): void {
  const row: Record<string, SqlValue> = {
    Id: id,
    [table.parentField]: want.recordId,
    UserOrGroupId: want.grantee,
    [table.levelField]: want.level,
    RowCause: want.cause,
    LastModifiedDate: now,
  };
  for (const child of CHILD_LEVELS)
    if (hasChildLevel(table, child)) row[`${child}AccessLevel`] = want.childLevels[child];
  const names = Object.keys(row).filter((name) => table.object.fields.has(name.toLowerCase()));
  store.run(
    `INSERT INTO ${quoteName(table.object.name)} (${names.map(quoteName).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    ...names.map((name) => row[name] ?? null),
  );
}

function text(value: SqlValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/**
 * Parents that decide on a record whose organisation-wide default is "controlled by parent": its masters, or for a standard object
 * the lookup named in Salesforce Help, "Controlled by Parent".
 */
export function controllingFields(object: SObjectDef): readonly FieldDef[] {
  const masters = [...object.fields.values()].filter((field) => field.masterDetail);
  if (masters.length > 0) return masters;
  for (const name of STANDARD_CONTROLLERS[object.name.toLowerCase()] ?? ['accountid', 'parentid']) {
    const field = object.fields.get(name);
    if (field?.type === 'reference') return [field];
  }
  return [];
}

const STANDARD_CONTROLLERS: Readonly<Record<string, readonly string[]>> = {
  quote: ['opportunityid'],
  quotelineitem: ['quoteid'],
  opportunitylineitem: ['opportunityid'],
  opportunitycontactrole: ['opportunityid'],
  opportunityteammember: ['opportunityid'],
  orderitem: ['orderid'],
  casecomment: ['parentid'],
  casemilestone: ['caseid'],
  campaignmember: ['campaignid'],
  contractcontactrole: ['contractid'],
  workorderlineitem: ['workorderid'],
  pricebookentry: ['pricebook2id'],
};
