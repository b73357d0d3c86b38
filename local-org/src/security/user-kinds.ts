/** Kinds of users. Source: Object Reference, User.UserType. */
import type { UserContext } from '../engine/ports.ts';

const INTERNAL = new Set(['Standard', 'AutomatedProcess', 'CloudIntegrationUser']);

/** Site visitors without a login. */
export function isGuest(user: Pick<UserContext, 'userType'>): boolean {
  return user.userType === 'Guest';
}

/** Partner, customer and guest users: the external organisation-wide defaults count for them. */
export function isExternal(user: Pick<UserContext, 'userType'>): boolean {
  return !INTERNAL.has(user.userType);
}

/**
 * Customer Community users: outside roles, groups, sharing rules, shares and teams. Source: Salesforce Help, "About High-Volume Community
 * or Site Users".
 */
export function isHighVolume(user: Pick<UserContext, 'userType'>): boolean {
  return user.userType === 'CspLitePortal';
}

/** Partner users and Customer Community Plus users have a role under their account's owner; high-volume users have none. */
export function hasPortalRole(userType: string): boolean {
  return userType === 'PowerPartner' || userType === 'PowerCustomerSuccess' || userType === 'CustomerSuccess';
}

/** Kinds of users who cannot be given a role: high-volume, guest and system users. Source: Salesforce Help, "Sharing Rule Considerations". */
export const ROLELESS_USER_TYPES: readonly string[] = [
  'CspLitePortal',
  'Guest',
  'AutomatedProcess',
  'CloudIntegrationUser',
  'CsnOnly',
];
