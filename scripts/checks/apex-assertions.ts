/** Every Apex test method asserts: in its own code, or in a method of its class that it calls. What really ran is counted by `npm run test:apex`. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inRoot } from '../support/paths.ts';

const ASSERTS = /\b(?:System\s*\.\s*)?(?:Assert\s*\.\s*\w+|assert(?:Equals|NotEquals)?)\s*\(/i;
const METHOD = /(@IsTest\b[^{};]*?)?\bstatic\s+[\w<>,.\s]+?\s(\w+)\s*\([^)]*\)\s*\{/gi;

/** Throws with the names of methods that assert nothing. */
export async function checkApexAssertions(): Promise<undefined> {
  const folder = inRoot('force-app/test');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.cls'));
  const silent = files.flatMap((file) =>
    silentMethods(readFileSync(join(folder, file), 'utf8')).map((name) => `${basename(file, '.cls')}.${name}`),
  );
  if (silent.length > 0) throw new Error(`Test methods that assert nothing:\n${silent.join('\n')}`);
  return Promise.resolve(undefined);
}

/** Names of the test methods of one class that assert nothing. */
export function silentMethods(source: string): readonly string[] {
  const text = source.replaceAll(/'(?:[^'\\]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, "''");
  const methods = [...text.matchAll(METHOD)].map((match) => ({
    name: match[2] ?? '',
    isTest: match[1] !== undefined,
    body: bodyFrom(text, match.index + match[0].length),
  }));
  const asserting = new Set(methods.filter(({ body }) => ASSERTS.test(body)).map(({ name }) => name.toLowerCase()));
  const calls = (body: string): boolean =>
    [...body.matchAll(/\b(\w+)\s*\(/g)].some(([, name = '']) => asserting.has(name.toLowerCase()));
  return methods.filter(({ isTest, body }) => isTest && !ASSERTS.test(body) && !calls(body)).map(({ name }) => name);
}

/** The text up to the brace that closes the one before `from`. */
function bodyFrom(text: string, from: number): string {
  let depth = 1;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return text.slice(from, index);
  }
  return text.slice(from);
}
