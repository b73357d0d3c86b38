/**
 * Rates that change with the date belong to Advanced Currency Management, which no org has before somebody switches it on for good (Help, "About
 * Advanced Currency Management"): the local org converts by the one rate of CurrencyType and keeps no others.
 */
import { Unsupported } from '../../engine/errors.ts';
import type { ObjectBehaviour } from './behaviour.ts';

export const datedConversionRate: ObjectBehaviour = {
  afterNewValues() {
    throw new Unsupported('DatedConversionRate', 'Advanced Currency Management is off: each currency has one rate');
  },
};
