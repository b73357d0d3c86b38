/** SOAP envelopes in and out. */
import { XMLParser } from 'fast-xml-parser';
import { OrgError } from '../../engine/errors.ts';
import { escapeXml } from '../errors.ts';

/** Parsed XML: names without prefix, texts as strings, repeated elements as lists. */
export interface SoapNode {
  readonly [name: string]: SoapValue | undefined;
}
export type SoapValue = string | SoapNode | readonly (string | SoapNode)[];

export interface SoapRequest {
  readonly sessionId: string | null;
  readonly header: SoapNode;
  /** Local name of the element in the body, and its content. */
  readonly operation: string;
  readonly body: SoapNode;
}

const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // Deploy zips are texts of many megabytes; entities inside the five standard ones do not occur and external ones are never read.
  processEntities: true,
});

/** Reads an envelope; throws the platform's fault for anything else. */
export function parseEnvelope(body: Buffer): SoapRequest {
  let document: SoapNode;
  try {
    document = parser.parse(body) as SoapNode;
  } catch (cause) {
    throw new OrgError('INVALID_XML', 'The SOAP envelope cannot be parsed.', { cause });
  }
  const envelope = nodeOf(document['Envelope']);
  const soapBody = nodeOf(envelope?.['Body']);
  const operation = Object.keys(soapBody ?? {}).find((name) => !name.startsWith('@') && name !== '#text');
  if (!soapBody || operation === undefined) throw new OrgError('INVALID_XML', 'The SOAP body is empty.');
  const header = nodeOf(envelope?.['Header']) ?? {};
  const sessionId = textIn(nodeOf(header['SessionHeader']), 'sessionId');
  return { sessionId: sessionId ?? null, header, operation, body: nodeOf(soapBody[operation]) ?? {} };
}

function nodeOf(value: SoapValue | undefined): SoapNode | undefined {
  return typeof value === 'object' && !Array.isArray(value) ? (value as SoapNode) : undefined;
}

/** Trimmed text of a child. */
export function textIn(node: SoapNode | undefined, name: string): string | undefined {
  return nodesAndTexts(node, name)
    .map(plain)
    .find((text) => text !== undefined);
}

/** Texts of every child of a name. */
export function textsIn(node: SoapNode | undefined, name: string): readonly string[] {
  return nodesAndTexts(node, name).flatMap((value) => plain(value) ?? []);
}

/** Every nested child of a name. */
export function childrenIn(node: SoapNode | undefined, name: string): readonly SoapNode[] {
  return nodesAndTexts(node, name).filter((value): value is SoapNode => typeof value === 'object');
}

function nodesAndTexts(node: SoapNode | undefined, name: string): readonly (string | SoapNode)[] {
  const value = node?.[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly (string | SoapNode)[]) : [value as string | SoapNode];
}

function plain(value: string | SoapNode): string | undefined {
  if (typeof value === 'string') return value.trim();
  const text = value['#text'];
  return typeof text === 'string' ? text.trim() : undefined;
}

/** A value as XML elements: null becomes nothing, a list repeats the element, an object nests. */
export type XmlTree =
  string | number | boolean | null | undefined | readonly XmlTree[] | { readonly [name: string]: XmlTree };

export function element(name: string, value: XmlTree): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => element(name, item as XmlTree)).join('');
  if (typeof value === 'object') {
    const inner = Object.entries(value as { readonly [name: string]: XmlTree }).map(([key, item]) =>
      element(key, item),
    );
    return `<${name}>${inner.join('')}</${name}>`;
  }
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}

/** An answer envelope. Clients read the prefix `soapenv` literally (apex-node has it hard-coded). */
export function envelope(namespace: string, content: string, header = ''): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">` +
    (header === '' ? '' : `<soapenv:Header>${header}</soapenv:Header>`) +
    `<soapenv:Body>${content}</soapenv:Body></soapenv:Envelope>`
  );
}
