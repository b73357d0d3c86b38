/** Uses the system that runs on this machine, or starts one for as long as it is needed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBrowser } from '../../local-org/test/support/browser.ts';
import { readSettings } from '../start/settings.ts';
import { startSystem, urlsOf, type RunningSystem } from '../start/system.ts';
import { administratorSession, type TourContext } from './context.ts';
import { openEvidenceBook } from './evidence.ts';

/** Gives the work everything it needs and cleans up afterwards, also when it fails. */
export async function withSystem<T>(
  environment: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
  work: (context: TourContext, system: RunningSystem | undefined) => Promise<T>,
): Promise<T> {
  const settings = readSettings(environment);
  const urls = urlsOf(settings);
  const own = (await isUp(urls.org)) ? undefined : await startSystem(environment, say);
  if (!own) say(`Using the system that runs at ${urls.org}`);
  try {
    const browser = await startBrowser();
    try {
      const org = await administratorSession(urls, settings.secrets);
      const adminToken = readFileSync(join(settings.dataDir, 'org', 'admin-token'), 'utf8').trim();
      return await work(
        { urls, secrets: settings.secrets, browser, org, adminToken, book: openEvidenceBook(say) },
        own,
      );
    } finally {
      await browser.close();
    }
  } finally {
    await own?.stop();
  }
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/local/health`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    // Nobody answers: that is the question.
    return false;
  }
}
