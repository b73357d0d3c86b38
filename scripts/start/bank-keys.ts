/** The SSH keys between the integration service and the bank's simulator: ours to log in with, the bank's to be recognised by. */
import { join } from 'node:path';
import { keptSshKeyPair } from '../../integration-service/simulators/bank/keys.ts';

export interface BankKeys {
  readonly privateKeyFile: string;
  /** A line for the bank's authorized_keys. */
  readonly publicKey: string;
  /** What we pin: `SHA256:<base64>`. */
  readonly hostKeySha256: string;
}

/** Where the bank's simulator keeps its books, folders and host key. */
export function bankFolder(dataDir: string): string {
  return join(dataDir, 'simulators', 'bank');
}

/** Makes both pairs on the first start and reads them later. */
export function bankKeys(dataDir: string): BankKeys {
  const privateKeyFile = join(dataDir, 'bank-key', 'id_ed25519');
  const { publicKey } = keptSshKeyPair(privateKeyFile);
  const { fingerprint } = keptSshKeyPair(join(bankFolder(dataDir), 'host-key'));
  return { privateKeyFile, publicKey, hostKeySha256: fingerprint };
}
