/**
 * Connect REST resources for credentials: what an administrator may set per installation and no metadata carries. Source: Connect REST API
 * Developer Guide, "Credential" (`/named-credentials/credential`), "Named Credential" (`/named-credentials/named-credential-setup`),
 * "Credential Input"; Help, "Create or Edit a Custom Authentication External Credential" (permissions).
 */
import { OrgError, Unsupported } from '../errors.ts';
import type { JsonObject } from '../json-records.ts';
import { allOf, flag, nodesOf, textOf } from '../metadata-catalogue.ts';
import type { XmlNode } from '../metadata-catalogue.ts';
import type { OperationContext } from './context.ts';

/** Names one principal of one external credential. */
export interface PrincipalKey {
  readonly externalCredential: string;
  readonly principalName: string;
  readonly principalType: string;
}

/** Credential Input: with `replace` (PUT) values that are not named are deleted, otherwise (PATCH) they stay. */
export interface CredentialInput extends PrincipalKey {
  readonly authenticationProtocol: string;
  readonly credentials: Readonly<Record<string, { readonly value: string; readonly encrypted: boolean }>>;
  readonly action: 'create' | 'replace' | 'update';
}

/** `GET /named-credentials/credential`: an encrypted value is never told again. */
export function readCredential(input: PrincipalKey, context: OperationContext): JsonObject {
  mayView(context);
  return credentialOf(input, principalOf(input, context), context);
}

/** `POST`, `PUT` and `PATCH /named-credentials/credential`. */
export function writeCredential(input: CredentialInput, context: OperationContext): JsonObject {
  mayManage(context);
  const external = principalOf(input, context);
  const protocol = protocolOf(external);
  if (input.authenticationProtocol !== protocol) {
    throw new OrgError(
      'INVALID_INPUT',
      `The external credential ${input.externalCredential} uses the authentication protocol ${protocol}, not ${input.authenticationProtocol}.`,
    );
  }
  if (protocol !== 'Custom' && protocol !== 'Basic') throw new Unsupported(`ExternalCredential.${protocol}`);
  if (input.action === 'update' && protocol !== 'Custom')
    throw new OrgError('INVALID_INPUT', 'PATCH is supported only for the Custom authentication protocol.');
  const configured = valuesOf(input, context).length > 0;
  if (input.action === 'create' && configured)
    throw new OrgError('INVALID_INPUT', 'The credential already exists: use PUT to replace its values.');
  if (input.action !== 'create' && !configured)
    throw new OrgError('NOT_FOUND', 'The credential does not exist yet: use POST to create it.');
  const { store } = context.engine;
  context.transaction.begin();
  if (input.action === 'replace') removeValues(input, context);
  for (const [name, { value, encrypted }] of Object.entries(input.credentials)) {
    store.run(
      `INSERT INTO _credential_values (credential, principal, name, value, encrypted) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (credential, principal, name) DO UPDATE SET value = excluded.value, encrypted = excluded.encrypted`,
      input.externalCredential,
      input.principalName,
      name,
      value,
      encrypted ? 1 : 0,
    );
  }
  return credentialOf(input, external, context);
}

/** `DELETE /named-credentials/credential`. */
export function deleteCredential(input: PrincipalKey, context: OperationContext): null {
  mayManage(context);
  principalOf(input, context);
  context.transaction.begin();
  removeValues(input, context);
  return null;
}

/** `GET /named-credentials/named-credential-setup`. */
export function namedCredentials(_input: object, context: OperationContext): JsonObject {
  mayView(context);
  const all = allOf(context.engine.metadata(), 'NamedCredential');
  return { namedCredentials: all.map(({ fullName, node }) => setupOf(fullName, node, context)) };
}

/** `GET /named-credentials/named-credential-setup/{developerName}`. */
export function namedCredential(input: { readonly developerName: string }, context: OperationContext): JsonObject {
  mayView(context);
  return setupOf(input.developerName, definitionOf(input.developerName, context), context);
}

/**
 * `PUT /named-credentials/named-credential-setup/{developerName}`: the body is the whole named credential, of which `calloutUrl` may
 * differ from the deployed one. It stays until it is set again.
 */
export function replaceNamedCredential(
  input: { readonly developerName: string; readonly body: Readonly<Record<string, unknown>> },
  context: OperationContext,
): JsonObject {
  mayManage(context);
  const { developerName, body } = input;
  const node = definitionOf(developerName, context);
  const current = setupOf(developerName, node, context);
  for (const name of ['calloutOptions', 'calloutUrl', 'externalCredentials', 'masterLabel', 'type']) {
    if (body[name] === undefined || body[name] === null)
      throw new OrgError('MISSING_ARGUMENT', `${name} is required.`, { fields: [name] });
  }
  refuseOtherChanges(body, current);
  const url = checkedUrl(body['calloutUrl']);
  context.transaction.begin();
  context.engine.store.run(
    'INSERT INTO _endpoint_overrides (credential, url) VALUES (?, ?) ON CONFLICT (credential) DO UPDATE SET url = excluded.url',
    developerName,
    url,
  );
  return setupOf(developerName, node, context);
}

/** Help, "Create or Edit a Named Credential": View Setup and Configuration to look, Manage Named Credentials or Customize Application to change. */
function mayManage(context: OperationContext): void {
  const { security } = context.engine;
  const held = ['ManageNamedCredentials', 'CustomizeApplication'].some((name) =>
    security.hasPermission(context.user, name),
  );
  if (!held)
    throw new OrgError(
      'INSUFFICIENT_ACCESS',
      'You need the Manage Named Credentials or Customize Application permission.',
    );
}

function mayView(context: OperationContext): void {
  if (context.engine.security.hasPermission(context.user, 'ViewSetup')) return;
  mayManage(context);
}

/** The external credential that defines the principal; throws when either does not exist. */
function principalOf(key: PrincipalKey, context: OperationContext): XmlNode {
  if (key.principalType !== 'NamedPrincipal') throw new Unsupported(`ExternalCredential.${key.principalType}`);
  const external = context.engine.metadata().read('ExternalCredential', key.externalCredential);
  if (!external) throw new OrgError('NOT_FOUND', `No external credential ${key.externalCredential}.`);
  const known = nodesOf(external, 'externalCredentialParameters').some(
    (parameter) =>
      textOf(parameter, 'parameterType') === 'NamedPrincipal' &&
      textOf(parameter, 'parameterName') === key.principalName,
  );
  if (!known)
    throw new OrgError(
      'NOT_FOUND',
      `The external credential ${key.externalCredential} has no named principal ${key.principalName}.`,
    );
  return external;
}

function protocolOf(external: XmlNode): string {
  return textOf(external, 'authenticationProtocol') ?? 'NoAuthentication';
}

function valuesOf(key: PrincipalKey, context: OperationContext): ReturnType<typeof context.engine.store.all> {
  return context.engine.store.all(
    'SELECT name, value, encrypted FROM _credential_values WHERE credential = ? AND principal = ? ORDER BY name',
    key.externalCredential,
    key.principalName,
  );
}

function removeValues(key: PrincipalKey, context: OperationContext): void {
  context.engine.store.run(
    'DELETE FROM _credential_values WHERE credential = ? AND principal = ?',
    key.externalCredential,
    key.principalName,
  );
}

function credentialOf(key: PrincipalKey, external: XmlNode, context: OperationContext): JsonObject {
  const values = valuesOf(key, context);
  return {
    authenticationProtocol: protocolOf(external),
    authenticationProtocolVariant: textOf(external, 'authenticationProtocolVariant') ?? null,
    authenticationStatus: values.length > 0 ? 'Configured' : 'NotConfigured',
    credentials: Object.fromEntries(
      values.map((row) => {
        const encrypted = Number(row['encrypted']) === 1;
        return [String(row['name']), { encrypted, value: encrypted ? null : String(row['value']) }];
      }),
    ),
    externalCredential: key.externalCredential,
    principalName: key.principalName,
    principalType: key.principalType,
  };
}

function definitionOf(developerName: string, context: OperationContext): XmlNode {
  const node = context.engine.metadata().read('NamedCredential', developerName);
  if (!node) throw new OrgError('NOT_FOUND', `No named credential ${developerName}.`);
  return node;
}

function setupOf(developerName: string, node: XmlNode, context: OperationContext): JsonObject {
  const parameters = nodesOf(node, 'namedCredentialParameters');
  const override = context.engine.store.get('SELECT url FROM _endpoint_overrides WHERE credential = ?', developerName);
  const configured = textOf(
    parameters.find((parameter) => textOf(parameter, 'parameterType') === 'Url'),
    'parameterValue',
  );
  const base = `/services/data/v${context.caller.apiVersion}/named-credentials`;
  return {
    calloutOptions: {
      allowMergeFieldsInBody: flag(node, 'allowMergeFieldsInBody'),
      allowMergeFieldsInHeader: flag(node, 'allowMergeFieldsInHeader'),
      generateAuthorizationHeader: textOf(node, 'generateAuthorizationHeader') !== 'false',
    },
    calloutStatus: textOf(node, 'calloutStatus') ?? 'Enabled',
    calloutUrl: override ? String(override['url']) : (configured ?? null),
    customHeaders: [],
    developerName,
    externalCredentials: parameters.flatMap((parameter) => {
      const name = textOf(parameter, 'externalCredential');
      return name === undefined
        ? []
        : [{ developerName: name, url: `${base}/external-credentials/${encodeURIComponent(name)}` }];
    }),
    masterLabel: textOf(node, 'label') ?? developerName,
    parameters: [],
    type: textOf(node, 'namedCredentialType') ?? 'SecuredEndpoint',
    url: `${base}/named-credential-setup/${encodeURIComponent(developerName)}`,
  };
}

/** What a deploy sets stays the deploy's: only the address belongs to the installation. */
function refuseOtherChanges(body: Readonly<Record<string, unknown>>, current: JsonObject): void {
  for (const name of ['developerName', 'masterLabel', 'type'] as const) {
    if (body[name] !== undefined && body[name] !== current[name])
      throw new Unsupported(`Connect API named-credential-setup PUT of another ${name}`, 'deploy it');
  }
  for (const name of ['customHeaders', 'parameters'] as const) {
    if (Array.isArray(body[name]) && body[name].length > 0)
      throw new Unsupported(`Connect API named-credential-setup PUT of ${name}`, 'deploy them');
  }
  const names = (value: unknown): string =>
    Array.isArray(value)
      ? value.map((entry) => String((entry as Readonly<Record<string, unknown>>)['developerName'])).join(', ')
      : '';
  if (names(body['externalCredentials']) !== names(current['externalCredentials']))
    throw new Unsupported('Connect API named-credential-setup PUT of other externalCredentials', 'deploy them');
  const wanted = body['calloutOptions'] as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(current['calloutOptions'] as Readonly<Record<string, unknown>>)) {
    if (wanted[name] !== undefined && wanted[name] !== value)
      throw new Unsupported(`Connect API named-credential-setup PUT of another ${name}`, 'deploy it');
  }
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A secret must not travel in the clear: without TLS only to this machine. */
function checkedUrl(value: unknown): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (!url || typeof value !== 'string')
    throw new OrgError('INVALID_INPUT', 'calloutUrl must be a URL.', { fields: ['calloutUrl'] });
  if (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname))) return value;
  throw new OrgError('INVALID_INPUT', 'calloutUrl must begin with https:// (http:// only for this machine).', {
    fields: ['calloutUrl'],
  });
}
