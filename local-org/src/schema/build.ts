/**
 * The schema of an org: the standard catalogue, changed and extended by deployed metadata.
 * Sources: Object Reference (system fields of each kind of object), Metadata API Developer Guide (CustomObject).
 */
import { standardObjects } from './catalogue/index.ts';
import { countryValues } from './countries.ts';
import { stateValues } from './states.ts';
import { adjustStandardField, customField, valuesOf, type ValueSets } from './custom-fields.ts';
import { customObject, historyObject, shareObject } from './custom-objects.ts';
import {
  childrenOf,
  flagOf,
  textOf,
  type DefinitionComponent,
  type DefinitionNode,
  type SchemaSources,
} from './definitions.ts';
import { standardFacts } from './generated/standard-facts.ts';
import { makeOrgSchema } from './org-schema.ts';
import { standardCatalogue, type BaseObject } from './standard.ts';
import { standardValueSetFields } from './value-sets.ts';
import type {
  ChildRelationship,
  FieldDef,
  FieldSetDef,
  OrgSchema,
  PicklistValue,
  RecordTypeDef,
  SObjectDef,
  SharingModel,
  ValidationRuleDef,
} from './types.ts';

/** An object while the schema is being put together. */
interface Draft {
  base: BaseObject;
  readonly fields: Map<string, FieldDef>;
  readonly recordTypes: Map<string, RecordTypeDef>;
  readonly validationRules: ValidationRuleDef[];
  readonly fieldSets: Map<string, FieldSetDef>;
}

/** Polymorphic standard lookups that accept custom objects, with the list name the parent sees. */
const openReferences = [
  { child: 'task', field: 'whatid', name: 'Tasks', activitiesOnly: true },
  { child: 'event', field: 'whatid', name: 'Events', activitiesOnly: true },
  { child: 'contentdocumentlink', field: 'linkedentityid', name: 'ContentDocumentLinks', activitiesOnly: false },
  { child: 'contentversion', field: 'firstpublishlocationid', name: undefined, activitiesOnly: false },
  { child: 'attachment', field: 'parentid', name: 'Attachments', activitiesOnly: false },
  { child: 'note', field: 'parentid', name: 'Notes', activitiesOnly: false },
  { child: 'duplicaterecorditem', field: 'recordid', name: 'DuplicateRecordItems', activitiesOnly: false },
] as const;

/** Builds the schema; throws Unsupported for a kind of object or field that the local org lacks. */
export function buildSchema(sources: SchemaSources): OrgSchema {
  const byType = groupByType(sources.components);
  const valueSets = globalValueSets(byType.get('GlobalValueSet') ?? []);
  const drafts = new Map<string, Draft>();
  for (const [key, base] of standardCatalogue()) drafts.set(key, withoutFields(draftOf(base), sources.leavesOut));
  const activities = new Set<string>();
  const customNames: string[] = [];
  for (const component of byType.get('CustomObject') ?? []) {
    // Activity and PersonAccount have files of their own but are views of Task, Event and Account.
    if (component.fullName === 'Activity' || component.fullName === 'PersonAccount') continue;
    const existing = drafts.get(component.fullName.toLowerCase());
    if (existing) existing.base = adjustStandardObject(existing.base, component.node);
    else {
      const draft = draftOf(customObject(component.fullName, component.node, sources.prefixOf(component.fullName)));
      drafts.set(component.fullName.toLowerCase(), draft);
      if (draft.base.kind === 'custom') customNames.push(component.fullName);
      if (flagOf(component.node, 'enableActivities')) activities.add(component.fullName);
    }
  }
  addCustomFields(drafts, byType.get('CustomField') ?? [], valueSets);
  addRecordTypes(drafts, byType.get('RecordType') ?? [], byType.get('BusinessProcess') ?? []);
  for (const component of byType.get('ValidationRule') ?? []) {
    const [objectName, ruleName] = split(component.fullName);
    drafts.get(objectName.toLowerCase())?.validationRules.push(validationRule(ruleName, component.node));
  }
  for (const component of byType.get('FieldSet') ?? []) {
    const [objectName, setName] = split(component.fullName);
    drafts.get(objectName.toLowerCase())?.fieldSets.set(setName.toLowerCase(), fieldSet(setName, component.node));
  }
  applyStandardValueSets(drafts, byType.get('StandardValueSet') ?? []);
  applyFeaturePicklists(drafts, sources.currencies);
  mirrorContactFields(drafts);
  finishCustomObjects(drafts, sources, activities);
  addSharingReasons(drafts, byType.get('SharingReason') ?? []);
  openPolymorphicReferences(drafts, customNames, activities);
  return makeOrgSchema(sources.version, finish(drafts));
}

function draftOf(base: BaseObject): Draft {
  return { base, fields: new Map(base.fields), recordTypes: new Map(), validationRules: [], fieldSets: new Map() };
}

/** The draft less the standard fields of features that the org has not. */
function withoutFields(draft: Draft, leavesOut: SchemaSources['leavesOut']): Draft {
  for (const [key, { name }] of draft.fields) if (leavesOut?.(draft.base.name, name) === true) draft.fields.delete(key);
  return draft;
}

function groupByType(components: Iterable<DefinitionComponent>): ReadonlyMap<string, readonly DefinitionComponent[]> {
  const groups = new Map<string, DefinitionComponent[]>();
  for (const component of components) {
    const group = groups.get(component.type);
    if (group) group.push(component);
    else groups.set(component.type, [component]);
  }
  return groups;
}

function split(fullName: string): readonly [string, string] {
  const dot = fullName.indexOf('.');
  return dot < 0 ? [fullName, ''] : [fullName.slice(0, dot), fullName.slice(dot + 1)];
}

function globalValueSets(components: readonly DefinitionComponent[]): ValueSets {
  return new Map(
    components.map((component) => [component.fullName.toLowerCase(), valuesOf(component.node, 'customValue')]),
  );
}

/**
 * Objects without a default of their own: the sharing settings have one row for accounts and contracts, sharing rules one level for "Account,
 * Contract and Asset". What the metadata says of them repeats what it says of the account.
 */
const SHARED_WITH_ACCOUNT: ReadonlySet<string> = new Set(['Contract']);

function adjustStandardObject(base: BaseObject, node: DefinitionNode): BaseObject {
  const label = textOf(node, 'label');
  const plural = textOf(node, 'pluralLabel');
  const hasDefault = !SHARED_WITH_ACCOUNT.has(base.name);
  return {
    ...base,
    ...(label === undefined ? {} : { label }),
    ...(plural === undefined ? {} : { labelPlural: plural }),
    internalSharing: sharingModel(hasDefault ? textOf(node, 'sharingModel') : undefined, base.internalSharing),
    externalSharing: sharingModel(hasDefault ? textOf(node, 'externalSharingModel') : undefined, base.externalSharing),
    trackHistory: flagOf(node, 'enableHistory', base.trackHistory),
    enableFeeds: flagOf(node, 'enableFeeds', base.enableFeeds),
  };
}

/** The metadata's word for an organisation-wide default; the fallback when it is absent. */
export function sharingModel(text: string | undefined, fallback: SharingModel): SharingModel {
  switch (text) {
    case 'Private':
    case 'Read':
    case 'ReadWrite':
    case 'ReadWriteTransfer':
    case 'FullAccess':
    case 'ControlledByParent':
      return text;
    default:
      return fallback;
  }
}

function addCustomFields(
  drafts: ReadonlyMap<string, Draft>,
  components: readonly DefinitionComponent[],
  valueSets: ValueSets,
): void {
  for (const component of components) {
    const [objectName, fieldName] = split(component.fullName);
    // Activity fields belong to Task and Event alike.
    const targets = objectName === 'Activity' ? ['task', 'event'] : [objectName.toLowerCase()];
    for (const target of targets) {
      const draft = drafts.get(target);
      if (!draft) continue;
      const standard = draft.base.fields.get(fieldName.toLowerCase());
      if (standard) {
        draft.fields.set(fieldName.toLowerCase(), adjustStandardField(standard, component.node));
        continue;
      }
      for (const field of customField(objectName, component.node, valueSets))
        draft.fields.set(field.name.toLowerCase(), field);
    }
  }
}

/** The field whose values a business process chooses. Source: Metadata API Developer Guide, BusinessProcess. */
const PROCESS_FIELDS: Readonly<Record<string, string>> = {
  case: 'status',
  lead: 'status',
  opportunity: 'stagename',
  solution: 'status',
};

function addRecordTypes(
  drafts: ReadonlyMap<string, Draft>,
  components: readonly DefinitionComponent[],
  processes: readonly DefinitionComponent[],
): void {
  const processNodes = new Map(processes.map(({ fullName, node }) => [fullName.toLowerCase(), node]));
  for (const component of components) {
    const [objectName, name] = split(component.fullName);
    const personAccount = objectName === 'PersonAccount';
    const draft = drafts.get(personAccount ? 'account' : objectName.toLowerCase());
    const process = processNodes.get(`${objectName}.${textOf(component.node, 'businessProcess') ?? ''}`.toLowerCase());
    const chosen = process && { field: PROCESS_FIELDS[objectName.toLowerCase()] ?? '', node: process };
    draft?.recordTypes.set(name.toLowerCase(), recordType(name, component.node, personAccount, chosen));
  }
}

function recordType(
  developerName: string,
  node: DefinitionNode,
  personAccount: boolean,
  process: { readonly field: string; readonly node: DefinitionNode } | undefined,
): RecordTypeDef {
  const picklistValues = new Map<string, readonly { readonly value: string; readonly isDefault: boolean }[]>();
  // Record types and processes keep values URL-encoded ("Yes%2FNo").
  const valuesIn = (holder: DefinitionNode) =>
    childrenOf(holder, 'values').map((value) => ({
      value: decodeURIComponent(textOf(value, 'fullName') ?? ''),
      isDefault: flagOf(value, 'default'),
    }));
  for (const picklist of childrenOf(node, 'picklistValues'))
    picklistValues.set((textOf(picklist, 'picklist') ?? '').toLowerCase(), valuesIn(picklist));
  if (process) picklistValues.set(process.field, valuesIn(process.node));
  const description = textOf(node, 'description');
  return {
    developerName,
    label: textOf(node, 'label') ?? developerName,
    active: flagOf(node, 'active'),
    ...(description === undefined ? {} : { description }),
    personAccount,
    picklistValues,
  };
}

function validationRule(name: string, node: DefinitionNode): ValidationRuleDef {
  const errorField = textOf(node, 'errorDisplayField');
  return {
    name,
    active: flagOf(node, 'active'),
    formula: textOf(node, 'errorConditionFormula') ?? '',
    errorMessage: textOf(node, 'errorMessage') ?? '',
    ...(errorField === undefined || errorField === '' ? {} : { errorField }),
  };
}

function fieldSet(name: string, node: DefinitionNode): FieldSetDef {
  return {
    name,
    label: textOf(node, 'label') ?? name,
    description: textOf(node, 'description') ?? '',
    fields: childrenOf(node, 'displayedFields').map((item) => ({
      path: textOf(item, 'field') ?? '',
      required: flagOf(item, 'isRequired'),
    })),
  };
}

/** Reasons for Apex managed sharing are causes of the share object's rows. Source: Apex Developer Guide, "Creating Apex Managed Sharing". */
function addSharingReasons(drafts: ReadonlyMap<string, Draft>, components: readonly DefinitionComponent[]): void {
  for (const { fullName, node } of components) {
    const [objectName, reason] = split(fullName);
    const path = `${objectName.replace(/__c$/i, '__Share')}.RowCause`;
    const causes = drafts.get(split(path)[0].toLowerCase())?.fields.get('rowcause')?.picklist ?? [];
    const value = reason.endsWith('__c') ? reason : `${reason}__c`;
    const label = textOf(node, 'label') ?? reason;
    replacePicklist(drafts, path, [...causes, { value, label, active: true, isDefault: false }]);
  }
}

function applyStandardValueSets(drafts: ReadonlyMap<string, Draft>, components: readonly DefinitionComponent[]): void {
  for (const component of components) {
    const values = valuesOf(component.node, 'standardValue');
    for (const path of standardValueSetFields[component.fullName] ?? []) replacePicklist(drafts, path, values);
  }
}

function replacePicklist(drafts: ReadonlyMap<string, Draft>, path: string, values: readonly PicklistValue[]): void {
  const [objectName, fieldName] = split(path.toLowerCase());
  const fields = drafts.get(objectName)?.fields;
  const field = fields?.get(fieldName);
  if (fields && field) fields.set(fieldName, { ...field, picklist: values });
}

function applyFeaturePicklists(drafts: ReadonlyMap<string, Draft>, currencies: readonly string[]): void {
  const currencyValues = currencies.map((code) => ({ value: code, label: code, active: true, isDefault: false }));
  for (const draft of drafts.values()) {
    for (const [key, field] of draft.fields) {
      if (key.endsWith('countrycode') && !field.custom)
        draft.fields.set(key, { ...field, picklist: countryValues, restrictedPicklist: true });
      if (key.endsWith('statecode') && !field.custom && field.type === 'picklist')
        draft.fields.set(key, {
          ...field,
          picklist: stateValues,
          restrictedPicklist: true,
          controllingField: field.name.replace(/StateCode$/, 'CountryCode'),
        });
      if (key === 'currencyisocode')
        draft.fields.set(key, { ...field, picklist: currencyValues, restrictedPicklist: true });
    }
  }
}

/** Custom fields of Contact are seen on person accounts as `X__pc`; what is computed is computed on the contact, whose fields it names. */
function mirrorContactFields(drafts: ReadonlyMap<string, Draft>): void {
  const contact = drafts.get('contact');
  const account = drafts.get('account');
  if (!contact || !account) return;
  for (const field of contact.fields.values()) {
    if (!field.custom || field.type === 'autonumber' || field.masterDetail) continue;
    const name = field.name.replace(/__c$/, '__pc');
    const { childRelationshipName, summary, ...rest } = field;
    const computed = field.formula !== undefined || summary !== undefined;
    account.fields.set(name.toLowerCase(), {
      ...rest,
      ...(computed ? { formula: `PersonContact.${field.name}`, formulaTreatBlanksAs: 'BlankAsBlank' } : {}),
      name,
      unique: false,
      externalId: false,
      ...(field.relationshipName === undefined
        ? {}
        : { relationshipName: field.relationshipName.replace(/__r$/, '__pr') }),
      ...(childRelationshipName === undefined
        ? {}
        : { childRelationshipName: childRelationshipName.replace(/__r$/, '__pr') }),
    });
  }
}

function finishCustomObjects(
  drafts: Map<string, Draft>,
  sources: SchemaSources,
  activities: ReadonlySet<string>,
): void {
  for (const draft of [...drafts.values()]) {
    const { base } = draft;
    if (!base.custom) continue;
    const detail = [...draft.fields.values()].some((field) => field.masterDetail);
    if (detail) {
      draft.fields.delete('ownerid');
      draft.base = {
        ...base,
        hasOwner: false,
        internalSharing: 'ControlledByParent',
        externalSharing: 'ControlledByParent',
      };
    }
    if (draft.recordTypes.size === 0) draft.fields.delete('recordtypeid');
    if (!activities.has(base.name)) draft.fields.delete('lastactivitydate');
    if (draft.base.kind !== 'custom') continue;
    if (!detail) addDraft(drafts, shareObject(draft.base, sources.prefixOf(`${base.name.slice(0, -1)}Share`)));
    if (draft.base.trackHistory)
      addDraft(drafts, historyObject(draft.base, sources.prefixOf(`${base.name.slice(0, -1)}History`)));
  }
}

function addDraft(drafts: Map<string, Draft>, base: BaseObject): void {
  drafts.set(base.name.toLowerCase(), draftOf(base));
}

function openPolymorphicReferences(
  drafts: ReadonlyMap<string, Draft>,
  customNames: readonly string[],
  activities: ReadonlySet<string>,
): void {
  for (const open of openReferences) {
    const fields = drafts.get(open.child)?.fields;
    const field = fields?.get(open.field);
    if (!fields || !field) continue;
    const added = customNames.filter((name) => !open.activitiesOnly || activities.has(name));
    fields.set(open.field, { ...field, referenceTo: [...field.referenceTo, ...added] });
  }
}

function finish(drafts: ReadonlyMap<string, Draft>): readonly SObjectDef[] {
  for (const draft of drafts.values()) dropUnknownTargets(draft, drafts);
  const children = childRelationships(drafts);
  return [...drafts.values()].map((draft) => ({
    ...draft.base,
    fields: draft.fields,
    recordTypes: draft.recordTypes,
    validationRules: draft.validationRules,
    ...(draft.fieldSets.size > 0 && { fieldSets: draft.fieldSets }),
    childRelationships: children.get(draft.base.name) ?? [],
  }));
}

/** A standard lookup to an object that is not in the catalogue stays a plain id field. */
function dropUnknownTargets(draft: Draft, drafts: ReadonlyMap<string, Draft>): void {
  for (const [key, field] of draft.fields) {
    if (field.type !== 'reference' || field.custom) continue;
    const known = field.referenceTo.filter((target) => drafts.has(target.toLowerCase()));
    if (known.length === field.referenceTo.length) continue;
    const { relationshipName, ...rest } = field;
    draft.fields.set(key, {
      ...rest,
      referenceTo: known,
      ...(known.length > 0 && relationshipName !== undefined ? { relationshipName } : {}),
    });
  }
}

function childRelationships(drafts: ReadonlyMap<string, Draft>): ReadonlyMap<string, readonly ChildRelationship[]> {
  const byParent = new Map<string, ChildRelationship[]>();
  for (const draft of drafts.values()) {
    for (const [key, field] of draft.fields) {
      if (field.type !== 'reference') continue;
      for (const target of field.referenceTo) {
        const parent = drafts.get(target.toLowerCase())?.base;
        if (!parent) continue;
        const name = childName(draft, field, parent);
        if (name !== undefined && field.childRelationshipName === undefined)
          draft.fields.set(key, { ...field, childRelationshipName: name });
        const list = byParent.get(parent.name) ?? [];
        list.push({
          childObject: draft.base.name,
          field: field.name,
          ...(name === undefined ? {} : { relationshipName: name }),
          onDelete: field.deleteConstraint ?? 'SetNull',
        });
        byParent.set(parent.name, list);
      }
    }
  }
  return byParent;
}

function childName(draft: Draft, field: FieldDef, parent: BaseObject): string | undefined {
  if (field.custom) return field.childRelationshipName;
  const child = draft.base;
  if (child.custom)
    return child.kind === 'share'
      ? 'Shares'
      : child.kind === 'history' && field.name === 'ParentId'
        ? 'Histories'
        : undefined;
  const known = standardObjects[child.name]?.childNames;
  const given = known?.[`${field.name}>${parent.name}`] ?? known?.[field.name];
  if (given !== undefined) return given === '' ? undefined : given;
  const open = openReferences.find(
    (other) => other.child === child.name.toLowerCase() && other.field === field.name.toLowerCase(),
  );
  if (parent.custom) return open?.name;
  const names = (standardFacts[parent.name]?.children ?? '')
    .split(' ')
    .filter((word) => word.endsWith(`:${child.name}`))
    .map((word) => word.split(':')[0] ?? '');
  if (open?.name !== undefined && names.includes(open.name)) return open.name;
  const plural = `${child.name.replace(/y$/, 'ie')}s`;
  // The list named like the child belongs to the lookup named like the parent.
  if (field.name === `${parent.name}Id` && names.includes(plural)) return plural;
  const candidates = [...draft.base.fields.values()].filter(
    (other) =>
      other.type === 'reference' &&
      other.referenceTo.includes(parent.name) &&
      !/^(CreatedById|LastModifiedById|OwnerId)$/.test(other.name),
  );
  return names.length === 1 && candidates.length === 1 && candidates[0]?.name === field.name ? names[0] : undefined;
}
