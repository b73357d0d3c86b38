/** Data folders with an empty embedded database in them: making one takes seconds, copying it does not. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../src/runtime/database.ts';

/** Makes the first folder below `home`; `copy` gives further ones there. */
export async function dataFolders(home: string): Promise<{ copy(name: string): string }> {
  const empty = join(home, 'empty');
  const database = await openDatabase({ dataDir: empty });
  await database.close();
  return {
    copy(name) {
      const folder = join(home, name);
      cpSync(empty, folder, { recursive: true });
      return folder;
    },
  };
}
