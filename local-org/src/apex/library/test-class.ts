/** System.Test and its event bus. */
import { Unsupported } from '../../engine/errors.ts';
import type { ApexObject } from '../runtime/class-info.ts';
import type { Runtime, TestState } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import type { LimitCounts } from '../runtime/limits.ts';
import { platformType } from '../runtime/type-ref.ts';
import {
  PlatformObject,
  type ApexDatetime,
  type ApexList,
  type SObjectTypeToken,
  type TypeValue,
} from '../runtime/values/index.ts';
import { to18 } from '../../store/index.ts';
import { notNull } from './arguments.ts';
import { runTestJobs } from './async-jobs.ts';
import { FIXED_SEARCH } from '../runtime/search-in-tests.ts';
import { ownRuntime } from './own-runtime.ts';
import { tellCallbacks } from './security-class.ts';
import { loadData } from './load-data.ts';

const OUTER_LIMITS = 'outerLimits';
const MOCKS = 'mocks';

function running(rt: Runtime): TestState {
  if (!rt.test) throw new ApexException('System.TypeException', 'Test methods can only be called from a test');
  return rt.test;
}

/** The mock that answers callouts of this test, or undefined. */
export function mockOf(rt: Runtime, interfaceName: string): unknown {
  return (rt.test?.values.get(MOCKS) as Map<string, unknown> | undefined)?.get(interfaceName.toLowerCase());
}

function setMock(rt: Runtime, type: TypeValue, mock: unknown): void {
  const { values } = running(rt);
  let mocks = values.get(MOCKS) as Map<string, unknown> | undefined;
  if (!mocks) {
    mocks = new Map();
    values.set(MOCKS, mocks);
  }
  mocks.set(
    notNull(type)
      .name.replace(/^System\./, '')
      .toLowerCase(),
    mock,
  );
}

function startTest(rt: Runtime): void {
  const test = running(rt);
  if (test.started || test.stopped) throw new ApexException('System.FinalException', 'Testing already started');
  test.started = true;
  test.values.set(OUTER_LIMITS, rt.limits.snapshot());
  rt.limits.reset();
}

function stopTest(rt: Runtime): void {
  const test = running(rt);
  if (!test.started || test.stopped) throw new ApexException('System.FinalException', 'Testing has not started');
  test.stopped = true;
  runTestJobs(ownRuntime(rt));
  deliverEvents(rt);
  rt.limits.restore(test.values.get(OUTER_LIMITS) as LimitCounts);
}

/** Events published in a test wait here: the event folder registers what delivers them. */
export function deliverEvents(rt: Runtime): void {
  const deliver = rt.test?.values.get('deliverEvents');
  if (typeof deliver === 'function') (deliver as () => void)();
  tellCallbacks(rt, 'Success');
}

/** Publishing fails: nothing is delivered, and the callbacks are told so. */
function failEvents(rt: Runtime): void {
  const drop = rt.test?.values.get('dropEvents');
  if (typeof drop === 'function') (drop as () => void)();
  tellCallbacks(rt, 'Failure');
}

class TestBrokerValue extends PlatformObject {
  override readonly apexType = platformType('EventBus.TestBroker');
}

function createStub(rt: Runtime, type: TypeValue, provider: ApexObject): ApexObject {
  const info = rt.classes.find(notNull(type).name);
  if (!info || (info.kind !== 'class' && info.kind !== 'interface')) {
    throw new ApexException('System.TypeException', `Stubbing is not supported for type: ${type.name}`);
  }
  return rt.createStub(info, notNull(provider));
}

/** CreatedDate is no field a client may set; the platform lets tests backdate records. */
function setCreatedDate(rt: Runtime, id: string, when: ApexDatetime): void {
  running(rt);
  const def = rt.schema().objectByPrefix(notNull(id).slice(0, 3));
  if (!def?.fields.has('createddate'))
    throw new ApexException('System.InvalidParameterValueException', `Invalid record id: ${id}`);
  rt.transaction.begin();
  const { changes } = rt.parts.store.run(
    `UPDATE "${def.name}" SET "CreatedDate" = ? WHERE "Id" = ?`,
    notNull(when).toIso(),
    id,
  );
  if (changes === 0) throw new ApexException('System.InvalidParameterValueException', `Record does not exist: ${id}`);
}

function standardPricebook(rt: Runtime): string {
  const { records } = rt.parts.queries.query(
    'SELECT Id FROM Pricebook2 WHERE IsStandard = true',
    {},
    rt.scope('SYSTEM_MODE'),
  );
  const id = records[0]?.values.Id;
  if (typeof id !== 'string')
    throw new Unsupported('Apex System.Test.getStandardPricebookId()', 'the org has no standard price book');
  return id;
}

/** Groups are always calculated here (they follow their members in the same transaction); only an unknown one is an error. */
function calculatePermissionSetGroups(rt: Runtime, ids: readonly unknown[]): void {
  running(rt);
  for (const id of ids) {
    const found = rt.parts.store.get(
      'SELECT 1 FROM "PermissionSetGroup" WHERE "Id" = ? AND "IsDeleted" = 0',
      to18(String(id)) ?? String(id),
    );
    if (found === undefined) {
      throw new ApexException(
        'System.InvalidParameterValueException',
        `Invalid permission set group id: ${String(id)}`,
      );
    }
  }
}

export const testFunctions = {
  'System.Test.isRunningTest()': (rt: Runtime) => rt.test !== null,
  'System.Test.startTest()': startTest,
  'System.Test.stopTest()': stopTest,
  'System.Test.setMock(Type,Object)': setMock,
  'System.Test.createStub(Type,StubProvider)': createStub,
  'System.Test.setCreatedDate(Id,Datetime)': setCreatedDate,
  'System.Test.loadData(Schema.SObjectType,String)': (rt: Runtime, type: SObjectTypeToken, resource: string) => {
    running(rt);
    return loadData(rt, notNull(type).name, notNull(resource));
  },
  'System.Test.calculatePermissionSetGroup(String)': (rt: Runtime, id: string | null) =>
    calculatePermissionSetGroups(rt, [notNull(id)]),
  'System.Test.calculatePermissionSetGroup(List<String>)': (rt: Runtime, ids: ApexList | null) =>
    calculatePermissionSetGroups(rt, notNull(ids).items),
  'System.Test.getStandardPricebookId()': standardPricebook,
  'System.Test.setFixedSearchResults(List<String>)': (rt: Runtime, ids: ApexList) => {
    running(rt).values.set(FIXED_SEARCH, notNull(ids).items.map(String));
  },
  'System.Test.enableChangeDataCapture()': (rt: Runtime) => {
    running(rt);
    rt.parts.events.changes.enableAll(rt.transaction);
  },
  'System.Test.getEventBus()': () => new TestBrokerValue(),
  'EventBus.TestBroker.deliver()': (rt: Runtime) => deliverEvents(rt),
  'EventBus.TestBroker.fail()': failEvents,
};
