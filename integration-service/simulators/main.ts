/** Starts every neighbour's simulator in one process. Settings come from the environment, as for the service; each neighbour has its own port and page. */
import process from 'node:process';
import { z } from 'zod';
import { followClock, systemClock } from '../src/runtime/clock.ts';
import { createLog } from '../src/runtime/log.ts';
import { startArchive } from './archive/simulator.ts';
import { startBank } from './bank/simulator.ts';
import { startESignature } from './e-signature/simulator.ts';
import { startErp } from './erp/simulator.ts';
import { startMail } from './mail/simulator.ts';
import { startMarketRegister } from './market-register/simulator.ts';
import { startPrintVendor } from './print-vendor/simulator.ts';

const settings = z
  .object({
    ERP_PORT: z.coerce.number().int(),
    MARKET_REGISTER_PORT: z.coerce.number().int(),
    MARKET_REGISTER_KEY: z.string(),
    MARKET_REGISTER_WEBHOOK_SECRET: z.string(),
    E_SIGNATURE_PORT: z.coerce.number().int(),
    E_SIGNATURE_KEY: z.string(),
    E_SIGNATURE_WEBHOOK_SECRET: z.string(),
    PRINT_VENDOR_PORT: z.coerce.number().int(),
    ARCHIVE_PORT: z.coerce.number().int(),
    ARCHIVE_KEY: z.string(),
    BANK_PORT: z.coerce.number().int(),
    BANK_SFTP_PORT: z.coerce.number().int(),
    /** Keeps /inbox, /outbox, the books and the host key. */
    BANK_FOLDER: z.string(),
    /** Who may log in: a line of an authorized_keys file. */
    BANK_AUTHORIZED_KEY: z.string(),
    MAIL_PORT: z.coerce.number().int(),
    MAIL_SMTP_PORT: z.coerce.number().int(),
    /** Half-hourly readings; generated when absent. */
    SMART_METER_FILE: z.string().optional(),
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
const stateFile = (name: string) => `${settings.STATE_DIR}/${name}.json`;
const archive = await startArchive({
  port: settings.ARCHIVE_PORT,
  apiKey: settings.ARCHIVE_KEY,
  stateFile: stateFile('archive'),
  now,
});
const simulators = await Promise.all([
  startErp({
    port: settings.ERP_PORT,
    stateFile: stateFile('erp'),
    printVendorUrl: `http://localhost:${settings.PRINT_VENDOR_PORT}/print/manifests`,
    ...(settings.SMART_METER_FILE ? { smartMeterFile: settings.SMART_METER_FILE } : {}),
    now,
  }),
  startPrintVendor({
    port: settings.PRINT_VENDOR_PORT,
    archive: archive.store,
    erpUrl: `http://localhost:${settings.ERP_PORT}/erp/billing`,
    stateFile: stateFile('print-vendor'),
    now,
  }),
  startBank({
    port: settings.BANK_PORT,
    sftpPort: settings.BANK_SFTP_PORT,
    folder: settings.BANK_FOLDER,
    authorizedKeys: [settings.BANK_AUTHORIZED_KEY],
    now,
  }),
  startMail({ port: settings.MAIL_PORT, smtpPort: settings.MAIL_SMTP_PORT, stateFile: stateFile('mail'), now }),
  startMarketRegister({
    port: settings.MARKET_REGISTER_PORT,
    apiKey: settings.MARKET_REGISTER_KEY,
    webhookSecret: settings.MARKET_REGISTER_WEBHOOK_SECRET,
    stateFile: stateFile('market-register'),
    copies,
    now,
  }),
  startESignature({
    port: settings.E_SIGNATURE_PORT,
    apiKey: settings.E_SIGNATURE_KEY,
    webhookSecret: settings.E_SIGNATURE_WEBHOOK_SECRET,
    stateFile: stateFile('e-signature'),
    copies,
    now,
  }),
]);
process.stdout.write(`simulators ready: ${[archive, ...simulators].map((simulator) => simulator.url).join(' ')}\n`);

const stop = () => {
  clock.stop();
  void Promise.all([archive, ...simulators].map((simulator) => simulator.stop())).then(() => process.exit(0));
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
