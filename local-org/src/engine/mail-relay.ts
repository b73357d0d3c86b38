/**
 * Hands the org's mail to an SMTP server: what a real org does by itself or through an e-mail relay set up in it. Lives on the HTTP thread;
 * the messages lie in the store and survive a restart, and no transaction ever waits for or fails by the server.
 */
import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type { KeptMail } from './mail.ts';
import type { Caller } from './messages.ts';
import type { EnginePool } from './pool.ts';

const AT_ONCE = 20;
const TIMEOUT_MS = 15_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 300_000;
/** About four days of five minutes each, as mail servers do. */
const MOST_ATTEMPTS = 1000;
const PAUSE_AFTER_FAILURE_MS = 5000;
const PATIENCE_AT_STOP_MS = 3000;

export interface MailRelayOptions {
  /** `smtp://host:port`, with a name and password where the server wants them. */
  readonly url: string;
  readonly pool: Pick<EnginePool, 'run'>;
  readonly caller: Caller;
  readonly report: (where: string, cause: unknown) => void;
}

/** Sends what waits, one after the other; `wake` after every commit that sent mail. */
export class MailRelay {
  readonly #options: MailRelayOptions;
  readonly #transport;
  #timer: NodeJS.Timeout | null = null;
  #wakesAt = Number.POSITIVE_INFINITY;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(options: MailRelayOptions) {
    this.#options = options;
    this.#transport = createTransport({
      url: options.url,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
    });
  }

  /** Mail was sent, or it is time to try again. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => (this.#running = null));
  }

  /** Resolves when the message that is being sent is through; one that a silent server holds up is sent again at the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#clearTimer();
    if (this.#running) await Promise.race([this.#running, setTimeout(PATIENCE_AT_STOP_MS, null, { ref: false })]);
    this.#transport.close();
  }

  async #run(): Promise<void> {
    this.#clearTimer();
    const { pool, caller } = this.#options;
    try {
      while (this.#again && !this.#isStopped()) {
        this.#again = false;
        const { mails, nextAt } = await pool.run('mailToRelay', { now: Date.now(), limit: AT_ONCE }, caller);
        for (const mail of mails) {
          if (this.#isStopped()) return;
          await this.#send(mail);
        }
        if (mails.length === AT_ONCE) this.#again = true;
        if (nextAt !== null) this.#sleep(nextAt - Date.now());
      }
    } catch (cause) {
      if (this.#stopped) return;
      this.#options.report('mail relay', cause);
      this.#sleep(PAUSE_AFTER_FAILURE_MS);
    }
  }

  async #send(mail: KeptMail): Promise<void> {
    const { pool, caller } = this.#options;
    try {
      await this.#transport.sendMail({
        messageId: mail.messageId,
        date: new Date(mail.sentAt),
        from: { name: mail.from.name ?? '', address: mail.from.address },
        to: [...mail.to],
        cc: [...mail.cc],
        bcc: [...mail.bcc],
        subject: mail.subject,
        // Nothing of a message may make the relay read files or addresses of this machine.
        disableFileAccess: true,
        disableUrlAccess: true,
        ...(mail.replyTo === null ? {} : { replyTo: mail.replyTo }),
        ...(mail.text === null ? {} : { text: mail.text }),
        ...(mail.html === null ? {} : { html: mail.html }),
      });
    } catch (cause) {
      const attempts = mail.relay.attempts + 1;
      const state = isFinal(cause) || attempts >= MOST_ATTEMPTS ? 'failed' : 'waiting';
      const notBefore = Date.now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 20));
      const error = cause instanceof Error ? cause.message : String(cause);
      this.#options.report(`mail ${mail.messageId}`, cause);
      await pool.run('mailRelayed', { id: mail.id, state, error, notBefore }, caller);
      if (state === 'waiting') this.#sleep(notBefore - Date.now());
      return;
    }
    await pool.run('mailRelayed', { id: mail.id, state: 'sent', error: null, notBefore: 0 }, caller);
  }

  /** The earliest of several times counts. */
  #sleep(milliseconds: number): void {
    const wakesAt = Date.now() + Math.max(0, milliseconds);
    if (this.#stopped || wakesAt >= this.#wakesAt) return;
    this.#clearTimer();
    this.#wakesAt = wakesAt;
    this.#timer = startTimer(() => this.wake(), wakesAt - Date.now());
    this.#timer.unref();
  }

  /** A method, because it changes while something is awaited. */
  #isStopped(): boolean {
    return this.#stopped;
  }

  #clearTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#wakesAt = Number.POSITIVE_INFINITY;
  }
}

/** RFC 5321, 4.2.1: replies from 500 on are final, those from 400 on may be tried again; no reply at all may be, too. */
function isFinal(cause: unknown): boolean {
  const code = cause instanceof Error && 'responseCode' in cause ? Number(cause.responseCode) : 0;
  return code >= 500;
}
