/** Does everything a component names exist? In the platform's words: `In field: <element> - no <Type> named <name> found`. */
import { Unsupported } from '../../engine/errors.ts';
import { flagOf, textOf } from '../../schema/index.ts';
import type { MetadataComponent } from '../metadata-set.ts';
import { UNFILED } from '../rows/email-templates.ts';
import type { XmlElement } from '../xml.ts';
import { checkColumn } from './column-names.ts';
import { checkDuplicateRule, checkMatchingRules } from './duplicate-references.ts';
import { childOf } from './field-rules.ts';
import type { KnownNames } from './known-names.ts';
import { checkPage, checkTabOrApp, STANDARD_ACTIONS } from './page-references.ts';
import { checkPermissions } from './permission-references.ts';
import { all, first, ReferenceFindings } from './reference-findings.ts';
import { checkRestrictionRule } from './restriction-references.ts';
import type { Finding } from './structure.ts';

/** Findings about everything a component refers to. */
export function checkReferences(component: MetadataComponent, known: KnownNames): readonly Finding[] {
  const { xml } = component;
  if (!xml) return [];
  const found = new ReferenceFindings(known);
  const [objectName = ''] = component.fullName.split('.');
  switch (component.type) {
    case 'CustomField':
      checkFieldReferences(found, objectName, xml);
      break;
    case 'CustomObject':
      checkObjectReferences(found, component.fullName, xml);
      break;
    case 'RecordType':
      checkRecordType(found, objectName, xml);
      compactLayout(found, objectName, xml);
      break;
    case 'BusinessProcess':
      checkProcessValues(found, objectName, xml);
      break;
    case 'ValidationRule':
      found.field(first(xml, 'errorDisplayField'), objectName);
      break;
    case 'CompactLayout':
      for (const field of all(xml, 'fields')) found.field(field, objectName);
      break;
    case 'FieldSet':
      checkFieldSet(found, objectName, xml);
      break;
    case 'ListView':
      checkListView(found, objectName, xml);
      break;
    case 'CustomMetadata':
      checkCustomMetadata(found, objectName, xml);
      break;
    case 'PermissionSet':
    case 'MutingPermissionSet':
    case 'Profile':
      checkPermissions(found, component, xml);
      break;
    case 'PermissionSetGroup':
      for (const name of all(xml, 'permissionSets')) found.component(name, 'PermissionSet');
      for (const name of all(xml, 'mutingPermissionSets')) found.component(name, 'MutingPermissionSet');
      break;
    case 'Role':
      found.component(first(xml, 'parentRole'), 'Role');
      break;
    case 'Queue':
      for (const element of all(xml, 'queueSobject')) found.object(first(element, 'sobjectType'));
      checkSharedTo(found, first(xml, 'queueMembers'));
      break;
    case 'SharingRules':
      checkSharingRules(found, component.fullName, xml);
      break;
    case 'SharingSet':
      for (const mapping of all(xml, 'accessMappings')) checkAccessMapping(found, mapping);
      for (const profile of all(xml, 'profiles'))
        if (!known.profile(profile.text)) found.missing(profile, 'Profile', profile.text);
      break;
    case 'DuplicateRule':
      checkDuplicateRule(found, xml);
      break;
    case 'MatchingRules':
      checkMatchingRules(found, component.fullName, xml);
      break;
    case 'RestrictionRule':
      checkRestrictionRule(found, xml);
      break;
    case 'EmailTemplate':
      checkEmailTemplate(found, component.fullName, xml);
      break;
    case 'AuthProvider':
      found.component(first(xml, 'registrationHandler'), 'ApexClass');
      found.component(first(xml, 'plugin'), 'ApexClass');
      break;
    case 'EmailServicesFunction':
      found.component(first(xml, 'apexClass'), 'ApexClass');
      break;
    case 'PlatformEventSubscriberConfig':
      found.component(first(xml, 'platformEventConsumer'), 'ApexTrigger');
      break;
    case 'QuickAction':
    case 'Layout':
    case 'FlexiPage':
      checkPage(found, component, xml);
      break;
    case 'CustomTab':
    case 'CustomApplication':
    case 'Network':
      checkTabOrApp(found, component, xml);
      break;
    case 'CustomObjectTranslation':
      checkObjectTranslation(found, component.fullName, xml);
      break;
    case 'CustomFieldTranslation':
      checkTranslatedField(found, component.fullName.split('.')[0]?.replace(/-[^-]*$/, '') ?? '', xml);
      break;
    case 'Translations':
      checkTranslations(found, xml);
      break;
    case 'ExtlClntAppOauthSettings':
    case 'ExtlClntAppGlobalOauthSettings':
    case 'ExtlClntAppOauthConfigurablePolicies':
    case 'ExtlClntAppConfigurablePolicies':
      found.component(first(xml, 'externalClientApplication'), 'ExternalClientApplication');
      checkNames(found, first(xml, 'commaSeparatedPermissionSet'), (name) => found.known.has('PermissionSet', name));
      checkNames(found, first(xml, 'commaSeparatedProfile'), (name) => found.known.profile(name));
      break;
    case 'DigitalExperienceConfig':
      found.component(first(xml, 'space'), 'DigitalExperienceBundle');
      break;
    case 'GlobalValueSetTranslation':
      if (!known.has('GlobalValueSet', component.fullName.replace(/-[^-]*$/, '')))
        found.missing(xml, 'GlobalValueSet', component.fullName.replace(/-[^-]*$/, ''));
      break;
    default:
      break;
  }
  return found.findings;
}

function checkFieldReferences(found: ReferenceFindings, objectName: string, xml: XmlElement): void {
  const target = first(xml, 'referenceTo');
  const type = textOf(xml, 'type');
  if (!['Activity', 'PersonAccount'].includes(objectName) && !found.known.object(objectName))
    found.missing(childOf(xml, 'fullName'), 'CustomObject', objectName);
  if (
    type === 'MetadataRelationship' &&
    target &&
    /^(EntityDefinition|FieldDefinition|EntityParticle)$/.test(target.text)
  )
    return;
  found.object(target);
  const valueSet = first(xml, 'valueSet');
  const global = valueSet && first(valueSet, 'valueSetName');
  if (global && !found.known.has('GlobalValueSet', global.text) && !found.known.has('StandardValueSet', global.text))
    found.missing(global, 'GlobalValueSet', global.text);
  if (valueSet) found.field(first(valueSet, 'controllingField'), objectName);
  for (const name of ['summaryForeignKey', 'summarizedField']) {
    const element = first(xml, name);
    if (element && !found.known.field(element.text)) found.missing(element, 'CustomField', element.text);
  }
  for (const item of all(xml, 'summaryFilterItems')) {
    const field = first(item, 'field');
    if (field && !found.known.field(field.text)) found.missing(field, 'CustomField', field.text);
  }
}

function checkObjectReferences(found: ReferenceFindings, objectName: string, xml: XmlElement): void {
  compactLayout(found, objectName, xml);
  for (const override of all(xml, 'actionOverrides')) {
    if (textOf(override, 'type') === 'Flexipage') found.component(first(override, 'content'), 'FlexiPage');
    if (textOf(override, 'type') === 'LightningComponent')
      found.component(first(override, 'content'), 'LightningComponentBundle');
  }
  for (const layouts of all(xml, 'searchLayouts'))
    for (const name of SEARCH_LAYOUT_COLUMNS)
      for (const column of all(layouts, name)) checkColumn(found, column, objectName);
}

/** Columns and filters of search pages. Source: Metadata API Developer Guide, CustomObject, "SearchLayouts". */
const SEARCH_LAYOUT_COLUMNS = [
  'customTabListAdditionalFields',
  'lookupDialogsAdditionalFields',
  'lookupFilterFields',
  'lookupPhoneDialogsAdditionalFields',
  'searchFilterFields',
  'searchResultsAdditionalFields',
];

function compactLayout(found: ReferenceFindings, objectName: string, xml: XmlElement): void {
  const assignment = first(xml, 'compactLayoutAssignment');
  if (!assignment || assignment.text === 'SYSTEM' || assignment.text === '') return;
  if (!found.known.has('CompactLayout', `${objectName}.${assignment.text}`))
    found.missing(assignment, 'CompactLayout', `${objectName}.${assignment.text}`);
}

function checkRecordType(found: ReferenceFindings, objectName: string, xml: XmlElement): void {
  if (objectName !== 'PersonAccount' && !found.known.object(objectName))
    found.missing(childOf(xml, 'fullName'), 'CustomObject', objectName);
  const process = first(xml, 'businessProcess');
  if (process && !found.known.has('BusinessProcess', `${objectName}.${process.text}`))
    found.missing(process, 'BusinessProcess', `${objectName}.${process.text}`);
  for (const picklist of all(xml, 'picklistValues')) {
    const nameElement = first(picklist, 'picklist');
    const field = nameElement && found.known.field(`${objectName}.${nameElement.text}`);
    if (nameElement && !field) {
      found.missing(nameElement, 'CustomField', `${objectName}.${nameElement.text}`);
      continue;
    }
    const allowed = new Set((field?.picklist ?? []).map((value) => value.value.toLowerCase()));
    for (const value of all(picklist, 'values')) {
      const name = decodeURIComponent(textOf(value, 'fullName') ?? '');
      if (allowed.size > 0 && !allowed.has(name.toLowerCase()))
        found.report(value, `Picklist value: ${name} in picklist: ${nameElement?.text ?? ''} not found`);
    }
  }
}

/** A process chooses among the values of the object's status or stage. */
function checkProcessValues(found: ReferenceFindings, objectName: string, xml: XmlElement): void {
  const field = found.known.field(`${objectName}.${objectName === 'Opportunity' ? 'StageName' : 'Status'}`);
  const known = new Set((field?.picklist ?? []).map((value) => value.value.toLowerCase()));
  for (const value of all(xml, 'values')) {
    const name = decodeURIComponent(textOf(value, 'fullName') ?? '');
    if (field && !known.has(name.toLowerCase()))
      found.report(value, `Picklist value: ${name} in picklist: ${field.name} not found`);
  }
}

/** List views name standard fields in a notation of their own (`ACCOUNT.NAME`); custom fields by API name. */
function checkListView(found: ReferenceFindings, objectName: string, xml: XmlElement): void {
  if (!found.known.object(objectName)) found.missing(childOf(xml, 'fullName'), 'CustomObject', objectName);
  for (const column of all(xml, 'columns')) checkColumn(found, column, objectName);
  for (const filter of all(xml, 'filters')) checkColumn(found, first(filter, 'field'), objectName);
  checkSharedTo(found, first(xml, 'sharedTo'));
}

/** A field set names fields of its object, or of records its lookups name. */
function checkFieldSet(found: ReferenceFindings, objectName: string, xml: XmlElement): void {
  const object = found.known.object(objectName === 'Activity' ? 'Task' : objectName);
  if (!object) found.missing(childOf(xml, 'fullName'), 'CustomObject', objectName);
  else
    for (const item of [...all(xml, 'displayedFields'), ...all(xml, 'availableFields')]) {
      const field = first(item, 'field');
      if (field) found.fieldAt(field, object, field.text.split('.'));
    }
}

function checkCustomMetadata(found: ReferenceFindings, typeName: string, xml: XmlElement): void {
  const objectName = `${typeName.replace(/__mdt$/, '')}__mdt`;
  const object = found.known.object(objectName);
  if (!object) {
    found.missing(xml, 'CustomObject', objectName);
    return;
  }
  for (const value of all(xml, 'values')) {
    const fieldElement = first(value, 'field');
    found.field(fieldElement, objectName);
    const field = object.fields.get((fieldElement?.text ?? '').toLowerCase());
    const content = first(value, 'value');
    if (!field || !content || content.text === '') continue;
    if (field.restrictedPicklist === true && !(field.picklist ?? []).some((option) => option.value === content.text))
      found.report(content, `Bad value for restricted picklist field: ${content.text}`);
    if (['double', 'currency', 'percent', 'int'].includes(field.type) && !Number.isFinite(Number(content.text)))
      found.report(content, `Invalid value ${content.text} for field ${field.name}`);
    // A relationship to metadata holds a name here, whatever the length of an id.
    if (field.type !== 'reference' && field.length !== undefined && content.text.length > field.length)
      found.report(content, `${field.label}: data value too large: ${content.text} (max length=${field.length})`);
  }
  for (const field of object.fields.values()) {
    const given = all(xml, 'values').some(
      (value) => textOf(value, 'field')?.toLowerCase() === field.name.toLowerCase(),
    );
    if (field.custom && !field.nillable && field.type !== 'boolean' && !given)
      found.report(xml, `Required fields are missing: [${field.label}]`);
  }
}

/** A template lies in a folder that exists; letterheads are refused with their type. */
function checkEmailTemplate(found: ReferenceFindings, fullName: string, xml: XmlElement): void {
  const folder = fullName.split('/').slice(0, -1).join('/');
  if (folder === '') found.report(xml, `Must specify a folder for the EmailTemplate ${fullName}`);
  else if (folder !== UNFILED && !found.known.has('EmailFolder', folder))
    found.report(xml, `Cannot find folder:${folder}`);
  const letterhead = first(xml, 'letterhead');
  if (letterhead) found.report(letterhead, new Unsupported('EmailTemplate.letterhead').message);
}

/** Names in one element, joined by commas. */
function checkNames(
  found: ReferenceFindings,
  element: XmlElement | undefined,
  exists: (name: string) => boolean,
): void {
  for (const name of element?.text.split(',').map((part) => part.trim()) ?? [])
    if (element && name !== '' && !exists(name))
      found.missing(element, element.name.replace('commaSeparated', ''), name);
}

/** What of the user may be matched. Source: Metadata API Developer Guide, SharingSet, AccessMapping. */
const SHARING_SET_USER_FIELDS: ReadonlySet<string> = new Set([
  'Account',
  'Account.Parent',
  'Contact',
  'Contact.Account',
  'Contact.RelatedAccount',
  'Contact.ReportsTo',
  'Manager',
]);

/** Which record meets which user: `objectField` is `Id`, a lookup, or a lookup of a lookup's record. */
function checkAccessMapping(found: ReferenceFindings, mapping: XmlElement): void {
  const object = first(mapping, 'object');
  found.object(object);
  const userField = first(mapping, 'userField');
  if (userField && !SHARING_SET_USER_FIELDS.has(userField.text) && !/^(Contact|Account)\.\w+__c$/.test(userField.text))
    found.report(userField, `Invalid user field: ${userField.text}`);
  const objectField = first(mapping, 'objectField');
  const [lookup = ''] = (objectField?.text ?? '').split('.');
  const known = [lookup, `${lookup}Id`].some((name) => found.known.field(`${object?.text ?? ''}.${name}`));
  if (objectField && object && found.known.object(object.text) && !known)
    found.missing(objectField, 'CustomField', `${object.text}.${objectField.text}`);
}

function checkSharingRules(found: ReferenceFindings, objectName: string, xml: XmlElement): void {
  if (!found.known.object(objectName)) found.missing(xml, 'CustomObject', objectName);
  for (const rule of xml.children) {
    for (const item of all(rule, 'criteriaItems')) {
      const field = first(item, 'field');
      if (field && field.text !== 'RecordTypeId' && !/^(Owner|CreatedBy|LastModifiedBy)\b/.test(field.text))
        found.field(field, objectName);
    }
    checkSharedTo(found, first(rule, 'sharedTo'));
    checkSharedTo(found, first(rule, 'sharedFrom'));
  }
}

/** Roles and groups in `sharedTo`, `sharedFrom` and queue members. */
function checkSharedTo(found: ReferenceFindings, xml: XmlElement | undefined): void {
  for (const element of xml?.children ?? []) {
    const names = element.children.length > 0 ? element.children : [element];
    for (const name of names) {
      if (/^(role|roleAndSubordinates?|roleAndSubordinatesInternal|roleAndSubordinateInternal)$/.test(name.name))
        found.component(name, 'Role');
      else if (name.name === 'group' || name.name === 'publicGroup') found.component(name, 'Group');
      else if (name.name === 'queue') found.component(name, 'Queue');
    }
  }
}

/** Names that are translated without being objects: those of tasks and events, and of accounts that are persons. */
const TRANSLATED_ONLY = new Set(['Activity', 'PersonAccount']);

/** Texts of labels, tabs, apps and global actions. */
function checkTranslations(found: ReferenceFindings, xml: XmlElement): void {
  for (const label of all(xml, 'customLabels')) found.component(first(label, 'name'), 'CustomLabel');
  for (const action of all(xml, 'quickActions').map((translated) => first(translated, 'name')))
    if (action && !STANDARD_ACTIONS.test(action.text)) found.component(action, 'QuickAction');
  for (const tab of all(xml, 'customTabs').map((translated) => first(translated, 'name')))
    if (tab && !found.known.tab(tab.text)) found.missing(tab, 'CustomTab', tab.text);
  for (const app of all(xml, 'customApplications').map((translated) => first(translated, 'name')))
    if (app && !app.text.startsWith('standard__')) found.component(app, 'CustomApplication');
}

/** `Account-de` translates Account. */
function checkObjectTranslation(found: ReferenceFindings, fullName: string, xml: XmlElement): void {
  const objectName = fullName.replace(/-[^-]*$/, '');
  if (!TRANSLATED_ONLY.has(objectName) && !found.known.object(objectName))
    found.missing(xml, 'CustomObject', objectName);
  if (!TRANSLATED_ONLY.has(objectName))
    for (const field of all(xml, 'fields')) checkTranslatedField(found, objectName, field);
  for (const recordType of all(xml, 'recordTypes')) {
    const name = first(recordType, 'name');
    if (name && !found.known.recordType(`${objectName}.${name.text}`))
      found.missing(name, 'RecordType', `${objectName}.${name.text}`);
  }
  for (const rule of all(xml, 'validationRules')) {
    const name = first(rule, 'name');
    if (name && !found.known.has('ValidationRule', `${objectName}.${name.text}`))
      found.missing(name, 'ValidationRule', `${objectName}.${name.text}`);
  }
}

function checkTranslatedField(found: ReferenceFindings, objectName: string, xml: XmlElement): void {
  const name = first(xml, 'name');
  const field = name && found.known.field(`${objectName}.${name.text}`);
  if (name && !field) found.missing(name, 'CustomField', `${objectName}.${name.text}`);
  const values = new Set((field?.picklist ?? []).map((value) => value.value));
  for (const value of all(xml, 'picklistValues')) {
    const master = first(value, 'masterLabel');
    const labels = new Set((field?.picklist ?? []).map((option) => option.label));
    if (master && flagOf(value, 'exists', true) && field && !values.has(master.text) && !labels.has(master.text))
      found.report(master, `Picklist value: ${master.text} not found`);
  }
}
