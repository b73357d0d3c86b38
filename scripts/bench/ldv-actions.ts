/** What people do in the console all day: list views, searches, the page of a customer. */
import { PERSONAS, type Persona } from '../demo/personas.ts';
import { customerOf } from '../seed/customers.ts';
import { personOf } from '../seed/people.ts';
import { NotAllowed, type ConsoleSession } from './console-session.ts';

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
/** Customers of which those that a persona sees are opened. */
const SAMPLE = 600;
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

/** Everything that a persona does and may do, for an org with customers of a seed. */
export async function actionsOf(
  persona: Persona,
  session: ConsoleSession,
  seeded: { readonly seed: number; readonly customers: number },
): Promise<readonly LdvAction[]> {
  const named = (name: string, run: LdvAction['run']): LdvAction => ({ persona: persona.what, name, run });
  const lists = LIST_VIEWS.map(([object, listView]) =>
    named(`list ${listView}`, (round) => {
      const token = (round % 2) * PAGE_SIZE;
      return session.get(`/ui-api/list-records/${object}/${listView}?pageSize=${PAGE_SIZE}&pageToken=${token}`);
    }),
  );
  const customer = (round: number) => customerOf(seeded.seed, (round * STEP) % seeded.customers);
  const searches = [
    named('search for a customer number', (round) => search(session, customer(round).reference)),
    named('search for a family name', (round) => search(session, personOf(customer(round)).last)),
  ];
  const allowed: LdvAction[] = [];
  for (const action of [...lists, ...searches]) if (await isAllowed(() => action.run(0))) allowed.push(action);
  const visible = (await isAllowed(() => visibleCustomers(session, seeded)))
    ? await visibleCustomers(session, seeded)
    : [];
  const [first] = visible;
  if (first === undefined) return allowed;
  const page = await session.record(first);
  const open = named(`customer page`, (round) => session.openAgain(page, visible[round % visible.length] ?? first));
  return [...allowed, open];
}

/** Whether the person may do this; who has no right to an object has none of its lists. */
async function isAllowed(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (cause) {
    if (cause instanceof NotAllowed) return false;
    throw cause;
  }
}

/** As the console's search page asks (shell/searchPage). */
function search(session: ConsoleSession, words: string): Promise<unknown> {
  const returning = [
    'Account(Id, Name LIMIT 10)',
    'Contact(Id, Name LIMIT 10)',
    'Contract(Id, ContractNumber LIMIT 10)',
  ];
  const sosl = `FIND {${words}} IN ALL FIELDS RETURNING ${returning.join(', ')}`;
  return session.get(`/search?q=${encodeURIComponent(sosl)}`);
}

/** Ids of customers of one kind, spread over all of them, that this person sees: pages of other kinds ask for other things. */
async function visibleCustomers(
  session: ConsoleSession,
  { seed, customers }: { readonly seed: number; readonly customers: number },
): Promise<readonly string[]> {
  const step = Math.max(1, Math.floor(customers / SAMPLE));
  const references = Array.from(
    { length: Math.min(SAMPLE, customers) },
    (_, index) => customerOf(seed, index * step).reference,
  );
  const byKind = new Map<string, string[]>();
  for (let start = 0; start < references.length; start += IDS_IN_A_QUERY) {
    const list = references.slice(start, start + IDS_IN_A_QUERY).map((reference) => `'${reference}'`);
    const soql = `SELECT Id, RecordTypeId FROM Account WHERE Global_Customer_Id__c IN (${list.join(',')})`;
    const { records } = (await session.get(`/query?q=${encodeURIComponent(soql)}`)) as FoundAccounts;
    for (const { Id, RecordTypeId } of records) byKind.set(RecordTypeId, [...(byKind.get(RecordTypeId) ?? []), Id]);
  }
  return [...byKind.values()].sort((one, other) => other.length - one.length)[0] ?? [];
}

interface FoundAccounts {
  readonly records: readonly { readonly Id: string; readonly RecordTypeId: string }[];
}
