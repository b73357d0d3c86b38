import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startErp } from '../../simulators/erp/simulator.ts';
import type { Simulator } from '../../simulators/support/server.ts';
import { createErp, type Erp, type ErpContract } from '../../src/systems/erp/client.ts';
import { IntegrationError } from '../../src/runtime/errors.ts';

const CUSTOMER = {
  customerReference: 'UP-0001',
  name: 'Käthe Größe & Söhne <GbR>',
  email: 'kaethe@example.com',
  address: { street: 'Am Deich', houseNumber: '1a', postalCode: '20095', city: 'Hamburg', country: 'DE' },
};

function contract(customerId: string): ErpContract {
  return {
    contractReference: '00000100',
    customerId,
    signedOn: '2026-11-22',
    currency: 'EUR',
    bankDebit: {
      mandateReference: 'UP-M-1',
      accountHolder: 'Käthe Größe',
      iban: 'DE89370400440532013000',
      signedOn: '2026-11-22',
    },
    line: [
      {
        lineReference: 'line-1',
        commodity: 'ELECTRICITY',
        marketLocationId: '51238696781',
        tariffName: 'Strom Natur 12',
      },
      { lineReference: 'line-2', commodity: 'GAS', marketLocationId: '56789012345', tariffName: 'Gas Fix 12' },
    ],
  };
}

describe('the ERP over SOAP', () => {
  let simulator: Simulator;
  let origin: string;
  let erp: Erp;

  before(async () => {
    simulator = await startErp({ port: 0 });
    origin = new URL(simulator.url).origin;
    erp = createErp({ url: simulator.url, timeoutSeconds: 2 });
  });
  after(() => simulator.stop());

  const setFault = (fault: object) =>
    fetch(`${origin}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });

  it('registers a customer and a contract with one line per supply', async () => {
    const customerId = await erp.registerCustomer('m-1', CUSTOMER);
    const registered = await erp.registerContract('m-2', contract(customerId));
    assert.match(registered.contractId, /^V\d{8}$/);
    assert.deepEqual(
      registered.line.map((line) => line.lineReference),
      ['line-1', 'line-2'],
    );
    const books = (await (await fetch(`${origin}/state`)).json()) as { customers: Record<string, { name: string }> };
    assert.equal(books.customers['UP-0001']?.name, CUSTOMER.name, 'umlauts and markup survive the XML');
  });

  it('answers the same numbers when a registration is repeated', async () => {
    const first = await erp.registerCustomer('m-1', CUSTOMER);
    const again = await erp.registerCustomer('m-1', CUSTOMER);
    assert.equal(again, first);
    const one = await erp.registerContract('m-2', contract(first));
    const two = await erp.registerContract('m-2', contract(first));
    assert.deepEqual({ ...two, known: true }, { ...one, known: true });
  });

  it('reads a contract with a single line, which the XML does not show as a list', async () => {
    const customerId = await erp.registerCustomer('m-1', CUSTOMER);
    const full = contract(customerId);
    const single = { ...full, contractReference: '00000101', line: full.line.slice(0, 1) };
    const registered = await erp.registerContract('m-3', single);
    assert.equal(registered.line.length, 1);
  });

  it("passes on the ERP's own word that a fault is final", async () => {
    await assert.rejects(erp.registerContract('m-4', contract('K99999999')), (error: unknown) => {
      assert.ok(error instanceof IntegrationError);
      assert.equal(error.code, 'ERP_UNKNOWN_CUSTOMER');
      assert.equal(error.retryable, false);
      return true;
    });
  });

  for (const kind of ['down', 'rubbish', 'lost-answer'] as const) {
    it(`wants another try when the ERP is ${kind}`, async () => {
      await setFault({ kind, times: 1 });
      await assert.rejects(
        erp.registerCustomer('m-5', { ...CUSTOMER, customerReference: `UP-${kind}` }),
        (error: unknown) => {
          assert.ok(error instanceof IntegrationError);
          assert.equal(error.retryable, true);
          return true;
        },
      );
      assert.match(await erp.registerCustomer('m-5', { ...CUSTOMER, customerReference: `UP-${kind}` }), /^K\d{8}$/);
    });
  }

  it('says that an ERP which is not there can be tried again', async () => {
    const nowhere = createErp({ url: 'http://127.0.0.1:9/erp', timeoutSeconds: 1 });
    await assert.rejects(nowhere.registerCustomer('m-6', CUSTOMER), { code: 'ERP_UNREACHABLE', retryable: true });
  });
});
