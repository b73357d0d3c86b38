/** Lightning Message Service within one page: publishers and subscribers of a channel, application-wide or in the active area. */

export const APPLICATION_SCOPE = Symbol('APPLICATION_SCOPE');

const subscriptions = new Map();

/** Wires a message context into a component; it is released with the component. */
export class MessageContext {
  constructor(dataCallback) {
    this.dataCallback = dataCallback;
  }
  connect() {
    this.context = createMessageContext();
    this.dataCallback(this.context);
  }
  update() {}
  disconnect() {
    releaseMessageContext(this.context);
  }
}

export function createMessageContext() {
  return { subscriptions: new Set() };
}

export function releaseMessageContext(context) {
  context?.subscriptions.forEach(unsubscribe);
}

export function subscribe(context, channel, listener) {
  if (!context || !channel?.channel || typeof listener !== 'function') {
    throw new TypeError('subscribe needs a message context, a message channel and a listener');
  }
  const subscription = { channel: channel.channel, listener, context };
  const list = subscriptions.get(channel.channel) ?? new Set();
  list.add(subscription);
  subscriptions.set(channel.channel, list);
  context.subscriptions.add(subscription);
  return subscription;
}

export function unsubscribe(subscription) {
  if (subscription) {
    subscriptions.get(subscription.channel)?.delete(subscription);
    subscription.context.subscriptions.delete(subscription);
  }
}

export function publish(context, channel, message) {
  if (!context || !channel?.channel) {
    throw new TypeError('publish needs a message context and a message channel');
  }
  // Subscribers get a copy: a message is data, not shared state.
  [...(subscriptions.get(channel.channel) ?? [])].forEach(({ listener }) =>
    listener(message === undefined ? undefined : structuredClone(message)),
  );
}
