import { compileQuery } from './compile.ts';
import { bindNames } from './ast.ts';
import type { Access, Security, UserContext } from '../engine/ports.ts';
import type { OrgSchema } from '../schema/types.ts';
import { parseSoql } from './parser.ts';
import type { SelectedColumn } from './select-list.ts';

/** What a statement will answer, found without running it. */
export interface QueryDescription {
  readonly objectName: string;
  readonly aggregate: boolean;
  /** A bare SELECT COUNT(): Apex types it Integer. */
  readonly countOnly: boolean;
  readonly columns: readonly SelectedColumn[];
  readonly binds: readonly string[];
  /** Every field that some clause names, `Account.Name`; what the user must be allowed to read. */
  readonly fieldsRead: ReadonlySet<string>;
}

export type { SelectedColumn };

/**
 * The columns of a statement with their types and nesting, for REST `columns=true` and the Apex type checker. Checks every name in every
 * clause against the schema, without rights. Throws as a query would; values of binds are not looked at.
 */
export function describeQuery(text: string, schema: OrgSchema): QueryDescription {
  const query = parseSoql(text);
  const binds = bindNames(query);
  const fieldsRead = new Set<string>();
  const compiled = compileQuery({
    query,
    schema,
    security: {
      ...EVERYTHING,
      fieldReadable: (_user, objectName, fieldName) => fieldsRead.add(`${objectName}.${fieldName}`).size > 0,
    },
    access: OBSERVED,
    binds: {},
    unbound: true,
    scope: undefined,
    formulaSql: undefined,
    apex: true,
    allRows: true,
  });
  const aggregate = compiled.countOnly || compiled.columns.some((column) => column.aggregate);
  return {
    objectName: compiled.object.name,
    aggregate,
    countOnly: compiled.countOnly,
    columns: compiled.columns,
    binds,
    fieldsRead,
  };
}

/** An employee of whom nothing is known: for questions about objects and permission sets alone. */
export const NOBODY: UserContext = {
  userId: '',
  username: '',
  name: '',
  profileId: '',
  profileName: '',
  roleId: null,
  userType: 'Standard',
  accountId: null,
  contactId: null,
  timeZone: 'UTC',
  locale: 'en_US',
  language: 'en_US',
  currency: 'EUR',
  permissionSetIds: [],
};
/** Field rights are asked, and answered yes. */
const OBSERVED: Access = { user: NOBODY, crud: false, fls: true, sharing: false };
const ALLOWED = { read: true, create: true, edit: true, delete: true, viewAll: true, modifyAll: true };
const EVERYTHING: Security = {
  userContext: () => NOBODY,
  objectAccess: () => ALLOWED,
  fieldReadable: () => true,
  fieldEditable: () => true,
  hasPermission: () => true,
  sharingCondition: () => null,
  recordAccess: () => new Map(),
  afterWrite: () => undefined,
  rebuild: () => undefined,
};
