import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { newSshKeyPair } from '../../../simulators/bank/keys.ts';
import { type BankSimulator, startBank } from '../../../simulators/bank/simulator.ts';
import { readBankAnswer } from '../../../src/systems/bank/answers.ts';
import { createBankDrop } from '../../../src/systems/bank/drop.ts';
import { type DirectDebitFile, writeDirectDebit } from '../../../src/systems/bank/pain008.ts';
import { CREDITOR_IBAN, debit, DEBTOR_IBAN, paymentFile } from '../../systems/bank/example.ts';
import { lacksSchema, schemaErrors } from '../../systems/bank/schemas.ts';
import { eventually, temporaryFolder } from '../../support/ports.ts';

const run = promisify(execFile);
const OTHER_IBAN = 'DE75512108001245126199';
const SFTP = ['/usr/bin/sftp', '/bin/sftp'].find(existsSync);

interface BooksView {
  readonly files: readonly {
    name: string;
    sha256: string;
    messageId: string;
    transactions: number;
    total: string;
    status: string;
    reasonCode?: string;
  }[];
  readonly collections: readonly {
    endToEndId: string;
    status: string;
    amount: string;
    iban: string;
    reasonCode?: string;
  }[];
}

describe('the bank’s stand-in', () => {
  const folder = temporaryFolder();
  const key = newSshKeyPair();
  let now = new Date('2027-01-29T06:05:00Z');
  let bank: BankSimulator;
  const start = () => startBank({ port: 0, sftpPort: 0, folder, authorizedKeys: [key.publicKey], now: () => now });
  before(async () => {
    bank = await start();
  });
  after(() => bank.stop());

  const drop = () =>
    createBankDrop({
      ...{ host: '127.0.0.1', port: bank.sftpPort, username: 'unified-power', timeoutSeconds: 5 },
      ...{ privateKeyPem: key.privateKey, hostKeySha256: bank.hostKeySha256 },
    });
  const textOf = (file: DirectDebitFile) => [...writeDirectDebit(file)].join('');
  const deliver = (name: string, text: string) => {
    const content = Buffer.from(text);
    return drop().deliver(
      name,
      () => Readable.from([content]),
      createHash('sha256').update(content).digest('hex'),
      content.length,
    );
  };
  const state = async () => (await (await fetch(`${bank.url}/state`)).json()) as BooksView;
  const send = (method: string, path: string, body: object) =>
    fetch(bank.url + path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  /** What is done makes the bank write this many more answers. */
  const newAnswers = async (count: number, act: () => Promise<unknown>) => {
    const known = new Set((await drop().answers()).map((answer) => answer.name));
    await act();
    const fresh = await eventually(async () => {
      const found = (await drop().answers()).filter((answer) => !known.has(answer.name));
      return found.length === count ? found : undefined;
    });
    return Promise.all(fresh.map(async (answer) => await drop().read(answer.name)));
  };
  const file = (messageId: string, ...debits: readonly ReturnType<typeof debit>[]) =>
    paymentFile({
      messageId,
      payments: [{ paymentId: `${messageId}-1`, collectionDate: '2027-02-01', sequence: 'RCUR', transactions: debits }],
    });

  it('accepts a file, books its debits once and answers', async () => {
    const text = textOf(file('UP-1', debit({ endToEndId: 'INV-1' }), debit({ endToEndId: 'INV-2', amountMinor: 1 })));
    const [answer] = await newAnswers(1, () => deliver('UP-1.xml', text));
    assert.ok(answer);
    const { groupStatus, originalMessageId, entries } = readBankAnswer(answer);
    assert.deepEqual([groupStatus, originalMessageId, entries], ['ACCEPTED', 'UP-1', []]);
    const { files, collections } = await state();
    assert.deepEqual(
      files.map(({ name, messageId, transactions, total, status }) => [name, messageId, transactions, total, status]),
      [['UP-1.xml', 'UP-1', 2, '84.13', 'ACCP']],
    );
    assert.equal(files[0]?.sha256, createHash('sha256').update(text).digest('hex'));
    assert.deepEqual(
      collections.map(({ endToEndId, status, amount, iban }) => [endToEndId, status, amount, iban]),
      [
        ['INV-1', 'ACCEPTED', '84.12', 'DE…2051'],
        ['INV-2', 'ACCEPTED', '0.01', 'DE…2051'],
      ],
    );
  });

  it('refuses a message id it had before, whatever the file is called', async () => {
    const [answer] = await newAnswers(1, () =>
      deliver('UP-1b.xml', textOf(file('UP-1', debit({ endToEndId: 'INV-9' })))),
    );
    assert.ok(answer);
    const { groupStatus, groupReasonCode } = readBankAnswer(answer);
    assert.deepEqual([groupStatus, groupReasonCode], ['REJECTED', 'DU01']);
    assert.equal((await state()).collections.length, 2);
  });

  it('refuses the debtors it was told to and takes the others', async () => {
    assert.equal((await send('PUT', `/debtors/${OTHER_IBAN}/refusal`, { reasonCode: 'AC04' })).status, 200);
    const debits = [debit({ endToEndId: 'INV-3' }), debit({ endToEndId: 'INV-4', debtorIban: OTHER_IBAN })];
    const [answer] = await newAnswers(1, () => deliver('UP-2.xml', textOf(file('UP-2', ...debits))));
    assert.ok(answer);
    const { groupStatus, payments, entries } = readBankAnswer(answer);
    assert.deepEqual([groupStatus, payments[0]?.status], ['PARTIAL', 'PARTIAL']);
    assert.deepEqual(
      entries.map(({ endToEndId, status, reasonCode, amountMinor }) => [endToEndId, status, reasonCode, amountMinor]),
      [['INV-4', 'REJECTED', 'AC04', 8412]],
    );
    await fetch(`${bank.url}/debtors/${OTHER_IBAN}/refusal`, { method: 'DELETE' });
  });

  it('counts and sums for itself, and refuses what does not fit', async () => {
    const good = textOf(file('UP-3', debit({ endToEndId: 'INV-5' })));
    const wrong: readonly [string, string, string][] = [
      ['AM18', 'count.xml', good.replace('<NbOfTxs>1<', '<NbOfTxs>2<')],
      ['AM10', 'sum.xml', good.replace('<CtrlSum>84.12<', '<CtrlSum>84.13<')],
      ['FF01', 'half.xml', good.slice(0, -20)],
      ['FF01', 'version.xml', good.replaceAll('pain.008.001.08', 'pain.008.001.02')],
      ['FF01', 'letters.xml', good.replace('Kaethe', 'Käthe')],
      ['FF01', 'nothing.xml', 'Hello'],
    ];
    for (const [code, name, text] of wrong) {
      const [answer] = await newAnswers(1, () => deliver(name, text));
      assert.ok(answer);
      const { groupStatus, groupReasonCode } = readBankAnswer(answer);
      assert.deepEqual([name, groupStatus, groupReasonCode], [name, 'REJECTED', code]);
    }
    const [accepted] = await newAnswers(1, () => deliver('UP-3.xml', good));
    assert.equal(accepted && readBankAnswer(accepted).groupStatus, 'ACCEPTED', 'a refused id may be used again');
  });

  it('refuses a payment whose collection day has come', async () => {
    now = new Date('2027-02-01T08:00:00Z');
    const [answer] = await newAnswers(1, () =>
      deliver('UP-4.xml', textOf(file('UP-4', debit({ endToEndId: 'INV-6' })))),
    );
    assert.ok(answer);
    assert.deepEqual(readBankAnswer(answer).payments, [
      { paymentId: 'UP-4-1', status: 'REJECTED', reasonCode: 'DT01', on: '2027-02-01' },
    ]);
  });

  it('settles what is due once, takes back what the debtor’s bank returns, and later what the debtor disputes', async () => {
    await send('PUT', `/debtors/${DEBTOR_IBAN}/refusal`, { reasonCode: 'MD06', stage: 'RETURN' });
    now = new Date('2027-01-29T07:00:00Z');
    await newAnswers(1, () =>
      deliver('UP-5.xml', textOf(file('UP-5', debit({ endToEndId: 'INV-7', debtorIban: OTHER_IBAN })))),
    );
    const early = await send('POST', '/settle', {});
    assert.deepEqual(await early.json(), { settled: 0, returned: 0, files: [] });
    now = new Date('2027-02-01T20:00:00Z');
    const [credits, returns] = (await newAnswers(2, () => send('POST', '/settle', {}))).map(readBankAnswer);
    assert.deepEqual(
      credits?.entries.map(({ endToEndId, status, on }) => [endToEndId, status, on]),
      ['INV-1', 'INV-2', 'INV-3', 'INV-5', 'INV-7'].map((id) => [id, 'SETTLED', '2027-02-01']),
    );
    assert.deepEqual(
      returns?.entries.map(({ endToEndId, status, reasonCode }) => [endToEndId, status, reasonCode]),
      ['INV-1', 'INV-2', 'INV-3', 'INV-5'].map((id) => [id, 'RETURNED', 'MD06']),
    );
    assert.deepEqual(await (await send('POST', '/settle', {})).json(), { settled: 0, returned: 0, files: [] });

    const dispute = () => send('POST', '/collections/INV-7/return', { reasonCode: 'MD01', on: '2027-02-20' });
    const [late] = (await newAnswers(1, dispute)).map(readBankAnswer);
    assert.deepEqual(late?.entries[0], {
      ...{ endToEndId: 'INV-7', status: 'RETURNED', reasonCode: 'MD01', amountMinor: 8412, currency: 'EUR' },
      ...{ on: '2027-02-20', mandateId: 'UPM-000001' },
    });
    assert.equal((await dispute()).status, 404);
  });

  it(
    'answers in valid ISO 20022',
    { skip: lacksSchema('camt.054.001.08') || lacksSchema('pain.002.001.11') },
    async () => {
      const outbox = join(folder, 'outbox');
      const texts = (kind: string) =>
        readdirSync(outbox)
          .filter((name) => name.includes(kind))
          .map((name) => readFileSync(join(outbox, name), 'utf8'));
      assert.ok(texts('camt054').length >= 3);
      assert.deepEqual(await schemaErrors('camt.054.001.08', texts('camt054')), []);
      // The schema of version 10 is not published any more; 11 differs in nothing that is used here.
      const reports = texts('pain002').map((text) => text.replace('pain.002.001.10', 'pain.002.001.11'));
      assert.deepEqual(await schemaErrors('pain.002.001.11', reports), []);
    },
  );

  it('forgets nothing over a restart and picks up what came while it was away', async () => {
    const before = await state();
    const { hostKeySha256 } = bank;
    await bank.stop();
    now = new Date('2027-01-29T06:00:00Z');
    writeFileSync(join(folder, 'inbox', 'UP-6.xml'), textOf(file('UP-6', debit({ endToEndId: 'INV-8' }))));
    bank = await start();
    const later = await state();
    assert.equal(bank.hostKeySha256, hostKeySha256);
    assert.deepEqual(later.files.slice(0, -1), before.files);
    assert.deepEqual([later.files.at(-1)?.messageId, later.files.at(-1)?.status], ['UP-6', 'ACCP']);
  });

  it('shows its books without account numbers', async () => {
    const shown = [await (await fetch(bank.url)).text(), await (await fetch(`${bank.url}/state`)).text()].join();
    for (const iban of [DEBTOR_IBAN, OTHER_IBAN, CREDITOR_IBAN]) assert.ok(!shown.includes(iban));
    assert.match(shown, /DE…2051/);
  });

  it('refuses switches it does not know', async () => {
    assert.equal((await send('PUT', `/debtors/${OTHER_IBAN}/refusal`, { reasonCode: 'too long' })).status, 422);
    assert.equal((await send('POST', '/settle', { on: 'today' })).status, 422);
    assert.equal((await send('POST', '/faults', { kind: 'mood' })).status, 422);
  });

  it('serves OpenSSH’s own client', { skip: SFTP ? false : 'no OpenSSH client (sftp) on this machine' }, async () => {
    const home = temporaryFolder();
    const keyFile = join(home, 'key');
    writeFileSync(keyFile, key.privateKey);
    chmodSync(keyFile, 0o600);
    const known = join(home, 'known_hosts');
    const paths = { text: join(home, 'hello.txt'), got: join(home, 'got.txt'), batch: join(home, 'batch') };
    writeFileSync(paths.text, 'x'.repeat(200_000));
    const commands = [
      'pwd',
      'ls -l /',
      'cd inbox',
      `put ${paths.text} .hello.part`,
      'rename .hello.part hello.part',
      `get hello.part ${paths.got}`,
      'rm hello.part',
      `-put ${paths.text} /outbox/no.txt`,
      '-mkdir more',
      '-rm UP-1.xml',
      'ls -l',
    ];
    writeFileSync(paths.batch, commands.join('\n'));
    const options = [
      'UserKnownHostsFile=' + known,
      'StrictHostKeyChecking=accept-new',
      'IdentitiesOnly=yes',
      'BatchMode=yes',
    ];
    const flags = options.flatMap((option) => ['-o', option]);
    const { stdout } = await run(
      SFTP ?? '',
      [
        '-F',
        '/dev/null',
        '-i',
        keyFile,
        '-P',
        String(bank.sftpPort),
        ...flags,
        '-b',
        paths.batch,
        'unified-power@127.0.0.1',
      ],
      { timeout: 10_000 },
    );
    assert.match(stdout, /UP-1\.xml/);
    assert.equal(readFileSync(paths.got, 'utf8').length, 200_000);
    const left = readdirSync(join(folder, 'inbox'));
    assert.ok(left.includes('UP-1.xml') && !left.includes('hello.part') && !left.includes('more'));
    assert.ok(!existsSync(join(folder, 'outbox', 'no.txt')));
  });
});
