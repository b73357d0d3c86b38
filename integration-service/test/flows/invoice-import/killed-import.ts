/** Imports until a named step is durable, then dies as by `kill -9`. Arguments: data folder, ERP's billing address, step. */
import process from 'node:process';
import { openImport } from './parts.ts';

const [dataDir = '', billingUrl = '', fatalStep = ''] = process.argv.slice(2);
const onStep = (step: string) => {
  if (step === fatalStep) process.kill(process.pid, 'SIGKILL');
};

const parts = await openImport(dataDir, billingUrl);
await parts.importManifests(onStep);
await parts.importTokens(onStep);
await parts.database.close();
