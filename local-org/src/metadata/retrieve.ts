/**
 * Deployed components as a zip in the Metadata API's format: what was deployed comes back as it was written. Parts of objects, labels and
 * translations are put together into the file of their container.
 * Source: Metadata API Developer Guide, "retrieve()", "package.xml", chapter of each type (folders and suffixes).
 */
import { zipSync } from 'fflate';
import { objectParts, typeNamed, type ComponentType } from './component-types.ts';
import type { DeployedComponent, DeployedMetadata } from './deployed.ts';
import type { SourceFile } from './metadata-set.ts';
import { escapeXml, parseXml, serialiseXml, type XmlElement } from './xml.ts';

/** One `<types>` of a manifest; a member `*` stands for all components of the type. */
export interface ManifestType {
  readonly name: string;
  readonly members: readonly string[];
}

/** One component with the file that holds it. */
export interface RetrievedFile {
  readonly type: string;
  readonly fullName: string;
  /** Path in the zip. */
  readonly fileName: string;
}

export interface RetrievedZip {
  readonly zip: Uint8Array;
  readonly files: readonly RetrievedFile[];
  /** What the manifest names and the org lacks, in the platform's words. */
  readonly messages: readonly { readonly fileName: string; readonly problem: string }[];
}

const encoder = new TextEncoder();
const ROOT = 'unpackaged';

/** Puts the manifest's components into a zip; `singlePackage` leaves the folder `unpackaged` out. */
export function retrieve(
  metadata: DeployedMetadata,
  manifest: readonly ManifestType[],
  options: { readonly apiVersion: string; readonly singlePackage: boolean },
): RetrievedZip {
  const content = new ZipContent(metadata);
  for (const { name, members } of manifest) for (const member of members) content.add(name, member);
  return content.finish(manifest, options);
}

class ZipContent {
  readonly #metadata: DeployedMetadata;
  readonly #files = new Map<string, Uint8Array>();
  readonly #retrieved = new Map<string, RetrievedFile>();
  readonly #messages: { fileName: string; problem: string }[] = [];
  /** Object → the parts asked for one by one. */
  readonly #parts = new Map<string, DeployedComponent[]>();
  readonly #objects = new Set<string>();
  /** `Account-de` → the translated fields to come with it. */
  readonly #translatedFields = new Map<string, readonly DeployedComponent[]>();
  readonly #labels = new Map<string, DeployedComponent>();

  constructor(metadata: DeployedMetadata) {
    this.#metadata = metadata;
  }

  add(type: string, member: string): void {
    if (member === '*') {
      for (const { fullName } of this.#metadata.list(type)) this.#one(type, fullName);
      if (type === 'CustomLabels')
        for (const { fullName } of this.#metadata.list('CustomLabel')) this.#one('CustomLabel', fullName);
      if (type === 'CustomObjectTranslation')
        for (const { fullName } of this.#metadata.list('CustomFieldTranslation')) this.#one(type, holderOf(fullName));
      return;
    }
    if (!this.#one(type, member))
      this.#messages.push({
        fileName: `${ROOT}/package.xml`,
        problem: `Entity of type '${type}' named '${member}' cannot be found`,
      });
  }

  finish(
    manifest: readonly ManifestType[],
    options: { readonly apiVersion: string; readonly singlePackage: boolean },
  ): RetrievedZip {
    for (const name of new Set([...this.#objects, ...this.#parts.keys()])) this.#mergedObject(name);
    for (const [name, fields] of this.#translatedFields) this.#mergedTranslation(name, fields);
    if (this.#labels.size > 0) this.#mergedLabels();
    this.#put('package.xml', manifestXml(manifest, options.apiVersion));
    const prefix = options.singlePackage ? '' : `${ROOT}/`;
    const files = Object.fromEntries([...this.#files].map(([path, bytes]) => [`${prefix}${path}`, bytes]));
    return {
      zip: zipSync(files),
      files: [...this.#retrieved.values()].map((file) => ({ ...file, fileName: `${prefix}${file.fileName}` })),
      messages: this.#messages,
    };
  }

  /** False when the org has no such component. */
  #one(type: string, fullName: string): boolean {
    if (type === 'CustomLabels') {
      for (const label of this.#metadata.list('CustomLabel')) this.#labels.set(label.fullName, label);
      return this.#labels.size > 0;
    }
    // Manifests name folders of templates among the templates.
    const component =
      this.#metadata.get(type, fullName) ??
      (type === 'EmailTemplate' ? this.#metadata.get('EmailFolder', fullName) : undefined);
    if (type === 'CustomObjectTranslation') return this.#wholeTranslation(fullName, component);
    if (!component) {
      const parts = type === 'CustomObject' && this.#partsOf(fullName).length > 0;
      if (parts) this.#objects.add(fullName);
      return parts;
    }
    if (type === 'CustomFieldTranslation') {
      const holder = holderOf(component.fullName);
      const others = this.#translatedFields.get(holder) ?? [];
      this.#translatedFields.set(holder, [...others.filter((other) => other !== component), component]);
    } else if (type === 'CustomLabel') this.#labels.set(component.fullName, component);
    else if (type === 'CustomObject') this.#objects.add(component.fullName);
    else if (objectParts.some(({ name }) => name === type)) {
      const object = component.fullName.split('.')[0] ?? '';
      this.#parts.set(object, [...(this.#parts.get(object) ?? []), component]);
    } else this.#component(component);
    return true;
  }

  #component(component: DeployedComponent): void {
    const { type, fullName } = component;
    if (type === 'EmailFolder') return this.#text(component, `email/${fullName}-meta.xml`);
    const known = typeNamed(type);
    if (!known) return;
    const path = `${known.folder}/${HAS_FOLDERS.has(type) ? fullName : encoded(fullName)}`;
    switch (known.shape) {
      case 'xml':
      case 'container':
        return this.#text(component, `${path}.${known.suffix}`);
      case 'code':
        return this.#withMeta(component, `${path}.${known.suffix}`, component.files[0]?.content);
      case 'resource':
        return this.#withMeta(component, `${path}.resource`, resourceBytes(component));
      case 'bundle':
        return this.#bundle(component, known);
    }
  }

  #text(component: DeployedComponent, path: string): void {
    this.#put(path, component.xmlText ?? '');
    this.#found(component.type, component.fullName, path);
  }

  #withMeta(component: DeployedComponent, path: string, bytes: Uint8Array | undefined): void {
    this.#files.set(path, bytes ?? new Uint8Array());
    if (component.xmlText !== null) this.#put(`${path}-meta.xml`, component.xmlText);
    this.#found(component.type, component.fullName, path);
  }

  #bundle(component: DeployedComponent, { folder, name }: ComponentType): void {
    const base = `${folder}/${component.fullName}`;
    const own = component.fullName.split('/').at(-1) ?? component.fullName;
    const meta = name === 'LightningComponentBundle' ? `${own}.js-meta.xml` : `${own}.digitalExperience-meta.xml`;
    for (const { path, content } of component.files) this.#files.set(`${base}/${path}`, content);
    if (component.xmlText !== null) this.#put(`${base}/${meta}`, component.xmlText);
    this.#found(component.type, component.fullName, base);
  }

  /** `X-de.objectTranslation` with the field translations that source projects keep in files of their own. */
  #wholeTranslation(fullName: string, component: DeployedComponent | undefined): boolean {
    const prefix = `${fullName.toLowerCase()}.`;
    const fields = this.#metadata
      .list('CustomFieldTranslation')
      .filter((field) => field.fullName.toLowerCase().startsWith(prefix));
    const name = component?.fullName ?? holderOf(fields[0]?.fullName ?? '');
    if (name !== '') this.#translatedFields.set(name, fields);
    return name !== '';
  }

  #mergedTranslation(name: string, fields: readonly DeployedComponent[]): void {
    const path = `objectTranslations/${name}.objectTranslation`;
    const whole = this.#metadata.get('CustomObjectTranslation', name);
    if (whole && fields.length === 0) return this.#text(whole, path);
    const own = whole?.xml ?? parseXml('<CustomObjectTranslation/>');
    const children = fields.flatMap((field) => (field.xml ? [named(field.xml, 'fields')] : []));
    this.#put(path, serialiseXml({ ...own, children: [...own.children, ...children] }, 'CustomObjectTranslation'));
    for (const field of fields) this.#found(field.type, field.fullName, path);
    this.#found('CustomObjectTranslation', name, path);
  }

  #mergedObject(objectName: string): void {
    const path = `objects/${objectName}.object`;
    const whole = this.#objects.has(objectName);
    const object = whole ? this.#metadata.get('CustomObject', objectName) : undefined;
    const parts = whole ? this.#partsOf(objectName) : (this.#parts.get(objectName) ?? []);
    const children = parts.flatMap((part) => {
      const element = objectParts.find(({ name }) => name === part.type)?.element;
      this.#found(part.type, part.fullName, path);
      return part.xml && element !== undefined ? [withFullName(named(part.xml, element), part.fullName)] : [];
    });
    if (object) this.#found('CustomObject', objectName, path);
    const own = object?.xml ?? parseXml('<CustomObject/>');
    this.#put(path, serialiseXml({ ...own, children: [...own.children, ...children] }, 'CustomObject'));
  }

  #mergedLabels(): void {
    const path = 'labels/CustomLabels.labels';
    const children = [...this.#labels.values()].flatMap((label) => {
      this.#found('CustomLabel', label.fullName, path);
      return label.xml ? [named(label.xml, 'labels')] : [];
    });
    this.#found('CustomLabels', 'CustomLabels', path);
    this.#put(path, serialiseXml({ ...parseXml('<CustomLabels/>'), children }, 'CustomLabels'));
  }

  #partsOf(objectName: string): readonly DeployedComponent[] {
    const prefix = `${objectName.toLowerCase()}.`;
    return objectParts.flatMap(({ name }) =>
      this.#metadata.list(name).filter(({ fullName }) => fullName.toLowerCase().startsWith(prefix)),
    );
  }

  #found(type: string, fullName: string, fileName: string): void {
    this.#retrieved.set(`${type}:${fullName}`, { type, fullName, fileName });
  }

  #put(path: string, text: string): void {
    this.#files.set(path, encoder.encode(text));
  }
}

/** The resource as one file: a folder of a source project becomes the archive it stands for. */
function resourceBytes({ files, fullName }: DeployedComponent): Uint8Array {
  const [only] = files;
  const isFolder = files.some(({ path }) => path.includes('/')) || files.length > 1;
  if (!isFolder) return only?.content ?? new Uint8Array();
  const inside = (file: SourceFile): string =>
    file.path.startsWith(`${fullName}/`) ? file.path.slice(fullName.length + 1) : file.path;
  return zipSync(Object.fromEntries(files.map((file) => [inside(file), file.content])));
}

/** Types whose names begin with a folder's. */
const HAS_FOLDERS: ReadonlySet<string> = new Set(['EmailTemplate', 'DigitalExperienceBundle']);

/** Signs that file names do not have, as the platform writes them: `Task%2FEvent Layout`. */
function encoded(fullName: string): string {
  return fullName.replace(
    /[%/\\?#:*"<>|()]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** `Account-de` of `Account-de.Name`. */
function holderOf(fullName: string): string {
  return fullName.split('.')[0] ?? '';
}

function named(xml: XmlElement, name: string): XmlElement {
  return { ...xml, name, attributes: {} };
}

function withFullName(xml: XmlElement, fullName: string): XmlElement {
  if (xml.children.some(({ name }) => name === 'fullName')) return xml;
  const own = fullName.slice(fullName.indexOf('.') + 1);
  const element: XmlElement = { name: 'fullName', line: 1, column: 1, attributes: {}, children: [], text: own };
  return { ...xml, children: [element, ...xml.children] };
}

function manifestXml(manifest: readonly ManifestType[], apiVersion: string): string {
  const types = manifest.map(
    ({ name, members }) =>
      `    <types>\n${members.map((member) => `        <members>${escapeXml(member)}</members>\n`).join('')}        <name>${escapeXml(name)}</name>\n    </types>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="http://soap.sforce.com/2006/04/metadata">\n${types.join('')}    <version>${escapeXml(apiVersion)}</version>\n</Package>\n`;
}
