/**
 * Secrets at rest (archive tokens, account numbers): AES-256-GCM under DATA_KEY. A seal is bound to what it belongs to (its context), so
 * that a value copied to another row does not open there. Nonces are random; one key is good for 2^32 seals (NIST SP 800-38D, 8.3),
 * and we make some 300 million.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { IntegrationError } from './errors.ts';

export interface Sealer {
  /** Seals a text for one place, `archive-token:<invoice number>`. The answer is printable. */
  seal(text: string, context: string): string;
  /** Opens a seal at the same place; throws when it was changed, moved, or made with another key. */
  open(sealed: string, context: string): string;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/** `key`: 32 bytes in base64. */
export function createSealer(key: string): Sealer {
  const secret = Buffer.from(key, 'base64');
  if (secret.length !== KEY_BYTES) throw problem('The data key must be 32 bytes in base64.');
  // Tells a wrong key from damaged data; 32 bits of a hash reveal nothing of the key.
  const keyName = createHash('sha256').update('sealed:').update(secret).digest('hex').slice(0, 8);
  return {
    seal(text, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(Buffer.from(context, 'utf8'));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return [VERSION, keyName, Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')].join('.');
    },
    open(sealed, context) {
      const [version, name, encoded] = sealed.split('.');
      if (version !== VERSION || !name || !encoded) throw problem(`What is stored at ${context} is no seal.`);
      if (name !== keyName) throw problem(`The seal at ${context} was made with another data key (${name}).`);
      const bytes = Buffer.from(encoded, 'base64url');
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      try {
        const decipher = createDecipheriv('aes-256-gcm', secret, nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(Buffer.from(context, 'utf8')).setAuthTag(tag);
        return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)).toString('utf8') + decipher.final('utf8');
      } catch (cause) {
        throw problem(`The seal at ${context} was changed or belongs elsewhere.`, cause);
      }
    },
  };
}

function problem(words: string, cause?: unknown): IntegrationError {
  return new IntegrationError('SEAL', words, { retryable: false, cause });
}
