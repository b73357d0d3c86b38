/** Reads source-format metadata XML into a small tree: every element is a list, so that one and many look alike. */
import { XMLParser } from 'fast-xml-parser';

/** One element: child elements by name, and its own text when it has no children. */
export interface XmlElement {
  readonly text: string;
  readonly children: ReadonlyMap<string, readonly XmlElement[]>;
}

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  trimValues: true,
  processEntities: true,
  preserveOrder: true,
});

const EMPTY: XmlElement = { text: '', children: new Map() };

type Ordered = readonly Readonly<Record<string, unknown>>[];

function toElement(nodes: Ordered): XmlElement {
  const children = new Map<string, XmlElement[]>();
  let text = '';
  for (const node of nodes) {
    for (const [name, value] of Object.entries(node)) {
      if (name === '#text') text += String(value);
      else if (Array.isArray(value)) {
        const list = children.get(name) ?? [];
        list.push(toElement(value as Ordered));
        children.set(name, list);
      }
    }
  }
  return { text, children };
}

/** Parses a metadata file and answers its root element (`CustomApplication`, `FlexiPage` …); empty text gives an empty element. */
export function readXml(text: string): XmlElement {
  if (text.trim() === '') return EMPTY;
  const document = toElement(parser.parse(text) as Ordered);
  for (const roots of document.children.values()) return roots[0] ?? EMPTY;
  return EMPTY;
}

/** All children of that name. */
export function all(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.get(name) ?? [];
}

/** The first child of that name, an empty element when there is none. */
export function one(element: XmlElement, name: string): XmlElement {
  return all(element, name)[0] ?? EMPTY;
}

/** Text of the first child of that name, or undefined. */
export function textOf(element: XmlElement, name: string): string | undefined {
  return all(element, name)[0]?.text;
}
