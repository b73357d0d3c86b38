/**
 * What a custom field's type demands and forbids. Source: Metadata API Developer Guide "CustomField" (field reference and type-specific
 * rules), Salesforce Help "Custom Field Types" (limits).
 */
import { Unsupported } from '../../engine/errors.ts';
import { childrenOf, flagOf, isRefusedField, numberOf, standardCatalogue, textOf } from '../../schema/index.ts';
import type { XmlElement } from '../xml.ts';
import type { Finding } from './structure.ts';
import { wsdlTypes } from './wsdl-types.ts';

interface TypeRule {
  readonly required: readonly string[];
  /** Attribute → smallest and largest value. */
  readonly ranges?: Readonly<Record<string, readonly [number, number]>>;
}

const numberRule: TypeRule = { required: ['precision', 'scale'], ranges: { precision: [1, 18], scale: [0, 17] } };

const rules: Readonly<Record<string, TypeRule>> = {
  // Without a display format the number stands for itself (public projects deploy such fields).
  AutoNumber: { required: [] },
  Lookup: { required: ['referenceTo'] },
  MasterDetail: { required: ['referenceTo', 'relationshipName'] },
  Hierarchy: { required: [] },
  MetadataRelationship: { required: ['referenceTo'] },
  Checkbox: { required: [] },
  Currency: numberRule,
  Number: numberRule,
  Percent: numberRule,
  Date: { required: [] },
  DateTime: { required: [] },
  Time: { required: [] },
  Email: { required: [] },
  Phone: { required: [] },
  Url: { required: [] },
  TextArea: { required: [] },
  EncryptedText: { required: ['length', 'maskType', 'maskChar'], ranges: { length: [1, 175] } },
  Html: { required: ['length', 'visibleLines'], ranges: { length: [256, 131_072], visibleLines: [10, 50] } },
  LongTextArea: { required: ['length', 'visibleLines'], ranges: { length: [256, 131_072], visibleLines: [2, 50] } },
  Location: { required: ['scale'], ranges: { scale: [0, 15] } },
  MultiselectPicklist: { required: ['visibleLines', 'valueSet'], ranges: { visibleLines: [3, 10] } },
  Picklist: { required: ['valueSet'] },
  Summary: { required: ['summaryForeignKey', 'summaryOperation'] },
  Text: { required: ['length'], ranges: { length: [1, 255] } },
};

/** Attributes that only some types may have. */
const onlyFor: Readonly<Record<string, readonly string[]>> = {
  length: ['Text', 'LongTextArea', 'Html', 'EncryptedText'],
  precision: ['Currency', 'Number', 'Percent'],
  scale: ['Currency', 'Number', 'Percent', 'Location'],
  visibleLines: ['LongTextArea', 'Html', 'MultiselectPicklist'],
  referenceTo: ['Lookup', 'MasterDetail', 'MetadataRelationship', 'Hierarchy'],
  relationshipName: ['Lookup', 'MasterDetail', 'MetadataRelationship', 'Hierarchy'],
  deleteConstraint: ['Lookup'],
  reparentableMasterDetail: ['MasterDetail'],
  writeRequiresMasterRead: ['MasterDetail'],
  displayFormat: ['AutoNumber'],
  startingNumber: ['AutoNumber'],
  summaryForeignKey: ['Summary'],
  summaryOperation: ['Summary'],
  summarizedField: ['Summary'],
  maskType: ['EncryptedText'],
  maskChar: ['EncryptedText'],
  valueSet: ['Picklist', 'MultiselectPicklist'],
};
/** Attributes that are true only on some types (false is harmless everywhere). */
const trueOnlyFor: Readonly<Record<string, readonly string[]>> = {
  unique: ['Text', 'Number', 'Email', 'MetadataRelationship'],
  externalId: ['Text', 'Number', 'Email', 'AutoNumber'],
};
const eventTypes: ReadonlySet<string> = new Set(['Checkbox', 'Date', 'DateTime', 'Number', 'Text', 'LongTextArea']);
const metadataTypes: ReadonlySet<string> = new Set([
  'MetadataRelationship',
  'Checkbox',
  'Date',
  'DateTime',
  'Email',
  'Number',
  'Percent',
  'Phone',
  'Picklist',
  'Text',
  'TextArea',
  'LongTextArea',
  'Url',
]);
const formulaTypes: ReadonlySet<string> = new Set([
  'Checkbox',
  'Currency',
  'Date',
  'DateTime',
  'Number',
  'Percent',
  'Text',
  'Time',
]);

/** Name of a custom element: letters, digits and single underscores, starting with a letter, not ending with an underscore. */
const namePattern = /^[A-Za-z](?:_?[A-Za-z0-9])*$/;
const MAX_NAME = 40;
const MAX_LABEL = 40;
const MAX_PICKLIST_VALUES = 1000;

/** Whether the part of a name before its suffix is allowed. */
export function isDeveloperName(name: string, longest = MAX_NAME): boolean {
  return namePattern.test(name) && name.length <= longest;
}

/** The rules for one custom field of an object; of a standard field only that the object has it. */
export function checkField(objectName: string, fullName: string, xml: XmlElement): readonly Finding[] {
  const findings: Finding[] = [];
  const report = (message: string, element: XmlElement = xml): void => void findings.push({ element, message });
  if (!/__c$/.test(fullName)) {
    const standard = standardCatalogue().get((objectName === 'Activity' ? 'Task' : objectName).toLowerCase());
    if (standard && !standard.fields.has(fullName.toLowerCase()))
      report(
        isRefusedField(standard.name, fullName)
          ? new Unsupported(`field ${standard.name}.${fullName}`).message
          : `In field: fullName - no CustomField named ${standard.name}.${fullName} found`,
        childOf(xml, 'fullName'),
      );
    return findings;
  }
  if (!isDeveloperName(fullName.replace(/__c$/, '')))
    report(
      `The Field Name "${fullName}" may only contain up to ${MAX_NAME} alphanumeric characters and single underscores, must begin with a letter and not end with an underscore`,
      childOf(xml, 'fullName'),
    );
  const type = textOf(xml, 'type');
  const label = textOf(xml, 'label') ?? '';
  if (label === '') report('Must specify a non-empty label for the CustomField');
  else if (label.length > MAX_LABEL)
    report(`Label: value too long (maximum length is ${MAX_LABEL})`, childOf(xml, 'label'));
  if (type === undefined) {
    report('Must specify a type for the CustomField');
    return findings;
  }
  const rule = rules[type];
  if (!rule) {
    // What is no field type at all is told by the structure.
    if (wsdlTypes().values('FieldType')?.has(type) === true)
      report(new Unsupported(`CustomField.type ${type}`).message, childOf(xml, 'type'));
    return findings;
  }
  const formula = textOf(xml, 'formula') !== undefined;
  if (formula && !formulaTypes.has(type))
    report(`Can not specify 'formula' for a CustomField of type ${type}`, childOf(xml, 'formula'));
  if (!formula) checkAttributes(type, rule, xml, report);
  checkAllowed(type, xml, formula, report);
  checkByOwner(objectName, type, xml, report);
  if (type === 'Summary' && textOf(xml, 'summaryOperation') !== 'count' && textOf(xml, 'summarizedField') === undefined)
    report("Must specify 'summarizedField' for a CustomField of type Summary");
  if (type === 'MasterDetail' && textOf(xml, 'required') !== undefined)
    report("Can not specify 'required' for a CustomField of type MasterDetail", childOf(xml, 'required'));
  if (type === 'Lookup' && flagOf(xml, 'required') && textOf(xml, 'deleteConstraint') === 'SetNull')
    report(
      "Must specify either 'Cascade' or 'Restrict' for deleteConstraint of a required Lookup",
      childOf(xml, 'deleteConstraint'),
    );
  checkPicklist(xml, report);
  return findings;
}

type Report = (message: string, element?: XmlElement) => void;

function checkAttributes(type: string, rule: TypeRule, xml: XmlElement, report: Report): void {
  for (const name of rule.required)
    if (textOf(xml, name) === undefined) report(`Must specify '${name}' for a CustomField of type ${type}`);
  for (const [name, [low, high]] of Object.entries(rule.ranges ?? {})) {
    const value = numberOf(xml, name);
    if (value !== undefined && (value < low || value > high))
      report(`The '${name}' of a CustomField of type ${type} must be between ${low} and ${high}`, childOf(xml, name));
  }
  const precision = numberOf(xml, 'precision');
  const scale = numberOf(xml, 'scale');
  if (precision !== undefined && scale !== undefined && scale > precision)
    report('The scale must not be greater than the precision', childOf(xml, 'scale'));
}

function checkAllowed(type: string, xml: XmlElement, formula: boolean, report: Report): void {
  for (const child of xml.children) {
    const types = onlyFor[child.name];
    if (types && !types.includes(type))
      report(`Can not specify '${child.name}' for a CustomField of type ${type}`, child);
    const trueTypes = trueOnlyFor[child.name];
    if (trueTypes && child.text === 'true' && (formula || !trueTypes.includes(type)))
      report(`Can not specify '${child.name}' for a CustomField of type ${type}`, child);
  }
}

function checkByOwner(objectName: string, type: string, xml: XmlElement, report: Report): void {
  if (objectName.endsWith('__e') && !eventTypes.has(type))
    report(`Field type ${type} is not supported on platform events`, childOf(xml, 'type'));
  if (objectName.endsWith('__mdt') && !metadataTypes.has(type))
    report(`Field type ${type} is not supported on custom metadata types`, childOf(xml, 'type'));
}

function checkPicklist(xml: XmlElement, report: Report): void {
  const valueSet = childrenOf(xml, 'valueSet')[0];
  const definition = valueSet && childrenOf(valueSet, 'valueSetDefinition')[0];
  if (!valueSet || !definition) return;
  const values = childrenOf(definition, 'value') as readonly XmlElement[];
  const names = new Set<string>();
  let defaults = 0;
  for (const value of values) {
    const name = textOf(value, 'fullName') ?? '';
    // Picklist values are unique without regard to case.
    if (names.has(name.toLowerCase())) report(`Duplicate picklist value: ${name}`, value);
    names.add(name.toLowerCase());
    if (name.length > 255) report('Picklist value too long (maximum length is 255)', value);
    if (flagOf(value, 'default')) defaults++;
  }
  if (defaults > 1) report('A picklist can have only one default value', childOf(xml, 'valueSet'));
  if (values.length > MAX_PICKLIST_VALUES)
    report(`A picklist can have at most ${MAX_PICKLIST_VALUES} values`, childOf(xml, 'valueSet'));
  for (const setting of childrenOf(valueSet, 'valueSettings') as readonly XmlElement[]) {
    const name = textOf(setting, 'valueName') ?? '';
    if (!names.has(name.toLowerCase())) report(`Picklist value: ${name} in valueSettings was not found`, setting);
  }
}

/** The first child of that name, or the element itself: where to point. */
export function childOf(xml: XmlElement, name: string): XmlElement {
  return xml.children.find((child) => child.name === name) ?? xml;
}
