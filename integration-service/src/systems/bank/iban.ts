/** International bank account numbers (ISO 13616): checked before they go into a payment file, masked wherever people look. */
import { checkIban, isSepaAccount } from '../../trade/identifiers/index.ts';

/** The IBAN without what people write between its groups, in capital letters: the form that payment files carry. */
export function electronicIban(iban: string): string {
  return checkIban(iban).value;
}

/** Whether a direct debit can name this account: a SEPA country, its length and characters, and check digits that fit. */
export function isSepaIban(iban: string): boolean {
  return isSepaAccount(iban);
}

/** Country and last four characters, for people's eyes. */
export function maskedIban(iban: string): string {
  const text = electronicIban(iban);
  return `${text.slice(0, 2)}…${text.slice(-4)}`;
}
