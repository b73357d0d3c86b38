/**
 * Change events: `AccountChangeEvent`, `Invoice__ChangeEvent`. Their fields follow from the object they tell of, so they are made when
 * somebody names them and are in no list of objects. Source: Change Data Capture Developer Guide, "Change Event Object Names", "Change
 * Event Message Structure": formula fields, roll-ups, IsDeleted and SystemModstamp are not part of an event.
 */
import { fieldFromLine } from './standard.ts';
import type { FieldDef, SObjectDef } from './types.ts';

const SUFFIX = /ChangeEvent$/i;
const NOT_IN_EVENTS: ReadonlySet<string> = new Set([
  'id',
  'isdeleted',
  'systemmodstamp',
  'lastvieweddate',
  'lastreferenceddate',
]);

/** Name of the object whose changes an event of this name tells; undefined when the name is no change event's. */
export function changedObject(name: string): string | undefined {
  if (!SUFFIX.test(name)) return undefined;
  const owner = name.replace(SUFFIX, '');
  return owner.endsWith('__') ? `${owner}c` : owner;
}

/** The change event of an object; undefined for an object that has none (setup objects, settings, metadata, events). */
export function changeEventName({
  name,
  kind,
  virtual,
}: Pick<SObjectDef, 'name' | 'kind' | 'virtual'>): string | undefined {
  if (virtual === true || (kind !== 'standard' && kind !== 'custom' && name !== 'User')) return undefined;
  return kind === 'custom' ? `${name.slice(0, -1)}ChangeEvent` : `${name}ChangeEvent`;
}

/** The change event object that tells of `owner`. */
export function changeEventObject(owner: SObjectDef): SObjectDef | undefined {
  const name = changeEventName(owner);
  if (name === undefined) return undefined;
  const own = ['Id:id sys', 'ReplayId:string(1000) sys', 'ChangeEventHeader:complexvalue sys'].map((spec): FieldDef => {
    const [field = '', line = ''] = spec.split(':');
    return fieldFromLine(field, line);
  });
  const copied = [...owner.fields.values()].filter(
    (field) =>
      field.formula === undefined && field.summary === undefined && !NOT_IN_EVENTS.has(field.name.toLowerCase()),
  );
  return {
    name,
    label: `Change Event: ${owner.label}`,
    labelPlural: `Change Event: ${owner.labelPlural}`,
    keyPrefix: '',
    // Read as platform events are; only change data capture publishes them, so nobody may create one.
    kind: 'platformEvent',
    custom: owner.custom,
    fields: new Map(
      [...own, ...copied].map((field) => [
        field.name.toLowerCase(),
        // Code builds events of its own to try its triggers with.
        { ...field, nillable: true, createable: true, updateable: true },
      ]),
    ),
    childRelationships: [],
    recordTypes: new Map(),
    validationRules: [],
    internalSharing: 'None',
    externalSharing: 'None',
    createable: false,
    updateable: false,
    deletable: false,
    queryable: false,
    searchable: false,
    hasOwner: false,
    trackHistory: false,
    enableFeeds: false,
    virtual: true,
  };
}
