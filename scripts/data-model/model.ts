/** The object model as force-app has it: custom objects and those standard ones that have fields of ours, with fields and relations. */
import { readSourceTree, type MetadataComponent, type XmlElement } from '../../local-org/src/metadata/index.ts';
import { childrenOf, flagOf, textOf } from '../../local-org/src/schema/index.ts';
import { inRoot } from '../support/paths.ts';

export interface ModelField {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly description: string;
  /** Target and kind of a relation. */
  readonly refersTo?: { readonly object: string; readonly masterDetail: boolean };
  readonly required: boolean;
  readonly externalId: boolean;
  readonly unique: boolean;
  readonly tracked: boolean;
}

export interface ModelObject {
  readonly name: string;
  readonly label: string;
  readonly domain: string;
  readonly description: string;
  /** Organisation-wide defaults, internal and external; empty where the platform's stand. */
  readonly sharing: string;
  readonly fields: readonly ModelField[];
  readonly recordTypes: readonly string[];
  readonly rules: readonly { readonly name: string; readonly message: string }[];
}

const STANDARD_LABELS: Readonly<Record<string, string>> = {
  AccountContactRelation: 'Account Contact Relation',
  Product2: 'Product',
  WorkOrder: 'Work Order',
  WorkOrderLineItem: 'Work Order Line Item',
};

/** All objects by name; platform events and fields of other objects' record types left out. */
export function readModel(): readonly ModelObject[] {
  const { components } = readSourceTree(inRoot('force-app'));
  const of = (type: string): readonly MetadataComponent[] =>
    components.filter((component) => component.type === type && component.xml !== null);
  const fields = of('CustomField');
  const names = new Set(
    [...of('CustomObject').map(({ fullName }) => fullName), ...fields.map(({ fullName }) => holderOf(fullName))].filter(
      (name) => !name.endsWith('__e') && name !== 'PersonAccount',
    ),
  );
  return [...names].sort().map((name) => {
    const definition = of('CustomObject').find(({ fullName }) => fullName === name);
    const own = fields.filter(({ fullName }) => holderOf(fullName) === name);
    const file = definition?.file ?? own[0]?.file ?? '';
    return {
      name,
      label: (definition?.xml && textOf(definition.xml, 'label')) ?? STANDARD_LABELS[name] ?? name,
      domain: /force-app\/main\/([^/]+)\//.exec(`force-app/${file.replace(/^.*?force-app\//, '')}`)?.[1] ?? '',
      description: (definition?.xml && textOf(definition.xml, 'description')) ?? '',
      sharing: [
        definition?.xml && textOf(definition.xml, 'sharingModel'),
        definition?.xml && textOf(definition.xml, 'externalSharingModel'),
      ]
        .filter((model) => model !== undefined && model !== null)
        .join(' / '),
      fields: own
        .flatMap(({ xml, fullName }) => (xml ? [fieldOf(fullName, xml)] : []))
        .sort((left, right) => (left.name < right.name ? -1 : 1)),
      recordTypes: [...of('RecordType')]
        .map(({ fullName }) => fullName)
        .filter((full) => holderOf(full) === name || (name === 'Account' && holderOf(full) === 'PersonAccount'))
        .map((full) => full.slice(full.indexOf('.') + 1))
        .sort(),
      rules: of('ValidationRule')
        .filter(({ fullName }) => holderOf(fullName) === name)
        .flatMap(({ fullName, xml }) =>
          xml ? [{ name: fullName.slice(fullName.indexOf('.') + 1), message: textOf(xml, 'errorMessage') ?? '' }] : [],
        ),
    };
  });
}

function holderOf(fullName: string): string {
  return fullName.split('.')[0] ?? '';
}

function fieldOf(fullName: string, xml: XmlElement): ModelField {
  const type = textOf(xml, 'type') ?? '';
  const target = textOf(xml, 'referenceTo');
  const values = (childrenOf(xml, 'valueSet') as readonly XmlElement[])
    .flatMap((node) => childrenOf(node, 'valueSetDefinition') as readonly XmlElement[])
    .flatMap((node) => childrenOf(node, 'value') as readonly XmlElement[])
    .map((value) => textOf(value, 'fullName') ?? '');
  const set = childrenOf(xml, 'valueSet').map((node) => textOf(node, 'valueSetName') ?? '')[0] ?? '';
  const kind = textOf(xml, 'formula') === undefined ? type : `${type}, formula`;
  return {
    name: fullName.slice(fullName.indexOf('.') + 1),
    label: textOf(xml, 'label') ?? '',
    type: [kind, sizeOf(xml), values.join(' · ') || set].filter((part) => part !== '').join(' '),
    description: textOf(xml, 'description') ?? '',
    ...(target === undefined ? {} : { refersTo: { object: target, masterDetail: type === 'MasterDetail' } }),
    required: flagOf(xml, 'required') || type === 'MasterDetail',
    externalId: flagOf(xml, 'externalId'),
    unique: flagOf(xml, 'unique'),
    tracked: flagOf(xml, 'trackHistory'),
  };
}

/** `(40)` of a text, `(15, 3)` of a number. */
function sizeOf(xml: XmlElement): string {
  const length = textOf(xml, 'length');
  const precision = textOf(xml, 'precision');
  if (precision !== undefined) return `(${precision}, ${textOf(xml, 'scale') ?? '0'})`;
  return length === undefined ? '' : `(${length})`;
}
