/** System.System (clock, log), UserInfo, Limits, Request, Label, FeatureManagement. */
import { Unsupported } from '../../engine/errors.ts';
import type { ContextKind, Runtime } from '../runtime/context.ts';
import type { LimitName } from '../runtime/limits.ts';
import type { PlatformFunction } from '../runtime/registry.ts';
import { ApexDatetime, EnumValue, platformEnum, textOf } from '../runtime/values/index.ts';
import { notNull, required } from './arguments.ts';
import { TimeZoneValue } from './dates.ts';
import { PropertyObject, propertyFunctions } from './property-object.ts';
import { textValue } from './record-text.ts';
import { organizationId } from './sobjects.ts';

const now = (rt: Runtime): ApexDatetime => new ApexDatetime(rt.parts.clock.now());

export const systemFunctions = {
  'System.System.debug(Object)': (rt: Runtime, message: unknown) =>
    rt.log('USER_DEBUG', `DEBUG|${textOf(rt, message)}`),
  'System.System.debug(Object,Object)': (rt: Runtime, level: unknown, message: unknown) =>
    rt.log('USER_DEBUG', `${level instanceof EnumValue ? level.name : 'DEBUG'}|${textOf(rt, message)}`),
  'System.System.now()': now,
  'System.System.today()': (rt: Runtime) => now(rt).in(rt.user.timeZone).date,
  'System.System.currentTimeMillis()': (rt: Runtime) => BigInt(rt.parts.clock.now()),
  'System.System.requestVersion()': (): never => {
    throw new Unsupported('Apex System.System.requestVersion()', 'there are no packages');
  },
};

/** Fields of the acting user that the context does not carry. */
function userField(rt: Runtime, field: string): string | null {
  const scope = rt.scope('SYSTEM_MODE');
  const { records } = rt.parts.queries.query(`SELECT ${field} FROM User WHERE Id = :id`, { id: rt.user.userId }, scope);
  const value = records[0]?.values[field];
  return typeof value === 'string' ? value : null;
}

function organizationName(rt: Runtime): string {
  const { records } = rt.parts.queries.query('SELECT Name FROM Organization LIMIT 1', {}, rt.scope('SYSTEM_MODE'));
  return textValue(records[0]?.values.Name);
}

export const userInfoFunctions = {
  'System.UserInfo.getUserId()': (rt: Runtime) => rt.user.userId,
  'System.UserInfo.getUserName()': (rt: Runtime) => rt.user.username,
  'System.UserInfo.getName()': (rt: Runtime) => rt.user.name,
  'System.UserInfo.getFirstName()': (rt: Runtime) => userField(rt, 'FirstName'),
  'System.UserInfo.getLastName()': (rt: Runtime) => userField(rt, 'LastName'),
  'System.UserInfo.getUserEmail()': (rt: Runtime) => userField(rt, 'Email'),
  'System.UserInfo.getProfileId()': (rt: Runtime) => rt.user.profileId,
  'System.UserInfo.getUserRoleId()': (rt: Runtime) => rt.user.roleId,
  'System.UserInfo.getUserType()': (rt: Runtime) => rt.user.userType,
  'System.UserInfo.getLanguage()': (rt: Runtime) => rt.user.language,
  'System.UserInfo.getLocale()': (rt: Runtime) => rt.user.locale,
  'System.UserInfo.getTimeZone()': (rt: Runtime) => new TimeZoneValue(rt.user.timeZone),
  'System.UserInfo.getDefaultCurrency()': (rt: Runtime) => rt.user.currency,
  'System.UserInfo.getOrganizationId()': organizationId,
  'System.UserInfo.getOrganizationName()': organizationName,
  'System.UserInfo.isMultiCurrencyOrganization()': (rt: Runtime) => rt.schema().object('CurrencyType') !== undefined,
  'System.UserInfo.getUiTheme()': () => 'Theme4d',
  'System.UserInfo.getUiThemeDisplayed()': () => 'Theme4d',
};

const COUNTED: Readonly<Record<string, LimitName>> = {
  ApexCursorRows: 'apexCursorRows',
  FetchCallsOnApexCursor: 'apexCursorFetchCalls',
  AggregateQueries: 'aggregateQueries',
  Callouts: 'callouts',
  DmlRows: 'dmlRows',
  DmlStatements: 'dmlStatements',
  EmailInvocations: 'emailInvocations',
  FutureCalls: 'futureCalls',
  MobilePushApexCalls: 'mobilePushApexCalls',
  PublishImmediateDML: 'publishImmediateDml',
  Queries: 'queries',
  QueryLocatorRows: 'queryLocatorRows',
  QueryRows: 'queryRows',
  QueueableJobs: 'queueableJobs',
  SoslQueries: 'soslQueries',
};

export const limitsFunctions: Record<string, PlatformFunction> = {
  ...Object.fromEntries(
    Object.entries(COUNTED).flatMap(([name, limit]) => [
      [`System.Limits.get${name}()`, (rt: Runtime) => rt.limits.count(limit)],
      [`System.Limits.getLimit${name}()`, (rt: Runtime) => rt.limits.maximum[limit]],
    ]),
  ),
  'System.Limits.getCpuTime()': (rt: Runtime) => rt.limits.cpuUsed(),
  'System.Limits.getLimitCpuTime()': (rt: Runtime) => rt.limits.cpuMilliseconds,
  'System.Limits.getHeapSize()': (rt: Runtime) => rt.limits.heapUsed(),
  'System.Limits.getLimitHeapSize()': (rt: Runtime) => rt.limits.heapBytes,
};

const QUIDDITIES: Readonly<Record<ContextKind, string>> = {
  anonymous: 'ANONYMOUS',
  aura: 'AURA',
  rest: 'REST',
  test: 'RUNTEST_SYNC',
  trigger: 'SYNCHRONOUS',
  future: 'FUTURE',
  queueable: 'QUEUEABLE',
  batch: 'BATCH_APEX',
  scheduled: 'SCHEDULED',
  finalizer: 'TRANSACTION_FINALIZER_QUEUEABLE',
  invocable: 'INVOCABLE_ACTION',
  inboundEmail: 'INBOUND_EMAIL_SERVICE',
  event: 'PLATFORM_EVENT_PUBLISH_CALLBACK',
};
const REQUEST_ID = Symbol('request id');

export const requestFunctions = {
  'System.Request.getCurrent()': (rt: Runtime) =>
    new PropertyObject('System.Request', {
      quiddity: platformEnum('System.Quiddity', QUIDDITIES[rt.context]),
      requestid: rt.state(REQUEST_ID, () => crypto.randomUUID()),
    }),
  ...propertyFunctions(['System.Request']),
};

export const labelFunctions = {
  'System.Label.get(String,String)': (rt: Runtime, namespace: string | null, name: string) =>
    label(rt, namespace, name, rt.user.language),
  'System.Label.get(String,String,String)': (rt: Runtime, namespace: string | null, name: string, language: string) =>
    label(rt, namespace, name, language),
  'System.Label.translationExists(String,String,String)': (
    rt: Runtime,
    namespace: string | null,
    name: string,
    language: string,
  ) => rt.parts.label(namespaceOf(namespace), required(name, 2), required(language, 3)) !== undefined,
};

const namespaceOf = (namespace: string | null): string => (namespace === null || namespace === '' ? 'c' : namespace);

function label(rt: Runtime, namespace: string | null, name: string, language: string): string {
  const text = rt.parts.label(namespaceOf(namespace), required(name, 2), language);
  if (text === undefined) throw new Unsupported(`Apex System.Label.${name}`, 'there is no such label');
  return text;
}

export const featureFunctions = {
  'System.FeatureManagement.checkPermission(String)': (rt: Runtime, name: string) =>
    rt.parts.security.hasPermission(rt.user, notNull(name)),
};
