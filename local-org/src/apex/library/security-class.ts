/** System.Security.stripInaccessible and EventBus. */
import { OrgError, Unsupported } from '../../engine/errors.ts';
import type { UserContext } from '../../engine/ports.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { Types, mapOf, platformType, setOf } from '../runtime/type-ref.ts';
import { ApexList, ApexMap, ApexSObject, ApexSet, type EnumValue } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { resultObject } from './database.ts';
import { PropertyObject, propertyFunctions, textList } from './property-object.ts';
import { textValue } from './record-text.ts';

const OBJECT_RIGHT: Readonly<Record<string, 'read' | 'create' | 'edit'>> = {
  READABLE: 'read',
  CREATABLE: 'create',
  UPDATABLE: 'edit',
  UPSERTABLE: 'edit',
};

const withPermissionSet = (user: UserContext, id: string): UserContext => ({
  ...user,
  permissionSetIds: [...user.permissionSetIds, id],
  ...(user.rightsFrom === undefined ? {} : { rightsFrom: [...user.rightsFrom, id] }),
});

/** Copies of the records without the fields that the user may not read (or write); parents and child lists are looked through. */
function strip(
  rt: Runtime,
  kind: EnumValue,
  source: ApexList,
  enforceObject: boolean,
  permissionSet?: string,
): PropertyObject {
  const { security } = rt.parts;
  const user = permissionSet === undefined ? rt.user : withPermissionSet(rt.user, permissionSet);
  const right = OBJECT_RIGHT[kind.name] ?? 'read';
  const removed = new ApexMap(mapOf(Types.String, setOf(Types.String)));
  const allowed = (object: string, field: string): boolean => {
    const def = rt.schema().object(object)?.fields.get(field.toLowerCase());
    if (!def || field === 'Id') return true;
    return kind.name === 'READABLE'
      ? security.fieldReadable(user, object, def.name)
      : security.fieldEditable(user, object, def.name);
  };
  const childrenAllowed = (object: string, relationship: string): boolean => {
    const child = rt
      .schema()
      .object(object)
      ?.childRelationships.find(
        (candidate) => candidate.relationshipName?.toLowerCase() === relationship.toLowerCase(),
      );
    return child === undefined || security.objectAccess(user, child.childObject)[right];
  };
  const note = (object: string, field: string): void => {
    let fields = removed.get(object) as ApexSet | null;
    if (!fields) {
      fields = ApexSet.of(Types.String);
      removed.put(object, fields);
    }
    fields.add(field);
  };
  const copyOf = (record: ApexSObject): ApexSObject => {
    const copy = new ApexSObject(record.type);
    const kept = new Set<string>(record.queried ?? []);
    for (const [name, value] of record.populated) {
      if (value instanceof ApexSObject) copy.populated.set(name, copyOf(value));
      // "Enforce Security with the stripInaccessible Method": a subquery on an object without access goes as a whole.
      else if (isChildList(value) && !childrenAllowed(record.type, name)) {
        note(record.type, name);
        kept.delete(name);
      } else if (isChildList(value))
        copy.populated.set(
          name,
          new ApexList(
            value.type,
            value.items.map((row) => copyOf(row as ApexSObject)),
          ),
        );
      else if (allowed(record.type, name)) copy.populated.set(name, value);
      else {
        note(record.type, name);
        kept.delete(name);
      }
    }
    copy.queried = record.queried ? kept : null;
    return copy;
  };
  if (enforceObject) {
    for (const name of new Set(source.items.map((record) => (record as ApexSObject).type))) {
      const access = security.objectAccess(user, name);
      const may = access[right] && (kind.name !== 'UPSERTABLE' || access.create);
      if (!may) throw new ApexException('System.NoAccessException', `No access to entity: ${name}`);
    }
  }
  const records = source.items.map((record) => copyOf(record as ApexSObject));
  const modified = records.flatMap((copy, index) =>
    copy.populated.size === (source.items[index] as ApexSObject).populated.size ? [] : [index],
  );
  return new PropertyObject('System.SObjectAccessDecision', {
    records: new ApexList(source.type, records),
    removedfields: removed,
    modifiedindexes: ApexSet.of(Types.Integer, modified),
  });
}

export const securityFunctions = {
  ...propertyFunctions(['System.SObjectAccessDecision']),
  'System.Security.stripInaccessible(AccessType,List<SObject>)': (rt: Runtime, kind: EnumValue, records: ApexList) =>
    strip(rt, notNull(kind), notNull(records), true),
  'System.Security.stripInaccessible(AccessType,List<SObject>,Boolean)': (
    rt: Runtime,
    kind: EnumValue,
    records: ApexList,
    root: boolean,
  ) => strip(rt, notNull(kind), notNull(records), root),
  // The rights of the user and of the permission set together.
  'System.Security.stripInaccessible(AccessType,List<SObject>,Id)': (
    rt: Runtime,
    kind: EnumValue,
    records: ApexList,
    permissionSet: string,
  ) => strip(rt, notNull(kind), notNull(records), true, notNull(permissionSet)),
};

/** Publishes; failures of single events come back as results, as the platform does it. */
function publish(rt: Runtime, events: readonly ApexSObject[]): PropertyObject[] {
  rt.limits.use('dmlStatements');
  try {
    const rows = events.map((event) => event.toRecord());
    return rt.parts.events
      .publish(rows, rt.scope('SYSTEM_MODE'))
      .map((result) => resultObject('Database.SaveResult', result));
  } catch (error) {
    if (!(error instanceof OrgError) || error instanceof Unsupported) throw error;
    throw new ApexException('System.EventException', error.message, { cause: error });
  }
}

const CALLBACKS = 'eventCallbacks';

interface Waiting {
  readonly callback: unknown;
  readonly uuids: readonly string[];
}

/** Callbacks of this test that wait for Test.getEventBus().deliver() or fail(). */
function waitingCallbacks(rt: Runtime): Waiting[] {
  const values = notNull(rt.test).values;
  let waiting = values.get(CALLBACKS) as Waiting[] | undefined;
  if (!waiting) {
    waiting = [];
    values.set(CALLBACKS, waiting);
  }
  return waiting;
}

/**
 * Publishes and keeps the callback until the test says how it went. Outside of tests callbacks are refused by name. Source: Platform Events
 * Developer Guide, "Get the Result of Asynchronous Platform Event Publishing with Apex Publish Callbacks".
 */
function publishWithCallback(rt: Runtime, events: readonly ApexSObject[], callback: unknown): PropertyObject[] {
  if (rt.test === null) throw new Unsupported('Apex System.EventBus.publish with a callback, outside of tests');
  const results = publish(rt, events);
  const uuids = events.map((event, index) => {
    const published = results[index]?.get('errors');
    const [first] = published instanceof ApexList ? (published.items as PropertyObject[]) : [];
    return (
      textValue(event.populated.get('EventUuid') as string | null) || textValue(first?.get('message') as string | null)
    );
  });
  waitingCallbacks(rt).push({ callback: notNull(callback), uuids });
  return results;
}

/** Tells the waiting callbacks how publishing went. */
export function tellCallbacks(rt: Runtime, outcome: 'Success' | 'Failure'): void {
  if (rt.test === null) return;
  for (const { callback, uuids } of waitingCallbacks(rt).splice(0)) {
    const type = rt.typeOf(callback);
    if (type === undefined || !rt.isSubtype(type, platformType(`EventBus.EventPublish${outcome}Callback`))) continue;
    const result = new PropertyObject(`EventBus.${outcome}Result`, { eventuuids: textList(uuids) });
    rt.callMethod(callback, `on${outcome}`, [result]);
  }
}

export const eventBusFunctions = {
  'EventBus.SuccessResult.getEventUuids()': (_rt: Runtime, self: PropertyObject) => self.get('eventUuids'),
  'EventBus.FailureResult.getEventUuids()': (_rt: Runtime, self: PropertyObject) => self.get('eventUuids'),
  'System.EventBus.publish(SObject,Object)': (rt: Runtime, event: ApexSObject, callback: unknown) =>
    publishWithCallback(rt, [notNull(event)], callback)[0] ?? null,
  'System.EventBus.publish(List<SObject>,Object)': (rt: Runtime, events: ApexList, callback: unknown) =>
    ApexList.of(
      platformType('Database.SaveResult'),
      publishWithCallback(rt, notNull(events).items as ApexSObject[], callback),
    ),
  ...propertyFunctions(['EventBus.ChangeEventHeader']),
  'System.EventBus.publish(SObject)': (rt: Runtime, event: ApexSObject) => publish(rt, [notNull(event)])[0] ?? null,
  'System.EventBus.publish(List<SObject>)': (rt: Runtime, events: ApexList) =>
    ApexList.of(platformType('Database.SaveResult'), publish(rt, notNull(events).items as ApexSObject[])),
};

/** A list of child records; a field of type JunctionIdList holds a list of ids. */
const isChildList = (value: unknown): value is ApexList =>
  value instanceof ApexList && value.elementType !== Types.String;
