/** Performs the HTTP exchanges that engine workers wait for. Runs on the HTTP thread, which never blocks. */
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { HttpExchangeAnswer, HttpExchangeRequest } from './messages.ts';

/**
 * One exchange, never rejected: a failure is an answer. Redirects are not followed (Apex hands 3xx answers to the caller).
 */
export function exchange(request: HttpExchangeRequest): Promise<HttpExchangeAnswer> {
  return new Promise((resolve) => {
    let url: URL;
    try {
      url = new URL(request.url);
    } catch (cause) {
      resolve({ kind: 'failure', reason: 'unreachable', message: `Invalid URL: ${request.url} (${describe(cause)})` });
      return;
    }
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = send(url, { method: request.method, agent: false, maxHeaderSize: 65_536 });
    for (const [name, value] of request.headers) outgoing.setHeader(name, value);
    const giveUp = setTimeout(() => {
      resolve({ kind: 'failure', reason: 'timeout', message: 'Read timed out' });
      outgoing.destroy();
    }, request.timeoutMs);
    outgoing.on('error', (cause) => {
      clearTimeout(giveUp);
      resolve({ kind: 'failure', reason: 'unreachable', message: describe(cause) });
    });
    outgoing.on('response', (incoming) => {
      collect(incoming, request.maxBytes)
        .then((answer) => resolve(answer))
        .catch((cause: unknown) => resolve({ kind: 'failure', reason: 'unreachable', message: describe(cause) }))
        .finally(() => clearTimeout(giveUp));
    });
    outgoing.end(request.body ?? undefined);
  });
}

async function collect(incoming: IncomingMessage, maxBytes: number): Promise<HttpExchangeAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      incoming.destroy();
      return { kind: 'failure', reason: 'too-large', message: `Exceeded max size limit of ${maxBytes}` };
    }
    chunks.push(chunk);
  }
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.push([incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '']);
  }
  return {
    kind: 'response',
    status: incoming.statusCode ?? 0,
    statusText: incoming.statusMessage ?? '',
    headers,
    body: new Uint8Array(Buffer.concat(chunks)),
  };
}

function describe(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(describe).join('; ');
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
