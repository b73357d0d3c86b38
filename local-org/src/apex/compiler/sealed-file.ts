/** Cache files that prove themselves: what was cut short, altered or copied from another name counts as absent. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SEAL_BYTES = 32;

/** Over the name too: a name is the hash of everything the content was made from. */
const sealOf = (name: string, content: Buffer): Buffer =>
  createHash('sha256').update(`${name}\n`).update(content).digest();

/** The content written under that name, or undefined when there is none that can be believed. */
export function readSealed(folder: string, name: string): Buffer | undefined {
  let file: Buffer;
  try {
    file = readFileSync(join(folder, name));
  } catch {
    // Whatever the reason: a cache that cannot be read is an empty one, and its content is made again.
    return undefined;
  }
  const content = file.subarray(SEAL_BYTES);
  return sealOf(name, content).equals(file.subarray(0, SEAL_BYTES)) ? content : undefined;
}

/** Written under another name first: a reader never sees half a file, and two writers do not meet. */
export function writeSealed(folder: string, name: string, content: Buffer): void {
  mkdirSync(folder, { recursive: true });
  const part = join(folder, `${name}.${randomUUID()}`);
  writeFileSync(part, Buffer.concat([sealOf(name, content), content]));
  renameSync(part, join(folder, name));
}

/** Removes the older half when the folder holds more files than `most`. */
export function thinOut(folder: string, most: number): void {
  const names = readdirSync(folder);
  if (names.length <= most) return;
  const aged = names.map((name) => {
    const path = join(folder, name);
    return { path, written: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  aged.sort((a, b) => a.written - b.written);
  for (const { path } of aged.slice(0, names.length - Math.floor(most / 2))) rmSync(path, { force: true });
}
