// Starts one org for a test file, with the fixture project deployed.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOrg } from '../../src/cli/start-org.ts';
import type { RunningOrg, StartOptions } from '../../src/cli/start-org.ts';
import { writeProject } from './source-fixture.ts';

export const ADMIN = 'admin@unified-power.example';
export const ADMIN_PASSWORD = 'admin12345';

export interface TestOrg {
  readonly org: RunningOrg;
  /** PEM of the key that the fixture's OAuth client is registered with. */
  readonly privateKey: string;
  stop(): Promise<void>;
}

export async function startTestOrg(options: Pick<StartOptions, 'lockTimeoutMs'> = {}): Promise<TestOrg> {
  const root = await mkdtemp(join(tmpdir(), 'org-'));
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const source = await writeProject(root, publicKey);
  const org = await startOrg({
    dataFolder: join(root, 'data'),
    port: 0,
    source,
    adminPassword: ADMIN_PASSWORD,
    ...options,
  });
  return {
    org,
    privateKey,
    stop: async () => {
      await org.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** A request with JSON in and out. */
export async function call(
  url: string,
  options: {
    readonly method?: string;
    readonly token?: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<{ readonly status: number; readonly body: unknown; readonly headers: Headers }> {
  const response = await fetch(url, {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return {
    status: response.status,
    body: text === '' ? null : isJson ? (JSON.parse(text) as unknown) : text,
    headers: response.headers,
  };
}
