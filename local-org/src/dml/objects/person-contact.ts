/**
 * The Contact row of a person account as a client of Contact meets it. "Person contacts can be modified, but not created or deleted":
 * an update is one of the account (its triggers and rules run, never those of Contact), the rest is refused. Sources: SOAP API Developer
 * Guide, "Person Account Record Types"; Help, "Considerations for Using Person Accounts"; Knowledge 005305352 (record type).
 */
import type { DmlError, FieldValue, SObjectRecord } from '../../engine/records.ts';
import type { DmlOptions } from '../../engine/ports.ts';
import { fieldNamed } from '../../schema/index.ts';
import { to18 } from '../../store/index.ts';
import type { PreparedInput } from '../inputs.ts';
import { dmlError, fieldsNotWritable, readOnlyRecord } from '../messages.ts';
import type { DmlParts } from '../parts.ts';
import { changed, scalar, text } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import { storedRecord } from '../steps/load-original.ts';
import { isPerson, mirrorsOf } from './person-fields.ts';

/** Fields that a contact and an account have alike, but no mirror. */
const alike: ReadonlyMap<string, string> = new Map([
  ['OwnerId', 'OwnerId'],
  ['CurrencyIsoCode', 'CurrencyIsoCode'],
]);

/** What a delete, undelete or merge of a person's contact is refused with. */
export function personContactProblem(record: SObjectRecord): DmlError | undefined {
  return record.type === 'Contact' && isPerson(record)
    ? dmlError('INVALID_PERSON_ACCOUNT_OPERATION', 'cannot reference person contact')
    : undefined;
}

/** The ids of the contacts among these updates that belong to person accounts, by one query. */
export function personContactIds(inputs: readonly PreparedInput[], parts: DmlParts): ReadonlySet<string> {
  const ids = inputs.flatMap(({ object, id }) => (object.name === 'Contact' && id !== null ? (to18(id) ?? []) : []));
  const person = parts.schema().object('Contact')?.fields.has('ispersonaccount') === true;
  if (ids.length === 0 || !person) return new Set();
  const rows = parts.store.all(
    'SELECT Id FROM Contact WHERE Id IN (SELECT value FROM json_each(?)) AND IsPersonAccount = 1 AND IsDeleted = 0',
    JSON.stringify(ids),
  );
  return new Set(rows.map((row) => String(row['Id'])));
}

/** The update of the account behind an update of a person's contact. */
export function accountUpdate(input: PreparedInput, options: DmlOptions, parts: DmlParts): PreparedInput {
  const account = parts.schema().object('Account');
  const contact = storedRecord(input.object, to18(input.id ?? '') ?? '', parts);
  if (account === undefined || contact === undefined) return input;
  const accountFields = new Map([...mirrorsOf(parts.schema())].map(([accountField, name]) => [name, accountField]));
  const given: Record<string, FieldValue> = {};
  const refused: string[] = [];
  for (const [name, value] of Object.entries(input.given)) {
    const target = accountFields.get(name) ?? alike.get(name);
    const unchanged = scalar(contact, name) === value;
    if (target !== undefined) given[target] = value;
    else if (!unchanged || options.fromApi === true) {
      if (options.fromApi === true || fieldNamed(input.object, name)?.updateable === true) refused.push(name);
    }
  }
  const problems = refused.includes('RecordTypeId')
    ? [readOnlyRecord()]
    : refused.length > 0
      ? [fieldsNotWritable(refused)]
      : [];
  return {
    index: input.index,
    object: account,
    id: text(contact, 'AccountId'),
    given,
    errors: [...input.errors, ...problems],
  };
}

/** Step 5: "the only contact record that can be associated directly with the person account" is its own. */
export function refuseSecondContact(row: Row, chunk: Chunk): void {
  const accountId = text(row.record, 'AccountId');
  if (accountId === null || isPerson(row.record) || !changed(row, 'AccountId')) return;
  if (isPersonAccount(accountId, chunk)) {
    row.errors.push(dmlError('INVALID_PERSON_ACCOUNT_OPERATION', 'cannot reference person account', ['AccountId']));
  }
}

/** Step 5: files are linked with the account, not with its contact. */
export function refuseLinkToPersonContact(row: Row, chunk: Chunk): void {
  const id = text(row.record, 'LinkedEntityId');
  const contact = chunk.parts.schema().object('Contact');
  if (row.old !== null || id === null || contact === undefined || !id.startsWith(contact.keyPrefix)) return;
  const record = storedRecord(contact, id, chunk.parts);
  const problem = record && personContactProblem(record);
  if (problem !== undefined) row.errors.push(problem);
}

/** Step 5: persons stand in no hierarchy of accounts (Help, "Considerations for Using Person Accounts"). */
export function refuseHierarchy(row: Row, chunk: Chunk): void {
  const parentId = text(row.record, 'ParentId');
  if (parentId === null || !(changed(row, 'ParentId') || changed(row, 'IsPersonAccount'))) return;
  if (isPerson(row.record) || isPersonAccount(parentId, chunk)) {
    row.errors.push(dmlError('INVALID_PERSON_ACCOUNT_OPERATION', 'cannot reference person account', ['ParentId']));
  }
}

const personsOf = new WeakMap<Chunk, Map<string, boolean>>();

/** Each account asked once for the chunk. */
function isPersonAccount(id: string, chunk: Chunk): boolean {
  const known = personsOf.get(chunk) ?? new Map<string, boolean>();
  personsOf.set(chunk, known);
  const person =
    known.get(id) ??
    chunk.parts.store.get('SELECT IsPersonAccount FROM Account WHERE Id = ?', id)?.['IsPersonAccount'] === 1;
  known.set(id, person);
  return person;
}
