/** The bank's SFTP drop: payment files go to /inbox whole or not at all, answers wait in /outbox. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type SftpClient from 'ssh2-sftp-client';
import { IntegrationError } from '../../runtime/errors.ts';
import { createSftpLine, type Watchdog } from './sftp-line.ts';

const LARGEST_ANSWER_BYTES = 256 * 1024 * 1024;

/** A local path (fast, concurrent writes) or something that opens the content anew at each try. */
export type DropContent = string | (() => Readable);

export type DeliveryStep = 'put' | 'verified' | 'renamed';

export interface BankDropOptions {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** An OpenSSH private key without passphrase. */
  readonly privateKeyPem: string;
  /** The pinned host key: `SHA256:<base64>` as ssh-keygen -l prints it, or 64 hex digits. */
  readonly hostKeySha256: string;
  /** Seconds without any progress after which the connection is given up. */
  readonly timeoutSeconds: number;
  /** Where the bank put our /inbox and /outbox; the root when absent. */
  readonly folder?: string;
  /** Called after each step of a delivery; when it throws, the delivery stops there. */
  readonly onStep?: (step: DeliveryStep) => void | Promise<void>;
}

/** A file that waits in /outbox. */
export interface WaitingAnswer {
  readonly name: string;
  readonly size: number;
  readonly modifiedAt: Date;
}

export interface BankDrop {
  /**
   * Puts a file into /inbox: hidden temporary name, size and SHA-256 (hex) verified by reading back, rename.
   * `already-there` when the name stands there with the same content. Can be repeated after any failure.
   */
  deliver(fileName: string, content: DropContent, sha256: string, size: number): Promise<'delivered' | 'already-there'>;
  /** By name; temporary files and folders are left out. */
  answers(): Promise<readonly WaitingAnswer[]>;
  read(name: string): Promise<Buffer>;
  remove(name: string): Promise<void>;
}

/**
 * Connects anew for each call. Throws IntegrationError:
 * BANK_FILE_CONFLICT (another content under that name), BANK_FILE_NAME, BANK_HOST_KEY, BANK_ACCESS, BANK_SETTINGS: a person is needed;
 * BANK_UNREACHABLE, BANK_TIMEOUT, BANK_FILE_BROKEN, BANK_SFTP: try again.
 */
export function createBankDrop(options: BankDropOptions): BankDrop {
  const line = createSftpLine(options);
  const base = (options.folder ?? '').replace(/\/$/, '');
  const [inbox, outbox] = [`${base}/inbox`, `${base}/outbox`];
  const step = options.onStep ?? (() => undefined);
  return {
    deliver: (fileName, content, sha256, size) =>
      line.use(async (sftp, watchdog) => {
        const wanted = { sha256: sha256.toLowerCase(), size };
        const final = `${inbox}/${plainName(fileName)}`;
        const temporary = `${inbox}/.${fileName}.part`;
        if (await stands(sftp, final, wanted, watchdog)) return 'already-there';
        await upload(sftp, content, temporary, watchdog);
        await step('put');
        await verify(sftp, temporary, wanted, watchdog);
        await step('verified');
        await putInPlace(sftp, temporary, final, wanted, watchdog);
        await step('renamed');
        return 'delivered';
      }),
    answers: () =>
      line.use(async (sftp) => {
        const files = await sftp.list(outbox, (file) => file.type === '-' && !isTemporary(file.name));
        return files
          .map(({ name, size, modifyTime }) => ({ name, size, modifiedAt: new Date(modifyTime) }))
          .sort((one, other) => (one.name < other.name ? -1 : 1));
      }),
    read: (name) => line.use((sftp, watchdog) => readWhole(sftp, `${outbox}/${plainName(name)}`, watchdog)),
    remove: (name) =>
      line.use(async (sftp) => {
        await sftp.delete(`${outbox}/${plainName(name)}`, true);
      }),
  };
}

interface Wanted {
  readonly sha256: string;
  readonly size: number;
}

/** Whether our file stands there already; a foreign one under its name is for a person to judge, never to be overwritten. */
async function stands(sftp: SftpClient, path: string, wanted: Wanted, watchdog: Watchdog): Promise<boolean> {
  if ((await sftp.exists(path)) === false) return false;
  const found = await fingerprint(sftp, path, watchdog);
  if (found.sha256 === wanted.sha256 && found.size === wanted.size) return true;
  const message = `${path} stands at the bank with other content (${found.size} bytes, SHA-256 ${found.sha256}) than ours (${wanted.size} bytes, ${wanted.sha256})`;
  throw new IntegrationError('BANK_FILE_CONFLICT', message, { retryable: false });
}

async function upload(sftp: SftpClient, content: DropContent, path: string, watchdog: Watchdog): Promise<void> {
  // What an interrupted delivery left: some servers do not shorten a file that is opened for writing again.
  await sftp.delete(path, true);
  if (typeof content === 'string') {
    try {
      await sftp.fastPut(content, path, { step: () => watchdog.touch() });
      return;
    } catch (error) {
      // Some servers refuse concurrent writes (ssh2-sftp-client's README, platform quirks): a plain stream is slower but always works.
      watchdog.check(error);
    }
  }
  const source = typeof content === 'string' ? createReadStream(content) : content();
  const target = sftp.createWriteStream(path);
  await pipeline(source, watchdog.meter(), target);
  await closed(target);
}

async function verify(sftp: SftpClient, path: string, wanted: Wanted, watchdog: Watchdog): Promise<void> {
  const found = await fingerprint(sftp, path, watchdog);
  if (found.size === wanted.size && found.sha256 === wanted.sha256) return;
  await sftp.delete(path, true);
  const message = `${path} arrived as ${found.size} bytes, SHA-256 ${found.sha256}; sent were ${wanted.size} bytes, ${wanted.sha256}`;
  throw new IntegrationError('BANK_FILE_BROKEN', message, { retryable: true });
}

/** SFTP's plain rename refuses an existing target (draft-ietf-secsh-filexfer-02, 6.5): whoever was faster is looked at, not overwritten. */
async function putInPlace(
  sftp: SftpClient,
  temporary: string,
  final: string,
  wanted: Wanted,
  watchdog: Watchdog,
): Promise<void> {
  try {
    await sftp.rename(temporary, final);
  } catch (error) {
    watchdog.check(error);
    if (!(await stands(sftp, final, wanted, watchdog))) throw error;
    await sftp.delete(temporary, true);
  }
}

async function fingerprint(sftp: SftpClient, path: string, watchdog: Watchdog): Promise<Wanted> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of chunks(sftp, path, watchdog)) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { sha256: hash.digest('hex'), size };
}

async function readWhole(sftp: SftpClient, path: string, watchdog: Watchdog): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks(sftp, path, watchdog)) {
    size += chunk.length;
    if (size > LARGEST_ANSWER_BYTES) {
      throw new IntegrationError('BANK_ANSWER_UNREADABLE', `${path} is larger than ${LARGEST_ANSWER_BYTES} bytes`, {
        retryable: false,
      });
    }
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

async function* chunks(sftp: SftpClient, path: string, watchdog: Watchdog): AsyncGenerator<Buffer, void> {
  const source = sftp.createReadStream(path);
  for await (const chunk of source) {
    watchdog.touch();
    yield chunk as Buffer;
  }
  await closed(source);
}

/** The remote file is closed by a request of its own, which ends after the last byte: the next step must not overtake it. */
async function closed(stream: Readable | Writable): Promise<void> {
  // Closing a file that is complete can only fail with the line itself, and then the next request says so.
  stream.on('error', () => undefined);
  if (!stream.closed) await new Promise((resolve) => stream.once('close', resolve));
}

function isTemporary(name: string): boolean {
  return name.startsWith('.') || /\.(part|tmp|filepart)$/i.test(name);
}

/** A name without any path: what comes from elsewhere must not lead out of the folder. */
function plainName(name: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/.test(name)) return name;
  throw new IntegrationError('BANK_FILE_NAME', `Not a file name of the bank's layout: ${JSON.stringify(name)}`, {
    retryable: false,
  });
}
