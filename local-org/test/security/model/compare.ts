// Asks the org through every channel and compares what it answers with the model.
import { listView } from './deployable.ts';
import { REASONS, SharingModel } from './model.ts';
import type { Answer, Grant, Reason } from './model.ts';
import type { ObjectName, Organisation, RecordPlan, User } from './organisation.ts';
import { OBJECTS, rightsOf } from './organisation.ts';
import { WORD } from './populated-org.ts';
import type { PopulatedOrg } from './populated-org.ts';
import { chanceOf } from './random.ts';

export interface Difference {
  readonly channel: string;
  readonly user: string;
  readonly record: string;
  readonly model: boolean;
  readonly org: boolean;
  /** Why the model says so. */
  readonly grants: string;
}

/** What cells are counted and drawn by: the reasons for access, and the rule that takes it away. */
export type Stratum = Reason | 'restrictionRule';

interface Cell {
  readonly user: User;
  readonly record: RecordPlan;
  readonly answer: Answer;
}

export interface Comparison {
  readonly cells: number;
  /** Cells with and without access, by reason. */
  readonly strata: ReadonlyMap<Stratum, { readonly yes: number; readonly no: number }>;
  /** Answers compared, by channel. */
  readonly asked: ReadonlyMap<string, number>;
  readonly differences: readonly Difference[];
}

const UI_PAGE = 2000;
const IDS_PER_QUERY = 200;
const BATCH = 25;

/** How much is asked beyond SOQL, which is asked about every cell. */
export interface Extent {
  /** So many cells of each reason, with and without access, are asked about one by one. */
  readonly perReason: number;
  /** SOSL, list views, Apex and record access for every user, or for every so many. */
  readonly everyNthUser: number;
}

/** Compares the model with what each channel of the org answers. */
export async function compare(org: PopulatedOrg, extent: Extent): Promise<Comparison> {
  const comparer = new Comparer(org);
  for (const user of org.organisation.users) await comparer.query(user);
  for (const [index, user] of org.organisation.users.toReversed().entries())
    if (index % extent.everyNthUser === 0) await comparer.otherLists(user);
  const sample = comparer.sample(extent.perReason);
  await comparer.oneByOne(sample);
  await comparer.explained(sample);
  return comparer.result();
}

/** The first difference in SOQL or record access, looked for user by user; null when there is none. */
export async function firstDifference(org: PopulatedOrg): Promise<Difference | null> {
  const comparer = new Comparer(org);
  for (const user of org.organisation.users) {
    await comparer.query(user);
    await comparer.recordAccess(user);
    const [first] = comparer.result().differences;
    if (first) return first;
  }
  return null;
}

class Comparer {
  readonly #org: PopulatedOrg;
  readonly #plan: Organisation;
  readonly #cells: readonly Cell[];
  readonly #strata: ReadonlyMap<Stratum, { readonly yes: readonly Cell[]; readonly no: readonly Cell[] }>;
  readonly #asked = new Map<string, number>();
  readonly #differences: Difference[] = [];

  constructor(org: PopulatedOrg) {
    this.#org = org;
    this.#plan = org.organisation;
    const model = new SharingModel(this.#plan);
    this.#cells = this.#plan.users.flatMap((user) =>
      this.#plan.records
        .filter((record) => rightsOf(user.kind, record.object).read)
        .map((record) => ({ user, record, answer: model.answer(user, record) })),
    );
    this.#strata = stratify(this.#cells);
  }

  result(): Comparison {
    return {
      cells: this.#cells.length,
      strata: new Map([...this.#strata].map(([reason, { yes, no }]) => [reason, { yes: yes.length, no: no.length }])),
      asked: this.#asked,
      differences: this.#differences,
    };
  }

  /** As many cells of each reason with and without access as there are, at most `count`. */
  sample(count: number): readonly Cell[] {
    const chance = chanceOf(this.#plan.seed);
    const chosen = new Set<Cell>();
    for (const { yes, no } of this.#strata.values())
      for (const cell of [...chance.some(yes, count), ...chance.some(no, count)]) chosen.add(cell);
    return [...chosen];
  }

  /** SOQL over every object. */
  async query(user: User): Promise<void> {
    for (const object of readable(user)) {
      const answer = await this.#get(user, `/query?q=${encodeURIComponent(`SELECT Id FROM ${object}`)}`);
      this.#compareList('SOQL', user, [object], idsOf(member(answer, 'records'), 'Id'));
    }
  }

  /** The other channels that answer lists. */
  async otherLists(user: User): Promise<void> {
    const objects = readable(user);
    for (const object of objects) {
      const view = await this.#get(user, `/ui-api/list-records/${object}/${listView(object)}?pageSize=${UI_PAGE}`);
      this.#compareList('list view', user, [object], idsOf(member(view, 'records'), 'id'));
    }
    const searched = objects.filter((object) => object !== 'Contract');
    const sosl = `FIND {${WORD}} IN ALL FIELDS RETURNING ${searched.map((object) => `${object}(Id LIMIT 2000)`).join(', ')} LIMIT 2000`;
    const found = await this.#get(user, `/search?q=${encodeURIComponent(sosl)}`);
    this.#compareList('SOSL', user, searched, idsOf(member(found, 'searchRecords'), 'Id'));
    const apex = await this.#get(user, `/services/apexrest/visible?objects=${objects.join(',')}`);
    if (!Array.isArray(apex)) throw new Error(JSON.stringify(apex));
    this.#compareList('Apex user mode', user, objects, new Set(apex.map(String)));
    await this.recordAccess(user);
  }

  async oneByOne(cells: readonly Cell[]): Promise<void> {
    for (const [user, own] of Map.groupBy(cells, (cell) => cell.user)) {
      for (let from = 0; from < own.length; from += BATCH) {
        const part = own.slice(from, from + BATCH);
        const gets = await this.#batch(
          user,
          part.map(({ record }) => ({ method: 'GET', url: this.#address(record) })),
        );
        part.forEach((cell, index) => this.#note('REST get', cell, cell.answer.read, gets[index] === 200));
        const edited = part.filter(({ record }) => record.master === undefined);
        const patches = await this.#batch(
          user,
          edited.map(({ record }) => ({
            method: 'PATCH',
            url: this.#address(record),
            richInput: { Kind__c: record.kind },
          })),
        );
        edited.forEach((cell, index) => this.#note('REST edit', cell, cell.answer.edit, patches[index] === 204));
      }
    }
  }

  /** explain-access: yes or no, and the reasons themselves. */
  async explained(cells: readonly Cell[]): Promise<void> {
    for (const cell of cells) {
      const { read, edit, reasons } = (await this.#org.explain(cell.user, cell.record.name)) as Explained;
      this.#note('explain-access read', cell, cell.answer.read, read);
      this.#note('explain-access edit', cell, cell.answer.edit, edit);
      const given = new Set(reasons.map(({ level, reason }) => `${level} ${reason}`));
      const expected = expectedReasons(cell);
      const missing = [...expected].filter((reason) => !given.has(reason));
      const tooMany = [...given].filter((reason) => !expected.has(reason));
      this.#note('explain-access reasons', cell, true, missing.length + tooMany.length === 0, { missing, tooMany });
    }
  }

  #address({ object, name }: RecordPlan): string {
    return `v67.0/sobjects/${object}/${this.#org.id(name)}`;
  }

  async #batch(user: User, batchRequests: readonly object[]): Promise<readonly number[]> {
    if (batchRequests.length === 0) return [];
    const { status, body } = await this.#org.ask(user, 'POST', '/composite/batch', { batchRequests });
    if (status !== 200) throw new Error(`${user.name}: ${JSON.stringify(body)}`);
    const results = member(body, 'results') as readonly { readonly statusCode: number }[];
    return results.map(({ statusCode }) => statusCode);
  }

  /** UserRecordAccess, which a guest may not ask. */
  async recordAccess(user: User): Promise<void> {
    if (user.kind === 'guest') return;
    const own = this.#cells.filter((cell) => cell.user === user);
    for (let from = 0; from < own.length; from += IDS_PER_QUERY) {
      const part = own.slice(from, from + IDS_PER_QUERY);
      const ids = part.map(({ record }) => `'${this.#org.id(record.name)}'`).join(',');
      const soql = `SELECT RecordId, HasReadAccess, HasEditAccess FROM UserRecordAccess WHERE UserId = '${this.#org.userId(user.name)}' AND RecordId IN (${ids})`;
      const answer = await this.#get(user, `/query?q=${encodeURIComponent(soql)}`);
      const rows = new Map((member(answer, 'records') as readonly AccessRow[]).map((row) => [row.RecordId, row]));
      for (const cell of part) {
        const row = rows.get(this.#org.id(cell.record.name));
        this.#note('UserRecordAccess read', cell, cell.answer.read, row?.HasReadAccess === true);
        this.#note('UserRecordAccess edit', cell, cell.answer.edit, row?.HasEditAccess === true);
      }
    }
  }

  async #get(user: User, path: string): Promise<unknown> {
    const { status, body } = await this.#org.ask(user, 'GET', path);
    if (status !== 200) throw new Error(`${user.name} ${path.slice(0, 200)}: ${JSON.stringify(body)}`);
    return body;
  }

  #compareList(channel: string, user: User, objects: readonly ObjectName[], seen: ReadonlySet<string>): void {
    for (const cell of this.#cells)
      if (cell.user === user && objects.includes(cell.record.object))
        this.#note(channel, cell, cell.answer.read, seen.has(this.#org.id(cell.record.name)));
  }

  #note(channel: string, { user, record, answer }: Cell, model: boolean, org: boolean, more: object = {}): void {
    this.#asked.set(channel, (this.#asked.get(channel) ?? 0) + 1);
    if (model === org) return;
    const grants = answer.grants.map(({ reason, level }) => `${reason} ${level}`).join(', ');
    this.#differences.push({ channel, user: user.name, record: record.name, model, org, grants, ...more });
  }
}

interface AccessRow {
  readonly RecordId: string;
  readonly HasReadAccess: boolean;
  readonly HasEditAccess: boolean;
}

interface Explained {
  readonly read: boolean;
  readonly edit: boolean;
  readonly reasons: readonly { readonly level: string; readonly reason: string }[];
}

/** How the org calls the model's reasons where it calls them otherwise. */
const CALLED: Readonly<Partial<Record<Reason, string>>> = {
  hierarchy: 'roleHierarchy',
  portal: 'portalAccount',
  parent: 'controlledByParent',
  setByAccount: 'sharingSet',
  setByContact: 'sharingSet',
  setByRelation: 'sharingSet',
};

/** What explain-access should list: each reason for reading, and for editing where the user's rights allow it. */
function expectedReasons({ user, record, answer }: Cell): ReadonlySet<string> {
  if (answer.restriction === 'hides' && answer.grants.length > 0) return new Set(['read restrictionRule']);
  const called = ({ reason, level }: Grant): string =>
    reason === 'default'
      ? `organisation-wide default ${level === 'Edit' ? 'ReadWrite' : 'Read'}`
      : (CALLED[reason] ?? reason);
  const editable = rightsOf(user.kind, record.object).edit;
  return new Set(
    answer.grants.flatMap((grant) => [
      `read ${called(grant)}`,
      ...(editable && grant.level === 'Edit' ? [`edit ${called(grant)}`] : []),
    ]),
  );
}

function readable(user: User): readonly ObjectName[] {
  return OBJECTS.filter((object) => rightsOf(user.kind, object).read);
}

/**
 * With access: cells a reason grants (and no restriction rule hides; that rule's own cells are those it leaves and those it hides). Without: cells of the same objects and kinds of users that nothing grants; of the same objects
 * alone for the default, which is for a kind of user or not.
 */
function stratify(
  cells: readonly Cell[],
): ReadonlyMap<Stratum, { readonly yes: readonly Cell[]; readonly no: readonly Cell[] }> {
  return new Map<Stratum, { readonly yes: readonly Cell[]; readonly no: readonly Cell[] }>([
    [
      'restrictionRule',
      {
        yes: cells.filter(({ answer }) => answer.restriction === 'meets' && answer.read),
        no: cells.filter(({ answer }) => answer.restriction === 'hides' && answer.grants.length > 0),
      },
    ],
    ...REASONS.map((reason): [Stratum, { readonly yes: readonly Cell[]; readonly no: readonly Cell[] }] => {
      const placeOf = ({ user, record }: Cell): string =>
        reason === 'default' ? record.object : `${user.kind} ${record.object}`;
      const yes = cells.filter(({ answer }) => answer.read && answer.grants.some((grant) => grant.reason === reason));
      const places = new Set(yes.map(placeOf));
      return [
        reason,
        { yes, no: cells.filter((cell) => cell.answer.grants.length === 0 && places.has(placeOf(cell))) },
      ];
    }),
  ]);
}

function member(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null && name in body
    ? (body as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function idsOf(rows: unknown, field: string): ReadonlySet<string> {
  if (!Array.isArray(rows)) throw new Error(`No rows: ${JSON.stringify(rows)}`);
  return new Set(rows.map((row) => String(member(row, field))));
}
