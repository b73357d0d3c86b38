/**
 * `_Reach` of a record: one bit for each user or group that may have been given access besides its owner — by share rows, teams, and for
 * accounts by the opportunities, cases and contacts below. Bits are never taken back, so a bit means "perhaps" and none means "surely
 * not": whoever walks many records asks the share rows of the few that remain. Triggers keep it.
 */
import type { Store } from '../engine/ports.ts';
import type { OrgSchema, SObjectDef } from '../schema/types.ts';
import { quoteName } from './names.ts';
import { readSetting, writeSetting } from './store.ts';
import { dropTriggers } from './triggers.ts';
import { createReachBits, ownBit, ownBitsOf, reachBit } from './reach-bits.ts';
import { createReachByType, fillReachByType, hasReachByType, reachByTypeTriggers } from './reach-by-type.ts';

/** The column that carries it, in every object with share rows. */
export const REACH = '_Reach';

/** Whether records of the object carry it. */
export function hasReach(schema: OrgSchema, object: SObjectDef): boolean {
  return object.virtual !== true && object.hasOwner && shareOf(schema, object) !== undefined;
}

/** A table whose rows give somebody access to a record. */
interface Giving {
  readonly table: string;
  readonly record: string;
  readonly person: string;
}

const TEAMS: Readonly<Record<string, string>> = { Account: 'AccountTeamMember', Opportunity: 'OpportunityTeamMember' };
/** Whoever sees these perhaps sees their account. */
const BELOW_ACCOUNTS = ['Opportunity', 'Case', 'Contact'];

function shareOf(schema: OrgSchema, object: SObjectDef): Giving | undefined {
  const name = object.name.endsWith('__c') ? `${object.name.slice(0, -1)}Share` : `${object.name}Share`;
  const share = schema.object(name);
  if (share?.kind !== 'share') return undefined;
  const record = share.fields.get('parentid') ?? share.fields.get(`${object.name.toLowerCase()}id`);
  return record && { table: share.name, record: record.name, person: 'UserOrGroupId' };
}

function givingTo(schema: OrgSchema, object: SObjectDef): readonly Giving[] {
  const share = shareOf(schema, object);
  const team = schema.object(TEAMS[object.name] ?? '');
  return [
    ...(share ? [share] : []),
    ...(team ? [{ table: team.name, record: `${object.name}Id`, person: 'UserId' }] : []),
  ];
}

function belowAccount(schema: OrgSchema): readonly SObjectDef[] {
  return BELOW_ACCOUNTS.flatMap((name) => {
    const object = schema.object(name);
    return object && hasReach(schema, object) ? [object] : [];
  });
}

/** Changed when bits get another meaning: an older store is filled anew. */
const LAYOUT = '3';
const LAYOUT_SETTING = 'reach';

/** Whether the bits in the store mean what they mean now. */
export function reachStands(store: Store): boolean {
  return readSetting(store, LAYOUT_SETTING) === LAYOUT;
}

/** Fills the column where it is new and gives the triggers that keep it. Called when all tables stand. */
export function applyReach(
  store: Store,
  schema: OrgSchema,
  stoodBefore: (objectName: string) => boolean,
): ReadonlyMap<string, string> {
  const triggers = new Map<string, string>();
  if (!reachStands(store)) forgetReach(store);
  createReachBits(store);
  createReachByType(store);
  const objects = [...schema.objects()].filter((object) => hasReach(schema, object));
  for (const object of objects) {
    const table = quoteName(object.name);
    const reached = (id: string): string =>
      `coalesce((SELECT sum(DISTINCT ${reachBit('p.person')}) FROM (${givenTo(schema, object, id)}) p WHERE p.person IS NOT NULL), 0)`;
    if (!reachStands(store) || !stoodBefore(object.name)) {
      for (const giving of allGiving(schema, object)) ownBitsOf(store, giving.table, giving.person);
      store.run(`UPDATE ${table} SET ${REACH} = ${reached(`${table}."Id"`)}`);
    }
    for (const giving of givingTo(schema, object)) addGiving(triggers, object, giving);
    // Rows of another order: shares that were there before their record.
    add(
      triggers,
      `${object.name}.reach.insert`,
      `AFTER INSERT ON ${table} WHEN EXISTS (${givenTo(schema, object, 'NEW."Id"')})`,
      `UPDATE ${table} SET ${REACH} = ${reached('NEW."Id"')} WHERE "Id" = NEW."Id";`,
    );
  }
  const account = schema.object('Account');
  if (account && hasReach(schema, account)) {
    for (const { name } of belowAccount(schema)) {
      const bits = `(NEW.${REACH} | coalesce(${reachBit('NEW."OwnerId"')}, 0))`;
      const body = `${ownBit('NEW."OwnerId"')} UPDATE "Account" SET ${REACH} = ${REACH} | ${bits} WHERE "Id" = NEW."AccountId" AND ${REACH} & ${bits} <> ${bits};`;
      const table = quoteName(name);
      add(triggers, `${name}.reach.given`, `AFTER INSERT ON ${table} WHEN NEW."AccountId" IS NOT NULL`, body);
      add(
        triggers,
        `${name}.reach.moved`,
        `AFTER UPDATE OF "OwnerId", "AccountId", ${REACH} ON ${table} WHEN NEW."AccountId" IS NOT NULL`,
        body,
      );
    }
  }
  const typed = objects.filter(hasReachByType);
  fillReachByType(store, typed, REACH);
  writeSetting(store, LAYOUT_SETTING, LAYOUT);
  for (const object of typed)
    for (const [name, event, body] of reachByTypeTriggers(object, REACH)) add(triggers, name, event, body);
  return triggers;
}

/** Nothing is left of an older layout, nor a trigger that would go on setting its bits. */
function forgetReach(store: Store): void {
  dropTriggers(store);
  for (const table of ['_reach_bits', '_type_reach', '_type_owners']) store.exec(`DROP TABLE IF EXISTS ${table}`);
}

/** Tables that give access to records of the object, with the columns that name to whom. */
function allGiving(
  schema: OrgSchema,
  object: SObjectDef,
): readonly { readonly table: string; readonly person: string }[] {
  const own = givingTo(schema, object);
  if (object.name !== 'Account') return own;
  const below = belowAccount(schema);
  return [
    ...own,
    ...below.map(({ name }) => ({ table: name, person: 'OwnerId' })),
    ...below.flatMap((child) => givingTo(schema, child)),
  ];
}

/** Users and groups to whom a record was given, as SQL with the column `person`. */
function givenTo(schema: OrgSchema, object: SObjectDef, id: string): string {
  const own = givingTo(schema, object).map(
    ({ table, record, person }) =>
      `SELECT ${quoteName(person)} AS person FROM ${quoteName(table)} WHERE ${quoteName(record)} = ${id}`,
  );
  if (object.name !== 'Account') return own.join(' UNION ALL ');
  const below = belowAccount(schema).flatMap((child) => [
    `SELECT c."OwnerId" FROM ${quoteName(child.name)} c WHERE c."AccountId" = ${id}`,
    ...givingTo(schema, child).map(
      ({ table, record, person }) =>
        `SELECT g.${quoteName(person)} FROM ${quoteName(child.name)} c JOIN ${quoteName(table)} g ON g.${quoteName(record)} = c."Id" WHERE c."AccountId" = ${id}`,
    ),
  ]);
  return [...own, ...below].join(' UNION ALL ');
}

function addGiving(triggers: Map<string, string>, object: SObjectDef, { table, record, person }: Giving): void {
  const bit = reachBit(`NEW.${quoteName(person)}`);
  const body = `${ownBit(`NEW.${quoteName(person)}`)} UPDATE ${quoteName(object.name)} SET ${REACH} = ${REACH} | ${bit} WHERE "Id" = NEW.${quoteName(record)} AND ${REACH} & ${bit} = 0;`;
  const when = `WHEN NEW.${quoteName(person)} IS NOT NULL`;
  add(triggers, `${table}.reach.given`, `AFTER INSERT ON ${quoteName(table)} ${when}`, body);
  add(
    triggers,
    `${table}.reach.moved`,
    `AFTER UPDATE OF ${quoteName(person)}, ${quoteName(record)} ON ${quoteName(table)} ${when}`,
    body,
  );
}

function add(triggers: Map<string, string>, name: string, event: string, body: string): void {
  triggers.set(name, `CREATE TRIGGER ${quoteName(name)} ${event} BEGIN ${body} END`);
}
