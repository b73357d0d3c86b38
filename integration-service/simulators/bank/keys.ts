/** SSH key pairs for the simulator and for whoever connects to it. */
import { createHash } from 'node:crypto';
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
  return described(utils.generateKeyPairSync('ed25519').private);
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
