/** Telephone numbers that regulators keep for films and books: whoever calls one of them by mistake reaches nobody. */
import type { SeedCountry } from './identifiers.ts';

interface Range {
  /** International form up to the digits that count. */
  readonly start: string;
  readonly digits: number;
}

/** Countries that are not here have no such numbers; their customers have no number. */
const RANGES: Readonly<Partial<Record<SeedCountry, readonly Range[]>>> = {
  // Bundesnetzagentur, Mitteilung 148/2021 (Amtsblatt 7/2021): a thousand numbers each in Berlin, Frankfurt, Hamburg, Cologne and Munich.
  DE: ['+49 30 23125', '+49 69 90009', '+49 40 66969', '+49 221 4710', '+49 89 99998'].map((start) => ({
    start,
    digits: 3,
  })),
  // Arcep, decision 2018-0881, national numbering plan: numbers for audiovisual works.
  FR: [{ start: '+33 6 3998', digits: 4 }],
  // Ofcom, telephone numbers for use in TV and radio drama programmes: mobile numbers, and those of no area.
  GB: ['+44 7700 900', '+44 1632 960'].map((start) => ({ start, digits: 3 })),
};

/** A number for somebody; empty where the country keeps none. There are few: many customers share one. */
export function phoneOf(country: SeedCountry, turn: number): string {
  const ranges = RANGES[country] ?? [];
  const range = ranges[turn % ranges.length];
  if (range === undefined) return '';
  const count = Math.floor(turn / ranges.length) % 10 ** range.digits;
  return range.start + String(count).padStart(range.digits, '0');
}
