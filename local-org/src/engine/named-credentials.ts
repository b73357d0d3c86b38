/**
 * Where a callout goes and what may go along: named credentials, external credentials, remote site settings.
 * Source: Salesforce Help, "Named Credentials"; Metadata API Developer Guide, NamedCredential, ExternalCredential, RemoteSiteSetting.
 */
import { OrgError, Unsupported } from './errors.ts';
import type { HttpExchangeAnswer, HttpExchangeRequest } from './messages.ts';
import type { MetadataCatalogue } from './metadata-catalogue.ts';
import { allOf, flag, nodesOf, textOf } from './metadata-catalogue.ts';
import type { Security, Store, UserContext } from './ports.ts';

/** A callout as Apex asks for it. */
export interface Callout {
  readonly method: string;
  /** Absolute, or `callout:Named_Credential/path`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly timeoutMs: number;
  readonly user: UserContext;
}

export interface CalloutAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Apex Developer Guide, "Callout Limits": 6 MB of answer in a synchronous transaction. */
const MAX_BYTES = 6 * 1024 * 1024;

/** What resolving needs. */
export interface CalloutParts {
  readonly store: Store;
  readonly security: Pick<Security, 'objectAccess'>;
  metadata(): MetadataCatalogue;
  exchange(request: HttpExchangeRequest): HttpExchangeAnswer;
}

/** Performs a callout; throws OrgError `System.CalloutException` with the platform's words. */
export function performCallout(callout: Callout, parts: CalloutParts): CalloutAnswer {
  const target = callout.endpoint.startsWith('callout:') ? namedTarget(callout, parts) : plainTarget(callout, parts);
  const headers = {
    'User-Agent': 'SFDC-Callout/67.0',
    Accept: 'text/html, image/gif, image/jpeg, */*',
    ...target.headers,
  };
  const answer = parts.exchange({
    method: callout.method,
    url: target.url,
    headers: [...Object.entries(headers), ['Connection', 'close'], ...contentLength(callout)],
    body: callout.body,
    timeoutMs: callout.timeoutMs,
    maxBytes: MAX_BYTES,
  });
  if (answer.kind === 'failure') throw calloutException(answer.message);
  const received: Record<string, string> = {};
  for (const [name, value] of answer.headers)
    received[name] = received[name] === undefined ? value : `${received[name]}, ${value}`;
  return { status: answer.status, statusText: answer.statusText, headers: received, body: answer.body };
}

function contentLength(callout: Callout): readonly (readonly [string, string])[] {
  if (callout.body === null && (callout.method === 'GET' || callout.method === 'HEAD' || callout.method === 'DELETE'))
    return [];
  return [['Content-Length', String(callout.body?.byteLength ?? 0)]];
}

interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

function plainTarget(callout: Callout, parts: CalloutParts): Target {
  let origin: string;
  try {
    origin = new URL(callout.endpoint).origin;
  } catch (cause) {
    throw calloutException(`no protocol: ${callout.endpoint}`, cause);
  }
  const allowed = allOf(parts.metadata(), 'RemoteSiteSetting').some(
    ({ node }) => flag(node, 'isActive') && originOf(textOf(node, 'url')) === origin,
  );
  if (!allowed) {
    throw calloutException(
      `Unauthorized endpoint, please check Setup->Security->Remote site settings. endpoint = ${callout.endpoint}`,
    );
  }
  return { url: callout.endpoint, headers: callout.headers };
}

function originOf(url: string | undefined): string | null {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : null;
}

function namedTarget(callout: Callout, parts: CalloutParts): Target {
  const [, name = '', path = ''] = /^callout:([A-Za-z0-9_]+)(.*)$/s.exec(callout.endpoint) ?? [];
  const metadata = parts.metadata();
  const credential = metadata.read('NamedCredential', name);
  if (!credential)
    throw calloutException(
      `The callout couldn't access the endpoint. You might not have the required permissions, or the named credential "${name}" might not exist.`,
    );
  if (textOf(credential, 'calloutStatus') === 'Disabled')
    throw calloutException(`The named credential "${name}" is disabled for callouts.`);
  const parameters = nodesOf(credential, 'namedCredentialParameters');
  const configured =
    textOf(
      parameters.find((node) => textOf(node, 'parameterType') === 'Url'),
      'parameterValue',
    ) ?? textOf(credential, 'endpoint');
  const override = parts.store.get('SELECT url FROM _endpoint_overrides WHERE credential = ?', name);
  const base = override ? String(override['url']) : configured;
  if (base === undefined) throw calloutException(`The named credential "${name}" has no URL.`);
  const external = textOf(
    parameters.find((node) => textOf(node, 'parameterType') === 'Authentication'),
    'externalCredential',
  );
  const url = base.replace(/\/+$/, '') + path;
  if (external === undefined) return { url, headers: callout.headers };
  const values = principalValues(external, callout.user, parts);
  const generated =
    textOf(credential, 'generateAuthorizationHeader') === 'false' ? {} : authorization(external, metadata, values);
  const own = flag(credential, 'allowMergeFieldsInHeader')
    ? mapValues(callout.headers, (text) => merge(text, external, values))
    : callout.headers;
  return { url, headers: { ...own, ...generated } };
}

/** The authentication values of a principal the user may use; permission sets grant it (External Credential Principal Access). */
function principalValues(external: string, user: UserContext, parts: CalloutParts): ReadonlyMap<string, string> {
  const granted = grantedPrincipals(external, user, parts);
  const refused = `We couldn't access the credential(s). You might not have the required permissions, or the external credential "${external}" might not exist.`;
  if (!parts.metadata().read('ExternalCredential', external)) throw calloutException(refused);
  const [principal] = granted;
  if (principal === undefined) throw calloutException(refused);
  // Help, "Enable User External Credentials": whoever performs an authenticated callout needs access to the object that keeps the tokens.
  if (!parts.security.objectAccess(user, 'UserExternalCredential').read) throw calloutException(refused);
  const rows = parts.store.all(
    'SELECT name, value FROM _credential_values WHERE credential = ? AND principal = ?',
    external,
    principal,
  );
  return new Map(rows.map((row) => [String(row['name']), String(row['value'])]));
}

function grantedPrincipals(external: string, user: UserContext, parts: CalloutParts): readonly string[] {
  const metadata = parts.metadata();
  const ids = JSON.stringify(user.permissionSetIds);
  const names = parts.store
    .all('SELECT "Name" AS name FROM "PermissionSet" WHERE "Id" IN (SELECT value FROM json_each(?))', ids)
    .map((row) => String(row['name']));
  const holders = [
    metadata.read('Profile', user.profileName),
    ...names.map((name) => metadata.read('PermissionSet', name)),
  ];
  return holders.flatMap((holder) =>
    nodesOf(holder, 'externalCredentialPrincipalAccesses').flatMap((access) => {
      const named = textOf(access, 'externalCredentialPrincipal') ?? '';
      return flag(access, 'enabled') && named.startsWith(`${external}-`) ? [named.slice(external.length + 1)] : [];
    }),
  );
}

function authorization(
  external: string,
  metadata: MetadataCatalogue,
  values: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const node = metadata.read('ExternalCredential', external);
  const protocol = textOf(node, 'authenticationProtocol') ?? 'NoAuthentication';
  const headers: Record<string, string> = {};
  for (const parameter of nodesOf(node, 'externalCredentialParameters')) {
    if (textOf(parameter, 'parameterType') !== 'AuthHeader') continue;
    headers[textOf(parameter, 'parameterName') ?? ''] = formulaText(
      textOf(parameter, 'parameterValue') ?? '',
      external,
      values,
    );
  }
  switch (protocol) {
    case 'NoAuthentication':
    case 'Custom':
      return headers;
    case 'Basic': {
      const pair = `${values.get('Username') ?? ''}:${values.get('Password') ?? ''}`;
      return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}`, ...headers };
    }
    default:
      throw new Unsupported(`ExternalCredential.${protocol}`);
  }
}

/** `{!'Bearer ' & $Credential.Name.Token}`: texts joined with `&`; other formulas are refused by name. */
function formulaText(formula: string, external: string, values: ReadonlyMap<string, string>): string {
  const inner = /^\{!(.*)\}$/s.exec(formula.trim())?.[1];
  if (inner === undefined) return merge(formula, external, values);
  return inner
    .split('&')
    .map((part) => {
      const term = part.trim();
      const literal = /^(['"])(.*)\1$/s.exec(term)?.[2];
      if (literal !== undefined) return literal;
      const field = /^\$Credential\.([A-Za-z0-9_]+)\.([A-Za-z0-9_]+)$/.exec(term);
      if (field?.[1] === external) return values.get(field[2] ?? '') ?? '';
      throw new Unsupported(`ExternalCredential.AuthHeader ${term}`);
    })
    .join('');
}

function merge(text: string, external: string, values: ReadonlyMap<string, string>): string {
  return text.replaceAll(
    /\{!\$Credential\.(?:([A-Za-z0-9_]+)\.)?([A-Za-z0-9_]+)\}/g,
    (whole, credential: string | undefined, name: string) =>
      credential === undefined || credential === external ? (values.get(name) ?? '') : whole,
  );
}

function mapValues(
  headers: Readonly<Record<string, string>>,
  change: (text: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, change(value)]));
}

function calloutException(message: string, cause?: unknown): OrgError {
  return new OrgError('System.CalloutException', message, { cause });
}
