/** Constants of System.StatusCode. */
import { platformType } from '../runtime/type-ref.ts';
import { EnumValue, platformEnumValues } from '../runtime/values/index.ts';

const others = new Map<string, EnumValue>();

/** The constant of that name; codes newer than the signature file are constants too. */
export function statusCode(name: string): EnumValue {
  const known = platformEnumValues('System.StatusCode')?.find((value) => value.name === name) ?? others.get(name);
  if (known) return known;
  const made = new EnumValue(platformType('System.StatusCode'), name, -1);
  others.set(name, made);
  return made;
}
