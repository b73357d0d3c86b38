import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { dataFolder } from '../support/data-folder.ts';
import { temporaryFolder } from '../support/ports.ts';
import { ORG_KEY, startInvoiceWorld, type InvoiceWorld } from './invoices.ts';

const NUMBER = 'UP-1-2026-09';
const RETURN_URL = 'https://portal.example/my/invoices?a=1&b="2"';

describe('one-time links', () => {
  const home = temporaryFolder();
  let world: InvoiceWorld;

  before(async () => {
    world = await startInvoiceWorld(await dataFolder(home), ['UP-1-2026-11']);
  });
  after(() => world.stop());

  const ask = (customer: string, number: string, body: object = { language: 'de', returnUrl: RETURN_URL }) =>
    fetch(`${world.url}/v1/customers/${customer}/invoices/${number}/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ORG_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const link = async (language = 'de', number = NUMBER) => {
    const answer = await ask('UP-1', number, { language, returnUrl: RETURN_URL });
    assert.equal(answer.status, 201);
    return (await answer.json()) as { url: string; expiresAt: string };
  };
  const fault = (kind: string, times = 1) =>
    fetch(`${world.archiveOrigin}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind, times }),
    });

  it('shows the document once, inline, stored nowhere and telling nobody where it came from', async () => {
    const { url, expiresAt } = await link();
    assert.match(url, /\/invoices\/[A-Za-z0-9_-]{43}$/);
    assert.equal(expiresAt, '2026-12-10T08:05:00.000Z');
    const answer = await fetch(url);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/pdf');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(answer.headers.get('content-disposition'), `inline; filename="${NUMBER}.pdf"`);
    assert.match(await answer.text(), /^%PDF-1\.7\nUP-1-2026-09/);

    const again = await fetch(url);
    assert.equal(again.status, 410);
    const html = await again.text();
    assert.match(html, /<html lang="de">/);
    assert.match(html, /Dieser Link wurde schon benutzt/);
    assert.ok(html.includes('href="https://portal.example/my/invoices?a=1&amp;b=&quot;2&quot;"'), html);
    assert.ok(!/<script/i.test(html));
    assert.match(again.headers.get('content-security-policy') ?? '', /^default-src 'none'; style-src 'sha256-/);
  });

  it("answers another customer's number exactly like one that does not exist", async () => {
    const answers = [await ask('UP-2', NUMBER), await ask('UP-1', 'UP-1-1999-01'), await ask('UP-1', 'UP-1-2023-06')];
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [404, 404, 404],
    );
    assert.deepEqual(texts, [texts[0], texts[0], texts[0]]);
    assert.equal((JSON.parse(texts[0] ?? '') as { code: string }).code, 'INVOICE_NOT_FOUND');
  });

  it('refuses a link to a document that is not archived, or kept no longer, and requests that break the contract', async () => {
    const notReady = await ask('UP-1', 'UP-1-2026-11');
    assert.equal(notReady.status, 409);
    assert.equal(((await notReady.json()) as { code: string }).code, 'DOCUMENT_NOT_READY');
    for (const body of [
      {},
      { language: 'fr', returnUrl: RETURN_URL },
      { language: 'de', returnUrl: 'javascript:alert(1)' },
    ]) {
      assert.equal((await ask('UP-1', NUMBER, body)).status, 422);
    }
  });

  it('gives the document to exactly one of many simultaneous requests', async () => {
    const { url } = await link();
    const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(url)));
    const statuses = answers.map((answer) => answer.status).toSorted();
    assert.equal(statuses.filter((status) => status === 200).length, 1, String(statuses));
    assert.ok(
      statuses.every((status) => [200, 409, 410].includes(status)),
      String(statuses),
    );
    assert.equal((await fetch(url)).status, 410);
  });

  it('ends after five minutes by the business clock', async () => {
    const { url } = await link('en');
    world.now = new Date(world.now.getTime() + 5 * 60_000);
    const answer = await fetch(url);
    world.now = new Date('2026-12-10T08:00:00Z');
    assert.equal(answer.status, 410);
    assert.match(await answer.text(), /This link has expired; it is valid for five minutes/);
  });

  for (const kind of ['down', 'rubbish', 'lost-answer', 'slow'] as const) {
    it(`stays usable when the archive is ${kind}`, async () => {
      const { url } = await link('en');
      await fault(kind);
      const failed = await fetch(url);
      assert.equal(failed.status, 503);
      assert.match(await failed.text(), /Our archive does not answer at the moment/);
      const answer = await fetch(url);
      assert.equal(answer.status, 200);
      assert.match(await answer.text(), /^%PDF/);
    });
  }

  it('tells of an unknown link in the language of the browser, with the way to the portal', async () => {
    const unknown = `${world.url}/invoices/${'x'.repeat(43)}`;
    const german = await fetch(unknown, { headers: { 'accept-language': 'de-DE,de;q=0.9,en;q=0.5' } });
    assert.equal(german.status, 404);
    assert.match(await german.text(), /Dieser Link ist ungültig[^]*href="https:\/\/portal\.example\/my\/"/);
    const french = await fetch(`${world.url}/invoices/short`, { headers: { 'accept-language': 'fr' } });
    assert.match(await french.text(), /This link is not valid or too old/);
  });

  it('is not used up by a program that only looks whether it is there', async () => {
    const { url } = await link();
    assert.equal((await fetch(url, { method: 'HEAD' })).status, 405);
    assert.equal((await fetch(url)).status, 200);
  });

  it('says that a document has expired, and offers it no more', async () => {
    const number = 'UP-1-2026-08';
    const { url } = await link('en', number);
    const moved = await fetch(`${world.archiveOrigin}/documents/${world.token(number)}/expiry`, {
      method: 'PUT',
      headers: { 'x-api-key': 'key-of-the-archive', 'content-type': 'application/json' },
      body: JSON.stringify({ expiresOn: '2026-12-09' }),
    });
    assert.equal(moved.status, 204);
    const answer = await fetch(url);
    assert.equal(answer.status, 410);
    assert.match(await answer.text(), /no longer kept in our archive/);
    const next = await ask('UP-1', number);
    assert.equal(next.status, 410);
    assert.equal(((await next.json()) as { code: string }).code, 'DOCUMENT_EXPIRED');
  });

  it('lets an opener that was killed give the link back when its lease is over', async () => {
    const { url } = await link();
    await world.database.query(`update invoice_link set opening_until = clock_timestamp() + interval '1 minute'
      where used_at is null and expires_at > '2026-12-10T08:00:00Z'`);
    assert.equal((await fetch(url)).status, 409);
    await world.database.query(`update invoice_link set opening_until = clock_timestamp() - interval '1 second'`);
    assert.equal((await fetch(url)).status, 200);
  });

  it('keeps neither key nor token where somebody could read them', async () => {
    const { url } = await link();
    const key = url.slice(-43);
    const kept = JSON.stringify(await world.database.query('select * from invoice_link'));
    assert.ok(!kept.includes(key));
    const answers = [
      await (
        await fetch(`${world.url}/v1/customers/UP-1/invoices`, { headers: { authorization: `Bearer ${ORG_KEY}` } })
      ).text(),
      await (await fetch(url)).text(),
      await (await fetch(url)).text(),
      await (await fetch(`${world.url}/metrics`)).text(),
      kept,
    ].join('\n');
    assert.ok(!answers.includes(world.token(NUMBER)));
  });
});
