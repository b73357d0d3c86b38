import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CannotStart, holdDataFolder } from '../../src/cli/data-folder.ts';
import { readProject } from '../../src/cli/source-project.ts';

describe('the data folder of an org', () => {
  let root = '';
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'org-'));
  });
  after(() => rm(root, { recursive: true, force: true }));

  it('gets its name only when it is complete, and keeps its admin token', () => {
    const path = join(root, 'new');
    const held = holdDataFolder(path);
    assert.equal(held.existed, false);
    assert.equal(existsSync(path), false);
    held.complete();
    assert.equal(existsSync(path), true);
    held.release();
    const again = holdDataFolder(path);
    assert.equal(again.existed, true);
    assert.equal(again.adminToken, held.adminToken);
    again.release();
  });

  it('begins anew after a start that was cut off', async () => {
    const path = join(root, 'cut');
    const first = holdDataFolder(path);
    await writeFile(join(first.path, 'org.sqlite'), 'half');
    first.release();
    const second = holdDataFolder(path);
    assert.equal(second.existed, false);
    assert.equal(existsSync(join(second.path, 'org.sqlite')), false);
    second.release();
  });

  it('refuses a second start while the first one lives, and takes over from a dead one', async () => {
    const path = join(root, 'twice');
    const first = holdDataFolder(path);
    assert.throws(
      () => holdDataFolder(path),
      (error) => error instanceof CannotStart && error.message.includes(`process ${process.pid}`),
    );
    first.release();
    await writeFile(`${path}.lock`, '999999999');
    holdDataFolder(path).release();
  });

  it('does not touch a folder that belongs to something else', async () => {
    const path = join(root, 'other');
    await mkdir(path);
    await writeFile(join(path, 'org.sqlite'), 'not ours');
    assert.throws(() => holdDataFolder(path), /holds no org/);
  });

  it('reads a project with its replacements and without tests of components', async () => {
    const project = join(root, 'project');
    await mkdir(join(project, 'force-app/main/lwc/x/__tests__'), { recursive: true });
    await writeFile(join(project, 'force-app/main/a.xml'), '<c>CERT</c>');
    await writeFile(join(project, 'force-app/main/lwc/x/__tests__/x.test.js'), '');
    await writeFile(
      join(project, 'sfdx-project.json'),
      JSON.stringify({
        packageDirectories: [{ path: 'force-app' }],
        replacements: [{ filename: 'force-app/main/a.xml', stringToReplace: 'CERT', replaceWithEnv: 'THE_CERT' }],
      }),
    );
    const files = readProject(project, { THE_CERT: 'abc' });
    assert.deepEqual(
      files.map(({ path, content }) => [path, Buffer.from(content).toString()]),
      [['force-app/main/a.xml', '<c>abc</c>']],
    );
    assert.throws(() => readProject(project, {}), /THE_CERT/);
  });
});
