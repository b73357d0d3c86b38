/** One SFTP connection per piece of work: pinned host key, key authentication, given up when nothing moves any more. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import SftpClient from 'ssh2-sftp-client';
import { IntegrationError } from '../../runtime/errors.ts';

/** What is waited for the protocol's explanation of a closed line. */
const LAST_WORDS_MS = 100;

export interface SftpLineOptions {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly privateKeyPem: string;
  readonly hostKeySha256: string;
  readonly timeoutSeconds: number;
}

/** Ends the connection when nothing has moved for the time allowed: an upload to a server that fell silent would wait for ever. */
export interface Watchdog {
  /** Something moved. */
  touch(): void;
  /** A stream that reports what passes through it. */
  meter(): Transform;
  /** Throws the error again when the connection is gone: nothing else can be tried on it. */
  check(error: unknown): void;
}

export interface SftpLine {
  use<Result>(work: (sftp: SftpClient, watchdog: Watchdog) => Promise<Result>): Promise<Result>;
}

/** See createBankDrop for the errors. */
export function createSftpLine(options: SftpLineOptions): SftpLine {
  const pinned = fingerprintBytes(options.hostKeySha256);
  return {
    use: async (work) => {
      const connection = openConnection(options, pinned);
      try {
        return await connection.run(work);
      } catch (error) {
        throw connection.explain(error);
      } finally {
        await connection.close();
      }
    },
  };
}

function openConnection(options: SftpLineOptions, pinned: Buffer) {
  const { host, port, timeoutSeconds } = options;
  const problems: { silent?: boolean; foreignHost?: string; connected?: boolean; lost?: Error } = {};
  const ignoreLateError = (error: unknown) => {
    // Kept for the explanation: the call that was under way reports it as well, in words of its own.
    if (error instanceof Error) problems.lost ??= error;
  };
  const sftp = new SftpClient('bank', { error: ignoreLateError, end: () => undefined, close: () => undefined });
  const socket: Socket = connect({ host, port, noDelay: true });
  let giveUp: (reason: Error) => void = () => undefined;
  const given = new Promise<never>((_resolve, reject) => {
    giveUp = reject;
  });
  // The race may be over when the line breaks; the socket's own error must not end the process then.
  given.catch(ignoreLateError);
  const timer = setTimeout(() => {
    problems.silent = true;
    socket.destroy();
    giveUp(new Error(`nothing moved for ${timeoutSeconds} seconds`));
  }, timeoutSeconds * 1000);
  socket.on('error', giveUp);
  // A little later: when the protocol knows why the line was closed, its own words come first.
  socket.on('close', () => setTimeout(() => giveUp(new Error('the connection was closed')), LAST_WORDS_MS).unref());

  const watchdog: Watchdog = {
    touch: () => timer.refresh(),
    meter: () =>
      new Transform({
        transform: (chunk: Buffer, _encoding, done) => {
          timer.refresh();
          done(null, chunk);
        },
      }),
    check: (error) => {
      if (socket.destroyed || problems.silent) throw error;
      timer.refresh();
    },
  };

  const logInAndWork = async <Result>(work: (sftp: SftpClient, watchdog: Watchdog) => Promise<Result>) => {
    await sftp.connect({
      sock: socket,
      username: options.username,
      privateKey: options.privateKeyPem,
      readyTimeout: timeoutSeconds * 1000,
      hostVerifier: (key: Buffer) => {
        const found = createHash('sha256').update(key).digest();
        const fits = timingSafeEqual(found, pinned);
        if (!fits) problems.foreignHost = printed(found);
        return fits;
      },
    });
    problems.connected = true;
    watchdog.touch();
    return work(sftp, watchdog);
  };

  return {
    run: <Result>(work: (sftp: SftpClient, watchdog: Watchdog) => Promise<Result>) => {
      const working = logInAndWork(work);
      // When the watchdog wins the race, the work's own failure comes later and says nothing new.
      working.catch(ignoreLateError);
      return Promise.race([working, given]);
    },
    explain: (cause: unknown): unknown => {
      if (cause instanceof IntegrationError) return cause;
      const fail = (code: string, message: string, retryable: boolean) =>
        new IntegrationError(code, message, { retryable, cause });
      const where = `${host}:${port}`;
      if (problems.foreignHost) {
        const message = `${where} shows the host key ${problems.foreignHost}, not the pinned one`;
        return fail('BANK_HOST_KEY', message, false);
      }
      if (problems.silent) return fail('BANK_TIMEOUT', `${where}: nothing moved for ${timeoutSeconds} seconds`, true);
      if (isRefusedKey(cause) || isRefusedKey(problems.lost)) {
        return fail('BANK_ACCESS', `${where} does not accept our key for ${options.username}`, false);
      }
      if (isBadKey(cause)) return fail('BANK_SETTINGS', 'Our private key for the bank cannot be read', false);
      if (!problems.connected) return fail('BANK_UNREACHABLE', `${where} cannot be reached`, true);
      return fail('BANK_SFTP', cause instanceof Error ? cause.message : String(cause), true);
    },
    close: async () => {
      clearTimeout(timer);
      if (!socket.destroyed && problems.connected) {
        await Promise.race([sftp.end().catch(ignoreLateError), new Promise((done) => socket.once('close', done))]);
      }
      socket.destroy();
    },
  };
}

function isRefusedKey(error: unknown): boolean {
  return error instanceof Error && /authentication methods failed|authentication failure/i.test(error.message);
}

function isBadKey(error: unknown): boolean {
  return error instanceof Error && /cannot parse privatekey|unsupported key format|no passphrase/i.test(error.message);
}

/** `SHA256:<base64>` (ssh-keygen -l) or 64 hex digits, as 32 bytes. */
function fingerprintBytes(text: string): Buffer {
  const hex = /^[0-9a-f]{64}$/i.test(text.trim());
  const bytes = hex ? Buffer.from(text.trim(), 'hex') : Buffer.from(text.trim().replace(/^SHA256:/, ''), 'base64');
  if (bytes.length === 32) return bytes;
  throw new IntegrationError('BANK_SETTINGS', 'The pinned host key is neither SHA256:<base64> nor 64 hex digits', {
    retryable: false,
  });
}

function printed(fingerprint: Buffer): string {
  return `SHA256:${fingerprint.toString('base64').replace(/=+$/, '')}`;
}
