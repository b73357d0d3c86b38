import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startErp, type ErpSimulator } from '../../simulators/erp/simulator.ts';
import { applyRegisterAnswer } from '../../src/flows/supply-gain/answer.ts';
import { confirmSupply } from '../../src/flows/supply-gain/confirmation.ts';
import { openDatabase, type Database } from '../../src/runtime/database.ts';
import { openLedger, type EffectLedger } from '../../src/runtime/ledger.ts';
import { createErp, type Erp } from '../../src/systems/erp/client.ts';
import { dataFolder } from '../support/data-folder.ts';
import { temporaryFolder } from '../support/ports.ts';

const CONFIRMATION = {
  requestId: 'request-1',
  startsOn: '2026-12-01',
  meteringLocationId: 'DE0001',
  meterSerial: '1EMH0012345678',
};

describe('telling the ERP of a confirmed supply', () => {
  const home = temporaryFolder();
  let simulator: ErpSimulator;
  let erp: Erp;
  let database: Database;
  let ledger: EffectLedger;
  const line = { Supply_Status__c: 'Confirmed', Contract__r: { ContractNumber: '00000100' } };

  before(async () => {
    simulator = await startErp({ port: 0 });
    erp = createErp({ url: simulator.url, timeoutSeconds: 2 });
    database = await openDatabase({ dataDir: await dataFolder(home) });
    ledger = await openLedger(database);
  });
  after(async () => {
    await database.close();
    await simulator.stop();
  });

  /** The notice as the org would answer it. */
  const salesforce = {
    query: <Row>() =>
      Promise.resolve([{ Contract_Line__c: 'line-1', Contract_Line__r: line }] as unknown as readonly Row[]),
  };
  const supplyAtErp = async () => {
    const state = await fetch(`${new URL(simulator.url).origin}/state`);
    const { contracts } = (await state.json()) as {
      contracts: Record<string, { lines: readonly { supply: unknown }[] }>;
    };
    return contracts['00000100']?.lines[0]?.supply;
  };

  it('tries again until the contract has reached the ERP, and tells it with the line', async () => {
    await assert.rejects(confirmSupply({ salesforce, erp, ledger }, CONFIRMATION), {
      code: 'CONTRACT_NOT_AT_ERP',
      retryable: true,
    });
    const customerId = await erp.registerCustomer('m-1', {
      customerReference: 'UP-1',
      name: 'Käthe Größe',
      email: 'k@example.com',
      address: { street: 'Am Deich', houseNumber: '1', postalCode: '20095', city: 'Hamburg', country: 'DE' },
    });
    await erp.registerContract('m-2', {
      contractReference: '00000100',
      customerId,
      signedOn: '2026-11-22',
      currency: 'EUR',
      line: [
        {
          lineReference: 'line-1',
          commodity: 'ELECTRICITY',
          marketLocationId: '51238696781',
          tariffName: 'Strom Natur 24',
          unitPrice: '0.3289',
          standingCharge: '12.9',
          annualQuantity: '2900',
        },
      ],
    });
    await confirmSupply({ salesforce, erp, ledger }, CONFIRMATION);
    assert.deepEqual(await supplyAtErp(), {
      startsOn: '2026-12-01',
      meteringLocationId: 'DE0001',
      meterSerial: '1EMH0012345678',
    });
  });

  it('tells it once, and not at all when the supply was withdrawn', async () => {
    let asked = 0;
    const counting = {
      confirmSupply: (...given: Parameters<Erp['confirmSupply']>) => {
        asked += 1;
        return erp.confirmSupply(...given);
      },
    };
    await confirmSupply({ salesforce, erp: counting, ledger }, CONFIRMATION);
    line.Supply_Status__c = 'Cancelled';
    await confirmSupply({ salesforce, erp: counting, ledger }, { ...CONFIRMATION, requestId: 'request-2' });
    assert.equal(asked, 0);
  });

  it('is put aside durably before the notice says Confirmed, which nobody looks at again', async () => {
    const events: string[] = [];
    const org = {
      query: <Row>() => Promise.resolve([{ Status__c: 'Sent' }] as unknown as readonly Row[]),
      upsert: (object: string) => {
        events.push(object);
        return Promise.resolve();
      },
      update: () => Promise.resolve(),
      updateEach: () => Promise.resolve([]),
      upsertEach: () => Promise.resolve([]),
    };
    const confirmed = () => {
      events.push('confirmed');
      return Promise.resolve();
    };
    const answer = {
      requestId: 'request-1',
      status: 'CONFIRMED',
      receivedAt: '2026-11-22T10:00:00Z',
      supplyStart: '2026-12-01',
    } as const;
    await applyRegisterAnswer({ salesforce: org, confirmed }, answer);
    assert.deepEqual(events, ['confirmed', 'Registry_Notice__c']);
  });
});
