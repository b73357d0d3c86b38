/**
 * Mail of the org: a message is part of the transaction that sends it, lies in a private table that only an administrator of the local org
 * reads (`GET /local/mail`), and is handed to a relay after commit when there is one (engine/mail-relay.ts).
 */
import { readSetting, writeSetting } from '../store/index.ts';
import type { OutgoingMail, Store } from './ports.ts';

export type RelayState = 'none' | 'waiting' | 'sent' | 'failed';

/** A message as it is kept. */
export interface KeptMail extends OutgoingMail {
  readonly id: number;
  /** Stable `Message-ID`: the same in every attempt, so that a receiver recognises a repeated one. */
  readonly messageId: string;
  /** ISO 8601, by the org's clock. */
  readonly sentAt: string;
  readonly relay: { readonly state: RelayState; readonly attempts: number; readonly error: string | null };
}

/** SQL of the private table. */
export const MAIL_TABLE = `
  CREATE TABLE IF NOT EXISTS _outgoing_mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL, sent_at TEXT NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL,
    relay TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, not_before INTEGER NOT NULL DEFAULT 0, error TEXT);
  CREATE INDEX IF NOT EXISTS _outgoing_mail_relay ON _outgoing_mail (relay, not_before);
`;

const RELAY_SETTING = 'mailRelay';

/** Says whether a relay is there. Messages sent without one stay in the org for good: nobody expects last month's mail. */
export function useRelay(store: Store, used: boolean): void {
  writeSetting(store, RELAY_SETTING, String(used));
}

/** Keeps a message in the running transaction, which must have begun. `now` is the org's clock. */
export function keepMail(store: Store, mail: OutgoingMail, now: number): void {
  const { kind, ...message } = mail;
  const messageId = `<${crypto.randomUUID()}@${domainOf(mail.from.address)}>`;
  store.run(
    'INSERT INTO _outgoing_mail (message_id, sent_at, kind, message, relay) VALUES (?, ?, ?, ?, ?)',
    messageId,
    new Date(now).toISOString(),
    kind,
    JSON.stringify(message),
    readSetting(store, RELAY_SETTING) === 'true' ? 'waiting' : 'none',
  );
}

/** The newest messages first. */
export function keptMail(store: Store, limit: number): readonly KeptMail[] {
  return store.all('SELECT * FROM _outgoing_mail ORDER BY id DESC LIMIT ?', limit).map(kept);
}

/** Addresses of the messages that Apex has sent since that instant (ISO 8601), each as often as it was mailed. */
export function mailedByApex(store: Store, since: string): readonly string[] {
  return store
    .all("SELECT * FROM _outgoing_mail WHERE kind = 'apex' AND sent_at >= ?", since)
    .map(kept)
    .flatMap(({ to, cc, bcc }) => [...to, ...cc, ...bcc]);
}

/** Messages that wait for the relay and are due at `now` (milliseconds, the machine's clock), and when the next one will be. */
export function mailToRelay(
  store: Store,
  now: number,
  limit: number,
): { readonly mails: readonly KeptMail[]; readonly nextAt: number | null } {
  const mails = store
    .all(
      "SELECT * FROM _outgoing_mail WHERE relay = 'waiting' AND not_before <= ? ORDER BY not_before, id LIMIT ?",
      now,
      limit,
    )
    .map(kept);
  const next = store.get(
    "SELECT min(not_before) AS at FROM _outgoing_mail WHERE relay = 'waiting' AND not_before > ?",
    now,
  );
  return { mails, nextAt: next?.['at'] === null || next === undefined ? null : Number(next['at']) };
}

/** What became of an attempt; `notBefore` is when a waiting message is tried again. */
export function markRelay(
  store: Store,
  id: number,
  outcome: { readonly state: 'waiting' | 'sent' | 'failed'; readonly error: string | null; readonly notBefore: number },
): void {
  store.run(
    'UPDATE _outgoing_mail SET relay = ?, error = ?, not_before = ?, attempts = attempts + 1 WHERE id = ?',
    outcome.state,
    outcome.error,
    outcome.notBefore,
    id,
  );
}

function kept(row: ReturnType<Store['all']>[number]): KeptMail {
  const message = JSON.parse(String(row['message'])) as Omit<OutgoingMail, 'kind'>;
  return {
    id: Number(row['id']),
    messageId: String(row['message_id']),
    sentAt: String(row['sent_at']),
    kind: String(row['kind']) as OutgoingMail['kind'],
    ...message,
    relay: {
      state: String(row['relay']) as RelayState,
      attempts: Number(row['attempts']),
      error: row['error'] === null ? null : String(row['error']),
    },
  };
}

function domainOf(address: string): string {
  return /@([\w.-]+)$/.exec(address)?.[1] ?? 'local-org.example';
}
