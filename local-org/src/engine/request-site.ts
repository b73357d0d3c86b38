/** The site a request came through, for code that runs in its transaction. */
import type { Transaction } from './ports.ts';

const SITE = Symbol('request site');

/** Remembers the site's name for the transaction; null outside of sites. */
export function enterSite(transaction: Transaction, site: string | null): void {
  transaction.state(SITE, () => site);
}

/** Name of the site (`Customer_Portal`) the transaction's request came through, or null. */
export function requestSite(transaction: Transaction): string | null {
  return transaction.state<string | null>(SITE, () => null);
}
