/** Turns generated facts and the hand-kept catalogue into object and field definitions of a new org with our features on. */
import { createHash } from 'node:crypto';
import {
  addressComponents,
  decimalFieldsByPattern,
  fieldsByName,
  systemFields,
  textFieldsBySuffix,
} from './catalogue/common.ts';
import { standardObjects } from './catalogue/index.ts';
import { parseFieldSpec, type FieldSpec, type StandardObject } from './catalogue/spec.ts';
import { standardFacts } from './generated/standard-facts.ts';
import type { FieldDef, FieldType, PicklistValue, SObjectDef } from './types.ts';

/** A standard object before deployed metadata and child relationships are added. */
export type BaseObject = Omit<SObjectDef, 'childRelationships' | 'recordTypes' | 'validationRules'>;

const defaultLengths: Partial<Record<FieldType, number>> = {
  id: 18,
  reference: 18,
  string: 255,
  textarea: 255,
  longtextarea: 32000,
  richtextarea: 32000,
  picklist: 255,
  multipicklist: 4099,
  combobox: 255,
  email: 80,
  phone: 40,
  url: 255,
  autonumber: 30,
  encryptedstring: 175,
  anyType: 255,
};

let cached: ReadonlyMap<string, BaseObject> | undefined;

/** Every standard object, keyed by lower-case name. Immutable, so one copy serves all orgs of the process. */
export function standardCatalogue(): ReadonlyMap<string, BaseObject> {
  cached ??= new Map(knownNames().map((name) => [name.toLowerCase(), standardObject(name)]));
  return cached;
}

function knownNames(): readonly string[] {
  const byHand = Object.entries(standardObjects).flatMap(([name, { facts }]) => (facts ? [name] : []));
  return [...Object.keys(standardFacts), ...byHand];
}

/** Changes whenever a standard object or field does: a store made with another fingerprint has other columns. */
export function catalogueFingerprint(): string {
  const hash = createHash('sha256');
  for (const object of standardCatalogue().values())
    hash.update(JSON.stringify({ ...object, fields: [...object.fields.values()] }));
  return hash.digest('hex');
}

function standardObject(name: string): BaseObject {
  const known = standardObjects[name];
  const recorded = standardFacts[name] ?? known?.facts;
  if (!recorded || !known) throw new Error(`The catalogue misses ${name}`);
  const facts = known.recordTypes
    ? { fields: `${recorded.fields} RecordTypeId:Id`, parents: `${recorded.parents} RecordType:RecordType` }
    : recorded;
  const parents = new Map(words(facts.parents).map((word) => splitPair(word)));
  const fields = new Map<string, FieldDef>();
  const names = words(facts.fields).map((word) => splitPair(word)[0]);
  for (const line of Object.keys(known.fields ?? {}))
    if (!names.includes(line)) throw new Error(`The facts have no field ${name}.${line}`);
  for (const word of words(facts.fields)) {
    const [fieldName, factType] = splitPair(word);
    const field = standardField(name, known, fieldName, factType, names, parents);
    fields.set(fieldName.toLowerCase(), field);
  }
  const label = known.label ?? labelFromName(name);
  const [internalSharing, externalSharing] = known.sharing ?? ['None', 'None'];
  const verbs = known.verbs ?? 'cud';
  const kind = known.kind ?? 'standard';
  return {
    name,
    label,
    labelPlural: known.plural ?? label,
    keyPrefix: known.prefix,
    kind,
    custom: false,
    fields,
    internalSharing,
    externalSharing,
    createable: kind !== 'history' && verbs.includes('c'),
    updateable: kind !== 'history' && verbs.includes('u'),
    deletable: kind !== 'history' && verbs.includes('d'),
    queryable: true,
    searchable: known.searchable ?? (kind === 'standard' && known.sharing !== undefined),
    hasOwner: fields.has('ownerid'),
    trackHistory: false,
    enableFeeds: false,
    ...(known.virtual ? { virtual: true } : {}),
  };
}

/** Lookups that hold a record together, as a master does: field-level security does not govern them. */
const neverHidden: ReadonlySet<string> = new Set(['Account.PersonContactId', 'Quote.OpportunityId']);

/**
 * Fields that always have a value and can be hidden all the same: field-level security is set for them in published permission sets.
 * Source: Object Reference (Campaign, Contact, Lead) and permission sets of public repositories that deploy.
 */
const hideableDespiteDefault: ReadonlySet<string> = new Set([
  'Case.IsClosedOnCreate',
  'Case.IsEscalated',
  'Event.IsAllDayEvent',
  'Opportunity.IsPrivate',
  ...['DoNotCall', 'HasOptedOutOfEmail', 'HasOptedOutOfFax'].flatMap((name) => [`Contact.${name}`, `Lead.${name}`]),
  ...[
    'AmountAllOpportunities',
    'AmountWonOpportunities',
    'IsActive',
    'NumberOfContacts',
    'NumberOfConvertedLeads',
    'NumberOfLeads',
    'NumberOfOpportunities',
    'NumberOfResponses',
    'NumberOfWonOpportunities',
  ].map((name) => `Campaign.${name}`),
]);

/** A standard field of a custom object, described by a catalogue line. */
export function fieldFromLine(name: string, line: string, label?: string): FieldDef {
  const field = standardField('', { prefix: '', fields: { [name]: line } }, name, 'String', [], new Map());
  return label === undefined ? field : { ...field, label };
}

function standardField(
  objectName: string,
  object: StandardObject,
  name: string,
  factType: string,
  allNames: readonly string[],
  parents: ReadonlyMap<string, string>,
): FieldDef {
  const neverNull = factType.endsWith('!');
  const apexType = neverNull ? factType.slice(0, -1) : factType;
  const spec = parseFieldSpec(object.fields?.[name] ?? guessedLine(name, apexType));
  const relationshipName = spec.type === 'reference' && name.endsWith('Id') ? name.slice(0, -2) : undefined;
  const target = relationshipName === undefined ? undefined : parents.get(relationshipName);
  // The one object a relationship leads to is a fact; the line guessed from the name (an owner may be a queue) only fills the gaps.
  const recordedTarget = target === undefined || target === 'Name' ? [] : [target];
  const referenceTo =
    spec.referenceTo.length > 0 && (object.fields?.[name] !== undefined || recordedTarget.length === 0)
      ? spec.referenceTo
      : recordedTarget;
  const flags = spec.flags;
  const given = flags.has('req') || flags.has('name');
  const nillable = spec.type === 'boolean' ? false : flags.has('null') || (!neverNull && !given && !flags.has('auto'));
  const system = flags.has('sys') || name in systemFields;
  const compound = spec.compound ?? compoundOf(name, allNames);
  return {
    name,
    label: labelOf(objectName, object, name),
    type: spec.type,
    custom: false,
    ...sizes(spec),
    nillable,
    unique: flags.has('unique'),
    caseSensitive: flags.has('exact'),
    externalId: flags.has('xid'),
    nameField: flags.has('name'),
    createable: !flags.has('sys'),
    updateable: !flags.has('sys') && !flags.has('fixed') && !flags.has('md'),
    defaultedOnCreate: flags.has('auto') || spec.type === 'boolean' || system,
    ...(spec.type === 'picklist' || spec.type === 'multipicklist' || spec.type === 'combobox'
      ? {
          picklist: picklistOf(spec),
          restrictedPicklist: spec.picklist !== undefined && !flags.has('open') && spec.type !== 'combobox',
        }
      : {}),
    referenceTo,
    ...(relationshipName !== undefined && referenceTo.length > 0 ? { relationshipName } : {}),
    masterDetail: flags.has('md'),
    ...(spec.type === 'reference'
      ? {
          deleteConstraint:
            flags.has('cascade') || flags.has('md') ? 'Cascade' : flags.has('restrict') ? 'Restrict' : 'SetNull',
        }
      : {}),
    trackHistory: false,
    ...(compound === undefined ? {} : { compoundField: compound }),
    permissionable:
      // Compound addresses stand for their components; calculated fields can be hidden, audit fields can not.
      (nillable || hideableDespiteDefault.has(`${objectName}.${name}`)) &&
      !(name in systemFields) &&
      compound === undefined &&
      name !== 'RecordTypeId' &&
      name !== 'CurrencyIsoCode' &&
      !neverHidden.has(`${objectName}.${name}`) &&
      spec.type !== 'id',
  };
}

function guessedLine(name: string, apexType: string): string {
  const byName = fieldsByName[name];
  if (byName !== undefined) return byName;
  switch (apexType) {
    case 'Boolean':
      return 'boolean';
    case 'Integer':
    case 'Long':
      return /(Latitude|Longitude)$/.test(name) ? 'double(18,15)' : 'int';
    case 'Decimal':
    case 'Double':
      return decimalFieldsByPattern.find(([pattern]) => pattern.test(name))?.[1] ?? 'double(18,2)';
    case 'Date':
      return 'date';
    case 'Datetime':
      return 'datetime';
    case 'Time':
      return 'time';
    case 'Id':
      return 'reference';
    case 'Blob':
      return 'base64';
    case 'Address':
      return 'address sys';
    case 'Location':
      return 'location sys';
    case 'Any':
    case 'Object':
      return 'anyType sys';
    case 'String[]':
      return 'junctionidlist';
    case 'String':
      return textFieldsBySuffix.find(([pattern]) => pattern.test(name))?.[1] ?? 'string(255)';
    default:
      throw new Error(`Unknown Apex type ${apexType} of ${name}`);
  }
}

function sizes(spec: FieldSpec): { length?: number; precision?: number; scale?: number } {
  const [first, second] = spec.size;
  switch (spec.type) {
    case 'double':
    case 'currency':
    case 'percent':
      return { precision: first ?? 18, scale: second ?? 0 };
    case 'int':
      return { precision: 9, scale: 0 };
    case 'boolean':
    case 'date':
    case 'datetime':
    case 'time':
    case 'location':
    case 'address':
    case 'base64':
    case 'complexvalue':
    case 'junctionidlist':
      return {};
    case 'id':
    case 'reference':
    case 'string':
    case 'textarea':
    case 'longtextarea':
    case 'richtextarea':
    case 'encryptedstring':
    case 'picklist':
    case 'multipicklist':
    case 'email':
    case 'phone':
    case 'url':
    case 'autonumber':
    case 'anyType':
    case 'combobox':
      return { length: first ?? defaultLengths[spec.type] ?? 255 };
  }
}

function picklistOf(spec: FieldSpec): readonly PicklistValue[] {
  return (spec.picklist ?? []).map(({ value, label, isDefault }) => ({ value, label, isDefault, active: true }));
}

/** BillingCity belongs to BillingAddress; on User, City belongs to Address. */
function compoundOf(name: string, allNames: readonly string[]): string | undefined {
  const match = addressComponents.exec(name);
  if (!match) return undefined;
  const compound = `${match[1] ?? ''}Address`;
  return allNames.includes(compound) ? compound : undefined;
}

const labelExceptions: Readonly<Record<string, string>> = {
  OwnerId: 'Owner ID',
  CurrencyIsoCode: 'Currency ISO Code',
  IsDeleted: 'Deleted',
  IsActive: 'Active',
  IsPersonAccount: 'Is Person Account',
  SystemModstamp: 'System Modstamp',
  NumberOfEmployees: 'Employees',
  SicDesc: 'SIC Description',
  Sic: 'SIC Code',
};

function labelOf(objectName: string, object: StandardObject, name: string): string {
  if (name === 'Id') return `${object.label ?? labelFromName(objectName)} ID`;
  if (name === 'Name' && ['Account', 'Opportunity', 'Contract', 'Product2'].includes(objectName))
    return `${object.label ?? ''} Name`;
  return labelExceptions[name] ?? labelFromName(name);
}

/** `BillingCity` → `Billing City`, `AccountId` → `Account ID`. */
function labelFromName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/\bId\b/g, 'ID')
    .replace(/\bIso\b/g, 'ISO');
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}

function splitPair(word: string): readonly [string, string] {
  const colon = word.indexOf(':');
  return [word.slice(0, colon), word.slice(colon + 1)];
}
