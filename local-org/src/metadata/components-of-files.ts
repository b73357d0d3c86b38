/** Files → components. The same rules serve both formats: a source tree is decomposed, an mdapi zip merges objects into one file. */
import { MANIFEST, manifestProblems } from './manifest.ts';
import { componentKey, type MetadataComponent, type Problem, type Removal, type SourceFile } from './metadata-set.ts';
import {
  isRefusedFolder,
  objectParts,
  refusedComponentOf,
  typeNamed,
  typeOfFolder,
  typeOfSuffix,
  type ComponentType,
} from './component-types.ts';
import { Unsupported } from '../engine/errors.ts';
import { parseXml, serialiseXml, XmlError, type XmlElement } from './xml.ts';

const decoder = new TextDecoder('utf-8');
/** Files that never belong to a deploy (the patterns every project's .forceignore begins with). */
const ignored =
  /(^|\/)(\.[^/]+|__tests__\/.*|jsconfig\.json|tsconfig\.json|\.eslintrc\.json|[^/]*\.dup)$|(^|\/)__(tests|mocks)__\//;

export interface ReadResult {
  readonly components: readonly MetadataComponent[];
  readonly removals: readonly Removal[];
  readonly problems: readonly Problem[];
}

/** Sorts files into components. A source tree may hold files that are no metadata, a zip may not. */
export function componentsOfFiles(files: readonly SourceFile[], format: 'source' | 'zip'): ReadResult {
  const reader = new ComponentReader(format === 'source');
  for (const file of files) if (!ignored.test(file.path)) reader.add(file);
  return reader.result();
}

interface Placed {
  readonly type: ComponentType;
  /** Path below the type's folder. */
  readonly inner: string;
}

interface Parts {
  xml?: SourceFile;
  readonly contents: SourceFile[];
  readonly name: string;
  readonly type: ComponentType;
}

class ComponentReader {
  readonly #components: MetadataComponent[] = [];
  readonly #removals: Removal[] = [];
  readonly #problems: Problem[] = [];
  /** Components of several files, by type and name, until all files are seen. */
  readonly #pending = new Map<string, Parts>();
  readonly #source: boolean;
  #manifest: XmlElement | null = null;

  constructor(source: boolean) {
    this.#source = source;
  }

  add(file: SourceFile): void {
    const name = file.path.split('/').at(-1) ?? '';
    if (name === MANIFEST) {
      if (!this.#source && file.path === MANIFEST)
        this.#manifest = this.#parse(decoder.decode(file.content), file.path, 'Package', '');
      return;
    }
    const destructive = /^destructiveChanges(Pre|Post)?\.xml$/.exec(name);
    if (destructive) return this.#readRemovals(file, destructive[1] === 'Pre' ? 'pre' : 'post');
    const placed = place(file.path);
    if (!placed) return this.#unknownFile(file.path);
    switch (placed.type.shape) {
      case 'xml':
        return this.#addXml(file, placed.type, placed.inner);
      case 'container':
        if (placed.type.name === 'CustomObject') return this.#addObjectFile(file, placed);
        return placed.type.name === 'CustomLabels' ? this.#addLabels(file) : this.#addTranslation(file, placed);
      case 'code':
        return this.#addCode(file, placed);
      case 'bundle':
        return this.#addBundleFile(file, placed);
      case 'resource':
        return this.#addResource(file, placed);
    }
  }

  result(): ReadResult {
    for (const parts of this.#pending.values()) {
      const text = parts.xml ? decoder.decode(parts.xml.content) : null;
      const file = parts.xml?.path ?? parts.contents[0]?.path ?? '';
      const contents = new Map<string, SourceFile>();
      for (const content of parts.contents) {
        const path = relativeTo(content.path, parts);
        if (contents.has(path)) this.#duplicate(parts.type.name, parts.name, content.path);
        contents.set(path, { ...content, path });
      }
      this.#push(parts.type.name, parts.name, file, text, [...contents.values()]);
    }
    this.#pending.clear();
    const refused = new Set(this.#problems.map(({ componentType }) => componentType));
    const missing = this.#source ? [] : manifestProblems(this.#manifest, this.#components, refused);
    return { components: this.#components, removals: this.#removals, problems: [...this.#problems, ...missing] };
  }

  #push(type: string, fullName: string, file: string, xmlText: string | null, contents: readonly SourceFile[]): void {
    this.#components.push({
      type,
      fullName,
      file,
      xml: xmlText === null ? null : this.#parse(xmlText, file, type, fullName),
      xmlText,
      contents,
    });
  }

  #parse(text: string, file: string, type: string, fullName: string): XmlElement | null {
    try {
      return parseXml(text);
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      const message = `Error parsing file: ${error.message}`;
      this.#problems.push({ file, line: error.line, column: error.column, componentType: type, fullName, message });
      return null;
    }
  }

  #addXml(file: SourceFile, type: ComponentType, inner: string): void {
    const name = nameFromFile(inner, type.suffix);
    if (name === undefined) return this.#unknownFile(file.path);
    this.#push(type.name, name, file.path, decoder.decode(file.content), []);
  }

  /** `objects/X/X.object-meta.xml`, `objects/X/fields/Y.field-meta.xml` or the merged `objects/X.object`. */
  #addObjectFile(file: SourceFile, placed: Placed): void {
    const segments = placed.inner.split('/');
    const [objectName = '', second = '', third = ''] = segments;
    if (segments.length === 1) {
      const merged = nameFromFile(objectName, 'object');
      return merged === undefined ? this.#unknownFile(file.path) : this.#addMergedObject(file, merged);
    }
    const text = decoder.decode(file.content);
    if (segments.length === 2 && nameFromFile(second, 'object') !== undefined)
      return this.#push('CustomObject', objectName, file.path, text, []);
    const part = objectParts.find((candidate) => candidate.folder === second);
    const partName = part && nameFromFile(third, part.suffix);
    if (!part || partName === undefined || segments.length !== 3) return this.#unknownFile(file.path);
    this.#push(part.name, `${objectName}.${partName}`, file.path, text, []);
  }

  #addMergedObject(file: SourceFile, objectName: string): void {
    const text = decoder.decode(file.content);
    const root = this.#parse(text, file.path, 'CustomObject', objectName);
    if (!root) {
      this.#components.push({
        type: 'CustomObject',
        fullName: objectName,
        file: file.path,
        xml: null,
        xmlText: text,
        contents: [],
      });
      return;
    }
    const rest: XmlElement[] = [];
    for (const child of root.children) {
      const part = objectParts.find((candidate) => candidate.element === child.name);
      if (!part) {
        rest.push(child);
        continue;
      }
      const name = child.children.find((grandchild) => grandchild.name === 'fullName')?.text ?? '';
      const xmlText = serialiseXml(child, part.name);
      this.#components.push({
        type: part.name,
        fullName: `${objectName}.${name}`,
        file: file.path,
        xml: child,
        xmlText,
        contents: [],
      });
    }
    // A file that only carries fields of an object does not redefine the object.
    if (rest.length === 0 && root.children.length > 0) return;
    const own: XmlElement = { ...root, children: rest };
    const component = {
      type: 'CustomObject',
      fullName: objectName,
      file: file.path,
      xml: own,
      xmlText: serialiseXml(own, 'CustomObject'),
      contents: [],
    };
    this.#components.push(component);
  }

  /** `objectTranslations/X-de/X-de.objectTranslation-meta.xml` with `Y.fieldTranslation-meta.xml` beside it, or one merged file. */
  #addTranslation(file: SourceFile, placed: Placed): void {
    const segments = placed.inner.split('/');
    const last = segments.at(-1) ?? '';
    const text = decoder.decode(file.content);
    const whole = nameFromFile(last, 'objectTranslation');
    const field = nameFromFile(last, 'fieldTranslation');
    if (whole !== undefined) this.#addWholeTranslation(file.path, whole, text);
    else if (field !== undefined && segments.length === 2)
      this.#push('CustomFieldTranslation', `${segments[0] ?? ''}.${field}`, file.path, text, []);
    else this.#unknownFile(file.path);
  }

  /** A merged file (a zip's, or that of an old project) also holds the translations of the object's fields. */
  #addWholeTranslation(file: string, fullName: string, text: string): void {
    const root = this.#parse(text, file, 'CustomObjectTranslation', fullName);
    const fields = root?.children.filter(({ name }) => name === 'fields') ?? [];
    const own =
      root && fields.length > 0
        ? { ...root, children: root.children.filter((child) => !fields.includes(child)) }
        : root;
    this.#components.push({
      type: 'CustomObjectTranslation',
      fullName,
      file,
      xml: own,
      xmlText: own === root || own === null ? text : serialiseXml(own, 'CustomObjectTranslation'),
      contents: [],
    });
    for (const field of fields)
      this.#components.push({
        type: 'CustomFieldTranslation',
        fullName: `${fullName}.${field.children.find(({ name }) => name === 'name')?.text ?? ''}`,
        file,
        xml: field,
        xmlText: serialiseXml(field, 'CustomFieldTranslation'),
        contents: [],
      });
  }

  #addLabels(file: SourceFile): void {
    const root = this.#parse(decoder.decode(file.content), file.path, 'CustomLabels', 'CustomLabels');
    for (const child of root?.children ?? []) {
      const name = child.children.find((grandchild) => grandchild.name === 'fullName')?.text ?? '';
      if (child.name !== 'labels') {
        const message = `Element {http://soap.sforce.com/2006/04/metadata}${child.name} invalid at this location in type CustomLabels`;
        this.#problems.push({
          file: file.path,
          line: child.line,
          column: child.column,
          componentType: 'CustomLabels',
          fullName: 'CustomLabels',
          message,
        });
        continue;
      }
      this.#components.push({
        type: 'CustomLabel',
        fullName: name,
        file: file.path,
        xml: child,
        xmlText: serialiseXml(child, 'CustomLabel'),
        contents: [],
      });
    }
  }

  #addCode(file: SourceFile, placed: Placed): void {
    const isXml = placed.inner.endsWith('-meta.xml');
    const name = nameFromFile(placed.inner, placed.type.suffix);
    if (placed.type.name !== 'EmailTemplate')
      return name === undefined ? this.#unknownFile(file.path) : this.#collect(placed.type, name, file, isXml);
    // `email/Folder/X.email` is called `Folder/X`; `email/Folder.emailFolder-meta.xml` (in a zip `email/Folder-meta.xml`) is the folder.
    const below = placed.inner.split('/').slice(0, -1);
    if (name !== undefined) return this.#collect(placed.type, [...below, name].join('/'), file, isXml);
    const folder = /^(.+?)(?:\.emailFolder)?-meta\.xml$/.exec(placed.inner.split('/').at(-1) ?? '')?.[1];
    if (folder === undefined || folder.includes('.')) return this.#unknownFile(file.path);
    this.#push('EmailFolder', [...below, folder].join('/'), file.path, decoder.decode(file.content), []);
  }

  #addBundleFile(file: SourceFile, placed: Placed): void {
    const segments = placed.inner.split('/');
    const depth = placed.type.name === 'DigitalExperienceBundle' ? 2 : 1;
    if (segments.length <= depth) return this.#unknownFile(file.path);
    const name = segments.slice(0, depth).join('/');
    const last = segments.at(-1) ?? '';
    const isXml =
      placed.type.name === 'LightningComponentBundle'
        ? segments.length === 2 && last.endsWith('.js-meta.xml')
        : last.endsWith('.digitalExperience-meta.xml');
    this.#collect(placed.type, name, file, isXml);
  }

  /** `X.resource-meta.xml` with `X.json` (source), `X.resource` (zip) or the folder `X/` (source, an archive). */
  #addResource(file: SourceFile, placed: Placed): void {
    const segments = placed.inner.split('/');
    const first = segments[0] ?? '';
    const isXml = segments.length === 1 && first.endsWith('.resource-meta.xml');
    const name = isXml
      ? first.slice(0, -'.resource-meta.xml'.length)
      : segments.length > 1
        ? first
        : first.replace(/\.[^.]*$/, '');
    this.#collect(placed.type, name, file, isXml);
  }

  #collect(type: ComponentType, name: string, file: SourceFile, isXml: boolean): void {
    const key = componentKey(type.name, name);
    const parts = this.#pending.get(key) ?? { contents: [], name, type };
    this.#pending.set(key, parts);
    if (!isXml) parts.contents.push(file);
    else if (!parts.xml) parts.xml = file;
    else this.#duplicate(type.name, name, file.path);
  }

  #duplicate(componentType: string, fullName: string, file: string): void {
    this.#problems.push({
      file,
      line: 1,
      column: 1,
      componentType,
      fullName,
      message: `Duplicate name: ${fullName} is defined in two files`,
    });
  }

  #unknownFile(file: string): void {
    const refused = refusedComponentOf(file);
    // As for the sf CLI: in a source tree other files (test helpers, notes) may lie beside the metadata.
    if (this.#source && refused === undefined && !file.endsWith('-meta.xml') && !place(file)) return;
    const message =
      refused === undefined
        ? `Could not infer a metadata type from ${file}`
        : new Unsupported(`metadata type ${refused.type}`).message;
    const { type: componentType, fullName } = refused ?? { type: '', fullName: '' };
    this.#problems.push({ file, line: 1, column: 1, componentType, fullName, message });
  }

  #readRemovals(file: SourceFile, when: 'pre' | 'post'): void {
    const root = this.#parse(decoder.decode(file.content), file.path, 'Package', '');
    for (const types of root?.children ?? []) {
      if (types.name !== 'types') continue;
      const type = types.children.find((child) => child.name === 'name')?.text ?? '';
      for (const member of types.children)
        if (member.name === 'members') this.#removals.push({ type, fullName: member.text, when });
    }
  }
}

/**
 * The innermost folder that belongs to a type decides (`force-app/main/core/classes/X.cls`). Folders inside a bundle, an object or a
 * resource may be named like a type; the outer one counts.
 */
function place(path: string): Placed | undefined {
  const segments = path.split('/');
  const folders = segments.slice(0, -1);
  const holder = folders.findIndex((segment) => {
    const shape = typeOfFolder(segment)?.shape;
    return shape === 'bundle' || shape === 'resource' || segment === 'objects';
  });
  const innermost = folders.findLastIndex((segment) => typeOfFolder(segment) !== undefined || isRefusedFolder(segment));
  const at = holder >= 0 && holder < innermost ? holder : innermost;
  if (at < 0) return placeBySuffix(segments.at(-1) ?? '');
  const folder = segments[at] ?? '';
  const fileName = segments.at(-1) ?? '';
  const type = typeOfFolder(folder);
  // Classes may lie in a folder called `reports`, a trigger among the classes: then the suffix tells.
  if (type ? isPlain(type) && !fileName.includes(`.${type.suffix}`) : isRefusedFolder(folder)) {
    const own = placeBySuffix(fileName);
    if (own && (type || own.type.shape === 'code')) return own;
  }
  // A domain may be called `reports` or `documents`: only the innermost folder counts.
  return type && { type, inner: segments.slice(at + 1).join('/') };
}

/** One or two files: in a source tree the folder's name is free for such types, the suffix tells the type (a trigger among the classes). */
function isPlain({ shape }: ComponentType): boolean {
  return shape === 'xml' || shape === 'code';
}

function placeBySuffix(fileName: string): Placed | undefined {
  const suffix = /\.([A-Za-z]+)(?:-meta\.xml)?$/.exec(fileName)?.[1];
  const type = suffix === undefined ? undefined : typeOfSuffix(suffix);
  // Only XML that says so, or code: a README.md is no custom metadata.
  return type && (type.shape === 'code' || fileName.endsWith('-meta.xml')) ? { type, inner: fileName } : undefined;
}

/** `X` of `X.field-meta.xml`, `X.field` and `utilities/X.cls-meta.xml`; names may be URL-encoded in file names. */
function nameFromFile(inner: string, suffix: string): string | undefined {
  const name = inner.split('/').at(-1) ?? inner;
  for (const ending of [`.${suffix}-meta.xml`, `.${suffix}`]) {
    if (name.endsWith(ending)) return decodeURIComponent(name.slice(0, -ending.length));
  }
  return undefined;
}

function relativeTo(path: string, parts: Parts): string {
  if (parts.type.shape === 'code') return path.split('/').at(-1) ?? path;
  const mark = `/${parts.type.folder}/`;
  const at = `/${path}`.indexOf(mark);
  const inner = `/${path}`.slice(at + mark.length);
  return parts.type.shape === 'bundle' || inner.includes('/') ? inner.slice(parts.name.length + 1) || inner : inner;
}

/** The root element a component's XML must have. */
export function rootNameOf(type: string): string {
  return typeNamed(type)?.root ?? type;
}
