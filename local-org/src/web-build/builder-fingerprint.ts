/** What the page builder itself is made of, as one hash: compiled modules of another builder are never served. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Hash over the paths and contents of all files below the folders. */
export function fingerprintOf(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) {
      const content = readFileSync(file);
      hash.update(`${path.relative(folder, file)}\0${String(content.byteLength)}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

/**
 * This folder and the modules of ours that stand before those of lightning-base-components. Taken when the builder is loaded: a file that is
 * edited while the process runs must not give the running, older builder the name of its successor.
 */
export const BUILDER_FINGERPRINT = fingerprintOf([
  import.meta.dirname,
  fileURLToPath(new URL('../../web/modules', import.meta.url)),
]);
