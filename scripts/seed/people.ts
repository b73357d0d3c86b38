/** Names, mail addresses and telephone numbers of customers and of their contacts. */
import type { SeedCustomer } from './customers.ts';
import type { LanguageNames } from './language-names.ts';
import { phoneOf } from './phones.ts';
import { namesAt, PLACES } from './places.ts';

export interface PersonName {
  readonly first: string;
  readonly last: string;
}

const pick = (words: readonly string[], share: number): string => words[Math.floor(share * words.length)] ?? '';

/** The names of the place where the customer's first site lies. */
function namesOf({ country, sites }: SeedCustomer): LanguageNames {
  return namesAt(country, sites[0]?.number ?? 0);
}

/** The person of a household. */
export function personOf(customer: SeedCustomer): PersonName {
  const { firstNames, lastNames } = namesOf(customer);
  return { first: pick(firstNames, customer.names[0]), last: pick(lastNames, customer.names[1]) };
}

/** The name of a business; its number keeps names apart. */
export function companyName(customer: SeedCustomer): string {
  const { company } = PLACES[customer.country];
  return `${pick(namesOf(customer).trades, customer.names[0])} ${personOf(customer).last} ${customer.index} ${company}`;
}

/** The contact with a number (from 0) of a business. */
export function contactOf(customer: SeedCustomer, number: number): PersonName {
  const { firstNames, lastNames } = namesOf(customer);
  const [first, second] = customer.names;
  return {
    first: pick(firstNames, (second + number * 0.27) % 1),
    last: pick(lastNames, (first + number * 0.37) % 1),
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

/** The number of a household, or of a business's contact with a number. */
export function phoneOfPerson({ country, sites }: SeedCustomer, number = 0): string {
  return phoneOf(country, (sites[0]?.number ?? 0) + number);
}
