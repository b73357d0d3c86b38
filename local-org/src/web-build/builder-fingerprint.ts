/** What the page builder itself is made of, as one hash: compiled modules of another builder are never served. */
import { fileURLToPath } from 'node:url';
import { fingerprintOf } from '../metadata/folder-fingerprint.ts';

/**
 * This folder and the modules of ours that stand before those of lightning-base-components. Taken when the builder is loaded: a file that is
 * edited while the process runs must not give the running, older builder the name of its successor.
 */
export const BUILDER_FINGERPRINT = fingerprintOf([
  import.meta.dirname,
  fileURLToPath(new URL('../../web/modules', import.meta.url)),
]);
