/** Which platform objects may be part of a job's state, and how they are written as text. Classes register themselves where they are declared. */
import type { PlatformObject } from './values/index.ts';

/** Turns a value into its written form and back. */
export type Encode = (value: unknown) => unknown;
export type Decode = (written: unknown) => unknown;

interface Kind {
  readonly holds: (object: PlatformObject) => boolean;
  readonly write: (object: PlatformObject, encode: Encode) => unknown;
  readonly read: (written: unknown, decode: Decode) => PlatformObject;
}

const kinds = new Map<string, Kind>();

/** Says how objects of a class are written (`tag` names them in the text) and made again. */
export function keepInJobs<T extends PlatformObject>(
  tag: string,
  type: new (...args: never[]) => T,
  forms: {
    readonly write: (object: T, encode: Encode) => unknown;
    readonly read: (written: unknown, decode: Decode) => T;
  },
): void {
  kinds.set(tag, {
    holds: (object) => object instanceof type,
    write: (object, encode) => forms.write(object as T, encode),
    read: forms.read,
  });
}

/** Tag and written form; undefined when the object has none. */
export function writeState(object: PlatformObject, encode: Encode): readonly [string, unknown] | undefined {
  for (const [tag, kind] of kinds) if (kind.holds(object)) return [tag, kind.write(object, encode)];
  return undefined;
}

export function readState(tag: string, written: unknown, decode: Decode): PlatformObject {
  const kind = kinds.get(tag);
  if (kind === undefined) throw new Error(`Unknown kind ${tag} of platform object in the state of a job`);
  return kind.read(written, decode);
}
