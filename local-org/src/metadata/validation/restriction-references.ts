/**
 * Restriction rules: the object may have them, the conditions are one comparison each, and their fields exist.
 * Source: Restriction Rules Developer Guide, "Considerations" (objects, operators) and RestrictionRule.
 */
import { Unsupported } from '../../engine/errors.ts';
import { flagOf, textOf, type SObjectDef } from '../../schema/index.ts';
import { parseRecordFilter, parseUserCriteria } from '../restriction-filter.ts';
import type { XmlElement } from '../xml.ts';
import { childOf } from './field-rules.ts';
import { first, type ReferenceFindings } from './reference-findings.ts';

/** Standard objects that may have restriction rules, of those the local org has. */
const RESTRICTABLE: ReadonlySet<string> = new Set(['Contract', 'Event', 'Quote', 'Task']);

export function checkRestrictionRule(found: ReferenceFindings, xml: XmlElement): void {
  const target = first(xml, 'targetEntity');
  found.object(target);
  const object = target && found.known.object(target.text);
  if (!target || !object) return;
  if (!object.custom && !RESTRICTABLE.has(object.name))
    found.report(target, `Restriction rules aren't supported for the object ${object.name}`);
  const kind = textOf(xml, 'enforcementType') ?? '';
  if (kind !== 'Restrict' && flagOf(xml, 'active'))
    found.report(childOf(xml, 'enforcementType'), new Unsupported(`RestrictionRule.enforcementType ${kind}`).message);
  const filterElement = childOf(xml, 'recordFilter');
  const filter = parseRecordFilter(textOf(xml, 'recordFilter') ?? '', object.name);
  if (!filter) found.report(filterElement, 'The record criteria must compare one field with EQUALS');
  else {
    checkPath(found, filterElement, object, filter.path);
    if (filter.value.kind === 'user') checkUserPath(found, filterElement, filter.value.path);
  }
  const criteriaElement = childOf(xml, 'userCriteria');
  const criteria = parseUserCriteria(textOf(xml, 'userCriteria') ?? '');
  if (!criteria) found.report(criteriaElement, 'The user criteria must compare one field of $User with EQUALS');
  else if (criteria.kind === 'user') checkUserPath(found, criteriaElement, criteria.path);
  else if (!found.known.has('CustomPermission', criteria.name))
    found.missing(criteriaElement, 'CustomPermission', criteria.name);
}

function checkUserPath(found: ReferenceFindings, element: XmlElement, path: readonly string[]): void {
  const user = found.known.object('User');
  if (user) checkPath(found, element, user, path);
}

function checkPath(found: ReferenceFindings, element: XmlElement, object: SObjectDef, path: readonly string[]): void {
  const field = found.fieldAt(element, object, path);
  if (field?.formula !== undefined)
    found.report(element, `Formula fields aren't supported in restriction rules: ${object.name}.${path.join('.')}`);
}
