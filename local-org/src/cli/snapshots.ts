/** Whole orgs as one folder to keep, copy or hand on: `local-org export`, `import` and `reset`; a running org makes one by `POST /local/snapshots`. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openStore, restoreStores, snapshotTogether } from '../store/index.ts';
import { CannotStart, holdDataFolder } from './data-folder.ts';
import type { HeldFolder } from './data-folder.ts';

const STORES = ['org.sqlite', 'events.sqlite'];
const MARK = 'org.json';

/** Writes a consistent copy of a stopped org to a new folder. Sessions stay valid; the admin token and logs are not copied. */
export function exportOrg(dataFolder: string, target: string): void {
  if (existsSync(target)) throw new CannotStart(`${target} exists already. Give the name of a new folder.`);
  const held = holdOrg(dataFolder);
  const stores = STORES.map((name) => openStore(join(dataFolder, name)));
  try {
    snapshotTogether(stores, target);
    copyFileSync(join(dataFolder, MARK), join(target, MARK));
  } finally {
    for (const store of stores) store.close();
    held.release();
  }
}

/**
 * Takes a stopped org back to a snapshot or an export of it; its admin token and snapshots stay. Without a source everything goes, and
 * the next start makes a new org.
 */
export function resetOrg(dataFolder: string, source?: string): void {
  if (source !== undefined && !existsSync(join(source, MARK))) throw new CannotStart(`${source} is no exported org.`);
  const held = holdOrg(dataFolder);
  try {
    if (source === undefined) rmSync(dataFolder, { recursive: true, force: true });
    else restoreStores(STORES, source, dataFolder);
  } finally {
    held.release();
  }
}

function holdOrg(dataFolder: string): HeldFolder {
  if (!existsSync(join(dataFolder, MARK))) throw new CannotStart(`${dataFolder} holds no org.`);
  return holdDataFolder(dataFolder);
}

/** Makes a new org folder from an exported one. */
export function importOrg(source: string, dataFolder: string): void {
  if (!existsSync(join(source, MARK))) throw new CannotStart(`${source} is no exported org.`);
  if (existsSync(dataFolder))
    throw new CannotStart(`${dataFolder} exists already. Move it away or import into another folder.`);
  const partial = `${dataFolder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(dirname(partial), { recursive: true });
  mkdirSync(partial);
  for (const name of [...STORES, MARK]) copyFileSync(join(source, name), join(partial, name));
  renameSync(partial, dataFolder);
}
