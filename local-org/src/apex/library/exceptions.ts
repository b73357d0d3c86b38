/** System.Exception and every platform exception: constructors and accessors, DML details. */
import { readFileSync } from 'node:fs';
import type { DmlError } from '../../engine/records.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException, ExceptionObject, UncatchableException } from '../runtime/exception.ts';
import { undeclaredTypes } from '../runtime/platform-supplement.ts';
import { platformCatalogue, type PlatformMethod } from '../runtime/platform-types.ts';
import type { PlatformFunction } from '../runtime/registry.ts';
import { ApexList, ApexMap, exceptionText, sobjectFieldToken } from '../runtime/values/index.ts';
import { Types, mapOf, platformType, setOf } from '../runtime/type-ref.ts';
import { statusCode } from './status-code.ts';
import { textList } from './property-object.ts';

/** One failed row of a DmlException. */
export interface DmlFailure {
  readonly index: number;
  readonly id: string | null;
  readonly error: DmlError;
  readonly objectName: string;
}

const DETAILS = 'dml';

/**
 * The DmlException of a statement with failed rows, in the platform's words:
 * `Insert failed. First exception on row 0; first error: REQUIRED_FIELD_MISSING, Required fields are missing: [LastName]: [LastName]`.
 */
export function dmlException(operation: string, failures: readonly DmlFailure[]): ApexException {
  const [first] = failures;
  const verb = operation.charAt(0).toUpperCase() + operation.slice(1);
  let text = `${verb} failed.`;
  if (first) {
    const id = first.id === null ? '' : ` with id ${first.id}`;
    text += ` First exception on row ${first.index}${id}; first error: ${first.error.statusCode}, ${first.error.message}: [${first.error.fields.join(', ')}]`;
  }
  const object = new ExceptionObject('System.DmlException', text);
  object.details.set(DETAILS, failures);
  return new ApexException(object);
}

/** Failed rows of an exception; empty for exceptions without. */
export const dmlFailures = (self: ExceptionObject): readonly DmlFailure[] =>
  (self.details.get(DETAILS) as readonly DmlFailure[] | undefined) ?? [];

function failure(self: ExceptionObject, index: number): DmlFailure {
  const found = dmlFailures(self)[index];
  if (!found) throw new ApexException('System.ListException', `List index out of bounds: ${index}`);
  return found;
}

/** Assertion failures end the test: no Apex catches them. */
export function assertionFailure(message: string): UncatchableException {
  return new UncatchableException('System.AssertException', message);
}

function constructors(): Record<string, PlatformFunction> {
  const functions: Record<string, PlatformFunction> = {};
  for (const { key, parameters, returns } of exceptionConstructors()) {
    functions[key] = (_rt: Runtime, ...args: readonly (string | ExceptionObject | null)[]) => {
      const object = new ExceptionObject(returns.name);
      parameters.forEach((type, at) => {
        const value = args[at] ?? null;
        if (type === Types.String) object.message = value as string | null;
        else object.cause = value as ExceptionObject | null;
      });
      if (object.message === null && object.cause) object.message = exceptionText(object.cause);
      // An AuraHandledException hides its text from Apex until setMessage is called (Salesforce's documented behaviour).
      if (returns.name === 'System.AuraHandledException') {
        object.details.set('shown', object.message);
        object.message = 'Script-thrown exception';
      }
      return object;
    };
  }
  return functions;
}

function exceptionConstructors(): readonly PlatformMethod[] {
  const text = readFileSync(new URL('../generated/platform-signatures.json', import.meta.url), 'utf8');
  const declared = Array.from(
    text.matchAll(/^"([\w.]+)":\{"kind":"class","extends":"Exception"/gm),
    ([, name = '']) => name,
  );
  const undeclared = Object.keys(undeclaredTypes).filter((name) => name.endsWith('Exception'));
  return [...declared, ...undeclared].flatMap((name) => platformCatalogue().find(name)?.constructors ?? []);
}

export const exceptionFunctions: Record<string, PlatformFunction> = {
  ...constructors(),
  'System.Exception.getCause()': (_rt: Runtime, self: ExceptionObject) => self.cause,
  'System.Exception.getLineNumber()': (_rt: Runtime, self: ExceptionObject) => self.lineNumber,
  'System.Exception.getMessage()': (_rt: Runtime, self: ExceptionObject) => self.message ?? 'Script-thrown exception',
  'System.Exception.getStackTraceString()': (_rt: Runtime, self: ExceptionObject) => self.stackTrace ?? '',
  'System.Exception.getTypeName()': (_rt: Runtime, self: ExceptionObject) => self.typeName,
  'System.Exception.initCause(Exception)': (_rt: Runtime, self: ExceptionObject, cause: ExceptionObject | null) => {
    if (self.cause) throw new ApexException('System.IllegalStateException', "Can't overwrite cause");
    self.cause = cause;
  },
  'System.Exception.setMessage(String)': (_rt: Runtime, self: ExceptionObject, message: string | null) => {
    self.message = message;
  },
  'System.Exception.toString()': (_rt: Runtime, self: ExceptionObject) => exceptionText(self),
  'System.Exception.getNumDml()': (_rt: Runtime, self: ExceptionObject) => dmlFailures(self).length,
  'System.Exception.getDmlFieldNames(Integer)': (_rt: Runtime, self: ExceptionObject, index: number) =>
    textList(failure(self, index).error.fields),
  'System.Exception.getDmlFields(Integer)': (_rt: Runtime, self: ExceptionObject, index: number) => {
    const { error, objectName } = failure(self, index);
    return ApexList.of(
      platformType('Schema.SObjectField'),
      error.fields.map((field) => sobjectFieldToken(objectName, field)),
    );
  },
  'System.Exception.getDmlId(Integer)': (_rt: Runtime, self: ExceptionObject, index: number) => failure(self, index).id,
  'System.Exception.getDmlIndex(Integer)': (_rt: Runtime, self: ExceptionObject, index: number) =>
    failure(self, index).index,
  'System.Exception.getDmlMessage(Integer)': (_rt: Runtime, self: ExceptionObject, index: number) =>
    failure(self, index).error.message,
  'System.Exception.getDmlStatusCode(Integer)': (_rt: Runtime, self: ExceptionObject, index: number) =>
    failure(self, index).error.statusCode,
  'System.Exception.getDmlType(Integer)': (_rt: Runtime, self: ExceptionObject, index: number) =>
    statusCode(failure(self, index).error.statusCode),
  'System.QueryException.getInaccessibleFields()': (_rt: Runtime, self: ExceptionObject) =>
    self.details.get('inaccessibleFields') ?? new ApexMap(mapOf(Types.String, setOf(Types.String))),
};
