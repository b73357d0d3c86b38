import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createArchive } from '../../../src/systems/archive/client.ts';
import { ARCHIVE_KEY, startWorld, type World } from '../../simulators/billing-world.ts';
import { dataFolder } from '../../support/data-folder.ts';
import { eventually, temporaryFolder } from '../../support/ports.ts';
import { openImport, type ImportParts } from './parts.ts';

const CONTRACTS = ['00000101', '00000102', '00000103', '00000104'];

describe('the way of a token from the print vendor to the index', () => {
  const home = temporaryFolder();
  let world: World;
  let parts: ImportParts;

  before(async () => {
    world = await startWorld();
    for (const reference of CONTRACTS) await world.addContract({ reference, suppliedFrom: '2026-12-01' });
    parts = await openImport(await dataFolder(home), world.erp().billingUrl);
  });
  after(async () => {
    await parts.database.close();
    await world.stop();
  });

  const vendor = () => new URL(world.vendor().url).origin;
  const tokensOfMonth = async () => {
    await parts.importTokens();
    return (await parts.index.months(1))[0]?.tokens;
  };

  it('counts the half that came and the rest when it comes, each opening its document', async () => {
    await world.post(`${vendor()}/faults`, { kind: 'partial-list', times: 1 });
    const { body } = await world.bill('2026-12');
    assert.equal(await parts.importManifests(), 1);
    assert.equal(await eventually(async () => ((await tokensOfMonth()) === 2 ? 2 : undefined)), 2);
    const [month] = await parts.index.months(1);
    assert.deepEqual([month?.state, month?.invoices, (month?.totalMinor ?? 0) / 100], ['COMPLETE', 4, body['total']]);
    const numbers = (await world.invoices('M-2026-12')).map((invoice) => invoice.invoiceNumber);
    const ready = async () =>
      (await Promise.all(numbers.map((number) => parts.index.find(number)))).map((invoice) => invoice?.documentUntil);
    assert.deepEqual(await ready(), ['2032-01-10', '2032-01-10', null, null]);

    await world.post(`${vendor()}/manifests/M-2026-12/rest`);
    assert.equal(await eventually(async () => ((await tokensOfMonth()) === 4 ? 4 : undefined)), 4);
    const archive = createArchive({ url: world.archive().url, apiKey: ARCHIVE_KEY, timeoutSeconds: 2 });
    for (const number of numbers) {
      const token = await parts.tokens.tokenOf(number);
      const { content, length } = await archive.open(token ?? '');
      const chunks: Buffer[] = [];
      for await (const chunk of content) chunks.push(chunk as Buffer);
      assert.equal(Buffer.concat(chunks).length, length);
    }
    const wrongKey = createArchive({ url: world.archive().url, apiKey: 'another', timeoutSeconds: 2 });
    await assert.rejects(wrongKey.open('x'.repeat(43)), { code: 'ARCHIVE_REFUSED', retryable: false });
    await assert.rejects(archive.open('x'.repeat(43)), { code: 'ARCHIVE_DOCUMENT_UNKNOWN', retryable: false });
  });
});
