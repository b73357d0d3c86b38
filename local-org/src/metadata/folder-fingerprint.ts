/** One hash over folders of our own code: what an older version of it made is known by another hash. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

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
