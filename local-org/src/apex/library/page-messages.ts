/** Messages of the page: ApexPages.addMessage and its kin. Source: Apex Reference, "ApexPages Class", "Message Class". */
import type { Runtime } from '../runtime/context.ts';
import type { ExceptionObject } from '../runtime/exception.ts';
import type { PlatformFunction } from '../runtime/registry.ts';
import { platformType } from '../runtime/type-ref.ts';
import { ApexList, platformEnum } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { dmlFailures } from './exceptions.ts';
import { PropertyObject, propertyFunctions } from './property-object.ts';

const MESSAGE = 'ApexPages.Message';
const MESSAGES = Symbol('messages of the page');

const messagesOf = (rt: Runtime): PropertyObject[] => rt.state(MESSAGES, () => []);

/** Without a detail the summary stands for it (SalesforceLabs/Milestones-PM, Milestone1_One_Liner_Controller_Tst). */
const message = (severity: unknown, summary: string | null, detail: string | null = summary): PropertyObject =>
  new PropertyObject(MESSAGE, { severity: notNull(severity), summary, detail, componentlabel: null });

/** A message with the summary of the one before it is not added (since API 29: salesforce.stackexchange.com 50180). */
function add(rt: Runtime, added: PropertyObject): void {
  const messages = messagesOf(rt);
  if (messages.at(-1)?.get('summary') !== added.get('summary')) messages.push(added);
}

/** One message for each failed row of a DmlException, else one with the exception's text. */
export function addExceptionMessages(rt: Runtime, exception: ExceptionObject): void {
  const failures = dmlFailures(exception);
  const texts = failures.length > 0 ? failures.map(({ error }) => error.message) : [exception.message];
  for (const text of texts) add(rt, message(platformEnum('ApexPages.Severity', 'ERROR'), text));
}

export const pageMessageFunctions: Record<string, PlatformFunction> = {
  ...propertyFunctions([MESSAGE]),
  [`new ${MESSAGE}`]: (_rt: Runtime, severity: unknown, summary: string | null, ...rest: readonly unknown[]) =>
    // The resolved parameter types follow the arguments.
    typeof rest[0] === 'string' || rest[0] === null ? message(severity, summary, rest[0]) : message(severity, summary),
  'System.ApexPages.addMessage(ApexPages.Message)': (rt: Runtime, added: PropertyObject) => {
    add(rt, notNull(added));
  },
  'System.ApexPages.addMessages(Object)': (rt: Runtime, exception: ExceptionObject) => {
    addExceptionMessages(rt, notNull(exception));
  },
  'System.ApexPages.getMessages()': (rt: Runtime) => ApexList.of(platformType(MESSAGE), [...messagesOf(rt)]),
  'System.ApexPages.hasMessages()': (rt: Runtime) => messagesOf(rt).length > 0,
  'System.ApexPages.hasMessages(ApexPages.Severity)': (rt: Runtime, severity: unknown) =>
    messagesOf(rt).some((one) => one.get('severity') === severity),
};
