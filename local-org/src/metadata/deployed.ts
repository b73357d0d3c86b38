/** What is deployed: components kept in system tables, read through typed accessors. */
import type { Store } from '../engine/ports.ts';
import { buildSchema, type OrgSchema } from '../schema/index.ts';
import { readSetting, writeSetting } from '../store/index.ts';
import { componentKey, type MetadataComponent, type SourceFile } from './metadata-set.ts';
import { parseXml, type XmlElement } from './xml.ts';
import { leftOutFields } from './org-features.ts';

const tables = `
  CREATE TABLE IF NOT EXISTS _metadata (type TEXT NOT NULL COLLATE NOCASE, fullName TEXT NOT NULL COLLATE NOCASE, path TEXT NOT NULL, content TEXT, PRIMARY KEY (type, fullName)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS _metadata_files (type TEXT NOT NULL COLLATE NOCASE, fullName TEXT NOT NULL COLLATE NOCASE, path TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (type, fullName, path));
  CREATE TABLE IF NOT EXISTS _prefixes (object TEXT PRIMARY KEY COLLATE NOCASE, prefix TEXT NOT NULL UNIQUE) WITHOUT ROWID;
`;
const schemaTypes = [
  'GlobalValueSet',
  'StandardValueSet',
  'CustomObject',
  'CustomField',
  'RecordType',
  'ValidationRule',
  'FieldSet',
  'BusinessProcess',
  'SharingReason',
];

/** Creates the system tables of deployed metadata when they are absent. */
export function ensureMetadataTables(store: Store): void {
  store.exec(tables);
}

/** One deployed component. */
export interface DeployedComponent {
  readonly type: string;
  readonly fullName: string;
  readonly path: string;
  /** The XML as deployed; null for a component without any. */
  readonly xmlText: string | null;
  /** The parsed XML; null for a component without any. */
  readonly xml: XmlElement | null;
  /** Code, bundle files or the resource. */
  readonly files: readonly SourceFile[];
  /** The only or main file as text (Apex, triggers, pages); empty when there is none. */
  readonly body: string;
}

/** A custom label in the org's language. */
export interface DeployedLabel {
  readonly name: string;
  readonly value: string;
  readonly language: string;
}

/** An app that may ask for tokens: a connected app or an external client app with its OAuth settings. */
export interface OauthApp {
  readonly name: string;
  readonly label: string;
  readonly consumerKey: string;
  readonly consumerSecret: string | null;
  /** Name of the certificate, or the certificate itself, that checks JWT bearer assertions. */
  readonly certificate: string | null;
  readonly callbackUrls: readonly string[];
  readonly scopes: readonly string[];
}

/** Reads deployed metadata. Answers are cached until the next deploy. */
export interface DeployedMetadata {
  /** Grows with every deploy that changed something. */
  readonly version: number;
  get(type: string, fullName: string): DeployedComponent | undefined;
  /** Components of a type in name order. */
  list(type: string): readonly DeployedComponent[];
  flexiPage(name: string): DeployedComponent | undefined;
  layout(name: string): DeployedComponent | undefined;
  application(name: string): DeployedComponent | undefined;
  tab(name: string): DeployedComponent | undefined;
  listViews(objectName: string): readonly DeployedComponent[];
  compactLayout(objectName: string, name: string): DeployedComponent | undefined;
  apexClass(name: string): DeployedComponent | undefined;
  lightningComponent(name: string): DeployedComponent | undefined;
  profile(name: string): DeployedComponent | undefined;
  permissionSet(name: string): DeployedComponent | undefined;
  label(name: string): DeployedLabel | undefined;
  oauthApps(): readonly OauthApp[];
}

const readers = new WeakMap<Store, { readonly version: number; readonly metadata: DeployedMetadata }>();

/** The deployed metadata of a store. */
export function metadataOf(store: Store): DeployedMetadata {
  const version = metadataVersion(store);
  const known = readers.get(store);
  if (known?.version === version) return known.metadata;
  const metadata = new StoredMetadata(store, version);
  readers.set(store, { version, metadata });
  return metadata;
}

/** The version of the deployed metadata: 0 for a store nothing was deployed to. */
export function metadataVersion(store: Store): number {
  return Number(readSetting(store, 'metadataVersion') ?? 0);
}

/** The schema of what is deployed. Building takes some 50 ms: keep it until `metadataVersion` changes. */
export function loadSchema(store: Store): OrgSchema {
  const components = schemaTypes
    .flatMap((type) => metadataOf(store).list(type))
    .flatMap((component) =>
      component.xml === null ? [] : [{ type: component.type, fullName: component.fullName, node: component.xml }],
    );
  return buildSchema({
    version: metadataVersion(store),
    components,
    prefixOf: (name) => prefixOf(store, name),
    currencies: activeCurrencies(store),
    leavesOut: leftOutFields(store),
  });
}

/** Marks the metadata as changed, so that every reader builds anew. */
export function nextMetadataVersion(store: Store): number {
  const version = metadataVersion(store) + 1;
  writeSetting(store, 'metadataVersion', String(version));
  return version;
}

/** Replaces or adds a component. */
export function storeComponent(store: Store, component: MetadataComponent): void {
  store.run(
    'INSERT INTO _metadata (type, fullName, path, content) VALUES (?, ?, ?, ?) ON CONFLICT (type, fullName) DO UPDATE SET fullName = excluded.fullName, path = excluded.path, content = excluded.content',
    component.type,
    component.fullName,
    component.file,
    component.xmlText,
  );
  store.run('DELETE FROM _metadata_files WHERE type = ? AND fullName = ?', component.type, component.fullName);
  for (const file of component.contents)
    store.run(
      'INSERT INTO _metadata_files (type, fullName, path, content) VALUES (?, ?, ?, ?)',
      component.type,
      component.fullName,
      file.path,
      file.content,
    );
}

/** Forgets a component; true when there was one. */
export function removeComponent(store: Store, type: string, fullName: string): boolean {
  store.run('DELETE FROM _metadata_files WHERE type = ? AND fullName = ?', type, fullName);
  return store.run('DELETE FROM _metadata WHERE type = ? AND fullName = ?', type, fullName).changes > 0;
}

/** Key prefixes of custom objects: `a00`, `a01` … by kind, given once. Shares and histories get prefixes of their own, because here every id names its table. */
function prefixOf(store: Store, objectName: string): string {
  const known = store.get('SELECT prefix FROM _prefixes WHERE object = ?', objectName);
  if (known) return String(known['prefix']);
  const letter = prefixLetter(objectName);
  const count = Number(store.get('SELECT count(*) AS n FROM _prefixes WHERE substr(prefix, 1, 1) = ?', letter)?.['n']);
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const prefix = letter + digits.charAt(Math.floor(count / 62)) + digits.charAt(count % 62);
  store.run('INSERT INTO _prefixes (object, prefix) VALUES (?, ?)', objectName, prefix);
  return prefix;
}

function prefixLetter(objectName: string): string {
  if (objectName.endsWith('__e')) return 'e';
  if (objectName.endsWith('__mdt')) return 'm';
  if (objectName.endsWith('__Share')) return 'n';
  if (objectName.endsWith('__History')) return 'h';
  return 'a';
}

function activeCurrencies(store: Store): readonly string[] {
  const table = store.get("SELECT 1 FROM _columns WHERE object = 'CurrencyType' LIMIT 1");
  if (!table) return [];
  return store
    .all('SELECT IsoCode FROM CurrencyType WHERE IsActive = 1 ORDER BY IsCorporate DESC, IsoCode')
    .map((row) => String(row['IsoCode']));
}

class StoredMetadata implements DeployedMetadata {
  readonly version: number;
  readonly #store: Store;
  readonly #components = new Map<string, DeployedComponent | undefined>();
  readonly #lists = new Map<string, readonly DeployedComponent[]>();

  constructor(store: Store, version: number) {
    this.#store = store;
    this.version = version;
  }

  get(type: string, fullName: string): DeployedComponent | undefined {
    const key = componentKey(type, fullName);
    if (this.#components.has(key)) return this.#components.get(key);
    const row = this.#store.get(
      'SELECT type, fullName, path, content FROM _metadata WHERE type = ? AND fullName = ?',
      type,
      fullName,
    );
    const component =
      row &&
      new StoredComponent(
        this.#store,
        String(row['type']),
        String(row['fullName']),
        String(row['path']),
        textOrNull(row['content']),
      );
    this.#components.set(key, component);
    return component;
  }

  list(type: string): readonly DeployedComponent[] {
    const known = this.#lists.get(type);
    if (known) return known;
    const list: DeployedComponent[] = [];
    for (const row of this.#store.all('SELECT fullName FROM _metadata WHERE type = ? ORDER BY fullName', type)) {
      const component = this.get(type, String(row['fullName']));
      if (component) list.push(component);
    }
    this.#lists.set(type, list);
    return list;
  }

  flexiPage(name: string): DeployedComponent | undefined {
    return this.get('FlexiPage', name);
  }

  layout(name: string): DeployedComponent | undefined {
    return this.get('Layout', name);
  }

  application(name: string): DeployedComponent | undefined {
    return this.get('CustomApplication', name);
  }

  tab(name: string): DeployedComponent | undefined {
    return this.get('CustomTab', name);
  }

  listViews(objectName: string): readonly DeployedComponent[] {
    const prefix = `${objectName.toLowerCase()}.`;
    return this.list('ListView').filter((view) => view.fullName.toLowerCase().startsWith(prefix));
  }

  compactLayout(objectName: string, name: string): DeployedComponent | undefined {
    return this.get('CompactLayout', `${objectName}.${name}`);
  }

  apexClass(name: string): DeployedComponent | undefined {
    return this.get('ApexClass', name);
  }

  lightningComponent(name: string): DeployedComponent | undefined {
    return this.get('LightningComponentBundle', name);
  }

  profile(name: string): DeployedComponent | undefined {
    return this.get('Profile', name);
  }

  permissionSet(name: string): DeployedComponent | undefined {
    return this.get('PermissionSet', name);
  }

  label(name: string): DeployedLabel | undefined {
    const xml = this.get('CustomLabel', name)?.xml;
    if (!xml) return undefined;
    return {
      name: childText(xml, 'fullName') ?? name,
      value: childText(xml, 'value') ?? '',
      language: childText(xml, 'language') ?? 'en_US',
    };
  }

  oauthApps(): readonly OauthApp[] {
    return [...this.#connectedApps(), ...this.#externalClientApps()];
  }

  #connectedApps(): readonly OauthApp[] {
    return this.list('ConnectedApp').flatMap((component) => {
      const oauth = component.xml?.children.find((child) => child.name === 'oauthConfig');
      const consumerKey = oauth && childText(oauth, 'consumerKey');
      if (!oauth || consumerKey === undefined) return [];
      return [
        {
          name: component.fullName,
          label: (component.xml && childText(component.xml, 'label')) ?? component.fullName,
          consumerKey,
          consumerSecret: childText(oauth, 'consumerSecret') ?? null,
          certificate: childText(oauth, 'certificate') ?? null,
          callbackUrls: (childText(oauth, 'callbackUrl') ?? '').split('\n').map((url) => url.trim()),
          scopes: oauth.children.filter((child) => child.name === 'scopes').map((child) => child.text),
        },
      ];
    });
  }

  #externalClientApps(): readonly OauthApp[] {
    return this.list('ExtlClntAppGlobalOauthSettings').flatMap((component) => {
      const xml = component.xml;
      const consumerKey = xml && childText(xml, 'consumerKey');
      if (!xml || consumerKey === undefined || consumerKey === null) return [];
      const appName = childText(xml, 'externalClientApplication') ?? component.fullName;
      const settings = this.list('ExtlClntAppOauthSettings').find(
        (candidate) => candidate.xml && childText(candidate.xml, 'externalClientApplication') === appName,
      )?.xml;
      const app = this.get('ExternalClientApplication', appName)?.xml;
      return [
        {
          name: appName,
          label: (app && childText(app, 'label')) ?? appName,
          consumerKey,
          consumerSecret: childText(xml, 'consumerSecret') ?? null,
          certificate: childText(xml, 'certificate') ?? null,
          callbackUrls: (childText(xml, 'callbackUrl') ?? '').split('\n').map((url) => url.trim()),
          scopes: ((settings && childText(settings, 'commaSeparatedOauthScopes')) ?? '')
            .split(',')
            .map((scope) => scope.trim())
            .filter((scope) => scope !== ''),
        },
      ];
    });
  }
}

class StoredComponent implements DeployedComponent {
  readonly type: string;
  readonly fullName: string;
  readonly path: string;
  readonly xmlText: string | null;
  readonly #store: Store;
  #xml: XmlElement | null | undefined;
  #files: readonly SourceFile[] | undefined;

  constructor(store: Store, type: string, fullName: string, path: string, xmlText: string | null) {
    this.#store = store;
    this.type = type;
    this.fullName = fullName;
    this.path = path;
    this.xmlText = xmlText;
  }

  get xml(): XmlElement | null {
    this.#xml ??= this.xmlText === null ? null : parseXml(this.xmlText);
    return this.#xml;
  }

  get files(): readonly SourceFile[] {
    this.#files ??= this.#store
      .all(
        'SELECT path, content FROM _metadata_files WHERE type = ? AND fullName = ? ORDER BY path',
        this.type,
        this.fullName,
      )
      .map((row) => ({
        path: String(row['path']),
        content: row['content'] instanceof Uint8Array ? row['content'] : new Uint8Array(),
      }));
    return this.#files;
  }

  get body(): string {
    const first = this.files[0];
    return first ? new TextDecoder().decode(first.content) : '';
  }
}

/** Text of the first child of that name; undefined when there is none. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
