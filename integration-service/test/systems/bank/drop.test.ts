import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, afterEach, before, describe, it } from 'node:test';
import { newSshKeyPair } from '../../../simulators/bank/keys.ts';
import { type BankSimulator, startBank } from '../../../simulators/bank/simulator.ts';
import { createBankDrop, type BankDropOptions, type DeliveryStep } from '../../../src/systems/bank/drop.ts';
import { temporaryFolder } from '../../support/ports.ts';

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

describe('the bank’s SFTP drop', () => {
  const folder = temporaryFolder();
  const local = temporaryFolder();
  const key = newSshKeyPair();
  const content = randomBytes(700_000);
  const path = join(local, 'file.bin');
  let bank: BankSimulator;

  before(async () => {
    writeFileSync(path, content);
    bank = await startBank({ port: 0, sftpPort: 0, folder, authorizedKeys: [key.publicKey], slowMs: 1500 });
  });
  after(() => bank.stop());
  afterEach(() => fetch(`${bank.url}/faults`, { method: 'DELETE' }));

  const drop = (change: Partial<BankDropOptions> = {}) =>
    createBankDrop({
      host: '127.0.0.1',
      port: bank.sftpPort,
      username: 'unified-power',
      privateKeyPem: key.privateKey,
      hostKeySha256: bank.hostKeySha256,
      timeoutSeconds: 5,
      ...change,
    });
  const fault = (kind: string, times = 1) =>
    fetch(`${bank.url}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind, times }),
    });
  const inbox = () => readdirSync(join(folder, 'inbox'));
  const delivered = (name: string) => readFileSync(join(folder, 'inbox', name));
  const temporaryNames = () => inbox().filter((name) => name.startsWith('.'));

  it('puts a local file under a temporary name, reads it back and renames it', async () => {
    const seen: [DeliveryStep, readonly string[]][] = [];
    const onStep = (step: DeliveryStep) => void seen.push([step, inbox()]);
    assert.equal(await drop({ onStep }).deliver('a.xml', path, sha256(content), content.length), 'delivered');
    assert.deepEqual(seen, [
      ['put', ['.a.xml.part']],
      ['verified', ['.a.xml.part']],
      ['renamed', ['a.xml']],
    ]);
    assert.ok(delivered('a.xml').equals(content));
  });

  it('streams content that is made anew at each try', async () => {
    const pieces = () => Readable.from([content.subarray(0, 100_000), content.subarray(100_000)]);
    assert.equal(await drop().deliver('b.xml', pieces, sha256(content), content.length), 'delivered');
    assert.ok(delivered('b.xml').equals(content));
  });

  it('finds its own file there and sends nothing again', async () => {
    const nothing = () => {
      throw new Error('must not be opened');
    };
    assert.equal(await drop().deliver('a.xml', nothing, sha256(content), content.length), 'already-there');
  });

  it('leaves a foreign file under our name alone and asks for a person', async () => {
    const other = Buffer.from('other');
    await assert.rejects(
      drop().deliver('a.xml', () => Readable.from([other]), sha256(other), other.length),
      {
        code: 'BANK_FILE_CONFLICT',
        retryable: false,
      },
    );
    assert.ok(delivered('a.xml').equals(content));
  });

  it('begins anew over what a broken line left', async () => {
    await fault('cut-upload');
    await assert.rejects(drop().deliver('c.xml', path, sha256(content), content.length), { retryable: true });
    assert.deepEqual(temporaryNames(), ['.c.xml.part']);
    // Longer than the file: what is left of it must not stay at the end.
    writeFileSync(join(folder, 'inbox', '.c.xml.part'), randomBytes(content.length + 5000));
    assert.equal(await drop().deliver('c.xml', path, sha256(content), content.length), 'delivered');
    assert.ok(delivered('c.xml').equals(content));
    assert.deepEqual(temporaryNames(), []);
  });

  it('knows after a lost answer to the rename that the file is there', async () => {
    await fault('cut-rename');
    await assert.rejects(drop().deliver('d.xml', path, sha256(content), content.length), { retryable: true });
    assert.equal(await drop().deliver('d.xml', path, sha256(content), content.length), 'already-there');
  });

  it('stops where a step’s hook throws and goes on at the next call', async () => {
    for (const stopAt of ['put', 'verified', 'renamed'] as const) {
      const name = `stop-${stopAt}.xml`;
      const onStep = (step: DeliveryStep) => {
        if (step === stopAt) throw new Error('killed here');
      };
      await assert.rejects(drop({ onStep }).deliver(name, path, sha256(content), content.length), /killed here/);
      assert.equal(existsSync(join(folder, 'inbox', name)), stopAt === 'renamed');
      const again = await drop().deliver(name, path, sha256(content), content.length);
      assert.equal(again, stopAt === 'renamed' ? 'already-there' : 'delivered');
      assert.ok(delivered(name).equals(content));
    }
  });

  it('writes one block after the other where a server refuses concurrent writes', async () => {
    await fault('one-write-at-a-time', 1000);
    assert.equal(await drop().deliver('e.xml', path, sha256(content), content.length), 'delivered');
    assert.ok(delivered('e.xml').equals(content));
  });

  it('does not rename a file that arrived changed', async () => {
    await fault('garbled');
    await assert.rejects(drop().deliver('f.xml', path, sha256(content), content.length), {
      code: 'BANK_FILE_BROKEN',
      retryable: true,
    });
    assert.deepEqual(
      inbox().filter((name) => name.includes('f.xml')),
      [],
    );
  });

  it('does not deliver content whose checksum is not the one stated', async () => {
    await assert.rejects(drop().deliver('g.xml', path, sha256(Buffer.from('x')), content.length), {
      code: 'BANK_FILE_BROKEN',
    });
    assert.ok(!inbox().includes('g.xml'));
  });

  it('says that a full disk or a folder without write access is worth another try', async () => {
    for (const kind of ['disk-full', 'read-only']) {
      await fault(kind, 100);
      await assert.rejects(drop().deliver('h.xml', path, sha256(content), content.length), {
        code: 'BANK_SFTP',
        retryable: true,
      });
    }
  });

  it('gives a server up that falls silent', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const began = Date.now();
    await assert.rejects(drop({ port, timeoutSeconds: 0.3 }).answers(), { code: 'BANK_TIMEOUT', retryable: true });
    assert.ok(Date.now() - began < 2000);
    silent.close();
    await fault('slow', 100);
    await assert.rejects(drop({ timeoutSeconds: 0.5 }).deliver('i.xml', path, sha256(content), content.length), {
      code: 'BANK_TIMEOUT',
    });
  });

  it('says that nobody answers, or hangs up', async () => {
    await assert.rejects(drop({ port: 1 }).answers(), { code: 'BANK_UNREACHABLE', retryable: true });
    await fault('down');
    await assert.rejects(drop().answers(), { code: 'BANK_UNREACHABLE', retryable: true });
  });

  it('does not talk to a host with another key', async () => {
    const stranger = newSshKeyPair().fingerprint;
    await assert.rejects(drop({ hostKeySha256: stranger }).deliver('j.xml', path, sha256(content), content.length), {
      code: 'BANK_HOST_KEY',
      retryable: false,
    });
  });

  it('takes the pinned key in hexadecimal as well', async () => {
    const hex = Buffer.from(bank.hostKeySha256.slice(7), 'base64').toString('hex');
    assert.ok(Array.isArray(await drop({ hostKeySha256: hex }).answers()));
    assert.throws(() => drop({ hostKeySha256: 'MD5:00:11' }), { code: 'BANK_SETTINGS' });
  });

  it('says that the bank does not know our key, or our name', async () => {
    const wrong = [{ privateKeyPem: newSshKeyPair().privateKey }, { username: 'somebody' }];
    for (const change of wrong) {
      await assert.rejects(drop(change).answers(), { code: 'BANK_ACCESS', retryable: false });
    }
    await assert.rejects(drop({ privateKeyPem: 'not a key' }).answers(), { code: 'BANK_SETTINGS', retryable: false });
  });

  it('lists and reads the bank’s answers in order, without those still being written', async () => {
    for (const name of ['B2.xml', 'B1.xml', '.B3.xml.tmp', 'B4.xml.part']) {
      writeFileSync(join(folder, 'outbox', name), `<${name}/>`);
    }
    const answers = (await drop().answers()).filter(
      (answer) => answer.name.startsWith('B') && answer.name.length === 6,
    );
    assert.deepEqual(
      answers.map(({ name, size }) => [name, size]),
      [
        ['B1.xml', 9],
        ['B2.xml', 9],
      ],
    );
    assert.ok(answers.every((answer) => Math.abs(answer.modifiedAt.getTime() - Date.now()) < 60_000));
    assert.equal((await drop().read('B1.xml')).toString(), '<B1.xml/>');
    await drop().remove('B1.xml');
    assert.ok(!existsSync(join(folder, 'outbox', 'B1.xml')));
    // A second removal finds nothing to do.
    await drop().remove('B1.xml');
  });

  it('refuses names that lead out of the folders', async () => {
    for (const name of ['../books.json', 'a/b.xml', '.hidden', '', 'a\0.xml']) {
      await assert.rejects(drop().read(name), { code: 'BANK_FILE_NAME', retryable: false });
      await assert.rejects(drop().deliver(name, path, sha256(content), 1), { code: 'BANK_FILE_NAME' });
    }
  });
});
