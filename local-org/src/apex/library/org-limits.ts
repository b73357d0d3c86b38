/**
 * System.OrgLimits: the daily allowances that the local org counts itself, at the platform's size (Apex Reference, "OrgLimits Class"; Apex
 * Developer Guide, "Execution Governors and Limits": 250,000 asynchronous executions; Help, "Email Limits": 5,000 external addresses a day).
 * The others are not in the map: nothing is told of what is not counted.
 */
import type { Runtime } from '../runtime/context.ts';
import { listOf, mapOf, platformType, Types } from '../runtime/type-ref.ts';
import { ApexList, ApexMap } from '../runtime/values/index.ts';
import { PropertyObject, propertyFunctions } from './property-object.ts';

const DAY_MS = 86_400_000;

interface OrgLimit {
  readonly name: string;
  readonly maximum: number;
  /** What was used since that instant (ISO 8601). */
  readonly used: (rt: Runtime, since: string) => number;
}

const LIMITS: readonly OrgLimit[] = [
  {
    name: 'DailyAsyncApexExecutions',
    maximum: 250_000,
    used: (rt, since) =>
      Number(rt.parts.store.get('SELECT COUNT(*) AS n FROM "AsyncApexJob" WHERE "CreatedDate" >= ?', since)?.['n']),
  },
  { name: 'SingleEmail', maximum: 5_000, used: externalRecipients },
];

/** Addresses that Apex has mailed and that are no user's: those are free. */
function externalRecipients(rt: Runtime, since: string): number {
  const users = new Set(
    rt.parts.store.all('SELECT lower("Email") AS email FROM "User"').map((row) => String(row['email'])),
  );
  return rt.parts.mailedSince(since).filter((address) => !users.has(address.toLowerCase())).length;
}

const TYPE = 'System.OrgLimit';

function limits(rt: Runtime): readonly (readonly [string, PropertyObject])[] {
  const since = new Date(rt.parts.clock.now() - DAY_MS).toISOString();
  return LIMITS.map(({ name, maximum, used }) => [
    name,
    new PropertyObject(TYPE, { name, limit: maximum, value: used(rt, since) }),
  ]);
}

export const orgLimitFunctions = {
  ...propertyFunctions([TYPE]),
  'System.OrgLimits.getMap()': (rt: Runtime) => new ApexMap(mapOf(Types.String, platformType(TYPE)), limits(rt)),
  'System.OrgLimits.getAll()': (rt: Runtime) =>
    new ApexList(
      listOf(platformType(TYPE)),
      limits(rt).map(([, limit]) => limit),
    ),
};
