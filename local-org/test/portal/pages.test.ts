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
});
