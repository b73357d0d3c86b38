/** Duplicate rules and matching rules → rows. Source: Object Reference, DuplicateRule and MatchingRule. */
import { childrenOf, flagOf, textOf } from '../../schema/index.ts';
import type { DeployedComponent } from '../deployed.ts';
import type { SetupRows } from './setup-rows.ts';

const PERSON = 'PersonAccount';

/** Object and subtype of a rule: person accounts are accounts with the subtype PersonAccount. */
function objectOf(name: string): { readonly SobjectType: string; readonly SobjectSubtype: string } {
  return name === PERSON
    ? { SobjectType: 'Account', SobjectSubtype: PERSON }
    : { SobjectType: name, SobjectSubtype: 'None' };
}

/** The row of a duplicate rule. */
export function writeDuplicateRule(rows: SetupRows, component: Pick<DeployedComponent, 'fullName' | 'xml'>): void {
  if (component.xml === null) return;
  const [object = '', name = ''] = component.fullName.split('.');
  rows.upsert(
    'DuplicateRule',
    { ...objectOf(object), DeveloperName: name },
    {
      MasterLabel: textOf(component.xml, 'masterLabel') ?? name,
      IsActive: flagOf(component.xml, 'isActive'),
      Language: 'en_US',
    },
  );
}

/** The rows of an object's matching rules. */
export function writeMatchingRules(rows: SetupRows, component: DeployedComponent): void {
  if (component.xml === null) return;
  for (const rule of childrenOf(component.xml, 'matchingRules')) {
    const name = textOf(rule, 'fullName') ?? '';
    const methods = childrenOf(rule, 'matchingRuleItems').map((item) => textOf(item, 'matchingMethod'));
    rows.upsert(
      'MatchingRule',
      { ...objectOf(component.fullName), DeveloperName: name },
      {
        MasterLabel: textOf(rule, 'label') ?? name,
        Description: textOf(rule, 'description') ?? null,
        BooleanFilter: textOf(rule, 'booleanFilter') ?? null,
        MatchEngine: methods.every((method) => method === 'Exact') ? 'ExactMatchEngine' : 'FuzzyMatchEngine',
        RuleStatus: textOf(rule, 'ruleStatus') ?? 'Inactive',
        Language: 'en_US',
      },
    );
  }
}

/** Removes the rows of a duplicate rule or of all matching rules of an object. */
export function removeDuplicateRows(rows: SetupRows, type: string, fullName: string): void {
  const [object = '', name = ''] = fullName.split('.');
  if (type === 'DuplicateRule') rows.remove('DuplicateRule', { ...objectOf(object), DeveloperName: name });
  else rows.remove('MatchingRule', objectOf(object));
}
