/**
 * Setting and resetting passwords of users, for every door alike. Source: REST API Developer Guide, "Reset User Password" (the old password
 * ends, the user is sent a link, the answer has a temporary password); Apex Reference, System.resetPassword and System.setPassword.
 */
import { randomBytes } from 'node:crypto';
import type { AccessMail } from './access-mail.ts';
import { OrgError } from './errors.ts';
import { useUpPasswordLinks } from './password-links.ts';
import { hashPassword, passwordProblem, storePassword } from './passwords.ts';
import type { Security, Store, UserContext } from './ports.ts';

export interface PasswordParts {
  readonly store: Store;
  readonly security: Pick<Security, 'hasPermission'>;
  readonly accessMail: AccessMail;
}

/**
 * Sets a password in the running transaction: one's own, or with the right to reset others'. `actor` null: the org itself.
 * `begin` takes the org's lock; it is called when the slow hash is made, so that those who set many passwords side by side hash side by
 * side and do not wait for each other until the lock is refused.
 */
export function setUserPassword(
  userId: string,
  password: string,
  actor: UserContext | null,
  parts: PasswordParts,
  begin: () => void = () => undefined,
): void {
  const { id, username } = knownUser(userId, parts.store);
  mayReset(id, actor, parts);
  const problem = passwordProblem(password, username);
  if (problem !== null) throw new OrgError('INVALID_NEW_PASSWORD', problem);
  const hashed = hashPassword(password);
  begin();
  storePassword(parts.store, id, hashed, Date.now());
  useUpPasswordLinks(parts.store, id, Date.now());
}

/** Ends the password and answers a temporary one; with `sendMail` the user is sent a link to set one. */
export function resetUserPassword(
  userId: string,
  sendMail: boolean,
  actor: UserContext | null,
  parts: PasswordParts,
): string {
  const { id } = knownUser(userId, parts.store);
  mayReset(id, actor, parts);
  const password = `${randomBytes(9).toString('base64url')}9a`;
  storePassword(parts.store, id, hashPassword(password), Date.now());
  useUpPasswordLinks(parts.store, id, Date.now());
  if (sendMail) parts.accessMail.sendReset(id);
  return password;
}

function knownUser(userId: string, store: Store): { readonly id: string; readonly username: string } {
  const row = store.get(
    'SELECT "Id" AS id, "Username" AS username FROM "User" WHERE "Id" = ? OR substr("Id", 1, 15) = ?',
    userId,
    userId,
  );
  if (!row) throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  return { id: String(row['id']), username: String(row['username']) };
}

function mayReset(userId: string, actor: UserContext | null, { security }: PasswordParts): void {
  if (actor === null || actor.userId === userId) return;
  if (security.hasPermission(actor, 'ResetPasswords') || security.hasPermission(actor, 'ManageUsers')) return;
  throw new OrgError('INSUFFICIENT_ACCESS', 'insufficient access rights to reset the password of this user');
}
