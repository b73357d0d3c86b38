/** What to do when an org is away for a moment: ask again, each time after a longer pause. */
import { setTimeout as pause } from 'node:timers/promises';

/** Together a minute and a half; the client's own repetitions of what only reads come on top. */
export const PAUSES_MS: readonly number[] = [1_000, 4_000, 10_000, 25_000, 50_000];

/** The org did not answer however often it was asked. */
export class OrgAway extends Error {
  constructor(cause: unknown) {
    super(`The org does not answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'OrgAway';
  }
}

const LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'UND_ERR_SOCKET']);
/** Codes of answers that another time may be others: the platform is being maintained, or has no room for the request just now. */
const ANOTHER_TIME = /^(ERROR_HTTP_50[0234]|ERROR_HTTP_429|SERVER_UNAVAILABLE|REQUEST_RUNNING_TOO_LONG)$/;

/** Whether asking again may help: the connection was lost, or the org says that it cannot answer now. */
export function isAway(thrown: unknown): boolean {
  for (let at = thrown; at instanceof Error; at = at.cause) {
    const { code, errorCode } = at as { readonly code?: unknown; readonly errorCode?: unknown };
    if (LOST.has(String(code)) || ANOTHER_TIME.test(String(errorCode))) return true;
  }
  return false;
}

/** Does the work, again after each pause while the org is away. Throws OrgAway after the last one, and what is wrong otherwise. */
export async function persistently<T>(work: () => Promise<T>, pauses: readonly number[] = PAUSES_MS): Promise<T> {
  for (const milliseconds of [...pauses, null]) {
    try {
      return await work();
    } catch (cause) {
      if (!isAway(cause)) throw cause;
      if (milliseconds === null) throw new OrgAway(cause);
      await pause(milliseconds);
    }
  }
  throw new RangeError('There is always a last try');
}
