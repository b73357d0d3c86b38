/** `@RestResource` classes: URL matching, verbs, arguments from query or body, RestContext (Apex Developer Guide, "Apex REST"). */
import { OrgError } from '../../engine/errors.ts';
import type { Scope } from '../../engine/ports.ts';
import type { ClassInfo, MethodInfo } from './class-info.ts';
import { ApexException } from './exception.ts';
import { platformFunction } from './registry.ts';
import type { ApexRuntime } from './runtime.ts';
import { entered, newRuntime, type SessionParts } from './session.ts';
import { Types } from './type-ref.ts';
import { Blob, box, typeValue } from './values/index.ts';
import { fromWire, type Json } from './wire.ts';

export interface RestCall {
  readonly method: string;
  /** After `/services/apexrest`, beginning with a slash. */
  readonly path: string;
  readonly parameters: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  readonly remoteAddress: string;
}
export interface RestAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | string;
}

function mappingOf(info: ClassInfo): string | undefined {
  const found = info.annotations.find((one) => one.name === 'restresource');
  const mapping = found?.values['urlmapping'];
  return typeof mapping === 'string' ? mapping : undefined;
}

/** The longest mapping wins; `/*` at its end covers everything below. */
function resourceFor(rt: ApexRuntime, path: string): ClassInfo | undefined {
  let best: { readonly info: ClassInfo; readonly length: number } | undefined;
  for (const info of rt.program.all()) {
    const mapping = mappingOf(info);
    if (mapping === undefined) continue;
    const open = mapping.endsWith('*');
    const base = mapping.replace(/\/?\*$/, '');
    const hit = open ? path === base || path.startsWith(`${base}/`) : path === mapping || path === `${mapping}/`;
    if (hit && mapping.length > (best?.length ?? -1)) best = { info, length: mapping.length };
  }
  return best?.info;
}

function verbMethod(info: ClassInfo, verb: string): MethodInfo | undefined {
  for (const overloads of info.methods.values()) {
    const found = overloads.find(
      (method) => method.static && method.annotations.some((one) => one.name === `http${verb.toLowerCase()}`),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Runs the resource's method for the verb. Apex exceptions answer 500 with the platform's error list. */
export function invokeRest(session: SessionParts, call: RestCall, scope: Scope): RestAnswer {
  const rt = newRuntime(session, scope, 'rest', { unit: `apexrest${call.path}` });
  const info = resourceFor(rt, call.path);
  if (info === undefined) throw new OrgError('NOT_FOUND', 'Could not find a match for URL');
  // Source of the rule: Salesforce Help, "How Does Apex Class Security Work?"; the platform words it with a colon here.
  if (!session.parts.classAccess.mayCallClass(scope.access.user, info.name))
    throw new OrgError('FORBIDDEN', `You do not have access to the Apex class named: ${info.name}`);
  const method = verbMethod(info, call.method);
  if (method === undefined) throw new OrgError('METHOD_NOT_ALLOWED', `HTTP Method '${call.method}' not allowed`);
  return entered(rt, () => {
    const library = (key: string, ...args: readonly unknown[]): unknown => platformFunction(key)(rt, ...args);
    const request = library('new System.RestRequest()');
    const response = library('new System.RestResponse()');
    library('set System.RestRequest.httpMethod', request, call.method);
    library('set System.RestRequest.requestURI', request, call.path);
    library('set System.RestRequest.resourcePath', request, `/services/apexrest${mappingOf(info) ?? ''}`);
    library('set System.RestRequest.remoteAddress', request, call.remoteAddress);
    library('set System.RestRequest.requestBody', request, new Blob(call.body));
    for (const [name, value] of call.parameters)
      library('System.RestRequest.addParameter(String,String)', request, name, value);
    for (const [name, value] of call.headers)
      library('System.RestRequest.addHeader(String,String)', request, name, value);
    library('set System.RestContext.request', request);
    library('set System.RestContext.response', response);
    const holder = rt.program.load(info.name);
    try {
      const result = holder[method.member]?.call(holder, rt, ...argumentsOf(rt, method, call));
      return answerOf(rt, method, result, response);
    } catch (error) {
      if (!(error instanceof ApexException)) throw error;
      rt.report(error);
      rt.debugLog?.fail(error.object);
      const { typeName, message, stackTrace } = error.object;
      throw new OrgError('APEX_ERROR', `${typeName}: ${message ?? 'Script-thrown exception'}\n\n${stackTrace ?? ''}`, {
        cause: error,
      });
    }
  });
}

/** Parameters of the method come from the JSON body, of a GET or DELETE from the query. */
function argumentsOf(rt: ApexRuntime, method: MethodInfo, call: RestCall): unknown[] {
  if (method.parameters.length === 0) return [];
  const text = Buffer.from(call.body).toString('utf8');
  let given: Readonly<Record<string, Json>> = Object.fromEntries(call.parameters);
  if (text.trim() !== '') {
    try {
      given = JSON.parse(text) as Readonly<Record<string, Json>>;
    } catch (cause) {
      throw new OrgError('JSON_PARSER_ERROR', 'The HTTP entity body is not valid JSON.', { cause });
    }
  }
  const unknownName = Object.keys(given).find((name) => !method.parameters.some((one) => one.name === name));
  if (unknownName !== undefined && text.trim() !== '') {
    throw new OrgError('JSON_PARSER_ERROR', `Unexpected parameter encountered during deserialization: ${unknownName}`);
  }
  return method.parameters.map((parameter) => {
    const json = given[parameter.name];
    if (json === undefined || json === null) return null;
    if (parameter.type.kind !== 'class') return fromWire(rt, json, parameter.type);
    // Classes in a REST body are read like JSON.deserialize does, with all their fields.
    const read = platformFunction('System.JSON.deserialize(String,Type)');
    return read(rt, JSON.stringify(json), typeValue(parameter.type));
  });
}

function answerOf(rt: ApexRuntime, method: MethodInfo, result: unknown, response: unknown): RestAnswer {
  const get = (name: string): unknown => platformFunction(`get System.RestResponse.${name}`)(rt, response);
  const status = get('statusCode');
  const written = get('responseBody');
  const headers = headersOf(get('headers'));
  if (method.returns !== Types.Void) {
    const serialize = platformFunction('System.JSON.serialize(Object)');
    const body = String(serialize(rt, box(result, method.returns)));
    return { status: typeof status === 'number' ? status : 200, headers: withType(headers), body };
  }
  const body = written instanceof Blob ? written.bytes : '';
  return { status: typeof status === 'number' ? status : 200, headers: withType(headers), body };
}

function headersOf(map: unknown): [string, string][] {
  const entries = (map as { entries?: () => readonly (readonly [unknown, unknown])[] } | null)?.entries?.() ?? [];
  return entries.map(([name, value]) => [String(name), String(value)]);
}

const withType = (headers: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] =>
  headers.some(([name]) => name.toLowerCase() === 'content-type')
    ? headers
    : [...headers, ['Content-Type', 'application/json;charset=UTF-8']];
