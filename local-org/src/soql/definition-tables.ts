import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import { quoteName } from '../store/index.ts';
import { sql, raw, type Sql } from './sql-text.ts';

type Cell = string | number | null;
type Columns<T> = Readonly<Record<string, (described: T) => Cell>>;

interface DescribedField {
  readonly object: SObjectDef;
  readonly field: FieldDef;
}

const NAMESPACE_AND_SUFFIX = /^(?:[A-Za-z]\w*?__)?(\w+?)__[a-z]+$/;
const developerName = (name: string): string => NAMESPACE_AND_SUFFIX.exec(name)?.[1] ?? name;
const flag = (value: boolean): number => (value ? 1 : 0);

/** The part of EntityDefinition that follows from the schema. `DurableId` is what metadata relationships hold. */
const entityColumns: Columns<SObjectDef> = {
  DurableId: ({ name }) => name,
  QualifiedApiName: ({ name }) => name,
  DeveloperName: ({ name }) => developerName(name),
  Label: ({ label }) => label,
  MasterLabel: ({ label }) => label,
  PluralLabel: ({ labelPlural }) => labelPlural,
  NamespacePrefix: () => null,
  KeyPrefix: ({ keyPrefix }) => (keyPrefix.startsWith('s') ? null : keyPrefix),
  InternalSharingModel: ({ internalSharing }) => internalSharing,
  ExternalSharingModel: ({ externalSharing }) => externalSharing,
  IsCustomSetting: ({ kind }) => flag(kind === 'customSetting'),
  IsCustomizable: ({ kind }) => flag(kind === 'standard' || kind === 'custom'),
  IsQueryable: ({ queryable }) => flag(queryable),
  IsSearchable: ({ searchable }) => flag(searchable),
  IsEverCreatable: ({ createable }) => flag(createable),
  IsEverUpdatable: ({ updateable }) => flag(updateable),
  IsEverDeletable: ({ deletable }) => flag(deletable),
  IsFeedEnabled: ({ enableFeeds }) => flag(enableFeeds),
};

/** The part of FieldDefinition that follows from the schema. */
const fieldColumns: Columns<DescribedField> = {
  DurableId: ({ object, field }) => `${object.name}.${field.name}`,
  EntityDefinitionId: ({ object }) => object.name,
  QualifiedApiName: ({ field }) => field.name,
  DeveloperName: ({ field }) => developerName(field.name),
  Label: ({ field }) => field.label,
  MasterLabel: ({ field }) => field.label,
  NamespacePrefix: () => null,
  Description: ({ field }) => field.description ?? null,
  Length: ({ field }) => field.length ?? 0,
  Precision: ({ field }) => field.precision ?? 0,
  Scale: ({ field }) => field.scale ?? 0,
  RelationshipName: ({ field }) => field.relationshipName ?? null,
  IsCalculated: ({ field }) => flag(field.formula !== undefined),
  IsFieldHistoryTracked: ({ field }) => flag(field.trackHistory),
  IsNameField: ({ field }) => flag(field.nameField),
  IsNillable: ({ field }) => flag(field.nillable),
  IsPolymorphicForeignKey: ({ field }) => flag(field.referenceTo.length > 1),
};

interface Definitions {
  readonly columns: ReadonlySet<string>;
  readonly json: string;
}

const made = new WeakMap<OrgSchema, Map<string, Definitions>>();

function definitionsOf(schema: OrgSchema, name: string): Definitions | undefined {
  const known = made.get(schema) ?? new Map<string, Definitions>();
  made.set(schema, known);
  let found = known.get(name);
  if (found === undefined) {
    const objects = [...schema.objects()];
    if (name === 'EntityDefinition') found = tableOf(entityColumns, objects);
    else if (name === 'FieldDefinition')
      found = tableOf(
        fieldColumns,
        objects.flatMap((object) => [...object.fields.values()].map((field) => ({ object, field }))),
      );
    else return undefined;
    known.set(name, found);
  }
  return found;
}

function tableOf<T>(columns: Columns<T>, rows: readonly T[]): Definitions {
  const readers = Object.values(columns);
  return {
    columns: new Set(Object.keys(columns)),
    json: JSON.stringify(rows.map((row) => readers.map((read) => read(row)))),
  };
}

/** Whether the object's rows are computed from the schema: EntityDefinition and FieldDefinition (Object Reference). */
export function isDefinition(object: SObjectDef): boolean {
  return object.name === 'EntityDefinition' || object.name === 'FieldDefinition';
}

/** Whether the local org knows that column of a definition. */
export function hasDefinitionColumn(schema: OrgSchema, object: SObjectDef, field: string): boolean {
  return definitionsOf(schema, object.name)?.columns.has(field) === true;
}

/** The rows of a definition object as a table in the statement; undefined for every other object. */
export function definitionTable(schema: OrgSchema, object: SObjectDef): Sql | undefined {
  const found = definitionsOf(schema, object.name);
  if (found === undefined) return undefined;
  const columns = [...found.columns].map((name, index) => `json_extract(value, '$[${index}]') AS ${quoteName(name)}`);
  const id = `json_extract(value, '$[0]') AS "Id"`;
  return sql`(SELECT ${raw([id, ...columns].join(', '))} FROM json_each(${found.json}))`;
}
