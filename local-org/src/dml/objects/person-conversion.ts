/**
 * A business account becomes a person account, or a person account a business account with a contact, when an update gives it a record
 * type of the other kind. Sources: SOAP API Developer Guide, "Person Account Record Types"; Help, "Prepare Business Accounts to Be
 * Converted to Person Accounts", "Considerations for Converting Business Accounts to Person Accounts", and Knowledge 005228092 (the
 * conditions and the words of the refusal).
 */
import type { FieldValue, SObjectRecord } from '../../engine/records.ts';
import type { FieldDef, SObjectDef } from '../../schema/types.ts';
import { fieldNamed } from '../../schema/index.ts';
import { rowToRecord } from '../../store/index.ts';
import { dmlError } from '../messages.ts';
import { idOf, scalar, text } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import { storedRecord } from '../steps/load-original.ts';
import { systemValues, updateRow } from '../stored-rows.ts';
import { addDirectRelation, removeDirectRelation } from './account-contact-relation.ts';
import { contactOf, isPerson, mirrorsOf } from './person-fields.ts';
import { disablePortalUsers } from './portal-users.ts';

/** Fields of both rows in which the account's value stays ("some original data is deleted … Phone, Fax, Description … on the Contact"). */
const keptByAccount: readonly string[] = ['Phone', 'Fax'];

/** Whether this update turns the account into one of the other kind. */
export function isConversion(row: Row): boolean {
  return row.old !== null && isPerson(row.old) !== isPerson(row.record);
}

/** Step 2 of a conversion: refuses what cannot be converted, and gives the account the values it will have. */
export function prepareConversion(row: Row, chunk: Chunk): void {
  if (givesMore(row, chunk)) {
    row.errors.push(
      dmlError(
        'INVALID_FIELD_FOR_INSERT_UPDATE',
        'Cannot specify any additional fields when marrying or separating a Person-Account',
      ),
    );
  } else if (isPerson(row.record)) takeContact(row, chunk);
  else leaveContact(row, chunk);
}

/** "Mapping any other fields … will cause the update to fail"; values nobody can set come along with queried Apex records. */
function givesMore(row: Row, chunk: Chunk): boolean {
  return Object.keys(row.input.given).some(
    (name) => name !== 'RecordTypeId' && fieldNamed(chunk.object, name)?.updateable === true,
  );
}

function takeContact(row: Row, chunk: Chunk): void {
  const contact = onlyContact(row.record, chunk);
  if (contact === undefined || !fits(row.record, contact, chunk)) {
    row.errors.push(
      dmlError('INVALID_PERSON_ACCOUNT_OPERATION', 'Account cannot be converted to person-account', ['RecordTypeId']),
    );
    return;
  }
  for (const [accountField, contactField] of mirrorsOf(chunk.parts.schema())) {
    if (!keptByAccount.includes(accountField)) row.record.values[accountField] = scalar(contact, contactField);
  }
  row.record.values['PersonContactId'] = idOf(contact);
}

/** The contact of an account that has exactly one. */
function onlyContact(account: SObjectRecord, chunk: Chunk): SObjectRecord | undefined {
  const object = contactObject(chunk);
  const rows = chunk.parts.store.all(
    'SELECT * FROM Contact WHERE AccountId = ? AND IsDeleted = 0 LIMIT 2',
    idOf(account),
  );
  const [row] = rows;
  return object === undefined || row === undefined || rows.length > 1 ? undefined : rowToRecord(object, row);
}

/** Same owner, same currency, and neither record in a hierarchy, above or below another. */
function fits(account: SObjectRecord, contact: SObjectRecord, { parts }: Chunk): boolean {
  const alike = ['OwnerId', 'CurrencyIsoCode'].every((name) => scalar(account, name) === scalar(contact, name));
  const below = text(account, 'ParentId') !== null || text(contact, 'ReportsToId') !== null;
  const above = [
    parts.store.get('SELECT 1 FROM Account WHERE ParentId = ? AND IsDeleted = 0 LIMIT 1', idOf(account)),
    parts.store.get('SELECT 1 FROM Contact WHERE ReportsToId = ? AND IsDeleted = 0 LIMIT 1', idOf(contact)),
  ];
  return alike && !below && above.every((row) => row === undefined);
}

/** The account keeps its name, phone and fax; what only a person has stays with the contact. */
function leaveContact(row: Row, chunk: Chunk): void {
  const { values } = row.record;
  for (const accountField of mirrorsOf(chunk.parts.schema()).keys()) {
    if (keptByAccount.includes(accountField)) continue;
    values[accountField] = blank(fieldNamed(chunk.object, accountField));
  }
  values['PersonContactId'] = null;
}

function blank(field: FieldDef | undefined): FieldValue {
  return field?.type === 'boolean' ? false : null;
}

/** Step 7 of a conversion: the contact joins or leaves the account, with its relation and its portal users. */
export function convertContact(row: Row, chunk: Chunk): void {
  const object = contactObject(chunk);
  const joins = isPerson(row.record);
  const id = text(joins ? row.record : (row.old ?? row.record), 'PersonContactId');
  const before = object === undefined || id === null ? undefined : storedRecord(object, id, chunk.parts);
  if (object === undefined || before === undefined) return;
  const after: SObjectRecord = { type: before.type, values: { ...before.values } };
  Object.assign(after.values, joins ? joined(row.record, object, idOf(before), chunk) : { IsPersonAccount: false });
  Object.assign(after.values, systemValues(object, chunk.scope.access.user.userId, chunk.now, false));
  updateRow(object, after, Object.keys(after.values), chunk.parts.store);
  if (joins) {
    removeDirectRelation(idOf(before), chunk);
    disablePortalUsers(idOf(before), chunk);
  } else addDirectRelation(idOf(before), idOf(row.record), chunk);
  chunk.parts.security.afterWrite('Contact', [before], [after]);
}

/** A person's contact has no description, record type and creation of its own. */
function joined(
  account: SObjectRecord,
  contact: SObjectDef,
  id: string,
  chunk: Chunk,
): Readonly<Record<string, FieldValue>> {
  const values: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(contactOf(account, contact, id, chunk.parts.schema()).values)) {
    if (typeof value !== 'object' || value === null) values[name] = value;
  }
  const alone = { Description: null, RecordTypeId: null };
  const created = { CreatedDate: scalar(account, 'CreatedDate'), CreatedById: scalar(account, 'CreatedById') };
  for (const [name, value] of Object.entries({ ...alone, ...created })) {
    if (contact.fields.has(name.toLowerCase())) values[name] = value;
  }
  return values;
}

function contactObject(chunk: Chunk): SObjectDef | undefined {
  return chunk.parts.schema().object('Contact');
}
