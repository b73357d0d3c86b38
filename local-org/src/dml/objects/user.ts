/**
 * Users: name, type by profile, and what a portal user needs. Sources: Object Reference "User"; Help "Create Partner Users"
 * (partner account, contact, an account owner with a role). The portal role of the account is made by the
 * security engine once the user is written.
 */
import { newSerial } from '../../store/index.ts';
import { dmlError } from '../messages.ts';
import { changed, scalar, text } from '../row.ts';
import type { Chunk, Row } from '../row.ts';
import type { ObjectBehaviour } from './behaviour.ts';
import { personName } from './person-fields.ts';
import { withoutPortal } from './portal-users.ts';

/** User types that belong to a contact of an account (Object Reference, "UserType"). */
const portalTypes: ReadonlySet<string> = new Set([
  'PowerPartner',
  'CspLitePortal',
  'CustomerSuccess',
  'PowerCustomerSuccess',
]);

export const user: ObjectBehaviour = {
  // Help, "Deleting Accounts", "Delete Contacts": contacts with a portal user stay, and with them their account.
  keepsParent: (record, field) => field === 'ContactId' && scalar(record, 'IsPortalEnabled') === true,
  afterNewValues(row, chunk) {
    const { values } = row.record;
    if (row.old === null && row.input.given['IsActive'] === undefined) values['IsActive'] = true;
    if (row.old === null && values['CommunityNickname'] === null) {
      values['CommunityNickname'] = `User${String(newSerial(chunk.parts.store, 'nick')).padStart(9, '0')}`;
    }
    const profile = chunk.parts.store.get('SELECT UserType FROM Profile WHERE Id = ?', text(row.record, 'ProfileId'));
    const userType = profile?.['UserType'];
    values['UserType'] = typeof userType === 'string' && userType !== '' ? userType : 'Standard';
  },
  computedFields: () => ['Name', 'UserType'],
  validate(row, chunk) {
    const username = text(row.record, 'Username');
    if (username !== null && changed(row, 'Username') && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(username)) {
      row.errors.push(
        dmlError(
          'INVALID_EMAIL_ADDRESS',
          'Username must be in the form of an email address (for example, john@acme.com)',
          ['Username'],
        ),
      );
    }
    if (row.old === null && portalTypes.has(text(row.record, 'UserType') ?? '')) checkPortalUser(row, chunk);
  },
  beforeSave(row, chunk) {
    row.record.values['Name'] = personName(row.record);
    if (row.old !== null && changed(row, 'IsPortalEnabled') && scalar(row.record, 'IsPortalEnabled') === false) {
      Object.assign(row.record.values, withoutPortal);
    }
    if (row.old === null && portalTypes.has(text(row.record, 'UserType') ?? '')) joinAccount(row, chunk);
  },
};

function accountOf(row: Row, chunk: Chunk): Readonly<Record<string, unknown>> | undefined {
  return chunk.parts.store.get(
    'SELECT a.Id, a.Name, a.OwnerId, a.IsPartner, o.UserRoleId FROM Contact c JOIN Account a ON a.Id = c.AccountId LEFT JOIN User o ON o.Id = a.OwnerId WHERE c.Id = ?',
    text(row.record, 'ContactId'),
  );
}

function checkPortalUser(row: Row, chunk: Chunk): void {
  if (text(row.record, 'ContactId') === null) {
    row.errors.push(
      dmlError('INVALID_CROSS_REFERENCE_KEY', 'Cannot create a portal user without contact', ['ContactId']),
    );
    return;
  }
  const account = accountOf(row, chunk);
  if (account === undefined) {
    row.errors.push(
      dmlError('FIELD_INTEGRITY_EXCEPTION', 'The contact of a portal user must belong to an account', ['ContactId']),
    );
  } else if (account['UserRoleId'] === null) {
    row.errors.push(dmlError('UNKNOWN_EXCEPTION', 'portal account owner must have a role'));
  } else if (text(row.record, 'UserType') === 'PowerPartner' && account['IsPartner'] !== 1) {
    row.errors.push(
      dmlError('FIELD_INTEGRITY_EXCEPTION', 'The account of a partner user must be enabled as a partner account', [
        'ContactId',
      ]),
    );
  }
}

function joinAccount(row: Row, chunk: Chunk): void {
  const account = accountOf(row, chunk);
  if (account === undefined) return;
  const { values } = row.record;
  values['AccountId'] = String(account['Id']);
  values['IsPortalEnabled'] = true;
}
