/** What a deploy must pass besides the checks of its XML and its code. */
import { formulaFaults } from '../formula/index.ts';
import type { FormulaFault } from '../formula/index.ts';
import type { DeployCandidate, DeployCheck, Problem } from '../metadata/index.ts';

/** Every formula compiles: formula fields, default values and validation rules, also those that were deployed before. */
export const formulasCompile: DeployCheck = (candidate) =>
  formulaFaults(candidate.schema).map((fault) => problemOf(fault, candidate));

/** Where in an XML file each kind of formula stands. */
const formulaElements = {
  CustomField: ['formula', 'defaultValue'],
  ValidationRule: ['errorConditionFormula'],
} as const;

function problemOf(fault: FormulaFault, { set, metadata }: DeployCandidate): Problem {
  const name = fault.fullName.toLowerCase();
  const sent = set.components.find(
    (component) => component.type === fault.componentType && component.fullName.toLowerCase() === name,
  );
  const kept = metadata.get(fault.componentType, fault.fullName);
  const xml = sent?.xml ?? kept?.xml ?? null;
  const element = formulaElements[fault.componentType].flatMap(
    (each) => xml?.children.find((child) => child.name === each) ?? [],
  )[0];
  return {
    file: sent?.file ?? kept?.path ?? '',
    line: element?.line ?? xml?.line ?? 1,
    column: element?.column ?? xml?.column ?? 1,
    componentType: fault.componentType,
    fullName: fault.fullName,
    message: fault.message,
  };
}
