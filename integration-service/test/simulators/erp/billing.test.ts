import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startErp } from '../../../simulators/erp/simulator.ts';
import { temporaryFolder } from '../../support/ports.ts';
import { list, minor, realReadings, startWorld, type Invoice, type World } from '../billing-world.ts';

/** The household that a line was billed from, as the ERP says it. */
async function readingsOf(world: World, contractReference: string) {
  const { invoices } = (await world.state(world.erp().url)) as {
    invoices: readonly {
      contractReference: string;
      lines: readonly { readings: { source: string; halfHours: number; leftOut: number } | null }[];
    }[];
  };
  const readings = invoices.find((invoice) => invoice.contractReference === contractReference)?.lines[0]?.readings;
  assert.ok(readings);
  return readings;
}

async function onlyInvoice(world: World, manifestId: unknown): Promise<Invoice> {
  const [invoice, ...others] = await world.invoices(String(manifestId));
  assert.ok(invoice);
  assert.equal(others.length, 0);
  return invoice;
}

describe('billing a month from half-hourly readings', () => {
  it('bills every half-hour of the month from the real readings', async (test) => {
    const smartMeterFile = realReadings();
    if (!smartMeterFile) return test.skip('no smart meter file on this machine');
    const world = await startWorld({ smartMeterFile });
    test.after(() => world.stop());
    await world.addContract({
      reference: 'C1',
      suppliedFrom: '2026-11-15',
      unitPrice: '0.3149',
      standingCharge: '11.90',
    });
    const { body } = await world.bill('2026-12');
    const invoice = await onlyInvoice(world, body['manifestId']);

    const { source, halfHours } = await readingsOf(world, 'C1');
    const rows = readFileSync(smartMeterFile, 'utf8')
      .split('\r\n')
      .filter((row) => row.startsWith(`${source},2013-12-`));
    const kwh = rows.reduce((sum, row) => sum + Number(row.split(',')[2]), 0);
    assert.equal(rows.length, 31 * 48, 'the file has every half-hour of that month once');
    assert.equal(halfHours, rows.length);
    assert.equal(invoice.line[0]?.quantity, kwh.toFixed(3));
    const expected = Math.round(Number(kwh.toFixed(3)) * 31.49) + 1190;
    assert.equal(minor(invoice.grossAmount), expected);
    assert.equal(minor(invoice.netAmount), Math.round(expected / 1.19));
  });

  it('survives the quirks of a file and counts each half-hour once', async (test) => {
    const smartMeterFile = join(temporaryFolder(), 'readings.csv');
    const rows = ['LCLid,tstp,energy_kWh'];
    for (let day = 1; day <= 31; day += 1) {
      for (let half = 0; half < 48; half += 1) {
        const time = `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`;
        const row = `H1,2013-12-${String(day).padStart(2, '0')} ${time}:00.0000000, 0.101 `;
        rows.push(row, ...(half === 0 ? [row] : []));
      }
      rows.push(`H1,2013-12-${String(day).padStart(2, '0')} 12:37:27.0000000,Null`);
    }
    writeFileSync(smartMeterFile, rows.join('\r\n'));
    const world = await startWorld({ smartMeterFile });
    test.after(() => world.stop());
    await world.addContract({ reference: 'C1', suppliedFrom: '2026-12-01' });
    const { body } = await world.bill('2026-12');
    assert.equal((await onlyInvoice(world, body['manifestId'])).line[0]?.quantity, (31 * 48 * 0.101).toFixed(3));
    assert.deepEqual(await readingsOf(world, 'C1'), { source: 'H1', halfHours: 1488, leftOut: 62 });
  });

  it('bills 46 half-hours on the day when the clocks go forward and 50 when they go back', async (test) => {
    const world = await startWorld({ now: '2027-11-02T08:00:00Z' });
    test.after(() => world.stop());
    await world.addContract({ reference: 'SPRING', suppliedFrom: '2027-03-01' });
    await world.bill('2027-03');
    assert.equal((await readingsOf(world, 'SPRING')).halfHours, 31 * 48 - 2);
    await world.customer('CancelContract', { contractReference: 'SPRING', reason: 'MOVE', effectiveOn: '2027-09-30' });
    await world.addContract({ reference: 'AUTUMN', suppliedFrom: '2027-10-01' });
    await world.bill('2027-10');
    assert.equal((await readingsOf(world, 'AUTUMN')).halfHours, 31 * 48 + 2);
  });

  it('says at the start that a named smart meter file is missing', async () => {
    await assert.rejects(startErp({ port: 0, smartMeterFile: '/nowhere/readings.csv' }), /No smart meter file/);
  });
});

describe('the monthly run', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
    await world.addContract({
      reference: 'FULL',
      suppliedFrom: '2026-11-15',
      standingCharge: '12.40',
      unitPrice: '0.3149',
    });
    await world.addContract({ reference: 'MIDDLE', suppliedFrom: '2026-12-17', standingCharge: '12.40', email: '' });
    await world.addContract({ reference: 'UNCONFIRMED' });
    await world.addContract({ reference: 'LATER', suppliedFrom: '2027-01-01' });
    await world.addContract({ reference: 'ENDED', suppliedFrom: '2026-11-01' });
    await world.addContract({ reference: 'ENDING', suppliedFrom: '2026-11-01', standingCharge: '12.40' });
    await world.addContract({
      reference: 'GAS',
      suppliedFrom: '2026-12-01',
      commodities: ['ELECTRICITY', 'GAS'],
      tariffName: 'Gas Fix 12',
    });
    await world.addContract({ reference: 'ABROAD', suppliedFrom: '2026-12-01', country: 'AT' });
    await world.customer('CancelContract', { contractReference: 'ENDED', reason: 'MOVE', effectiveOn: '2026-11-30' });
    await world.customer('CancelContract', { contractReference: 'ENDING', reason: 'MOVE', effectiveOn: '2026-12-10' });
  });
  after(() => world.stop());

  it('refuses a month that is not over in Berlin, and what is no month', async () => {
    world.now = new Date('2026-12-31T22:59:59Z');
    const early = await world.bill('2026-12');
    assert.equal(early.status, 409);
    assert.equal(early.body['code'], 'MONTH_NOT_OVER');
    assert.equal((await world.bill('2026-13')).status, 422);
    assert.deepEqual(list((await world.billing('ListManifests', { afterSequence: 0 }))['manifest']), []);
    world.now = new Date('2026-12-31T23:00:00Z');
  });

  it('keeps nothing when there is nothing to bill, so that the month stays open', async () => {
    const { status, body } = await world.bill('2026-10');
    assert.equal(status, 200);
    assert.deepEqual([body['manifestId'], body['rows']], [null, 0]);
  });

  it('bills who was supplied, for the days of supply only', async () => {
    const { status, body } = await world.bill('2026-12');
    assert.equal(status, 200);
    const invoices = await world.invoices(String(body['manifestId']));
    assert.deepEqual(
      invoices.map((invoice) => [invoice.contractReference, invoice.periodFrom, invoice.periodTo]),
      [
        ['ENDING', '2026-12-01', '2026-12-10'],
        ['FULL', '2026-12-01', '2026-12-31'],
        ['GAS', '2026-12-01', '2026-12-31'],
        ['MIDDLE', '2026-12-17', '2026-12-31'],
      ],
    );
    assert.ok(invoices.every((invoice) => invoice.issuedOn === '2027-01-01' && invoice.dueOn === '2027-01-15'));
    assert.deepEqual(
      invoices.map((invoice) => invoice.delivery),
      ['E', 'E', 'E', 'P'],
      'a customer without an e-mail address gets paper',
    );
    assert.deepEqual(body['skipped'], [{ contractReference: 'ABROAD', reason: 'no tax rate for the country' }]);
  });

  it('charges the standing charge by the day', async () => {
    const { invoices } = (await world.state(world.erp().url)) as {
      invoices: readonly { contractReference: string; lines: readonly { standingMinor: number }[] }[];
    };
    const standing = Object.fromEntries(invoices.map((one) => [one.contractReference, one.lines[0]?.standingMinor]));
    assert.deepEqual([standing['FULL'], standing['MIDDLE'], standing['ENDING']], [1240, 600, 400]);
  });

  it('takes prices from the price list by tariff name when the contract brought none', async () => {
    const gas = (await world.invoices('M-2026-12')).find((invoice) => invoice.contractReference === 'GAS');
    const line = gas?.line.find((one) => one.commodity === 'GAS');
    assert.ok(line);
    assert.equal(minor(line.amount), Math.round(Number(line.quantity) * 10.99) + 1050);
  });

  it('bills a month once: asking again gives the manifest that stands', async () => {
    await world.addContract({ reference: 'TOO-LATE', suppliedFrom: '2026-12-01' });
    const [first, again] = [await world.bill('2026-12'), await world.bill('2026-12')];
    assert.deepEqual(again, first);
    const manifests = list((await world.billing('ListManifests', { afterSequence: 0 }))['manifest']) as readonly {
      sequence: number;
      rows: number;
    }[];
    assert.deepEqual(
      manifests.map(({ sequence, rows }) => [sequence, rows]),
      [[1, 4]],
    );
    assert.deepEqual(list((await world.billing('ListManifests', { afterSequence: 1 }))['manifest']), []);
  });

  it('has one total in lines, invoices, manifest and amounts due, to the cent', async () => {
    const invoices = await world.invoices('M-2026-12');
    let total = 0;
    for (const invoice of invoices) {
      const gross = invoice.line.reduce((sum, line) => sum + minor(line.amount), 0);
      assert.equal(minor(invoice.grossAmount), gross);
      assert.equal(minor(invoice.netAmount) + minor(invoice.taxAmount), gross);
      total += gross;
    }
    const [manifest] = list((await world.billing('ListManifests', { afterSequence: 0 }))['manifest']) as readonly {
      totalAmount: string;
    }[];
    const due = await world.billing('ListAmountsDue', { dueUntil: '2027-01-15', limit: 1000 });
    assert.equal(minor(manifest?.totalAmount), total);
    assert.equal(minor(due['totalAmount']), total);
    assert.equal((await world.bill('2026-12')).body['total'], total / 100);
  });

  it('reads a manifest page by page without losing or repeating a row', async () => {
    const seen: string[] = [];
    for (let offset = 0; ; offset += 3) {
      const page = await world.billing('ReadManifest', { manifestId: 'M-2026-12', offset, limit: 3 });
      assert.equal(page['rows'], 4);
      const invoices = list(page['invoice']) as readonly Invoice[];
      seen.push(...invoices.map((invoice) => invoice.invoiceNumber));
      if (invoices.length < 3) break;
    }
    assert.deepEqual(
      seen,
      (await world.invoices('M-2026-12')).map((invoice) => invoice.invoiceNumber),
    );
    assert.equal(new Set(seen).size, 4);
  });

  it('refuses an unknown manifest and a page that is too long', async () => {
    const page = { manifestId: 'M-1999-01', offset: 0, limit: 10 };
    await assert.rejects(world.billing('ReadManifest', page), /No manifest M-1999-01/);
    await assert.rejects(world.billing('ReadManifest', { ...page, limit: 1001 }), /limit/);
  });

  it('does not know a supply of a line that it does not have', async () => {
    const supply = { contractReference: 'FULL', lineReference: 'nobody', startsOn: '2026-12-01' };
    assert.deepEqual(await world.customer('ConfirmSupply', supply), { known: false });
    assert.deepEqual(
      await world.customer('ConfirmSupply', { ...supply, lineReference: 'FULL-ELECTRICITY', startsOn: '2026-11-15' }),
      { known: true },
    );
  });
});
