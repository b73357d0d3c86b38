/** What every library function does with its arguments: null checks with the platform's words. */
import { ApexException } from '../runtime/exception.ts';

/** Throws System.NullPointerException `Argument 1 cannot be null` when the argument is null. Positions count from 1. */
export function required<T>(value: T | null | undefined, position = 1): T {
  if (value === null || value === undefined) {
    throw new ApexException('System.NullPointerException', `Argument ${position} cannot be null`);
  }
  return value;
}

/** The words most other null arguments are refused with. */
export function notNull<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) {
    throw new ApexException('System.NullPointerException', 'Argument cannot be null.');
  }
  return value;
}
