/**
 * What the averages of made-up customers rest on. It is not drawn but spread evenly, so that a few thousand customers have the averages already
 * (PLU-10 allows 0.01 at 1.5): each hundred customers of a country has each segment as often as asked, and what is asked of a segment follows
 * sequences that fill the range below one evenly (multiples of an irrational number: L. Kuipers, H. Niederreiter, Uniform Distribution of
 * Sequences, 1974, chapter 2.3). The seed decides the order and where the sequences start.
 */
import { randomOf } from '../proof/fuzzed-identifiers.ts';
import type { Segment } from './consumption.ts';

/** Of a hundred customers: a million business customers to four million households (UP-79), some of them key customers. */
const OF_A_HUNDRED: readonly (readonly [Segment, number])[] = [
  ['Key', 2],
  ['Corporate', 18],
  ['Residential', 80],
];
/** Steps that reach each of a hundred places. */
const STEPS = [3, 7, 11, 13, 17, 19, 23, 27, 29, 31, 33, 37, 39, 41, 43, 47];
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** A customer's place among those of the same kind; the numbers lie below one. */
export interface Place {
  readonly segment: Segment;
  /** Decides how many sites there are. */
  readonly sites: number;
  /** Decides the services of a site, counted from 0. */
  readonly servicesOf: (site: number) => number;
}

/** The place of the customer who is `number` in the country with the number `country` of `countries`. */
export function placeOf(seed: number, country: number, countries: number, number: number): Place {
  const hundred = Math.floor(number / 100) * countries + country;
  const order = randomOf(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(hundred + 1, 0xc2b2ae35));
  order();
  const step = STEPS[Math.floor(order() * STEPS.length)] ?? 1;
  const [segment, among] = segmentAt((number * step + Math.floor(order() * 100)) % 100, hundred);
  const start = randomOf(Math.imul(seed + 1, 0x85ebca6b));
  const services = start() + among * GOLDEN;
  return {
    segment,
    sites: (start() + among * Math.SQRT2) % 1,
    servicesOf: (site) => (services + site * GOLDEN) % 1,
  };
}

/** The segment of a place in a hundred, and how many of the segment stand before it. */
function segmentAt(place: number, hundred: number): readonly [Segment, number] {
  let first = 0;
  for (const [segment, count] of OF_A_HUNDRED) {
    if (place < first + count) return [segment, hundred * count + place - first];
    first += count;
  }
  throw new RangeError(`A hundred has no place ${place}`);
}
