/** The key pair with which the integration service signs its logins; the certificate goes into the external client app when it is deployed. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface IntegrationKey {
  readonly privateKeyFile: string;
  /** Base64 of the certificate's DER, as the metadata type ExtlClntAppGlobalOauthSettings holds it. */
  readonly certificateBase64: string;
}

const YEARS = 2;

/** Makes the pair on the first start, both files at once, and reads it later. */
export async function integrationKey(dataDir: string): Promise<IntegrationKey> {
  const folder = join(dataDir, 'integration-key');
  if (!existsSync(folder)) {
    const now = new Date();
    const pair = await generate([{ name: 'commonName', value: 'Unified Power integration' }], {
      keySize: 2048,
      algorithm: 'sha256',
      notBeforeDate: now,
      notAfterDate: new Date(now.getTime() + YEARS * 365 * 86_400_000),
    });
    const making = `${folder}.new`;
    rmSync(making, { recursive: true, force: true });
    mkdirSync(making, { mode: 0o700 });
    writeFileSync(join(making, 'private.pem'), pair.private, { mode: 0o600 });
    writeFileSync(join(making, 'certificate.pem'), pair.cert);
    renameSync(making, folder);
  }
  const certificate = readFileSync(join(folder, 'certificate.pem'), 'utf8');
  return {
    privateKeyFile: join(folder, 'private.pem'),
    certificateBase64: certificate.replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, ''),
  };
}
