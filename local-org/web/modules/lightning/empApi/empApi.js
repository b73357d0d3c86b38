/** Streaming events through CometD (Bayeux long polling), the protocol the platform's own streaming API speaks. */
import { apiBase, context } from 'platform/context';

const endpoint = `${apiBase}/cometd/${context.apiVersion}`;
const RETRY_MILLISECONDS = 2000;

const subscriptions = new Map();
const errorListeners = new Set();
let clientId;
let connecting;
let messageId = 0;
let looping = false;

async function send(messages) {
  const headers = {
    'content-type': 'application/json',
    ...(context.csrfToken ? { 'x-csrf-token': context.csrfToken } : {}),
  };
  const body = JSON.stringify(
    messages.map((message) => ({ id: String(++messageId), ...(clientId ? { clientId } : {}), ...message })),
  );
  const response = await fetch(endpoint, { method: 'POST', credentials: 'same-origin', headers, body });
  if (!response.ok) {
    throw new Error(`Streaming API answered ${response.status}`);
  }
  return response.json();
}

async function handshake() {
  clientId = undefined;
  const [answer] = await send([
    {
      channel: '/meta/handshake',
      version: '1.0',
      minimumVersion: '1.0',
      supportedConnectionTypes: ['long-polling'],
      ext: { replay: true },
    },
  ]);
  if (!answer.successful) {
    throw new Error(answer.error ?? 'Handshake refused');
  }
  clientId = answer.clientId;
}

const ready = () =>
  (connecting ??= handshake().catch((error) => {
    connecting = undefined;
    throw error;
  }));

function deliver(messages) {
  for (const message of messages) {
    if (message.channel.startsWith('/meta/')) {
      continue;
    }
    for (const { channel, callback, state } of subscriptions.values()) {
      if (channel === message.channel) {
        state.replayId = message.data?.event?.replayId ?? state.replayId;
        callback(message);
      }
    }
  }
}

/** One open request at a time carries events; a lost connection is taken up again from the last event seen. */
async function loop() {
  if (looping) {
    return;
  }
  looping = true;
  while (subscriptions.size > 0) {
    try {
      const messages = await send([{ channel: '/meta/connect', connectionType: 'long-polling' }]);
      deliver(messages);
      const connect = messages.find(({ channel }) => channel === '/meta/connect');
      if (connect && !connect.successful) {
        connecting = undefined;
        await ready();
        await Promise.all([...subscriptions.values()].map(ask));
      }
    } catch (error) {
      errorListeners.forEach((listener) => listener({ error: error.message }));
      await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS));
    }
  }
  looping = false;
}

async function ask({ channel, state }) {
  const [answer] = await send([
    { channel: '/meta/subscribe', subscription: channel, ext: { replay: { [channel]: state.replayId } } },
  ]);
  if (!answer.successful) {
    throw new Error(answer.error ?? `Subscription to ${channel} refused`);
  }
}

/** Subscribes to `/event/X__e`; `replayId` -1 for new events, -2 for all that are kept. */
export async function subscribe(channel, replayId, callback) {
  await ready();
  const subscription = { id: String(++messageId), channel, replayId, callback, state: { replayId } };
  await ask(subscription);
  subscriptions.set(subscription.id, subscription);
  void loop();
  return { id: subscription.id, channel, replayId };
}

export async function unsubscribe(subscription, callback) {
  subscriptions.delete(subscription.id);
  const others = [...subscriptions.values()].some(({ channel }) => channel === subscription.channel);
  const answer = others
    ? { successful: true, subscription: subscription.channel }
    : (await send([{ channel: '/meta/unsubscribe', subscription: subscription.channel }]))[0];
  callback?.(answer);
  return answer;
}

export const onError = (callback) => errorListeners.add(callback);
export const setDebugFlag = () => {};
export const isEmpEnabled = () => Promise.resolve(true);
