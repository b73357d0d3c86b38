/** Objects and fields that duplicate rules and matching rules name. Source: Metadata API Developer Guide, "DuplicateRule", "MatchingRule". */
import { textOf } from '../../schema/index.ts';
import type { XmlElement } from '../xml.ts';
import { all, first } from './reference-findings.ts';
import type { ReferenceFindings } from './reference-findings.ts';

/** Rules of person accounts speak of fields of Account. */
const PERSON = 'PersonAccount';

/** A duplicate rule: the objects it searches, and which field of the saved record stands for which of theirs. */
export function checkDuplicateRule(found: ReferenceFindings, xml: XmlElement): void {
  for (const match of all(xml, 'duplicateRuleMatchRules')) {
    object(found, first(match, 'matchRuleSObjectType'));
    for (const mapping of all(match, 'objectMapping')) {
      for (const side of ['inputObject', 'outputObject']) object(found, first(mapping, side));
      const [input, output] = ['inputObject', 'outputObject'].map((side) => textOf(mapping, side) ?? '');
      for (const pair of all(mapping, 'mappingFields')) {
        field(found, first(pair, 'inputField'), input ?? '');
        field(found, first(pair, 'outputField'), output ?? '');
      }
    }
  }
}

/** The matching rules of an object: the fields they compare. */
export function checkMatchingRules(found: ReferenceFindings, objectName: string, xml: XmlElement): void {
  for (const rule of all(xml, 'matchingRules')) {
    for (const item of all(rule, 'matchingRuleItems')) field(found, first(item, 'fieldName'), objectName);
  }
}

function object(found: ReferenceFindings, element: XmlElement | undefined): void {
  if (element?.text !== PERSON) found.object(element);
}

/** An object that does not exist is told by itself. */
function field(found: ReferenceFindings, element: XmlElement | undefined, objectName: string): void {
  const name = objectName === PERSON ? 'Account' : objectName;
  if (found.known.object(name)) found.field(element, name);
}
