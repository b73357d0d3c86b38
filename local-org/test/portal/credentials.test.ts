// Credentials and addresses of callouts as an administrator sets them over the Connect REST resources, and who may use them.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { call } from '../api/running-org.ts';
import { PASSWORD, startPortalOrg } from './portal-org.ts';
import type { PortalOrg } from './portal-org.ts';

const API_KEY = 'very-secret-key';
const PRINCIPAL = {
  externalCredential: 'Partner_Service',
  principalName: 'Service',
  principalType: 'NamedPrincipal',
} as const;

describe('credentials of callouts', () => {
  let portal: PortalOrg;
  let partner: Server;
  let partnerUrl = '';
  const seen: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = [];
  const undo: (() => unknown)[] = [];

  before(async () => {
    partner = createServer((request, response) => {
      seen.push({ path: request.url ?? '', headers: request.headers });
      response.end('42');
    });
    await new Promise<void>((resolve) => partner.listen(0, '127.0.0.1', () => resolve()));
    undo.push(() => partner.close());
    partnerUrl = `http://127.0.0.1:${(partner.address() as AddressInfo).port}`;
    portal = await startPortalOrg();
    undo.unshift(() => portal.stop());
  });
  after(async () => {
    for (const step of undo) await step();
  });

  const resource = (path: string): string => `${portal.url}/services/data/v67.0/named-credentials/${path}`;
  const credentialPath = `credential?${new URLSearchParams(PRINCIPAL).toString()}`;
  const send = (
    method: string,
    path: string,
    body?: unknown,
    token = portal.admin.accessToken ?? '',
  ): ReturnType<typeof call> => call(resource(path), { method, token, ...(body === undefined ? {} : { body }) });
  const input = (credentials: Readonly<Record<string, { readonly value: string; readonly encrypted: boolean }>>) => ({
    ...PRINCIPAL,
    authenticationProtocol: 'Custom',
    credentials,
  });
  const names = (body: unknown): readonly string[] =>
    Object.keys((body as { readonly credentials: Readonly<Record<string, unknown>> }).credentials);

  it('are created, replaced and changed, and an encrypted value is never told again', async () => {
    const before = await send('GET', credentialPath);
    assert.equal(before.status, 200, JSON.stringify(before.body));
    assert.equal((before.body as { readonly authenticationStatus: string }).authenticationStatus, 'NotConfigured');
    const secret = { ApiKey: { value: API_KEY, encrypted: true } };
    assert.equal((await send('PUT', 'credential', input(secret))).status, 404, 'nothing to replace yet');
    const made = await send('POST', 'credential', input({ Region: { value: 'eu', encrypted: false }, ...secret }));
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.deepEqual(made.body, {
      ...PRINCIPAL,
      authenticationProtocol: 'Custom',
      authenticationProtocolVariant: null,
      authenticationStatus: 'Configured',
      credentials: { ApiKey: { encrypted: true, value: null }, Region: { encrypted: false, value: 'eu' } },
    });
    assert.equal((await send('POST', 'credential', input(secret))).status, 400, 'it is there already');
    const patched = await send('PATCH', 'credential', input({ Region: { value: 'us', encrypted: false } }));
    assert.deepEqual(names(patched.body), ['ApiKey', 'Region'], 'PATCH leaves the others');
    const replaced = await send('PUT', 'credential', input(secret));
    assert.deepEqual(names(replaced.body), ['ApiKey'], 'PUT removes what it does not name');
    assert.ok(!JSON.stringify([(await send('GET', credentialPath)).body, replaced.body]).includes(API_KEY));
  });

  it('are refused for principals, protocols and people that do not fit', async () => {
    const secret = { ApiKey: { value: 'x', encrypted: true } };
    const unknown = await send('PUT', 'credential', { ...input(secret), principalName: 'Nobody' });
    assert.equal(unknown.status, 404);
    const protocol = await send('PUT', 'credential', { ...input(secret), authenticationProtocol: 'Basic' });
    assert.equal(protocol.status, 400);
    const perUser = await send('PUT', 'credential', { ...input(secret), principalType: 'PerUserPrincipal' });
    assert.equal(perUser.status, 501);
    assert.match(JSON.stringify(perUser.body), /ExternalCredential\.PerUserPrincipal/);
    const clerk = await portal.addPortalUser('clerk@power.example', '', {
      ContactId: null,
      ProfileId: await portal.id('Profile', "Name = 'Minimum Access - API Only Integrations'"),
    });
    await portal.setPassword(clerk, PASSWORD);
    const login = await portal.admin.request<string>({
      method: 'POST',
      url: `${portal.url}/services/Soap/u/67.0`,
      headers: { 'content-type': 'text/xml', SOAPAction: 'login' },
      body: `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com"><soapenv:Body><urn:login><urn:username>clerk@power.example</urn:username><urn:password>${PASSWORD}</urn:password></urn:login></soapenv:Body></soapenv:Envelope>`,
    });
    const token = /"?sessionId"?[>:]+"?([^<"]+)/.exec(typeof login === 'string' ? login : JSON.stringify(login))?.[1];
    assert.ok(token, JSON.stringify(login));
    assert.equal((await send('PUT', 'credential', input(secret), token)).status, 403);
    assert.equal((await send('GET', credentialPath, undefined, token)).status, 403);
  });

  it('go to the address that the installation names: encrypted ways, or this machine', async () => {
    const path = 'named-credential-setup/Partner_Service';
    const { body, status } = await send('GET', path);
    assert.equal(status, 200);
    const definition = body as Readonly<Record<string, unknown>>;
    assert.equal(definition['calloutUrl'], 'https://partner.example');
    const put = (changes: Readonly<Record<string, unknown>>): ReturnType<typeof call> =>
      send('PUT', path, { ...definition, ...changes });
    assert.equal((await put({ calloutUrl: 'http://partner.example' })).status, 400);
    assert.equal((await put({ calloutUrl: 'file:///etc/passwd' })).status, 400);
    assert.equal((await put({ masterLabel: 'Another' })).status, 501, 'a label is deployed');
    assert.equal((await put({ calloutUrl: undefined })).status, 400);
    const done = await put({ calloutUrl: partnerUrl });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.equal((done.body as Readonly<Record<string, unknown>>)['calloutUrl'], partnerUrl);
    assert.equal((await send('GET', 'named-credential-setup/Nowhere')).status, 404);
    const list = (await send('GET', 'named-credential-setup')).body as {
      readonly namedCredentials: readonly unknown[];
    };
    assert.equal(list.namedCredentials.length, 1);
  });

  it('serve a portal user’s cacheable method only with access to principal and tokens', async () => {
    const { contactId } = await portal.addCustomer('Muster');
    const userId = await portal.addPortalUser('erika@customer.example', contactId);
    await portal.setPassword(userId, PASSWORD);
    const { cookie } = await portal.login('my', 'erika@customer.example', PASSWORD);
    const ask = (): ReturnType<typeof call> =>
      call(`${portal.url}/my/webruntime/apex/Calls.answer`, { headers: { cookie } });
    // The method itself is out of reach until a permission set names its class; a guest never gets that far.
    const noAccess = { message: "You do not have access to the Apex class named 'Calls'." };
    assert.deepEqual((await ask()).body, noAccess);
    assert.deepEqual((await call(`${portal.url}/my/webruntime/apex/Calls.answer`, { headers: {} })).body, noAccess);
    await portal.assign(userId, 'Portal_User');
    const refused = await ask();
    assert.notEqual(refused.status, 200);
    assert.match(JSON.stringify(refused.body), /couldn't access the credential/);
    await portal.assign(userId, 'Principal_Only');
    assert.match(
      JSON.stringify((await ask()).body),
      /couldn't access the credential/,
      'no Read on User External Credential',
    );
    assert.equal(seen.length, 0);
    await portal.assign(userId, 'Service_Caller');
    const answer = await ask();
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(answer.body, '42');
    assert.deepEqual(
      seen.map(({ path, headers }) => [path, headers.authorization]),
      [['/v1/answer', `Bearer ${API_KEY}`]],
    );
  });

  it('tell Apex the addresses of org and site', async () => {
    const { cookie } = await portal.login('my', 'erika@customer.example', PASSWORD);
    const place = await call(`${portal.url}/my/webruntime/apex/Calls.place`, { headers: { cookie } });
    assert.deepEqual(place.body, [
      portal.url,
      await portal.id('Network', "Name = 'Customer Portal'"),
      `${portal.url}/my/login`,
    ]);
  });

  it('end with a DELETE', async () => {
    assert.equal((await send('DELETE', credentialPath)).status, 204);
    const { body } = await send('GET', credentialPath);
    assert.equal((body as { readonly authenticationStatus: string }).authenticationStatus, 'NotConfigured');
  });
});
