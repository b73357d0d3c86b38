/**
 * Who is logged in. Kept in memory for speed and in the store for restarts; only hashes of the secrets are kept anywhere.
 * Session times use the machine's clock, not the org's: freezing the org's clock must not log people in or out.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a session is good for: API calls with a bearer token, Lightning pages, or the pages of one site. */
export type SessionKind = 'api' | 'lightning' | 'site';

export interface Session {
  /** SHA-256 of the token, hex. */
  readonly tokenHash: string;
  readonly userId: string;
  readonly kind: SessionKind;
  /** Site name for kind `site`. */
  readonly site: string | null;
  /** Compared with `X-CSRF-Token` on state-changing browser requests. */
  readonly csrfToken: string;
  readonly scope: string;
  readonly createdAt: number;
  /** Milliseconds since 1970; moved on with use. */
  lastUsedAt: number;
}

/** Keeps sessions beyond the process; implemented by engine operations. */
export interface SessionKeeper {
  save(session: Session): Promise<unknown>;
  remove(tokenHash: string): Promise<unknown>;
  /** Told when a session could not be kept that no request waits for. */
  failed(cause: unknown): void;
}

/** Session Settings, "Timeout value": two hours is the platform's default. */
export const SESSION_IDLE_MS = 2 * 60 * 60 * 1000;
/** A last-use time is written back only this often. */
const SAVE_USE_EVERY_MS = 5 * 60 * 1000;

/** The sessions of one org. */
export class Sessions {
  readonly #byHash = new Map<string, Session>();
  readonly #keeper: SessionKeeper;
  readonly #organizationId15: string;
  readonly #now: () => number;

  constructor(keeper: SessionKeeper, organizationId: string, kept: readonly Session[], now: () => number = Date.now) {
    this.#keeper = keeper;
    this.#organizationId15 = organizationId.slice(0, 15);
    this.#now = now;
    for (const session of kept) this.#byHash.set(session.tokenHash, session);
  }

  /** Opens a session. The token reads `<15-character org id>!<letters, digits, dots>`, the form clients check for. */
  async open(
    userId: string,
    kind: SessionKind,
    options: { readonly site?: string; readonly scope?: string } = {},
  ): Promise<{ readonly token: string; readonly session: Session }> {
    const token = `${this.#organizationId15}!${randomBytes(8).toString('hex')}.${randomBytes(32).toString('hex')}`;
    const now = this.#now();
    const session: Session = {
      tokenHash: hashOf(token),
      userId,
      kind,
      site: options.site ?? null,
      csrfToken: randomBytes(24).toString('hex'),
      scope: options.scope ?? '',
      createdAt: now,
      lastUsedAt: now,
    };
    this.#byHash.set(session.tokenHash, session);
    await this.#keeper.save(session);
    return { token, session };
  }

  /** The live session of a token, or null when unknown or idle for too long. */
  find(token: string): Session | null {
    const session = this.#byHash.get(hashOf(token));
    if (!session) return null;
    const now = this.#now();
    if (now - session.lastUsedAt > SESSION_IDLE_MS) {
      this.#byHash.delete(session.tokenHash);
      this.#keeper.remove(session.tokenHash).catch((cause: unknown) => this.#keeper.failed(cause));
      return null;
    }
    if (now - session.lastUsedAt > SAVE_USE_EVERY_MS) {
      session.lastUsedAt = now;
      // Nobody waits for it, and it may fail: while a job holds the store's lock for long, it is ended before it has its turn.
      this.#keeper.save(session).catch((cause: unknown) => this.#keeper.failed(cause));
    }
    return session;
  }

  /** Ends one session. */
  async close(token: string): Promise<void> {
    const hash = hashOf(token);
    if (this.#byHash.delete(hash)) await this.#keeper.remove(hash);
  }

  /** Ends all sessions of a user: after a new password or a deactivation. */
  async closeAllOf(userId: string): Promise<void> {
    for (const session of [...this.#byHash.values()]) {
      if (session.userId !== userId) continue;
      this.#byHash.delete(session.tokenHash);
      await this.#keeper.remove(session.tokenHash);
    }
  }
}

/** SHA-256 of a secret, hex. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whether two secrets are equal, in time that does not depend on where they differ. */
export function sameSecret(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(one)), Buffer.from(hashOf(other)));
}
