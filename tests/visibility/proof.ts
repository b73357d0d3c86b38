/** Asks an org, person by person and channel by channel, whether it answers as the table decides. */
import type { Decision, Level } from './decisions.ts';
import { LIST_VIEW } from './project.ts';
import { GUEST, type ProofOrg } from './proof-org.ts';
import { EDITED_FIELD } from './records.ts';

export const CHANNELS = [
  'SOQL',
  'SOSL',
  'REST',
  'REST edit',
  'list view',
  'UI API',
  'Apex controller',
  'file',
  'traces',
] as const;
export type Channel = (typeof CHANNELS)[number];

export interface Difference {
  readonly requirements: readonly string[];
  readonly person: string;
  readonly record: string;
  readonly channel: Channel;
  readonly decided: Level;
  /** Whether the channel showed the record, or let it be edited. */
  readonly open: boolean;
}

export interface Outcome {
  /** Questions asked, by channel. */
  readonly cells: ReadonlyMap<Channel, number>;
  readonly differences: readonly Difference[];
}

const DATA = '/data/v67.0';
const BATCH = 25;

/** Compares the decisions with the org for these people, through every channel. */
export function compare(
  proofOrg: ProofOrg,
  decisions: readonly Decision[],
  people: readonly string[],
): Promise<Outcome> {
  return ask(proofOrg, decisions, people, (asked) => asked.everything(), false);
}

/** Asks lists of everybody; single records wherever they are open, and at one closed place in five, each time others. */
export function sample(
  proofOrg: ProofOrg,
  decisions: readonly Decision[],
  people: readonly string[],
): Promise<Outcome> {
  return ask(
    proofOrg,
    decisions,
    people,
    (asked) => {
      const person = people.indexOf(asked.person);
      return asked.everything(
        decisions.filter((one, index) => one.levelOf(asked.person) !== 'none' || (index + person) % 5 === 0),
      );
    },
    false,
  );
}

/** Looks for a first difference, by queries and edits only: enough to tell that metadata decides otherwise. */
export function firstDifference(
  proofOrg: ProofOrg,
  decisions: readonly Decision[],
  people: readonly string[],
): Promise<Outcome> {
  return ask(proofOrg, decisions, people, (asked) => asked.quickly(), true);
}

async function ask(
  proofOrg: ProofOrg,
  decisions: readonly Decision[],
  people: readonly string[],
  how: (asked: Asked) => Promise<void>,
  stopAtFirst: boolean,
): Promise<Outcome> {
  const cells = new Map<Channel, number>();
  const differences: Difference[] = [];
  for (const person of people) {
    const note = (channel: Channel, decision: Decision, open: boolean): void => {
      cells.set(channel, (cells.get(channel) ?? 0) + 1);
      const decided = decision.levelOf(person);
      const expected = channel === 'REST edit' ? decided === 'edit' : decided !== 'none';
      if (expected !== open)
        differences.push({
          requirements: decision.requirements,
          person,
          record: decision.record,
          channel,
          decided,
          open,
        });
    };
    await how(new Asked(proofOrg, person, decisions, note));
    if (stopAtFirst && differences.length > 0) break;
  }
  return { cells, differences };
}

class Asked {
  readonly #org: ProofOrg;
  readonly person: string;
  readonly #decisions: readonly Decision[];
  readonly #note: (channel: Channel, decision: Decision, open: boolean) => void;

  constructor(
    org: ProofOrg,
    person: string,
    decisions: readonly Decision[],
    note: (channel: Channel, decision: Decision, open: boolean) => void,
  ) {
    this.#org = org;
    this.person = person;
    this.#decisions = decisions;
    this.#note = note;
  }

  async quickly(): Promise<void> {
    await this.#queries();
    await this.#edits(this.#decisions.filter((decision) => decision.levelOf(this.person) !== 'none'));
  }

  /** Every channel; those that ask for single records ask for the singled out ones. */
  async everything(singled = this.#decisions): Promise<void> {
    const objects = this.#objects();
    await this.#queries();
    for (const object of objects) this.#list('list view', object, await this.#listView(object));
    await this.#search(objects);
    await this.#controller(objects);
    await this.#traces(objects);
    await this.#oneByOne('REST', 'GET', (decision) => `sobjects/${this.#place(decision)}`, singled);
    await this.#oneByOne(
      'file',
      'GET',
      ({ record }) => `sobjects/ContentDocument/${this.#org.fileOf(record)}`,
      singled,
    );
    await this.#oneByOne(
      'UI API',
      'GET',
      ({ record }) => `ui-api/records/${this.#org.id(record)}?fields=${this.#org.objectOf(record)}.Id`,
      singled,
    );
    await this.#edits(singled);
  }

  #objects(): readonly string[] {
    return [...new Set(this.#decisions.map(({ record }) => this.#org.objectOf(record)))];
  }

  async #queries(): Promise<void> {
    for (const object of this.#objects())
      this.#list('SOQL', object, await this.#query(`SELECT Id FROM ${object} LIMIT 2000`));
  }

  async #edits(decisions: readonly Decision[]): Promise<void> {
    await this.#oneByOne(
      'REST edit',
      'PATCH',
      (decision) => `sobjects/${this.#place(decision)}`,
      decisions,
      ({ record }) => ({ [this.#editedField(this.#org.objectOf(record))]: null }),
    );
  }

  #place({ record }: Decision): string {
    return `${this.#org.objectOf(record)}/${this.#org.id(record)}`;
  }

  #editedField(object: string): string {
    const field = EDITED_FIELD[`${this.person} ${object}`] ?? EDITED_FIELD[object];
    if (field === undefined) throw new Error(`${object} needs a field to edit (tests/visibility/records.ts)`);
    return field;
  }

  #list(channel: Channel, object: string, seen: ReadonlySet<string>): void {
    for (const decision of this.#decisions)
      if (this.#org.objectOf(decision.record) === object)
        this.#note(channel, decision, seen.has(this.#org.id(decision.record)));
  }

  async #query(soql: string): Promise<ReadonlySet<string>> {
    return idsIn(await this.#get(`${DATA}/query?q=${encodeURIComponent(soql)}`), 'records', 'Id');
  }

  async #listView(object: string): Promise<ReadonlySet<string>> {
    return idsIn(await this.#get(`${DATA}/ui-api/list-records/${object}/${LIST_VIEW}?pageSize=2000`), 'records', 'id');
  }

  async #search(objects: readonly string[]): Promise<void> {
    const words = [...new Set(this.#decisions.map(({ record }) => this.#org.nameOf(record)))];
    const readable: string[] = [];
    for (const object of objects)
      if ((await this.#get(`${DATA}/sobjects/${object}/describe`)) !== undefined) readable.push(object);
    const returning = readable.map((object) => `${object}(Id LIMIT 2000)`).join(', ');
    const seen = new Set<string>();
    for (let from = 0; from < words.length && readable.length > 0; from += BATCH) {
      const find = words.slice(from, from + BATCH).map((word) => `"${word.replaceAll('-', '\\-')}"`);
      const sosl = `FIND {${find.join(' OR ')}} IN ALL FIELDS RETURNING ${returning} LIMIT 2000`;
      const found = await this.#get(`${DATA}/search?q=${encodeURIComponent(sosl)}`);
      for (const id of idsIn(found, 'searchRecords', 'Id')) seen.add(id);
    }
    for (const object of objects) if (SEARCHED.has(object)) this.#list('SOSL', object, seen);
  }

  async #controller(objects: readonly string[]): Promise<void> {
    if (this.person === GUEST) return;
    const answer = await this.#org.ask(this.person, 'GET', `/apexrest/visible?objects=${objects.join(',')}`);
    if (!Array.isArray(answer.body)) throw new Error(`${this.person}: ${JSON.stringify(answer.body)}`);
    for (const object of objects) this.#list('Apex controller', object, new Set(answer.body.map(String)));
  }

  /** What a hidden record leaves behind shows it neither: its history, its shares, and what is asked for with deleted rows. */
  async #traces(objects: readonly string[]): Promise<void> {
    const asked = objects.flatMap((object) => tracesOf(object).map((trace) => ({ object, ...trace })));
    for (let from = 0; from < asked.length; from += BATCH) {
      const part = asked.slice(from, from + BATCH);
      const { body } = await this.#org.ask(this.person, 'POST', `${DATA}/composite/batch`, {
        batchRequests: part.map(({ resource, soql }) => ({
          method: 'GET',
          url: `v67.0/${resource}?q=${encodeURIComponent(soql)}`,
        })),
      });
      const results = memberOf(body, 'results');
      part.forEach(({ object, field }, index) => {
        const answer = Array.isArray(results) ? memberOf(results[index], 'result') : undefined;
        const seen = idsIn(answer, 'records', field);
        // A record may have no history and no shares, so that only hidden ones say something.
        for (const decision of this.#decisions)
          if (this.#org.objectOf(decision.record) === object && decision.levelOf(this.person) === 'none')
            this.#note('traces', decision, seen.has(this.#org.id(decision.record)));
      });
    }
  }

  async #oneByOne(
    channel: Channel,
    method: string,
    path: (decision: Decision) => string,
    decisions: readonly Decision[],
    body?: (decision: Decision) => object,
  ): Promise<void> {
    for (let from = 0; from < decisions.length; from += BATCH) {
      const part = decisions.slice(from, from + BATCH);
      const { body: answer } = await this.#org.ask(this.person, 'POST', `${DATA}/composite/batch`, {
        batchRequests: part.map((decision) => ({
          method,
          url: `v67.0/${path(decision)}`,
          ...(body === undefined ? {} : { richInput: body(decision) }),
        })),
      });
      const results = memberOf(answer, 'results');
      part.forEach((decision, index) => {
        const status = Array.isArray(results) ? memberOf(results[index], 'statusCode') : 401;
        this.#note(channel, decision, status === 200 || status === 204);
      });
    }
  }

  /** The answer, or undefined where the person is refused. Anything but a refusal of rights is an error of the proof. */
  async #get(path: string): Promise<unknown> {
    const { status, body } = await this.#org.ask(this.person, 'GET', path);
    if (status === 200) return body;
    const code = Array.isArray(body) ? memberOf(body[0], 'errorCode') : undefined;
    if (REFUSALS.has(String(code))) return undefined;
    throw new Error(`${this.person}, ${path}: ${JSON.stringify(body)}`);
  }
}

/** How the platform says that somebody has no right to an object, or no session. */
const REFUSALS: ReadonlySet<string> = new Set([
  'INVALID_TYPE',
  'NOT_FOUND',
  'INVALID_SESSION_ID',
  'INSUFFICIENT_ACCESS',
  'API_DISABLED_FOR_ORG',
  'FORBIDDEN',
]);

/** Objects that search finds by the name it knows: all but contracts, whose number is no text. */
const SEARCHED: ReadonlySet<string> = new Set(['Account', 'Asset', 'Case', 'Contact', 'Opportunity', 'WorkOrder']);

/** Queries that tell of records of an object without asking for them, each with the field that holds the record's id. */
function tracesOf(
  object: string,
): readonly { readonly resource: string; readonly soql: string; readonly field: string }[] {
  const custom = object.endsWith('__c');
  const own = custom ? 'ParentId' : `${object}Id`;
  const stem = custom ? object.slice(0, -1) : object;
  const history = object === 'Opportunity' ? 'OpportunityFieldHistory' : `${stem}History`;
  const shared = object === 'WorkOrder' ? 'ParentId' : own;
  return [
    { resource: 'query', soql: `SELECT ${own} FROM ${history} LIMIT 2000`, field: own },
    { resource: 'query', soql: `SELECT ${shared} FROM ${stem}Share LIMIT 2000`, field: shared },
    { resource: 'queryAll', soql: `SELECT Id FROM ${object} LIMIT 2000`, field: 'Id' },
  ];
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function idsIn(body: unknown, list: string, field: string): ReadonlySet<string> {
  const found = memberOf(body, list);
  return new Set(Array.isArray(found) ? found.map((row) => String(memberOf(row, field))) : []);
}
