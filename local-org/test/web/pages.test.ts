import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { seriousFindings } from '../support/axe.ts';
import { startBrowser } from '../support/browser.ts';
import { fixtureMetadata } from './fixture-metadata.ts';
import { startFixture } from './fixture-server.ts';
import type { Fixture } from './fixture-server.ts';

const cache = fileURLToPath(new URL('../../../.cache/web-test', import.meta.url));
const METER = 'a01000000000002AAA';
/** The fixture's broken component is meant to fail and logs it; a refused call is logged by the browser itself. */
const EXPECTED = /the meter fell off the wall|responded with a status of 40[01]/;

let fixture: Fixture;
let browser: Browser;

before(async () => {
  const metadata = fixtureMetadata();
  [fixture, browser] = await Promise.all([startFixture(() => metadata, cache), startBrowser()]);
});
after(async () => {
  await browser.close();
  await fixture.close();
});

/** Opens a page as a user; anything the browser calls an error fails the test. */
async function visit(
  path: string,
  user: string | undefined,
  look: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    if (user !== undefined) await context.addCookies([{ name: 'u', value: user, url: fixture.origin }]);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !EXPECTED.test(message.text())) errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(fixture.origin + path);
    await look(page, context);
    assert.deepEqual(errors, [], 'the browser’s console must stay clean');
  } finally {
    await context.close();
  }
}

describe('Lightning in a real browser', () => {
  it('sends a visitor without a session to the login page, which leads back', () =>
    visit('/lightning/o/Meter__c/list', undefined, async (page) => {
      await page.waitForSelector('#username');
      assert.equal(await page.inputValue('input[name=startURL]'), '/lightning/o/Meter__c/list');
      assert.deepEqual(await seriousFindings(page), []);
    }));

  it('lists records, searches, sorts and pages through them', () =>
    visit('/lightning/o/Meter__c/list', 'u1', async (page) => {
      await page.getByRole('link', { name: 'M-0001', exact: true }).waitFor();
      assert.equal(await page.getByRole('link', { name: /^M-/ }).count(), 50);
      await page.getByRole('button', { name: 'Load more' }).click();
      await page.getByText('60 items').waitFor();
      await page.getByRole('searchbox', { name: 'Search this list' }).fill('M-0060');
      await page.getByText('1 item', { exact: true }).waitFor();
      await page.getByRole('searchbox', { name: 'Search this list' }).fill('');
      await page.getByText('50+ items').waitFor();
      await page.getByRole('button', { name: /Name/ }).first().click();
      await page.getByRole('link', { name: 'M-0060', exact: true }).waitFor();
      assert.deepEqual(await seriousFindings(page), []);
    }));

  it('shows a record page: layout inside components, values in the user’s locale, a failed component as a panel', () =>
    visit(`/lightning/r/Meter__c/${METER}/view`, 'u1', async (page) => {
      await page.getByRole('heading', { name: 'Meter M-0002' }).waitFor();
      await page.getByText('2 rows, limit number').waitFor();
      const display = await page.locator('c-meter-card .grid').evaluate((element) => {
        const window = globalThis as unknown as { getComputedStyle(element: unknown): { readonly display: string } };
        return window.getComputedStyle(element).display;
      });
      assert.equal(display, 'flex', 'global styles of the design system reach into components');
      assert.equal(await page.locator('c-meter-card').getByText('Monday').isVisible(), true);
      await page.getByText('brokenCard failed').waitFor();
      assert.equal(await page.getByText('1.202,5').count(), 2);
      assert.equal(await page.getByText('kWh im Jahr').isVisible(), true);
      assert.deepEqual(await seriousFindings(page), []);
    }));

  it('changes a record in a dialog: the server’s message beside its field, then everything on the page is new', () =>
    visit(`/lightning/r/Meter__c/${METER}/view`, 'u1', async (page) => {
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      const dialog = page.getByRole('dialog');
      const serial = dialog.getByRole('textbox', { name: 'Serial' });
      await serial.fill('taken');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText('This serial number is taken.').waitFor();
      assert.deepEqual(await seriousFindings(page), []);
      await serial.fill('1ESY99');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Changes saved.').waitFor();
      await page.locator('force-highlights-panel').getByText('1ESY99').waitFor();
      assert.equal(fixture.rows.get(METER)?.['Serial__c'], '1ESY99');
      assert.deepEqual(fixture.writes.at(-1)?.['fields'], { Serial__c: '1ESY99' }, 'only what was changed is sent');
    }));

  it('keeps a required field from being left empty', () =>
    visit('/lightning/o/Meter__c/new', 'u1', async (page) => {
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Name' }).fill('M-9000');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText('Complete this field.').waitFor();
      await dialog.getByRole('textbox', { name: 'Serial' }).fill('1ESY77');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { name: 'Meter M-9000' }).waitFor();
    }));

  it('takes a required lookup that was left empty before and is chosen then', () =>
    visit('/lightning/o/Reading__c/new', 'u1', async (page) => {
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox', { name: 'Name' }).fill('R-9000');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText('Complete this field.').waitFor();
      const meter = dialog.getByRole('combobox', { name: 'Meter' });
      await meter.click();
      await meter.fill('Stadt');
      await page.getByRole('option', { name: 'Stadtwerke Nord' }).click();
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { name: 'Reading R-9000' }).waitFor();
    }));

  it('opens records of a console app as tabs and subtabs', () =>
    visit('/lightning/app/Meter_Console/o/Meter__c/list', 'u1', async (page) => {
      await page.getByRole('link', { name: 'M-0004', exact: true }).click();
      await page.getByRole('navigation', { name: 'Workspaces' }).getByRole('link', { name: 'M-0004' }).waitFor();
      await page.locator('force-highlights-panel').getByRole('link', { name: 'Stadtwerke Nord' }).click();
      const subtabs = page.getByRole('navigation', { name: 'Subtabs' });
      await subtabs.getByRole('link', { name: 'Stadtwerke Nord' }).waitFor();
      assert.match(page.url(), /\/lightning\/r\/Account\/001000000000001AAA\/view$/);
      await subtabs.getByRole('button', { name: 'Close Stadtwerke Nord' }).click();
      await page.getByRole('heading', { name: 'Meter M-0004' }).waitFor();
    }));

  it('opens a record of a console app under the record it belongs to, as the workspace settings say', () =>
    visit('/lightning/app/Meter_Console/o/Meter__c/list', 'u1', async (page) => {
      await page.getByRole('link', { name: 'M-0001', exact: true }).waitFor();
      // A link from anywhere, as a component or a mail would give it.
      await page.evaluate(
        "{ const link = document.createElement('a'); link.href = '/lightning/r/Reading__c/a02000000000001AAA/view'; document.body.append(link); link.click(); link.remove(); }",
      );
      await page.getByRole('navigation', { name: 'Workspaces' }).getByRole('link', { name: 'M-0001' }).waitFor();
      const subtab = page.getByRole('navigation', { name: 'Subtabs' }).getByRole('link', { name: 'R-1' });
      await subtab.waitFor();
      assert.deepEqual(await seriousFindings(page), []);
      await page.reload();
      await subtab.waitFor();
      assert.equal(
        await page.getByRole('navigation', { name: 'Workspaces' }).getByRole('link').count(),
        1,
        'open tabs survive a reload',
      );
    }));

  it('says what to do when a page does not exist', () =>
    visit('/lightning/nowhere', 'u1', async (page) => {
      await page.getByRole('heading', { name: 'Page not found' }).waitFor();
      await page.getByRole('link', { name: 'Go to the start page' }).waitFor();
    }));
});

describe('a site in a real browser', () => {
  it('asks a guest to log in, refuses a wrong password in words, and goes on to the page wanted', () =>
    visit(`/portal/meter/${METER}`, undefined, async (page, context) => {
      await page.getByRole('textbox', { name: 'Username' }).fill('agency@example.com');
      await page.getByLabel('Password').fill('wrong');
      await page.getByRole('button', { name: 'Log In' }).click();
      await page.getByRole('alert').getByText('Check your username and password.').waitFor();
      assert.deepEqual(await seriousFindings(page), []);
      await page.getByLabel('Password').fill('right');
      await page.getByRole('button', { name: 'Log In' }).click();
      await page.waitForURL(`${fixture.origin}/portal/meter/${METER}`);
      await page.getByText('2 rows').waitFor();
      assert.ok((await context.cookies()).some(({ path }) => path === '/portal'));
    }));

  it('shows a member the page with its components, cleans what editors wrote, and moves without loading anew', () =>
    visit('/portal/', 'member', async (page) => {
      await page.getByRole('heading', { name: 'Welcome to the portal' }).waitFor();
      await page.getByText('0 rows, limit number').waitFor();
      await page.getByText('c:brokenCard failed').waitFor();
      await page.evaluate('globalThis.sameDocument = true');
      await page.getByRole('link', { name: 'Imprint' }).click();
      await page.getByRole('heading', { name: 'Imprint' }).waitFor();
      assert.equal(await page.evaluate('globalThis.sameDocument'), true);
      assert.equal(await page.title(), 'Imprint');
      assert.deepEqual(await seriousFindings(page), []);
    }));

  it('does not send a login anywhere but back to the site', () =>
    visit('/portal/login?startURL=https://evil.example/', undefined, async (page) => {
      await page.getByRole('textbox', { name: 'Username' }).fill('agency@example.com');
      await page.getByLabel('Password').fill('right');
      await page.getByRole('button', { name: 'Log In' }).click();
      await page.getByRole('heading', { name: 'Welcome to the portal' }).waitFor();
      assert.equal(fixture.writes.at(-1)?.['startURL'], '/portal/');
    }));
});

describe('what pages are sent with', () => {
  it('forbids inline scripts, framing and foreign sources', async () => {
    const response = await fetch(`${fixture.origin}/portal/login`);
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });

  it('opens the directives that trusted sites name, and no other', async () => {
    const response = await fetch(`${fixture.origin}/portal/login`);
    const directives = (response.headers.get('content-security-policy') ?? '').split('; ');
    const open = directives.filter((directive) => directive.includes('https://maps.example'));
    assert.deepEqual(
      open.map((directive) => directive.split(' ')[0]),
      ['font-src', 'frame-src', 'connect-src'],
    );
    assert.ok(!directives.join().includes('old.example'));
  });

  it('lets nobody climb out of the assets folder', async () => {
    for (const path of [
      '/assets/..%2f..%2fpackage.json',
      '/assets/local/..%2f..%2fpackage.json',
      '/assets/%2e%2e/package.json',
    ]) {
      assert.equal((await fetch(fixture.origin + path)).status, 404, path);
    }
  });
});
