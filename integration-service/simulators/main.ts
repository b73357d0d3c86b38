/** Starts every neighbour's simulator in one process. Settings come from the environment, as for the service; each neighbour has its own port and page. */
import process from 'node:process';
import { z } from 'zod';
import { followClock, systemClock } from '../src/runtime/clock.ts';
import { createLog } from '../src/runtime/log.ts';
import { startESignature } from './e-signature/simulator.ts';
import { startErp } from './erp/simulator.ts';
import { startMarketRegister } from './market-register/simulator.ts';

const settings = z
  .object({
    ERP_PORT: z.coerce.number().int(),
    MARKET_REGISTER_PORT: z.coerce.number().int(),
    MARKET_REGISTER_KEY: z.string(),
    MARKET_REGISTER_WEBHOOK_SECRET: z.string(),
    E_SIGNATURE_PORT: z.coerce.number().int(),
    E_SIGNATURE_KEY: z.string(),
    E_SIGNATURE_WEBHOOK_SECRET: z.string(),
    STATE_DIR: z.string(),
    CLOCK_URL: z.url().optional(),
    /** Deliveries of every call back: providers do repeat themselves. */
    CALL_BACK_COPIES: z.coerce.number().int().positive().default(1),
  })
  .parse(process.env);

const log = createLog('warn');
const clock = settings.CLOCK_URL ? await followClock(settings.CLOCK_URL, log) : systemClock;
const now = () => clock.now();
const copies = settings.CALL_BACK_COPIES;
const simulators = await Promise.all([
  startErp({ port: settings.ERP_PORT, stateFile: `${settings.STATE_DIR}/erp.json` }),
  startMarketRegister({
    port: settings.MARKET_REGISTER_PORT,
    apiKey: settings.MARKET_REGISTER_KEY,
    webhookSecret: settings.MARKET_REGISTER_WEBHOOK_SECRET,
    stateFile: `${settings.STATE_DIR}/market-register.json`,
    copies,
    now,
  }),
  startESignature({
    port: settings.E_SIGNATURE_PORT,
    apiKey: settings.E_SIGNATURE_KEY,
    webhookSecret: settings.E_SIGNATURE_WEBHOOK_SECRET,
    stateFile: `${settings.STATE_DIR}/e-signature.json`,
    copies,
    now,
  }),
]);
process.stdout.write(`simulators ready: ${simulators.map((simulator) => simulator.url).join(' ')}\n`);

const stop = () => {
  clock.stop();
  void Promise.all(simulators.map((simulator) => simulator.stop())).then(() => process.exit(0));
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
