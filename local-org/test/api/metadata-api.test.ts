// The Metadata API as a client uses it: zips over SOAP, by jsforce. What is deployed comes back as it was written; what has faults does not.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { Connection } from 'jsforce';
import {
  createOrg,
  deploy,
  metadataOf,
  readFiles,
  readZip,
  retrieve,
  type MetadataComponent,
  type XmlElement,
} from '../../src/metadata/index.ts';
import { componentTypes, objectParts } from '../../src/metadata/component-types.ts';
import { openStore } from '../../src/store/index.ts';
import { everyType } from '../metadata/every-type.ts';
import { XMLNS } from '../metadata/source-files.ts';
import { ADMIN, ADMIN_PASSWORD, startTestOrg, type TestOrg } from './running-org.ts';

/** Containers and parts that a manifest does not name, or names by their holder. */
const NOT_NAMED = new Set(['CustomLabels']);
const NOW = Date.UTC(2026, 0, 15, 8);

/** An element without the places where it stood; the name of a part is in its file's name or in it. */
function plain({ name, text, children }: XmlElement, root = true): unknown {
  const inner = children.filter((child) => !(root && child.name === 'fullName')).map((child) => plain(child, false));
  return { ...(root ? {} : { name }), text: inner.length > 0 ? '' : text, inner };
}

function bytesOf({ contents }: MetadataComponent): readonly string[] {
  return contents.map(({ path, content }) => `${path} ${Buffer.from(content).toString('utf8')}`).sort();
}

interface DeployResult {
  readonly id: string;
  readonly success: boolean;
  readonly status: string;
  readonly details?: { readonly componentFailures?: unknown; readonly componentSuccesses?: unknown };
}
interface Message {
  readonly fullName: string;
  readonly problem?: string;
  readonly problemType?: string;
  readonly lineNumber?: string | number;
}

/** jsforce gives one element as an object, several as a list. */
function listed(value: unknown): readonly Message[] {
  return (value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]) as readonly Message[];
}

describe('the Metadata API', () => {
  let test: TestOrg;
  let admin: Connection;
  before(async () => {
    test = await startTestOrg();
    admin = new Connection({ loginUrl: test.org.url, version: '67.0' });
    await admin.login(ADMIN, ADMIN_PASSWORD);
    admin.metadata.pollInterval = 20;
  });
  after(() => test.stop());

  async function send(
    zip: Uint8Array,
    options: Readonly<Record<string, unknown>> = { rollbackOnError: true },
  ): Promise<DeployResult> {
    return await admin.metadata.deploy(Buffer.from(zip), { singlePackage: true, ...options }).complete(true);
  }

  function manifest(types: Readonly<Record<string, readonly string[]>>): string {
    const parts = Object.entries(types).map(
      ([name, members]) =>
        `<types>${members.map((member) => `<members>${member}</members>`).join('')}<name>${name}</name></types>`,
    );
    return `<Package ${XMLNS}>${parts.join('')}<version>67.0</version></Package>`;
  }

  function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
    return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
  }

  const CLASS_META = `<ApexClass ${XMLNS}><apiVersion>67.0</apiVersion><status>Active</status></ApexClass>`;
  function classes(code: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}): Uint8Array {
    const files = Object.entries(code).flatMap(([name, body]) => [
      [`classes/${name}.cls`, body],
      [`classes/${name}.cls-meta.xml`, CLASS_META],
    ]);
    return zipOf({
      'package.xml': manifest({ ApexClass: Object.keys(code) }),
      ...(Object.fromEntries(files) as Readonly<Record<string, string>>),
      ...more,
    });
  }

  const hasClass = async (name: string): Promise<boolean> =>
    (await admin.query(`SELECT Id FROM ApexClass WHERE Name = '${name}'`)).totalSize === 1;

  it('takes every type in a zip and gives it back as it was written in the source project', async () => {
    const source = readFiles(everyType());
    assert.deepEqual(
      [
        ...componentTypes,
        ...objectParts,
        { name: 'CustomLabel' },
        { name: 'CustomFieldTranslation' },
        { name: 'EmailFolder' },
      ]
        .map(({ name }) => name)
        .filter((name) => !NOT_NAMED.has(name) && !source.components.some(({ type }) => type === name)),
      [],
      'a sample of every supported type',
    );
    const types = [...Map.groupBy(source.components, ({ type }) => type)].map(([name, members]) => ({
      name,
      members: members.map(({ fullName }) => fullName),
    }));
    const store = openStore(':memory:');
    createOrg(store, { now: NOW });
    assert.deepEqual(deploy(store, source, { now: NOW }).problems, []);
    const { zip } = retrieve(metadataOf(store), types, { apiVersion: '67.0', singlePackage: true });
    store.close();

    const deployed = await send(zip);
    assert.deepEqual([listed(deployed.details?.componentFailures), deployed.status], [[], 'Succeeded']);
    const retrieved = await admin.metadata
      .retrieve({ apiVersion: '67.0', singlePackage: true, unpackaged: { types, version: '67.0' } } as never)
      .complete();
    const back = new Map(
      readZip(Buffer.from(retrieved.zipFile, 'base64')).components.map((one) => [`${one.type} ${one.fullName}`, one]),
    );
    for (const one of source.components) {
      const name = `${one.type} ${one.fullName}`;
      const other = back.get(name);
      // Resource folders come back as the archives they stand for; the XML of a bundle without one has nothing to compare.
      if (one.xml) assert.deepEqual(other?.xml && plain(other.xml), plain(one.xml), name);
      if (other && one.type !== 'StaticResource') assert.deepEqual(bytesOf(other), bytesOf(one), name);
      assert.ok(other, name);
    }
    assert.ok(source.components.length > 100, `${source.components.length} components`);
  });

  it('describes in the language of the user what it has translations of', async () => {
    const [user] = (await admin.query<{ Id: string }>(`SELECT Id FROM User WHERE Username = '${ADMIN}'`)).records;
    const labelIn = async (language: string): Promise<string> => {
      await admin.sobject('User').update({ Id: user?.Id ?? '', LanguageLocaleKey: language });
      const connection = new Connection({ loginUrl: test.org.url, version: '67.0' });
      await connection.login(ADMIN, ADMIN_PASSWORD);
      return (await connection.sobject('Kind__c').describe()).label;
    };
    assert.deepEqual([await labelIn('de'), await labelIn('en_US')], ['Art', 'Kind']);
  });

  it('only looks when it is asked to check only', async () => {
    const result = await send(classes({ Checked: 'public class Checked {}' }), {
      checkOnly: true,
      rollbackOnError: true,
    });
    assert.deepEqual([result.status, await hasClass('Checked')], ['Succeeded', false]);
  });

  it('with rollbackOnError keeps nothing when one component is wrong', async () => {
    const result = await send(classes({ Right: 'public class Right {}', Wrong: 'public class Wrong { Strin x; }' }));
    assert.deepEqual([result.status, await hasClass('Right')], ['Failed', false]);
    assert.deepEqual(
      listed(result.details?.componentFailures).map(({ fullName }) => fullName),
      ['Wrong'],
    );
  });

  it('without rollbackOnError, which is what a client gets that does not ask for it, deploys what has no fault', async () => {
    const code = {
      Right: 'public class Right {}',
      Wrong: 'public class Wrong { Strin x; }',
      Uses: 'public class Uses { Wrong w; }',
    };
    const result = await send(classes(code), {});
    assert.deepEqual([result.status, result.success], ['SucceededPartial', true]);
    assert.deepEqual(
      listed(result.details?.componentFailures)
        .map(({ fullName }) => fullName)
        .sort(),
      ['Uses', 'Wrong'],
    );
    assert.deepEqual([await hasClass('Right'), await hasClass('Wrong'), await hasClass('Uses')], [true, false, false]);
  });

  it('asks for a manifest, and for everything it names', async () => {
    const none = await send(zipOf({ 'classes/A.cls': 'public class A {}', 'classes/A.cls-meta.xml': CLASS_META }));
    assert.deepEqual(
      listed(none.details?.componentFailures).map(({ problem }) => problem),
      ['No package.xml found'],
    );
    const short = await send(zipOf({ 'package.xml': manifest({ ApexClass: ['Gone', '*'] }) }));
    assert.deepEqual(
      listed(short.details?.componentFailures).map(({ fullName, problem }) => [fullName, problem]),
      [['Gone', "An object 'Gone' of type ApexClass was named in package.xml, but was not found in zipped directory"]],
    );
  });

  it('asks the manifest to name everything that is in the zip', async () => {
    const more = await send(
      classes(
        { Named: 'public class Named {}' },
        { 'classes/Other.cls': 'public class Other {}', 'classes/Other.cls-meta.xml': CLASS_META },
      ),
    );
    assert.deepEqual(
      listed(more.details?.componentFailures).map(({ fullName, problem }) => [fullName, problem]),
      [['Other', 'Not in package.xml']],
    );
  });

  it('removes before and after what it adds, as destructive changes say', async () => {
    assert.equal(
      (
        await send(
          classes({
            Old: 'public class Old { public static void a() {} }',
            Caller: 'public class Caller { void b() { Old.a(); } }',
          }),
        )
      ).status,
      'Succeeded',
    );
    const removal = manifest({ ApexClass: ['Old'] });
    const caller = { Caller: 'public class Caller {}' };
    const refused = await send(classes({}, { 'destructiveChanges.xml': removal }));
    assert.equal(refused.status, 'Failed', 'the caller would not compile');
    assert.equal(await hasClass('Old'), true);
    const done = await send(classes(caller, { 'destructiveChangesPost.xml': removal }));
    assert.deepEqual([done.status, await hasClass('Old'), await hasClass('Caller')], ['Succeeded', false, true]);
    const again = await send(classes(caller, { 'destructiveChangesPre.xml': manifest({ ApexClass: ['Caller'] }) }));
    assert.deepEqual([again.status, await hasClass('Caller')], ['Succeeded', true]);
  });

  it('warns of a removal of what is not there, and fails when warnings may not be ignored', async () => {
    const zip = classes({}, { 'destructiveChanges.xml': manifest({ ApexClass: ['Never'] }) });
    const strict = await send(zip);
    assert.deepEqual(
      [
        strict.status,
        ...listed(strict.details?.componentFailures).map(
          ({ problem, problemType }) => `${problemType ?? ''}: ${problem ?? ''}`,
        ),
      ],
      ['Failed', 'Warning: No ApexClass named: Never found'],
    );
    const mild = await send(zip, { rollbackOnError: true, ignoreWarnings: true });
    assert.equal(mild.status, 'Succeeded');
    assert.ok(
      listed(mild.details?.componentSuccesses).some(({ problem }) => problem === 'No ApexClass named: Never found'),
    );
  });

  it('deploys a validation that ran its tests, for ten days, without running them again', async () => {
    const zip = classes({
      Quick: 'public class Quick { public static Integer one() { return 1; } }',
      QuickTest:
        '@IsTest private class QuickTest { @IsTest static void counts() { Assert.areEqual(1, Quick.one()); } }',
    });
    const untested = await send(zip, { checkOnly: true, rollbackOnError: true });
    await assert.rejects(admin.metadata.deployRecentValidation({ id: untested.id }), /ran no Apex tests/);
    const validated = await send(zip, {
      checkOnly: true,
      rollbackOnError: true,
      testLevel: 'RunSpecifiedTests',
      runTests: ['QuickTest'],
    });
    assert.deepEqual([validated.status, await hasClass('Quick')], ['Succeeded', false]);
    const uncovered = classes({
      Lonely: 'public class Lonely { public static Integer one() { return 1; } }',
      LonelyTest: '@IsTest private class LonelyTest { @IsTest static void looksAway() { Assert.isTrue(true); } }',
    });
    const named = { rollbackOnError: true, testLevel: 'RunSpecifiedTests', runTests: ['LonelyTest'] };
    assert.deepEqual([(await send(uncovered, named)).status, await hasClass('Lonely')], ['Failed', false]);
    await admin.metadata.deployRecentValidation({ id: validated.id });
    assert.equal(await hasClass('Quick'), true);
  });

  it('refuses types it does not take by their names', async () => {
    const result = await send(
      zipOf({ 'package.xml': manifest({ Flow: ['Sign_Up'] }), 'flows/Sign_Up.flow': `<Flow ${XMLNS}/>` }),
    );
    assert.deepEqual(
      listed(result.details?.componentFailures).map(({ problem }) => problem),
      ['The local org does not support metadata type Flow. See docs/local-org/coverage.md.'],
    );
  });
});
