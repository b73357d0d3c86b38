/** The market register's REST façade (contracts/market-register/openapi.yaml). */
import { z } from 'zod';
import { callRest } from '../support/http.ts';

export type Commodity = 'ELECTRICITY' | 'GAS';

export interface SupplyGainRequest {
  /** Our number of the request; the register answers a repeated one with what stands. */
  readonly requestId: string;
  readonly marketLocationId: string;
  readonly commodity: Commodity;
  readonly customerName: string;
  /** Day in the country of the market location, YYYY-MM-DD. */
  readonly desiredStart: string;
}

export const SupplyGain = z.object({
  requestId: z.string(),
  status: z.enum(['RECEIVED', 'CONFIRMED', 'REJECTED', 'CANCELLED']),
  receivedAt: z.iso.datetime(),
  answeredAt: z.iso.datetime().optional(),
  supplyStart: z.iso.date().optional(),
  meteringLocationId: z.string().optional(),
  meterManufacturer: z.string().optional(),
  meterSerial: z.string().optional(),
  reasonCode: z.string().optional(),
  reason: z.string().optional(),
});
export type SupplyGain = z.infer<typeof SupplyGain>;

/** The register's call back: the state, plus an event id that repeats when the call is repeated. */
export const SupplyGainEvent = SupplyGain.extend({ eventId: z.string().min(1) });
export type SupplyGainEvent = z.infer<typeof SupplyGainEvent>;

export interface MarketRegister {
  requestSupplyGain(request: SupplyGainRequest): Promise<SupplyGain>;
  supplyGain(requestId: string): Promise<SupplyGain>;
  cancelSupplyGain(requestId: string): Promise<SupplyGain>;
}

export interface MarketRegisterOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly supplierId: string;
  readonly callbackUrl: string;
}

export function createMarketRegister(options: MarketRegisterOptions): MarketRegister {
  const call = (method: 'GET' | 'POST', path: string, body?: unknown) =>
    callRest({
      system: 'MARKET_REGISTER',
      url: new URL(path, options.url),
      method,
      headers: { 'x-api-key': options.apiKey },
      answer: SupplyGain,
      ...(body === undefined ? {} : { body }),
    });
  const one = (requestId: string) => `/v1/supply-gains/${encodeURIComponent(requestId)}`;
  return {
    requestSupplyGain: (request) =>
      call('POST', '/v1/supply-gains', {
        ...request,
        supplierId: options.supplierId,
        callbackUrl: options.callbackUrl,
      }),
    supplyGain: (requestId) => call('GET', one(requestId)),
    cancelSupplyGain: (requestId) => call('POST', `${one(requestId)}/cancellation`),
  };
}
