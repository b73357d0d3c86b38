// The org as a browser sees it: sessions by cookie, forged requests, the UI API and Apex calls.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Connection } from 'jsforce';
import { ADMIN, ADMIN_PASSWORD, call, startTestOrg } from './running-org.ts';
import type { TestOrg } from './running-org.ts';

describe('pages of the org', () => {
  let test: TestOrg;
  let url = '';
  let admin: Connection;
  let cookie = '';
  let csrf = '';

  before(async () => {
    test = await startTestOrg();
    url = test.org.url;
    admin = new Connection({ loginUrl: url, version: '67.0' });
    await admin.login(ADMIN, ADMIN_PASSWORD);
    const id = async (object: string, where: string): Promise<string> =>
      (await admin.query<{ Id: string }>(`SELECT Id FROM ${object} WHERE ${where}`)).records[0]?.Id ?? '';
    await admin.sobject('PermissionSetAssignment').create({
      AssigneeId: await id('User', `Username = '${ADMIN}'`),
      PermissionSetId: await id('PermissionSet', "Name = 'Tester'"),
    });
  });
  after(() => test.stop());

  function login(
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return fetch(`${url}/login`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams(fields) });
  }

  const ui = (path: string): string => `${url}/services/data/v67.0/ui-api/${path}`;

  it('log a browser in with a cookie that scripts cannot read and other sites cannot send along', async () => {
    const response = await login({ username: ADMIN, password: ADMIN_PASSWORD, startURL: '/lightning/o/Thing__c/list' });
    assert.equal(response.status, 302);
    assert.equal(response.headers.get('location'), '/lightning/o/Thing__c/list');
    const set = response.headers.get('set-cookie') ?? '';
    assert.match(set, /^sid=00D\w+!\S+; Path=\/; HttpOnly; SameSite=Lax$/);
    cookie = set.split(';')[0] ?? '';
  });

  it('refuse a login that another site’s page sends, and a wrong password', async () => {
    const forged = await login({ username: ADMIN, password: ADMIN_PASSWORD }, { origin: 'https://evil.example' });
    assert.equal(forged.status, 403);
    const wrong = await login({ username: ADMIN, password: 'nope' });
    assert.equal(wrong.headers.get('set-cookie'), null);
  });

  it('read with the cookie alone but change only with the CSRF token of the session', async () => {
    const read = await call(ui('object-info/Thing__c'), { headers: { cookie } });
    assert.equal(read.status, 200, JSON.stringify(read.body));
    const body = { apiName: 'Thing__c', fields: { Name: 'From a page' } };
    const without = await call(ui('records'), { headers: { cookie }, body });
    assert.equal(without.status, 403);
    csrf = await csrfToken();
    const foreign = await call(ui('records'), {
      headers: { cookie, 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' },
      body,
    });
    assert.equal(foreign.status, 403);
    const good = await call(ui('records'), { headers: { cookie, 'x-csrf-token': csrf }, body });
    assert.equal(good.status, 201, JSON.stringify(good.body));
  });

  /** The shell gets it in the page; here it is read from the store's copy over the session resource. */
  async function csrfToken(): Promise<string> {
    const answer = await call(ui('session/csrf'), { headers: { cookie } });
    return (answer.body as { readonly csrfToken: string }).csrfToken;
  }

  it('show records with labels of values, names behind lookups and errors beside their fields', async () => {
    const headers = { cookie, 'x-csrf-token': csrf };
    const parent = (
      await call(ui('records'), { headers, body: { apiName: 'Thing__c', fields: { Name: 'The parent' } } })
    ).body as { id: string };
    const made = (
      await call(ui('records'), {
        headers,
        body: { apiName: 'Thing__c', fields: { Name: 'The child', Parent__c: parent.id, Amount__c: 12.5 } },
      })
    ).body as { id: string };
    const read = (
      await call(
        ui(
          `records/${made.id}?fields=Thing__c.Name,Thing__c.Status__c,Thing__c.Parent__c&optionalFields=Thing__c.Amount__c,Thing__c.Nowhere__c`,
        ),
        { headers },
      )
    ).body as {
      apiName: string;
      fields: Record<string, { value: unknown; displayValue: string | null }>;
    };
    assert.equal(read.apiName, 'Thing__c');
    assert.deepEqual(read.fields['Status__c'], { value: 'New', displayValue: 'Brand new' });
    assert.equal(read.fields['Parent__r']?.displayValue, 'The parent');
    assert.equal(read.fields['Amount__c']?.displayValue, '12,50');
    const bad = await call(ui(`records/${made.id}`), { method: 'PATCH', headers, body: { fields: { Name: 'Bad' } } });
    assert.equal(bad.status, 400);
    const { output } = bad.body as { output: { fieldErrors: Record<string, { message: string }[]> } };
    assert.equal(output.fieldErrors['Key__c']?.[0]?.message, 'This one is bad');
    const children = (await call(ui(`related-list-records/${parent.id}/Children__r`), { headers })).body as {
      count: number;
      records: { fields: Record<string, { value: unknown }> }[];
    };
    assert.equal(children.count, 1);
    assert.equal(children.records[0]?.fields['Name']?.value, 'The child');
  });

  it('remember what somebody opened, the latest first, and not what a component merely read', async () => {
    const headers = { cookie, 'x-csrf-token': csrf };
    const ids = await Promise.all(
      ['Opened first', 'Opened last', 'Only read'].map(async (Name) => {
        const { id } = await admin.sobject('Account').create({ Name });
        return id ?? '';
      }),
    );
    const [first = '', last = '', read = ''] = ids;
    await call(ui(`records/${first}?updateMru=true`), { headers });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await call(ui(`records/batch/${last}?updateMru=true`), { headers });
    await call(ui(`records/${read}?fields=Account.Name`), { headers });
    const recent = await admin.request<readonly { Id: string; Name: string; attributes: { type: string } }[]>(
      '/services/data/v67.0/recent?limit=2',
    );
    assert.deepEqual(
      recent.map(({ Id, Name, attributes: { type } }) => [type, Id, Name]),
      [
        ['Account', last, 'Opened last'],
        ['Account', first, 'Opened first'],
      ],
    );
    const { recentItems } = await admin.request<{ readonly recentItems: readonly { Id: string }[] }>(
      '/services/data/v67.0/sobjects/Account',
    );
    assert.deepEqual(
      recentItems.map(({ Id }) => Id),
      [last, first],
    );
    const { records } = await admin.query<{ LastViewedDate: string | null }>(
      `SELECT LastViewedDate FROM Account WHERE Id IN ('${first}', '${read}') ORDER BY Name DESC`,
    );
    assert.deepEqual(
      records.map(({ LastViewedDate }) => LastViewedDate !== null),
      [true, false],
    );
    await assert.rejects(admin.request('/services/data/v67.0/recent?limit=none'), /limit must be a number/);
  });

  it('show list views, layouts and picklists from the deployed metadata', async () => {
    const headers = { cookie };
    const info = (await call(ui('list-info/Thing__c/Open_Things'), { headers })).body as {
      label: string;
      displayColumns: { fieldApiName: string }[];
    };
    assert.equal(info.label, 'Open things');
    assert.deepEqual(
      info.displayColumns.map((column) => column.fieldApiName),
      ['Name', 'Status__c', 'CreatedDate'],
    );
    const list = (await call(ui('list-records/Thing__c/Open_Things?sortBy=-Name&pageSize=2'), { headers })).body as {
      records: { fields: Record<string, { value: unknown }> }[];
      nextPageToken: string;
    };
    assert.deepEqual(
      list.records.map((record) => record.fields['Name']?.value),
      ['The parent', 'The child'],
    );
    assert.equal(list.nextPageToken, '2');
    const layout = (await call(ui('layout/Thing__c?layoutType=Full&mode=View'), { headers })).body as {
      sections: { layoutRows: { layoutItems: { layoutComponents: { apiName: string | null }[] }[] }[] }[];
    };
    assert.deepEqual(
      layout.sections[0]?.layoutRows.map((row) => row.layoutItems.map((item) => item.layoutComponents[0]?.apiName)),
      [
        ['Name', 'Parent__c'],
        ['Key__c', null],
      ],
    );
    const related = (await call(ui('related-list-info/Thing__c'), { headers })).body as {
      relatedLists: { relatedListId: string }[];
    };
    assert.deepEqual(
      related.relatedLists.map((entry) => entry.relatedListId),
      ['Children__r'],
    );
    const values = (await call(ui('object-info/Thing__c/picklist-values/012000000000000AAA/Status__c'), { headers }))
      .body as { values: { value: string }[]; defaultValue: { value: string } };
    assert.deepEqual([values.values.map((entry) => entry.value), values.defaultValue.value], [['New', 'Done'], 'New']);
    const defaults = (await call(ui('record-defaults/create/Thing__c'), { headers })).body as {
      record: { fields: Record<string, unknown> };
    };
    assert.ok('Name' in defaults.record.fields);
    const recordUi = await call(ui(`record-ui/${await firstThing()}?layoutTypes=Full&modes=View`), { headers });
    assert.equal(recordUi.status, 200, JSON.stringify(recordUi.body));
    const lookup = (await call(ui('lookups/Thing__c/Parent__c/Thing__c?q=parent'), { headers })).body as {
      records: unknown[];
    };
    assert.equal(lookup.records.length, 1);
  });

  async function firstThing(): Promise<string> {
    return (await admin.query<{ Id: string }>("SELECT Id FROM Thing__c WHERE Name = 'The child'")).records[0]?.Id ?? '';
  }

  it('call Apex methods with named arguments, and show Apex errors as pages expect them', async () => {
    const headers = { cookie, 'x-csrf-token': csrf };
    const made = await call(`${url}/webruntime/apex/Things.make`, { headers, body: { name: 'By Apex' } });
    assert.equal(made.status, 200, JSON.stringify(made.body));
    const found = await call(`${url}/webruntime/apex/Things.named`, { headers, body: { start: 'By' } });
    assert.deepEqual(
      (found.body as { Name: string }[]).map((row) => row.Name),
      ['By Apex'],
    );
    const bad = await call(`${url}/webruntime/apex/Things.make`, { headers, body: { name: 'Bad' } });
    assert.equal(bad.status, 500);
    assert.match((bad.body as { exceptionType: string }).exceptionType, /DmlException/);
    const none = await call(`${url}/webruntime/apex/Things.nothing`, { headers, body: {} });
    assert.ok(none.status >= 400);
  });

  it('bring a browser in by frontdoor once, and log out', async () => {
    const single = await call(`${url}/services/oauth2/singleaccess?redirect_uri=/lightning/n/Somewhere`, {
      token: admin.accessToken ?? '',
    });
    const { frontdoor_uri: front } = single.body as { frontdoor_uri: string };
    const entered = await fetch(front, { redirect: 'manual' });
    assert.equal(entered.headers.get('location'), '/lightning/n/Somewhere');
    assert.match(entered.headers.get('set-cookie') ?? '', /^sid=/);
    assert.equal((await fetch(front, { redirect: 'manual' })).headers.get('location'), '/login');
    const out = await fetch(`${url}/secur/logout.jsp`, { redirect: 'manual', headers: { cookie } });
    assert.match(out.headers.get('set-cookie') ?? '', /Max-Age=0/);
    assert.equal((await call(ui('object-info/Thing__c'), { headers: { cookie } })).status, 401);
  });

  it('let only the holder of the admin token move the clock, and tell listeners', async () => {
    assert.equal((await call(`${url}/local/clock/freeze`, { body: { at: '2027-01-01T00:00:00Z' } })).status, 403);
    const stream = await fetch(`${url}/local/clock`, { headers: { accept: 'text/event-stream' } });
    const reader = stream.body?.getReader();
    await reader?.read();
    const headers = { 'x-local-admin': test.org.adminToken };
    await call(`${url}/local/clock/freeze`, { headers, body: { at: '2027-01-01T00:00:00Z' } });
    const chunk = (await reader?.read()) as { readonly value?: Uint8Array } | undefined;
    const told = Buffer.from(chunk?.value ?? []).toString('utf8');
    assert.match(told, /"now":"2027-01-01T00:00:00.000Z","frozen":true/);
    await reader?.cancel();
    const made = await admin.sobject('Thing__c').create({ Name: 'In the new year' });
    const read = await admin.sobject('Thing__c').retrieve(made.id ?? '');
    assert.equal(read['CreatedDate'], '2027-01-01T00:00:00.000+0000');
    await call(`${url}/local/clock/advance`, { headers, body: { days: 14 } });
    assert.equal(((await call(`${url}/local/clock`)).body as { now: string }).now, '2027-01-15T00:00:00.000Z');
  });
});
