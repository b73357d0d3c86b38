/**
 * The few REST resources of an org that billing and collection use, by the platform's contract: query by external id, upsert of one record,
 * update and upsert of up to 200. It keeps records by object and external id and can refuse single ones. The journey test uses a whole org.
 */
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Connection } from 'jsforce';

type Row = Record<string, unknown>;

export interface OrgStandIn {
  readonly url: string;
  /** Records by external id, per object. */
  readonly objects: Readonly<Record<'Account' | 'Case' | 'Consumption_Year__c', Map<string, Row>>>;
  /** External ids or record ids that are refused. */
  readonly refused: Set<string>;
  /** Sizes of the requests that changed records. */
  readonly requests: { readonly object: string; readonly records: number }[];
  /** While set, every request is refused as over the daily limit. */
  exhausted: boolean;
  stop(): Promise<void>;
}

const BASE = '/services/data/v67.0';

/** `accounts`: what is known of each, by Global_Customer_Id__c. */
export async function startOrgStandIn(accounts: ReadonlyMap<string, Readonly<Row>>): Promise<OrgStandIn> {
  const objects = {
    Account: new Map(
      [...accounts].map(([reference, row], place): [string, Row] => [
        reference,
        { Id: `001${String(place).padStart(12, '0')}AAA`, Global_Customer_Id__c: reference, ...row },
      ]),
    ),
    Case: new Map<string, Row>(),
    Consumption_Year__c: new Map<string, Row>(),
    RecordType: new Map<string, Row>([['Payment_Failure', { Id: '012000000000001AAA' }]]),
  };
  const tables: Readonly<Record<string, Map<string, Row>>> = objects;
  const refused = new Set<string>();
  const requests: { object: string; records: number }[] = [];
  const org = { exhausted: false };
  const app = express();
  app.use(express.json({ limit: '5mb' }), (_request, response, next) => {
    if (org.exhausted) response.status(403).json([{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'no more today' }]);
    else next();
  });

  app.get(`${BASE}/query`, (request, response) => {
    const [, object = '', condition = ''] = /FROM (\w+) WHERE (.*)/s.exec(request.query['q'] as string) ?? [];
    const wanted = [...condition.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
    const records = wanted.flatMap((key) => tables[object]?.get(key) ?? []);
    response.json({ totalSize: records.length, done: true, records });
  });

  const change = (object: string, records: readonly Row[], keyOf: (row: Row) => string | undefined) => {
    requests.push({ object, records: records.length });
    const known = tables[object] ?? new Map<string, Row>();
    return records.map((record) => {
      const key = keyOf(record);
      if (records.length > 200 || key === undefined || refused.has(key)) {
        const message = `${key ?? 'a record'} is refused`;
        return { success: false, errors: [{ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message, fields: [] }] };
      }
      const row: Row = { ...known.get(key), ...record };
      delete row['attributes'];
      known.set(key, row);
      return { id: key, success: true, errors: [] };
    });
  };
  app.patch(`${BASE}/composite/sobjects/:object/:field`, (request, response) => {
    const { records } = request.body as { records: readonly Row[] };
    response.json(change(request.params.object, records, (row) => String(row[request.params.field])));
  });
  app.patch(`${BASE}/sobjects/:object/:field/:key`, (request, response) => {
    const { object, key } = request.params;
    const isNew = tables[object]?.has(key) !== true;
    const [result] = change(object, [request.body as Row], () => key);
    if (result?.success) response.status(isNew ? 201 : 200).json({ ...result, created: isNew });
    else
      response.status(400).json(result?.errors.map(({ statusCode, message }) => ({ errorCode: statusCode, message })));
  });
  app.patch(`${BASE}/composite/sobjects`, (request, response) => {
    const { records } = request.body as { records: readonly (Row & { attributes: { type: string } })[] };
    const byId = new Map([...objects.Account].map(([key, row]) => [row['Id'], key]));
    const object = records[0]?.attributes.type ?? '';
    response.json(change(object, records, (row) => byId.get(row['Id'] ?? row['id'])));
  });

  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(org, {
    url: `http://127.0.0.1:${port}`,
    objects,
    refused,
    requests,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

/** A session with the stand-in. */
export function connectTo(url: string): Connection {
  return new Connection({ instanceUrl: url, accessToken: 'token-of-the-test', version: '67.0' });
}
