/** Deployed DataWeave scripts (Metadata API Developer Guide, "DataWeaveResource"; Apex Developer Guide, "Limitations of DataWeave in Apex"). */
import { DataWeaveError, compileScript, placeOf } from '../dataweave/index.ts';
import type { DeployCheck, DeployedMetadata, Problem } from '../metadata/index.ts';

const MOST_SCRIPTS = 50;
const MOST_CHARACTERS = 100_000;

/** A deployed script by its name, any case. */
export function dataWeaveScript(
  metadata: DeployedMetadata,
  name: string,
): { readonly name: string; readonly source: string } | undefined {
  const component = metadata.get('DataWeaveResource', name);
  return component && { name: component.fullName, source: component.body };
}

/** Every script that is sent compiles, is short enough, and the org has no more scripts than it may. */
export const dataWeaveCompiles: DeployCheck = ({ set, metadata }) => {
  const sent = set.components.filter(({ type }) => type === 'DataWeaveResource');
  const problems = sent.flatMap(({ fullName, file }): readonly Problem[] => {
    const problem = problemOf(metadata.get('DataWeaveResource', fullName)?.body ?? '');
    if (!problem) return [];
    return [{ file: file.replace(/-meta\.xml$/, ''), componentType: 'DataWeaveResource', fullName, ...problem }];
  });
  const [first] = sent;
  if (!first || metadata.list('DataWeaveResource').length <= MOST_SCRIPTS) return problems;
  const message = `The org has more than the maximum of ${String(MOST_SCRIPTS)} DataWeave scripts`;
  return [
    ...problems,
    { file: first.file, line: 1, column: 1, componentType: 'DataWeaveResource', fullName: first.fullName, message },
  ];
};

function problemOf(source: string): Pick<Problem, 'line' | 'column' | 'message'> | undefined {
  if (source.length > MOST_CHARACTERS) {
    const message = `The script has ${String(source.length)} characters, the maximum is ${String(MOST_CHARACTERS)}`;
    return { line: 1, column: 1, message };
  }
  try {
    compileScript(source);
    return undefined;
  } catch (error) {
    if (!(error instanceof DataWeaveError)) throw error;
    return { ...placeOf(source, error.at ?? 0), message: error.message };
  }
}
