/** Who may come in: passwords, tokens, sessions, the facts about a user that clients ask for. */
import { plainText } from '../json-records.ts';
import { createHash } from 'node:crypto';
import { OrgError } from '../errors.ts';
import type { JsonObject } from '../json-records.ts';
import { readAssertion } from '../jwt-assertion.ts';
import type { OauthClient } from '../oauth-clients.ts';
import { oauthClient } from '../oauth-clients.ts';
import { checkPassword } from '../passwords.ts';
import type { OperationContext } from './context.ts';
import { isSiteMember, permissionSetNames } from './sites.ts';

/** A user who may come in. */
export interface Admitted {
  readonly userId: string;
  readonly username: string;
  readonly organizationId: string;
}

/** Token-endpoint answers of the worker: who, and with which scopes. */
export interface Grant extends Admitted {
  readonly scopes: readonly string[];
}

/** A refusal is an answer, not an exception: the count of wrong attempts must be committed. */
export type LoginOutcome =
  | { readonly ok: true; readonly user: Admitted }
  | { readonly ok: false; readonly reason: 'invalid' | 'locked' | 'no-access' };

interface UserRow {
  readonly id: string;
  readonly username: string;
  readonly active: boolean;
}

/** Username and password at a login page or the SOAP API; `site` for the page of a site. */
export function loginWithPassword(
  input: { readonly username: string; readonly password: string; readonly site?: string },
  context: OperationContext,
): LoginOutcome {
  const user = userByName(input.username, context);
  context.transaction.begin();
  const check = checkPassword(context.engine.store, user?.id ?? '', input.password, Date.now());
  if (!user?.active) return { ok: false, reason: 'invalid' };
  if (check === 'locked') return { ok: false, reason: 'locked' };
  if (check !== 'right') return { ok: false, reason: 'invalid' };
  const facts = context.engine.security.userContext(user.id);
  const external = facts.userType !== 'Standard';
  if (
    input.site === undefined
      ? external
      : !isSiteMember(input.site, facts, permissionSetNames(facts, context), context.engine.metadata())
  )
    return { ok: false, reason: 'no-access' };
  return { ok: true, user: admitted(user, context) };
}

/** `grant_type=password`: the client must be known, then as a login. */
export function passwordGrant(
  input: { readonly consumerKey: string; readonly username: string; readonly password: string },
  context: OperationContext,
): LoginOutcome & { readonly scopes?: readonly string[] } {
  const client = knownClient(input.consumerKey, context);
  const outcome = loginWithPassword({ username: input.username, password: input.password }, context);
  if (outcome.ok) checkPreAuthorised(client, outcome.user.userId, context);
  return { ...outcome, scopes: client.scopes };
}

/** JWT bearer: signature, audience, times, and whether the user was approved for the client beforehand. */
export function jwtGrant(
  input: { readonly assertion: string; readonly audiences: readonly string[] },
  context: OperationContext,
): Grant {
  const assertion = readAssertion(input.assertion);
  const client = knownClient(assertion.issuer, context);
  if (client.certificate === null || !assertion.signedBy(client.certificate))
    throw new OrgError('invalid_grant', 'invalid assertion');
  if (!input.audiences.includes(assertion.audience.replace(/\/+$/, '')))
    throw new OrgError('invalid_grant', 'audience is invalid');
  // Transport times are the machine's: a frozen business clock must not lock clients out.
  if (assertion.expires < Date.now()) throw new OrgError('invalid_grant', 'expired authorization code');
  const user = userByName(assertion.subject, context);
  if (!user?.active) throw new OrgError('invalid_grant', "user hasn't approved this consumer");
  checkPreAuthorised(client, user.id, context);
  return { ...admitted(user, context), scopes: client.scopes };
}

/** `grant_type=client_credentials`: acts as the user named in the client's policies. */
export function clientCredentialsGrant(
  input: { readonly consumerKey: string; readonly consumerSecret: string },
  context: OperationContext,
): Grant {
  const client = knownClient(input.consumerKey, context);
  const row = context.engine.store.get(
    'SELECT secret_hash FROM _client_secrets WHERE consumer_key = ?',
    input.consumerKey,
  );
  if (!row || String(row['secret_hash']) !== sha256(input.consumerSecret))
    throw new OrgError('invalid_client', 'invalid client credentials');
  if (client.clientCredentialsUser === null) throw new OrgError('invalid_grant', 'no client credentials user enabled');
  const user = userByName(client.clientCredentialsUser, context);
  if (!user?.active) throw new OrgError('invalid_grant', 'no client credentials user enabled');
  return { ...admitted(user, context), scopes: client.scopes };
}

/** Keeps a refresh token's hash. */
export function keepRefreshToken(
  input: { readonly tokenHash: string; readonly userId: string; readonly consumerKey: string },
  context: OperationContext,
): null {
  context.transaction.begin();
  context.engine.store.run(
    'INSERT INTO _refresh_tokens (token_hash, user_id, consumer_key, created_at) VALUES (?, ?, ?, ?)',
    input.tokenHash,
    input.userId,
    input.consumerKey,
    Date.now(),
  );
  return null;
}

/** `grant_type=refresh_token`. */
export function refreshGrant(
  input: { readonly tokenHash: string; readonly consumerKey: string },
  context: OperationContext,
): Grant {
  const row = context.engine.store.get(
    'SELECT user_id, consumer_key FROM _refresh_tokens WHERE token_hash = ?',
    input.tokenHash,
  );
  if (!row || String(row['consumer_key']) !== input.consumerKey)
    throw new OrgError('invalid_grant', 'expired access/refresh token');
  const user = userById(String(row['user_id']), context);
  if (!user?.active) throw new OrgError('invalid_grant', 'inactive user');
  return { ...admitted(user, context), scopes: knownClient(input.consumerKey, context).scopes };
}

/** Registers the certificate or secret of one installation's client (Setup of a real org; not part of any metadata). */
export function registerClient(
  input: { readonly consumerKey: string; readonly certificate?: string; readonly secret?: string },
  context: OperationContext,
): null {
  context.transaction.begin();
  const { store } = context.engine;
  if (input.certificate !== undefined) {
    store.run(
      'INSERT INTO _client_certificates (consumer_key, pem) VALUES (?, ?) ON CONFLICT (consumer_key) DO UPDATE SET pem = excluded.pem',
      input.consumerKey,
      input.certificate,
    );
  }
  if (input.secret !== undefined) {
    store.run(
      'INSERT INTO _client_secrets (consumer_key, secret_hash) VALUES (?, ?) ON CONFLICT (consumer_key) DO UPDATE SET secret_hash = excluded.secret_hash',
      input.consumerKey,
      sha256(input.secret),
    );
  }
  return null;
}

/** What userinfo, /id and the SOAP login answer about a user. */
export function identityFacts(input: { readonly userId: string }, context: OperationContext): JsonObject {
  const facts = context.engine.security.userContext(input.userId);
  const { records } = context.engine.queries.query(
    'SELECT Id, Email, FirstName, LastName, Name FROM User WHERE Id = :id',
    { id: input.userId },
    context.systemScope,
  );
  const row = records[0]?.values;
  const organization = context.engine.organization();
  return {
    userId: facts.userId,
    username: facts.username,
    displayName: facts.name,
    email: typeof row?.['Email'] === 'string' ? row['Email'] : null,
    firstName: typeof row?.['FirstName'] === 'string' ? row['FirstName'] : null,
    lastName: typeof row?.['LastName'] === 'string' ? row['LastName'] : null,
    userType: facts.userType,
    language: facts.language,
    locale: facts.locale,
    timeZone: facts.timeZone,
    currency: facts.currency,
    profileId: facts.profileId,
    roleId: facts.roleId,
    organizationId: organization.id,
    organizationName: organization.name,
  };
}

function admitted(user: UserRow, context: OperationContext): Admitted {
  return { userId: user.id, username: user.username, organizationId: context.engine.organization().id };
}

function userByName(username: string, context: OperationContext): UserRow | null {
  return firstUser(`SELECT Id, Username, IsActive FROM User WHERE Username = :key LIMIT 1`, username, context);
}

function userById(id: string, context: OperationContext): UserRow | null {
  return firstUser(`SELECT Id, Username, IsActive FROM User WHERE Id = :key LIMIT 1`, id, context);
}

function firstUser(soql: string, key: string, context: OperationContext): UserRow | null {
  const row = context.engine.queries.query(soql, { key }, context.systemScope).records[0]?.values;
  if (!row) return null;
  return { id: plainText(row['Id']), username: plainText(row['Username']), active: row['IsActive'] === true };
}

function knownClient(consumerKey: string, context: OperationContext): OauthClient {
  const client = oauthClient(context.engine.metadata(), context.engine.store, consumerKey);
  if (!client) throw new OrgError('invalid_client_id', 'client identifier invalid');
  return client;
}

function checkPreAuthorised(client: OauthClient, userId: string, context: OperationContext): void {
  if (!client.preAuthorisedOnly) return;
  const user = context.engine.security.userContext(userId);
  if (client.profiles.includes(user.profileName)) return;
  const { records } = context.engine.queries.query(
    'SELECT Id FROM PermissionSet WHERE Id IN :held AND Name IN :approved',
    { held: user.permissionSetIds, approved: client.permissionSets },
    context.systemScope,
  );
  if (records.length === 0) throw new OrgError('invalid_app_access', 'user is not admin approved to access this app');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
