/** RefreshView: components ask for fresh data, containers and views answer. */
import { refreshAll } from 'platform/runtime';

export const REFRESH_COMPLETE = 'COMPLETE';
export const REFRESH_COMPLETE_WITH_ERRORS = 'COMPLETE_WITH_ERRORS';
export const REFRESH_ERROR = 'ERROR';

const REFRESH_EVENT = 'lightning__refresh';
const handlers = new Map();
let nextId = 1;

/** Bubbles to the page, which re-reads everything wired and calls every registered handler. */
export class RefreshEvent extends CustomEvent {
  constructor() {
    super(REFRESH_EVENT, { bubbles: true, composed: true, cancelable: true });
  }
}

export function registerRefreshHandler(contextElement, handler) {
  const id = nextId++;
  handlers.set(id, handler.bind(contextElement));
  return id;
}

export function unregisterRefreshHandler(id) {
  handlers.delete(id);
}

export function registerRefreshContainer(contextElement, handler) {
  const id = nextId++;
  const listener = (event) => {
    event.stopPropagation();
    handler.call(contextElement, refresh());
  };
  contextElement.addEventListener?.(REFRESH_EVENT, listener);
  handlers.set(`container${id}`, { contextElement, listener });
  return id;
}

export function unregisterRefreshContainer(id) {
  const held = handlers.get(`container${id}`);
  held?.contextElement.removeEventListener?.(REFRESH_EVENT, held.listener);
  handlers.delete(`container${id}`);
}

async function refresh() {
  const running = [...handlers.values()]
    .filter((handler) => typeof handler === 'function')
    .map((handler) => Promise.resolve(handler()));
  const [, ...outcomes] = await Promise.all([refreshAll(), ...running]);
  return outcomes.includes(REFRESH_ERROR) ? REFRESH_ERROR : REFRESH_COMPLETE;
}

window.addEventListener(REFRESH_EVENT, () => void refresh());
