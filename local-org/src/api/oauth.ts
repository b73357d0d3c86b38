/** OAuth 2.0 endpoints: token, userinfo, identity, revoke, single access (Salesforce Help, "OAuth Authorization Flows"). */
import { plainText } from '../engine/plain-text.ts';
import { createHash, randomBytes } from 'node:crypto';
import { OrgError } from '../engine/errors.ts';
import type { Grant } from '../engine/operations/identity.ts';
import type { ApiRequest, ApiResponse } from './http.ts';
import { json } from './http.ts';
import type { Handler, RequestContext } from './services.ts';
import { ORG_CALLER } from './services.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Audiences that mean "this org" besides its own address: clients configured for a real org send these. */
const LOGIN_HOSTS = ['https://login.salesforce.com', 'https://test.salesforce.com'];

/** `POST /services/oauth2/token`. */
export const token: Handler = async (context) => {
  const form = formOf(context.request);
  const { pool } = context.services;
  switch (form.get('grant_type')) {
    case JWT_BEARER: {
      const audiences = [context.request.origin, ...LOGIN_HOSTS];
      return issue(
        context,
        await pool.run('jwtGrant', { assertion: required(form, 'assertion'), audiences }, ORG_CALLER),
      );
    }
    case 'refresh_token': {
      const input = { tokenHash: sha256(required(form, 'refresh_token')), consumerKey: required(form, 'client_id') };
      return issue(context, await pool.run('refreshGrant', input, ORG_CALLER));
    }
    case 'client_credentials': {
      const { id, secret } = clientOf(context.request, form);
      return issue(
        context,
        await pool.run('clientCredentialsGrant', { consumerKey: id, consumerSecret: secret }, ORG_CALLER),
      );
    }
    case 'password': {
      const consumerKey = required(form, 'client_id');
      const input = { consumerKey, username: required(form, 'username'), password: required(form, 'password') };
      const outcome = await pool.run('passwordGrant', input, ORG_CALLER);
      if (!outcome.ok)
        throw new OrgError(
          'invalid_grant',
          outcome.reason === 'locked' ? 'user account is locked' : 'authentication failure',
        );
      const refresh = await newRefreshToken(context, outcome.user.userId, consumerKey);
      return issue(context, { ...outcome.user, scopes: outcome.scopes ?? [] }, refresh);
    }
    default:
      throw new OrgError('unsupported_grant_type', 'grant type not supported');
  }
};

async function issue(context: RequestContext, grant: Grant, refreshToken?: string): Promise<ApiResponse> {
  const scope = grant.scopes.map((name) => name.toLowerCase()).join(' ') || 'api';
  const { token: accessToken } = await context.services.sessions.open(grant.userId, 'api', { scope });
  return json(200, {
    access_token: accessToken,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    scope,
    instance_url: context.request.origin,
    id: `${context.request.origin}/id/${grant.organizationId}/${grant.userId}`,
    token_type: 'Bearer',
    issued_at: String(Date.now()),
  });
}

async function newRefreshToken(context: RequestContext, userId: string, consumerKey: string): Promise<string> {
  const refreshToken = `5Aep${randomBytes(32).toString('hex')}`;
  await context.services.pool.run(
    'keepRefreshToken',
    { tokenHash: sha256(refreshToken), userId, consumerKey },
    ORG_CALLER,
  );
  return refreshToken;
}

/** `/services/oauth2/revoke?token=`. */
export const revokeToken: Handler = async (context) => {
  const revoked = formOf(context.request).get('token') ?? context.request.query.get('token');
  if (revoked !== null) await context.services.sessions.close(revoked);
  return { status: 200 };
};

/** `POST /services/oauth2/introspect`: only whether the token lives and whose it is. */
export const introspect: Handler = async (context) => {
  const session = context.services.sessions.find(required(formOf(context.request), 'token'));
  if (!session) return json(200, { active: false });
  const facts = await context.services.pool.run('identityFacts', { userId: session.userId }, ORG_CALLER);
  return json(200, {
    active: true,
    scope: session.scope,
    username: facts['username'],
    token_type: 'access_token',
    sub: session.userId,
  });
};

/** `GET /services/oauth2/userinfo`. */
export const userInfo: Handler = async (context) => {
  if (!context.session) throw new OrgError('INVALID_SESSION_ID', 'Bad_OAuth_Token');
  const facts = await context.services.pool.run('identityFacts', { userId: context.session.userId }, ORG_CALLER);
  const { origin } = context.request;
  return json(200, {
    sub: `${origin}/id/${plainText(facts['organizationId'])}/${context.session.userId}`,
    user_id: context.session.userId,
    organization_id: facts['organizationId'],
    preferred_username: facts['username'],
    name: facts['displayName'],
    email: facts['email'],
    given_name: facts['firstName'],
    family_name: facts['lastName'],
    zoneinfo: facts['timeZone'],
    locale: facts['locale'],
    language: facts['language'],
    user_type: facts['userType'],
    active: true,
  });
};

/** `GET /id/<organisation>/<user>`; clients may pass the token as `oauth_token`. */
export const identity: Handler = async (context) => {
  const given = context.request.query.get('oauth_token');
  const session = context.session ?? (given === null ? null : context.services.sessions.find(given));
  if (!session) throw new OrgError('INVALID_SESSION_ID', 'Missing_OAuth_Token');
  const userId = context.params['user'] ?? '';
  if (userId.slice(0, 15) !== session.userId.slice(0, 15)) throw new OrgError('INSUFFICIENT_ACCESS', 'Wrong_User');
  const facts = await context.services.pool.run('identityFacts', { userId: session.userId }, ORG_CALLER);
  const { origin } = context.request;
  const rest = `${origin}/services/data/v{version}`;
  return json(200, {
    id: `${origin}/id/${plainText(facts['organizationId'])}/${session.userId}`,
    asserted_user: true,
    user_id: session.userId,
    organization_id: facts['organizationId'],
    username: facts['username'],
    nick_name: facts['username'],
    display_name: facts['displayName'],
    email: facts['email'],
    first_name: facts['firstName'],
    last_name: facts['lastName'],
    timezone: facts['timeZone'],
    active: true,
    user_type: plainText(facts['userType']).toUpperCase(),
    language: facts['language'],
    locale: facts['locale'],
    urls: {
      enterprise: `${origin}/services/Soap/c/{version}/${plainText(facts['organizationId'])}`,
      metadata: `${origin}/services/Soap/m/{version}/${plainText(facts['organizationId'])}`,
      partner: `${origin}/services/Soap/u/{version}/${plainText(facts['organizationId'])}`,
      rest: `${rest}/`,
      sobjects: `${rest}/sobjects/`,
      search: `${rest}/search/`,
      query: `${rest}/query/`,
    },
  });
};

/** `/services/oauth2/singleaccess`: an address that logs a browser in once. */
export const singleAccess: Handler = (context) => {
  if (!context.session) throw new OrgError('INVALID_SESSION_ID', 'Session expired or invalid');
  const target = context.request.query.get('redirect_uri') ?? formOf(context.request).get('redirect_uri');
  const uri = new URL('/secur/frontdoor.jsp', context.request.origin);
  uri.searchParams.set('otp', context.services.codes.issue(context.session.userId));
  if (target !== null) uri.searchParams.set('startURL', target);
  return json(200, { frontdoor_uri: uri.href });
};

function clientOf(request: ApiRequest, form: URLSearchParams): { readonly id: string; readonly secret: string } {
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic !== undefined) {
    const text = Buffer.from(basic, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    return { id: text.slice(0, colon), secret: text.slice(colon + 1) };
  }
  return { id: required(form, 'client_id'), secret: required(form, 'client_secret') };
}

function formOf(request: ApiRequest): URLSearchParams {
  return new URLSearchParams(request.body.toString('utf8'));
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '') throw new OrgError('invalid_request', `missing required parameter: ${name}`);
  return value;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
