/** The part of a metadata set that a schema is made of, as plain trees: the schema does not care which file they came from. */

/** One element of a definition. `metadata/` parses XML into this shape (with positions on top). */
export interface DefinitionNode {
  readonly name: string;
  /** Trimmed text; empty for an element with children. */
  readonly text: string;
  readonly children: readonly DefinitionNode[];
}

/** One component: CustomObject, CustomField, RecordType, ValidationRule, GlobalValueSet, StandardValueSet. */
export interface DefinitionComponent {
  readonly type: string;
  /** `Application__c`, `Account.ERP_Id__c`, `PersonAccount.Residential_Customer`. */
  readonly fullName: string;
  readonly node: DefinitionNode;
}

/** What a schema is built from, besides the standard catalogue. */
export interface SchemaSources {
  readonly version: number;
  readonly components: Iterable<DefinitionComponent>;
  /** The key prefix an object without a fixed one got when it was first deployed. */
  prefixOf(objectName: string): string;
  /** ISO codes of the active currencies. */
  readonly currencies: readonly string[];
  /** Whether the org has not the feature that a standard field belongs to; absent: it has all. */
  readonly leavesOut?: (objectName: string, fieldName: string) => boolean;
}

/** Text of the first child with that name; undefined when there is none. */
export function textOf(node: DefinitionNode, name: string): string | undefined {
  return node.children.find((child) => child.name === name)?.text;
}

/** All children with that name. */
export function childrenOf(node: DefinitionNode, name: string): readonly DefinitionNode[] {
  return node.children.filter((child) => child.name === name);
}

/** A boolean child; `fallback` when it is absent. */
export function flagOf(node: DefinitionNode, name: string, fallback = false): boolean {
  const text = textOf(node, name);
  return text === undefined ? fallback : text === 'true' || text === '1';
}

/** A number child; undefined when it is absent or empty. */
export function numberOf(node: DefinitionNode, name: string): number | undefined {
  const text = textOf(node, name);
  return text === undefined || text === '' ? undefined : Number(text);
}
