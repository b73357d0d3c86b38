/** Check characters by their published algorithms. Every text is normalised and has the right shape already. */

const EIC_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-';
const CUPS_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const MPAN_WEIGHTS = [3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43];

const digitsOf = (text: string): readonly number[] => [...text].map(Number);

/** Sum of digits times weights. */
export function weighted(text: string, weights: readonly number[]): number {
  return digitsOf(text).reduce((sum, digit, index) => sum + digit * (weights[index] ?? 0), 0);
}

/** Remainder of a long number. */
export function remainder(digits: string, divisor: number): number {
  return digitsOf(digits).reduce((rest, digit) => (rest * 10 + digit) % divisor, 0);
}

/** ISO 7064 MOD 97-10 of letters (A = 10 … Z = 35) and digits: 1 for a valid IBAN, LEI or creditor identifier. */
export function mod97(text: string): number {
  return remainder([...text].map((character) => String(parseInt(character, 36))).join(''), 97);
}

/** GS1 check digit: weights 3 and 1 from the right (GS1 General Specifications 7.9.1). */
export function gs1Digit(body: string): number {
  const sum = digitsOf(body).reduce(
    (total, digit, index) => total + digit * ((body.length - index) % 2 === 1 ? 3 : 1),
    0,
  );
  return (10 - (sum % 10)) % 10;
}

/** Luhn check digit (ISO/IEC 7812-1 annex B). */
export function luhnDigit(body: string): number {
  const sum = digitsOf(body).reduce((total, digit, index) => {
    const product = (body.length - index) % 2 === 1 ? digit * 2 : digit;
    return total + (product > 9 ? product - 9 : product);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

/** ISO 7064 MOD 11,10 check digit: German VAT ids. */
export function mod1110Digit(body: string): number {
  const product = digitsOf(body).reduce((check, digit) => {
    const sum = (check + digit) % 10;
    return ((sum === 0 ? 10 : sum) * 2) % 11;
  }, 10);
  return (11 - product) % 10;
}

/** EIC check character (ENTSO-E, EIC Reference Manual, annex): may come out as a hyphen, which no valid code has. */
export function eicCharacter(body: string): string {
  const sum = [...body].reduce((total, character, index) => total + (16 - index) * EIC_ALPHABET.indexOf(character), 0);
  return EIC_ALPHABET.charAt(36 - ((((sum - 1) % 37) + 37) % 37));
}

/** The two letters behind the sixteen digits of a Spanish CUPS (BOE, Resolución of 2002) and, observed, of a Portuguese CPE. */
export function cupsLetters(sixteenDigits: string): string {
  const rest = remainder(sixteenDigits, 529);
  return CUPS_LETTERS.charAt(Math.floor(rest / 23)) + CUPS_LETTERS.charAt(rest % 23);
}

/** Check digit of an MPAN core: primes without 11, modulo 11, modulo 10 (Elexon, MPAN check digit). */
export function mpanDigit(twelveDigits: string): number {
  return (weighted(twelveDigits, MPAN_WEIGHTS) % 11) % 10;
}

/** The last two digits of an MPRN: weights from the body's length down to one, modulo 11. */
export function mprnDigits(body: string): string {
  const weights = [...body].map((_, index) => body.length - index);
  return String(weighted(body, weights) % 11).padStart(2, '0');
}

/** Check digit of a MaLo-ID: odd places once, even places twice, up to the next ten (BDEW, Identifikatoren in der Marktkommunikation). */
export function marketLocationDigit(tenDigits: string): number {
  return (10 - (weighted(tenDigits, [1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 10)) % 10;
}
