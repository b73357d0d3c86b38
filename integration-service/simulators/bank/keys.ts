/** SSH key pairs for the simulator and for whoever connects to it. */
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import ssh2, { type ParsedKey } from 'ssh2';

const { utils } = ssh2;

export interface SshKeyPair {
  /** OpenSSH format, without passphrase. */
  readonly privateKey: string;
  /** One line of an authorized_keys file. */
  readonly publicKey: string;
  /** `SHA256:<base64>`, as ssh-keygen -l prints it. */
  readonly fingerprint: string;
}

/** A fresh ed25519 pair. */
export function newSshKeyPair(): SshKeyPair {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return described(openSshPrivateKey(Buffer.from(d ?? '', 'base64url'), Buffer.from(x ?? '', 'base64url')));
}

/** OpenSSH's own format (PROTOCOL.key), without passphrase. ssh2 can write it too, but now and then writes one that it cannot read. */
function openSshPrivateKey(seed: Buffer, publicKey: Buffer): string {
  const text = (value: Buffer | string) => {
    const bytes = Buffer.from(value);
    return Buffer.concat([uint32(bytes.length), bytes]);
  };
  const publicPart = Buffer.concat([text('ssh-ed25519'), text(publicKey)]);
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, publicPart, text(Buffer.concat([seed, publicKey])), text('')]);
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, index) => index + 1));
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[text('none'), text('none'), text(''), uint32(1), text(publicPart), text(Buffer.concat([secret, padding]))],
  ]);
  const lines = whole.toString('base64').replace(/.{70}/g, '$&\n');
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** The pair kept in a file, made there when it does not exist yet. */
export function keptSshKeyPair(file: string): SshKeyPair {
  if (existsSync(file)) return described(readFileSync(file, 'utf8'));
  const pair = newSshKeyPair();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, pair.privateKey, { mode: 0o600 });
  return pair;
}

/** A public or private key in any form that OpenSSH writes. */
export function parsedKey(text: string): ParsedKey {
  const key = utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}

function described(privateKey: string): SshKeyPair {
  const key = parsedKey(privateKey);
  const publicBytes = key.getPublicSSH();
  return {
    privateKey,
    publicKey: `${key.type} ${publicBytes.toString('base64')}`,
    fingerprint: `SHA256:${createHash('sha256').update(publicBytes).digest('base64').replace(/=+$/, '')}`,
  };
}
