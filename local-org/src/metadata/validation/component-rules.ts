/** What a component must fulfil by itself, beyond its structure. Source: Metadata API Developer Guide, chapter of each type. */
import { Unsupported } from '../../engine/errors.ts';
import { childrenOf, standardCatalogue, textOf } from '../../schema/index.ts';
import type { MetadataComponent } from '../metadata-set.ts';
import type { XmlElement } from '../xml.ts';
import { checkField, childOf, isDeveloperName } from './field-rules.ts';
import type { Finding } from './structure.ts';

/** Types whose names are developer names. */
const developerNamed: ReadonlySet<string> = new Set([
  'ApexClass',
  'ApexTrigger',
  'CustomPermission',
  'CustomLabel',
  'FlexiPage',
  'GlobalValueSet',
  'Group',
  'PermissionSet',
  'PermissionSetGroup',
  'Queue',
  'Role',
  'StaticResource',
]);
/** From the strictest to the most open. */
const openness = ['ControlledByParent', 'Private', 'Read', 'ReadWrite', 'ReadWriteTransfer', 'FullAccess'];
/** Where a Lightning web component may be placed. Source: LWC Developer Guide, "XML Configuration File Elements", targets. */
const componentTargets =
  /^(lightning__(AppPage|HomePage|RecordPage|RecordAction|GlobalAction|UtilityBar|FlowScreen|FlowAction|Tab|Inbox|UrlAddressable|VoiceExtension|EnablementProgram|ServiceCloudVoiceToolkitApi|AgentforceInput|AgentforceOutput|ChannelExtension|PropertyEditor)|lightningCommunity__(Page|Default|Page_Layout|Theme_Layout)|lightningSnapin__(ChatMessage|Minimized|PreChat|ChatHeader|MessagingHeader|MessagingPreChat)|lightningStatic__Email|analytics__Dashboard)$/;
/** Object files that are views of other objects. */
const otherObjectFiles: ReadonlySet<string> = new Set(['Activity', 'PersonAccount']);
const MAX_ERROR_MESSAGE = 255;

/** Findings about the component on its own; `parts` are the fields of the same object in the set. */
export function checkComponent(
  component: MetadataComponent,
  fieldsOfObject: readonly MetadataComponent[],
): readonly Finding[] {
  const { xml } = component;
  const findings: Finding[] = [];
  if (!xml) return findings;
  const report = (message: string, element: XmlElement = xml): void => void findings.push({ element, message });
  checkName(component, xml, report);
  const [objectName = '', partName = ''] = component.fullName.split('.');
  switch (component.type) {
    case 'CustomField':
      findings.push(...checkField(objectName, partName, xml));
      break;
    case 'CustomObject':
      checkObject(component.fullName, xml, fieldsOfObject, report);
      break;
    case 'ValidationRule':
      if ((textOf(xml, 'errorMessage') ?? '').length > MAX_ERROR_MESSAGE)
        report(`errorMessage: value too long (maximum length is ${MAX_ERROR_MESSAGE})`, childOf(xml, 'errorMessage'));
      if ((textOf(xml, 'errorConditionFormula') ?? '').trim() === '')
        report('Must specify an errorConditionFormula', childOf(xml, 'errorConditionFormula'));
      break;
    case 'RecordType':
      if (
        ['Case', 'Lead', 'Opportunity', 'Solution'].includes(objectName) &&
        textOf(xml, 'businessProcess') === undefined
      )
        report(`businessProcess: required for record types of ${objectName}`);
      break;
    case 'Role':
      for (const name of ['caseAccessLevel', 'contactAccessLevel', 'opportunityAccessLevel'])
        checkOneOf(xml, name, ['None', 'Read', 'Edit'], report);
      break;
    case 'LightningComponentBundle':
      for (const targets of childrenOf(xml, 'targets') as readonly XmlElement[])
        for (const target of targets.children)
          if (!componentTargets.test(target.text)) report(`Invalid target: ${target.text}`, target);
      break;
    case 'CompactLayout':
      if (childrenOf(xml, 'fields').length > 10) report('A compact layout can have at most 10 fields');
      break;
    default:
      break;
  }
  return findings;
}

function checkOneOf(xml: XmlElement, name: string, values: readonly string[], report: Report): void {
  const text = textOf(xml, name);
  if (text !== undefined && !values.includes(text))
    report(`${name}: bad value for restricted picklist field: ${text}`, childOf(xml, name));
}

type Report = (message: string, element?: XmlElement) => void;

function checkName(component: MetadataComponent, xml: XmlElement, report: Report): void {
  const own = component.fullName.includes('.')
    ? component.fullName.slice(component.fullName.indexOf('.') + 1)
    : component.fullName;
  const inside = textOf(xml, 'fullName');
  if (inside !== undefined && inside !== own && inside !== component.fullName && component.type !== 'CustomLabel')
    report(`The fullName "${inside}" does not match the file name "${own}"`, childOf(xml, 'fullName'));
  if (developerNamed.has(component.type) && !isDeveloperName(component.fullName, 80))
    report(
      `The name "${component.fullName}" may only contain alphanumeric characters and single underscores, must begin with a letter and not end with an underscore`,
    );
  if ((component.type === 'ApexClass' || component.type === 'ApexTrigger') && textOf(xml, 'apiVersion') === undefined)
    report('Required field is missing: apiVersion');
}

function checkObject(name: string, xml: XmlElement, fields: readonly MetadataComponent[], report: Report): void {
  const custom = /__(c|mdt|e)$/.test(name);
  if (!custom && !otherObjectFiles.has(name) && !standardCatalogue().has(name.toLowerCase())) {
    report(new Unsupported(`CustomObject ${name}`).message);
    return;
  }
  checkSharing(name, xml, fields, report);
  if (!custom) return;
  if (!isDeveloperName(name.replace(/__(c|mdt|e)$/, ''))) report(`The Object Name "${name}" is not valid`);
  if ((textOf(xml, 'label') ?? '') === '') report('Must specify a non-empty label for the CustomObject');
  const setting = textOf(xml, 'customSettingsType') !== undefined;
  if (!setting && (textOf(xml, 'pluralLabel') ?? '') === '')
    report('Must specify a non-empty pluralLabel for the CustomObject');
  if (name.endsWith('__e')) {
    if (textOf(xml, 'deploymentStatus') === undefined) report('Must specify a deploymentStatus for the CustomObject');
    if (textOf(xml, 'eventType') === undefined) report('Must specify an eventType for the platform event');
  }
  if (!name.endsWith('__c') || setting) return;
  const nameField = childrenOf(xml, 'nameField')[0] as XmlElement | undefined;
  if (!nameField) report('Must specify a nameField of type Text or AutoNumber');
  else {
    const type = textOf(nameField, 'type');
    if (type !== 'Text' && type !== 'AutoNumber')
      report('Must specify a nameField of type Text or AutoNumber', nameField);
    if (type === 'AutoNumber' && textOf(nameField, 'displayFormat') === undefined)
      report("Must specify 'displayFormat' for a nameField of type AutoNumber", nameField);
  }
  if (textOf(xml, 'deploymentStatus') === undefined) report('Must specify a deploymentStatus for the CustomObject');
  if (textOf(xml, 'sharingModel') === undefined) report('Must specify a sharingModel for the CustomObject');
}

function checkSharing(name: string, xml: XmlElement, fields: readonly MetadataComponent[], report: Report): void {
  const internal = textOf(xml, 'sharingModel');
  const external = textOf(xml, 'externalSharingModel');
  const details = fields.filter((field) => field.xml && textOf(field.xml, 'type') === 'MasterDetail');
  if (details.length > 2) report('A custom object can have at most 2 MasterDetail relationship fields');
  if (name.endsWith('__c') && internal !== undefined) {
    if (details.length > 0 && internal !== 'ControlledByParent')
      report(
        `Cannot set sharingModel to ${internal} on a CustomObject with a MasterDetail relationship field`,
        childOf(xml, 'sharingModel'),
      );
    if (details.length === 0 && internal === 'ControlledByParent')
      report(
        'Cannot set sharingModel to ControlledByParent on a CustomObject without a MasterDetail relationship field',
        childOf(xml, 'sharingModel'),
      );
  }
  if (internal === undefined || external === undefined || internal === 'ControlledByParent') return;
  if (openness.indexOf(external) > openness.indexOf(internal))
    report(
      'The external sharing model cannot be more permissive than the internal one',
      childOf(xml, 'externalSharingModel'),
    );
}
