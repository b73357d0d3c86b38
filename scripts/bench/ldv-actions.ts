/** What people do in the console all day: list views, searches, the page of a customer. */
import { PERSONAS, type Persona } from '../demo/personas.ts';
import { NotAllowed, type ConsoleSession } from './console-session.ts';
import type { SampledCustomer } from './ldv-sample.ts';

/** Something a persona does; `run` differs by round so that nothing is answered from the round before. */
export interface LdvAction {
  readonly persona: string;
  readonly name: string;
  readonly run: (round: number) => Promise<unknown>;
}

const LIST_VIEWS: readonly (readonly [object: string, listView: string])[] = [
  ['Account', 'Residential_Customers'],
  ['Account', 'Corporate_Customers'],
  ['Account', 'Key_Customers'],
  ['Account', 'Properties'],
  ['Contract_Line__c', 'All_Supplies'],
];
/** Rows of a page of a list view. */
const PAGE_SIZE = 50;
const CUSTOMER_PAGE = 'customer page';
const IDS_IN_A_QUERY = 200;
/** From one round's customer to the next one's: a prime, so that the rounds are spread. */
const STEP = 7919;

/** One persona for each set of rights that works in the console. */
export function consolePersonas(): readonly Persona[] {
  const first = new Map<string, Persona>();
  for (const persona of PERSONAS) {
    const rights = persona.rights.join(',');
    if (persona.page === '/lightning/' && !first.has(rights)) first.set(rights, persona);
  }
  return [...first.values()];
}

/** What a persona does, and what not with the reason. */
export interface PersonaActions {
  readonly actions: readonly LdvAction[];
  readonly leftOut: readonly LeftOut[];
}

/** An action that a persona cannot do in an org. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** Everything that a persona does in an org with these customers, and what they may not do there. */
export async function actionsOf(
  persona: Persona,
  session: ConsoleSession,
  customers: readonly SampledCustomer[],
): Promise<PersonaActions> {
  const named = (name: string, run: LdvAction['run']): LdvAction => ({ persona: persona.what, name, run });
  const lists = LIST_VIEWS.map(([object, listView]) =>
    named(`list ${listView}`, (round) => {
      const token = (round % 2) * PAGE_SIZE;
      return session.get(`/ui-api/list-records/${object}/${listView}?pageSize=${PAGE_SIZE}&pageToken=${token}`);
    }),
  );
  const references = customers.map(({ reference }) => reference);
  const familyNames = customers.flatMap(({ familyName }) => familyName ?? []);
  const returning = await searchedBy(session);
  const searches = [
    named('search for a customer number', (round) => search(session, inTurn(references, round), returning)),
    named('search for a family name', (round) => search(session, inTurn(familyNames, round), returning)),
  ];
  const actions: LdvAction[] = [];
  const leftOut: LeftOut[] = [];
  for (const action of [...lists, ...searches]) {
    const refused = await refusalOf(() => action.run(0));
    if (refused === undefined) actions.push(action);
    else leftOut.push({ name: action.name, reason: refused });
  }
  const page = await customerPage(session, customers);
  if ('reason' in page) leftOut.push({ name: CUSTOMER_PAGE, reason: page.reason });
  else actions.push(named(CUSTOMER_PAGE, page.open));
  return { actions, leftOut };
}

/** Another one each round, from all over the sample. */
function inTurn(words: readonly string[], round: number): string {
  const word = words[(round * STEP) % words.length];
  if (word === undefined) throw new Error('The org has none of the sampled customers: load some first');
  return word;
}

/** What the org says to who may not do this; undefined when they may. */
async function refusalOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (cause) {
    if (cause instanceof NotAllowed) return cause.reason;
    throw cause;
  }
}

/** Opens customers one after the other as the page of the first did, or why there is none to open. */
async function customerPage(
  session: ConsoleSession,
  customers: readonly SampledCustomer[],
): Promise<{ readonly open: LdvAction['run'] } | { readonly reason: string }> {
  let visible: readonly string[] = [];
  const refused = await refusalOf(async () => {
    visible = await visibleCustomers(session, customers);
  });
  if (refused !== undefined) return { reason: refused };
  const [first] = visible;
  if (first === undefined) return { reason: `sees none of ${customers.length} sampled customers` };
  const page = await session.record(first);
  return { open: (round) => session.openAgain(page, visible[round % visible.length] ?? first) };
}

/** What the console's search page asks for (shell/searchPage): the objects among a person's tabs, of which these are everybody's here. */
const SEARCHED: readonly (readonly [object: string, name: string])[] = [
  ['Account', 'Name'],
  ['Contact', 'Name'],
  ['Contract', 'ContractNumber'],
];

/** The RETURNING clause for the objects that this person may read. */
async function searchedBy(session: ConsoleSession): Promise<string> {
  const returning: string[] = [];
  for (const [object, name] of SEARCHED) {
    const refused = await refusalOf(() =>
      session.get(`/query?q=${encodeURIComponent(`SELECT Id FROM ${object} LIMIT 1`)}`),
    );
    if (refused === undefined) returning.push(`${object}(Id, ${name} LIMIT 10)`);
  }
  return returning.join(', ');
}

function search(session: ConsoleSession, words: string, returning: string): Promise<unknown> {
  if (returning === '') return Promise.reject(new NotAllowed('search', 'sees no object that is searched'));
  const sosl = `FIND {${words}} IN ALL FIELDS RETURNING ${returning}`;
  return session.get(`/search?q=${encodeURIComponent(sosl)}`);
}

/** Ids of customers of one kind that this person sees: pages of other kinds ask for other things. */
async function visibleCustomers(
  session: ConsoleSession,
  customers: readonly SampledCustomer[],
): Promise<readonly string[]> {
  const byKind = new Map<string, string[]>();
  for (let start = 0; start < customers.length; start += IDS_IN_A_QUERY) {
    // By their ids, which everybody may ask for; who sees a customer need not see its number.
    const list = customers.slice(start, start + IDS_IN_A_QUERY).map(({ id }) => `'${id}'`);
    const soql = `SELECT Id, RecordTypeId FROM Account WHERE Id IN (${list.join(',')})`;
    const { records } = (await session.get(`/query?q=${encodeURIComponent(soql)}`)) as FoundAccounts;
    for (const { Id, RecordTypeId } of records) byKind.set(RecordTypeId, [...(byKind.get(RecordTypeId) ?? []), Id]);
  }
  return [...byKind.values()].sort((one, other) => other.length - one.length)[0] ?? [];
}

interface FoundAccounts {
  readonly records: readonly { readonly Id: string; readonly RecordTypeId: string }[];
}
