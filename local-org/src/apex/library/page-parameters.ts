import { Types, mapOf } from '../runtime/type-ref.ts';
import { ApexMap } from '../runtime/values/index.ts';

const compareNames = (one: string, other: string): number => (one.toLowerCase() < other.toLowerCase() ? -1 : 1);

/**
 * The parameters of a page: names are found in any case, keep the case of their first writing and stand in the order of the alphabet.
 * Source: Apex Reference, "PageReference Class", getParameters(): "Parameter keys are case-insensitive"; salesforce.stackexchange.com
 * 202636; the order: SalesforceLabs/survey-force, GettingStartedController_Test.
 */
export class PageParameters extends ApexMap {
  constructor(query: string) {
    super(mapOf(Types.String, Types.String));
    for (const [name, value] of new URLSearchParams(query)) this.put(name, value);
  }

  override get(key: unknown): unknown {
    return super.get(this.#written(key));
  }

  override has(key: unknown): boolean {
    return super.has(this.#written(key));
  }

  override put(key: unknown, value: unknown): unknown {
    return super.put(this.#written(key), value);
  }

  override remove(key: unknown): unknown {
    return super.remove(this.#written(key));
  }

  override entries(): (readonly [unknown, unknown])[] {
    return super.entries().sort(([one], [other]) => compareNames(String(one), String(other)));
  }

  override keys(): unknown[] {
    return this.entries().map(([name]) => name);
  }

  override values(): unknown[] {
    return this.entries().map(([, value]) => value);
  }

  #written(key: unknown): unknown {
    if (typeof key !== 'string' || super.has(key)) return key;
    return this.keys().find((one) => typeof one === 'string' && one.toLowerCase() === key.toLowerCase()) ?? key;
  }
}
