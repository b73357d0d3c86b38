/** Which Apex methods are tests, and which of them a run is to run. */
import { OrgError } from '../../engine/errors.ts';
import type { AnnotationInfo, ClassInfo, MethodInfo } from '../runtime/class-info.ts';
import type { ClassDirectory } from '../runtime/context.ts';

/** The platform's test levels, or names. */
export interface TestPlan {
  readonly testLevel: 'RunSpecifiedTests' | 'RunLocalTests' | 'RunAllTestsInOrg';
  /** For RunSpecifiedTests: classes, each with the methods to run or null for all of them. */
  readonly classes: readonly { readonly name: string; readonly methods: readonly string[] | null }[];
}

export interface TestClass {
  readonly info: ClassInfo;
  readonly setup: readonly MethodInfo[];
  readonly tests: readonly MethodInfo[];
}

const annotation = (annotations: readonly AnnotationInfo[], name: string): AnnotationInfo | undefined =>
  annotations.find((candidate) => candidate.name === name);

/** `@IsTest(SeeAllData=true)` on the method or its class. */
export function seesAllData(info: ClassInfo, method: MethodInfo): boolean {
  const own = annotation(method.annotations, 'istest')?.values['seealldata'];
  return (own ?? annotation(info.annotations, 'istest')?.values['seealldata']) === true;
}

function methodsOf(info: ClassInfo): TestClass {
  const all = [...info.methods.values()].flat().filter((method) => method.static && method.parameters.length === 0);
  return {
    info,
    setup: all.filter((method) => annotation(method.annotations, 'testsetup') !== undefined),
    tests: all
      .filter((method) => method.test && annotation(method.annotations, 'testsetup') === undefined)
      .sort((a, b) => a.line - b.line),
  };
}

/** The classes and methods of a run, in the order of their names. Unknown names are refused with the platform's words. */
export function planTests(classes: ClassDirectory, plan: TestPlan): readonly TestClass[] {
  if (plan.testLevel !== 'RunSpecifiedTests') {
    return [...classes.all()]
      .filter((info) => info.kind === 'class')
      .map(methodsOf)
      .filter(({ tests }) => tests.length > 0)
      .sort((a, b) => (a.info.name < b.info.name ? -1 : 1));
  }
  return plan.classes.map(({ name, methods }) => {
    const info = classes.find(name);
    if (!info)
      throw new OrgError(
        'INVALID_INPUT',
        `This class name's value is invalid: ${name}. Provide the name of an Apex class that has test methods.`,
      );
    const found = methodsOf(info);
    if (methods === null) return found;
    const wanted = new Set(methods.map((method) => method.toLowerCase()));
    const tests = found.tests.filter((method) => wanted.has(method.name.toLowerCase()));
    if (tests.length < wanted.size)
      throw new OrgError('INVALID_INPUT', `A test method of ${name} does not exist: ${methods.join(', ')}`);
    return { ...found, tests };
  });
}
