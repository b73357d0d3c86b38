/**
 * Features that an org is made without, by their names in a scratch org definition. A new org has all that the local org knows; sources of
 * others may expect an org without one. Source: Salesforce DX Developer Guide, "Scratch Org Features".
 */
import type { Store } from '../engine/ports.ts';
import { readSetting, writeSetting } from '../store/index.ts';

/** State and country/territory picklists: without them addresses hold free text and have no codes. */
export type OrgFeature = 'StateAndCountryPicklist';

const SETTING = 'withoutFeatures';
const fieldsOf: Readonly<Record<OrgFeature, RegExp>> = { StateAndCountryPicklist: /(?:Country|State)Code$/ };

/** Writes down what a new org has not; before its tables are made. */
export function leaveOutFeatures(store: Store, features: readonly OrgFeature[]): void {
  writeSetting(store, SETTING, features.join(' '));
}

/** Whether a standard field belongs to a feature that the org has not. */
export function leftOutFields(store: Store): (objectName: string, fieldName: string) => boolean {
  const names = (readSetting(store, SETTING) ?? '').split(' ');
  const patterns = Object.entries(fieldsOf).flatMap(([feature, pattern]) => (names.includes(feature) ? [pattern] : []));
  // The org's own address keeps its country.
  return (objectName, fieldName) =>
    objectName !== 'Organization' && patterns.some((pattern) => pattern.test(fieldName));
}
