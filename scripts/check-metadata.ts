/** Validates all of force-app as a new org would, and prints each problem with its place. Exit code 1 on any. */
import { join } from 'node:path';
import { readSourceTree, validate } from '../local-org/src/metadata/index.ts';

const directory = process.argv[2] ?? join(import.meta.dirname, '..', 'force-app');
const started = performance.now();
const set = readSourceTree(directory);
const problems = validate(set, null);
for (const problem of problems)
  process.stderr.write(
    `${problem.file}:${problem.line}:${problem.column} ${problem.componentType} ${problem.fullName}: ${problem.message}\n`,
  );
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`${set.components.length} components, ${problems.length} problems, ${seconds} s\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
