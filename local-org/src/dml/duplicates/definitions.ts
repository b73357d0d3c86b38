/**
 * Duplicate rules and matching rules as deployed, and what of them the local org cannot run. Source: Metadata API Developer Guide,
 * "DuplicateRule" and "MatchingRule".
 */
import { childrenOf, flagOf, numberOf, textOf } from '../../schema/index.ts';
import type { DefinitionNode } from '../../schema/index.ts';
import { isMatchingMethod } from './methods.ts';
import type { MatchingMethod } from './methods.ts';
import { standardMatchingRules } from './standard-rules.ts';

/** Metadata of one kind: `DuplicateRule` (`Account.Same_Email`) or `MatchingRules` (`Account`, with all rules of the object). */
export interface RuleComponent {
  readonly type: string;
  readonly fullName: string;
  readonly node: DefinitionNode;
}

/** One field a matching rule compares. */
export interface MatchingItem {
  readonly field: string;
  readonly method: MatchingMethod;
  readonly matchBlanks: boolean;
  /** A blank value on either side does not keep the records apart. */
  readonly ignoreBlanks?: boolean;
  /** Instead of the method's. */
  readonly threshold?: number;
  /** The field is a reference; a field of the record it leads to is compared. */
  readonly parent?: { readonly object: string; readonly field: string };
}

export interface MatchingRule {
  /** `Account`, `PersonAccount`, `Lead__c` … */
  readonly object: string;
  readonly name: string;
  readonly active: boolean;
  readonly items: readonly MatchingItem[];
  /** `1 AND (2 OR 3)`; undefined when all items must match. */
  readonly logic: string | undefined;
  /** Two fields whose values may have been entered the wrong way round. */
  readonly transposed?: readonly [string, string];
}

/** What a rule does with a duplicate on insert or on update. */
export interface RuleAction {
  readonly block: boolean;
  readonly alert: boolean;
  readonly report: boolean;
}

export interface RuleFilterItem {
  readonly field: string;
  readonly operation: string;
  readonly value: string;
}

/** One matching rule of a duplicate rule: whose records it searches, and which fields of the saved record it takes. */
export interface RuleMatch {
  readonly rule: MatchingRule;
  /** Field of the searched object → field of the saved record, both in lower case; empty when both are the same object. */
  readonly mapping: ReadonlyMap<string, string>;
}

export interface DuplicateRule {
  readonly object: string;
  readonly name: string;
  readonly alertText: string;
  readonly onInsert: RuleAction;
  readonly onUpdate: RuleAction;
  readonly enforceSharing: boolean;
  readonly sortOrder: number;
  readonly matches: readonly RuleMatch[];
  readonly filter: readonly RuleFilterItem[];
  readonly filterLogic: string | undefined;
}

/** Something a rule needs and the local org lacks, at an element of its definition. */
export interface RuleFault {
  readonly component: RuleComponent;
  readonly node: DefinitionNode;
  readonly message: string;
}

const filterOperations: ReadonlySet<string> = new Set([
  'equals',
  'notEqual',
  'lessThan',
  'greaterThan',
  'lessOrEqual',
  'greaterOrEqual',
  'contains',
  'notContain',
  'startsWith',
  'includes',
  'excludes',
]);
const DEFAULT_ALERT = "You're creating a duplicate record. We recommend you use an existing record instead.";

/** The active duplicate rules that can run, by object name in lower case, in the order they run. */
export function duplicateRules(components: readonly RuleComponent[]): ReadonlyMap<string, readonly DuplicateRule[]> {
  const known = matchingRules(components);
  const byObject = new Map<string, DuplicateRule[]>();
  for (const component of components) {
    if (component.type !== 'DuplicateRule' || !flagOf(component.node, 'isActive')) continue;
    if (ruleFaults(component, components).length > 0) continue;
    const rule = ruleOf(component, known);
    const key = rule.object.toLowerCase();
    byObject.set(key, [...(byObject.get(key) ?? []), rule]);
  }
  for (const rules of byObject.values()) rules.sort((a, b) => a.sortOrder - b.sortOrder);
  return byObject;
}

/** Why a duplicate rule cannot run; of one that is switched off only its matching rules must exist. */
export function ruleFaults(component: RuleComponent, all: readonly RuleComponent[]): readonly RuleFault[] {
  if (component.type !== 'DuplicateRule') return [];
  const active = flagOf(component.node, 'isActive');
  const faults: RuleFault[] = [];
  const refuse = (node: DefinitionNode, message: string): void => void faults.push({ component, node, message });
  const unsupported = (node: DefinitionNode, feature: string): void =>
    refuse(node, `The local org does not support ${feature}`);
  const known = matchingRules(all);
  for (const match of childrenOf(component.node, 'duplicateRuleMatchRules')) {
    const name = textOf(match, 'matchingRule') ?? '';
    const object = textOf(match, 'matchRuleSObjectType') ?? '';
    const rule = known.get(`${object}.${name}`.toLowerCase());
    if (active && rule?.active !== true) refuse(match, `Matching rule ${name} for ${object} isn't active`);
    else if (rule === undefined)
      refuse(match, `In field: matchingRule - no MatchingRule named ${object}.${name} found`);
  }
  if (!active) return faults;
  for (const filter of childrenOf(component.node, 'duplicateRuleFilter')) {
    for (const item of childrenOf(filter, 'duplicateRuleFilterItems')) {
      const operation = textOf(item, 'operation') ?? '';
      if ((textOf(item, 'table') ?? '').toLowerCase() === 'user')
        unsupported(item, 'duplicate rule filters on the user');
      else if (!filterOperations.has(operation)) unsupported(item, `the duplicate rule filter operation ${operation}`);
    }
  }
  return faults;
}

function matchingRules(components: readonly RuleComponent[]): ReadonlyMap<string, MatchingRule> {
  const rules = new Map(standardMatchingRules.map((rule) => [`${rule.object}.${rule.name}`.toLowerCase(), rule]));
  for (const component of components) {
    if (component.type !== 'MatchingRules') continue;
    for (const node of childrenOf(component.node, 'matchingRules')) {
      const name = textOf(node, 'fullName') ?? '';
      rules.set(`${component.fullName}.${name}`.toLowerCase(), {
        object: component.fullName,
        name,
        active: textOf(node, 'ruleStatus') === 'Active',
        items: childrenOf(node, 'matchingRuleItems').flatMap(itemOf),
        logic: nonEmpty(textOf(node, 'booleanFilter')),
      });
    }
  }
  return rules;
}

function itemOf(node: DefinitionNode): readonly MatchingItem[] {
  const method = textOf(node, 'matchingMethod') ?? '';
  if (!isMatchingMethod(method)) return [];
  const matchBlanks = textOf(node, 'blankValueBehavior') === 'MatchBlanks';
  return [{ field: textOf(node, 'fieldName') ?? '', method, matchBlanks }];
}

function ruleOf(component: RuleComponent, known: ReadonlyMap<string, MatchingRule>): DuplicateRule {
  const { node } = component;
  const [object = '', name = ''] = component.fullName.split('.');
  const [filter] = childrenOf(node, 'duplicateRuleFilter');
  const items = filter === undefined ? [] : childrenOf(filter, 'duplicateRuleFilterItems');
  return {
    object,
    name,
    alertText: nonEmpty(textOf(node, 'alertText')) ?? DEFAULT_ALERT,
    onInsert: actionOf(node, 'Insert'),
    onUpdate: actionOf(node, 'Update'),
    enforceSharing: textOf(node, 'securityOption') === 'EnforceSharingRules',
    sortOrder: numberOf(node, 'sortOrder') ?? 0,
    matches: childrenOf(node, 'duplicateRuleMatchRules').flatMap((match) => {
      const key = `${textOf(match, 'matchRuleSObjectType') ?? ''}.${textOf(match, 'matchingRule') ?? ''}`;
      const rule = known.get(key.toLowerCase());
      return rule === undefined ? [] : [{ rule, mapping: mappingOf(match) }];
    }),
    filter: items.map((item) => ({
      field: textOf(item, 'field') ?? '',
      operation: textOf(item, 'operation') ?? '',
      value: textOf(item, 'value') ?? '',
    })),
    filterLogic: filter === undefined ? undefined : nonEmpty(textOf(filter, 'booleanFilter')),
  };
}

function actionOf(node: DefinitionNode, event: 'Insert' | 'Update'): RuleAction {
  const operations = childrenOf(node, `operationsOn${event}`).map((each) => each.text.toLowerCase());
  return {
    block: textOf(node, `actionOn${event}`) === 'Block',
    alert: operations.includes('alert'),
    report: operations.includes('report'),
  };
}

function mappingOf(match: DefinitionNode): ReadonlyMap<string, string> {
  const pairs = childrenOf(match, 'objectMapping')
    .flatMap((mapping) => childrenOf(mapping, 'mappingFields'))
    .map((pair): [string, string] => [
      (textOf(pair, 'outputField') ?? '').toLowerCase(),
      (textOf(pair, 'inputField') ?? '').toLowerCase(),
    ]);
  return new Map(pairs);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
