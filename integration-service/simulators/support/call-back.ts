/** Delivers signed call backs at least once: until the receiver answers 2xx, with growing pauses, for a limited number of tries. */
import { sign } from '../../src/runtime/signature.ts';

export interface CallBackSender {
  /** Sends in the background. `copies` deliveries are made even when the first succeeds (a provider that repeats itself). */
  send(url: string, event: object, copies?: number): void;
  stop(): void;
}

const TRIES = 200;
const LONGEST_PAUSE_MS = 5000;

export function createCallBackSender(secret: string): CallBackSender {
  let stopped = false;
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref());

  const deliver = async (url: string, body: string) => {
    for (let attempt = 0; attempt < TRIES && !stopped; attempt += 1) {
      const status = await post(url, body, secret);
      if (status >= 200 && status < 300) return;
      await pause(Math.min(LONGEST_PAUSE_MS, 200 * 2 ** attempt));
    }
  };
  return {
    send: (url, event, copies = 1) => {
      const body = JSON.stringify(event);
      for (let copy = 0; copy < copies; copy += 1) void deliver(url, body);
    },
    stop: () => {
      stopped = true;
    },
  };
}

/** The status of one delivery; 0 when nobody answered. */
async function post(url: string, body: string, secret: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-signature': sign(body, secret) };
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    // The receiver is down: exactly the case that the next try is for.
    return 0;
  }
}
