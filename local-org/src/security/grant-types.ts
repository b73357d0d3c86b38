import type { ObjectAccess, UserContext } from '../engine/ports.ts';
import type { OrgSchema } from '../schema/types.ts';
import type { Clause } from './clause.ts';
import type { ConditionForm } from './condition-forms.ts';
import type { SharingDefinitions } from './rule-definitions.ts';

export type Level = 'read' | 'edit';

/** One reason with the condition under which it holds. */
export interface Grant {
  readonly reason:
    | 'owner'
    | 'queue'
    | 'roleHierarchy'
    | 'share'
    | 'shareGroup'
    | 'superUser'
    | 'implicitParent'
    | 'implicitChild'
    | 'portalAccount'
    | 'sharingSet'
    | 'controlledByParent'
    | 'ownUser';
  readonly detail: string;
  readonly condition: Clause;
  /** Does not hold where the condition could not either; the same for all grants of a record that have one. */
  readonly guard?: Clause | undefined;
}

/** What deciding about a user's access takes. */
export interface GrantContext {
  readonly schema: OrgSchema;
  /** How conditions are written; without it they probe. */
  readonly form?: ConditionForm | undefined;
  readonly definitions: SharingDefinitions;
  objectAccess(user: UserContext, objectName: string): ObjectAccess;
  hasPermission(user: UserContext, name: string): boolean;
  /** Whether the user holds View All Data (which Modify All Data includes). */
  seesAll(user: UserContext): boolean;
  /** Sharing sets whose share group the user is in. */
  shareGroupsOf(user: UserContext): readonly string[];
}

/** `all`: every record, for the reason given. */
export type Grants = { readonly all: string } | { readonly all?: undefined; readonly grants: readonly Grant[] };
