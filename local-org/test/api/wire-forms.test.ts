import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, it } from 'node:test';
import { localTarget } from '../../src/api/browser-login.ts';
import { errorResponse } from '../../src/api/errors.ts';
import { parseCookies } from '../../src/api/http.ts';
import { multipart } from '../../src/api/rest/multipart.ts';
import { Router } from '../../src/api/router.ts';
import { Sessions } from '../../src/api/sessions.ts';
import { childrenIn, element, parseEnvelope, textIn } from '../../src/api/soap/envelope.ts';
import { OrgError, Unsupported } from '../../src/engine/errors.ts';
import { readAssertion } from '../../src/engine/jwt-assertion.ts';
import { resolveReferences } from '../../src/engine/operations/composite.ts';
import { RecordNotSaved } from '../../src/engine/record-errors.ts';

describe('the forms requests and answers take on the wire', () => {
  it('finds a route by its pattern, decodes parameters and tells a wrong method from a wrong path', () => {
    const router = new Router<string>();
    router.add('GET', '/sobjects/:object/:field/:value', 'by external id');
    router.add('POST', '/jobs/*rest', 'job');
    const match = router.find('GET', '/SOBJECTS/Account/Key__c/a%2Fb%20c');
    assert.ok(match !== null && match !== 'method');
    assert.deepEqual(match.params, { object: 'Account', field: 'Key__c', value: 'a/b c' });
    assert.equal(router.find('GET', '/jobs/ingest/1'), 'method');
    assert.equal(router.find('GET', '/elsewhere'), null);
  });

  it('lists every error of a record in the REST array and sorts them by field for forms', () => {
    const error = new RecordNotSaved([
      { statusCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing: [Name]', fields: ['Name'] },
      { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Bad', fields: [] },
    ]);
    const rest = JSON.parse(String(errorResponse(error, 'rest').body)) as readonly { readonly errorCode: string }[];
    assert.deepEqual(
      rest.map((entry) => entry.errorCode),
      ['REQUIRED_FIELD_MISSING', 'FIELD_CUSTOM_VALIDATION_EXCEPTION'],
    );
    const ui = JSON.parse(String(errorResponse(error, 'ui').body)) as {
      readonly output: {
        readonly errors: readonly unknown[];
        readonly fieldErrors: Readonly<Record<string, readonly unknown[]>>;
      };
    };
    assert.equal(ui.output.errors.length, 1);
    assert.equal(ui.output.fieldErrors['Name']?.length, 1);
  });

  it('answers what it lacks with 501 and the name of the feature', () => {
    const response = errorResponse(new Unsupported('Approval.process'), 'rest');
    assert.equal(response.status, 501);
    assert.equal(response.headers?.['x-unsupported-feature'], 'Approval.process');
  });

  it('words a SOAP fault with the code as the platform does and escapes what came from outside', () => {
    const body = String(errorResponse(new OrgError('INVALID_LOGIN', 'a <b> & c'), 'soap').body);
    assert.match(body, /<faultcode>sf:INVALID_LOGIN<\/faultcode>/);
    assert.match(body, /a &lt;b&gt; &amp; c/);
  });

  it('reads a SOAP envelope whatever its prefixes are', () => {
    const soap = parseEnvelope(
      Buffer.from(
        '<e:Envelope xmlns:e="x" xmlns:m="y"><e:Header><m:SessionHeader><m:sessionId>00D!abc</m:sessionId></m:SessionHeader></e:Header>' +
          '<e:Body><m:listMetadata><m:queries><m:type>ApexClass</m:type></m:queries><m:queries><m:type>Layout</m:type></m:queries></m:listMetadata></e:Body></e:Envelope>',
      ),
    );
    assert.equal(soap.sessionId, '00D!abc');
    assert.equal(soap.operation, 'listMetadata');
    assert.deepEqual(
      childrenIn(soap.body, 'queries').map((query) => textIn(query, 'type')),
      ['ApexClass', 'Layout'],
    );
    assert.throws(() => parseEnvelope(Buffer.from('<not-soap/>')), { code: 'INVALID_XML' });
  });

  it('writes lists as repeated elements and leaves null out', () => {
    assert.equal(element('r', { a: [1, 2], b: null, c: { d: '<' } }), '<r><a>1</a><a>2</a><c><d>&lt;</d></c></r>');
  });

  it('takes the parts of a multipart body apart without touching binary content', () => {
    const zip = Buffer.from([0x50, 0x4b, 0x0d, 0x0a, 0xff, 0x00]);
    const body = Buffer.concat([
      Buffer.from('--X\r\nContent-Disposition: form-data; name="file"; filename="package.xml"\r\n\r\n'),
      zip,
      Buffer.from('\r\n--X\r\nContent-Disposition: form-data; name="entity_content"\r\n\r\n{"a":1}\r\n--X--\r\n'),
    ]);
    const parts = multipart(body, 'multipart/form-data; boundary=X');
    assert.deepEqual(parts.get('file'), zip);
    assert.equal(parts.get('entity_content')?.toString(), '{"a":1}');
  });

  it('fills references of composite requests from earlier answers and refuses unknown ones', () => {
    const outputs = new Map<string, unknown>([
      ['made', { id: '001', success: true }],
      ['found', { records: [{ Id: '003', Name: 'A' }] }],
    ]);
    assert.deepEqual(
      resolveReferences(
        { object: 'Contact', values: { AccountId: '@{made.id}', Description: 'of @{found.records[0].Name}' } },
        outputs,
      ),
      { object: 'Contact', values: { AccountId: '001', Description: 'of A' } },
    );
    assert.throws(() => resolveReferences('@{other.id}', outputs), { code: 'PROCESSING_HALTED' });
  });

  it('never leads a login away from this org', () => {
    for (const target of [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example',
      'javascript:alert(1)',
      '/a\r\nSet-Cookie: x',
    ]) {
      assert.equal(localTarget(target, '/home'), '/home', target);
    }
    assert.equal(localTarget('/agency/x?y=1', '/home'), '/agency/x?y=1');
  });

  it('takes the first of two cookies of one name', () => {
    assert.equal(parseCookies('a=1; sid=path; sid=root').get('sid'), 'path');
  });
});

describe('JWT bearer assertions', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

  function assertion(claims: Readonly<Record<string, unknown>>): string {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const head = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
    return `${head}.${sign('RSA-SHA256', Buffer.from(head), privateKey).toString('base64url')}`;
  }

  it('are trusted only with the right signature', () => {
    const token = assertion({ iss: 'client', sub: 'user', aud: 'https://login.salesforce.com', exp: 2_000_000_000 });
    const read = readAssertion(token);
    assert.equal(read.subject, 'user');
    assert.equal(read.signedBy(publicPem), true);
    const [head = '', , signature = ''] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ iss: 'client', sub: 'admin', aud: 'x', exp: 2_000_000_000 })).toString(
      'base64url',
    );
    assert.equal(readAssertion(`${head}.${forged}.${signature}`).signedBy(publicPem), false);
  });

  it('may state their end in milliseconds, as sf CLI 2.146 does', () => {
    const seconds = readAssertion(assertion({ iss: 'c', sub: 'u', aud: 'a', exp: 1_795_322_173 }));
    const milliseconds = readAssertion(assertion({ iss: 'c', sub: 'u', aud: 'a', exp: 1_795_322_173_000 }));
    assert.equal(seconds.expires, milliseconds.expires);
  });

  it('without a signature algorithm are refused', () => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    assert.throws(() => readAssertion(`${part({ alg: 'none' })}.${part({ iss: 'c', sub: 'u', aud: 'a', exp: 1 })}.`), {
      code: 'invalid_grant',
    });
  });
});

describe('sessions', () => {
  it('end after two idle hours, are kept by hash only and have tokens of the form clients check', async () => {
    let now = 1_000_000;
    const kept = new Map<string, unknown>();
    const keeper = {
      save: (session: { readonly tokenHash: string }) => Promise.resolve(kept.set(session.tokenHash, session)),
      remove: (hash: string) => Promise.resolve(kept.delete(hash)),
      failed: (cause: unknown) => assert.fail(String(cause)),
    };
    const sessions = new Sessions(keeper, '00D000000000001AAA', [], () => now);
    const { token, session } = await sessions.open('005000000000001AAA', 'api');
    assert.match(token, /^(00D\w{12,15})![.\w]*$/);
    assert.ok(!JSON.stringify([...kept]).includes(token));
    now += 119 * 60_000;
    assert.equal(sessions.find(token)?.userId, session.userId);
    now += 121 * 60_000;
    assert.equal(sessions.find(token), null);
  });

  it('tell of a session that could not be kept while nobody waited for it, instead of ending the process', async () => {
    let now = 1_000_000;
    const failures: unknown[] = [];
    let broken = false;
    const keep = (): Promise<null> =>
      broken ? Promise.reject(new Error('database is locked')) : Promise.resolve(null);
    const keeper = { save: keep, remove: keep, failed: (cause: unknown) => failures.push(cause) };
    const sessions = new Sessions(keeper, '00D000000000001AAA', [], () => now);
    const { token } = await sessions.open('005000000000001AAA', 'api');
    broken = true;
    now += 6 * 60_000;
    assert.ok(sessions.find(token), 'the session is good, whether its use could be written down or not');
    now += 121 * 60_000;
    assert.equal(sessions.find(token), null);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(failures.map(String), ['Error: database is locked', 'Error: database is locked']);
  });
});
