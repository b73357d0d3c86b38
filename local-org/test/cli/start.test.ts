// The command line as a person or a script meets it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exportOrg, importOrg } from '../../src/cli/snapshots.ts';
import { writeProject } from '../api/source-fixture.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
/** Kept between runs: compiling the base components for the pages takes longer than all the rest. */
const CACHE = fileURLToPath(new URL('../../../.cache/start-test', import.meta.url));
const PASSWORD = 'admin12345';

interface Started {
  readonly child: ChildProcess;
  /** Everything it printed until it was ready or had ended. */
  readonly output: string;
  readonly url: string | null;
  readonly exitCode: number | null;
}

function start(...args: readonly string[]): Promise<Started> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', MAIN, 'start', '--cache', CACHE, ...args],
    {
      env: { ...process.env, LOCAL_ORG_ADMIN_PASSWORD: PASSWORD },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  return new Promise((resolve) => {
    let output = '';
    const hear = (text: string): void => {
      output += text;
      const url = /ready at (http:\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve({ child, output, url, exitCode: null });
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('close', (exitCode) => resolve({ child, output, url: null, exitCode }));
  });
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

async function login(url: string): Promise<string> {
  const body = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><login><username>admin@unified-power.example</username><password>${PASSWORD}</password></login></e:Body></e:Envelope>`;
  const response = await fetch(`${url}/services/Soap/u/67.0`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/xml' },
  });
  return /<sessionId>([^<]+)/.exec(await response.text())?.[1] ?? '';
}

async function query(url: string, token: string, soql: string): Promise<number> {
  const response = await fetch(`${url}/services/data/v67.0/query?q=${encodeURIComponent(soql)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await response.json()) as { readonly totalSize: number }).totalSize;
}

describe('local-org start', () => {
  let root = '';
  let data = '';
  let source = '';
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'start-'));
    data = join(root, 'data');
    source = await writeProject(root, 'none');
  });
  after(() => rm(root, { recursive: true, force: true }));

  it('keeps sessions and records through a kill, and says why it cannot start twice', async () => {
    const first = await start('--port', '0', '--data', data, '--source', source);
    assert.ok(first.url !== null, first.output);
    const token = await login(first.url);
    const made = await fetch(`${first.url}/services/data/v67.0/sobjects/Account`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ Name: 'Kept' }),
    });
    assert.equal(made.status, 201);

    const twice = await start('--port', '0', '--data', data);
    assert.equal(twice.exitCode, 1);
    assert.match(twice.output, /is running already \(process \d+\)/);
    const port = new URL(first.url).port;
    const taken = await start('--port', port, '--data', join(root, 'other'));
    assert.equal(taken.exitCode, 1);
    assert.match(taken.output, new RegExp(`Port ${port} is taken`));
    assert.equal(existsSync(join(root, 'other')), false, 'it is said before an org is made');

    await ended(first.child, 'SIGKILL');
    const second = await start('--port', '0', '--data', data, '--source', source);
    assert.ok(second.url !== null, second.output);
    assert.match(second.output, /deploy .*unchanged/);
    assert.equal(await query(second.url, token, "SELECT Id FROM Account WHERE Name = 'Kept'"), 1);
    assert.equal(await ended(second.child, 'SIGTERM'), 0);

    exportOrg(data, join(root, 'kept'));
    importOrg(join(root, 'kept'), join(root, 'again'));
    assert.throws(() => importOrg(join(root, 'kept'), join(root, 'again')), /exists already/);
    const third = await start('--port', '0', '--data', join(root, 'again'));
    assert.ok(third.url !== null, third.output);
    assert.equal(await query(third.url, await login(third.url), "SELECT Id FROM Account WHERE Name = 'Kept'"), 1);
    await ended(third.child, 'SIGTERM');
  });

  it('refuses metadata that a real org would refuse, with file and line, and leaves no folder behind', async () => {
    await writeFile(join(source, 'force-app/main/classes/Things.cls'), 'public class Things {\n  Strin x;\n}\n');
    const failed = await start('--port', '0', '--data', join(root, 'bad'), '--source', source);
    assert.equal(failed.exitCode, 1);
    assert.match(failed.output, /Things\.cls:2:\d+ /);
    assert.equal(existsSync(join(root, 'bad')), false);
  });
});
