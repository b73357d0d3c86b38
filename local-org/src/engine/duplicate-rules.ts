/** Deployed duplicate rules as step 6 of the order of execution reads them, and the check that all of them can run. */
import { ruleFaults } from '../dml/index.ts';
import type { RuleComponent } from '../dml/index.ts';
import type { DeployCheck, DeployedMetadata } from '../metadata/index.ts';

const TYPES = ['DuplicateRule', 'MatchingRules'];
const kept = new WeakMap<DeployedMetadata, readonly RuleComponent[]>();

/** The duplicate and matching rules of the deployed metadata; the same list until something is deployed. */
export function ruleComponents(deployed: DeployedMetadata): readonly RuleComponent[] {
  let components = kept.get(deployed);
  if (components === undefined) {
    components = TYPES.flatMap((type) => deployed.list(type)).flatMap(({ type, fullName, xml }) =>
      xml === null ? [] : [{ type, fullName, node: xml }],
    );
    kept.set(deployed, components);
  }
  return components;
}

/** Refuses by name what an active duplicate rule needs and the local org lacks; one that is switched off is kept. */
export const duplicateRulesRun: DeployCheck = ({ set, metadata }) => {
  const all = ruleComponents(metadata);
  return all.flatMap((component) => {
    const name = component.fullName.toLowerCase();
    const sent = set.components.find((each) => each.type === component.type && each.fullName.toLowerCase() === name);
    const file = sent?.file ?? metadata.get(component.type, component.fullName)?.path ?? '';
    return ruleFaults(component, all).map(({ node, message }) => {
      const at = (name: 'line' | 'column'): number => {
        const place: unknown = Object.entries(node).find(([key]) => key === name)?.[1];
        return typeof place === 'number' ? place : 1;
      };
      const { type: componentType, fullName } = component;
      return { file, line: at('line'), column: at('column'), componentType, fullName, message };
    });
  });
};
