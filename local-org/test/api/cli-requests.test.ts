// The requests of the sf CLI 2.146 as recorded from it: double slashes, sessions inside SOAP envelopes, exact names in answers.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { ADMIN, ADMIN_PASSWORD, call, startTestOrg } from './running-org.ts';
import type { TestOrg } from './running-org.ts';

const METADATA = 'http://soap.sforce.com/2006/04/metadata';

describe('the requests of the sf CLI', () => {
  let test: TestOrg;
  let token = '';
  before(async () => {
    test = await startTestOrg();
    const login = await soap(
      'u/51.0',
      '',
      `<login xmlns="urn:partner.soap.sforce.com"><username>${ADMIN}</username><password>${ADMIN_PASSWORD}</password></login>`,
    );
    token = /<sessionId>([^<]+)/.exec(login.text)?.[1] ?? '';
  });
  after(() => test.stop());

  /** A SOAP call: no Authorization header, the session stands in the envelope; `//` as the CLI writes after `org login access-token`. */
  async function soap(
    service: string,
    session: string,
    body: string,
    namespace = METADATA,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const envelope =
      '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">' +
      `<soapenv:Header xmlns="${namespace}"><SessionHeader><sessionId>${session}</sessionId></SessionHeader></soapenv:Header>` +
      `<soapenv:Body xmlns="${namespace}">${body}</soapenv:Body></soapenv:Envelope>`;
    const response = await fetch(`${test.org.url}//services/Soap/${service}`, {
      method: 'POST',
      body: envelope,
      headers: { 'content-type': 'text/xml', soapaction: '""' },
    });
    return { status: response.status, text: await response.text() };
  }

  const get = (path: string): ReturnType<typeof call> => call(`${test.org.url}//services/data/${path}`, { token });

  function zipOf(className: string, body: string): Uint8Array {
    return zipSync({
      'package.xml': strToU8(
        `<?xml version="1.0" encoding="UTF-8"?><Package xmlns="${METADATA}"><types><members>${className}</members><name>ApexClass</name></types><version>67.0</version></Package>`,
      ),
      [`classes/${className}.cls`]: strToU8(body),
      [`classes/${className}.cls-meta.xml`]: strToU8(
        `<?xml version="1.0" encoding="UTF-8"?><ApexClass xmlns="${METADATA}"><apiVersion>67.0</apiVersion><status>Active</status></ApexClass>`,
      ),
    });
  }

  it('log in with a token: userinfo, the user, what kind of org this is', async () => {
    const info = await call(`${test.org.url}//services/oauth2/userinfo`, { token });
    const { user_id: userId } = info.body as { readonly user_id: string };
    const user = await get(`v51.0/sobjects/User/${userId}`);
    assert.equal((user.body as { readonly Username: string }).Username, ADMIN);
    assert.equal(
      (await get(`v51.0/query?q=${encodeURIComponent('SELECT Id FROM ScratchOrgInfo limit 1')}`)).status,
      400,
    );
    const soql =
      'SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization';
    const organization = await get(`v67.0/query?q=${encodeURIComponent(soql)}`);
    assert.equal((organization.body as { readonly totalSize: number }).totalSize, 1);
    const member = await get('v67.0/tooling/sobjects/SourceMember/describe');
    assert.deepEqual(
      [member.status, (member.body as { message: string }[])[0]?.message],
      [404, 'The requested resource does not exist'],
    );
  });

  it('deploy by SOAP and ask for the result', async () => {
    const zip = Buffer.from(
      zipOf('Greeter', "public class Greeter { public static String greet() { return 'hello'; } }"),
    ).toString('base64');
    const started = await soap(
      'm/67.0',
      token,
      `<deploy><ZipFile>${zip}</ZipFile><DeployOptions><singlePackage>true</singlePackage></DeployOptions></deploy>`,
    );
    const id = /<id>(0Af\w{15})<\/id>/.exec(started.text)?.[1] ?? '';
    assert.notEqual(id, '', started.text);
    const { text } = await soap(
      'm/67.0',
      token,
      `<checkDeployStatus><asyncProcessId>${id}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>`,
    );
    assert.match(text, /<done>true<\/done>/);
    assert.match(text, /<status>Succeeded<\/status>/);
    assert.match(text, /<componentSuccesses>.*<fullName>Greeter<\/fullName>/s);
  });

  it('deploy by REST as multipart, and read where the code is wrong', async () => {
    const form = new FormData();
    form.append(
      'file',
      new Blob([Buffer.from(zipOf('Broken', 'public class Broken {\n  Strin x;\n}'))], { type: 'application/zip' }),
      'package.xml',
    );
    form.append(
      'entity_content',
      new Blob(['{"deployOptions":{"singlePackage":true,"rollbackOnError":true}}'], { type: 'application/json' }),
    );
    const url = `${test.org.url}//services/data/v67.0/metadata/deployRequest`;
    const response = await fetch(url, { method: 'POST', body: form, headers: { authorization: `Bearer ${token}` } });
    assert.equal(response.status, 201);
    const { id } = (await response.json()) as { readonly id: string };
    const status = await call(`${url}/${id}?includeDetails=true`, { token });
    const { deployResult } = status.body as {
      deployResult: {
        status: string;
        details: { componentFailures: { fullName: string; lineNumber: number; problem: string }[] };
      };
    };
    assert.equal(deployResult.status, 'Failed');
    const [failure] = deployResult.details.componentFailures;
    assert.deepEqual([failure?.fullName, failure?.lineNumber], ['Broken', 2]);
  });

  it('run anonymous Apex and read the debug log from the header of the answer', async () => {
    const { text } = await soap(
      `s/67.0/${test.org.organizationId.slice(0, 15)}`,
      token,
      '<executeAnonymous><apexcode>System.debug(&apos;hi&apos;);</apexcode></executeAnonymous>',
      'http://soap.sforce.com/2006/08/apex',
    );
    assert.match(text, /<soapenv:Header><DebuggingInfo><debugLog>[^<]*\|hi/);
    assert.match(text, /<success>true<\/success>/);
  });

  it('list metadata, also of types this org does not know, and learn when the session has ended', async () => {
    const listed = await soap(
      'm/67.0',
      token,
      '<listMetadata><queries><type>CustomObject</type></queries><queries><type>Bot</type></queries></listMetadata>',
    );
    assert.match(listed.text, /<fullName>Thing__c<\/fullName>/);
    const unknown = await soap('m/67.0', token, '<listMetadata><queries><type>Bot</type></queries></listMetadata>');
    assert.equal(unknown.status, 200);
    const ended = await soap('m/67.0', '00D!gone', '<describeMetadata/>');
    assert.equal(ended.status, 500);
    assert.match(ended.text, /<faultcode>sf:INVALID_SESSION_ID<\/faultcode>/);
  });

  it('are refused by name where this org lacks something', async () => {
    const limits = await get('v67.0/limits');
    assert.deepEqual([limits.status, limits.headers.get('x-unsupported-feature')], [501, 'REST limits']);
    const rename = await soap('m/67.0', token, '<renameMetadata/>');
    assert.match(rename.text, /UNSUPPORTED_LOCALLY.*Metadata\.renameMetadata/);
  });
});
