/** A REST resource as data: which operation answers it and how its output becomes an HTTP answer. Composite requests reuse it. */
import type { InputOf, OperationName, OutputOf } from '../../engine/operations.ts';
import { OrgError } from '../../engine/errors.ts';
import type { ApiResponse } from '../http.ts';

/** A request to one REST resource, from HTTP or from inside a composite request. */
export interface RestRequest {
  readonly method: string;
  /** `67.0` */
  readonly version: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Parsed JSON, or undefined without a body. */
  readonly body: unknown;
  readonly raw: Uint8Array;
}

/** What a REST answer consists of before it is serialised. */
export interface RestAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A body that is no JSON. */
  readonly raw?: Pick<ApiResponse, 'headers' | 'body'>;
}

/** One planned call of the engine. */
export interface Plan {
  readonly operation: OperationName;
  readonly input: unknown;
  readonly respond: (output: unknown) => RestAnswer;
}

/** Ties an operation, its input and the shape of its answer together. */
export function plan<N extends OperationName>(
  operation: N,
  input: InputOf<N>,
  respond: (output: OutputOf<N>) => RestAnswer = (output) => ({ status: 200, body: output }),
): Plan {
  return { operation, input, respond: (output) => respond(output as OutputOf<N>) };
}

export type PlanRequest = (request: RestRequest) => Plan;

/** The body as a JSON object, or the platform's complaint. */
export function bodyObject(request: RestRequest): Readonly<Record<string, unknown>> {
  const { body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new OrgError('JSON_PARSER_ERROR', 'The HTTP entity body is required, but this request has no entity body.');
  }
  return body as Readonly<Record<string, unknown>>;
}

/** A required parameter of the path. */
export function param(request: RestRequest, name: string): string {
  return request.params[name] ?? '';
}

/** A required text of the query string. */
export function requiredQuery(request: RestRequest, name: string): string {
  const value = request.query.get(name);
  if (value === null) throw new OrgError('MALFORMED_QUERY', `A ${name} parameter is required`);
  return value;
}

/** Reads `true`/`false` from the query string or a JSON value. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/** A list of values of the wire, checked to be one. */
export function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new OrgError('JSON_PARSER_ERROR', `${name} must be a JSON array.`);
  return value as readonly unknown[];
}

/** A text of the wire, checked to be one. */
export function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new OrgError('JSON_PARSER_ERROR', `${name} must be a string.`);
  return value;
}
