/** Compiled modules on disk belong to the builder that compiled them. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fingerprintOf } from '../../src/metadata/folder-fingerprint.ts';
import { BUILDER_FINGERPRINT } from '../../src/web-build/builder-fingerprint.ts';
import { CompileCache, removeUnused } from '../../src/web-build/compile-cache.ts';

describe('compiled modules on disk', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'compile-cache-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const input = {
    logicalPath: 'c/card/card.html',
    source: '<template>Card</template>',
    scopedStyles: false,
    apiVersion: 67,
  };
  const cachedBy = (builder?: string): number => {
    const cache = new CompileCache(join(folder, 'lwc'), builder);
    cache.compile(input);
    return cache.statistics.cached;
  };

  it('are taken by the same builder and compiled anew by another', () => {
    assert.equal(cachedBy(), 0);
    assert.equal(cachedBy(), 1);
    assert.equal(cachedBy(BUILDER_FINGERPRINT), 1);
    assert.equal(cachedBy('another builder'), 0);
  });

  it('are removed once nobody has used them for thirty days', async () => {
    const directory = join(folder, 'aging');
    const compile = (source: string): void => {
      new CompileCache(directory).compile({ ...input, source });
    };
    compile('<template>Used</template>');
    compile('<template>Forgotten</template>');
    const names = await readdir(directory);
    assert.equal(names.length, 2);
    const day = 86_400_000;
    for (const name of names) {
      const long = new Date(Date.now() - 40 * day);
      await utimes(join(directory, name), long, long);
    }
    compile('<template>Used</template>');
    await removeUnused(directory, Date.now());
    assert.equal((await readdir(directory)).length, 1, 'a use makes a module young again');
    await removeUnused(directory, Date.now() + 29 * day);
    assert.equal((await readdir(directory)).length, 1);
    await removeUnused(directory, Date.now() + 31 * day);
    assert.deepEqual(await readdir(directory), []);
    await removeUnused(join(folder, 'never made'), Date.now());
  });

  it('belong to another builder once one of its files is edited, renamed or new', async () => {
    const source = join(folder, 'builder');
    const seen = new Set<string>();
    const edit = async (name: string, text: string): Promise<void> => {
      await mkdir(join(source, 'modules'), { recursive: true });
      await writeFile(join(source, name), text);
      seen.add(fingerprintOf([source]));
    };
    await edit('plugin.ts', 'one');
    await edit('plugin.ts', 'two');
    await edit('modules/button.js', '');
    await rm(join(source, 'modules/button.js'));
    await edit('modules/badge.js', '');
    assert.equal(seen.size, 4);
    await edit('plugin.ts', 'two');
    assert.equal(seen.size, 4, 'the same files give the same fingerprint');
  });
});
