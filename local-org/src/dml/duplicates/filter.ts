/** The conditions under which a duplicate rule runs for a record. Source: Metadata API, DuplicateRuleFilterItem and FilterItem. */
import { Unsupported } from '../../engine/errors.ts';
import type { FieldValue, SObjectRecord } from '../../engine/records.ts';
import type { SObjectDef } from '../../schema/types.ts';
import { scalar } from '../row.ts';
import { holds } from './boolean-filter.ts';
import type { DuplicateRule, RuleFilterItem } from './definitions.ts';

/** Whether the record meets the rule's conditions; a rule without any concerns every record. */
export function passesFilter(
  rule: Pick<DuplicateRule, 'filter' | 'filterLogic'>,
  object: SObjectDef,
  record: SObjectRecord,
): boolean {
  if (rule.filter.length === 0) return true;
  const answers = rule.filter.map((item) => {
    const field = object.fields.get(item.field.split('.').at(-1)?.toLowerCase() ?? '');
    return field !== undefined && meets(scalar(record, field.name), item);
  });
  return holds(rule.filterLogic, answers);
}

function meets(value: FieldValue, item: RuleFilterItem): boolean {
  // Several values are separated by commas; any of them will do.
  const wanted = item.value.split(',').map((each) => each.trim().toLowerCase());
  const text = value === null ? '' : String(value).toLowerCase();
  const any = (test: (each: string) => boolean): boolean => wanted.some(test);
  const chosen = text.split(';');
  switch (item.operation) {
    case 'equals':
      return any((each) => same(value, text, each));
    case 'notEqual':
      return !any((each) => same(value, text, each));
    case 'lessThan':
      return any((each) => order(value, text, each, (sign) => sign < 0));
    case 'greaterThan':
      return any((each) => order(value, text, each, (sign) => sign > 0));
    case 'lessOrEqual':
      return any((each) => order(value, text, each, (sign) => sign <= 0));
    case 'greaterOrEqual':
      return any((each) => order(value, text, each, (sign) => sign >= 0));
    case 'contains':
      return any((each) => text.includes(each));
    case 'notContain':
      return !any((each) => text.includes(each));
    case 'startsWith':
      return any((each) => text.startsWith(each));
    case 'includes':
      return any((each) => chosen.includes(each));
    case 'excludes':
      return !any((each) => chosen.includes(each));
    default:
      throw new Unsupported(`the duplicate rule filter operation ${item.operation}`);
  }
}

function same(value: FieldValue, text: string, wanted: string): boolean {
  return typeof value === 'number' && wanted !== '' ? value === Number(wanted) : text === wanted;
}

function order(value: FieldValue, text: string, wanted: string, test: (sign: number) => boolean): boolean {
  if (value === null) return false;
  if (typeof value === 'number') return test(Math.sign(value - Number(wanted)));
  return test(text < wanted ? -1 : text > wanted ? 1 : 0);
}
