/**
 * Custom objects, settings, metadata types and platform events with the system fields of their kind.
 * Source: Object Reference, "Custom Objects", "Custom Metadata Types", "Platform Events" (standard fields).
 */
import { Unsupported } from '../engine/errors.ts';
import { childrenOf, flagOf, numberOf, textOf, type DefinitionNode } from './definitions.ts';
import { fieldFromLine, type BaseObject } from './standard.ts';
import type { FieldDef, ObjectKind, SharingModel } from './types.ts';

const audit: Readonly<Record<string, string>> = {
  CreatedDate: 'datetime sys auto',
  CreatedById: 'ref(User) sys auto',
  LastModifiedDate: 'datetime sys auto',
  LastModifiedById: 'ref(User) sys auto',
  SystemModstamp: 'datetime sys auto',
};
const languages = 'picklist(40) auto null open';

const systemFieldsByKind: Readonly<
  Record<'custom' | 'customSetting' | 'customMetadata' | 'platformEvent', Readonly<Record<string, string>>>
> = {
  custom: {
    Id: 'id sys',
    OwnerId: 'ref(Group,User) auto',
    IsDeleted: 'boolean sys auto',
    Name: 'string(80) name auto null',
    CurrencyIsoCode: 'picklist(3) auto null',
    RecordTypeId: 'ref(RecordType) auto null',
    ...audit,
    LastActivityDate: 'date sys',
    LastViewedDate: 'datetime sys',
    LastReferencedDate: 'datetime sys',
  },
  customSetting: {
    Id: 'id sys',
    IsDeleted: 'boolean sys auto',
    Name: 'string(38) name auto null',
    SetupOwnerId: 'ref(Organization,Profile,User) auto null',
    CurrencyIsoCode: 'picklist(3) auto null',
    ...audit,
  },
  customMetadata: {
    Id: 'id sys',
    DeveloperName: 'string(40) req',
    MasterLabel: 'string(40) req',
    Language: languages,
    NamespacePrefix: 'string(15) sys',
    Label: 'string(40) sys null',
    QualifiedApiName: 'string(70) sys null',
    SystemModstamp: 'datetime sys auto',
  },
  platformEvent: {
    Id: 'id sys',
    ReplayId: 'string(30) sys',
    EventUuid: 'string(36) sys',
    CreatedDate: 'datetime sys auto',
    CreatedById: 'ref(User) sys auto',
  },
};

type CustomKind = keyof typeof systemFieldsByKind;

/** The object that a CustomObject component of this name defines; refuses big objects, external objects and articles by name. */
export function customObject(name: string, node: DefinitionNode, keyPrefix: string): BaseObject {
  const kind = kindOf(name, node);
  const label = textOf(node, 'label') ?? name;
  const description = textOf(node, 'description');
  const internalSharing = kind === 'custom' ? sharing(textOf(node, 'sharingModel'), 'ReadWrite') : 'None';
  return {
    name,
    label,
    labelPlural: textOf(node, 'pluralLabel') ?? label,
    keyPrefix,
    kind,
    custom: true,
    ...(description === undefined ? {} : { description }),
    fields: systemFields(kind, label, node),
    internalSharing,
    externalSharing: kind === 'custom' ? sharing(textOf(node, 'externalSharingModel'), 'Private') : 'None',
    createable: kind !== 'customMetadata',
    updateable: kind !== 'customMetadata' && kind !== 'platformEvent',
    deletable: kind !== 'customMetadata' && kind !== 'platformEvent',
    queryable: kind !== 'platformEvent',
    searchable: kind === 'custom' && flagOf(node, 'enableSearch', true),
    hasOwner: kind === 'custom',
    trackHistory: flagOf(node, 'enableHistory'),
    enableFeeds: flagOf(node, 'enableFeeds'),
    ...(kind === 'platformEvent'
      ? {
          publishBehavior:
            textOf(node, 'publishBehavior') === 'PublishImmediately'
              ? ('PublishImmediately' as const)
              : ('PublishAfterCommit' as const),
        }
      : {}),
    ...(kind === 'customSetting'
      ? {
          customSettingsType:
            textOf(node, 'customSettingsType') === 'List' ? ('List' as const) : ('Hierarchy' as const),
        }
      : {}),
  };
}

/** `X__Share`: who may see a record beyond its owner. */
export function shareObject(parent: BaseObject, keyPrefix: string): BaseObject {
  const name = `${parent.name.slice(0, -1)}Share`;
  return subordinate(name, `Share: ${parent.label}`, keyPrefix, 'share', {
    Id: 'id sys',
    ParentId: `ref(${parent.name}) req fixed cascade`,
    AccessLevel: 'picklist(40) req = Read|Read Only; Edit|Read/Write; All|Owner',
    UserOrGroupId: 'ref(Group,User) req fixed',
    RowCause:
      'picklist(40) auto null fixed open = Owner|Owner; Manual|Manual Sharing; Rule|Sharing Rule; Team|Sales Team; GuestRule|Guest User Sharing Rule; ImplicitChild|Account Sharing; ImplicitParent|Associated record owner or sharing',
    LastModifiedDate: 'datetime sys auto',
    LastModifiedById: 'ref(User) sys auto',
    IsDeleted: 'boolean sys auto',
  });
}

/** `X__History`: tracked changes. */
export function historyObject(parent: BaseObject, keyPrefix: string): BaseObject {
  const name = `${parent.name.slice(0, -1)}History`;
  return subordinate(name, `History: ${parent.label}`, keyPrefix, 'history', {
    Id: 'id sys',
    IsDeleted: 'boolean sys auto',
    ParentId: `ref(${parent.name}) sys auto cascade`,
    CreatedById: 'ref(User) sys auto',
    CreatedDate: 'datetime sys auto',
    Field: 'picklist(255) sys open',
    DataType: 'picklist(40) sys open',
    OldValue: 'anyType(255) sys',
    NewValue: 'anyType(255) sys',
  });
}

function subordinate(
  name: string,
  label: string,
  keyPrefix: string,
  kind: 'share' | 'history',
  lines: Readonly<Record<string, string>>,
): BaseObject {
  return {
    name,
    label,
    labelPlural: label,
    keyPrefix,
    kind,
    custom: true,
    fields: new Map(Object.entries(lines).map(([field, line]) => [field.toLowerCase(), fieldFromLine(field, line)])),
    internalSharing: 'None',
    externalSharing: 'None',
    createable: kind === 'share',
    updateable: kind === 'share',
    deletable: kind === 'share',
    queryable: true,
    searchable: false,
    hasOwner: false,
    trackHistory: false,
    enableFeeds: false,
  };
}

function kindOf(name: string, node: DefinitionNode): CustomKind {
  if (name.endsWith('__mdt')) return 'customMetadata';
  if (name.endsWith('__e')) return 'platformEvent';
  if (name.endsWith('__c')) return textOf(node, 'customSettingsType') === undefined ? 'custom' : 'customSetting';
  throw new Unsupported(
    `CustomObject ${name.replace(/^.*__/, '__')}`,
    `${name} is neither __c, __mdt nor __e, nor a known standard object`,
  );
}

function sharing(text: string | undefined, fallback: SharingModel): SharingModel {
  return text === 'Private' || text === 'Read' || text === 'ReadWrite' || text === 'ControlledByParent'
    ? text
    : fallback;
}

function systemFields(
  kind: CustomKind & ObjectKind,
  label: string,
  node: DefinitionNode,
): ReadonlyMap<string, FieldDef> {
  const fields = new Map<string, FieldDef>();
  for (const [name, line] of Object.entries(systemFieldsByKind[kind]))
    fields.set(name.toLowerCase(), fieldFromLine(name, line, systemLabel(name, label)));
  const nameNode = childrenOf(node, 'nameField')[0];
  const nameField = fields.get('name');
  if (nameNode && nameField) fields.set('name', describedName(nameField, nameNode));
  return fields;
}

function systemLabel(name: string, objectLabel: string): string {
  if (name === 'Id') return 'Record ID';
  if (name === 'Name') return `${objectLabel} Name`;
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/ Id$/, ' ID');
}

function describedName(field: FieldDef, node: DefinitionNode): FieldDef {
  const label = textOf(node, 'label') ?? field.label;
  const trackHistory = flagOf(node, 'trackHistory');
  if (textOf(node, 'type') !== 'AutoNumber')
    return { ...field, label, trackHistory, nillable: true, defaultedOnCreate: true };
  return {
    ...field,
    label,
    trackHistory,
    type: 'autonumber',
    nillable: false,
    createable: false,
    updateable: false,
    displayFormat: textOf(node, 'displayFormat') ?? '{0}',
    startingNumber: numberOf(node, 'startingNumber') ?? 0,
  };
}
