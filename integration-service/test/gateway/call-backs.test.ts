import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createGateway } from '../../src/gateway/http.ts';
import { createMetrics } from '../../src/runtime/metrics.ts';
import { sign } from '../../src/runtime/signature.ts';
import { EnvelopeEvent } from '../../src/systems/e-signature/client.ts';
import { silentLog } from '../support/ports.ts';

const SECRET = 'a-shared-secret-of-some-length';
const EVENT = {
  eventId: 'ev-1',
  occurredAt: '2026-11-22T10:00:00Z',
  id: 'env-1',
  externalReference: '800000000000001AAA',
  status: 'SIGNED',
  createdAt: '2026-11-22T09:00:00Z',
  documentSha256: '0'.repeat(64),
};

describe('call backs', () => {
  const queued = new Map<string, object>();
  let broken = false;
  let server: Server;
  let url: string;

  before(async () => {
    const queue = {
      add: (_queue: string, identity: string, data: object) => {
        if (broken) return Promise.reject(new Error('the database is gone'));
        const isNew = !queued.has(identity);
        queued.set(identity, data);
        return Promise.resolve(isNew);
      },
      depth: () => Promise.resolve(queued.size),
    };
    const ports = {
      queue,
      queues: ['signature-result'],
      metrics: createMetrics(),
      log: silentLog,
      ready: () => Promise.resolve(true),
    };
    const app = createGateway(ports, [
      {
        path: '/webhooks/e-sign',
        source: 'e-signature',
        secret: SECRET,
        queue: 'signature-result',
        event: EnvelopeEvent,
      },
    ]);
    server = await new Promise<Server>((resolve) => {
      const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  const post = (body: string, signature: string) =>
    fetch(`${url}/webhooks/e-sign`, {
      method: 'POST',
      headers: { 'x-signature': signature, 'content-type': 'application/json' },
      body,
    });

  it('takes a signed event in once, though it comes three times', async () => {
    const body = JSON.stringify(EVENT);
    const answers = [];
    for (let copy = 0; copy < 3; copy += 1) answers.push(await post(body, sign(body, SECRET)));
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200],
    );
    assert.deepEqual(await Promise.all(answers.map((answer) => answer.json())), [
      { taken: true },
      { taken: false },
      { taken: false },
    ]);
    assert.equal(queued.size, 1);
  });

  it('refuses a body that was changed after signing, a missing signature and a signature of another length', async () => {
    const body = JSON.stringify(EVENT);
    assert.equal((await post(body.replace('SIGNED', 'DECLINED'), sign(body, SECRET))).status, 401);
    assert.equal((await post(body, '')).status, 401);
    assert.equal((await post(body, 'abc')).status, 401);
  });

  it('refuses rubbish that is signed well, and takes nothing in', async () => {
    const before = queued.size;
    for (const body of ['{', '{"eventId":"x"}', JSON.stringify({ ...EVENT, status: 'SOMETHING' })]) {
      assert.equal((await post(body, sign(body, SECRET))).status, 422);
    }
    assert.equal(queued.size, before);
  });

  it('does not say it took an event that it could not store', async () => {
    broken = true;
    const body = JSON.stringify({ ...EVENT, eventId: 'ev-2' });
    assert.equal((await post(body, sign(body, SECRET))).status, 503);
    broken = false;
  });

  it('shows an operator what waits', async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    assert.match(metrics, /queue_depth\{flow="signature-result"\} 1/);
    assert.match(metrics, /webhooks_total\{source="e-signature",outcome="forged"\} 3/);
  });
});
