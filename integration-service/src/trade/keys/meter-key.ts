/** Names of meters. Twin of MeterIdentity.key in Apex; both are proved by tests/vectors/keys.json. */

const UNKNOWN_MAKER = 'UNKNOWN';

/**
 * For example ESY:11600001; the first colon parts maker and serial. Serials repeat across makers, and leading zeros count.
 * A maker that nobody told is UNKNOWN: such a key is provisional until the market register names the maker.
 */
export function meterKey(manufacturer: string | null, serial: string): string {
  const maker = (manufacturer ?? '').trim().toUpperCase().replaceAll(':', ' ');
  return `${maker === '' ? UNKNOWN_MAKER : maker}:${serial.trim()}`;
}
