/** Apex cannot read files: its tests run copies of tests/vectors, kept as static resources. A copy that differs would prove another rule. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../support/paths.ts';

const RESOURCE = /^Vectors_\w+\.json$/;

/** Throws with every vector file that has no copy, another copy, or no description, and every copy without its original. */
export async function checkVectors(): Promise<undefined> {
  const problems = vectorProblems(inRoot('tests/vectors'), inRoot('force-app/test/core/staticresources'));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return Promise.resolve(undefined);
}

/** What differs between a folder of vector files and a folder of static resources; each sentence says what to do. */
export function vectorProblems(originals: string, copies: string): readonly string[] {
  const vectors = readdirSync(originals).filter((name) => name.endsWith('.json'));
  const expected = new Map(vectors.map((name) => [resourceOf(name), name]));
  const strays = readdirSync(copies).filter((name) => RESOURCE.test(name) && !expected.has(name));
  return [
    ...[...expected].flatMap(([resource, name]) => copyProblems(join(originals, name), join(copies, resource))),
    ...strays.map((name) => `${name}: no file of tests/vectors belongs to it; remove the resource or add the file`),
  ];
}

/** `identifiers-fuzzed.json` is `Vectors_Identifiers_Fuzzed.json` in the org. */
function resourceOf(name: string): string {
  const words = name.replace(/\.json$/, '').split('-');
  return `Vectors_${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('_')}.json`;
}

function copyProblems(original: string, copy: string): readonly string[] {
  if (!existsSync(copy)) return [`${original}: Apex does not run it; copy it to ${copy}`];
  const description = copy.replace(/\.json$/, '.resource-meta.xml');
  return [
    ...(readFileSync(original).equals(readFileSync(copy)) ? [] : [`${copy}: differs; copy ${original} over it`]),
    ...(existsSync(description) ? [] : [`${description}: missing, so the resource is not deployed`]),
  ];
}
