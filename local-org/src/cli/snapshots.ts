/** Whole orgs as one folder to keep, copy or hand on: `local-org export` and `local-org import`. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openStore, snapshot } from '../store/index.ts';
import { CannotStart, holdDataFolder } from './data-folder.ts';

const STORES = ['org.sqlite', 'events.sqlite'];
const MARK = 'org.json';

/** Writes a consistent copy of a stopped org to a new folder. Sessions stay valid; the admin token and logs are not copied. */
export function exportOrg(dataFolder: string, target: string): void {
  if (existsSync(target)) throw new CannotStart(`${target} exists already. Give the name of a new folder.`);
  if (!existsSync(join(dataFolder, MARK))) throw new CannotStart(`${dataFolder} holds no org.`);
  const held = holdDataFolder(dataFolder);
  const partial = `${target}.partial`;
  try {
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    for (const name of STORES) {
      const store = openStore(join(dataFolder, name));
      try {
        snapshot(store, join(partial, name));
      } finally {
        store.close();
      }
    }
    copyFileSync(join(dataFolder, MARK), join(partial, MARK));
    renameSync(partial, target);
  } finally {
    held.release();
  }
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
