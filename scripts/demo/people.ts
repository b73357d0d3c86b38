/** Users of the demonstration with their role, rights, queues and groups. */
import type { Connection } from 'jsforce';
import type { Persona } from './personas.ts';
import { createAll, idsBy, need, pairsOf, rows, type Setup } from './rows.ts';

export const ADMIN = 'admin@unified-power.example';
export const API_VERSION = '67.0';
const PORTAL_GUEST = 'Portal_Guest';

/** Gives the administrator full access. */
export async function loadAdministrator(org: Connection, setup: Setup): Promise<void> {
  const [admin] = await rows(org, `SELECT Id FROM User WHERE Username = '${ADMIN}'`);
  const [assigned] = await rows(
    org,
    `SELECT Id FROM PermissionSetAssignment WHERE Assignee.Username = '${ADMIN}' AND PermissionSet.Name = 'Admin_Full'`,
  );
  if (admin && !assigned)
    await createAll(org, 'PermissionSetAssignment', [assignmentOf(setup, admin.Id, 'Admin_Full')]);
}

/** Lets visitors without a login open the link of an invitation: the site's guest user gets the permission set of guests. */
export async function loadPortalGuest(org: Connection, setup: Setup): Promise<void> {
  const [site] = await rows(org, `SELECT Id, GuestUserId FROM Site WHERE Name = 'Customer_Portal'`);
  if (!site) throw new Error('The org has no site "Customer_Portal". Was force-app deployed?');
  const guestId = String(site['GuestUserId']);
  const [assigned] = await rows(
    org,
    `SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '${guestId}' AND PermissionSet.Name = '${PORTAL_GUEST}'`,
  );
  if (!assigned) await createAll(org, 'PermissionSetAssignment', [assignmentOf(setup, guestId, PORTAL_GUEST)]);
}

/**
 * Makes the users who are missing, with password, queues, groups and rights. Running it again changes nothing.
 * @param contactIds of partners and customers, by user name
 */
export async function loadUsers(
  org: Connection,
  setup: Setup,
  personas: readonly Persona[],
  password: string,
  contactIds: ReadonlyMap<string, string>,
): Promise<void> {
  const known = await idsBy(org, 'User', 'Username');
  const missing = personas.filter(({ username }) => !known.has(username));
  await createAll(
    org,
    'User',
    missing.map((persona) => userOf(setup, persona, contactIds.get(persona.username))),
  );
  const users = await idsBy(org, 'User', 'Username');
  const idOf = (persona: Persona): string => need(users, 'user', persona.username);

  const members = await pairsOf(org, 'GroupMember', 'UserOrGroupId', 'GroupId');
  await createAll(
    org,
    'GroupMember',
    personas.flatMap((persona) =>
      (persona.groups ?? [])
        .map((name) => ({ GroupId: need(setup.groups, 'queue or group', name), UserOrGroupId: idOf(persona) }))
        .filter(({ GroupId, UserOrGroupId }) => !members.has(`${UserOrGroupId} ${GroupId}`)),
    ),
  );

  const assigned = new Set([
    ...(await pairsOf(org, 'PermissionSetAssignment', 'AssigneeId', 'PermissionSetId')),
    ...(await pairsOf(org, 'PermissionSetAssignment', 'AssigneeId', 'PermissionSetGroupId')),
  ]);
  const unassigned = personas.flatMap((persona) =>
    persona.rights
      .filter((name) => !assigned.has(`${idOf(persona)} ${need(setup.rights, 'permission set', name).id}`))
      .map((name) => assignmentOf(setup, idOf(persona), name)),
  );
  // The password comes before the first assignment: a start that was cut off in between does both again.
  const withoutPassword = [...new Set(unassigned.map(({ AssigneeId }) => AssigneeId))];
  await Promise.all(withoutPassword.map((userId) => setPassword(org, userId, password)));
  await createAll(org, 'PermissionSetAssignment', unassigned);
}

/** An assignment of a permission set group, or of a permission set that stands alone. */
function assignmentOf(
  setup: Setup,
  userId: string,
  name: string,
): { readonly AssigneeId: string; readonly [field: string]: string } {
  const { field, id } = need(setup.rights, 'permission set', name);
  return { AssigneeId: userId, [field]: id };
}

function userOf(setup: Setup, persona: Persona, contactId: string | undefined): Readonly<Record<string, unknown>> {
  return {
    Username: persona.username,
    FirstName: persona.firstName,
    LastName: persona.lastName,
    Alias: persona.username.slice(0, 8),
    Email: persona.username,
    ProfileId: need(setup.profiles, 'profile', persona.profile),
    ...(persona.role ? { UserRoleId: need(setup.roles, 'role', persona.role) } : {}),
    ...(contactId === undefined ? {} : { ContactId: contactId }),
    TimeZoneSidKey: 'Europe/Berlin',
    LocaleSidKey: persona.language === 'de' ? 'de_DE' : 'en_US',
    LanguageLocaleKey: persona.language,
    EmailEncodingKey: 'UTF-8',
    DefaultCurrencyIsoCode: 'EUR',
  };
}

/** The platform's REST resource for an administrator who sets a password. */
async function setPassword(org: Connection, userId: string, password: string): Promise<void> {
  await org.requestPost(`/services/data/v${API_VERSION}/sobjects/User/${userId}/password`, { NewPassword: password });
}
