/** Standard objects and fields that the platform has and the local org has not, so that whatever names one is refused by that name. */
import { REFUSED_FIELDS, REFUSED_OBJECTS } from './generated/refused-names.ts';
import { standardCatalogue } from './standard.ts';

/** `AccountFeed` accompanies Account. */
const COMPANION = /(Share|Feed|History|ChangeEvent)$/i;

let objects: ReadonlySet<string> | undefined;
let fields: ReadonlyMap<string, ReadonlySet<string>> | undefined;

/** Whether the platform has a standard object of that name and the local org has not. */
export function isRefusedObject(name: string): boolean {
  objects ??= new Set(lines(REFUSED_OBJECTS).map((line) => line.toLowerCase()));
  const plain = name.toLowerCase();
  if (standardCatalogue().has(plain)) return false;
  const owner = plain.replace(COMPANION, '');
  return objects.has(plain) || (owner !== plain && (objects.has(owner) || standardCatalogue().has(owner)));
}

/** Whether the platform has that standard field of an object of the local org, and the local org has not. */
export function isRefusedField(objectName: string, fieldName: string): boolean {
  fields ??= new Map(
    lines(REFUSED_FIELDS).map((line) => {
      const [object = '', names = ''] = line.toLowerCase().split(':');
      return [object, new Set(names.split(' '))];
    }),
  );
  return fields.get(objectName.toLowerCase())?.has(fieldName.toLowerCase()) ?? false;
}

function lines(text: string): readonly string[] {
  return text.trim().split('\n');
}
