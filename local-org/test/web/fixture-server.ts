/** Serves the fixture org over HTTP: the real page handler, and as much of the UI API as its pages ask for. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FieldDef, SObjectDef } from '../../src/schema/types.ts';
import { createWeb } from '../../src/web-build/index.ts';
import type { WebMetadata, WebSession, WebUser } from '../../src/web-build/index.ts';
import { fixtureSchema } from './fixture-metadata.ts';

type Json = Record<string, unknown>;
type Row = Record<string, string | number | boolean | null>;

/** A running fixture. */
export interface Fixture {
  readonly origin: string;
  readonly rows: Map<string, Row & { readonly type: string }>;
  /** Bodies of writing calls, in order. */
  readonly writes: readonly Json[];
  close(): Promise<void>;
}

const DATA_TYPES: Partial<Record<FieldDef['type'], string>> = {
  id: 'String',
  string: 'String',
  phone: 'Phone',
  picklist: 'Picklist',
  date: 'Date',
  double: 'Double',
  reference: 'Reference',
};

function objectInfo(def: SObjectDef): Json {
  return {
    apiName: def.name,
    label: def.label,
    labelPlural: def.labelPlural,
    createable: true,
    updateable: true,
    deletable: true,
    nameFields: ['Name'],
    defaultRecordTypeId: '012000000000000AAA',
    recordTypeInfos: {},
    fields: Object.fromEntries(
      [...def.fields.values()].map((field) => [
        field.name,
        {
          apiName: field.name,
          label: field.label,
          dataType: DATA_TYPES[field.type],
          length: field.length ?? 0,
          scale: field.scale ?? 0,
          required: !field.nillable,
          createable: field.createable,
          updateable: field.updateable,
          reference: field.type === 'reference',
          relationshipName: field.relationshipName ?? null,
          referenceToInfos: field.referenceTo.map((apiName) => ({ apiName, nameFields: ['Name'] })),
          controllerName: null,
          inlineHelpText: null,
        },
      ]),
    ),
  };
}

const user = (id: string): WebUser => ({
  id,
  username: 'clerk@example.com',
  name: id === 'guest' ? 'Guest' : 'Clara Clerk',
  isGuest: id === 'guest',
  userType: id === 'guest' ? 'Guest' : 'Standard',
  language: 'de',
  locale: 'de_DE',
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  apps: id === 'console' ? ['Meter_Console', 'Meters'] : ['Meters', 'Meter_Console'],
  tabs: ['standard-Account', 'Meter__c'],
  customPermissions: [],
  userPermissions: [],
  sites: id === 'guest' ? [] : ['Portal'],
});

/** Starts a fixture on a free port. Cookie `u` names the user; login knows the password `right`. */
export async function startFixture(metadata: () => WebMetadata, cacheDirectory: string): Promise<Fixture> {
  const rows = new Map<string, Row & { readonly type: string }>();
  const writes: Json[] = [];
  rows.set('001000000000001AAA', {
    type: 'Account',
    Id: '001000000000001AAA',
    Name: 'Stadtwerke Nord',
    Phone: '+49 30 123456',
  });
  for (let n = 1; n <= 60; n += 1) {
    const id = `a01000000000${String(n).padStart(3, '0')}AAA`;
    rows.set(id, {
      type: 'Meter__c',
      Id: id,
      Name: `M-${String(n).padStart(4, '0')}`,
      Serial__c: `1ESY11${60000 + n}`,
      Status__c: n % 3 === 0 ? 'New' : 'Active',
      Installed__c: `2025-0${1 + (n % 9)}-15`,
      Last_Value__c: 1200.5 + n,
      Account__c: n % 2 === 0 ? '001000000000001AAA' : null,
    });
  }
  rows.set('a02000000000001AAA', {
    type: 'Reading__c',
    Id: 'a02000000000001AAA',
    Name: 'R-1',
    Meter__c: 'a01000000000001AAA',
    Value__c: 17.5,
  });

  const record = (row: Row & { readonly type: string }): Json => {
    const def = fixtureSchema.object(row.type);
    const fields: Json = {};
    for (const field of def?.fields.values() ?? []) {
      fields[field.name] = { value: row[field.name] ?? null, displayValue: null };
      const parent = field.relationshipName === undefined ? undefined : rows.get(String(row[field.name]));
      if (field.relationshipName !== undefined) {
        fields[field.relationshipName] = {
          displayValue: parent?.['Name'] ?? null,
          value: parent
            ? {
                id: parent['Id'],
                apiName: parent.type,
                fields: { Name: { value: parent['Name'], displayValue: null } },
              }
            : null,
        };
      }
    }
    return { id: row['Id'], apiName: row.type, recordTypeId: null, fields };
  };
  const columns = ['Name', 'Serial__c', 'Status__c', 'Installed__c', 'Last_Value__c', 'Account__c'].map(
    (fieldApiName) => ({
      fieldApiName,
      label: fixtureSchema.object('Meter__c')?.fields.get(fieldApiName.toLowerCase())?.label,
      sortable: true,
    }),
  );
  const layout = (def: SObjectDef): Json => ({
    sections: [
      {
        id: 's1',
        heading: 'Information',
        useHeading: true,
        columns: 2,
        layoutRows: [...def.fields.values()]
          .filter(({ name }) => name !== 'Id')
          .map((field) => ({
            layoutItems: [
              {
                label: field.label,
                required: !field.nillable,
                editableForNew: true,
                editableForUpdate: true,
                layoutComponents: [{ apiName: field.name, componentType: 'Field', label: field.label }],
              },
            ],
          })),
      },
    ],
  });
  const failure = (status: number, message: string, fieldErrors: Json = {}): [number, Json] => [
    status,
    { statusCode: status, errorCode: 'INVALID', message, output: { errors: [], fieldErrors } },
  ];

  const api = (method: string, path: string, query: URLSearchParams, body: Json): [number, unknown] | undefined => {
    const parts = path.split('/');
    const [kind, first = '', second = ''] = parts;
    const def = fixtureSchema.object(first);
    if (kind === 'object-info' && def) {
      if (second !== 'picklist-values') return [200, objectInfo(def)];
      const values = [...def.fields.values()].flatMap((field) =>
        field.picklist
          ? [
              [
                field.name,
                {
                  controllerValues: {},
                  values: field.picklist.map(({ value, label }) => ({ value, label, validFor: [] })),
                },
              ],
            ]
          : [],
      );
      return [200, { picklistFieldValues: Object.fromEntries(values) as Json }];
    }
    if (kind === 'layout' && def) return [200, layout(def)];
    if (kind === 'list-info') {
      const lists = ['All', 'New_Meters'].map((apiName) => ({
        apiName,
        label: apiName === 'All' ? 'All meters' : 'New meters',
        objectApiName: first,
      }));
      return second === ''
        ? [200, { lists }]
        : [
            200,
            {
              label: lists.find(({ apiName }) => apiName === second)?.label,
              displayColumns: columns,
              orderedByInfo: [{ fieldApiName: 'Name', isAscending: true }],
            },
          ];
    }
    if (kind === 'list-records') {
      const term = (query.get('searchTerm') ?? '').toLowerCase();
      const sort = query.get('sortBy') ?? 'Name';
      const name = sort.replace('-', '');
      const all = [...rows.values()]
        .filter(
          (row) =>
            row.type === first &&
            (second === 'All' || row['Status__c'] === 'New') &&
            String(row['Name']).toLowerCase().includes(term),
        )
        .sort((a, b) => (String(a[name]) < String(b[name]) ? -1 : 1) * (sort.startsWith('-') ? -1 : 1));
      const from = Number(query.get('pageToken') ?? 0);
      const size = Number(query.get('pageSize'));
      return [
        200,
        {
          count: size,
          records: all.slice(from, from + size).map(record),
          nextPageToken: from + size < all.length ? String(from + size) : null,
        },
      ];
    }
    if (kind === 'related-list-info') {
      const summary = {
        label: 'Readings',
        relatedListId: 'Readings__r',
        objectApiName: 'Reading__c',
        fieldApiName: 'Meter__c',
      };
      return second === ''
        ? [200, { relatedLists: [summary] }]
        : [
            200,
            {
              ...summary,
              objectApiNames: ['Reading__c'],
              displayColumns: [
                { fieldApiName: 'Name', label: 'Name' },
                { fieldApiName: 'Value__c', label: 'Value' },
              ],
            },
          ];
    }
    if (kind === 'related-list-records')
      return [
        200,
        { records: [...rows.values()].filter((row) => row['Meter__c'] === first).map(record), nextPageToken: null },
      ];
    if (kind === 'record-defaults') return [200, { record: { apiName: parts[2], fields: {} } }];
    if (kind === 'records') {
      const fields = (body['fields'] ?? {}) as Row;
      if (method !== 'GET') writes.push({ method, path, ...body });
      if (fields['Serial__c'] === 'taken')
        return failure(400, 'Check the fields.', {
          Serial__c: [{ message: 'This serial number is taken.', field: 'Serial__c' }],
        });
      if (method === 'POST') {
        const id = `a01000000000${String(rows.size + 100)}AAA`;
        rows.set(id, { ...fields, type: String(body['apiName']), Id: id });
        return [201, record({ ...fields, type: String(body['apiName']), Id: id })];
      }
      const row = rows.get(first);
      if (!row) return failure(404, 'The requested resource does not exist');
      if (method === 'PATCH') rows.set(first, { ...row, ...fields });
      if (method === 'DELETE') rows.delete(first);
      return method === 'DELETE' ? [204, undefined] : [200, record(rows.get(first) ?? row)];
    }
    return undefined;
  };

  const web = createWeb({
    cacheDirectory,
    apiVersion: '67.0',
    metadata,
    user: (session) => Promise.resolve(user(session?.userId ?? 'guest')),
  });
  await web.prepare();

  const server: Server = createServer((incoming, outgoing) => {
    void answer(incoming)
      .then(({ status, headers, body }) => outgoing.writeHead(status, headers).end(body))
      .catch((cause: unknown) => outgoing.writeHead(500).end(String(cause)));
  });

  async function answer(
    incoming: IncomingMessage,
  ): Promise<{ status: number; headers: Record<string, string>; body: string | Uint8Array }> {
    const url = new URL(incoming.url ?? '/', 'http://fixture');
    const path = url.pathname.replace(/^\/portal(?=\/(services|webruntime|login|secur))/, '');
    const method = incoming.method ?? 'GET';
    const cookie = /(?:^|; )u=([^;]+)/.exec(incoming.headers.cookie ?? '')?.[1];
    const session: WebSession | null =
      cookie === undefined
        ? null
        : { userId: cookie, csrfToken: 'token', site: url.pathname.startsWith('/portal') ? 'Portal' : null };
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const json = (
      status: number,
      value: unknown,
      headers: Record<string, string> = {},
    ): { status: number; headers: Record<string, string>; body: string } => ({
      status,
      headers: { 'content-type': 'application/json', ...headers },
      body: value === undefined ? '' : JSON.stringify(value),
    });
    if (path === '/login' && method === 'POST') {
      const fields = JSON.parse(text) as Record<string, string>;
      writes.push({ path: url.pathname, username: fields['username'], startURL: fields['startURL'] });
      return fields['password'] === 'right'
        ? json(200, { url: fields['startURL'] }, { 'set-cookie': 'u=member; Path=/portal' })
        : json(401, [{ errorCode: 'INVALID_LOGIN', message: 'Check your username and password.' }]);
    }
    if (path.startsWith('/services/data/v67.0/ui-api/')) {
      if (method !== 'GET' && incoming.headers['x-csrf-token'] !== 'token')
        return json(403, [{ errorCode: 'CSRF', message: 'No token' }]);
      const result = api(
        method,
        path.slice('/services/data/v67.0/ui-api/'.length),
        url.searchParams,
        text === '' ? {} : (JSON.parse(text) as Json),
      );
      return result ? json(result[0], result[1]) : json(404, [{ errorCode: 'NOT_FOUND', message: `fixture: ${path}` }]);
    }
    if (path === '/services/data/v67.0/query')
      return json(200, { records: [{ Id: '001000000000001AAA', Name: 'Stadtwerke Nord' }] });
    if (path === '/webruntime/apex/MeterController.readings')
      return json(200, [
        { id: '1', day: 'Monday', value: 12.5 },
        { id: '2', day: 'Tuesday', value: 9 },
      ]);
    const response = await web.handle(
      { method, path: url.pathname, query: url.searchParams, headers: incoming.headers },
      session,
    );
    return response
      ? { ...response, headers: { ...response.headers } }
      : { status: 404, headers: {}, body: 'nothing here' };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rows,
    writes,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
