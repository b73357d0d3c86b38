/** USING SCOPE: which part of an object's records a query looks at, before WHERE. Source: SOQL and SOSL Reference, "USING SCOPE". */
import { Unsupported } from '../engine/errors.ts';
import type { SObjectDef } from '../schema/types.ts';
import { quoteName } from '../store/index.ts';
import type { SoqlQuery } from './ast.ts';
import { queryError } from './query-errors.ts';
import type { CompileContext, Source } from './sources.ts';
import { columnOf, raw, sql, type Sql } from './sql-text.ts';

/** Scopes that some object of some org has; territory management and scoping rules are features this org does not have. */
const SCOPES = [
  'delegated',
  'everything',
  'mine',
  'mine_and_my_groups',
  'my_territory',
  'my_team_territory',
  'scopingrule',
  'team',
] as const;
type ScopeName = (typeof SCOPES)[number];
/** Those that objects of this org have. */
export type OfferedScope = Extract<ScopeName, 'delegated' | 'everything' | 'mine' | 'team'>;

/** The scope of that name, in any case; undefined for a word that is none. */
export function scopeNamed(word: string): ScopeName | undefined {
  return SCOPES.find((name) => name === word.toLowerCase());
}

/** The rows that make somebody a member of a record's team. Source: Object Reference, AccountTeamMember and the like. */
const TEAMS: Readonly<Record<string, { readonly rows: string; readonly record: string; readonly member: string }>> = {
  Account: { rows: 'AccountTeamMember', record: 'AccountId', member: 'UserId' },
  Case: { rows: 'CaseTeamMember', record: 'ParentId', member: 'MemberId' },
  Opportunity: { rows: 'OpportunityTeamMember', record: 'OpportunityId', member: 'UserId' },
};

/** The scopes of one object, as describe tells them. */
export function scopesOf(object: SObjectDef): readonly OfferedScope[] {
  return [
    ...(object.name === 'Task' ? (['delegated'] as const) : []),
    'everything',
    ...(object.hasOwner ? (['mine'] as const) : []),
    ...(object.name in TEAMS ? (['team'] as const) : []),
  ];
}

/** The condition of a query's scope; undefined without one. Throws MALFORMED_QUERY for a scope that the object does not have. */
export function scopeCondition(context: CompileContext, source: Source, query: SoqlQuery): Sql | undefined {
  if (query.usingScope === undefined) return undefined;
  const { object, alias } = source;
  const scope = scopeNamed(query.usingScope);
  // The items of approvals are the one object of this scope.
  if (scope === 'mine_and_my_groups' && object.name === 'ProcessInstanceWorkitem')
    throw new Unsupported(`SOQL USING SCOPE ${scope}`);
  const offered = scopesOf(object).find((name) => name === scope);
  if (offered === undefined) {
    const message = `scope '${query.usingScope}' is not supported for ${object.name}`;
    throw queryError('MALFORMED_QUERY', query.text, query.fromAt, message);
  }
  const { userId } = context.access.user;
  switch (offered) {
    case 'mine':
      return sql`${columnOf(alias, 'OwnerId')} = ${userId}`;
    // Salesforce Help, "Delegated Tasks": what the user created and somebody else has to do.
    case 'delegated':
      return sql`${columnOf(alias, 'CreatedById')} = ${userId} AND ${columnOf(alias, 'OwnerId')} != ${userId}`;
    case 'team':
      return memberOfTeam(object, alias, userId);
    case 'everything':
      return undefined;
  }
}

function memberOfTeam(object: SObjectDef, alias: string, userId: string): Sql | undefined {
  const team = TEAMS[object.name];
  if (team === undefined) return undefined;
  const [record, member] = [team.record, team.member].map((name) => raw(quoteName(name)));
  if (!record || !member) return undefined;
  return sql`${columnOf(alias, 'Id')} IN (SELECT ${record} FROM ${raw(quoteName(team.rows))} WHERE ${member} = ${userId} AND "IsDeleted" = 0)`;
}
