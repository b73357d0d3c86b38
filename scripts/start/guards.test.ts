import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { X509Certificate } from 'node:crypto';
import { requireFreePorts, takeDataFolder } from './guards.ts';
import { integrationKey } from './integration-key.ts';
import { portsFrom, readSettings } from './settings.ts';

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'up-start-'));
  folders.push(folder);
  return folder;
};
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

describe('before a start', () => {
  it('names a taken port, what it is for and what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const taken = (other.address() as AddressInfo).port;
    const ports = { ...portsFrom(taken - 11), marketRegister: taken };
    await assert.rejects(requireFreePorts(ports), (error: Error) => {
      assert.match(error.message, new RegExp(`${taken} +market register simulator`));
      assert.match(error.message, /UP_PORT_BASE=\d+ npm start/);
      return true;
    });
    other.close();
  });

  it('refuses a second start on the same data and says which process holds it', async () => {
    const folder = newFolder();
    const living = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    writeFileSync(join(folder, 'start.lock'), String(living.pid));
    assert.throws(() => takeDataFolder(folder), new RegExp(`already running \\(process ${living.pid ?? 0},`));
    await new Promise((resolve) => {
      living.once('exit', resolve);
      living.kill('SIGKILL');
    });
    const giveBack = takeDataFolder(folder);
    assert.equal(
      readFileSync(join(folder, 'start.lock'), 'utf8'),
      String(process.pid),
      'the lock of a dead process is taken over',
    );
    giveBack();
    assert.ok(!existsSync(join(folder, 'start.lock')));
  });

  it('makes secrets once, readable by their owner alone, and another set for another folder', () => {
    const folder = newFolder();
    const first = readSettings({ UP_DATA_DIR: folder });
    assert.deepEqual(readSettings({ UP_DATA_DIR: folder }).secrets, first.secrets);
    assert.notEqual(readSettings({ UP_DATA_DIR: newFolder() }).secrets.demoPassword, first.secrets.demoPassword);
    assert.equal(statSync(join(folder, 'secrets.json')).mode & 0o077, 0);
  });

  it('makes the integration key anew when an earlier start was killed while making it', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'integration-key.new'));
    writeFileSync(join(folder, 'integration-key.new', 'private.pem'), 'half a k');
    const key = await integrationKey(folder);
    assert.deepEqual(await integrationKey(folder), key);
    const certificate = new X509Certificate(Buffer.from(key.certificateBase64, 'base64'));
    assert.match(certificate.subject, /Unified Power integration/);
    assert.match(readFileSync(key.privateKeyFile, 'utf8'), /PRIVATE KEY/);
  });

  it('refuses a port base that is none', () => {
    assert.throws(() => readSettings({ UP_DATA_DIR: newFolder(), UP_PORT_BASE: '80' }), /1024 to 65000/);
  });
});
