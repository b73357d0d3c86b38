import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { newSshKeyPair } from '../../../simulators/bank/keys.ts';
import { createBankDrop, type BankDropOptions } from '../../../src/systems/bank/drop.ts';
import { eventually } from '../../support/ports.ts';

const SSHD = '/usr/sbin/sshd';
const notice = existsSync(SSHD) ? false : `no OpenSSH server at ${SSHD} (Debian: openssh-server)`;
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

describe('the bank’s drop on a real OpenSSH server', { skip: notice }, () => {
  const home = mkdtempSync(join(tmpdir(), 'up-sshd-'));
  const ours = newSshKeyPair();
  const host = newSshKeyPair();
  let sshd: ChildProcess | undefined;
  let port = 0;
  let said = '';

  before(async () => {
    for (const folder of ['bank/inbox', 'bank/outbox']) mkdirSync(join(home, folder), { recursive: true });
    writeFileSync(join(home, 'host_key'), host.privateKey, { mode: 0o600 });
    writeFileSync(join(home, 'authorized_keys'), `${ours.publicKey}\n`, { mode: 0o600 });
    // Started by root, sshd separates its privileges into this folder; elsewhere it does not care.
    if (userInfo().uid === 0) {
      mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
      chmodSync('/run/sshd', 0o755);
    }
    port = await freePort();
    const settings = [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${home}/host_key`,
      `AuthorizedKeysFile ${home}/authorized_keys`,
      `PidFile ${home}/sshd.pid`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'Subsystem sftp internal-sftp',
    ];
    writeFileSync(join(home, 'sshd_config'), `${settings.join('\n')}\n`);
    // An absolute path: sshd starts itself again from it for each connection.
    sshd = spawn(SSHD, ['-D', '-e', '-f', join(home, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    sshd.stderr?.on('data', (data: Buffer) => {
      said += data.toString();
    });
    await eventually(() => {
      if (sshd?.exitCode !== null) throw new Error(`sshd does not start: ${said}`);
      return accepts(port);
    });
  });
  after(async () => {
    if (sshd && sshd.exitCode === null) {
      const gone = new Promise((resolve) => sshd?.once('exit', resolve));
      sshd.kill();
      await gone;
    }
    rmSync(home, { recursive: true, force: true });
  });

  /** The account sees the machine's root, so the bank's folders are named by their whole path. */
  const drop = (change: Partial<BankDropOptions> = {}) =>
    createBankDrop({
      ...{ host: '127.0.0.1', port, username: userInfo().username, privateKeyPem: ours.privateKey },
      ...{ hostKeySha256: host.fingerprint, timeoutSeconds: 8, folder: join(home, 'bank') },
      ...change,
    });

  it('delivers once, from a file and from a stream, and sees conflicts', async () => {
    const content = randomBytes(3_000_000);
    const local = join(home, 'local.bin');
    writeFileSync(local, content);
    writeFileSync(join(home, 'bank/inbox/.a.xml.part'), randomBytes(4_000_000));
    assert.equal(await drop().deliver('a.xml', local, sha256(content), content.length), 'delivered');
    assert.ok(readFileSync(join(home, 'bank/inbox/a.xml')).equals(content));
    assert.equal(await drop().deliver('a.xml', local, sha256(content), content.length), 'already-there');
    const stream = () => Readable.from([content]);
    assert.equal(await drop().deliver('b.xml', stream, sha256(content), content.length), 'delivered');
    assert.deepEqual(readdirSync(join(home, 'bank/inbox')).sort(), ['a.xml', 'b.xml']);
    const other = Buffer.from('other');
    await assert.rejects(
      drop().deliver('a.xml', () => Readable.from([other]), sha256(other), 5),
      {
        code: 'BANK_FILE_CONFLICT',
      },
    );
  });

  it('never overwrites what somebody put under the name in the meantime', async () => {
    const content = Buffer.from('ours');
    const put = (theirs: string) =>
      drop({
        onStep: (step) => {
          if (step === 'verified') writeFileSync(join(home, 'bank/inbox/race.xml'), theirs);
        },
      }).deliver('race.xml', () => Readable.from([content]), sha256(content), content.length);
    await assert.rejects(put('theirs'), { code: 'BANK_FILE_CONFLICT' });
    assert.equal(readFileSync(join(home, 'bank/inbox/race.xml'), 'utf8'), 'theirs');
    rmSync(join(home, 'bank/inbox/race.xml'));
    assert.equal(await put('ours'), 'delivered', 'the same content by another hand is as good');
  });

  it('reads and removes answers', async () => {
    writeFileSync(join(home, 'bank/outbox/answer.xml'), '<a/>');
    assert.deepEqual(
      (await drop().answers()).map(({ name, size }) => [name, size]),
      [['answer.xml', 4]],
    );
    assert.equal((await drop().read('answer.xml')).toString(), '<a/>');
    await drop().remove('answer.xml');
    assert.deepEqual(await drop().answers(), []);
  });

  it('knows the host by the fingerprint that ssh-keygen prints', async () => {
    const printed =
      execFileSync('ssh-keygen', ['-l', '-f', join(home, 'host_key')])
        .toString()
        .split(' ')[1] ?? '';
    assert.deepEqual(await drop({ hostKeySha256: printed }).answers(), []);
    await assert.rejects(drop({ hostKeySha256: ours.fingerprint }).answers(), { code: 'BANK_HOST_KEY' });
    await assert.rejects(drop({ privateKeyPem: newSshKeyPair().privateKey }).answers(), { code: 'BANK_ACCESS' });
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
