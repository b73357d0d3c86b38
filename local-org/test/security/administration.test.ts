import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ADMIN, ADMIN_PASSWORD, call, startTestOrg, type TestOrg } from '../api/running-org.ts';

let test: TestOrg;
let cookie: string;

before(async () => {
  test = await startTestOrg();
  const login = await fetch(`${test.org.url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ username: ADMIN, password: ADMIN_PASSWORD }),
  });
  cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
});
after(() => test.stop());

const page = (query: string, headers: Readonly<Record<string, string>> = { cookie }): ReturnType<typeof call> =>
  call(`${test.org.url}/local/access${query}`, { headers });

describe('the page that explains access', () => {
  it('says yes or no, and every reason in words', async () => {
    const token = decodeURIComponent(cookie.replace(/^sid=/, ''));
    const { body } = await call(`${test.org.url}/services/data/v67.0/sobjects/Account`, {
      token,
      body: { Name: 'Stadt <Nord>' },
    });
    const { id } = body as { readonly id: string };
    const { status, body: html } = await page(`?user=${ADMIN}&record=${id}`);
    assert.equal(status, 200);
    assert.match(String(html), /may see and edit Account Stadt &lt;Nord&gt;/);
    assert.match(String(html), /<td>Edit<\/td><td>Owns the record<\/td>/);
    assert.match(String(html), /<td>See<\/td><td>Modify All Data<\/td>/);
  });

  it('shows its form first, names what it does not find, and sends strangers to the login', async () => {
    const form = await page('');
    assert.equal(form.status, 200);
    assert.match(String(form.body), /<label[^>]*for="record">Id of the record/);
    const unknown = await page('?user=nobody&record=001000000000001');
    assert.equal(unknown.status, 400);
    assert.match(String(unknown.body), /There is no user nobody\./);
    const stranger = await page('?user=a&record=b', {});
    assert.equal(stranger.status, 302);
    assert.match(stranger.headers.get('location') ?? '', /^\/login\?startURL=%2Flocal%2Faccess/);
  });
});

describe('what Setup alone sets', () => {
  it('is set and read by the administrator of the data folder', async () => {
    const admin = { 'x-local-admin': test.org.adminToken };
    const address = `${test.org.url}/local/sharing`;
    const set = await call(`${address}/partner-roles`, { method: 'PUT', headers: admin, body: { count: 2 } });
    assert.equal(set.status, 204);
    const wrong = await call(`${address}/partner-roles`, { method: 'PUT', headers: admin, body: { count: 4 } });
    assert.equal(wrong.status, 400);
    const group = await call(`${address}/share-groups/Nobody`, {
      method: 'PUT',
      headers: admin,
      body: { members: [] },
    });
    assert.equal(group.status, 400, 'no such sharing set');
    const { body } = await call(address, { headers: admin });
    assert.deepEqual(body, { shareGroups: [], partnerRoles: 2, recalculations: [] });
    assert.equal((await call(address)).status, 403);
  });
});
