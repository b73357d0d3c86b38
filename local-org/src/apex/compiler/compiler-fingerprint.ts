/** Which compiler this is: part of the name of everything it keeps on disk. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/**
 * The compiler's own files: a changed compiler never meets its predecessor's code. Taken when the compiler is loaded: a file that is edited
 * while the process runs must not give the running, older compiler the name of its successor. The grammar is the parser package's; V8's
 * version is that of the form in which syntax trees are kept.
 */
export const COMPILER_FINGERPRINT = compilerFingerprint();

function compilerFingerprint(): string {
  const hash = createHash('sha256');
  for (const folder of ['./', '../runtime/']) {
    const url = new URL(folder, import.meta.url);
    for (const name of readdirSync(url).sort()) {
      if (name.endsWith('.ts')) hash.update(readFileSync(new URL(name, url)));
    }
  }
  hash.update(readFileSync(new URL('../generated/platform-signatures.json', import.meta.url)));
  const parserPackage = findPackageJSON('@apexdevtools/apex-parser', import.meta.url);
  if (parserPackage === undefined) throw new Error('The Apex parser has no package description');
  hash.update(readFileSync(parserPackage)).update(process.versions.v8);
  return hash.digest('hex');
}
