/** Schema objects for tests, written as short as tests can be; the same shapes the real schema has. */
import type {
  ChildRelationship,
  FieldDef,
  FieldType,
  ObjectKind,
  OrgSchema,
  RecordTypeDef,
  SharingModel,
  SObjectDef,
  ValidationRuleDef,
} from '../../src/schema/types.ts';

/** A field with the defaults of an ordinary custom field of that type. */
export function field(name: string, type: FieldType, more: Partial<FieldDef> = {}): FieldDef {
  const computed = more.formula !== undefined || more.summary !== undefined || type === 'autonumber';
  return {
    name,
    label: name.replace(/__c$/, '').replaceAll('_', ' '),
    type,
    custom: name.endsWith('__c'),
    nillable: type !== 'boolean',
    unique: false,
    caseSensitive: type === 'id' || type === 'reference',
    externalId: false,
    nameField: false,
    createable: !computed,
    updateable: !computed,
    defaultedOnCreate: type === 'boolean' || computed,
    referenceTo: [],
    masterDetail: false,
    trackHistory: false,
    permissionable: true,
    ...(type === 'string' ? { length: 80 } : {}),
    ...more,
  };
}

const system = {
  nillable: false,
  createable: false,
  updateable: false,
  defaultedOnCreate: true,
  permissionable: false,
};

/** The system fields every ordinary object has. */
export function systemFields(hasOwner: boolean): readonly FieldDef[] {
  const user = { referenceTo: ['User'] };
  return [
    field('Id', 'id', { ...system, length: 18 }),
    field('IsDeleted', 'boolean', system),
    field('CreatedDate', 'datetime', system),
    field('CreatedById', 'reference', { ...system, ...user, relationshipName: 'CreatedBy' }),
    field('LastModifiedDate', 'datetime', system),
    field('LastModifiedById', 'reference', { ...system, ...user, relationshipName: 'LastModifiedBy' }),
    field('SystemModstamp', 'datetime', system),
    ...(hasOwner
      ? [
          field('OwnerId', 'reference', {
            ...user,
            relationshipName: 'Owner',
            nillable: false,
            defaultedOnCreate: true,
            permissionable: false,
          }),
        ]
      : []),
  ];
}

export interface ObjectSpec {
  readonly name: string;
  readonly keyPrefix: string;
  readonly fields: readonly FieldDef[];
  readonly kind?: ObjectKind;
  readonly hasOwner?: boolean;
  readonly children?: readonly ChildRelationship[];
  readonly rules?: readonly ValidationRuleDef[];
  readonly recordTypes?: readonly RecordTypeDef[];
  readonly sharing?: SharingModel;
  readonly trackHistory?: boolean;
  readonly publishBehavior?: 'PublishAfterCommit' | 'PublishImmediately';
  readonly withoutSystemFields?: boolean;
}

/** An object from its specification. */
export function object(spec: ObjectSpec): SObjectDef {
  const hasOwner = spec.hasOwner ?? false;
  const fields = [...(spec.withoutSystemFields === true ? [] : systemFields(hasOwner)), ...spec.fields];
  const custom = /__(?:c|e|mdt)$/.test(spec.name);
  return {
    name: spec.name,
    label: spec.name.replace(/__\w+$/, ''),
    labelPlural: `${spec.name}s`,
    keyPrefix: spec.keyPrefix,
    kind: spec.kind ?? (custom ? 'custom' : 'standard'),
    custom,
    fields: new Map(fields.map((each) => [each.name.toLowerCase(), each])),
    childRelationships: spec.children ?? [],
    recordTypes: new Map((spec.recordTypes ?? []).map((type) => [type.developerName.toLowerCase(), type])),
    validationRules: spec.rules ?? [],
    internalSharing: spec.sharing ?? 'ReadWrite',
    externalSharing: spec.sharing ?? 'ReadWrite',
    createable: true,
    updateable: true,
    deletable: true,
    queryable: true,
    searchable: true,
    hasOwner,
    trackHistory: spec.trackHistory ?? false,
    enableFeeds: false,
    ...(spec.publishBehavior === undefined ? {} : { publishBehavior: spec.publishBehavior }),
  };
}

/** A schema of these objects. */
export function schemaOf(objects: readonly SObjectDef[], version = 1): OrgSchema {
  const byName = new Map(objects.map((each) => [each.name.toLowerCase(), each]));
  const byPrefix = new Map(objects.map((each) => [each.keyPrefix, each]));
  return {
    version,
    object: (name) => byName.get(name.toLowerCase()),
    objects: () => byName.values(),
    objectByPrefix: (prefix) => byPrefix.get(prefix),
  };
}
