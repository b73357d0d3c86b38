/** UI API resources of list views, related lists, lookups, apps. */
import type { SObjectDef } from '../../schema/types.ts';
import { OrgError } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
import { allOf, nodesOf, textOf, textsOf } from '../metadata-catalogue.ts';
import { chooseLayout, childOf, relatedLists } from '../ui-api/layouts.ts';
import type { CompiledListView } from '../ui-api/list-views.ts';
import { compileListView, listViewField } from '../ui-api/list-views.ts';
import { nameFields, readableObject } from '../ui-api/object-info.ts';
import { objectOfId, selectFields, uiRecord, withCurrency } from '../ui-api/ui-records.ts';
import type { OperationContext } from './context.ts';

/** A page of rows. */
export interface UiPage {
  readonly fields: readonly string[];
  readonly optionalFields: readonly string[];
  readonly pageSize: number;
  readonly pageToken: string | null;
  /** `Name` or `-Name`; empty: as the list says. */
  readonly sortBy: readonly string[];
}

const ALL = '__Recent';

/** `GET ui-api/list-info/X`: the list views of an object. */
export function uiListInfos(
  input: { readonly object: string; readonly q: string | null },
  context: OperationContext,
): JsonObject {
  const def = readableObject(input.object, context);
  const wanted = (input.q ?? '').toLowerCase();
  const lists = viewNames(def, context)
    .map(({ name, label }) => ({
      apiName: name,
      id: name,
      label,
      listUiUrl: null,
      listReference: reference(def, name),
    }))
    .filter((list) => list.label.toLowerCase().includes(wanted));
  return {
    count: lists.length,
    lists: lists,
    objectApiName: def.name,
    currentPageToken: '0',
    nextPageToken: null,
    pageSize: lists.length,
    queryString: input.q,
  };
}

/** `GET ui-api/list-info/X/Name`. */
export function uiListInfo(
  input: { readonly object: string; readonly name: string },
  context: OperationContext,
): JsonObject {
  const def = readableObject(input.object, context);
  const view = viewOf(def, input.name, context);
  return {
    cloneable: false,
    createable: false,
    deletable: false,
    displayColumns: view.columns.map((path) => displayColumn(path, def, context)),
    filterLogicString: null,
    filteredByInfo: [],
    label: view.label,
    listReference: reference(def, view.name),
    objectApiNames: [def.name],
    orderedByInfo: [],
    updateable: false,
    userPreferences: {},
    visibility: 'Public',
  };
}

/** `GET ui-api/list-records/X/Name`. */
export function uiListRecords(
  input: { readonly object: string; readonly name: string; readonly searchTerm: string | null } & UiPage,
  context: OperationContext,
): JsonObject {
  const def = readableObject(input.object, context);
  const view = viewOf(def, input.name, context);
  const conditions = view.where === null ? [] : [view.where];
  if (input.searchTerm !== null && input.searchTerm !== '') {
    const name = nameFields(def).at(-1) ?? 'Id';
    conditions.push(`${name} LIKE '%${input.searchTerm.replaceAll(/[\\'%_]/g, String.raw`\$&`)}%'`);
  }
  const page = rows(def, [...view.columns], conditions, input, view.columns[0] ?? null, context);
  return { ...page, listReference: reference(def, view.name), listInfoETag: '' };
}

/** `GET ui-api/related-list-info/X`: the related lists of the user's layout. */
export function uiRelatedListInfos(
  input: { readonly object: string; readonly recordTypeId: string | null },
  context: OperationContext,
): JsonObject {
  const def = readableObject(input.object, context);
  const lists = relatedLists(def, chooseLayout(def, input.recordTypeId, context)).flatMap((list): Json[] => {
    const child = childOf(def, list.relationship);
    const childDef = child && context.engine.schemaIn(context.user.language).object(child.childObject);
    if (!child || !childDef || !context.engine.security.objectAccess(context.user, childDef.name).read) return [];
    return [
      {
        entityLabel: childDef.label,
        fieldApiName: child.field,
        keyPrefix: childDef.keyPrefix,
        label: childDef.labelPlural,
        objectApiName: childDef.name,
        relatedListId: list.relationship,
        themeInfo: { color: '0176d3', iconUrl: null },
      },
    ];
  });
  return { eTag: '', parentObjectApiName: def.name, parentRecordTypeId: input.recordTypeId, relatedLists: lists };
}

/** `GET ui-api/related-list-info/X/Relationship`. */
export function uiRelatedListInfo(
  input: { readonly object: string; readonly relatedListId: string; readonly recordTypeId: string | null },
  context: OperationContext,
): JsonObject {
  const def = readableObject(input.object, context);
  const { childDef, child, columns, orderedBy } = relatedList(def, input.relatedListId, input.recordTypeId, context);
  return {
    cloneable: false,
    createable: false,
    deletable: false,
    displayColumns: columns.map((path) => displayColumn(path, childDef, context)),
    eTag: '',
    fieldApiName: child.field,
    filteredByInfo: [],
    label: childDef.labelPlural,
    listReference: {
      id: null,
      inContextOfRecordId: null,
      listViewApiName: null,
      objectApiName: null,
      parentObjectApiName: def.name,
      recordTypeId: input.recordTypeId,
      relatedListId: input.relatedListId,
      type: 'relatedList',
    },
    objectApiNames: [childDef.name],
    orderedByInfo:
      orderedBy === null
        ? []
        : [
            {
              fieldApiName: orderedBy.replace(/ DESC$/, ''),
              isAscending: !orderedBy.endsWith(' DESC'),
              label: orderedBy,
            },
          ],
    updateable: false,
    userPreferences: {},
    visibility: null,
  };
}

/** `GET ui-api/related-list-records/<parent>/Relationship`. */
export function uiRelatedListRecords(
  input: { readonly parentId: string; readonly relatedListId: string } & UiPage,
  context: OperationContext,
): JsonObject {
  const def = objectOfId(input.parentId, context.engine.schemaIn(context.user.language));
  const { childDef, child, columns, orderedBy } = relatedList(def, input.relatedListId, null, context);
  const page = rows(childDef, columns, [`${child.field} = '${plainId(input.parentId)}'`], input, orderedBy, context);
  return {
    ...page,
    listReference: {
      inContextOfRecordId: input.parentId,
      parentObjectApiName: def.name,
      relatedListId: input.relatedListId,
      type: 'relatedList',
    },
  };
}

/** `GET ui-api/related-list-count/<parent>/Relationship`. */
export function uiRelatedListCount(
  input: { readonly parentId: string; readonly relatedListId: string },
  context: OperationContext,
): JsonObject {
  const def = objectOfId(input.parentId, context.engine.schemaIn(context.user.language));
  const { childDef, child } = relatedList(def, input.relatedListId, null, context);
  const { totalSize } = context.engine.queries.query(
    `SELECT COUNT() FROM ${childDef.name} WHERE ${child.field} = :parent`,
    { parent: input.parentId },
    context.scope,
  );
  return {
    count: totalSize,
    hasMore: false,
    listReference: { inContextOfRecordId: input.parentId, relatedListId: input.relatedListId, type: 'relatedList' },
  };
}

/** `GET ui-api/lookups/X/Field[/Target]?q=`: records a lookup may point at. */
export function uiLookup(
  input: {
    readonly object: string;
    readonly field: string;
    readonly target: string | null;
    readonly q: string;
    readonly pageSize: number;
  },
  context: OperationContext,
): JsonObject {
  const def = readableObject(input.object, context);
  const field = def.fields.get(input.field.toLowerCase());
  const target = readableObject(input.target ?? field?.referenceTo[0] ?? '', context);
  const name = nameFields(target).at(-1) ?? 'Id';
  const term = input.q.replaceAll(/[\\'%_]/g, String.raw`\$&`);
  const conditions = term === '' ? [] : [`${name} LIKE '%${term}%'`];
  const page = { fields: [], optionalFields: [name], pageSize: input.pageSize, pageToken: null, sortBy: [] };
  return { ...rows(target, [name], conditions, page, name, context), objectApiName: target.name };
}

/** `GET ui-api/apps`: the apps the user may open. `GET ui-api/nav-items`: their tabs. */
export function uiApps(_input: object, context: OperationContext): JsonObject {
  const apps = allOf(context.engine.metadata(), 'CustomApplication').map(({ fullName, node }): JsonObject => ({
    appId: fullName,
    description: textOf(node, 'description') ?? null,
    developerName: fullName,
    formFactors: textsOf(node, 'formFactors').map((text) => (text === 'Small' ? 'Small' : 'Large')),
    isNavAutoTempTabsDisabled: false,
    label: textOf(node, 'label') ?? fullName,
    navItems: nodesOf(node, 'tabs').map((tab) => navItem(tab.text, context)),
    type: 'Lightning',
    uiType: textOf(node, 'uiType') ?? 'Lightning',
  }));
  return { apps };
}

function navItem(tab: string, context: OperationContext): Json {
  const objectName = tab.startsWith('standard-') ? tab.slice('standard-'.length) : tab;
  const def = context.engine.schemaIn(context.user.language).object(objectName);
  return {
    developerName: tab,
    label: def?.labelPlural ?? tab,
    objectApiName: def?.name ?? null,
    itemType: def ? 'Entity' : 'Other',
  };
}

function relatedList(
  def: SObjectDef,
  relatedListId: string,
  recordTypeId: string | null,
  context: OperationContext,
): {
  readonly child: SObjectDef['childRelationships'][number];
  readonly childDef: SObjectDef;
  readonly columns: string[];
  readonly orderedBy: string | null;
} {
  const child = childOf(def, relatedListId);
  if (!child) throw new OrgError('INVALID_INPUT', `The related list ${relatedListId} does not exist on ${def.name}.`);
  const childDef = readableObject(child.childObject, context);
  const placed = relatedLists(def, chooseLayout(def, recordTypeId, context)).find(
    (list) => list.relationship === child.relationshipName,
  );
  const name = nameFields(childDef).at(-1) ?? 'Id';
  const columns =
    placed && placed.fields.length > 0 ? placed.fields.map((field) => listViewField(field, childDef, context)) : [name];
  const sort =
    placed?.sortField === null || placed === undefined ? null : listViewField(placed.sortField, childDef, context);
  return {
    child,
    childDef,
    columns,
    orderedBy: sort === null ? null : `${sort}${placed?.descending === true ? ' DESC' : ''}`,
  };
}

function viewNames(
  def: SObjectDef,
  context: OperationContext,
): readonly { readonly name: string; readonly label: string }[] {
  const metadata = context.engine.metadata();
  const own = metadata.names('ListView').filter((name) => name.startsWith(`${def.name}.`));
  const views = own.map((fullName) => ({
    name: fullName.slice(def.name.length + 1),
    label: textOf(metadata.read('ListView', fullName), 'label') ?? fullName,
  }));
  return [...views, { name: ALL, label: `Recently Viewed` }];
}

function viewOf(def: SObjectDef, name: string, context: OperationContext): CompiledListView {
  const metadata = context.engine.metadata();
  const fullName = metadata
    .names('ListView')
    .find((candidate) => candidate.toLowerCase() === `${def.name}.${name}`.toLowerCase());
  const node = fullName === undefined ? undefined : metadata.read('ListView', fullName);
  if (fullName !== undefined && node) return compileListView(def, fullName, node, context);
  if (name === ALL)
    return { name: ALL, label: 'Recently Viewed', columns: [nameFields(def).at(-1) ?? 'Id'], where: null };
  throw new OrgError('NOT_FOUND', `The list view ${name} of ${def.name} does not exist.`);
}

function reference(def: SObjectDef, name: string): JsonObject {
  return { id: null, listViewApiName: name, objectApiName: def.name, type: 'listView' };
}

function displayColumn(path: string, def: SObjectDef, context: OperationContext): JsonObject {
  const [first = '', second] = path.split('.');
  const field = def.fields.get(first.toLowerCase());
  if (second === undefined || field) {
    return {
      fieldApiName: path,
      label: field?.label ?? path,
      lookupId: field?.type === 'reference' ? path : null,
      sortable: field?.type !== 'longtextarea',
    };
  }
  const lookup = [...def.fields.values()].find(
    (candidate) => candidate.relationshipName?.toLowerCase() === first.toLowerCase(),
  );
  const parent = context.engine.schemaIn(context.user.language).object(lookup?.referenceTo[0] ?? '');
  const parentField = parent?.fields.get(second.toLowerCase());
  const label =
    parentField?.nameField === true
      ? (lookup?.label.replace(/ ID$/, '') ?? path)
      : `${lookup?.label.replace(/ ID$/, '') ?? first} ${parentField?.label ?? second}`;
  return { fieldApiName: path, label, lookupId: lookup ? `${first}.Id` : null, sortable: true };
}

/** Runs a list and wraps its rows. */
function rows(
  def: SObjectDef,
  columns: string[],
  conditions: readonly string[],
  page: UiPage,
  orderBy: string | null,
  context: OperationContext,
): JsonObject {
  const fields = withCurrency(selectFields(def, page.fields, [...columns, ...page.optionalFields], context), def);
  const offset = page.pageToken === null ? 0 : Number(page.pageToken);
  if (!Number.isSafeInteger(offset) || offset < 0) throw new OrgError('INVALID_INPUT', 'The page token is invalid.');
  const size = Math.min(2000, Math.max(1, page.pageSize));
  const sort = page.sortBy.length > 0 ? page.sortBy.map((name) => sortTerm(name, def)).join(', ') : (orderBy ?? 'Id');
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const { records } = context.engine.queries.query(
    `SELECT ${fields.join(', ')} FROM ${def.name}${where} ORDER BY ${sort} NULLS LAST LIMIT ${size + 1} OFFSET ${offset}`,
    {},
    context.scope,
  );
  const shown = records.slice(0, size);
  return {
    count: shown.length,
    currentPageToken: String(offset),
    currentPageUrl: null,
    fields: [...page.fields],
    nextPageToken: records.length > size ? String(offset + size) : null,
    nextPageUrl: null,
    optionalFields: [...page.optionalFields],
    pageSize: size,
    previousPageToken: offset === 0 ? null : String(Math.max(0, offset - size)),
    previousPageUrl: null,
    records: shown.map((record) => uiRecord(record, context)),
    sortBy: [...page.sortBy],
  };
}

function sortTerm(name: string, def: SObjectDef): string {
  const descending = name.startsWith('-');
  const bare = (descending ? name.slice(1) : name).replace(new RegExp(`^${def.name}\\.`, 'i'), '');
  if (!/^[A-Za-z][\w.]*$/.test(bare)) throw new OrgError('INVALID_INPUT', `Invalid sortBy: ${name}`);
  return `${bare}${descending ? ' DESC' : ''}`;
}

function plainId(id: string): string {
  if (!/^[A-Za-z0-9]{15,18}$/.test(id)) throw new OrgError('INVALID_INPUT', `The record id ${id} is invalid.`);
  return id;
}
