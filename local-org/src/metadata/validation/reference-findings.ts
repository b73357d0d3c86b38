/** What the reference checks share: asking whether a name exists, and saying in the platform's words that it does not. */
import { childrenOf } from '../../schema/index.ts';
import type { XmlElement } from '../xml.ts';
import type { KnownNames } from './known-names.ts';
import type { Finding } from './structure.ts';

/** Collects what is not found. */
export class ReferenceFindings {
  readonly known: KnownNames;
  readonly findings: Finding[] = [];

  constructor(known: KnownNames) {
    this.known = known;
  }

  report(element: XmlElement, message: string): void {
    this.findings.push({ element, message });
  }

  missing(element: XmlElement, type: string, name: string): void {
    this.report(element, `In field: ${element.name} - no ${type} named ${name} found`);
  }

  /** The element's text names a component of that type. */
  component(element: XmlElement | undefined, type: string): void {
    if (element && element.text !== '' && !this.known.has(type, element.text))
      this.missing(element, type, element.text);
  }

  object(element: XmlElement | undefined): void {
    if (element && element.text !== '' && !this.known.object(element.text))
      this.missing(element, 'CustomObject', element.text);
  }

  /** `objectName.<text>`, or `<text>` when it has a dot of its own. */
  field(element: XmlElement | undefined, objectName: string): void {
    if (!element || element.text === '') return;
    const path = element.text.startsWith(`${objectName}.`) ? element.text : `${objectName}.${element.text}`;
    if (!this.known.field(path)) this.missing(element, 'CustomField', path);
  }
}

/** First child of that name. */
export function first(xml: XmlElement, name: string): XmlElement | undefined {
  return xml.children.find((child) => child.name === name);
}

/** All children of that name. */
export function all(xml: XmlElement, name: string): readonly XmlElement[] {
  return childrenOf(xml, name) as readonly XmlElement[];
}
