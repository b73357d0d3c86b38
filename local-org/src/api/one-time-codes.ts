/** Codes that are good for one use within a minute: `singleaccess` hands them to a browser for `frontdoor.jsp`. */
import { randomBytes } from 'node:crypto';

const LIFETIME_MS = 60_000;

export class OneTimeCodes {
  readonly #codes = new Map<string, { readonly userId: string; readonly until: number }>();

  issue(userId: string): string {
    const now = Date.now();
    for (const [code, entry] of this.#codes) if (entry.until < now) this.#codes.delete(code);
    const code = randomBytes(32).toString('hex');
    this.#codes.set(code, { userId, until: now + LIFETIME_MS });
    return code;
  }

  /** The user of a code, once. */
  redeem(code: string): string | null {
    const entry = this.#codes.get(code);
    this.#codes.delete(code);
    return entry && entry.until >= Date.now() ? entry.userId : null;
  }
}
