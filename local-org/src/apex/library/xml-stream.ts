/**
 * XmlStreamReader and XmlStreamWriter. Source: Apex Reference, "XmlStreamReader Class", "XmlStreamWriter Class", which follow
 * javax.xml.stream (event codes, what may be asked in which event). Differences, each stated on the coverage page or refused by name: text
 * and CDATA next to each other are always one event, and there are no locations.
 */
import { Unsupported } from '../../engine/errors.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { platformType } from '../runtime/type-ref.ts';
import { PlatformObject, platformEnum } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { escapeXml, parseXml, type XmlAttribute, type XmlContent, type XmlElement } from './xml-text.ts';

/** Numbers of javax.xml.stream.XMLStreamConstants, which `next` gives back. */
const CODES = {
  START_ELEMENT: 1,
  END_ELEMENT: 2,
  PROCESSING_INSTRUCTION: 3,
  CHARACTERS: 4,
  COMMENT: 5,
  START_DOCUMENT: 7,
  END_DOCUMENT: 8,
} as const;
type Tag = keyof typeof CODES;

interface XmlEvent {
  readonly tag: Tag;
  readonly element?: XmlElement;
  readonly text?: string;
  readonly target?: string;
}

const fail = (message: string): never => {
  throw new ApexException('System.XmlException', message);
};
const nullable = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

function* eventsOf(content: XmlContent): Generator<XmlEvent> {
  switch (content.kind) {
    case 'element':
      yield { tag: 'START_ELEMENT', element: content };
      for (const child of content.children) yield* eventsOf(child);
      yield { tag: 'END_ELEMENT', element: content };
      return;
    case 'instruction':
      yield { tag: 'PROCESSING_INSTRUCTION', target: content.target, text: content.text };
      return;
    default:
      yield { tag: content.kind === 'text' ? 'CHARACTERS' : 'COMMENT', text: content.text };
  }
}

class XmlReader extends PlatformObject {
  override readonly apexType = platformType('System.XmlStreamReader');
  private readonly source: string;
  private events: Iterator<XmlEvent> | undefined;
  private event: XmlEvent = { tag: 'START_DOCUMENT' };
  /** Open elements, the outermost first; at an end tag its element is still among them. */
  private readonly open: XmlElement[] = [];

  constructor(source: string) {
    super();
    this.source = source;
  }

  get tag(): Tag {
    return this.event.tag;
  }

  get text(): string | undefined {
    return this.event.text;
  }

  /** The element of a start or end tag. */
  get element(): XmlElement {
    return this.event.element ?? fail(`Current state ${this.tag} is neither START_ELEMENT nor END_ELEMENT`);
  }

  get startElement(): XmlElement {
    return this.tag === 'START_ELEMENT' ? this.element : fail(`Current state ${this.tag} is not START_ELEMENT`);
  }

  get instruction(): XmlEvent | null {
    return this.tag === 'PROCESSING_INSTRUCTION' ? this.event : null;
  }

  /** Text that stands somewhere; asking elsewhere fails. */
  get readText(): string {
    return this.tag === 'PROCESSING_INSTRUCTION' || this.text === undefined
      ? fail(`Current state ${this.tag} is not among the states CHARACTERS, COMMENT that getText() allows`)
      : this.text;
  }

  next(): number {
    if (this.tag === 'END_DOCUMENT') return fail('END_DOCUMENT reached: no more elements on the stream.');
    if (this.tag === 'END_ELEMENT') this.open.pop();
    // What is not well-formed shows when it is read, not when the reader is made.
    this.events ??= eventsOf(parseXml(this.source).root);
    const { done, value } = this.events.next() as IteratorResult<XmlEvent, undefined>;
    this.event = done === true ? { tag: 'END_DOCUMENT' } : value;
    if (this.tag === 'START_ELEMENT') this.open.push(this.element);
    return CODES[this.tag];
  }

  /** The next start or end tag; only blanks, comments and instructions may stand before it. */
  nextTag(): number {
    for (;;) {
      const code = this.next();
      if (this.tag === 'START_ELEMENT' || this.tag === 'END_ELEMENT') return code;
      if (this.tag === 'END_DOCUMENT' || (this.tag === 'CHARACTERS' && !this.isBlank()))
        fail('found: ' + this.tag + ', expected START_ELEMENT or END_ELEMENT');
    }
  }

  isBlank(): boolean {
    return this.tag === 'CHARACTERS' && (this.text ?? '').trim() === '';
  }

  /** The namespace bound to a prefix here. */
  namespaceOf(prefix: string): string | null {
    for (const element of this.open.toReversed()) {
      const uri = element.declared.get(prefix);
      if (uri !== undefined) return nullable(uri);
    }
    return null;
  }
}

const attributeAt = (reader: XmlReader, index: number): XmlAttribute =>
  reader.startElement.attributes[index] ?? fail(`There is no attribute at index ${String(index)}`);

const declarationAt = (reader: XmlReader, index: number): readonly [prefix: string, uri: string] =>
  [...reader.element.declared][index] ?? fail(`There is no namespace at index ${String(index)}`);

/** `on` and `off` differ in what the local org cannot do. */
function refuseOff(name: string): (rt: Runtime, self: XmlReader, on: boolean | null) => void {
  return (_rt, _self, on) => {
    if (!notNull(on)) throw new Unsupported(`Apex System.XmlStreamReader.${name}(false)`);
  };
}

const READER = 'System.XmlStreamReader';
const ofReader = (
  functions: Readonly<Record<string, (self: XmlReader, ...args: readonly never[]) => unknown>>,
): Readonly<Record<string, (rt: Runtime, self: XmlReader, ...args: readonly never[]) => unknown>> =>
  Object.fromEntries(
    Object.entries(functions).map(([signature, work]) => [
      `${READER}.${signature}`,
      (_rt: Runtime, self: XmlReader, ...args: readonly never[]) => work(self, ...args),
    ]),
  );

const readerFunctions = {
  [`new ${READER}(String)`]: (_rt: Runtime, source: string | null) => new XmlReader(notNull(source)),
  [`${READER}.setNamespaceAware(Boolean)`]: refuseOff('setNamespaceAware'),
  [`${READER}.setCoalescing(Boolean)`]: (_rt: Runtime, _self: XmlReader, on: boolean | null) => void notNull(on),
  ...ofReader({
    'getEventType()': (self) => platformEnum('System.XmlTag', self.tag),
    'next()': (self) => self.next(),
    'nextTag()': (self) => self.nextTag(),
    'hasNext()': (self) => self.tag !== 'END_DOCUMENT',
    'hasName()': (self) => self.tag === 'START_ELEMENT' || self.tag === 'END_ELEMENT',
    'hasText()': (self) => self.tag === 'CHARACTERS' || self.tag === 'COMMENT',
    'isCharacters()': (self) => self.tag === 'CHARACTERS',
    'isStartElement()': (self) => self.tag === 'START_ELEMENT',
    'isEndElement()': (self) => self.tag === 'END_ELEMENT',
    'isWhitespace()': (self) => self.isBlank(),
    'getText()': (self) => self.readText,
    'getLocalName()': (self) => self.element.name,
    'getNamespace()': (self) => nullable(self.element.namespace),
    'getPrefix()': (self) => nullable(self.element.prefix),
    'getVersion()': () => '1.0',
    'getPITarget()': (self) => self.instruction?.target ?? null,
    'getPIData()': (self) => self.instruction?.text ?? null,
    'getAttributeCount()': (self) => self.startElement.attributes.length,
    'getAttributeLocalName(Integer)': (self, index: number) => attributeAt(self, index).name,
    'getAttributeNamespace(Integer)': (self, index: number) => nullable(attributeAt(self, index).namespace),
    'getAttributePrefix(Integer)': (self, index: number) => nullable(attributeAt(self, index).prefix),
    // Without a document type every attribute is of type CDATA (XML 1.0, 3.3.3).
    'getAttributeType(Integer)': (self, index: number) => (attributeAt(self, index), 'CDATA'),
    'getAttributeValueAt(Integer)': (self, index: number) => attributeAt(self, index).value,
    'getAttributeValue(String,String)': (self, namespace: string | null, name: string) =>
      self.startElement.attributes.find(
        (one) => one.name === name && (namespace === null || one.namespace === namespace),
      )?.value ?? null,
    'getNamespaceCount()': (self) => self.element.declared.size,
    'getNamespacePrefix(Integer)': (self, index: number) => nullable(declarationAt(self, index)[0]),
    'getNamespaceURIAt(Integer)': (self, index: number) => declarationAt(self, index)[1],
    'getNamespaceURI(String)': (self, prefix: string | null) => self.namespaceOf(prefix ?? ''),
  }),
};

/** Writes what it is told; like javax.xml.stream it declares no namespace by itself. */
class XmlWriter extends PlatformObject {
  override readonly apexType = platformType('System.XmlStreamWriter');
  private text = '';
  /** The last start tag waits for its attributes. */
  private tagOpen = false;
  private emptyTag = false;
  private readonly open: string[] = [];

  /** Text that may stand between tags. */
  content(text: string): void {
    this.endTag();
    this.text += text;
  }

  /** A part of the start tag that waits. */
  inTag(text: string): void {
    if (!this.tagOpen) fail('Attribute not associated with any element');
    this.text += text;
  }

  start(name: string): void {
    this.content(`<${name}`);
    this.open.push(name);
    this.tagOpen = true;
  }

  /** Attributes of an empty element are written after it is begun, so its end waits as that of a start tag does. */
  empty(name: string): void {
    this.content(`<${name}`);
    this.tagOpen = true;
    this.emptyTag = true;
  }

  end(): void {
    const name = this.open.pop();
    if (name === undefined) return fail('No element was found to write');
    this.content(`</${name}>`);
  }

  endDocument(): void {
    while (this.open.length > 0) this.end();
    this.endTag();
  }

  xml(): string {
    this.endTag();
    return this.text;
  }

  private endTag(): void {
    if (!this.tagOpen) return;
    this.text += this.emptyTag ? '/>' : '>';
    this.tagOpen = false;
    this.emptyTag = false;
  }
}

const qualified = (prefix: string | null, name: string | null): string =>
  prefix === null || prefix === '' ? notNull(name) : `${prefix}:${notNull(name)}`;
const declaration = (prefix: string | null, uri: string | null): string =>
  ` xmlns${prefix === null || prefix === '' ? '' : `:${prefix}`}="${escapeXml(uri ?? '', true)}"`;

const WRITER = 'System.XmlStreamWriter';
type Text = string | null;

const writerFunctions = {
  [`new ${WRITER}()`]: () => new XmlWriter(),
  [`${WRITER}.writeStartDocument(String,String)`]: (_rt: Runtime, self: XmlWriter, encoding: Text, version: Text) =>
    self.content(
      `<?xml version="${version ?? '1.0'}"${encoding === null || encoding === '' ? '' : ` encoding="${encoding}"`}?>`,
    ),
  [`${WRITER}.writeEndDocument()`]: (_rt: Runtime, self: XmlWriter) => self.endDocument(),
  [`${WRITER}.writeStartElement(String,String,String)`]: (_rt: Runtime, self: XmlWriter, prefix: Text, name: Text) =>
    self.start(qualified(prefix, name)),
  [`${WRITER}.writeEmptyElement(String,String,String)`]: (_rt: Runtime, self: XmlWriter, prefix: Text, name: Text) =>
    self.empty(qualified(prefix, name)),
  [`${WRITER}.writeEndElement()`]: (_rt: Runtime, self: XmlWriter) => self.end(),
  [`${WRITER}.writeAttribute(String,String,String,String)`]: (
    _rt: Runtime,
    self: XmlWriter,
    prefix: Text,
    _uri: Text,
    name: Text,
    value: Text,
  ) => self.inTag(` ${qualified(prefix, name)}="${escapeXml(notNull(value), true)}"`),
  [`${WRITER}.writeNamespace(String,String)`]: (_rt: Runtime, self: XmlWriter, prefix: Text, uri: Text) =>
    self.inTag(declaration(prefix, uri)),
  [`${WRITER}.writeDefaultNamespace(String)`]: (_rt: Runtime, self: XmlWriter, uri: Text) =>
    self.inTag(declaration(null, uri)),
  // Binds a namespace for elements that are named by it; elements are written with the prefix they are given.
  [`${WRITER}.setDefaultNamespace(String)`]: () => undefined,
  [`${WRITER}.writeCharacters(String)`]: (_rt: Runtime, self: XmlWriter, text: Text) =>
    self.content(escapeXml(notNull(text))),
  [`${WRITER}.writeCData(String)`]: (_rt: Runtime, self: XmlWriter, text: Text) =>
    self.content(`<![CDATA[${notNull(text)}]]>`),
  [`${WRITER}.writeComment(String)`]: (_rt: Runtime, self: XmlWriter, text: Text) =>
    self.content(`<!--${text ?? ''}-->`),
  [`${WRITER}.writeProcessingInstruction(String,String)`]: (_rt: Runtime, self: XmlWriter, target: Text, data: Text) =>
    self.content(`<?${notNull(target)}${data === null || data === '' ? '' : ` ${data}`}?>`),
  [`${WRITER}.getXmlString()`]: (_rt: Runtime, self: XmlWriter) => self.xml(),
  [`${WRITER}.close()`]: () => undefined,
};

export const xmlStreamFunctions = { ...readerFunctions, ...writerFunctions };
