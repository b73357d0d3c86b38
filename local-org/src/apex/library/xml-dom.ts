/** Dom.Document and Dom.XmlNode. Source: Apex Reference, "Document Class", "XmlNode Class"; Apex Developer Guide, "Reading and Writing XML Using the DOM". */
import { Unsupported } from '../../engine/errors.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { platformType } from '../runtime/type-ref.ts';
import { ApexList, PlatformObject, platformEnum } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { escapeXml, parseXml, type XmlAttribute, type XmlElement } from './xml-text.ts';

type Kind = 'ELEMENT' | 'TEXT' | 'COMMENT';
const nullable = (text: string): string | null => (text === '' ? null : text);

class DomNode extends PlatformObject {
  override readonly apexType = platformType('Dom.XmlNode');
  readonly kind: Kind;
  /** Name of an element, text of the others. */
  readonly value: string;
  namespace = '';
  prefix = '';
  parent: DomNode | null = null;
  readonly attributes: XmlAttribute[] = [];
  /** Prefix → namespace, as declared on this element; the empty prefix is the default namespace. */
  readonly declared = new Map<string, string>();
  readonly children: DomNode[] = [];

  constructor(kind: Kind, value: string) {
    super();
    this.kind = kind;
    this.value = value;
  }

  add(child: DomNode): DomNode {
    child.parent = this;
    this.children.push(child);
    return child;
  }

  /** The namespace of a prefix here: this element's own declaration, else the nearest ancestor's. */
  namespaceFor(prefix: string): string | undefined {
    return this.declared.get(prefix) ?? this.parent?.namespaceFor(prefix);
  }

  prefixFor(namespace: string): string | undefined {
    for (const [prefix, uri] of this.declared)
      if (uri === namespace && this.namespaceFor(prefix) === uri) return prefix;
    return this.parent?.prefixFor(namespace);
  }

  /** All text below, in order. */
  text(): string {
    return this.children
      .filter(({ kind }) => kind === 'TEXT')
      .map(({ value }) => value)
      .join('');
  }

  attribute(name: string, namespace: string): XmlAttribute | undefined {
    return this.attributes.find((candidate) => candidate.name === name && candidate.namespace === namespace);
  }

  override toText(): string {
    return `XMLNode[${this.kind},${this.kind === 'ELEMENT' ? `${this.namespace === '' ? '' : `${this.namespace}:`}${this.value}` : this.value}]`;
  }
}

class DomDocument extends PlatformObject {
  override readonly apexType = platformType('Dom.Document');
  root: DomNode | null = null;
}

const refuse = (message: string): never => {
  throw new ApexException('System.XmlException', message);
};

const elementOnly = (node: DomNode): DomNode =>
  node.kind === 'ELEMENT' ? node : refuse(`Operation is only allowed on element nodes`);

/** The first of `ns0`, `ns1`, … that stands for nothing here. */
function automaticPrefix(node: DomNode): string {
  let count = 0;
  while (node.namespaceFor(`ns${count}`) !== undefined) count += 1;
  return `ns${count}`;
}

/**
 * "addChildElement", Usage: without a prefix the platform assigns one (`nsi`), with an empty one the namespace becomes the default. A prefix
 * that stands for the namespace already is kept, as the guide's SOAP example needs it.
 */
function newElement(name: string, namespace: string | null, prefix: string | null, parent: DomNode | null): DomNode {
  const made = new DomNode('ELEMENT', notNull(name));
  parent?.add(made);
  made.namespace = namespace ?? '';
  if (made.namespace === '') return made;
  made.prefix = prefix ?? made.prefixFor(made.namespace) ?? automaticPrefix(made);
  if (made.namespaceFor(made.prefix) !== made.namespace) made.declared.set(made.prefix, made.namespace);
  return made;
}

function fromParsed(element: XmlElement): DomNode {
  const made = new DomNode('ELEMENT', element.name);
  made.namespace = element.namespace;
  made.prefix = element.prefix;
  made.attributes.push(...element.attributes);
  for (const [prefix, uri] of element.declared) made.declared.set(prefix, uri);
  for (const child of element.children) {
    if (child.kind === 'element') made.add(fromParsed(child));
    else if (child.kind === 'text') made.add(new DomNode('TEXT', child.text));
    else if (child.kind === 'comment') made.add(new DomNode('COMMENT', child.text));
  }
  return made;
}

const qualified = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}:${name}`);

function written(node: DomNode): string {
  if (node.kind === 'TEXT') return escapeXml(node.value);
  if (node.kind === 'COMMENT') return `<!--${node.value}-->`;
  const name = qualified(node.prefix, node.value);
  const declarations = [...node.declared].map(
    ([prefix, uri]) => ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeXml(uri, true)}"`,
  );
  // An element without namespace below a default namespace has to leave it.
  if (node.namespace === '' && !node.declared.has('') && (node.parent?.namespaceFor('') ?? '') !== '')
    declarations.push(' xmlns=""');
  const attributes = node.attributes.map(
    ({ prefix, name: key, value }) => ` ${qualified(prefix, key)}="${escapeXml(value, true)}"`,
  );
  const opening = `${name}${declarations.join('')}${attributes.join('')}`;
  if (node.children.length === 0) return `<${opening} />`;
  return `<${opening}>${node.children.map(written).join('')}</${name}>`;
}

function setAttribute(node: DomNode, given: XmlAttribute): void {
  elementOnly(node);
  const at = node.attributes.findIndex(({ name, namespace }) => name === given.name && namespace === given.namespace);
  if (at < 0) node.attributes.push(given);
  else node.attributes[at] = given;
}

function setAttributeNs(node: DomNode, key: string, value: string, keyNs: string | null, valueNs: string | null): void {
  if (valueNs !== null && valueNs !== '')
    throw new Unsupported('Apex Dom.XmlNode.setAttributeNs with a value namespace');
  const namespace = keyNs ?? '';
  let prefix = '';
  if (namespace !== '') {
    const known = node.prefixFor(namespace);
    if (known !== undefined && known !== '') prefix = known;
    else {
      prefix = automaticPrefix(node);
      node.declared.set(prefix, namespace);
    }
  }
  setAttribute(node, { prefix, name: notNull(key), namespace, value: notNull(value) });
}

const nodes = (items: readonly DomNode[]): ApexList => ApexList.of(platformType('Dom.XmlNode'), [...items]);
const attributeAt = (node: DomNode, index: number): XmlAttribute =>
  node.attributes[notNull(index)] ??
  (() => {
    throw new ApexException('System.ListException', `List index out of bounds: ${index}`);
  })();

/** Puts a node before another child; without a reference as the last one. */
function insertBefore(node: DomNode, child: unknown, before: unknown): DomNode {
  if (!(child instanceof DomNode)) return refuse('Argument 1 is no XmlNode');
  const reference = before instanceof DomNode ? before : null;
  const at = reference === null ? node.children.length : node.children.indexOf(reference);
  if (at < 0) return refuse('The reference node is no child of this node');
  child.parent?.children.splice(child.parent.children.indexOf(child), 1);
  child.parent = node;
  node.children.splice(reference === null ? node.children.length : node.children.indexOf(reference), 0, child);
  return child;
}

function removeChild(node: DomNode, child: unknown): boolean {
  const at = child instanceof DomNode ? node.children.indexOf(child) : -1;
  const [removed] = at < 0 ? [] : node.children.splice(at, 1);
  if (removed) removed.parent = null;
  return removed !== undefined;
}

const key = (name: string): string => `Dom.XmlNode.${name}`;
type Self = DomNode;

export const domFunctions = {
  'new Dom.Document()': () => new DomDocument(),
  'Dom.Document.load(String)': (_rt: Runtime, self: DomDocument, text: string) => {
    self.root = fromParsed(parseXml(notNull(text)).root);
  },
  'Dom.Document.getRootElement()': (_rt: Runtime, self: DomDocument) => self.root,
  'Dom.Document.createRootElement(String,String,String)': (
    _rt: Runtime,
    self: DomDocument,
    name: string,
    namespace: string | null,
    prefix: string | null,
  ) => {
    self.root = newElement(name, namespace, prefix, null);
    return self.root;
  },
  'Dom.Document.toXmlString()': (_rt: Runtime, self: DomDocument) =>
    `<?xml version="1.0" encoding="UTF-8"?>${self.root === null ? '' : written(self.root)}`,
  [key('addChildElement(String,String,String)')]: (
    _rt: Runtime,
    self: Self,
    name: string,
    namespace: string | null,
    prefix: string | null,
  ) => newElement(name, namespace, prefix, elementOnly(self)),
  [key('addTextNode(String)')]: (_rt: Runtime, self: Self, text: string) =>
    elementOnly(self).add(new DomNode('TEXT', notNull(text))),
  [key('addCommentNode(String)')]: (_rt: Runtime, self: Self, text: string) =>
    elementOnly(self).add(new DomNode('COMMENT', notNull(text))),
  [key('getAttribute(String,String)')]: (_rt: Runtime, self: Self, name: string, namespace: string | null) =>
    self.attribute(notNull(name), namespace ?? '')?.value ?? null,
  [key('getAttributeValue(String,String)')]: (_rt: Runtime, self: Self, name: string, namespace: string | null) =>
    self.attribute(notNull(name), namespace ?? '')?.value ?? null,
  [key('getAttributeCount()')]: (_rt: Runtime, self: Self) => self.attributes.length,
  [key('getAttributeKeyAt(Integer)')]: (_rt: Runtime, self: Self, index: number) => attributeAt(self, index).name,
  [key('getAttributeKeyNsAt(Integer)')]: (_rt: Runtime, self: Self, index: number) =>
    nullable(attributeAt(self, index).namespace),
  [key('setAttribute(String,String)')]: (_rt: Runtime, self: Self, name: string, value: string) =>
    setAttribute(self, { prefix: '', name: notNull(name), namespace: '', value: notNull(value) }),
  [key('setAttributeNs(String,String,String,String)')]: (
    _rt: Runtime,
    self: Self,
    name: string,
    value: string,
    keyNs: string | null,
    valueNs: string | null,
  ) => setAttributeNs(self, name, value, keyNs, valueNs),
  [key('removeAttribute(String,String)')]: (_rt: Runtime, self: Self, name: string, namespace: string | null) => {
    const known = self.attribute(notNull(name), namespace ?? '');
    if (known === undefined) return false;
    self.attributes.splice(self.attributes.indexOf(known), 1);
    return true;
  },
  [key('getChildElement(String,String)')]: (_rt: Runtime, self: Self, name: string, namespace: string | null) =>
    self.children.find(
      (child) => child.kind === 'ELEMENT' && child.value === name && child.namespace === (namespace ?? ''),
    ) ?? null,
  [key('getChildElements()')]: (_rt: Runtime, self: Self) =>
    nodes(self.children.filter((child) => child.kind === 'ELEMENT')),
  [key('getChildren()')]: (_rt: Runtime, self: Self) => nodes(self.children),
  [key('getName()')]: (_rt: Runtime, self: Self) => (self.kind === 'ELEMENT' ? self.value : null),
  [key('getNamespace()')]: (_rt: Runtime, self: Self) => nullable(self.namespace),
  [key('getNamespaceFor(String)')]: (_rt: Runtime, self: Self, prefix: string | null) =>
    self.namespaceFor(prefix ?? '') ?? null,
  [key('getPrefixFor(String)')]: (_rt: Runtime, self: Self, namespace: string) =>
    self.prefixFor(notNull(namespace)) ?? null,
  [key('getNodeType()')]: (_rt: Runtime, self: Self) => platformEnum('Dom.XmlNodeType', self.kind),
  [key('getParent()')]: (_rt: Runtime, self: Self) => self.parent,
  [key('getText()')]: (_rt: Runtime, self: Self) => (self.kind === 'ELEMENT' ? self.text() : self.value),
  [key('insertBefore(Object,Object)')]: (_rt: Runtime, self: Self, child: unknown, before: unknown) =>
    insertBefore(elementOnly(self), child, before),
  [key('removeChild(Object)')]: (_rt: Runtime, self: Self, child: unknown) => removeChild(elementOnly(self), child),
  [key('setNamespace(String,String)')]: (_rt: Runtime, self: Self, prefix: string | null, namespace: string) => {
    elementOnly(self).declared.set(prefix ?? '', notNull(namespace));
  },
};
