/** What the deployer is made of, as one hash: rows and tables that an older one wrote are written anew at the next deploy of the same set. */
import { fileURLToPath } from 'node:url';
import { fingerprintOf } from './folder-fingerprint.ts';

/** This folder and the schema it builds tables from. Taken when the deployer is loaded, so that it never bears its successor's name. */
export const DEPLOYER_FINGERPRINT = fingerprintOf([
  import.meta.dirname,
  fileURLToPath(new URL('../schema', import.meta.url)),
]);
