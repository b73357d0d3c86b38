import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import {
  createOrg,
  deploy,
  metadataOf,
  readFiles,
  readZip,
  retrieve,
  validate,
  type DeployedMetadata,
  type SourceFile,
  type XmlElement,
} from '../../src/metadata/index.ts';
import { componentTypes, objectParts } from '../../src/metadata/component-types.ts';
import { openStore, type OpenStore } from '../../src/store/index.ts';
import { sampleFiles } from './sample-project.ts';

const now = Date.UTC(2026, 0, 15, 8);
const options = { apiVersion: '67.0', singlePackage: false };
const head = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

const text = (path: string, content: string): SourceFile => ({
  path: `force-app/${path}`,
  content: new TextEncoder().encode(content),
});
const EXTRA: readonly SourceFile[] = [
  text(
    'email/Sales.emailFolder-meta.xml',
    `<EmailFolder ${head}><accessType>Public</accessType><name>Sales</name></EmailFolder>`,
  ),
  text(
    'email/Sales/Hello.email-meta.xml',
    `<EmailTemplate ${head}><available>true</available><encodingKey>UTF-8</encodingKey><name>Hello</name><style>none</style><type>text</type></EmailTemplate>`,
  ),
  text('email/Sales/Hello.email', 'Hello'),
  text(
    'staticresources/charts.resource-meta.xml',
    `<StaticResource ${head}><cacheControl>Public</cacheControl><contentType>application/zip</contentType></StaticResource>`,
  ),
  text('staticresources/charts/js/bar.js', 'bar()'),
  text('staticresources/charts/js/line.js', 'line()'),
];

/** An element without the places where it stood. */
function plain({ name, text: own, children }: XmlElement, root = true): unknown {
  const inner = children.filter((child) => !(root && child.name === 'fullName')).map((child) => plain(child, false));
  return { ...(root ? {} : { name }), text: inner.length > 0 ? '' : own, inner };
}

describe('a retrieve', () => {
  let store: OpenStore;
  let metadata: DeployedMetadata;
  before(() => {
    store = openStore(':memory:');
    createOrg(store, { now });
    assert.deepEqual(deploy(store, readFiles([...sampleFiles(), ...EXTRA]), { now }).problems, []);
    metadata = metadataOf(store);
  });
  after(() => store.close());
  const everything = () => {
    const parts = objectParts.map(({ name }) => ({
      name,
      members: metadata.list(name).map(({ fullName }) => fullName),
    }));
    const types = [...componentTypes.map(({ name }) => name), 'EmailFolder'];
    return retrieve(metadata, [...types.map((name) => ({ name, members: ['*'] })), ...parts], options);
  };
  const paths = (zip: Uint8Array) => Object.keys(unzipSync(zip)).sort();

  it('of everything can be deployed again and says the same', () => {
    const again = readZip(everything().zip);
    assert.deepEqual(validate(again, null), []);
    const returned = new Map(again.components.map((one) => [`${one.type}:${one.fullName}`, one]));
    let compared = 0;
    for (const type of new Set(again.components.map((one) => one.type)))
      for (const { fullName, xml } of metadata.list(type)) {
        const other = returned.get(`${type}:${fullName}`);
        assert.ok(other, `${type} ${fullName}`);
        if (xml && other.xml && type !== 'CustomObjectTranslation') {
          assert.deepEqual(plain(other.xml), plain(xml), `${type} ${fullName}`);
          compared++;
        }
      }
    assert.ok(compared > 20, `${compared} components`);
  });

  it('gives every XML that is a file of its own byte for byte', () => {
    const { zip, files } = retrieve(metadata, [{ name: 'PermissionSet', members: ['*'] }], options);
    const content = unzipSync(zip);
    assert.ok(files.length > 0);
    for (const { fullName, fileName } of files)
      assert.equal(strFromU8(content[fileName] ?? new Uint8Array()), metadata.get('PermissionSet', fullName)?.xmlText);
  });

  it('puts parts asked for one by one into their object, without the rest of it', () => {
    const [field] = metadata.list('CustomField');
    assert.ok(field);
    const object = field.fullName.split('.')[0] ?? '';
    const { zip, files } = retrieve(metadata, [{ name: 'CustomField', members: [field.fullName] }], options);
    assert.deepEqual(paths(zip), [`unpackaged/objects/${object}.object`, 'unpackaged/package.xml']);
    assert.deepEqual(files, [
      { type: 'CustomField', fullName: field.fullName, fileName: `unpackaged/objects/${object}.object` },
    ]);
    const components = readZip(zip).components.map(({ type, fullName }) => `${type} ${fullName}`);
    assert.deepEqual(components, [`CustomField ${field.fullName}`]);
  });

  it('brings templates with their folder, and a resource folder as an archive', () => {
    const { zip } = retrieve(
      metadata,
      [
        { name: 'EmailTemplate', members: ['Sales', 'Sales/Hello'] },
        { name: 'StaticResource', members: ['charts'] },
      ],
      { ...options, singlePackage: true },
    );
    assert.deepEqual(paths(zip), [
      'email/Sales-meta.xml',
      'email/Sales/Hello.email',
      'email/Sales/Hello.email-meta.xml',
      'package.xml',
      'staticresources/charts.resource',
      'staticresources/charts.resource-meta.xml',
    ]);
    const archive = unzipSync(zip)['staticresources/charts.resource'];
    assert.deepEqual(Object.keys(unzipSync(archive ?? new Uint8Array())), ['js/bar.js', 'js/line.js']);
  });

  it('says what is not there', () => {
    const { messages, files } = retrieve(metadata, [{ name: 'ApexClass', members: ['Gone'] }], options);
    assert.deepEqual(files, []);
    assert.deepEqual(messages, [
      { fileName: 'unpackaged/package.xml', problem: "Entity of type 'ApexClass' named 'Gone' cannot be found" },
    ]);
  });
});
