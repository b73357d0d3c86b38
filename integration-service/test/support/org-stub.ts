/** A neighbour for tests: the part of an org's REST API that the collection uses (query, upsert by external id), over real HTTP. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Connection } from 'jsforce';

export interface OrgStub {
  readonly url: string;
  /** By Payment_Key__c. */
  readonly cases: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Upserts that arrived, repeated ones too. */
  readonly upserts: readonly string[];
  /** While true the org takes no more calls today. */
  down: boolean;
  stop(): Promise<void>;
}

/** `accounts`: by Global_Customer_Id__c. */
export async function startOrgStub(accounts: ReadonlyMap<string, Readonly<Record<string, unknown>>>): Promise<OrgStub> {
  const cases = new Map<string, Record<string, unknown>>();
  const upserts: string[] = [];
  const state = { down: false };
  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  const answer = async (request: IncomingMessage): Promise<readonly [number, unknown]> => {
    const text = await bodyOf(request);
    if (state.down) return [403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }]];
    const url = new URL(request.url ?? '', 'http://localhost');
    if (url.pathname.endsWith('/query')) return [200, query(url.searchParams.get('q') ?? '', accounts)];
    const key = /\/sobjects\/Case\/Payment_Key__c\/(.+)$/.exec(url.pathname)?.[1];
    if (!key || request.method !== 'PATCH') return [404, [{ errorCode: 'NOT_FOUND', message: url.pathname }]];
    const name = decodeURIComponent(key);
    upserts.push(name);
    const isNew = !cases.has(name);
    cases.set(name, { ...cases.get(name), ...(JSON.parse(text) as Record<string, unknown>) });
    return [isNew ? 201 : 200, { id: '500000000000001AAA', success: true, created: isNew, errors: [] }];
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cases,
    upserts,
    get down() {
      return state.down;
    },
    set down(value: boolean) {
      state.down = value;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A session with the stub. */
export function connectTo(url: string): Connection {
  return new Connection({ instanceUrl: url, accessToken: 'token-of-the-test', version: '67.0' });
}

function query(soql: string, accounts: ReadonlyMap<string, Readonly<Record<string, unknown>>>) {
  const reference = /FROM Account WHERE Global_Customer_Id__c = '([^']+)'/.exec(soql)?.[1];
  const account = reference === undefined ? undefined : accounts.get(reference);
  const records = soql.includes('FROM RecordType') ? [{ Id: '012000000000001AAA' }] : account ? [account] : [];
  return { totalSize: records.length, done: true, records };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
