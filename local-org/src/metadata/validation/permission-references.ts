/** Profiles, permission sets: what they name exists, may be granted, and rights do not contradict each other. */
import { Unsupported } from '../../engine/errors.ts';
import { contactFieldOf, flagOf, isRefusedField, licenceAllows, textOf } from '../../schema/index.ts';
import type { MetadataComponent } from '../metadata-set.ts';
import type { XmlElement } from '../xml.ts';
import { all, first, type ReferenceFindings } from './reference-findings.ts';
import { wsdlTypes } from './wsdl-types.ts';

/** A right and what it needs. Source: Salesforce Help "Object Permissions" (each permission and the ones it requires). */
const dependencies = [
  ['allowCreate', 'Create', ['allowRead']],
  ['allowEdit', 'Edit', ['allowRead']],
  ['allowDelete', 'Delete', ['allowRead', 'allowEdit']],
  ['viewAllRecords', 'ViewAllRecords', ['allowRead']],
  ['modifyAllRecords', 'ModifyAllRecords', ['allowRead', 'allowEdit', 'allowDelete', 'viewAllRecords']],
] as const;
const words: Readonly<Record<string, string>> = {
  allowRead: 'Read',
  allowEdit: 'Edit',
  allowDelete: 'Delete',
  viewAllRecords: 'ViewAllRecords',
};

export function checkPermissions(found: ReferenceFindings, component: MetadataComponent, xml: XmlElement): void {
  const { known } = found;
  const seen = new Set<string>();
  for (const element of xml.children) {
    const identity = keyOf(element);
    if (identity !== undefined) {
      const key = `${element.name}:${identity.text.toLowerCase()}`;
      if (seen.has(key)) found.report(element, `Duplicate ${element.name}: ${identity.text}`);
      seen.add(key);
    }
    switch (element.name) {
      case 'objectPermissions':
        found.object(first(element, 'object'));
        checkObjectRights(found, element);
        break;
      case 'fieldPermissions':
        checkFieldRights(found, element);
        break;
      case 'classAccesses':
        found.component(first(element, 'apexClass'), 'ApexClass');
        break;
      case 'pageAccesses':
        found.component(first(element, 'apexPage'), 'ApexPage');
        break;
      case 'customPermissions':
        found.component(first(element, 'name'), 'CustomPermission');
        break;
      case 'customMetadataTypeAccesses':
        found.object(first(element, 'name'));
        break;
      case 'customSettingAccesses':
        found.object(first(element, 'name'));
        break;
      case 'applicationVisibilities': {
        const application = first(element, 'application');
        if (application && !application.text.startsWith('standard__'))
          found.component(application, 'CustomApplication');
        break;
      }
      case 'tabSettings':
      case 'tabVisibilities': {
        const tab = first(element, 'tab');
        if (tab && !known.tab(tab.text)) found.missing(tab, 'CustomTab', tab.text);
        break;
      }
      case 'recordTypeVisibilities':
        checkRecordTypeName(found, element);
        break;
      case 'layoutAssignments':
        found.component(first(element, 'layout'), 'Layout');
        checkRecordTypeName(found, element);
        break;
      case 'externalCredentialPrincipalAccesses':
        checkPrincipal(found, first(element, 'externalCredentialPrincipal'));
        break;
      case 'userPermissions':
        checkUserPermission(found, element);
        break;
      default:
        break;
    }
  }
  checkMasters(found, component, xml);
  const license = first(xml, component.type === 'Profile' ? 'userLicense' : 'license');
  if (license && component.type === 'Profile' && !known.license(license.text))
    found.missing(license, 'UserLicense', license.text);
  if (license) checkLicence(found, license.text, xml);
}

/** A profile or permission set of a licence holds nothing the licence does not allow. */
function checkLicence(found: ReferenceFindings, licence: string, xml: XmlElement): void {
  for (const element of all(xml, 'objectPermissions')) {
    const objectName = textOf(element, 'object') ?? '';
    if (!flagOf(element, 'allowRead') || licenceAllows(licence, objectName)) continue;
    const plural = found.known.object(objectName)?.labelPlural ?? objectName;
    found.report(element, `The user license doesn't allow the permission: Read ${plural}`);
  }
}

function checkRecordTypeName(found: ReferenceFindings, element: XmlElement): void {
  const recordType = first(element, 'recordType');
  if (recordType && !found.known.recordType(recordType.text)) found.missing(recordType, 'RecordType', recordType.text);
}

/** `Credential-Principal`: the principal is declared in the external credential. */
function checkPrincipal(found: ReferenceFindings, principal: XmlElement | undefined): void {
  if (!principal) return;
  const [credential = ''] = principal.text.split('-');
  const declared = found.known
    .parameters('ExternalCredential', credential, 'externalCredentialParameters')
    .some(
      (parameter) =>
        /Principal$/.test(textOf(parameter, 'parameterType') ?? '') &&
        `${credential}-${textOf(parameter, 'parameterName') ?? ''}` === principal.text,
    );
  if (!declared) found.missing(principal, 'ExternalCredentialParameter', principal.text);
}

function keyOf(element: XmlElement): XmlElement | undefined {
  const names: Readonly<Record<string, string>> = {
    objectPermissions: 'object',
    fieldPermissions: 'field',
    classAccesses: 'apexClass',
    userPermissions: 'name',
    tabSettings: 'tab',
    customPermissions: 'name',
    recordTypeVisibilities: 'recordType',
  };
  const name = names[element.name];
  return name === undefined ? undefined : first(element, name);
}

function checkObjectRights(found: ReferenceFindings, element: XmlElement): void {
  const objectName = textOf(element, 'object') ?? '';
  // Records of a big object are never edited: there is no right to it.
  if (objectName.endsWith('__b')) return;
  for (const [right, word, needs] of dependencies) {
    if (!flagOf(element, right)) continue;
    const lacking = needs
      .filter((need) => !flagOf(element, need))
      .map((need) => `${words[need] ?? need} ${objectName}`);
    if (lacking.length > 0)
      found.report(
        first(element, right) ?? element,
        `Permission ${word} ${objectName} depends on permission(s): ${lacking.join(', ')}`,
      );
  }
}

function checkFieldRights(found: ReferenceFindings, element: XmlElement): void {
  const nameElement = first(element, 'field');
  if (!nameElement) return;
  const field = found.known.field(nameElement.text);
  const [object = '', name = ''] = nameElement.text.split('.');
  // The contact's field says it for the person account too.
  if (!field || (object.toLowerCase() === 'account' && contactFieldOf(name) !== undefined)) {
    found.missing(nameElement, 'CustomField', nameElement.text);
    return;
  }
  if (!field.permissionable) found.report(nameElement, `You cannot deploy to a required field: ${nameElement.text}`);
  if (flagOf(element, 'editable') && !flagOf(element, 'readable', true))
    found.report(element, `Field ${nameElement.text}: edit access needs read access`);
}

/** A detail object can be read only with its master. */
function checkMasters(found: ReferenceFindings, component: MetadataComponent, xml: XmlElement): void {
  if (component.type !== 'PermissionSet') return;
  const readable = new Set(
    all(xml, 'objectPermissions')
      .filter((element) => flagOf(element, 'allowRead'))
      .map((element) => (textOf(element, 'object') ?? '').toLowerCase()),
  );
  for (const element of all(xml, 'objectPermissions')) {
    const object = found.known.object(textOf(element, 'object') ?? '');
    if (!object?.custom || !flagOf(element, 'allowRead')) continue;
    for (const field of object.fields.values()) {
      const master = field.masterDetail ? field.referenceTo[0] : undefined;
      if (master !== undefined && !readable.has(master.toLowerCase()))
        found.report(
          first(element, 'object') ?? element,
          `Permission Read ${object.name} depends on permission(s): Read ${master}`,
        );
    }
  }
}

function checkUserPermission(found: ReferenceFindings, element: XmlElement): void {
  const name = first(element, 'name');
  const known = found.known.object('PermissionSet')?.fields;
  // The WSDL does not list them; the columns of PermissionSet do, for the permissions the local org knows.
  if (
    name &&
    known &&
    !known.has(`permissions${name.text.toLowerCase()}`) &&
    !wsdlTypes().values('UserPermission')?.has(name.text)
  )
    found.report(
      name,
      isRefusedField('PermissionSet', `Permissions${name.text}`)
        ? new Unsupported(`user permission ${name.text}`).message
        : `Unknown user permission: ${name.text}`,
    );
}
