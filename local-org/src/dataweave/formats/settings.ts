/** Properties of a reader or writer, by name. */
import { failure } from '../errors.ts';
import type { FormatProperty } from '../parser/index.ts';

export class Settings {
  private readonly values: ReadonlyMap<string, string | number | boolean>;

  constructor(properties: readonly FormatProperty[]) {
    this.values = new Map(properties.map(({ name, value }) => [name, value]));
  }

  text(name: string, initial: string): string {
    const value = this.values.get(name);
    return value === undefined ? initial : String(value);
  }

  flag(name: string, initial: boolean): boolean {
    const value = this.values.get(name);
    if (value === undefined) return initial;
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw failure(`The property ${name} must be true or false`);
  }

  number(name: string, initial: number): number {
    const value = Number(this.values.get(name) ?? initial);
    if (!Number.isInteger(value)) throw failure(`The property ${name} must be a whole number`);
    return value;
  }

  /** True when `skipNullOn` names this place or `everywhere`. */
  skipsNull(place: string): boolean {
    const value = this.text('skipNullOn', '').trim();
    return value === place || value === 'everywhere';
  }
}
