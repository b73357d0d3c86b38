/** Layouts, Lightning pages, quick actions, tabs, apps and sites: the fields, components, pages and objects they show exist. */
import { Unsupported } from '../../engine/errors.ts';
import { textOf } from '../../schema/index.ts';
import type { MetadataComponent } from '../metadata-set.ts';
import type { XmlElement } from '../xml.ts';
import { checkColumn } from './column-names.ts';
import { all, first, refusedName, type ReferenceFindings } from './reference-findings.ts';

export function checkPage(found: ReferenceFindings, component: MetadataComponent, xml: XmlElement): void {
  if (component.type === 'Layout') checkLayout(found, component.fullName, xml);
  else if (component.type === 'FlexiPage') checkFlexiPage(found, xml);
  else checkQuickAction(found, component.fullName, xml);
}

/** Layouts that belong to an object under another name. */
const layoutObjects: Readonly<Record<string, string>> = {
  PersonAccount: 'Account',
  CaseClose: 'Case',
  UserAlt: 'User',
};

/**
 * Layouts show these although queries do not know them: protection and audit of custom metadata, phone and address of a task's person.
 * Source: layouts as they are retrieved from new orgs.
 */
function isLayoutOnlyField(objectName: string, field: string): boolean {
  if (objectName === 'Task') return ['Phone', 'Email'].includes(field);
  return objectName.endsWith('__mdt') && ['IsProtected', 'CreatedById', 'LastModifiedById'].includes(field);
}

/** `Application__c-Application Layout`: the object stands before the first dash. */
function checkLayout(found: ReferenceFindings, fullName: string, xml: XmlElement): void {
  const objectName = fullName.split('-')[0] ?? '';
  const fieldObject = layoutObjects[objectName] ?? objectName;
  if (objectName !== 'Global' && !found.known.object(fieldObject)) {
    const refused = refusedName('CustomObject', fieldObject);
    found.report(
      xml,
      refused === undefined
        ? `Parent entity failed to deploy: no CustomObject named ${objectName} found`
        : new Unsupported(refused).message,
    );
    return;
  }
  for (const section of all(xml, 'layoutSections'))
    for (const column of all(section, 'layoutColumns'))
      for (const item of all(column, 'layoutItems')) {
        const field = first(item, 'field');
        if (!isLayoutOnlyField(fieldObject, field?.text ?? '')) found.field(field, fieldObject);
        found.component(first(item, 'page'), 'ApexPage');
      }
  for (const list of all(xml, 'relatedLists')) checkRelatedList(found, fieldObject, list);
  const actions = [first(xml, 'quickActionList'), first(xml, 'platformActionList')];
  for (const action of actions.flatMap((list) =>
    list ? [...all(list, 'quickActionListItems'), ...all(list, 'platformActionListItems')] : [],
  )) {
    const name =
      first(action, 'quickActionName') ??
      (textOf(action, 'actionType') === 'QuickAction' ? first(action, 'actionName') : undefined);
    if (name?.text.includes('.') && !STANDARD_ACTIONS.test(name.text)) found.component(name, 'QuickAction');
  }
}

/** Actions that every org has. Source: Salesforce Help, "Default Actions", "Predefined Case Feed actions" and "Task actions". */
export const STANDARD_ACTIONS =
  /^(New(Account|Case|Contact|Event|Group|Lead|Note|Opportunity|Task)|LogACall|SendEmail|(FeedItem|CollaborationGroup)\.\w+|Case\.(CaseComment|ChangeStatus|CloseCase|LogACall|NewChildCase|SendEmail|UpdateCase)|Task\.(Defer|EditDescription|NewTask|NewFollowupTask|UpdatePriority|UpdateStatus)|Event\.NewFollowupEvent)$/;

/** `Contract_Line__c.Contract__c` is the related list of the lines that name the record in that lookup. */
function checkRelatedList(found: ReferenceFindings, objectName: string, list: XmlElement): void {
  const name = first(list, 'relatedList');
  if (!name) return;
  const standard = standardChild(found, objectName, name.text);
  if (standard !== undefined) {
    // Standard columns have names of their own there (`ASSET.NAME`); custom ones are fields of the child.
    for (const column of all(list, 'fields')) if (column.text.includes('__c')) checkColumn(found, column, standard);
    return;
  }
  if (!/^\w+\.\w*__c\w*$/.test(name.text)) return;
  const field = found.known.field(name.text);
  if (!field) found.missing(name, 'CustomField', name.text);
  else if (!field.referenceTo.some((target) => target.toLowerCase() === objectName.toLowerCase()))
    found.report(name, `Cannot find related list:${name.text}`);
  const childObject = name.text.split('.')[0] ?? '';
  for (const column of all(list, 'fields'))
    if (!isLayoutOnlyField(childObject, column.text)) checkColumn(found, column, childObject);
}

/** `RelatedAssetList` is the list of the assets that name the record. Source: Metadata API Developer Guide, Layout, "RelatedListItem". */
function standardChild(found: ReferenceFindings, objectName: string, list: string): string | undefined {
  const child = found.known.object(/^Related(\w+)List$/.exec(list)?.[1] ?? '');
  const namesIt = [...(child?.fields.values() ?? [])].some((field) =>
    field.referenceTo.some((target) => target.toLowerCase() === objectName.toLowerCase()),
  );
  return namesIt ? child?.name : undefined;
}

function checkFlexiPage(found: ReferenceFindings, xml: XmlElement): void {
  const object = first(xml, 'sobjectType');
  found.object(object);
  const walk = (element: XmlElement): void => {
    if (element.name === 'componentName' && !found.known.lightningComponent(element.text))
      found.missing(element, 'LightningComponentBundle', element.text);
    if (element.name === 'fieldItem' && object) {
      const field = /^Record\.(\w+)$/.exec(element.text)?.[1];
      if (field !== undefined && !found.known.field(`${object.text}.${field}`))
        found.missing(element, 'CustomField', `${object.text}.${field}`);
    }
    for (const child of element.children) walk(child);
  };
  walk(xml);
}

function checkQuickAction(found: ReferenceFindings, fullName: string, xml: XmlElement): void {
  const [objectName = ''] = fullName.includes('.') ? fullName.split('.') : [''];
  if (objectName !== '' && !found.known.object(objectName)) found.missing(xml, 'CustomObject', objectName);
  const target = first(xml, 'targetObject');
  found.object(target);
  found.component(first(xml, 'lightningWebComponent'), 'LightningComponentBundle');
  found.component(first(xml, 'page'), 'ApexPage');
  const layout = first(xml, 'quickActionLayout');
  for (const column of layout ? all(layout, 'quickActionLayoutColumns') : [])
    for (const item of all(column, 'quickActionLayoutItems'))
      if (target) found.field(first(item, 'field'), target.text);
  for (const override of all(xml, 'fieldOverrides')) if (target) found.field(first(override, 'field'), target.text);
}

export function checkTabOrApp(found: ReferenceFindings, component: MetadataComponent, xml: XmlElement): void {
  const { known } = found;
  if (component.type === 'CustomTab') {
    if (textOf(xml, 'customObject') === 'true' && !known.object(component.fullName))
      found.report(xml, `no CustomObject named ${component.fullName} found`);
    found.component(first(xml, 'flexiPage'), 'FlexiPage');
    found.component(first(xml, 'lwcComponent'), 'LightningComponentBundle');
    found.component(first(xml, 'page'), 'ApexPage');
    return;
  }
  if (component.type === 'Network') {
    found.component(first(xml, 'site'), 'CustomSite');
    const page = first(xml, 'picassoSite');
    if (page && !known.has('DigitalExperienceBundle', `site/${page.text}`))
      found.missing(page, 'DigitalExperienceBundle', page.text);
    const members = first(xml, 'networkMemberGroups');
    for (const profile of members ? all(members, 'profile') : [])
      if (!known.profile(profile.text)) found.missing(profile, 'Profile', profile.text);
    for (const name of members ? all(members, 'permissionSet') : []) found.component(name, 'PermissionSet');
    return;
  }
  for (const tab of all(xml, 'tabs')) if (!known.tab(tab.text)) found.missing(tab, 'CustomTab', tab.text);
  for (const mapping of all(first(xml, 'workspaceConfig') ?? xml, 'mappings')) {
    const tab = first(mapping, 'tab');
    if (tab && !known.tab(tab.text)) found.missing(tab, 'CustomTab', tab.text);
    const objectName = tab?.text.replace(/^standard-/, '') ?? '';
    if (known.object(objectName)) found.field(first(mapping, 'fieldName'), objectName);
  }
  found.component(first(xml, 'utilityBar'), 'FlexiPage');
  for (const override of [...all(xml, 'actionOverrides'), ...all(xml, 'profileActionOverrides')]) {
    if (textOf(override, 'type') === 'Flexipage') found.component(first(override, 'content'), 'FlexiPage');
    const overridden = first(override, 'pageOrSobjectType');
    // `standard-home` is the home page, `record-home` and its like are pages too.
    if (overridden && !overridden.text.includes('-')) found.object(overridden);
    const recordType = first(override, 'recordType');
    if (recordType && !known.recordType(recordType.text)) found.missing(recordType, 'RecordType', recordType.text);
    const profile = first(override, 'profile');
    if (profile && !known.profile(profile.text)) found.missing(profile, 'Profile', profile.text);
  }
}
