/** Apex Blob: bytes. */
import { ApexException } from '../exception.ts';

export class Blob {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  static fromText(text: string): Blob {
    return new Blob(Buffer.from(text, 'utf8'));
  }

  static fromBase64(text: string): Blob {
    return new Blob(Buffer.from(text, 'base64'));
  }

  get size(): number {
    return this.bytes.length;
  }

  /** The bytes as UTF-8 text; throws System.StringException when they are none. */
  toText(): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.bytes);
    } catch (cause) {
      throw new ApexException('System.StringException', 'BLOB is not a valid UTF-8 string', { cause });
    }
  }

  toBase64(): string {
    return Buffer.from(this.bytes).toString('base64');
  }

  equals(other: Blob): boolean {
    return Buffer.compare(this.bytes, other.bytes) === 0;
  }
}
