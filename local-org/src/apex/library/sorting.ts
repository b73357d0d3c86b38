/** The order of `List.sort()`: natural order of primitives, `compareTo` of Comparable, fields of records. */
import { ApexObject } from '../runtime/class-info.ts';
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import {
  ApexDate,
  ApexDatetime,
  ApexSObject,
  ApexTime,
  BoxedDouble,
  BoxedId,
  Decimal,
  EnumValue,
  SObjectFieldToken,
  SObjectTypeToken,
  compareNumbers,
  textOf,
} from '../runtime/values/index.ts';
import { PropertyObject } from './property-object.ts';
import { compareText } from './strings.ts';

function notComparable(): never {
  throw new ApexException('System.ListException', 'One or more of the items in this list is not Comparable.');
}

/** Less than 0, 0 or greater than 0. Null comes first (Apex Reference, List.sort). */
export function compareNaturally(rt: Runtime, a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1;
  if (b === null || b === undefined) return 1;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof ApexDate && b instanceof ApexDate) return a.compareTo(b);
  if (a instanceof ApexDatetime && b instanceof ApexDatetime) return a.compareTo(b);
  if (a instanceof ApexTime && b instanceof ApexTime) return a.compareTo(b);
  if (a instanceof EnumValue && b instanceof EnumValue) return a.ordinal - b.ordinal;
  if (a instanceof BoxedId && b instanceof BoxedId) return compareText(a.value, b.value);
  if (a instanceof ApexSObject && b instanceof ApexSObject) return compareRecords(rt, a, b);
  if (a instanceof ApexObject) {
    if (!a.classInfo || !rt.findMethod(a, 'compareTo', 1)) notComparable();
    return Number(rt.callMethod(a, 'compareTo', [b]));
  }
  if (a instanceof SObjectTypeToken || a instanceof SObjectFieldToken) return compareText(textOf(rt, a), textOf(rt, b));
  // By value, then by label: Apex Reference, "List Class", sort(): list elements of type SelectOption.
  if (isOption(a) && isOption(b))
    return compareNaturally(rt, a.get('value'), b.get('value')) || compareNaturally(rt, a.get('label'), b.get('label'));
  return notComparable();
}

const isOption = (value: unknown): value is PropertyObject =>
  value instanceof PropertyObject && value.apexType.name === 'System.SelectOption';

const isNumber = (value: unknown): value is number | bigint | Decimal | BoxedDouble =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal || value instanceof BoxedDouble;

/** Records sort by object label, then Name, then standard fields by name, then custom fields by name (Apex Developer Guide, "Sorting Lists"). */
function compareRecords(rt: Runtime, a: ApexSObject, b: ApexSObject): number {
  if (a.type !== b.type) return compareText(labelOf(rt, a), labelOf(rt, b));
  const isCustom = (name: string): boolean => name.endsWith('__c');
  const names = [...new Set([...a.populated.keys(), ...b.populated.keys()])]
    .filter((name) => name !== 'Id' && name !== 'Name')
    .sort((x, y) => Number(isCustom(x)) - Number(isCustom(y)) || compareText(x, y));
  for (const name of ['Name', ...names, 'Id']) {
    const left = a.populated.get(name) ?? null;
    const right = b.populated.get(name) ?? null;
    if (left instanceof ApexSObject || right instanceof ApexSObject) continue;
    const order = compareNaturally(rt, left, right);
    if (order !== 0) return order;
  }
  return 0;
}

const labelOf = (rt: Runtime, record: ApexSObject): string => rt.schema().object(record.type)?.label ?? record.type;
