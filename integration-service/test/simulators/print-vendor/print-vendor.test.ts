import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eventually, temporaryFolder } from '../../support/ports.ts';
import { textOfPdf } from '../../support/pdf-text.ts';
import { list, startWorld, type World } from '../billing-world.ts';

interface Job {
  readonly manifestId: string;
  readonly rows: number;
  readonly printed: number;
  readonly timesAsked: number;
  readonly lists: readonly { readonly from: number; readonly to: number; readonly sent: boolean }[];
}

async function jobs(world: World): Promise<readonly Job[]> {
  return (await world.state(world.vendor().url))['manifests'] as readonly Job[];
}

async function supplied(world: World, references: readonly string[]): Promise<void> {
  for (const reference of references) await world.addContract({ reference, suppliedFrom: '2026-11-01' });
}

const originOf = (url: string) => new URL(url).origin;

describe('from manifest to archive token', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
    await world.addContract({ reference: 'DE-1', suppliedFrom: '2026-12-05', commodities: ['ELECTRICITY', 'GAS'] });
    await world.addContract({ reference: 'EN-1', suppliedFrom: '2026-12-01', language: 'en', withoutDebit: true });
    await world.bill('2026-12');
    await eventually(async () => (await world.tokens()).length === 2);
  });
  after(() => world.stop());

  it("puts each bill into the archive, in the customer's language", async () => {
    const invoices = await world.invoices('M-2026-12');
    const words: string[] = [];
    for (const { invoiceNumber, token } of await world.tokens()) {
      assert.match(token, /^[A-Za-z0-9_-]{32,}$/);
      const response = await world.document(token);
      assert.equal(response.status, 200);
      const text = textOfPdf(Buffer.from(await response.arrayBuffer()));
      assert.ok(text.includes(invoiceNumber));
      words.push(text);
    }
    const [german = '', english = ''] = words;
    assert.match(german, /Energierechnung für Dezember 2026/);
    assert.match(german, /Käthe Größe & Söhne <GbR>/);
    assert.match(german, /5\. Dezember 2026/);
    assert.match(german, /DVGW G 685/);
    assert.match(german, /SEPA-Lastschrift/);
    assert.match(english, /Your energy bill for December 2026/);
    assert.match(english, /Please transfer/);
    const amount = String(invoices[1]?.grossAmount);
    assert.ok(english.includes(amount), `the amount ${amount} is on the bill`);
  });

  it('tells tokens in a growing list that can be read from any place', async () => {
    const [first, second] = await world.tokens();
    const rest = await world.billing('ListArchiveTokens', { afterSequence: 1, limit: 1 });
    assert.deepEqual([first?.sequence, second?.sequence], [1, 2]);
    assert.deepEqual(list(rest['entry']), [second]);
  });

  it('changes nothing when a token list is repeated, and names the invoices nobody knows', async () => {
    const [known] = await world.tokens();
    assert.ok(known);
    const entry = { invoiceNumber: known.invoiceNumber, token: 'n'.repeat(40), expiresOn: '2032-01-10' };
    const again = { listId: 'M-2026-12-1', manifestId: 'M-2026-12', entry: [entry] };
    assert.equal((await world.billing('ReceiveArchiveTokens', again))['accepted'], 2, 'the answer of the first time');
    assert.equal((await world.tokens()).length, 2);

    const strange = { ...entry, invoiceNumber: 'nobody' };
    const anew = { ...again, listId: 'anew', entry: [entry, strange] };
    const answer = await world.billing('ReceiveArchiveTokens', anew);
    assert.equal(answer['accepted'], 1);
    assert.deepEqual(list(answer['unknown']), ['nobody']);
    assert.equal((await world.tokens()).at(-1)?.token, entry.token, 'a document archived anew comes at the end');
  });

  it('shows no token on any page or in any state', async () => {
    const tokens = await world.tokens();
    for (const url of [world.erp().url, world.vendor().url, world.archive().url]) {
      for (const path of ['/', '/state']) {
        const text = await (await fetch(originOf(url) + path)).text();
        assert.ok(text.includes('UP-202612-00000001') || path === '/state');
        assert.ok(!tokens.some(({ token }) => text.includes(token)), `${url}${path}`);
      }
    }
    const bill = await fetch(`${originOf(world.vendor().url)}/manifests/M-2026-12/bills/UP-202612-00000001`);
    assert.equal(bill.headers.get('content-type'), 'application/pdf');
  });

  it('refuses a manifest whose totals differ', async () => {
    const wrong = { manifestId: 'M-WRONG', month: '2026-12', rows: 1, totalAmount: '1.00', currency: 'EUR' };
    await assert.rejects(world.print('SubmitManifest', wrong), /1 rows over 1.00 announced, 0 rows over 0 sent/);
  });
});

describe('a print vendor in trouble', () => {
  let world: World;
  const folder = temporaryFolder();
  before(async () => {
    world = await startWorld({ folder, now: '2027-08-02T08:00:00Z' });
    await supplied(world, ['C1', 'C2', 'C3', 'C4', 'C5']);
  });
  after(() => world.stop());
  const fault = (url: string, body: object) => world.post(`${originOf(url)}/faults`, body);
  const vendorPost = (path: string) => world.post(originOf(world.vendor().url) + path);

  it('gets the manifest later, exactly once, when it was down', async () => {
    await world.stopVendor();
    const { body } = await world.bill('2026-12');
    assert.equal(body['rows'], 5);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.match(await (await fetch(originOf(world.erp().url))).text(), /waiting for the print vendor/);
    await world.startVendor();
    await eventually(async () => (await world.tokens()).length === 5);
    assert.deepEqual(
      (await jobs(world)).map(({ manifestId, rows, printed }) => [manifestId, rows, printed]),
      [['M-2026-12', 5, 5]],
    );
  });

  it('prints once when the answer to the manifest was lost and the ERP asks again', async () => {
    await fault(world.vendor().url, { kind: 'lost-answer', times: 1 });
    await world.bill('2027-01');
    const job = await eventually(async () =>
      (await jobs(world)).find((one) => one.manifestId === 'M-2027-01' && one.timesAsked === 2),
    );
    await eventually(async () => (await world.tokens()).length === 10);
    assert.equal(job.printed, 5);
    assert.equal(new Set((await world.tokens()).map(({ invoiceNumber }) => invoiceNumber)).size, 10);
  });

  it('tells half of the tokens now and the rest on request, also after a restart', async () => {
    await fault(world.vendor().url, { kind: 'partial-list', times: 1 });
    await world.bill('2027-02');
    await eventually(async () => (await world.tokens()).length === 12);
    await world.stopVendor();
    await world.startVendor();
    const rest = await vendorPost('/manifests/M-2027-02/rest');
    assert.deepEqual([rest.status, await rest.json()], [202, { tokens: 3 }]);
    await eventually(async () => (await world.tokens()).length === 15);
    assert.equal((await vendorPost('/manifests/M-2027-02/rest')).status, 409);
    assert.equal((await vendorPost('/manifests/M-1999-01/rest')).status, 404);
  });

  it('tells late tokens only on request', async () => {
    await fault(world.vendor().url, { kind: 'late-list', times: 1 });
    await world.bill('2027-03');
    await eventually(async () =>
      (await jobs(world)).some((job) => job.manifestId === 'M-2027-03' && job.printed === 5),
    );
    assert.equal((await world.tokens()).length, 15);
    assert.match(await (await fetch(originOf(world.vendor().url))).text(), /Send 5 tokens/);
    await vendorPost('/manifests/M-2027-03/tokens');
    await eventually(async () => (await world.tokens()).length === 20);
  });

  it('repeats a token list until the ERP has taken it, and the ERP keeps it once', async () => {
    await fault(world.vendor().url, { kind: 'late-list', times: 1 });
    await world.bill('2027-04');
    await eventually(async () =>
      (await jobs(world)).some((job) => job.manifestId === 'M-2027-04' && job.printed === 5),
    );
    for (const kind of ['down', 'lost-answer']) await fault(world.erp().url, { kind, times: 1 });
    await vendorPost('/manifests/M-2027-04/tokens');
    await eventually(async () => (await jobs(world)).every((job) => job.lists.every((one) => one.sent)));
    const tokens = await world.tokens();
    assert.equal(tokens.length, 25);
    assert.equal(new Set(tokens.map(({ invoiceNumber }) => invoiceNumber)).size, 25);
  });

  it('goes on after a restart of the ERP with a manifest that waits', async () => {
    await world.stopVendor();
    await world.bill('2027-05');
    await world.restartErp();
    await world.startVendor();
    await eventually(async () => (await world.tokens()).length === 30);
  });
});
