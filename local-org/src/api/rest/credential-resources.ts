/** Connect REST resources for named credentials. Source: Connect REST API Developer Guide, "Named Credentials Resources". */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { CredentialInput, PrincipalKey } from '../../engine/operations/credentials.ts';
import type { Router } from '../router.ts';
import type { PlanRequest, RestRequest } from './plan.ts';
import { bodyObject, isTrue, param, plan, requiredQuery, text } from './plan.ts';

/** Adds the resources; patterns begin after the version. */
export function addCredentialResources(router: Router<PlanRequest>): void {
  router.add('GET', '/named-credentials/credential', (request) => plan('readCredential', keyOfQuery(request)));
  router.add('POST', '/named-credentials/credential', (request) => {
    if (request.query.get('action') !== null)
      throw new Unsupported(`Connect API credential action ${request.query.get('action') ?? ''}`);
    return plan('writeCredential', credentialInput(request, 'create'), (credential) => ({
      status: 201,
      body: credential,
    }));
  });
  router.add('PUT', '/named-credentials/credential', (request) =>
    plan('writeCredential', credentialInput(request, 'replace')),
  );
  router.add('PATCH', '/named-credentials/credential', (request) =>
    plan('writeCredential', credentialInput(request, 'update')),
  );
  router.add('DELETE', '/named-credentials/credential', (request) =>
    plan('deleteCredential', keyOfQuery(request), () => ({ status: 204 })),
  );
  router.add('GET', '/named-credentials/named-credential-setup', () => plan('namedCredentials', {}));
  router.add('GET', '/named-credentials/named-credential-setup/:name', (request) =>
    plan('namedCredential', { developerName: param(request, 'name') }),
  );
  router.add('PUT', '/named-credentials/named-credential-setup/:name', (request) =>
    plan('replaceNamedCredential', { developerName: param(request, 'name'), body: bodyObject(request) }),
  );
  router.add('*', '/named-credentials/*rest', (request) => {
    throw new Unsupported(`Connect API ${request.method} named-credentials/${param(request, 'rest')}`);
  });
}

function keyOfQuery(request: RestRequest): PrincipalKey {
  return {
    externalCredential: requiredQuery(request, 'externalCredential'),
    principalName: request.query.get('principalName') ?? '',
    principalType: requiredQuery(request, 'principalType'),
  };
}

function credentialInput(request: RestRequest, action: CredentialInput['action']): CredentialInput {
  const body = bodyObject(request);
  const given = body['credentials'] ?? {};
  if (typeof given !== 'object' || Array.isArray(given))
    throw new OrgError('JSON_PARSER_ERROR', 'credentials must be a JSON object.');
  const credentials = Object.entries(given as Readonly<Record<string, unknown>>).map(([name, entry]) => {
    const { value, encrypted } = (entry ?? {}) as Readonly<Record<string, unknown>>;
    return [name, { value: text(value, `credentials.${name}.value`), encrypted: isTrue(encrypted) }] as const;
  });
  return {
    externalCredential: text(body['externalCredential'], 'externalCredential'),
    principalName: typeof body['principalName'] === 'string' ? body['principalName'] : '',
    principalType: text(body['principalType'], 'principalType'),
    authenticationProtocol: text(body['authenticationProtocol'], 'authenticationProtocol'),
    credentials: Object.fromEntries(credentials),
    action,
  };
}
