/** What the reference checks share: asking whether a name exists, and saying in the platform's words that it does not. */
import { Unsupported } from '../../engine/errors.ts';
import { childrenOf, isRefusedField, isRefusedObject, type FieldDef, type SObjectDef } from '../../schema/index.ts';
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

  /** What the platform would find and the local org lacks is refused by its name. */
  missing(element: XmlElement, type: string, name: string): void {
    const refused = refusedName(type, name) ?? this.known.refused(type, name);
    this.report(
      element,
      refused === undefined
        ? `In field: ${element.name} - no ${type} named ${name} found`
        : new Unsupported(refused).message,
    );
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

  /** The field at the end of a path over lookups (`Account__r.Name`); reports the first step that does not exist. */
  fieldAt(element: XmlElement, object: SObjectDef, path: readonly string[]): FieldDef | undefined {
    const [step = '', ...rest] = path;
    if (rest.length === 0) {
      const field = object.fields.get(step.toLowerCase());
      if (!field) this.missing(element, 'CustomField', `${object.name}.${step}`);
      return field;
    }
    const reference = [...object.fields.values()].find(
      (field) => field.relationshipName?.toLowerCase() === step.toLowerCase(),
    );
    const target = reference?.referenceTo.includes('User') ? 'User' : reference?.referenceTo[0];
    const parent = target === undefined ? undefined : this.known.object(target);
    if (parent) return this.fieldAt(element, parent, rest);
    this.missing(element, 'CustomField', `${object.name}.${step}`);
    return undefined;
  }
}

/** `sObject MessagingSession` or `field Product2.SellerId` when a real org has that object or field; undefined for any other name. */
export function refusedName(type: string, name: string): string | undefined {
  if (type === 'CustomObject') return isRefusedObject(name) ? `sObject ${name}` : undefined;
  if (type !== 'CustomField') return undefined;
  const [objectName = '', fieldName = ''] = name.split('.');
  if (isRefusedObject(objectName)) return `sObject ${objectName}`;
  return isRefusedField(objectName, fieldName) ? `field ${name}` : undefined;
}

/** First child of that name. */
export function first(xml: XmlElement, name: string): XmlElement | undefined {
  return xml.children.find((child) => child.name === name);
}

/** All children of that name. */
export function all(xml: XmlElement, name: string): readonly XmlElement[] {
  return childrenOf(xml, name) as readonly XmlElement[];
}
