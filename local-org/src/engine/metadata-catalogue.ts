/** Deployed metadata as operations read it; `compose.ts` adapts `metadata/` to it. */
import type { DefinitionNode } from '../schema/index.ts';

/** One element of a component's XML. */
export type XmlNode = DefinitionNode;

export interface MetadataCatalogue {
  /** Grows with every deploy. */
  readonly version: number;
  /** Full names of all deployed components of a type. */
  names(type: string): readonly string[];
  /** Root element of the component's XML; undefined when it is not deployed. */
  read(type: string, fullName: string): XmlNode | undefined;
}

/** Text of a child element; undefined when absent. */
export function textOf(node: XmlNode | undefined, element: string): string | undefined {
  return node?.children.find((child) => child.name === element)?.text;
}

/** Whether a child element says `true`. */
export function flag(node: XmlNode | undefined, element: string): boolean {
  return textOf(node, element) === 'true';
}

/** Every child element of a name. */
export function nodesOf(node: XmlNode | undefined, element: string): readonly XmlNode[] {
  return (node?.children ?? []).filter((child) => child.name === element);
}

/** The first child element of a name. */
export function nodeOf(node: XmlNode | undefined, element: string): XmlNode | undefined {
  return node?.children.find((child) => child.name === element);
}

/** Texts of every child element of a name. */
export function textsOf(node: XmlNode | undefined, element: string): readonly string[] {
  return nodesOf(node, element).map((child) => child.text);
}

/** Every deployed component of a type with its XML. */
export function allOf(
  metadata: MetadataCatalogue,
  type: string,
): readonly { readonly fullName: string; readonly node: XmlNode }[] {
  return metadata.names(type).flatMap((fullName) => {
    const node = metadata.read(type, fullName);
    return node ? [{ fullName, node }] : [];
  });
}

/** `a, b` as a list. */
export function commaList(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
