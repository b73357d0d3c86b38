/** Page layouts: metadata type Layout in the UI API's shape (User Interface API Developer Guide, "Record Layout"). */
import type { SObjectDef } from '../../schema/types.ts';
import type { Json, JsonObject } from '../json-records.ts';
import type { MetadataCatalogue, XmlNode } from '../metadata-catalogue.ts';
import { flag, nodesOf, textOf, textsOf } from '../metadata-catalogue.ts';
import type { OperationContext } from '../operations/context.ts';
import { MASTER_RECORD_TYPE_ID, recordTypeIds } from '../operations/record-types.ts';
import { nameFields } from './object-info.ts';

/** A layout as used for one user and record type. */
export interface ChosenLayout {
  readonly fullName: string | null;
  readonly node: XmlNode | undefined;
}

/**
 * The layout of the user's profile for the record type, as `layoutAssignments` of the profile say; without an assignment the object's
 * first layout; without any layout the platform's default of all fields.
 */
export function chooseLayout(def: SObjectDef, recordTypeId: string | null, context: OperationContext): ChosenLayout {
  const metadata = context.engine.metadata();
  const developerName = recordTypeName(def, recordTypeId, context);
  const assigned = assignedLayout(metadata, context.user.profileName, def.name, developerName);
  const names = metadata.names('Layout').filter((name) => name.startsWith(`${def.name}-`));
  const fullName = assigned ?? names[0] ?? null;
  return { fullName, node: fullName === null ? undefined : metadata.read('Layout', fullName) };
}

function recordTypeName(def: SObjectDef, recordTypeId: string | null, context: OperationContext): string | undefined {
  if (recordTypeId === null) return undefined;
  return [...recordTypeIds(def.name, context)].find(([, id]) => id.slice(0, 15) === recordTypeId.slice(0, 15))?.[0];
}

/** Metadata names under which an object's layouts and record types are kept: those of person accounts stand under a name of their own. */
function metadataNames(objectName: string): readonly string[] {
  return objectName === 'Account' ? ['Account', 'PersonAccount'] : [objectName];
}

/** Fields of the compact layout assigned to the record type, else to the object; undefined where none is assigned. */
function compactFields(
  def: SObjectDef,
  recordTypeId: string | null,
  context: OperationContext,
): readonly string[] | undefined {
  const metadata = context.engine.metadata();
  const developerName = recordTypeName(def, recordTypeId, context);
  const holders = metadataNames(def.name).flatMap((name) => [
    ...(developerName === undefined ? [] : [{ name, node: metadata.read('RecordType', `${name}.${developerName}`) }]),
  ]);
  for (const { name, node } of [...holders, { name: def.name, node: metadata.read('CustomObject', def.name) }]) {
    const assigned = textOf(node, 'compactLayoutAssignment');
    const layout = assigned === undefined ? undefined : metadata.read('CompactLayout', `${name}.${assigned}`);
    if (layout) return textsOf(layout, 'fields');
  }
  return undefined;
}

function assignedLayout(
  metadata: MetadataCatalogue,
  profileName: string,
  objectName: string,
  developerName: string | undefined,
): string | undefined {
  const profile =
    metadata.read('Profile', profileName) ??
    metadata.read('Profile', profileName === 'System Administrator' ? 'Admin' : profileName);
  const assignments = nodesOf(profile, 'layoutAssignments').filter((node) =>
    metadataNames(objectName).some((name) => textOf(node, 'layout')?.startsWith(`${name}-`)),
  );
  const exact = assignments.find(
    (node) => developerName !== undefined && textOf(node, 'recordType')?.endsWith(`.${developerName}`),
  );
  const general = assignments.find(
    (node) => textOf(node, 'recordType') === undefined && textOf(node, 'layout')?.startsWith(`${objectName}-`),
  );
  return textOf(exact ?? general, 'layout');
}

/** Fields the layout places, in order. */
export function layoutFields(layout: ChosenLayout, def: SObjectDef): readonly string[] {
  if (!layout.node) return defaultFields(def);
  return nodesOf(layout.node, 'layoutSections')
    .flatMap((section) => nodesOf(section, 'layoutColumns'))
    .flatMap((column) => nodesOf(column, 'layoutItems'))
    .flatMap((item) => textOf(item, 'field') ?? []);
}

/** `layout` of the UI API. */
export function uiLayout(
  def: SObjectDef,
  layout: ChosenLayout,
  options: { readonly layoutType: string; readonly mode: string; readonly recordTypeId: string | null },
  context: OperationContext,
): JsonObject {
  const compact = options.layoutType === 'Compact' ? compactFields(def, options.recordTypeId, context) : undefined;
  if (compact) return compactLayout(def, compact, options, context);
  const sections = layout.node
    ? nodesOf(layout.node, 'layoutSections').filter((node) => textOf(node, 'style') !== 'CustomLinks')
    : null;
  return {
    eTag: String(context.engine.schemaIn(context.user.language).version),
    id: layout.fullName,
    layoutType: options.layoutType,
    mode: options.mode,
    objectApiName: def.name,
    recordTypeId: options.recordTypeId ?? MASTER_RECORD_TYPE_ID,
    saveOptions: [],
    sections:
      sections === null
        ? [
            section(
              def,
              'Information',
              [defaultFields(def).map((name) => ({ name, behavior: 'Edit' }))],
              0,
              true,
              context,
            ),
          ]
        : sections.flatMap((node, index) => metadataSection(def, node, index, options.mode, layout.fullName, context)),
  };
}

function compactLayout(
  def: SObjectDef,
  fields: readonly string[],
  options: { readonly layoutType: string; readonly mode: string; readonly recordTypeId: string | null },
  context: OperationContext,
): JsonObject {
  return {
    eTag: String(context.engine.schemaIn(context.user.language).version),
    id: null,
    layoutType: options.layoutType,
    mode: options.mode,
    objectApiName: def.name,
    recordTypeId: options.recordTypeId ?? MASTER_RECORD_TYPE_ID,
    saveOptions: [],
    sections: [section(def, '', [fields.map((name) => ({ name, behavior: 'Readonly' }))], 0, false, context)],
  };
}

interface Placed {
  readonly name: string;
  readonly behavior: string;
}

function metadataSection(
  def: SObjectDef,
  node: XmlNode,
  index: number,
  mode: string,
  layoutName: string | null,
  context: OperationContext,
): JsonObject[] {
  const columns = nodesOf(node, 'layoutColumns').map((column) =>
    nodesOf(column, 'layoutItems').flatMap((item): Placed[] => {
      const name = textOf(item, 'field');
      return name === undefined ? [] : [{ name, behavior: textOf(item, 'behavior') ?? 'Edit' }];
    }),
  );
  if (columns.every((column) => column.length === 0)) return [];
  const heading = translatedHeading(textOf(node, 'label') ?? '', layoutName, def, context);
  const useHeading = mode === 'View' ? flag(node, 'detailHeading') : flag(node, 'editHeading');
  return [section(def, heading, columns, index, useHeading, context)];
}

/** A section's heading as the object's translation has it for this layout. Source: Metadata API Developer Guide, LayoutTranslation. */
function translatedHeading(
  heading: string,
  layoutName: string | null,
  def: SObjectDef,
  context: OperationContext,
): string {
  const { language } = context.user;
  // `PersonAccount-Customer Layout` is a layout of Account that is translated in PersonAccount-de.
  const dash = layoutName?.indexOf('-') ?? -1;
  const holder = layoutName?.slice(0, Math.max(dash, 0)) || def.name;
  const own = layoutName?.slice(dash + 1);
  for (const wanted of [language, language.split('_')[0] ?? language]) {
    const translation = context.engine.metadata().read('CustomObjectTranslation', `${holder}-${wanted}`);
    const sections = nodesOf(translation, 'layouts')
      .filter((layout) => textOf(layout, 'layout') === own)
      .flatMap((layout) => nodesOf(layout, 'sections'));
    const label = textOf(
      sections.find((node) => textOf(node, 'section') === heading),
      'label',
    );
    if (label !== undefined && label !== '') return label;
  }
  return heading;
}

function section(
  def: SObjectDef,
  heading: string,
  columns: readonly (readonly Placed[])[],
  index: number,
  useHeading: boolean,
  context: OperationContext,
): JsonObject {
  const visible = columns.map((column) => column.filter((item) => shown(def, item.name, context)));
  const rows = Math.max(0, ...visible.map((column) => column.length));
  const layoutRows: Json[] = [];
  for (let row = 0; row < rows; row += 1) {
    layoutRows.push({ layoutItems: visible.map((column) => item(def, column[row], context)) });
  }
  return {
    collapsible: true,
    columns: Math.max(1, columns.length),
    heading,
    id: `section-${index}`,
    layoutRows,
    rows,
    tabOrder: 'LeftToRight',
    useHeading,
  };
}

function shown(def: SObjectDef, name: string, context: OperationContext): boolean {
  const field = def.fields.get(name.toLowerCase());
  return field !== undefined && context.engine.security.fieldReadable(context.user, def.name, field.name);
}

function item(def: SObjectDef, placed: Placed | undefined, context: OperationContext): JsonObject {
  const field = placed && def.fields.get(placed.name.toLowerCase());
  if (!placed || !field) {
    return {
      editableForNew: false,
      editableForUpdate: false,
      label: '',
      layoutComponents: [{ apiName: null, componentType: 'EmptySpace', label: null }],
      lookupIdApiName: null,
      required: false,
      sortable: false,
    };
  }
  const editable =
    placed.behavior !== 'Readonly' && context.engine.security.fieldEditable(context.user, def.name, field.name);
  const parts =
    field.name === 'Name' && nameFields(def).length > 1
      ? nameFields(def).filter((name) => name !== 'Name')
      : [field.name];
  return {
    editableForNew: editable && field.createable,
    editableForUpdate: editable && field.updateable,
    label: field.type === 'reference' ? field.label.replace(/ ID$/, '') : field.label,
    layoutComponents: parts.map((apiName) => ({
      apiName,
      componentType: 'Field',
      label: def.fields.get(apiName.toLowerCase())?.label ?? field.label,
    })),
    lookupIdApiName: field.type === 'reference' ? field.name : null,
    required: placed.behavior === 'Required' || (!field.nillable && !field.defaultedOnCreate && field.createable),
    sortable: false,
  };
}

function defaultFields(def: SObjectDef): readonly string[] {
  const hidden = new Set([
    'id',
    'isdeleted',
    'systemmodstamp',
    'lastvieweddate',
    'lastreferenceddate',
    'createddate',
    'lastmodifieddate',
    'lastactivitydate',
  ]);
  return [...def.fields.values()]
    .filter(
      (field) => !hidden.has(field.name.toLowerCase()) && field.compoundField === undefined && field.type !== 'base64',
    )
    .map((field) => field.name);
}

/** A related list a layout places. */
export interface PlacedRelatedList {
  readonly relationship: string;
  readonly fields: readonly string[];
  readonly sortField: string | null;
  readonly descending: boolean;
}

/** Related lists of the layout: `Contacts.AccountId` names the child field, the answer names the relationship. */
export function relatedLists(def: SObjectDef, layout: ChosenLayout): readonly PlacedRelatedList[] {
  if (!layout.node) return [];
  return nodesOf(layout.node, 'relatedLists').flatMap((node): PlacedRelatedList[] => {
    const named = textOf(node, 'relatedList') ?? '';
    const child = childOf(def, named);
    if (child?.relationshipName === undefined) return [];
    return [
      {
        relationship: child.relationshipName,
        fields: textsOf(node, 'fields'),
        sortField: textOf(node, 'sortField') ?? null,
        descending: textOf(node, 'sortOrder') === 'Desc',
      },
    ];
  });
}

/** Finds a child relationship by `Child__c.Field__c`, by relationship name, or by the layout's `RelatedContactList` style names. */
export function childOf(def: SObjectDef, named: string): SObjectDef['childRelationships'][number] | undefined {
  const wanted = named.toLowerCase();
  const standard = /^related(\w+)list$/.exec(wanted)?.[1];
  return def.childRelationships.find(
    (child) =>
      child.relationshipName?.toLowerCase() === wanted ||
      `${child.childObject}.${child.field}`.toLowerCase() === wanted ||
      (standard !== undefined && child.relationshipName !== undefined && child.childObject.toLowerCase() === standard),
  );
}
