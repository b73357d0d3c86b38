/**
 * The notation of the hand-kept part of the standard-object catalogue. A field is one line:
 * `type(length or precision, scale) flag flag ref(Target) = value; Default*; api|Label`.
 *
 * Flags: `req` a client must give it · `sys` neither createable nor updateable · `fixed` createable only · `auto` the platform fills it
 * · `null` may be absent · `unique` · `exact` case-sensitive · `xid` external id · `name` · `md` master-detail · `cascade` / `restrict` what deleting the
 * parent does (else the lookup is cleared) · `in(Compound)` · `open` an unrestricted picklist (the rule for standard picklists).
 */
import type { FieldType, ObjectKind, SharingModel } from '../types.ts';

/** What is known by hand about a standard object, on top of the generated facts. */
export interface StandardObject {
  /** Key prefix. Prefixes that start with `s` are local: the platform's own is not documented. */
  readonly prefix: string;
  readonly label?: string;
  readonly plural?: string;
  readonly kind?: ObjectKind;
  /** Internal and external organisation-wide default of a new org; absent: no record sharing. */
  readonly sharing?: readonly [SharingModel, SharingModel];
  /** Which of create, update, delete clients may do; default all three. */
  readonly verbs?: string;
  readonly searchable?: boolean;
  readonly virtual?: true;
  /** Facts of an object that the generated ones do not have, in their notation. */
  readonly facts?: { readonly fields: string; readonly parents: string; readonly children: string };
  /** The object may have record types, but the facts come from an org where it had none. */
  readonly recordTypes?: true;
  /** Field name → field line; overrides the type guessed from the name. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Reference field → child relationship name seen from the parent, where the facts leave it open. `Field>Parent` for one of several parents. */
  readonly childNames?: Readonly<Record<string, string>>;
}

export interface PicklistSpec {
  readonly value: string;
  readonly label: string;
  readonly isDefault: boolean;
}

/** A parsed field line. */
export interface FieldSpec {
  readonly type: FieldType;
  readonly size: readonly number[];
  readonly flags: ReadonlySet<string>;
  readonly referenceTo: readonly string[];
  readonly compound?: string;
  readonly picklist?: readonly PicklistSpec[];
}

const fieldTypes: ReadonlySet<string> = new Set<FieldType>([
  'id',
  'string',
  'textarea',
  'longtextarea',
  'richtextarea',
  'encryptedstring',
  'boolean',
  'int',
  'double',
  'currency',
  'percent',
  'date',
  'datetime',
  'time',
  'picklist',
  'multipicklist',
  'reference',
  'email',
  'phone',
  'url',
  'autonumber',
  'location',
  'address',
  'base64',
  'anyType',
  'junctionidlist',
  'complexvalue',
  'combobox',
]);
const flagNames: ReadonlySet<string> = new Set(
  'req sys fixed auto null unique exact xid name md cascade restrict open'.split(' '),
);

function isFieldType(text: string): text is FieldType {
  return fieldTypes.has(text);
}

/** Parses one field line; throws on anything that is not in the notation. */
export function parseFieldSpec(line: string): FieldSpec {
  const [head = '', values] = line.split(/ = /, 2);
  const flags = new Set<string>();
  let type: FieldType | undefined;
  let size: readonly number[] = [];
  let referenceTo: readonly string[] = [];
  let compound: string | undefined;
  for (const word of head.match(/\w+(?:\([^)]*\))?/g) ?? []) {
    const [, name = '', argument] = /^(\w+)(?:\(([^)]*)\))?$/.exec(word) ?? [];
    if (name === 'ref') {
      type = 'reference';
      referenceTo = (argument ?? '').split(',').map((target) => target.trim());
    } else if (name === 'in' && argument !== undefined) compound = argument;
    else if (isFieldType(name)) {
      type = name;
      if (argument !== undefined) size = argument.split(',').map(Number);
    } else if (flagNames.has(name)) flags.add(name);
    else throw new Error(`Unknown word ${word} in the field line "${line}"`);
  }
  if (!type) throw new Error(`No type in the field line "${line}"`);
  return {
    type,
    size,
    flags,
    referenceTo,
    ...(compound === undefined ? {} : { compound }),
    ...(values === undefined ? {} : { picklist: values.split(';').map(parsePicklistValue) }),
  };
}

function parsePicklistValue(text: string): PicklistSpec {
  const trimmed = text.trim();
  const isDefault = trimmed.endsWith('*');
  const [value = '', label] = (isDefault ? trimmed.slice(0, -1) : trimmed).split('|');
  return { value, label: label ?? value, isDefault };
}
