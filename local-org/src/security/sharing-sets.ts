import { Unsupported } from '../engine/errors.ts';
import type { UserContext } from '../engine/ports.ts';
import type { FieldDef, OrgSchema, SObjectDef } from '../schema/types.ts';
import { quoteName } from '../store/index.ts';
import { clause, raw, type Clause } from './clause.ts';
import { linked, type ConditionForm } from './condition-forms.ts';
import type { SharingSetMapping } from './rule-definitions.ts';
import { isExternal, isGuest } from './user-kinds.ts';

/**
 * What sharing sets give a site user on an object: the record's account or contact equals the user's own, or one related to it.
 * A set belongs to profiles and gives one access level. Source: Metadata API, SharingSet, AccessMapping.
 */
export function sharingSetClauses(
  schema: OrgSchema,
  sets: readonly SharingSetMapping[],
  user: UserContext,
  object: SObjectDef,
  alias: string,
  level: 'read' | 'edit',
  form?: ConditionForm,
): readonly { readonly set: string; readonly condition: Clause }[] {
  if (!isExternal(user) || isGuest(user)) return [];
  const profile = user.profileName.toLowerCase();
  return sets
    .filter((set) => set.object.toLowerCase() === object.name.toLowerCase() && set.profiles.has(profile))
    .filter((set) => level === 'read' || set.accessLevel === 'Edit')
    .map((set) => ({
      set: set.set,
      condition: matches(schema, object, alias, set.objectField, userSide(user, set.userField), form),
    }));
}

/** `Id`, `Account`, `Property__c`, `Contact.Account`: a lookup of the record, at most one step further, leads to one of the user's. */
function matches(
  schema: OrgSchema,
  object: SObjectDef,
  alias: string,
  path: string,
  ofUser: Clause,
  form: ConditionForm | undefined,
): Clause {
  const [first = '', second, ...rest] = path.split('.');
  const field = referenceOf(object, first);
  if (!field || rest.length > 0) throw new Unsupported(`SharingSet objectField ${object.name}.${path}`);
  const column = raw(`${alias}.${quoteName(field.name)}`);
  if (second === undefined) return clause`${column} IN (${ofUser})`;
  const parent = schema.object(field.referenceTo[0] ?? '');
  const inner = parent && referenceOf(parent, second);
  if (!parent || !inner) throw new Unsupported(`SharingSet objectField ${object.name}.${path}`);
  const reached = clause`m.${raw(quoteName(inner.name))} IN (${ofUser})`;
  return linked(form, raw(`${quoteName(parent.name)} m`), raw('m."Id"'), column, reached);
}

/** A reference by field name, or by relationship name as the metadata writes it (`Account` for AccountId). */
function referenceOf(object: SObjectDef, name: string): FieldDef | undefined {
  return object.fields.get(name.toLowerCase()) ?? object.fields.get(`${name.toLowerCase()}id`);
}

function userSide(user: UserContext, path: string): Clause {
  switch (path.toLowerCase()) {
    case 'account':
    case 'contact.account':
      return clause`${user.accountId}`;
    case 'contact':
      return clause`${user.contactId}`;
    case 'account.parent':
      return clause`SELECT p."ParentId" FROM "Account" p WHERE p."Id" = ${user.accountId}`;
    case 'contact.relatedaccount':
      // An ended relation gives nothing. The direct account of a contact is a relation too (IsDirect).
      return clause`SELECT r."AccountId" FROM "AccountContactRelation" r WHERE r."ContactId" = ${user.contactId} AND r."IsActive" = 1 AND r."IsDeleted" = 0`;
    default:
      throw new Unsupported(`SharingSet userField ${path}`);
  }
}
