/**
 * Teams, materialised: what a member of an account, opportunity or case team may do lies in the record's share table as a row of
 * cause `Team` (Object Reference, AccountShare.RowCause and its like). The row goes with the member.
 */
import type { Clock, SqlRow, Store } from '../engine/ports.ts';
import type { SObjectRecord } from '../engine/records.ts';
import type { OrgSchema } from '../schema/types.ts';
import { quoteName } from '../store/index.ts';
import { settleShares, shareKey, shareTableOf, type WantedShare } from './share-tables.ts';

interface Team {
  readonly object: 'Account' | 'Opportunity' | 'Case';
  readonly parent: string;
  /** Selects record, member and levels of the members of the records in a JSON list. */
  readonly members: string;
}

const TEAMS: Readonly<Record<string, Team>> = {
  accountteammember: {
    object: 'Account',
    parent: 'AccountId',
    members: `SELECT m."AccountId" AS record, m."UserId" AS member, m."AccountAccessLevel" AS level, m."OpportunityAccessLevel" AS opportunity,
      m."CaseAccessLevel" AS cases, m."ContactAccessLevel" AS contact
      FROM "AccountTeamMember" m WHERE m."IsDeleted" = 0 AND m."AccountId" IN (SELECT value FROM json_each(?))`,
  },
  opportunityteammember: {
    object: 'Opportunity',
    parent: 'OpportunityId',
    members: `SELECT m."OpportunityId" AS record, m."UserId" AS member, m."OpportunityAccessLevel" AS level
      FROM "OpportunityTeamMember" m WHERE m."IsDeleted" = 0 AND m."OpportunityId" IN (SELECT value FROM json_each(?))`,
  },
  // A contact on a case team reads about the case; only users open it.
  caseteammember: {
    object: 'Case',
    parent: 'ParentId',
    members: `SELECT m."ParentId" AS record, m."MemberId" AS member, r."AccessLevel" AS level
      FROM "CaseTeamMember" m JOIN "CaseTeamRole" r ON r."Id" = m."TeamRoleId"
      WHERE m."MemberId" GLOB '005*' AND m."ParentId" IN (SELECT value FROM json_each(?))`,
  },
};

interface TeamParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly schema: OrgSchema;
}

/** Whether rows of the object say who is on a team. */
export function isTeamObject(objectName: string): boolean {
  return objectName.toLowerCase() in TEAMS || objectName.toLowerCase() === 'caseteamrole';
}

/** After members came, changed or went: the share rows of their records say the same. */
export function shareWithTeams(parts: TeamParts, objectName: string, members: readonly SObjectRecord[]): void {
  const key = objectName.toLowerCase();
  if (key === 'caseteamrole') {
    shareCasesOfRoles(parts, members);
    return;
  }
  const team = TEAMS[key];
  if (!team) return;
  const records = members.flatMap(({ values }) => {
    const id = values[team.parent];
    return typeof id === 'string' ? [id] : [];
  });
  shareRecords(parts, team, [...new Set(records)]);
}

/** A team role that gives another level gives it to every member who has it. */
function shareCasesOfRoles(parts: TeamParts, roles: readonly SObjectRecord[]): void {
  const team = TEAMS['caseteammember'];
  const rows = parts.store.all(
    'SELECT DISTINCT "ParentId" AS id FROM "CaseTeamMember" WHERE "TeamRoleId" IN (SELECT value FROM json_each(?))',
    JSON.stringify(roles.map(({ values }) => values['Id'])),
  );
  if (team)
    shareRecords(
      parts,
      team,
      rows.map((row) => String(row['id'])),
    );
}

function shareRecords({ store, clock, schema }: TeamParts, team: Team, ids: readonly string[]): void {
  const table = shareTableOf(schema, team.object);
  if (!table || ids.length === 0) return;
  const list = JSON.stringify(ids);
  const wanted = new Map<string, WantedShare>();
  for (const row of store.all(team.members, list)) {
    const levels = {
      Case: levelOf(row, 'cases'),
      Contact: levelOf(row, 'contact'),
      Opportunity: levelOf(row, 'opportunity'),
    };
    const level = levelOf(row, 'level');
    const nothing = level === 'None' && Object.values(levels).every((other) => other === 'None');
    if (nothing) continue;
    const want: WantedShare = {
      recordId: String(row['record']),
      grantee: String(row['member']),
      cause: 'Team',
      level,
      childLevels: levels,
    };
    wanted.set(shareKey(want), want);
  }
  const existing = store.all(
    `SELECT * FROM ${quoteName(table.object.name)} WHERE "RowCause" = 'Team' AND ${quoteName(table.parentField)} IN (SELECT value FROM json_each(?))`,
    list,
  );
  settleShares(store, table, existing, wanted, new Date(clock.now()).toISOString());
}

function levelOf(row: SqlRow, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : 'None';
}
