/**
 * How a statement over many rows finds those a user may see: by walking the rows in the order asked for, where many are the user's, or
 * from the user's own rows, shares and parents, where these are few. Counting decides; which way is taken never changes the answer.
 */
import type { RowsWanted, Store, UserContext } from '../engine/ports.ts';
import type { SObjectDef } from '../schema/types.ts';
import { hasReach, hasReachByType, quoteName } from '../store/index.ts';
import { allOf, clause, raw, type Clause } from './clause.ts';
import { mayBeOfType, type ConditionForm } from './condition-forms.ts';
import { followedFields } from './followed-parents.ts';
import type { Grant, GrantContext, Grants, Level } from './grant-types.ts';
import { conditionOf, grantsOf } from './grants.ts';

/** No set of ids is made larger than this for a page, or for everything. */
const LARGEST_SET = { page: 5000, all: 20_000 } as const;
/** From so many users below on, each row is asked for its owner's role instead of listing them all. */
const LONG_LIST = 500;
/** Counts serve so many statements before they are taken anew. */
const USES = 20;
/** … unless the table has grown to so many times its size. */
const GROWTH = 1.5;

/** A condition, and whether rows are to be walked in the order asked for, not found from what the user may see. */
export interface FoundRows extends Clause {
  readonly walks: boolean;
}

interface Counts {
  /** Rows in the table, about. */
  readonly rows: number;
  /** Users below in the hierarchy, up to LONG_LIST. */
  readonly below: number;
  /** Rows each grant opens, up to the largest set. */
  readonly opened: readonly number[];
  uses: number;
}

/** Remembers, per user and object, how many rows each reason for access opens. */
export class RowFinding {
  readonly #store: Store;
  readonly #counts = new Map<string, Counts>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Rights, roles or rules changed. */
  forget(): void {
    this.#counts.clear();
  }

  /**
   * The sharing condition over `alias` for a statement that looks at many rows, all of the record type when one is given; null when every
   * row is allowed.
   */
  condition(
    context: GrantContext,
    user: UserContext,
    object: SObjectDef,
    alias: string,
    level: Level,
    rows: Exclude<RowsWanted, 'few'>,
    recordTypeId?: string,
  ): FoundRows | null {
    const sets = grantsOf({ ...context, form: { kind: 'sets' } }, user, object, 'v', level);
    if (conditionOf(sets) === null || sets.all !== undefined) return null;
    const { rows: total, below, opened } = this.#count(context, user, object, level);
    const form: ConditionForm = { kind: below < LONG_LIST ? 'lists' : 'probe' };
    const grants = grantsOf({ ...context, form }, user, object, alias, level);
    const walked = walking(context, user, object, grants, below < LONG_LIST ? recordTypeId : undefined);
    if (opened.length === 0) return walked;
    const together = opened.reduce((sum, count) => sum + count, 0);
    // Walking to the 50th of v visible rows among n costs 50 n / v steps, sorting the set v: they meet at the root of 50 n.
    const limit =
      rows === 'page' ? Math.min(LARGEST_SET.page, 5 * Math.sqrt(total)) : Math.min(LARGEST_SET.all, total / 16);
    return together <= limit ? { ...inOneOf(object, alias, sets.grants), walks: false } : walked;
  }

  #count(context: GrantContext, user: UserContext, object: SObjectDef, level: Level): Counts {
    const key = `${user.userId} ${object.name} ${level}`;
    const known = this.#counts.get(key);
    if (known && known.uses < USES && this.#rows(object) < GROWTH * known.rows + 100) {
      known.uses += 1;
      return known;
    }
    const rows = this.#rows(object);
    const atMost = Math.ceil(Math.min(LARGEST_SET.all, Math.max(rows, 1000))) + 1;
    const grants = grantsOf({ ...context, form: { kind: 'sets', atMost } }, user, object, 'v', level);
    // What follows any of several parents is not found from them: rows are walked.
    const counted = grants.all !== undefined || followedFields(object) ? [] : grants.grants;
    const numbers = counted.map((grant) => clause`(SELECT count(*) FROM (${idsOf(object, grant)} LIMIT ${atMost}))`);
    const below = clause`(SELECT count(*) FROM (SELECT 1 FROM _role_tree r JOIN "User" o ON o."UserRoleId" = r.role WHERE r.ancestor = ${user.roleId} AND r.depth > 0 LIMIT ${LONG_LIST}))`;
    const all = [below, ...numbers];
    const columns = all.map((number, index) => clause`${number} AS ${raw(`n${index}`)}`);
    const row = this.#store.get(
      `SELECT ${columns.map(({ sql }) => sql).join(', ')}`,
      ...columns.flatMap(({ params }) => params),
    );
    const [usersBelow = 0, ...opened] = all.map((_, index) => Number(row?.[`n${index}`]));
    const counts: Counts = { rows, below: usersBelow, opened, uses: 0 };
    this.#counts.set(key, counts);
    return counts;
  }

  /** About: rows are numbered as they come. */
  #rows(object: SObjectDef): number {
    return Number(this.#store.get(`SELECT max(rowid) AS n FROM ${quoteName(object.name)}`)?.['n']);
  }
}

/** Reasons of which a record's owner and reach tell. */
const BY_OWNER: ReadonlySet<string> = new Set(['owner', 'queue', 'roleHierarchy']);

/** Rows asked one by one; of a record type that never held anything for the user, none is. */
function walking(
  { schema }: GrantContext,
  user: UserContext,
  object: SObjectDef,
  grants: Grants,
  recordTypeId: string | undefined,
): FoundRows | null {
  const condition = conditionOf(grants);
  if (condition === null || grants.all !== undefined) return null;
  const told = grants.grants.every(({ reason, guard }) => guard !== undefined || BY_OWNER.has(reason));
  const isKept = hasReach(schema, object) && hasReachByType(object);
  if (recordTypeId === undefined || !told || !isKept) return { ...condition, walks: true };
  return { ...allOf([mayBeOfType(user, object, recordTypeId), condition]), walks: true };
}

function idsOf(object: SObjectDef, { condition }: Grant): Clause {
  return clause`SELECT v."Id" FROM ${raw(quoteName(object.name))} v WHERE ${condition}`;
}

/** Who sees none at all is told before any row is looked for: what asks for no row is asked once, at first. */
function inOneOf(object: SObjectDef, alias: string, grants: readonly Grant[]): Clause {
  const ids = grants.map((grant) => idsOf(object, grant));
  const union = { sql: ids.map(({ sql }) => sql).join(' UNION ALL '), params: ids.flatMap(({ params }) => params) };
  return clause`EXISTS (${union}) AND ${raw(alias)}."Id" IN (${union})`;
}
