/** CustomField metadata → field definitions. Source: Metadata API Developer Guide, "CustomField" and "Metadata Field Types". */
import { Unsupported } from '../engine/errors.ts';
import { childrenOf, flagOf, numberOf, textOf, type DefinitionNode } from './definitions.ts';
import type { FieldDef, FieldType, PicklistValue, SummaryDef } from './types.ts';

/** Looks a global value set up by name. */
export type ValueSets = ReadonlyMap<string, readonly PicklistValue[]>;

/** Length of the result of a text formula. */
const FORMULA_TEXT_LENGTH = 1300;

const schemaTypes: Readonly<Record<string, FieldType>> = {
  AutoNumber: 'autonumber',
  Lookup: 'reference',
  MasterDetail: 'reference',
  Hierarchy: 'reference',
  MetadataRelationship: 'reference',
  Checkbox: 'boolean',
  Currency: 'currency',
  Date: 'date',
  DateTime: 'datetime',
  Time: 'time',
  Email: 'email',
  EncryptedText: 'encryptedstring',
  Html: 'richtextarea',
  Location: 'location',
  LongTextArea: 'longtextarea',
  MultiselectPicklist: 'multipicklist',
  Number: 'double',
  Percent: 'percent',
  Phone: 'phone',
  Picklist: 'picklist',
  Text: 'string',
  TextArea: 'textarea',
  Url: 'url',
};

const fixedLengths: Partial<Record<FieldType, number>> = {
  reference: 18,
  autonumber: 30,
  email: 80,
  phone: 40,
  textarea: 255,
  url: 255,
  picklist: 255,
  multipicklist: 4099,
};

/** The definition of one custom field; a geolocation also yields its two coordinates. */
export function customField(objectName: string, node: DefinitionNode, valueSets: ValueSets): readonly FieldDef[] {
  const name = textOf(node, 'fullName') ?? '';
  const metadataType = textOf(node, 'type') ?? '';
  const formula = textOf(node, 'formula');
  const summary = metadataType === 'Summary' ? summaryOf(node) : undefined;
  const type = metadataType === 'Summary' ? 'double' : schemaTypes[metadataType];
  if (!type) throw new Unsupported(`CustomField.type ${metadataType}`, `${objectName}.${name}`);
  const computed = formula !== undefined || summary !== undefined;
  const masterDetail = metadataType === 'MasterDetail';
  const automatic = type === 'autonumber';
  const required = flagOf(node, 'required') || masterDetail;
  const defaultFormula = textOf(node, 'defaultValue');
  const nillable = type !== 'boolean' && !required && !automatic;
  const field: FieldDef = {
    name,
    label: textOf(node, 'label') ?? name,
    type,
    custom: true,
    ...sizeOf(type, node, formula !== undefined),
    nillable,
    unique: flagOf(node, 'unique'),
    caseSensitive: flagOf(node, 'caseSensitive'),
    externalId: flagOf(node, 'externalId'),
    nameField: false,
    createable: !computed && !automatic && type !== 'location',
    updateable:
      !computed && !automatic && type !== 'location' && (!masterDetail || flagOf(node, 'reparentableMasterDetail')),
    defaultedOnCreate: type === 'boolean' || automatic || defaultFormula !== undefined,
    ...(defaultFormula === undefined || defaultFormula === '' ? {} : { defaultFormula }),
    ...(formula === undefined
      ? {}
      : {
          formula,
          formulaTreatBlanksAs:
            textOf(node, 'formulaTreatBlanksAs') === 'BlankAsBlank' ? 'BlankAsBlank' : 'BlankAsZero',
        }),
    ...(summary === undefined ? {} : { summary }),
    ...(automatic
      ? { displayFormat: textOf(node, 'displayFormat') ?? '{0}', startingNumber: numberOf(node, 'startingNumber') ?? 0 }
      : {}),
    ...(type === 'picklist' || type === 'multipicklist' ? picklistOf(node, valueSets) : {}),
    ...(type === 'reference' ? referenceOf(name, metadataType, node, required) : { referenceTo: [] }),
    masterDetail,
    ...(masterDetail
      ? {
          writeRequiresMasterRead: flagOf(node, 'writeRequiresMasterRead'),
          reparentable: flagOf(node, 'reparentableMasterDetail'),
        }
      : {}),
    trackHistory: flagOf(node, 'trackHistory'),
    ...(type === 'encryptedstring' ? maskOf(node) : {}),
    ...optional('helpText', textOf(node, 'inlineHelpText')),
    ...optional('description', textOf(node, 'description')),
    permissionable: !required,
  };
  return type === 'location' ? [field, ...coordinates(field)] : [field];
}

/** What metadata may say about a standard field on top of the catalogue. */
export function adjustStandardField(field: FieldDef, node: DefinitionNode): FieldDef {
  const helpText = textOf(node, 'inlineHelpText');
  const label = textOf(node, 'label');
  return {
    ...field,
    ...(label === undefined ? {} : { label }),
    ...(helpText === undefined ? {} : { helpText }),
    trackHistory: flagOf(node, 'trackHistory', field.trackHistory),
  };
}

/** The values of a value-set definition (`value`, `customValue` or `standardValue` elements). */
export function valuesOf(node: DefinitionNode, element: string): readonly PicklistValue[] {
  return childrenOf(node, element).map((value) => {
    const name = textOf(value, 'fullName') ?? '';
    return {
      value: name,
      label: textOf(value, 'label') ?? name,
      active: flagOf(value, 'isActive', true),
      isDefault: flagOf(value, 'default'),
    };
  });
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined || value === '' ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}

function sizeOf(
  type: FieldType,
  node: DefinitionNode,
  formula: boolean,
): { length?: number; precision?: number; scale?: number } {
  if (type === 'double' || type === 'currency' || type === 'percent')
    return { precision: numberOf(node, 'precision') ?? 18, scale: numberOf(node, 'scale') ?? 0 };
  if (type === 'string' && formula) return { length: FORMULA_TEXT_LENGTH };
  const length = numberOf(node, 'length') ?? fixedLengths[type];
  return length === undefined ? {} : { length };
}

const maskTypes = ['all', 'creditCard', 'ssn', 'lastFour', 'sin', 'nino'] as const;

/** How encrypted text shows to users without "View Encrypted Data" (Metadata API, EncryptedFieldMaskType and EncryptedFieldMaskChar). */
function maskOf(node: DefinitionNode): Pick<Required<FieldDef>, 'maskType' | 'maskChar'> {
  const given = textOf(node, 'maskType') ?? 'all';
  const maskType = maskTypes.find((known) => known === given);
  if (maskType === undefined) throw new Unsupported(`CustomField.maskType ${given}`);
  return { maskType, maskChar: textOf(node, 'maskChar') === 'X' ? 'X' : 'asterisk' };
}

function picklistOf(node: DefinitionNode, valueSets: ValueSets): Partial<FieldDef> {
  const valueSet = childrenOf(node, 'valueSet')[0];
  if (!valueSet) return { picklist: [], restrictedPicklist: false };
  const global = textOf(valueSet, 'valueSetName');
  const definition = childrenOf(valueSet, 'valueSetDefinition')[0];
  const values =
    global === undefined
      ? definition
        ? valuesOf(definition, 'value')
        : []
      : (valueSets.get(global.toLowerCase()) ?? []);
  const controllingField = textOf(valueSet, 'controllingField');
  // A global value set is always restricted; a field's own list only when it says so.
  const restricted = flagOf(valueSet, 'restricted', global !== undefined);
  if (controllingField === undefined) return { picklist: values, restrictedPicklist: restricted };
  const validFor = new Map<string, string[]>();
  for (const setting of childrenOf(valueSet, 'valueSettings')) {
    const value = textOf(setting, 'valueName') ?? '';
    const controlling = childrenOf(setting, 'controllingFieldValue').map((child) => child.text);
    validFor.set(value, [...(validFor.get(value) ?? []), ...controlling]);
  }
  return {
    picklist: values.map((value) => ({ ...value, validFor: validFor.get(value.value) ?? [] })),
    restrictedPicklist: restricted,
    controllingField,
  };
}

function referenceOf(
  name: string,
  metadataType: string,
  node: DefinitionNode,
  required: boolean,
): Pick<FieldDef, 'referenceTo'> & Partial<FieldDef> {
  const target = metadataType === 'Hierarchy' ? 'User' : textOf(node, 'referenceTo');
  const childName = textOf(node, 'relationshipName');
  const constraint = textOf(node, 'deleteConstraint');
  const deleteConstraint =
    metadataType === 'MasterDetail'
      ? 'Cascade'
      : constraint === 'Cascade' || constraint === 'Restrict'
        ? constraint
        : required
          ? 'Restrict'
          : 'SetNull';
  return {
    referenceTo: target === undefined ? [] : [target],
    relationshipName: name.replace(/__c$/, '__r'),
    ...(childName === undefined || childName === '' ? {} : { childRelationshipName: `${childName}__r` }),
    deleteConstraint,
  };
}

function summaryOf(node: DefinitionNode): SummaryDef {
  const [childObject = '', childField = ''] = (textOf(node, 'summaryForeignKey') ?? '').split('.');
  const summarized = textOf(node, 'summarizedField');
  const operation = textOf(node, 'summaryOperation');
  if (operation !== 'count' && operation !== 'sum' && operation !== 'min' && operation !== 'max')
    throw new Unsupported(`CustomField.summaryOperation ${operation ?? ''}`);
  return {
    operation,
    childObject,
    childField,
    ...(summarized === undefined ? {} : { summarizedField: summarized.split('.')[1] ?? summarized }),
    filters: childrenOf(node, 'summaryFilterItems').map((item) => ({
      field: (textOf(item, 'field') ?? '').replace(/^[^.]*\./, ''),
      operation: textOf(item, 'operation') ?? 'equals',
      value: textOf(item, 'value') ?? '',
    })),
  };
}

/** `Geo__c` is read as a compound; `Geo__Latitude__s` and `Geo__Longitude__s` hold its values. */
function coordinates(field: FieldDef): readonly FieldDef[] {
  const stem = field.name.replace(/__c$/, '');
  return ['Latitude', 'Longitude'].map((part) => ({
    ...field,
    name: `${stem}__${part}__s`,
    label: `${field.label} (${part})`,
    type: 'double' as const,
    precision: 18,
    scale: 15,
    compoundField: field.name,
    createable: true,
    updateable: true,
    permissionable: false,
  }));
}
