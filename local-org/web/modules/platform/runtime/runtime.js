/**
 * The wire core: one cache entry per distinct question, shared by every component that asks it. Answers index the ids of the records they hold,
 * so that a record change re-asks every question it touches. What is wired is read-only, as on the platform.
 */
import { apiBase, context } from 'platform/context';

/** How long an answer nobody looks at is kept, in milliseconds. */
const KEEP_UNWATCHED = 30000;

const entries = new Map();
/** Emitted `{data, error}` object → entry: what `refreshApex(value)` is called with. */
const entryOfEmitted = new WeakMap();

/**
 * Calls the org. Answers the parsed body; throws `{ok: false, status, statusText, body, errorType}` as Lightning Data Service does.
 */
export async function call(method, url, body) {
  const headers = { accept: 'application/json' };
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
  }
  if (method !== 'GET' && context.csrfToken) {
    headers['x-csrf-token'] = context.csrfToken;
  }
  let response;
  try {
    response = await fetch(url, {
      method,
      headers,
      credentials: 'same-origin',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (cause) {
    throw failure(
      0,
      'Disconnected',
      { message: 'The server cannot be reached. Check your connection and try again.', errorCode: 'DISCONNECTED' },
      cause,
    );
  }
  const text = await response.text();
  let parsed;
  try {
    parsed = text === '' ? undefined : JSON.parse(text);
  } catch (cause) {
    throw failure(
      response.status,
      response.statusText,
      { message: 'The server sent an answer that is not JSON.', errorCode: 'UNKNOWN_EXCEPTION' },
      cause,
    );
  }
  if (!response.ok) {
    if (response.status === 401) {
      window.dispatchEvent(new CustomEvent('org-session-ended'));
    }
    throw failure(
      response.status,
      response.statusText,
      Array.isArray(parsed) ? parsed[0] : (parsed ?? { message: response.statusText }),
    );
  }
  return parsed;
}

function failure(status, statusText, body, cause) {
  return Object.assign(new Error(body?.message ?? statusText, { cause }), {
    ok: false,
    status,
    statusText,
    body,
    errorType: 'fetchResponse',
  });
}

function deepFreeze(value) {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

function collectRecordIds(value, ids) {
  if (value === null || typeof value !== 'object') {
    return;
  }
  if (typeof value.id === 'string' && value.apiName && value.fields) {
    ids.add(value.id);
  }
  Object.values(value).forEach((child) => collectRecordIds(child, ids));
}

async function ask(entry) {
  // A later question overtakes an earlier one: only the newest answer counts.
  const turn = (entry.turn = (entry.turn ?? 0) + 1);
  let emitted;
  try {
    emitted = { data: deepFreeze(await entry.load()), error: undefined };
  } catch (error) {
    emitted = { data: undefined, error };
  }
  if (turn !== entry.turn) {
    return entry.emitted;
  }
  entry.emitted = emitted;
  entry.recordIds = new Set(entry.alsoRecords);
  collectRecordIds(emitted.data, entry.recordIds);
  entryOfEmitted.set(emitted, entry);
  entry.subscribers.forEach((tell) => tell(emitted));
  return emitted;
}

function release(entry, tell) {
  entry.subscribers.delete(tell);
  if (entry.subscribers.size === 0) {
    setTimeout(() => {
      if (entry.subscribers.size === 0) {
        entries.delete(entry.key);
      }
    }, KEEP_UNWATCHED);
  }
}

/**
 * A wire adapter class. `normalize(config)` answers the question as plain data, or undefined while something needed is missing;
 * `load(question)` answers a promise; `records(question)` names ids the answer depends on beyond those it holds.
 */
export function createAdapter(name, normalize, load, records) {
  return class WireAdapter {
    constructor(dataCallback) {
      this.dataCallback = dataCallback;
      this.tell = (emitted) => this.dataCallback(emitted);
      this.connected = false;
      dataCallback({ data: undefined, error: undefined });
    }
    connect() {
      this.connected = true;
      if (this.config !== undefined) {
        this.update(this.config);
      }
    }
    update(config) {
      this.config = config;
      if (!this.connected) {
        return;
      }
      const question = normalize(config);
      if (question === undefined) {
        return;
      }
      const key = name + JSON.stringify(question);
      if (this.entry?.key === key) {
        return;
      }
      this.leave();
      let entry = entries.get(key);
      if (!entry) {
        entry = {
          key,
          subscribers: new Set(),
          alsoRecords: records ? records(question) : [],
          recordIds: new Set(),
          load: () => load(question),
        };
        entries.set(key, entry);
        entry.asked = ask(entry);
      }
      this.entry = entry;
      entry.subscribers.add(this.tell);
      if (entry.emitted) {
        this.dataCallback(entry.emitted);
      }
    }
    disconnect() {
      this.connected = false;
      this.leave();
    }
    leave() {
      if (this.entry) {
        release(this.entry, this.tell);
        this.entry = undefined;
      }
    }
  };
}

/** Asks again for what was wired; settles when the components have the answer. Rejects nothing: errors are wired. */
export function refreshApex(emitted) {
  const entry = entryOfEmitted.get(emitted);
  return entry ? ask(entry).then(() => undefined) : Promise.resolve();
}

/** Re-asks every question whose answer holds one of these records. */
export function recordsChanged(ids) {
  const wanted = new Set(ids);
  const touched = [...entries.values()].filter((entry) => [...entry.recordIds].some((id) => wanted.has(id)));
  return Promise.all(touched.map(ask)).then(() => undefined);
}

/** Forgets answers that hold these records, for deletions: nobody may be shown them again. */
export function recordsDeleted(ids) {
  const wanted = new Set(ids);
  for (const entry of [...entries.values()]) {
    if ([...entry.recordIds].some((id) => wanted.has(id))) {
      if (entry.subscribers.size === 0) {
        entries.delete(entry.key);
      }
    }
  }
}

/** Re-asks everything in view: what the platform does on RefreshEvent for wired data. */
export function refreshAll() {
  const watched = [...entries.values()].filter((entry) => entry.subscribers.size > 0);
  entries.forEach((entry, key) => {
    if (entry.subscribers.size === 0) {
      entries.delete(key);
    }
  });
  return Promise.all(watched.map(ask)).then(() => undefined);
}

/** An imported Apex method: callable (a mutable answer of its own), and usable as a wire adapter when it is cacheable. */
export function apexMethod(className, methodName, facts) {
  const url = `${apiBase}/webruntime/apex/${className}.${methodName}`;
  const invoke = (parameters) => call('POST', url, parameters ?? {});
  const method = (parameters) => invoke(parameters);
  method.adapter = createAdapter(
    `apex:${className}.${methodName}`,
    (config) => (Object.values(config).some((value) => value === undefined) ? undefined : config),
    (question) => {
      if (!facts.cacheable) {
        // Words of the platform for wiring a method that may change data.
        return Promise.reject(
          failure(400, 'Bad Request', {
            message: `Apex method ${className}.${methodName} is not cacheable and cannot be wired`,
            errorCode: 'INVALID_OPERATION',
          }),
        );
      }
      return invoke(question);
    },
  );
  return method;
}

/** Value of a field of an SObject that Apex returned; the field is a name or a schema import. */
export function getSObjectValue(sObject, field) {
  const path = (typeof field === 'string' ? field : field.fieldApiName).split('.');
  return path.reduce((value, step) => (value === undefined || value === null ? undefined : value[step]), sObject);
}

/** The sentence to show for anything thrown by `call`. */
export function messageOf(error) {
  if (!error) {
    return '';
  }
  const body = error.body ?? error;
  const details = [...(body.output?.errors ?? []), ...Object.values(body.output?.fieldErrors ?? {}).flat()].map(
    (problem) => problem.message,
  );
  if (details.length > 0) {
    return details.join(' ');
  }
  return body.message ?? error.message ?? 'Something went wrong. Try again.';
}
