/** What every step of the tour uses: the browser, the system's addresses, the org seen by its administrator, the book of evidence. */
import { Connection } from 'jsforce';
import type { Browser, Page, Response } from 'playwright-core';
import type { Secrets } from '../start/settings.ts';
import type { Urls } from '../start/system.ts';
import type { EvidenceBook } from './evidence.ts';

export interface TourContext {
  readonly urls: Urls;
  readonly secrets: Secrets;
  readonly browser: Browser;
  readonly org: Connection;
  /** Allows moving the local org's clock. */
  readonly adminToken: string;
  readonly book: EvidenceBook;
  /** Is given everything that a browser receives; for a test that looks for what must not be there. */
  readonly onResponse?: (response: Response) => Promise<void>;
}

/** The administrator's session, for looking at records. */
export async function administratorSession(urls: Urls, secrets: Secrets): Promise<Connection> {
  const org = new Connection({ loginUrl: urls.org, version: '67.0' });
  await org.login('admin@unified-power.example', secrets.adminPassword);
  return org;
}

export type Row = Readonly<Record<string, unknown>> & { readonly Id: string };

/** All rows of a small query. */
export async function query(org: Connection, soql: string): Promise<readonly Row[]> {
  return (await org.query(soql)).records as Row[];
}

/** The one row of a query. */
export async function one(org: Connection, soql: string): Promise<Row> {
  const rows = await query(org, soql);
  const [first] = rows;
  if (!first || rows.length !== 1) throw new Error(`${rows.length} rows instead of one: ${soql}`);
  return first;
}

/** Waits until the check answers something; says what was waited for when the time is over. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | null | false>,
  seconds = 30,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value !== undefined && value !== null && value !== false) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`Not within ${seconds} s: ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const DESKTOP = { width: 1440, height: 900 };

/**
 * Does something as a person: an own browser context (cookies), closed afterwards. Any script error on the page fails the step, and any refused
 * request unless the step is about being refused.
 */
export async function asPerson<T>(
  context: Pick<TourContext, 'browser' | 'urls' | 'onResponse'>,
  work: (page: Page) => Promise<T>,
  options: {
    readonly refusalsExpected?: boolean;
    readonly viewport?: { readonly width: number; readonly height: number };
  } = {},
): Promise<T> {
  const session = await context.browser.newContext({
    viewport: options.viewport ?? DESKTOP,
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
  });
  const problems: string[] = [];
  const heard: Promise<void>[] = [];
  try {
    // The person lives on the org's day, also when its clock was moved.
    await session.clock.setSystemTime(await businessNow(context.urls));
    const { onResponse } = context;
    if (onResponse) session.on('response', (response) => void heard.push(onResponse(response)));
    const page = await session.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      const isRefusal = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !(isRefusal && options.refusalsExpected)) problems.push(message.text());
    });
    const result = await work(page);
    if (problems.length > 0) throw new Error(`The browser reported: ${problems.join(' | ')}`);
    return result;
  } catch (error) {
    throw problems.length > 0
      ? new Error(`${String(error)}\nThe browser reported: ${problems.join(' | ')}`, { cause: error })
      : error;
  } finally {
    await Promise.all(heard);
    await session.close();
  }
}

/** Logs a person in at a site or at Lightning. */
export async function logIn(page: Page, url: string, username: string, password: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: /log in/i }).click();
  await page.waitForURL((address) => !/login/i.test(address.pathname));
}

/** The org's business time. */
export async function businessNow(urls: Urls): Promise<Date> {
  const { now } = (await (await fetch(`${urls.org}/local/clock`)).json()) as { now: string };
  return new Date(now);
}
