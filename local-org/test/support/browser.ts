/** Finds and starts a real browser for tests and scripts: CHROME_PATH, the machine's chromium, else the one in an npm package. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path and arguments of the first browser found. */
async function findBrowser(): Promise<{ readonly executablePath: string; readonly args: readonly string[] }> {
  const given = process.env['CHROME_PATH'];
  if (given !== undefined && given !== '') return { executablePath: given, args: [] };
  const installed = INSTALLED.find((path) => existsSync(path));
  if (installed !== undefined) return { executablePath: installed, args: [] };
  // Unpacks on first use; its arguments fit a machine without a display or user namespaces.
  const { default: packaged } = await import('@sparticuz/chromium');
  return {
    executablePath: await packaged.executablePath(),
    args: packaged.args.filter((argument) => !/single-process|headless/.test(argument)),
  };
}

/** A headless browser; the caller closes it. */
export async function startBrowser(): Promise<Browser> {
  const { executablePath, args } = await findBrowser();
  return chromium.launch({
    executablePath,
    headless: true,
    args: [...args, '--no-sandbox', '--disable-dev-shm-usage'],
  });
}
