/** What exists once the set is deployed: its own components, what the org has already, and what every org has. */
import { buildSchema, type FieldDef, type OrgSchema, type SObjectDef } from '../../schema/index.ts';
import { licenses, standardProfiles } from '../seed/profiles.ts';
import { componentKey, type MetadataComponent, type MetadataSet } from '../metadata-set.ts';
import type { DeployedMetadata } from '../deployed.ts';
import type { XmlElement } from '../xml.ts';

const schemaTypes = [
  'GlobalValueSet',
  'StandardValueSet',
  'CustomObject',
  'CustomField',
  'RecordType',
  'ValidationRule',
  'FieldSet',
  'BusinessProcess',
  'SharingReason',
];

/** Standard tabs, apps and pages that need no component. */
const standardPrefix =
  /^(standard-|standard__|lightning:|force:|forceCommunity:|flexipage:|runtime_|console:|home:|community_|dxp_|experience|sfdc_|wave:|siteforce:|record_)/;

/** What a reference to a component of the first type may name instead, of types that are refused. */
const REFUSED_KINDS: Readonly<Record<string, readonly string[]>> = {
  LightningComponentBundle: ['AuraDefinitionBundle'],
  DigitalExperienceBundle: ['ExperienceBundle', 'SiteDotCom'],
  FlexiPage: ['AuraDefinitionBundle'],
  QuickAction: ['Flow'],
};

export class KnownNames {
  readonly schema: OrgSchema;
  readonly #refused: ReadonlySet<string>;
  readonly #set: ReadonlyMap<string, MetadataComponent>;
  readonly #removed: ReadonlySet<string>;
  readonly #existing: DeployedMetadata | null;

  constructor(set: MetadataSet, existing: DeployedMetadata | null) {
    this.#set = new Map(
      set.components.map((component) => [componentKey(component.type, component.fullName), component]),
    );
    this.#refused = new Set(set.readProblems.map((problem) => componentKey(problem.componentType, problem.fullName)));
    this.#removed = new Set(set.removals.map((removal) => componentKey(removal.type, removal.fullName)));
    this.#existing = existing;
    const components = schemaTypes.flatMap((type) => this.#nodes(type));
    this.schema = buildSchema({ version: 0, components, prefixOf: () => '000', currencies: [] });
  }

  /** Whether a component of that type will exist. */
  has(type: string, fullName: string): boolean {
    const key = componentKey(type, fullName);
    if (this.#set.has(key)) return true;
    return !this.#removed.has(key) && this.#existing?.get(type, fullName) !== undefined;
  }

  /** The refused component of the same set that a reference means: `AuraDefinitionBundle banner`; undefined when there is none. */
  refused(type: string, name: string): string | undefined {
    const plain = name.replace(/^(c|site)[:/]/, '');
    const kind = REFUSED_KINDS[type]?.find((candidate) => this.#refused.has(componentKey(candidate, plain)));
    return kind === undefined ? undefined : `${kind} ${plain}`;
  }

  /** The child elements of that name in a component that will exist. */
  parameters(type: string, fullName: string, element: string): readonly XmlElement[] {
    const xml = this.#set.get(componentKey(type, fullName))?.xml ?? this.#existing?.get(type, fullName)?.xml;
    return xml?.children.filter((child) => child.name === element) ?? [];
  }

  /** The code of an Apex class that will exist; undefined when there is none of that name. */
  apexBody(name: string): string | undefined {
    const own = this.#set.get(componentKey('ApexClass', name));
    if (own) return new TextDecoder().decode(own.contents[0]?.content ?? new Uint8Array());
    return this.has('ApexClass', name) ? this.#existing?.get('ApexClass', name)?.body : undefined;
  }

  object(name: string): SObjectDef | undefined {
    return this.schema.object(name);
  }

  /** `Account.Country__c`; `Activity.X__c` is a field of Task. */
  field(path: string): FieldDef | undefined {
    const dot = path.indexOf('.');
    const objectName = path.slice(0, dot);
    const object = this.schema.object(
      objectName === 'Activity' ? 'Task' : objectName === 'PersonAccount' ? 'Account' : objectName,
    );
    return object?.fields.get(path.slice(dot + 1).toLowerCase());
  }

  recordType(path: string): boolean {
    const [objectName = '', name = ''] = path.split('.');
    const recordType = this.schema
      .object(objectName === 'PersonAccount' ? 'Account' : objectName)
      ?.recordTypes.get(name.toLowerCase());
    return recordType !== undefined && recordType.personAccount === (objectName === 'PersonAccount');
  }

  profile(name: string): boolean {
    const plain = decodeURIComponent(name);
    return (
      standardProfiles.some((profile) => profile.fullName.toLowerCase() === plain.toLowerCase()) ||
      this.has('Profile', name)
    );
  }

  license(name: string): boolean {
    return licenses.some((license) => license.name === name);
  }

  tab(name: string): boolean {
    return standardPrefix.test(name) || this.has('CustomTab', name);
  }

  /** A component reference in a page: `c:x`, `x` or one of the platform's namespaces. */
  lightningComponent(name: string): boolean {
    if (standardPrefix.test(name)) return true;
    const [namespace = '', own] = name.split(':');
    if (own !== undefined && namespace !== 'c') return true;
    return this.has('LightningComponentBundle', own ?? namespace);
  }

  #nodes(type: string): readonly {
    readonly type: string;
    readonly fullName: string;
    readonly node: NonNullable<MetadataComponent['xml']>;
  }[] {
    const own = [...this.#set.values()].filter((component) => component.type === type);
    const names = new Set(own.map((component) => component.fullName.toLowerCase()));
    const kept = (this.#existing?.list(type) ?? []).filter(
      (component) =>
        !names.has(component.fullName.toLowerCase()) && !this.#removed.has(componentKey(type, component.fullName)),
    );
    return [...kept, ...own].flatMap((component) =>
      component.xml === null ? [] : [{ type, fullName: component.fullName, node: component.xml }],
    );
  }
}
