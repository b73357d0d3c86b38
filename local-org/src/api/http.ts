/** Requests and responses as the pipeline and its handlers see them. */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** A parsed request. */
export interface ApiRequest {
  readonly method: string;
  /** Always begins with one `/`; percent-encoding is kept, repeated slashes are collapsed. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly cookies: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** `http://localhost:6100`, as the client addressed us. */
  readonly origin: string;
  readonly remoteAddress: string;
}

/** A whole answer, or `stream` to keep the connection open (server-sent events, long polling). */
export interface ApiResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
  readonly stream?: (response: ServerResponse) => void;
}

/** An answer in JSON. */
export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** An answer in XML. */
export function xml(status: number, text: string): ApiResponse {
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body: text };
}

/** An answer without a body. */
export function empty(status: number, headers: Readonly<Record<string, string | readonly string[]>> = {}): ApiResponse {
  return { status, headers };
}

/** A redirect the browser follows with GET. */
export function redirect(
  location: string,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
): ApiResponse {
  return { status: 302, headers: { location, ...headers } };
}

/** Reads a Cookie header; the first of two cookies of one name wins, as browsers send the most specific path first. */
export function parseCookies(header: string | undefined): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at < 0) continue;
    const name = part.slice(0, at).trim();
    if (!cookies.has(name)) cookies.set(name, part.slice(at + 1).trim());
  }
  return cookies;
}
