/** Data folders with an empty embedded database in them. Making one takes seconds, copying it does not, so one is made per machine and version. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../src/runtime/database.ts';

const CACHE = fileURLToPath(new URL('../../../.cache/test', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../package.json', import.meta.url));

/** A fresh data folder below `home`. */
export async function dataFolder(home: string, name = 'service'): Promise<string> {
  const folder = join(home, name);
  cpSync(await emptyFolder(), folder, { recursive: true });
  return folder;
}

async function emptyFolder(): Promise<string> {
  const { dependencies } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { dependencies: Record<string, string> };
  const empty = join(CACHE, `empty-database-${dependencies['@electric-sql/pglite'] ?? 'unknown'}`);
  if (existsSync(empty)) return empty;
  // Made aside and renamed: a test that is stopped, or another one that makes it too, leaves nothing half done.
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'making-'));
  const database = await openDatabase({ dataDir: making });
  await database.close();
  try {
    renameSync(making, empty);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(empty)) throw error;
  }
  return empty;
}
