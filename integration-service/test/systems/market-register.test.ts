import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startMarketRegister } from '../../simulators/market-register/simulator.ts';
import type { Simulator } from '../../simulators/support/server.ts';
import { isAuthentic } from '../../src/runtime/signature.ts';
import {
  createMarketRegister,
  SupplyGainEvent,
  type MarketRegister,
} from '../../src/systems/market-register/client.ts';
import { eventually } from '../support/ports.ts';

const SECRET = 'a-shared-secret-of-some-length';
const GAIN = {
  marketLocationId: '51238696781',
  commodity: 'ELECTRICITY',
  customerName: 'Käthe Größe',
  desiredStart: '2026-12-01',
} as const;

describe('the market register over REST', () => {
  const received: SupplyGainEvent[] = [];
  let ear: Server;
  let simulator: Simulator;
  let register: MarketRegister;
  let refuseNext = 1;

  before(async () => {
    ear = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        assert.ok(isAuthentic(body, String(request.headers['x-signature']), SECRET));
        // The first delivery of all is refused: the register has to come again.
        const refused = refuseNext-- > 0;
        if (!refused) received.push(SupplyGainEvent.parse(JSON.parse(body.toString('utf8'))));
        response.writeHead(refused ? 503 : 200).end();
      });
    });
    await new Promise<void>((resolve) => ear.listen(0, '127.0.0.1', resolve));
    simulator = await startMarketRegister({
      port: 0,
      apiKey: 'key',
      webhookSecret: SECRET,
      answerAfterMs: 20,
      copies: 3,
    });
    register = createMarketRegister({
      url: simulator.url,
      apiKey: 'key',
      supplierId: '9900000000001',
      callbackUrl: `http://127.0.0.1:${(ear.address() as AddressInfo).port}/answer`,
    });
  });
  after(async () => {
    await simulator.stop();
    ear.close();
  });

  it('takes a request in and calls back a confirmation, three times as told, each signed', async () => {
    const taken = await register.requestSupplyGain({ requestId: 'r-1', ...GAIN });
    assert.equal(taken.status, 'RECEIVED');
    await eventually(() => received.filter((event) => event.requestId === 'r-1').length === 3);
    const [first, ...copies] = received.filter((event) => event.requestId === 'r-1');
    assert.equal(first?.status, 'CONFIRMED');
    assert.equal(first.supplyStart, '2026-12-01');
    assert.equal(first.meteringLocationId?.length, 33);
    assert.ok(copies.every((copy) => copy.eventId === first.eventId));
  });

  it('answers a repeated request with what stands', async () => {
    const again = await register.requestSupplyGain({ requestId: 'r-1', ...GAIN });
    assert.equal(again.status, 'CONFIRMED');
  });

  it('rejects a market location it was told to refuse, with the reason', async () => {
    await fetch(`${simulator.url}/market-locations/56789012345/refusal`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reasonCode: 'Z12', reason: 'Contract bound' }),
    });
    await register.requestSupplyGain({ ...GAIN, requestId: 'r-2', marketLocationId: '56789012345' });
    const answer = await eventually(() => received.find((event) => event.requestId === 'r-2'));
    assert.deepEqual([answer.status, answer.reasonCode], ['REJECTED', 'Z12']);
  });

  it('refuses a wrong check digit for good', async () => {
    await assert.rejects(register.requestSupplyGain({ ...GAIN, requestId: 'r-3', marketLocationId: '12242432423' }), {
      code: 'MARKET_REGISTER_HTTP_422',
      retryable: false,
    });
  });

  it('cancels a request once and for all', async () => {
    const cancelled = await register.cancelSupplyGain('r-1');
    const again = await register.cancelSupplyGain('r-1');
    assert.equal(cancelled.status, 'CANCELLED');
    assert.deepEqual(again, cancelled);
    await assert.rejects(register.cancelSupplyGain('never-asked'), {
      code: 'MARKET_REGISTER_HTTP_404',
      retryable: false,
    });
  });
});
