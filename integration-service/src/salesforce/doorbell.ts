/** Listens for the doorbell event; the event carries nothing, the rows are read by query. Losing the line only costs the polling interval. */
import { describeError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { StreamingExtension } from 'jsforce/lib/api/streaming.js';
import type { Connection } from 'jsforce';

export interface Doorbell {
  stop(): void;
}

const RECONNECT_AFTER_MS = 5000;

/**
 * Calls `ring` for every doorbell event. The streaming client keeps the access token it began with, so a refused handshake
 * renews the session (any REST call does) and begins anew.
 */
export function listenForDoorbell(connection: Connection, eventName: string, ring: () => void, log: Log): Doorbell {
  let stopped = false;
  let close: () => void = () => undefined;

  const begin = () => {
    if (stopped) return;
    const authFailure = new StreamingExtension.AuthFailure(() => {
      close();
      log.info({ eventName }, 'the streaming session ended, renewing it');
      setTimeout(() => void renew(), RECONNECT_AFTER_MS).unref();
    });
    const client = connection.streaming.createClient([authFailure]);
    // faye's own typings leave `disconnect` out.
    close = () => (client as unknown as { disconnect(): void }).disconnect();
    client
      .subscribe(`/event/${eventName}`, () => ring())
      .then(
        () => {
          log.info({ eventName }, 'listening for the doorbell');
          // Whatever rang while nobody listened is found by one look.
          ring();
        },
        (error: unknown) => log.warn({ eventName, problem: describeError(error) }, 'no doorbell, relying on polling'),
      );
  };
  const renew = async () => {
    try {
      await connection.identity();
    } catch (error) {
      log.warn({ problem: describeError(error) }, 'could not renew the streaming session');
    }
    begin();
  };

  begin();
  return {
    stop: () => {
      stopped = true;
      close();
    },
  };
}
