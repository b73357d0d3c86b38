/** The Streaming API: Bayeux over long polling, as jsforce and the sf CLI speak it (CometD reference; Streaming API Developer Guide). */
import { plainText } from '../../engine/plain-text.ts';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { OrgError } from '../../engine/errors.ts';
import type { ApiResponse } from '../http.ts';
import { json } from '../http.ts';
import { asOrgError } from '../errors.ts';
import type { Handler, RequestContext, Services } from '../services.ts';
import { callerOf } from '../services.ts';
import type { DeliveredEvent } from './event-stream.ts';

/** How long a connect is held without events, and how long a client may stay away before it is forgotten. Milliseconds. */
const HOLD_MS = 110_000;
const FORGET_MS = 60_000;

type Message = Readonly<Record<string, unknown>>;

interface Client {
  readonly id: string;
  readonly userId: string;
  readonly subscriptions: Map<string, () => void>;
  readonly queue: DeliveredEvent[];
  /** Sends what is queued and ends the held connect; null while none is held. */
  release: (() => void) | null;
  forget: NodeJS.Timeout | null;
}

/** Clients of each running org. */
const clientsOf = new WeakMap<Services, Map<string, Client>>();

/** `POST /cometd/<version>[/…]`. */
export const connectCometd: Handler = async (context): Promise<ApiResponse> => {
  if (context.request.method !== 'POST') throw new OrgError('INVALID_INPUT', 'Only long polling is supported.');
  callerOf(context);
  const messages = parseMessages(context.request.body);
  const replies: Message[] = [];
  let held: { readonly client: Client; readonly message: Message } | null = null;
  for (const message of messages) {
    if (message['channel'] === '/meta/connect') {
      const client = clientFor(context, message);
      if (!client) replies.push(unknownClient(message));
      else if (client.queue.length > 0 || messages.length > 1 || adviceTimeout(message) === 0)
        replies.push(...drain(client), connected(message));
      else held = { client, message };
      if (client) keepAlive(client, clients(context));
    } else replies.push(await answer(message, context));
  }
  if (!held) return json(200, replies);
  const { client, message } = held;
  return {
    status: 200,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    stream: (response) => hold(client, message, response, context),
  };
};

function hold(client: Client, message: Message, response: ServerResponse, context: RequestContext): void {
  client.release?.();
  let done = false;
  const finish = (): void => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    if (client.release === finish) client.release = null;
    keepAlive(client, clients(context));
    if (!response.destroyed) response.end(JSON.stringify([...drain(client), connected(message)]));
  };
  const timer = setTimeout(finish, HOLD_MS);
  timer.unref();
  if (client.forget) clearTimeout(client.forget);
  client.release = finish;
  response.on('close', () => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    if (client.release === finish) client.release = null;
    keepAlive(client, clients(context));
  });
}

async function answer(message: Message, context: RequestContext): Promise<Message> {
  const channel = message['channel'];
  const base = { channel, ...(message['id'] === undefined ? {} : { id: message['id'] }) };
  if (channel === '/meta/handshake') {
    const id = randomBytes(16).toString('hex');
    const client: Client = {
      id,
      userId: callerOf(context).userId ?? '',
      subscriptions: new Map(),
      queue: [],
      release: null,
      forget: null,
    };
    clients(context).set(id, client);
    keepAlive(client, clients(context));
    return {
      ...base,
      version: '1.0',
      minimumVersion: '1.0',
      clientId: id,
      supportedConnectionTypes: ['long-polling'],
      ext: { replay: true, 'payload.format': true },
      advice: { reconnect: 'retry', interval: 0, timeout: HOLD_MS },
      successful: true,
    };
  }
  const client = clientFor(context, message);
  if (!client) return unknownClient(message);
  const subscription = plainText(message['subscription']);
  switch (channel) {
    case '/meta/subscribe':
      return {
        ...base,
        clientId: client.id,
        subscription,
        ...(await subscribe(client, subscription, message, context)),
      };
    case '/meta/unsubscribe':
      client.subscriptions.get(subscription)?.();
      client.subscriptions.delete(subscription);
      return { ...base, clientId: client.id, subscription, successful: true };
    case '/meta/disconnect':
      remove(client, clients(context));
      return { ...base, clientId: client.id, successful: true };
    default:
      return {
        ...base,
        clientId: client.id,
        successful: false,
        error: `403:${String(channel)}:Publishing over this channel is not allowed`,
      };
  }
}

async function subscribe(
  client: Client,
  subscription: string,
  message: Message,
  context: RequestContext,
): Promise<Message> {
  try {
    const end = await context.services.events.listen(
      subscription,
      replayFrom(message, subscription),
      callerOf(context),
      (events) => {
        client.queue.push(...events);
        client.release?.();
      },
    );
    client.subscriptions.get(subscription)?.();
    client.subscriptions.set(subscription, end);
    return { successful: true };
  } catch (cause) {
    const { message: reason } = asOrgError(cause);
    return {
      successful: false,
      error: `403:denied_by_security_policy:${reason}`,
      ext: { sfdc: { failureReason: `403:${reason}` } },
    };
  }
}

/** The replay extension: `ext.replay = {channel: from}`; without it only new events. */
function replayFrom(message: Message, channel: string): number {
  const ext = message['ext'] as { readonly replay?: unknown } | undefined;
  const replay = ext?.replay;
  const value: unknown =
    typeof replay === 'object' && replay !== null ? (replay as Record<string, unknown>)[channel] : replay;
  return typeof value === 'number' ? value : -1;
}

function drain(client: Client): Message[] {
  return client.queue.splice(0).map(({ channel, data }) => ({ channel, clientId: client.id, data }));
}

function connected(message: Message): Message {
  return {
    channel: '/meta/connect',
    clientId: message['clientId'],
    ...(message['id'] === undefined ? {} : { id: message['id'] }),
    advice: { reconnect: 'retry', interval: 0, timeout: HOLD_MS },
    successful: true,
  };
}

function unknownClient(message: Message): Message {
  return {
    channel: message['channel'],
    ...(message['id'] === undefined ? {} : { id: message['id'] }),
    successful: false,
    error: '403::Unknown client',
    advice: { interval: 0, reconnect: 'handshake' },
  };
}

function adviceTimeout(message: Message): unknown {
  return (message['advice'] as { readonly timeout?: unknown } | undefined)?.timeout;
}

function clients({ services }: RequestContext): Map<string, Client> {
  const known = clientsOf.get(services) ?? new Map<string, Client>();
  clientsOf.set(services, known);
  return known;
}

function clientFor(context: RequestContext, message: Message): Client | null {
  const client = clients(context).get(String(message['clientId']));
  return client && client.userId === callerOf(context).userId ? client : null;
}

function keepAlive(client: Client, all: Map<string, Client>): void {
  if (client.forget) clearTimeout(client.forget);
  client.forget = setTimeout(() => {
    if (!client.release) remove(client, all);
  }, FORGET_MS);
  client.forget.unref();
}

function remove(client: Client, all: Map<string, Client>): void {
  all.delete(client.id);
  for (const end of client.subscriptions.values()) end();
  client.subscriptions.clear();
  if (client.forget) clearTimeout(client.forget);
  client.release?.();
}

function parseMessages(body: Buffer): readonly Message[] {
  try {
    const text = body.toString('utf8');
    const value: unknown = JSON.parse(
      text.startsWith('message=') ? decodeURIComponent(text.slice('message='.length)) : text,
    );
    return Array.isArray(value) ? (value as readonly Message[]) : [value as Message];
  } catch (cause) {
    throw new OrgError('JSON_PARSER_ERROR', 'The Bayeux messages are no JSON.', { cause });
  }
}
