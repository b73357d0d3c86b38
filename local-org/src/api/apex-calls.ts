/** Apex behind HTTP: `@RestResource` classes and `@AuraEnabled` methods. */
import { OrgError } from '../engine/errors.ts';
import type { Handler } from './services.ts';
import { callerOf } from './services.ts';
import { json } from './http.ts';

/** `/services/apexrest/…`. */
export const apexRest: Handler = async (context) => {
  const { request, services } = context;
  const answer = await services.pool.run(
    'apexRest',
    {
      method: request.method,
      path: `/${/\/services\/apexrest\/?(.*)$/is.exec(request.path)?.[1] ?? ''}`,
      parameters: [...request.query],
      headers: Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && !/^(authorization|cookie)$/i.test(name) ? [[name, value] as const] : [],
      ),
      body: request.body,
      remoteAddress: request.remoteAddress,
    },
    callerOf(context),
  );
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: answer.body };
};

/** `POST /webruntime/apex/Class.method` with the named arguments as a JSON object; the result comes as JSON. */
export const auraApex: Handler = async (context) => {
  const { request, services, params } = context;
  const found = /^(\w+)\.(\w+)$/.exec(params['method'] ?? '');
  if (!found) throw new OrgError('NOT_FOUND', 'The requested resource does not exist');
  const source =
    request.method === 'GET' ? (request.query.get('params') ?? '{}') : request.body.toString('utf8') || '{}';
  const result = await services.pool.run(
    'apexAura',
    {
      className: found[1] ?? '',
      method: found[2] ?? '',
      params: parseArguments(source),
      // A GET may be repeated and cached at will: only methods that say `cacheable=true`.
      cacheableOnly: request.method === 'GET',
    },
    callerOf(context),
  );
  return json(200, result);
};

function parseArguments(source: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(source);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new OrgError('JSON_PARSER_ERROR', 'The arguments are no JSON.', { cause });
  }
  throw new OrgError('JSON_PARSER_ERROR', 'The arguments must be a JSON object.');
}
