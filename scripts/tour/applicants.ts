/** People who sign up on a tour: invented, each with market locations that nobody has used before. */
import { randomInt } from 'node:crypto';

export interface Applicant {
  readonly salutation: 'Ms' | 'Mr';
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly street: string;
  readonly houseNumber: string;
  readonly postalCode: string;
  readonly city: string;
  readonly electricityMarketLocation: string;
  readonly gasMarketLocation: string;
  readonly iban: string;
  /** YYYY-MM-DD */
  readonly desiredStart: string;
}

const START_IN_DAYS = 10;

/** An applicant whose name carries a number, so that several tours on one system can be told apart. */
export function newApplicant(firstName: string, today: Date): Applicant {
  const tag = String(randomInt(1_000_000)).padStart(6, '0');
  return {
    salutation: 'Ms',
    firstName,
    lastName: `Größe-${tag}`,
    email: `${firstName.toLowerCase()}.${tag}@example.com`,
    street: 'Am Deich',
    houseNumber: String(1 + randomInt(900)),
    postalCode: '20095',
    city: 'Hamburg',
    electricityMarketLocation: newMarketLocation(),
    gasMarketLocation: newMarketLocation(),
    iban: newIban(),
    desiredStart: new Date(today.getTime() + START_IN_DAYS * 86_400_000).toISOString().slice(0, 10),
  };
}

/** A random market location id with a right check digit (the rule: see the simulator's market-location.ts). */
export function newMarketLocation(): string {
  const body = `5${String(randomInt(1_000_000_000)).padStart(9, '0')}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 2), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** A random German account number with right check digits (ISO 13616: the digits after the check, then 1314 for DE and 00, modulo 97). */
export function newIban(): string {
  const account = `37040044${String(randomInt(1_000_000_000)).padStart(10, '0')}`;
  const check = 98n - (BigInt(`${account}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${account}`;
}
