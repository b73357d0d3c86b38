/** Passwords as salted scrypt hashes, with the platform's default lock-out. */
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { Store } from './ports.ts';

/** Password Policies: ten wrong attempts lock a user out for fifteen minutes (the platform's defaults). */
const ATTEMPTS = 10;
const LOCKED_MS = 15 * 60 * 1000;
const SHORTEST = 8;
const KEY_LENGTH = 32;
/** About 15 ms on a laptop. */
const COST = { N: 16_384, r: 8, p: 1 };

export type PasswordCheck = 'right' | 'wrong' | 'locked' | 'none';

/** What a new password breaks: too short, no mix of letters and digits, holds the user name. */
export type PasswordFault = 'short' | 'mix' | 'username';

const FAULT_WORDS: Readonly<Record<PasswordFault, string>> = {
  short: `Your password must be at least ${SHORTEST} characters long.`,
  mix: 'Your password must have a mix of letters and numbers.',
  username: 'Your password cannot contain your user name.',
};

/** What is wrong with a new password, or null. Policy: the platform's default, eight characters with letters and digits. */
export function passwordFault(password: string, username: string): PasswordFault | null {
  if (password.length < SHORTEST) return 'short';
  if (!/[A-Za-z]/.test(password) || !/[0-9]/.test(password)) return 'mix';
  return password.toLowerCase().includes(username.toLowerCase()) ? 'username' : null;
}

/** The same in the platform's words. */
export function passwordProblem(password: string, username: string): string | null {
  const fault = passwordFault(password, username);
  return fault === null ? null : FAULT_WORDS[fault];
}

/** What is kept of a password, in hexadecimal. */
export interface HashedPassword {
  readonly salt: string;
  readonly hash: string;
}

/** Hashes a new password, which takes its time on purpose. */
export function hashPassword(password: string): HashedPassword {
  const salt = randomBytes(16);
  return { salt: salt.toString('hex'), hash: derive(password, salt).toString('hex') };
}

/** Stores a new password; earlier failures are forgotten. */
export function storePassword(store: Store, userId: string, { salt, hash }: HashedPassword, now: number): void {
  store.run(
    `INSERT INTO _passwords (user_id, salt, hash, changed_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (user_id) DO UPDATE SET salt = excluded.salt, hash = excluded.hash, changed_at = excluded.changed_at, failures = 0, locked_until = 0`,
    userId,
    salt,
    hash,
    now,
  );
}

/** Checks a password and counts failures. */
export function checkPassword(store: Store, userId: string, password: string, now: number): PasswordCheck {
  const row = store.get('SELECT salt, hash, failures, locked_until FROM _passwords WHERE user_id = ?', userId);
  if (!row) {
    // The same work as for a user who has one, so that the time tells nothing.
    derive(password, Buffer.alloc(16));
    return 'none';
  }
  if (Number(row['locked_until']) > now) return 'locked';
  const right = timingSafeEqual(
    derive(password, Buffer.from(String(row['salt']), 'hex')),
    Buffer.from(String(row['hash']), 'hex'),
  );
  if (right) {
    if (Number(row['failures']) > 0)
      store.run('UPDATE _passwords SET failures = 0, locked_until = 0 WHERE user_id = ?', userId);
    return 'right';
  }
  const failures = Number(row['failures']) + 1;
  const locks = failures >= ATTEMPTS;
  store.run(
    'UPDATE _passwords SET failures = ?, locked_until = ? WHERE user_id = ?',
    locks ? 0 : failures,
    locks ? now + LOCKED_MS : 0,
    userId,
  );
  return 'wrong';
}

function derive(password: string, salt: Buffer): Buffer {
  return scryptSync(password.normalize('NFKC'), salt, KEY_LENGTH, COST);
}
