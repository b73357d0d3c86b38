/** A person in the Lightning console: logged in by a browser, then asked for by plain requests with the browser's session. */
import type { Browser, BrowserContext, Request } from 'playwright-core';
import { logIn } from '../tour/context.ts';

/** What a record page really asked the org for, seen once in the browser. */
export interface RecordedPage {
  readonly requests: readonly RecordedRequest[];
  /** The record that was open. */
  readonly recordId: string;
}

interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** The org refused it: a part of the page that this person does not get. */
  readonly refused: boolean;
}

/** The org refuses a request that this person may not make; `reason` is what it says, in a line. */
export class NotAllowed extends Error {
  readonly reason: string;

  constructor(request: string, reason: string) {
    super(`${request}: ${reason}`);
    this.reason = reason;
  }
}

export interface ConsoleSession {
  /** The JSON that a resource below `/services/data/vNN.N` gives to a page of the console. Throws NotAllowed when it is refused. */
  get(path: string): Promise<unknown>;
  /** Opens an account's page in the browser; gives what it asked for until it was at rest. */
  record(accountId: string): Promise<RecordedPage>;
  /** Asks for everything the page asked for, about another record; all at once, as the page's components do. */
  openAgain(page: RecordedPage, recordId: string): Promise<void>;
  close(): Promise<void>;
}

const API = '/services/data/v67.0';
const DATA = /\/(services\/data|webruntime\/apex)\//;
/** What makes a request the same person's: the session's cookie and its guard against forged requests. */
const KEPT_HEADERS = new Set(['cookie', 'content-type', 'accept', 'x-csrf-token', 'origin', 'referer']);
/** Slow machines load the console's code for this long on the first visit. */
const FIRST_VISIT_MS = 120_000;

/** Logs a person in. */
export async function openConsole(
  browser: Browser,
  url: string,
  username: string,
  password: string,
): Promise<ConsoleSession> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
  context.setDefaultTimeout(FIRST_VISIT_MS);
  const page = await context.newPage();
  await logIn(page, `${url}/lightning/`, username, password);
  const cookie = await cookieOf(context);
  return {
    async get(path) {
      const response = await fetch(`${url}${API}${path}`, { headers: { cookie } });
      const text = await response.text();
      const request = `${path.slice(0, 200)} as ${username}`;
      if (response.status >= 500) throw new Error(`${request}: ${response.status} ${text.slice(0, 300)}`);
      if (!response.ok) throw new NotAllowed(request, reasonIn(text));
      return JSON.parse(text) as unknown;
    },
    async record(recordId) {
      // The console itself (apps, tabs, the user) is there before the page is opened.
      await page.waitForLoadState('networkidle');
      const seen: Request[] = [];
      const note = (request: Request): void => {
        if (DATA.test(request.url())) seen.push(request);
      };
      page.on('request', note);
      await page.goto(`${url}/lightning/r/Account/${recordId}/view`);
      await page.waitForLoadState('networkidle');
      page.off('request', note);
      const requests = await Promise.all(seen.map(recorded));
      if (!requests.some((request) => request.url.includes(recordId)))
        throw new Error(`The page of ${recordId} asked for nothing about it as ${username}`);
      return { requests, recordId };
    },
    openAgain,
    close: () => context.close(),
  };
}

/** The sentence of an answer of errors: that of a statement stands under the place it tells of. */
function reasonIn(text: string): string {
  const [first] = JSON.parse(text) as readonly { readonly message: string }[];
  const sentence = first?.message
    .split('\n')
    .find((line, at, lines) => at === lines.length - 1 || /^No such|^sObject/.test(line));
  return (sentence ?? text).split('. ')[0] ?? text;
}

async function cookieOf(context: BrowserContext): Promise<string> {
  return (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
}

async function recorded(request: Request): Promise<RecordedRequest> {
  const all = await request.allHeaders();
  const headers = Object.fromEntries(Object.entries(all).filter(([name]) => KEPT_HEADERS.has(name)));
  const refused = ((await request.response())?.status() ?? 200) >= 400;
  return { method: request.method(), url: request.url(), headers, body: request.postData(), refused };
}

async function openAgain(page: RecordedPage, recordId: string): Promise<void> {
  // Pages name records by 18 letters, some requests by 15.
  const other = (text: string): string =>
    text.replaceAll(page.recordId, recordId).replaceAll(page.recordId.slice(0, 15), recordId.slice(0, 15));
  await Promise.all(
    page.requests.map(async ({ method, url, headers, body, refused }) => {
      const response = await fetch(other(url), { method, headers, ...(body === null ? {} : { body: other(body) }) });
      const text = await response.text();
      if (!response.ok && !refused)
        throw new Error(`${method} ${other(url)}: ${response.status} ${text.slice(0, 300)}`);
    }),
  );
}
