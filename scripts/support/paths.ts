/** Where things are, from the project's root. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** A path below the project's root. */
export function inRoot(...parts: readonly string[]): string {
  return join(ROOT, ...parts);
}
