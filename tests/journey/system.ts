/** A system of its own for a test file: free ports, a data folder that is thrown away, the caches of the project. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowser } from '../../local-org/test/support/browser.ts';
import { startSystem, type RunningSystem } from '../../scripts/start/system.ts';
import { administratorSession, type TourContext } from '../../scripts/tour/context.ts';
import { openEvidenceBook } from '../../scripts/tour/evidence.ts';

export interface JourneySystem {
  readonly context: TourContext;
  readonly system: RunningSystem;
  stop(): Promise<void>;
}

/** Starts everything; the phases go to the test's output. */
export async function startJourneySystem(): Promise<JourneySystem> {
  const dataDir = mkdtempSync(join(tmpdir(), 'up-journey-'));
  const environment = { ...process.env, UP_DATA_DIR: dataDir, UP_PORT_BASE: String(await freePortBase()) };
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const system = await startSystem(environment, say);
  const browser = await startBrowser();
  const { urls, settings } = system;
  const org = await administratorSession(urls, settings.secrets);
  const adminToken = readFileSync(join(dataDir, 'org', 'admin-token'), 'utf8').trim();
  return {
    system,
    context: { urls, secrets: settings.secrets, browser, org, adminToken, book: openEvidenceBook(say) },
    stop: async () => {
      await browser.close();
      await system.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const PORTS_USED = 19;

/** A base whose ports are all free now. */
async function freePortBase(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const base = 20_000 + Math.floor(Math.random() * 20_000);
    const free = await Promise.all(Array.from({ length: PORTS_USED }, (_, offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
  throw new Error('No free range of ports was found');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
