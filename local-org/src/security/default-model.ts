import type { UserContext } from '../engine/ports.ts';
import type { SharingModel, SObjectDef } from '../schema/types.ts';
import { isExternal, isGuest } from './user-kinds.ts';

/**
 * The organisation-wide default that counts for the user. Guests get nothing from defaults, whatever they are. Source: Salesforce Help,
 * "Secure Guest User Record Access".
 */
export function defaultModel(user: UserContext, object: SObjectDef): SharingModel {
  const model = isExternal(user) ? object.externalSharing : object.internalSharing;
  return isGuest(user) && model !== 'ControlledByParent' ? 'Private' : model;
}
