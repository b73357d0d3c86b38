import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sendInvitation, type InvitationPorts } from '../../src/flows/portal-invitation/run.ts';
import { openDatabase, type Database } from '../../src/runtime/database.ts';
import { openLedger, type EffectLedger } from '../../src/runtime/ledger.ts';
import type { SalesforceRecords } from '../../src/salesforce/records.ts';
import type { Mail } from '../../src/systems/mail/mailer.ts';
import { dataFolder } from '../support/data-folder.ts';
import { temporaryFolder } from '../support/ports.ts';

const NOW = new Date('2026-11-22T12:00:00Z');

function one<T>(items: readonly T[]): T {
  const [item] = items;
  assert.ok(item);
  return item;
}

describe('the mail of an invitation to the portal', () => {
  const home = temporaryFolder();
  let database: Database;
  let ledger: EffectLedger;
  let sent: Mail[];
  let hashes: unknown[];
  let rows: readonly Readonly<Record<string, unknown>>[];

  before(async () => {
    database = await openDatabase({ dataDir: await dataFolder(home) });
    ledger = await openLedger(database);
  });
  after(() => database.close());
  beforeEach(() => {
    [sent, hashes] = [[], []];
  });

  const ports = (): InvitationPorts => ({
    // The org's part: it answers open invitations only, and keeps what it is given.
    salesforce: {
      query: <Row>() => Promise.resolve(rows as unknown as readonly Row[]),
      update: (_object: string, [record]: readonly Readonly<Record<string, unknown>>[]) => {
        hashes.push(record?.['Token_Hash__c']);
        return Promise.resolve();
      },
    } as unknown as SalesforceRecords,
    ledger,
    clock: { now: () => NOW, stop: () => undefined },
    mailer: {
      send: (mail) => {
        sent.push(mail);
        return Promise.resolve('<id@example.com>');
      },
    },
    dataKey: Buffer.alloc(32, 7).toString('base64'),
    portalUrl: 'https://portal.example.com/my/',
    supplierName: 'Unified Power',
  });
  const invitation = (id: string, expiresAt = '2026-12-06T12:00:00Z') => ({
    Id: id,
    Email__c: 'mit@example.com',
    Expires__c: expiresAt,
    Inviter__r: { Name: 'Hanna Haushalt' },
    Property__r: { Name: 'Lindenweg 12', Country__c: 'DE' },
  });
  const job = (recordId: string) => ({ outboxId: 'a01000000000001AAA', recordId, attempts: 0 });

  it('goes out once with a link whose token the org knows by its fingerprint, however often the step is repeated', async () => {
    rows = [invitation('a02000000000001AAA')];
    await sendInvitation(ports(), job('a02000000000001AAA'));
    await sendInvitation(ports(), job('a02000000000001AAA'));
    assert.equal(sent.length, 1);
    const mail = one(sent);
    assert.equal(mail.to, 'mit@example.com');
    assert.match(mail.text, /Hanna Haushalt .*Lindenweg 12/);
    const token = /https:\/\/portal\.example\.com\/my\/invitation\?token=([\w-]{43})\b/.exec(mail.text)?.[1];
    const fingerprint = createHash('sha256')
      .update(token ?? '')
      .digest('hex');
    assert.deepEqual(hashes, [fingerprint, fingerprint]);
  });

  it('has another token for another invitation', async () => {
    for (const id of ['a02000000000002AAA', 'a02000000000003AAA']) {
      rows = [invitation(id)];
      await sendInvitation(ports(), job(id));
    }
    assert.equal(new Set(hashes).size, 2);
  });

  it('is not sent for an invitation that was withdrawn or is too old', async () => {
    rows = [];
    await sendInvitation(ports(), job('a02000000000004AAA'));
    rows = [invitation('a02000000000004AAA', NOW.toISOString())];
    await sendInvitation(ports(), job('a02000000000004AAA'));
    assert.deepEqual(sent, []);
  });

  it('waits for a person where no mail server is configured', async () => {
    rows = [invitation('a02000000000005AAA')];
    await assert.rejects(sendInvitation({ ...ports(), mailer: null }, job('a02000000000005AAA')), {
      code: 'MAIL_SETTINGS',
      retryable: false,
    });
  });
});
