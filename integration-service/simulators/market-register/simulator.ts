/** The market register's other end (contracts/market-register/openapi.yaml): takes requests, answers later by signed call back. */
import { createHash, randomUUID } from 'node:crypto';
import express, { type Express } from 'express';
import { z } from 'zod';
import { createCallBackSender, type CallBackSender } from '../support/call-back.ts';
import { createFaults, mountFaults } from '../support/faults.ts';
import { escapeHtml, page, table } from '../support/page.ts';
import { serve, type Simulator } from '../support/server.ts';
import { openState, type State } from '../support/state.ts';
import { isMarketLocationId } from './market-location.ts';

const Request = z.object({
  requestId: z.string().min(1).max(40),
  marketLocationId: z.string(),
  commodity: z.enum(['ELECTRICITY', 'GAS']),
  supplierId: z.string().regex(/^\d{13}$/),
  customerName: z.string().min(1),
  desiredStart: z.iso.date(),
  callbackUrl: z.url(),
});
type GainRequest = z.infer<typeof Request>;

interface Gain {
  readonly requestId: string;
  status: 'RECEIVED' | 'CONFIRMED' | 'REJECTED' | 'CANCELLED';
  readonly receivedAt: string;
  answeredAt?: string;
  supplyStart?: string;
  meteringLocationId?: string;
  meterManufacturer?: string;
  meterSerial?: string;
  reasonCode?: string;
  reason?: string;
}

interface Case {
  readonly request: GainRequest;
  readonly gain: Gain;
  /** How often the same question arrived: more than one shows that idempotency was needed. */
  timesAsked: number;
}

interface Register {
  readonly cases: Record<string, Case>;
  /** Market locations the register will refuse, and why. */
  readonly refusals: Record<string, { readonly reasonCode: string; readonly reason: string }>;
}

export interface MarketRegisterSimulatorOptions {
  readonly port: number;
  readonly apiKey: string;
  readonly webhookSecret: string;
  readonly answerAfterMs?: number;
  /** Deliveries of each call back. */
  readonly copies?: number;
  readonly stateFile?: string;
  readonly now?: () => Date;
}

const Refusal = z.object({ reasonCode: z.string().min(1), reason: z.string().min(1) });

export async function startMarketRegister(options: MarketRegisterSimulatorOptions): Promise<Simulator> {
  const state = openState<Register>({ cases: {}, refusals: {} }, options.stateFile);
  const sender = createCallBackSender(options.webhookSecret);
  const now = options.now ?? (() => new Date());
  const answerLater = (found: Case) => {
    setTimeout(() => answer(found, state, sender, now, options.copies ?? 1), options.answerAfterMs ?? 1500).unref();
  };
  for (const found of Object.values(state.data.cases)) if (found.gain.status === 'RECEIVED') answerLater(found);

  const app = express();
  const faults = createFaults();
  mountFaults(app, faults);
  mountPages(app, state);
  app.put('/market-locations/:id/refusal', express.json(), (request, response) => {
    state.data.refusals[request.params.id] = Refusal.parse(request.body);
    state.save();
    response.status(204).end();
  });
  app.use('/v1', faults.middleware, express.json(), (request, response, next) => {
    if (request.get('x-api-key') === options.apiKey) {
      next();
      return;
    }
    response.status(401).json({ code: 'NO_KEY', message: 'Unknown API key' });
  });
  mountRequests(app, state, now, answerLater);
  return serve(app, options.port, () => sender.stop());
}

function mountRequests(
  app: Express,
  state: State<Register>,
  now: () => Date,
  answerLater: (found: Case) => void,
): void {
  app.post('/v1/supply-gains', (request, response) => {
    const parsed = Request.safeParse(request.body);
    if (!parsed.success || !isMarketLocationId(parsed.data.marketLocationId)) {
      const message = parsed.success ? 'marketLocationId: the check digit is wrong' : z.prettifyError(parsed.error);
      response.status(422).json({ code: 'MALFORMED', message });
      return;
    }
    const known = state.data.cases[parsed.data.requestId];
    if (known) {
      known.timesAsked += 1;
      state.save();
      const same = known.request.marketLocationId === parsed.data.marketLocationId;
      response
        .status(same ? 202 : 409)
        .json(same ? known.gain : { code: 'REUSED', message: 'requestId was used for another market location' });
      return;
    }
    const gain: Gain = { requestId: parsed.data.requestId, status: 'RECEIVED', receivedAt: now().toISOString() };
    const fresh: Case = { request: parsed.data, gain, timesAsked: 1 };
    state.data.cases[gain.requestId] = fresh;
    state.save();
    response.status(202).json(gain);
    answerLater(fresh);
  });

  app.get('/v1/supply-gains/:id', (request, response) => {
    const found = state.data.cases[request.params.id];
    response.status(found ? 200 : 404).json(found?.gain ?? { code: 'UNKNOWN', message: 'Never received' });
  });

  app.post('/v1/supply-gains/:id/cancellation', (request, response) => {
    const found = state.data.cases[request.params.id];
    if (!found) {
      response.status(404).json({ code: 'UNKNOWN', message: 'Never received' });
      return;
    }
    if (found.gain.status !== 'CANCELLED') {
      found.gain.status = 'CANCELLED';
      found.gain.answeredAt = now().toISOString();
      state.save();
    }
    response.json(found.gain);
  });
}

function answer(found: Case, state: State<Register>, sender: CallBackSender, now: () => Date, copies: number): void {
  const { gain, request } = found;
  if (gain.status !== 'RECEIVED') return;
  gain.answeredAt = now().toISOString();
  const refusal = state.data.refusals[request.marketLocationId];
  if (refusal) {
    Object.assign(gain, { status: 'REJECTED', ...refusal });
  } else {
    Object.assign(gain, { status: 'CONFIRMED', supplyStart: request.desiredStart, ...meteringOf(request) });
  }
  state.save();
  sender.send(request.callbackUrl, { eventId: randomUUID(), ...gain }, copies);
}

/** The metering behind a market location: invented once from its number, so that it is the same for every question. */
function meteringOf(request: GainRequest): {
  meteringLocationId: string;
  meterManufacturer: string;
  meterSerial: string;
} {
  const digits = BigInt(
    `0x${createHash('sha256').update(request.marketLocationId).digest('hex').slice(0, 16)}`,
  ).toString();
  const maker = request.commodity === 'GAS' ? 'ELS' : 'ISK';
  return {
    meteringLocationId: `DE000562668${digits.slice(0, 2)}${digits.padEnd(20, '0').slice(0, 20)}`,
    meterManufacturer: maker,
    meterSerial: `1${maker}${digits.slice(0, 10)}`,
  };
}

function mountPages(app: Express, state: State<Register>): void {
  app.get('/', (_request, response) => {
    const rows = Object.values(state.data.cases).map(({ gain, request, timesAsked }) => [
      escapeHtml(gain.requestId),
      escapeHtml(request.marketLocationId),
      escapeHtml(request.commodity),
      escapeHtml(request.customerName),
      escapeHtml(gain.status),
      escapeHtml(gain.supplyStart ?? gain.reason ?? ''),
      String(timesAsked),
    ]);
    const columns = ['Request', 'Market location', 'Commodity', 'Customer', 'Status', 'Start or reason', 'Asked'];
    response.send(
      page('Market register (simulator)', `<section><h2>Supply gains</h2>${table(columns, rows)}</section>`),
    );
  });
  app.get('/state', (_request, response) => void response.json(state.data));
}
