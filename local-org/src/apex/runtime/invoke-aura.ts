/** `@AuraEnabled` methods called by a page. */
import { OrgError } from '../../engine/errors.ts';
import type { Scope } from '../../engine/ports.ts';
import type { ClassInfo, MethodInfo } from './class-info.ts';
import { ApexException } from './exception.ts';
import { entered, newRuntime, type SessionParts } from './session.ts';
import { Types } from './type-ref.ts';
import { box } from './values/index.ts';
import { fromWire, toWire, type Json } from './wire.ts';

export interface AuraCall {
  readonly className: string;
  readonly method: string;
  /** Arguments by parameter name. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Refuses methods that are not `cacheable=true`. */
  readonly cacheableOnly: boolean;
}

/** What a page finds in `error.body` after a failed call (LWC Developer Guide, "Handle Errors"). */
export interface AuraErrorBody {
  readonly message: string;
  /** These three are there when Apex threw. */
  readonly exceptionType?: string;
  readonly isUserDefinedException?: boolean;
  readonly stackTrace?: string;
  readonly [key: string]: Json;
}

/** A failed Apex call of a page; the API layer answers status 500 with `body`. */
export class AuraError extends OrgError {
  readonly body: AuraErrorBody;

  constructor(body: AuraErrorBody, cause?: unknown) {
    super('APEX_ERROR', body.message, cause === undefined ? {} : { cause });
    this.name = 'AuraError';
    this.body = body;
  }
}

const denied = (call: AuraCall): OrgError =>
  new OrgError('NOT_FOUND', `No apex action available for ${call.className}.${call.method}`);

const noAccess = (className: string): AuraError =>
  new AuraError({ message: `You do not have access to the Apex class named '${className}'.` });

/**
 * Runs the method as the user of the scope; gives the result as JSON. Throws AuraError when Apex throws and when the user has no access
 * to the class. What that class calls in turn needs no access. Source: Salesforce Help, "How Does Apex Class Security Work?", and the
 * release updates "Restrict Access to @AuraEnabled Apex Methods" for authenticated and for guest users.
 */
export function invokeAura(session: SessionParts, call: AuraCall, scope: Scope): Json {
  const rt = newRuntime(session, scope, 'aura', { unit: `apex://${call.className}/ACTION$${call.method}` });
  const info = rt.program.find(call.className);
  if (info === undefined) throw denied(call);
  if (!session.parts.classAccess.mayCallClass(scope.access.user, info.name)) throw noAccess(info.name);
  const method = auraMethod(info, call);
  rt.readOnly = isCacheable(method);
  return entered(rt, () => {
    const given = new Map(Object.entries(call.params).map(([name, value]) => [name.toLowerCase(), value]));
    const args = method.parameters.map((parameter) =>
      fromWire(rt, given.get(parameter.name.toLowerCase()) as Json | undefined, parameter.type),
    );
    const holder = rt.program.load(call.className);
    try {
      const result = holder[method.member]?.call(holder, rt, ...args);
      return method.returns === Types.Void ? null : toWire(rt, box(result, method.returns));
    } catch (error) {
      if (!(error instanceof ApexException)) throw error;
      rt.report(error);
      rt.debugLog?.fail(error.object);
      throw auraError(error);
    }
  });
}

function auraMethod(info: ClassInfo, call: AuraCall): MethodInfo {
  const annotated = (info.methods.get(call.method.toLowerCase()) ?? []).find(
    (method) => method.static && method.annotations.some((one) => one.name === 'auraenabled'),
  );
  if (annotated === undefined || annotated.access === 'private') throw denied(call);
  if (call.cacheableOnly && !isCacheable(annotated)) throw denied(call);
  return annotated;
}

const isCacheable = (method: MethodInfo): boolean =>
  method.annotations.some((one) => one.name === 'auraenabled' && one.values['cacheable'] === true);

function auraError(error: ApexException): AuraError {
  const { object } = error;
  // An AuraHandledException keeps its text for the page apart from what Apex reads.
  const shown = object.details.get('shown');
  const message = typeof shown === 'string' ? shown : (object.message ?? 'Script-thrown exception');
  return new AuraError(
    {
      message,
      exceptionType: object.typeName,
      isUserDefinedException: object.classInfo !== undefined,
      stackTrace: object.stackTrace ?? '',
    },
    error,
  );
}
