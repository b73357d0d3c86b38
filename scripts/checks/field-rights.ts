/**
 * Every field that code reads in user mode, that the integration service asks for or that a layout shows is granted by a permission set
 * of those who use it. Else a query fails, or a field is missing on the page, in a real org: profiles of force-app grant nothing, and the
 * platform hides a standard field, too, that nothing grants (Salesforce Help, "Minimum Access Profiles").
 */
import type { MetadataComponent } from '../../local-org/src/metadata/metadata-set.ts';
import { readSourceTree, type XmlElement } from '../../local-org/src/metadata/index.ts';
import { KnownNames } from '../../local-org/src/metadata/validation/known-names.ts';
import { childrenOf, flagOf, textOf, type OrgSchema } from '../../local-org/src/schema/index.ts';
import { NOBODY } from '../../local-org/src/soql/index.ts';
import { fieldAccessOf, objectAccessOf, type Rights } from '../../local-org/src/security/rights.ts';
import { inRoot } from '../support/paths.ts';
import { classUses, layoutUses, serviceUses, type ClassUse, type FieldUse } from './fields-used.ts';

/** The permission set of the integration service's user. */
const SERVICE = 'Integration_Service';
/** The permission set of the user of event triggers and jobs, who runs what no page calls. */
const AUTOMATION = 'Automation';

/** A permission set group, or a permission set that stands alone, and what it grants. */
export interface Persona {
  readonly name: string;
  readonly rights: Rights;
}

/** Throws with each field that somebody needs and is not granted. */
export function checkFieldRights(): Promise<undefined> {
  const set = readSourceTree(inRoot('force-app'));
  const { schema } = new KnownNames(set, null);
  const personas = personasOf(set.components);
  const named = (wanted: string) => personas.filter(({ name }) => name === wanted);
  const classes = classUses(schema);
  const problems = [
    ...classes.flatMap(({ name, uses }) => {
      const callers = personas.filter(({ rights }) => reaches(rights.classes, name, classes));
      const readers = callers.length > 0 ? callers : named(AUTOMATION);
      return uses.flatMap((use) => ungranted(use, readers, schema, 'each'));
    }),
    ...serviceUses(schema).flatMap((use) => ungranted(use, named(SERVICE), schema, 'each')),
    ...layoutUses(schema).flatMap((use) => ungranted(use, personas, schema, 'any')),
  ];
  if (problems.length > 0) throw new Error([...new Set(problems)].join('\n'));
  return Promise.resolve(undefined);
}

/**
 * The fields of a use that those who can read its object lack: each of them must have it, or any.
 * Whoever cannot read the object is answered before fields matter.
 */
export function ungranted(
  use: FieldUse,
  personas: readonly Persona[],
  schema: OrgSchema,
  demand: 'each' | 'any',
): readonly string[] {
  // Licences and site users are not told apart here: what counts is what the permission set says.
  const readers = personas.filter(({ rights }) => objectAccessOf(rights, NOBODY, schema, use.object).read);
  return [...use.fields].flatMap((path) => {
    const lacking = readers.filter(({ rights }) => !reads(rights, path, schema));
    if (demand === 'each' ? lacking.length === 0 : lacking.length < readers.length) return [];
    return lacking.map(({ name }) => `${use.place}: ${name} does not grant ${path}`);
  });
}

function reads(rights: Rights, path: string, schema: OrgSchema): boolean {
  const [objectName = '', fieldName = ''] = path.split('.');
  const object = schema.object(objectName);
  const field = object?.fields.get(fieldName.toLowerCase());
  return object !== undefined && field !== undefined && fieldAccessOf(rights, object, field, 'read');
}

/** Whether someone who may call these classes comes to the other through what they mention. */
function reaches(from: ReadonlySet<string>, target: string, classes: readonly ClassUse[]): boolean {
  const seen = new Set(from);
  for (const name of seen) for (const next of classes.find((one) => one.name === name)?.mentions ?? []) seen.add(next);
  return seen.has(target);
}

/** Groups, with the rights of all their permission sets (none is muted), and the sets that are in no group. */
function personasOf(components: readonly MetadataComponent[]): readonly Persona[] {
  const sets = new Map(
    components.flatMap(({ type, fullName, xml }) =>
      type === 'PermissionSet' && xml !== null ? [[fullName, xml] as const] : [],
    ),
  );
  const groups = components.flatMap(({ type, fullName, xml }) =>
    type === 'PermissionSetGroup' && xml !== null
      ? [[fullName, childrenOf(xml, 'permissionSets').map(({ text }) => text)] as const]
      : [],
  );
  const grouped = new Set(groups.flatMap(([, names]) => names));
  const alone = [...sets.keys()].filter((name) => !grouped.has(name)).map((name) => [name, [name]] as const);
  return [...groups, ...alone].map(([name, names]) =>
    personaOf(
      name,
      names.flatMap((one) => sets.get(one) ?? []),
    ),
  );
}

function personaOf(name: string, sets: readonly XmlElement[]): Persona {
  const entries = (kind: string) => sets.flatMap((xml) => childrenOf(xml, kind));
  const lower = (text: string | undefined): string => (text ?? '').toLowerCase();
  const rights: Rights = {
    permissions: new Set(
      entries('userPermissions')
        .filter((row) => flagOf(row, 'enabled'))
        .map((row) => lower(textOf(row, 'name'))),
    ),
    classes: new Set(
      entries('classAccesses')
        .filter((row) => flagOf(row, 'enabled'))
        .map((row) => lower(textOf(row, 'apexClass'))),
    ),
    objects: united(
      entries('objectPermissions').map((row) => [
        lower(textOf(row, 'object')),
        {
          read: flagOf(row, 'allowRead'),
          create: flagOf(row, 'allowCreate'),
          edit: flagOf(row, 'allowEdit'),
          delete: flagOf(row, 'allowDelete'),
          viewAll: flagOf(row, 'viewAllRecords'),
          modifyAll: flagOf(row, 'modifyAllRecords'),
        },
      ]),
    ),
    fields: united(
      entries('fieldPermissions').map((row) => [
        lower(textOf(row, 'field')),
        { read: flagOf(row, 'readable'), edit: flagOf(row, 'editable') },
      ]),
    ),
    allFieldsOf: new Set(
      entries('objectPermissions')
        .filter((row) => flagOf(row, 'viewAllFields'))
        .map((row) => lower(textOf(row, 'object'))),
    ),
    ofProfiles: new Set(),
  };
  return { name, rights };
}

/** What any of the permission sets gives. */
function united<T extends Readonly<Record<string, boolean>>>(
  given: readonly (readonly [name: string, access: T])[],
): ReadonlyMap<string, T> {
  const all = new Map<string, T>();
  for (const [name, access] of given) {
    const before: Readonly<Record<string, boolean>> = all.get(name) ?? {};
    const either = Object.entries(access).map(([right, has]) => [right, has || before[right] === true] as const);
    all.set(name, Object.fromEntries(either) as T);
  }
  return all;
}
