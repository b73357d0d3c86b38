/** Values that need a box under static type Object, enum constants, ids, and the base of the platform's own objects. */
import { ApexException } from '../exception.ts';
import type { TypeRef } from '../type-ref.ts';

/** A Double under static type Object (a bare number there is an Integer). */
export class BoxedDouble {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** An Id under static type Object (a bare string there is a String). Always 18 characters. */
export class BoxedId {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}

/** One enum constant; one object per constant. */
export class EnumValue {
  readonly type: TypeRef;
  readonly name: string;
  readonly ordinal: number;
  constructor(type: TypeRef, name: string, ordinal: number) {
    this.type = type;
    this.name = name;
    this.ordinal = ordinal;
  }
}

/** An object of a platform class (`System.HttpRequest`, `Schema.DescribeFieldResult`): knows its type, and how it prints and compares. */
export abstract class PlatformObject {
  abstract readonly apexType: TypeRef;

  /** What String.valueOf gives. */
  toText(): string {
    return this.apexType.name.replace(/^System\./, '');
  }

  /** Same value, for `==`, `equals`, sets and maps; identity unless a subclass says otherwise. */
  equalTo(other: unknown): boolean {
    return this === other;
  }

  /** Text that is equal for equal values, or undefined for identity. */
  keyText(): string | undefined {
    return undefined;
  }
}

const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const ID_15 = /^[a-zA-Z0-9]{15}$/;
const ID_18 = /^[a-zA-Z0-9]{18}$/;

/** The three characters that make a 15-character id safe under case folding. */
function checksumOf(id15: string): string {
  let suffix = '';
  for (let block = 0; block < 3; block += 1) {
    let bits = 0;
    for (let at = 0; at < 5; at += 1) {
      const char = id15[block * 5 + at] ?? '';
      if (char >= 'A' && char <= 'Z') bits |= 1 << at;
    }
    suffix += CHECKSUM[bits] ?? '';
  }
  return suffix;
}

/**
 * The 18-character form of an id of 15 or 18 characters; undefined when the text has no form of an id. The last three characters are not
 * checked: `001000000000000001` is an Id (Click-to-Cloud/R.apex, RTest.toSetTest; codefriar/ApexKit, SObjectFactory).
 */
export function idForm(text: string): string | undefined {
  if (ID_15.test(text)) return text + checksumOf(text);
  if (!ID_18.test(text)) return undefined;
  return text.slice(0, 15) + checksumOf(text.slice(0, 15)) === text ? text : (restoreCase(text) ?? text);
}

/** An 18-character id whose case was lost: the checksum tells which letters were capitals. */
function restoreCase(text: string): string | undefined {
  const suffix = text.slice(15).toUpperCase();
  let restored = '';
  for (let at = 0; at < 15; at += 1) {
    const bits = CHECKSUM.indexOf(suffix[Math.floor(at / 5)] ?? '');
    if (bits < 0) return undefined;
    const char = text[at] ?? '';
    restored += (bits >> (at % 5)) & 1 ? char.toUpperCase() : char.toLowerCase();
  }
  return checksumOf(restored) === suffix ? restored + suffix : undefined;
}

/** Converts text to an Id as an assignment does; throws System.StringException `Invalid id: …`. */
export function toId(text: string): string {
  const id = idForm(text);
  if (id === undefined) throw new ApexException('System.StringException', `Invalid id: ${text}`);
  return id;
}
