/** Names and mail addresses of customers and of their contacts. */
import type { SeedCustomer } from './customers.ts';
import { PLACES } from './places.ts';

export interface PersonName {
  readonly first: string;
  readonly last: string;
}

const pick = (words: readonly string[], share: number): string => words[Math.floor(share * words.length)] ?? '';

/** The person of a household. */
export function personOf({ country, names }: SeedCustomer): PersonName {
  return { first: pick(PLACES[country].firstNames, names[0]), last: pick(PLACES[country].lastNames, names[1]) };
}

/** The name of a business; its number keeps names apart. */
export function companyName(customer: SeedCustomer): string {
  const { trades, company } = PLACES[customer.country];
  return `${pick(trades, customer.names[0])} ${personOf(customer).last} ${customer.index} ${company}`;
}

/** The contact with a number (from 0) of a business. */
export function contactOf({ country, names }: SeedCustomer, number: number): PersonName {
  const { firstNames, lastNames } = PLACES[country];
  return {
    first: pick(firstNames, (names[1] + number * 0.27) % 1),
    last: pick(lastNames, (names[0] + number * 0.37) % 1),
  };
}

/** The household's address; no other customer has it. */
export function householdMail({ reference }: SeedCustomer): string {
  return `${reference.toLowerCase()}@customers.example`;
}

/** The address of a business's contact; nobody else has it. */
export function contactMail({ reference }: SeedCustomer, number: number): string {
  return `${reference.toLowerCase()}.${number + 1}@customers.example`;
}
