/**
 * Record ids: 15 case-sensitive characters (3 key prefix, 2 instance, 1 reserved, 9 serial in base 62) and 3 check characters that
 * encode the case of the first 15, so that the 18-character form survives case-insensitive handling.
 * Source: Salesforce Help "Converting a 15 Character ID to an 18 Character ID" (three groups of five, one bit per capital letter).
 */
import type { Store } from '../engine/ports.ts';

/** In ASCII order, so that ids of one prefix sort in the order they were made. */
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checkAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
/** Instance characters of every id this org makes; any two would do. */
const instance = 'UP0';
const serialLength = 9;

const idShape = /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-5]{3})?$/;

/** The three check characters of a 15-character id. */
function checkCharacters(id15: string): string {
  let check = '';
  for (let group = 0; group < 3; group++) {
    let bits = 0;
    for (let place = 0; place < 5; place++) {
      const code = id15.charCodeAt(group * 5 + place);
      if (code >= 65 && code <= 90) bits |= 1 << place;
    }
    check += checkAlphabet.charAt(bits);
  }
  return check;
}

/** Restores the case of a 15-character id from its check characters; undefined when they are no check characters. */
function caseFromCheck(id18: string): string | undefined {
  let restored = '';
  for (let group = 0; group < 3; group++) {
    const bits = checkAlphabet.indexOf(id18.charAt(15 + group).toUpperCase());
    if (bits < 0) return undefined;
    for (let place = 0; place < 5; place++) {
      const character = id18.charAt(group * 5 + place);
      restored += bits & (1 << place) ? character.toUpperCase() : character.toLowerCase();
    }
  }
  return restored;
}

/** Whether the text has the shape of an id of 15 or 18 characters (the check characters must then agree up to case). */
export function isId(text: string): boolean {
  return to18(text) !== undefined;
}

/**
 * The canonical 18-character form of an id given with 15 or 18 characters; undefined when the text is no id. An 18-character id in
 * wrong case is repaired from its check characters, as the platform does.
 */
export function to18(id: string): string | undefined {
  if (!idShape.test(id)) return undefined;
  if (id.length === 15) return id + checkCharacters(id);
  const head = id.slice(0, 15);
  const check = id.slice(15);
  if (checkCharacters(head) === check) return id;
  const restored = caseFromCheck(id);
  if (restored === undefined) return undefined;
  const canonical = restored + checkCharacters(restored);
  return canonical.toLowerCase() === id.toLowerCase() ? canonical : undefined;
}

/** The 15-character form; undefined when the text is no id. */
export function to15(id: string): string | undefined {
  return to18(id)?.slice(0, 15);
}

/** The id with the given serial number; pure, used for well-known rows of a new org. */
export function idAt(prefix: string, serial: number): string {
  let text = '';
  let rest = serial;
  while (rest > 0) {
    text = base62.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  const id15 = prefix + instance + text.padStart(serialLength, '0');
  return id15 + checkCharacters(id15);
}

/**
 * The next id of a key prefix. Counters live in the store, inside the current transaction, so ids grow in insertion order across all
 * workers that share the file; a rolled-back transaction gives its numbers back.
 */
export function newId(store: Store, prefix: string): string {
  return idAt(prefix, takeSerials(store, prefix, 1));
}

/** The next ids of a key prefix in ascending order, drawn at once; see `newId`. */
export function newIds(store: Store, prefix: string, count: number): readonly string[] {
  if (count === 0) return [];
  const first = takeSerials(store, prefix, count) - count + 1;
  return Array.from({ length: count }, (_, place) => idAt(prefix, first + place));
}

/** The next number of a series that is no id, from 1; for names that must differ in any letter case, as base 62 does not. */
export function newSerial(store: Store, series: string): number {
  return takeSerials(store, series, 1);
}

/** Moves the counter on; gives the last of the numbers taken. */
function takeSerials(store: Store, prefix: string, count: number): number {
  const row = store.get(
    'INSERT INTO _ids (prefix, serial) VALUES (?1, ?2) ON CONFLICT (prefix) DO UPDATE SET serial = serial + ?2 RETURNING serial',
    prefix,
    count,
  );
  return Number(row?.['serial']);
}
