/**
 * The schema with its labels in another language: objects, fields, help, picklist values, record types, messages of validation rules.
 * Names, rules and values are the same, so a translated schema may stand wherever texts for a person are made.
 * Source: Metadata API Developer Guide, CustomObjectTranslation, CustomFieldTranslation, GlobalValueSetTranslation,
 * StandardValueSetTranslation; Salesforce Help, "Enter Translated Terms" (what has no translation shows the master text).
 */
import {
  childrenOf,
  flagOf,
  standardValueSetFields,
  textOf,
  translateObjects,
  type FieldDef,
  type OrgSchema,
  type SObjectDef,
} from '../schema/index.ts';
import type { DeployedMetadata } from './deployed.ts';
import type { XmlElement } from './xml.ts';

/** Texts of one object in one language. */
interface ObjectTexts {
  readonly nodes: XmlElement[];
  /** By field name in lower case; later ones win. */
  readonly fields: Map<string, XmlElement[]>;
  /** Translated values of shared value sets, by field name in lower case: master label to translation. */
  readonly shared: Map<string, ReadonlyMap<string, string>>;
}

/** Translated under another name: Activity-de holds the texts of Task and Event, PersonAccount-de record types of Account. */
const TRANSLATED_WITH: Readonly<Record<string, readonly string[]>> = {
  Activity: ['Task', 'Event'],
  PersonAccount: ['Account'],
};

/** The schema as users of a language (`de`, `pt_BR`) read it; the same schema when nothing is translated into it. */
export function translatedSchema(schema: OrgSchema, metadata: DeployedMetadata, language: string): OrgSchema {
  const texts = new Map<string, ObjectTexts>();
  // A language with a region falls back to the language alone.
  for (const wanted of new Set([language.split('_')[0] ?? language, language]))
    collect(texts, schema, metadata, wanted);
  return texts.size === 0
    ? schema
    : translateObjects(schema, (object) => {
        const own = texts.get(object.name.toLowerCase());
        return own ? translatedObject(object, own) : object;
      });
}

function collect(
  texts: Map<string, ObjectTexts>,
  schema: OrgSchema,
  metadata: DeployedMetadata,
  language: string,
): void {
  const of = (objectName: string): ObjectTexts => {
    const key = objectName.toLowerCase();
    const known = texts.get(key) ?? { nodes: [], fields: new Map(), shared: new Map() };
    texts.set(key, known);
    return known;
  };
  const ending = `-${language}`.toLowerCase();
  const namesOf = (objectName: string): readonly string[] => TRANSLATED_WITH[objectName] ?? [objectName];
  for (const { fullName, xml } of metadata.list('CustomObjectTranslation')) {
    if (!xml || !fullName.toLowerCase().endsWith(ending)) continue;
    for (const name of namesOf(fullName.slice(0, -ending.length))) of(name).nodes.push(xml);
  }
  for (const { fullName, xml } of metadata.list('CustomFieldTranslation')) {
    const holder = fullName.split('.')[0] ?? '';
    if (!xml || !holder.toLowerCase().endsWith(ending)) continue;
    for (const name of namesOf(holder.slice(0, -ending.length))) addField(of(name), xml);
  }
  for (const [path, values] of sharedValues(metadata, ending)) {
    const [objectName = '', fieldName = ''] = path.split('.');
    if (schema.object(objectName)) of(objectName).shared.set(fieldName.toLowerCase(), values);
  }
}

function addField(texts: ObjectTexts, node: XmlElement): void {
  const name = (textOf(node, 'name') ?? '').toLowerCase();
  texts.fields.set(name, [...(texts.fields.get(name) ?? []), node]);
}

/** Fields over global and standard value sets with the translations of their values. */
function sharedValues(
  metadata: DeployedMetadata,
  ending: string,
): readonly (readonly [string, ReadonlyMap<string, string>])[] {
  const translated = (type: string): ReadonlyMap<string, ReadonlyMap<string, string>> =>
    new Map(
      metadata.list(type).flatMap(({ fullName, xml }) => {
        if (!xml || !fullName.toLowerCase().endsWith(ending)) return [];
        const values = (childrenOf(xml, 'valueTranslation') as readonly XmlElement[]).flatMap((node) => pair(node));
        return [[fullName.slice(0, -ending.length), new Map(values)] as const];
      }),
    );
  const globals = translated('GlobalValueSetTranslation');
  const ofGlobals =
    globals.size === 0
      ? []
      : metadata.list('CustomField').flatMap(({ fullName, xml }) => {
          const set = xml?.children.find((child) => child.name === 'valueSet');
          const values = globals.get((set && textOf(set, 'valueSetName')) ?? '');
          return values ? [[fullName, values] as const] : [];
        });
  const ofStandards = [...translated('StandardValueSetTranslation')].flatMap(([set, values]) =>
    (standardValueSetFields[set] ?? []).map((path) => [path, values] as const),
  );
  return [...ofGlobals, ...ofStandards];
}

function translatedObject(object: SObjectDef, texts: ObjectTexts): SObjectDef {
  const nodes = texts.nodes;
  return {
    ...object,
    label: last(nodes, (node) => caseValue(node, false)) ?? object.label,
    labelPlural: last(nodes, (node) => caseValue(node, true)) ?? object.labelPlural,
    fields: new Map(
      [...object.fields].map(([key, field]) => [
        key,
        translatedField(field, texts.fields.get(key) ?? [], texts.shared.get(key), nodes),
      ]),
    ),
    recordTypes: new Map(
      [...object.recordTypes].map(([key, type]) => [
        key,
        {
          ...type,
          label: last(nodes, (node) => partText(node, 'recordTypes', type.developerName, 'label')) ?? type.label,
        },
      ]),
    ),
    validationRules: object.validationRules.map((rule) => ({
      ...rule,
      errorMessage:
        last(nodes, (node) => partText(node, 'validationRules', rule.name, 'errorMessage')) ?? rule.errorMessage,
    })),
  };
}

function translatedField(
  field: FieldDef,
  nodes: readonly XmlElement[],
  shared: ReadonlyMap<string, string> | undefined,
  ofObject: readonly XmlElement[],
): FieldDef {
  const nameLabel = field.nameField ? last(ofObject, (node) => filled(textOf(node, 'nameFieldLabel'))) : undefined;
  if (nodes.length === 0 && !shared && nameLabel === undefined) return field;
  const own = new Map(
    nodes.flatMap((node) =>
      (childrenOf(node, 'picklistValues') as readonly XmlElement[]).flatMap((value) => pair(value)),
    ),
  );
  const helpText = last(nodes, (node) => filled(textOf(node, 'help'))) ?? field.helpText;
  return {
    ...field,
    label: last(nodes, (node) => filled(textOf(node, 'label')) ?? caseValue(node, false)) ?? nameLabel ?? field.label,
    ...(helpText !== undefined && { helpText }),
    ...(field.picklist && {
      picklist: field.picklist.map((value) => ({
        ...value,
        label: own.get(value.label) ?? own.get(value.value) ?? shared?.get(value.label) ?? value.label,
      })),
    }),
  };
}

/** The plain form of a name: languages with cases have one entry per case, number and article. */
function caseValue(node: XmlElement, plural: boolean): string | undefined {
  const values = childrenOf(node, 'caseValues').filter((value) => flagOf(value, 'plural') === plural);
  const plain = values.find((value) => {
    const possessive = textOf(value, 'possessive') ?? 'None';
    return ['Nominative', ''].includes(textOf(value, 'caseType') ?? '') && possessive === 'None';
  });
  const chosen = plain ?? values[0];
  return chosen && filled(textOf(chosen, 'value'));
}

function partText(node: XmlElement, element: string, name: string, text: string): string | undefined {
  const part = childrenOf(node, element).find(
    (candidate) => textOf(candidate, 'name')?.toLowerCase() === name.toLowerCase(),
  );
  return part && filled(textOf(part, text));
}

function pair(node: XmlElement): readonly (readonly [string, string])[] {
  const translation = filled(textOf(node, 'translation'));
  const master = textOf(node, 'masterLabel');
  return translation === undefined || master === undefined ? [] : [[master, translation]];
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

function last(nodes: readonly XmlElement[], read: (node: XmlElement) => string | undefined): string | undefined {
  return nodes.map(read).findLast((text) => text !== undefined);
}
