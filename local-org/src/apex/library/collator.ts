/** System.Collator: text in the order of the user's language. */
import type { Runtime } from '../runtime/context.ts';
import { platformType } from '../runtime/type-ref.ts';
import { PlatformObject } from '../runtime/values/index.ts';
import { intlLocale } from './locale-format.ts';

export class CollatorValue extends PlatformObject {
  override readonly apexType = platformType('System.Collator');
  private readonly collator: Intl.Collator;

  constructor(locale: string) {
    super();
    this.collator = new Intl.Collator(intlLocale(locale));
  }
  compare(a: string | null, b: string | null): number {
    if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
    return this.collator.compare(a, b);
  }
}

export const collatorFunctions = {
  'System.Collator.getInstance()': (rt: Runtime) => new CollatorValue(rt.user.locale),
  'System.Collator.compare': (_rt: Runtime, self: CollatorValue, a: string | null, b: string | null) =>
    self.compare(a, b),
};
