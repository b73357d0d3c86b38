// The pages of a portal in a real browser: setting a password, a forgotten one, the language of labels.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../support/browser.ts';
import { PASSWORD, startPortalOrg } from './portal-org.ts';
import type { PortalOrg } from './portal-org.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ERIKA = 'erika@customer.example';

describe('pages of a portal', () => {
  let portal: PortalOrg;
  let browser: Browser;
  let page: Page;
  const undo: (() => Promise<unknown>)[] = [];

  before(async () => {
    portal = await startPortalOrg({ pages: true });
    undo.unshift(() => portal.stop());
    browser = await startBrowser();
    undo.unshift(() => browser.close());
    page = await (await browser.newContext({ locale: 'de-DE' })).newPage();
    const { contactId } = await portal.addCustomer('Muster');
    await portal.assign(await portal.addPortalUser(ERIKA, contactId), 'Portal_User');
  });
  after(async () => {
    for (const step of undo) await step();
  });

  const newestLink = async (): Promise<string> =>
    /http:\/\/\S+\?c=[\w-]+/.exec((await portal.mail())[0]?.text ?? '')?.[0] ?? '';

  /** Everything axe calls serious or worse. */
  async function barriers(): Promise<readonly string[]> {
    // The page's policy allows no script at all, so axe comes through the debugger, past the policy.
    const session = await page.context().newCDPSession(page);
    await session.send('Page.setBypassCSP', { enabled: true });
    await page.reload();
    await page.evaluate(AXE);
    const found = await page.evaluate<readonly { readonly id: string; readonly impact: string }[]>(
      'axe.run().then(({ violations }) => violations.map(({ id, impact }) => ({ id, impact })))',
    );
    return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id);
  }

  it('set a password by the keyboard alone and show the site in the user’s language', async () => {
    await page.goto(await newestLink());
    assert.deepEqual(await barriers(), []);
    assert.equal(await page.getByLabel('Benutzername').inputValue(), ERIKA);
    await page.getByLabel('Neues Passwort', { exact: true }).focus();
    await page.keyboard.type('zukurz1');
    await page.keyboard.press('Tab');
    await page.keyboard.type('zukurz1');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('zu kurz').waitFor();
    assert.equal(await page.evaluate('document.activeElement.id'), 'password', 'the wrong field has the focus');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${portal.url}/my/**`);
    await page.locator('.greeting').getByText('Guten Morgen').waitFor();
  });

  it('say what to do when a link was used, and lead to a new one', async () => {
    const welcome = (await portal.mail()).find(({ kind }) => kind === 'welcome');
    await page.goto(/http:\/\/\S+\?c=[\w-]+/.exec(welcome?.text ?? '')?.[0] ?? '');
    assert.deepEqual(await barriers(), []);
    await page.getByRole('link', { name: 'Neuen Link anfordern' }).click();
    await page.getByRole('textbox').fill(ERIKA);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.waitForURL(`${portal.url}/my/CheckPasswordResetEmail`);
    await page.getByText('Look for it.').waitFor();
    assert.equal((await portal.mail())[0]?.kind, 'password');
    await page.goto(await newestLink());
    await page.getByRole('heading', { name: 'Passwort festlegen' }).waitFor();
  });

  it('show the language that stands in the address, whatever the user’s own is', async () => {
    const languages = 'globalThis.__orgContext.activeLanguages';
    await page.goto(`${portal.url}/my/de/`);
    assert.deepEqual(await page.evaluate(languages), [
      { label: 'English (US)', code: 'en-US', default: true },
      { label: 'German', code: 'de', default: false },
    ]);
    const userId = await portal.id('User', `Username = '${ERIKA}'`);
    await portal.admin.sobject('User').update({ Id: userId, LanguageLocaleKey: 'en_US' });
    await page.goto(`${portal.url}/my/`);
    await page.locator('.greeting').getByText('Good morning').waitFor();
    await page.goto(`${portal.url}/my/de/`);
    await page.locator('.greeting').getByText('Guten Morgen').waitFor();
    assert.equal(await page.evaluate('document.documentElement.lang'), 'de');
    assert.equal(await page.evaluate('globalThis.__orgContext.basePath'), '/my/de');
    assert.equal((await page.goto(`${portal.url}/my/fr/`))?.status(), 404, 'not an active language');
  });

  it('show the site’s own error page where an address leads nowhere', async () => {
    const answer = await page.goto(`${portal.url}/my/nowhere`);
    assert.equal(answer?.status(), 404);
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  });

  it('greet guests in the language their browser asks for', async () => {
    const ask = async (headers: Readonly<Record<string, string>>): Promise<string | undefined> =>
      /<html lang="([^"]+)"/.exec(await (await fetch(`${portal.url}/my/login`, { headers })).text())?.[1];
    assert.equal(await ask({ 'accept-language': 'fr;q=0.9, de-AT;q=0.8, en;q=0.5' }), 'de');
    assert.equal(await ask({ 'accept-language': 'de;q=0.1, en-GB' }), 'en-US');
    assert.equal(await ask({ 'accept-language': 'de', cookie: 'PreferredLanguage=en-US' }), 'en-US');
  });
});
