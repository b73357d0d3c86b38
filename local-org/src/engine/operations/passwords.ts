/** Passwords at the APIs and at the pages that follow a one-time link. */
import { OrgError } from '../errors.ts';
import { resetUserPassword, setUserPassword } from '../password-administration.ts';
import { findPasswordLink, mayResetAgain, useUpPasswordLinks } from '../password-links.ts';
import { hashPassword, passwordFault, storePassword } from '../passwords.ts';
import type { PasswordFault } from '../passwords.ts';
import type { UserContext } from '../ports.ts';
import type { OperationContext } from './context.ts';
import type { Admitted } from './identity.ts';
import { isSiteMember, permissionSetNames } from './sites.ts';

/** `POST …/password`: one's own, or with the permission "Reset User Passwords and Unlock Users". */
export function setPassword(
  input: { readonly userId: string; readonly password: string },
  context: OperationContext,
): null {
  setUserPassword(input.userId, input.password, actorOf(context), context.engine.passwords, () =>
    context.transaction.begin(),
  );
  return null;
}

/** `DELETE …/password`: a temporary password, answered once, and a link by mail. */
export function resetPassword(
  input: { readonly userId: string },
  context: OperationContext,
): { readonly NewPassword: string } {
  context.transaction.begin();
  return { NewPassword: resetUserPassword(input.userId, true, actorOf(context), context.engine.passwords) };
}

/** `GET …/password`. */
export function passwordStatus(
  input: { readonly userId: string },
  context: OperationContext,
): { readonly isExpired: boolean } {
  const row = context.engine.store.get('SELECT 1 AS known FROM _passwords WHERE user_id = ?', input.userId);
  return { isExpired: row === undefined };
}

/** What the page behind a link shows. */
export type PasswordLinkState =
  | { readonly state: 'open'; readonly username: string; readonly language: string }
  | { readonly state: 'unknown' | 'used' | 'expired' };

/** Looks a link's code up without using it. `site` is the site the page belongs to, null for the org's own login. */
export function passwordLink(
  input: { readonly code: string; readonly site: string | null },
  context: OperationContext,
): PasswordLinkState {
  const user = userOfLink(input, context);
  return typeof user === 'string'
    ? { state: user }
    : { state: 'open', username: user.username, language: user.language };
}

export type PasswordSet =
  | { readonly ok: true; readonly user: Admitted }
  | { readonly ok: false; readonly fault: PasswordFault }
  | { readonly ok: false; readonly state: 'unknown' | 'used' | 'expired' };

/** Sets the password by a link's code, which is used up with it. */
export function setPasswordByLink(
  input: { readonly code: string; readonly site: string | null; readonly password: string },
  context: OperationContext,
): PasswordSet {
  // Begun before looking: of two requests with one code only the first finds it unused.
  context.transaction.begin();
  const user = userOfLink(input, context);
  if (typeof user === 'string') return { ok: false, state: user };
  const fault = passwordFault(input.password, user.username);
  if (fault !== null) return { ok: false, fault };
  const { store } = context.engine;
  storePassword(store, user.userId, hashPassword(input.password), Date.now());
  useUpPasswordLinks(store, user.userId, Date.now());
  return {
    ok: true,
    user: { userId: user.userId, username: user.username, organizationId: context.engine.organization().id },
  };
}

/** "Forgot your password?" of a site: a member is sent a link. The answer tells nobody whether the username exists. */
export function forgotPassword(
  input: { readonly username: string; readonly site: string },
  context: OperationContext,
): null {
  const { engine } = context;
  const { records } = engine.queries.query(
    'SELECT Id FROM User WHERE Username = :name AND IsActive = true LIMIT 1',
    { name: input.username },
    context.systemScope,
  );
  const id = records[0]?.values['Id'];
  if (typeof id !== 'string') return null;
  const user = engine.security.userContext(id);
  if (!isMember(user, input.site, context) || !mayResetAgain(engine.store, id, Date.now())) return null;
  context.transaction.begin();
  engine.passwords.accessMail.sendReset(id, input.site);
  return null;
}

function userOfLink(
  input: { readonly code: string; readonly site: string | null },
  context: OperationContext,
): UserContext | 'unknown' | 'used' | 'expired' {
  const found = findPasswordLink(context.engine.store, input.code, Date.now());
  if (typeof found === 'string') return found;
  if (found.site !== input.site) return 'unknown';
  const user = activeUser(found.userId, context);
  if (!user) return 'unknown';
  if (found.site !== null && !isMember(user, found.site, context)) return 'unknown';
  return user;
}

function activeUser(userId: string, context: OperationContext): UserContext | null {
  try {
    return context.engine.security.userContext(userId);
  } catch (cause) {
    // The user was deactivated after the link was sent.
    if (cause instanceof OrgError) return null;
    throw cause;
  }
}

function isMember(user: UserContext, site: string, context: OperationContext): boolean {
  return isSiteMember(site, user, permissionSetNames(user, context), context.engine.metadata());
}

function actorOf(context: OperationContext): UserContext | null {
  return context.caller.userId === null ? null : context.user;
}
