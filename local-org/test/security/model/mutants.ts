/**
 * Runs the comparison against the engine with one clause broken at a time, in a copy of the sources outside the repository:
 * `node local-org/test/security/model/mutants.ts [words of a name | …]`. Ends with 1 when a mutant lives.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstDifference } from './compare.ts';
import { generate } from './generate.ts';
import { MUTANTS } from './mutant-list.ts';
import type { Mutant } from './mutant-list.ts';
import { populate } from './populated-org.ts';
import type { PopulatedOrg, StartOrg } from './populated-org.ts';

/** Organisations a mutant must survive to live. */
const SEEDS = [1, 2, 3, 4];

const LOCAL_ORG = join(import.meta.dirname, '../../..');
const wanted = process.argv.slice(2).join(' ').split(' | ');
const isWanted = ({ name }: Mutant): boolean => wanted.some((words) => name.includes(words));
const folder = mkdtempSync(join(tmpdir(), 'sharing-mutants-'));
const survivors: string[] = [];
try {
  cpSync(join(LOCAL_ORG, 'src'), join(folder, 'local-org/src'), { recursive: true });
  cpSync(join(LOCAL_ORG, 'web'), join(folder, 'local-org/web'), { recursive: true });
  cpSync(join(LOCAL_ORG, 'package.json'), join(folder, 'local-org/package.json'));
  symlinkSync(join(LOCAL_ORG, '../node_modules'), join(folder, 'node_modules'));
  const { startOrg } = (await import(join(folder, 'local-org/src/cli/start-org.ts'))) as {
    readonly startOrg: StartOrg;
  };
  for (const mutant of MUTANTS.filter(isWanted)) {
    const killer = await tryMutant(mutant, startOrg);
    if (killer === null) survivors.push(mutant.name);
    console.log(`${killer === null ? 'LIVES ' : 'killed'} ${mutant.name}${killer === null ? '' : ` (${killer})`}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const tried = MUTANTS.filter(isWanted).length;
console.log(`${tried - survivors.length} of ${tried} mutants killed`);
process.exitCode = survivors.length > 0 ? 1 : 0;

/** The difference that kills the mutant, in words, or null when it lives through all organisations. */
async function tryMutant({ name, file, from, to }: Mutant, startOrg: StartOrg): Promise<string | null> {
  const path = join(folder, 'local-org/src/security', file);
  const source = readFileSync(path, 'utf8');
  if (source.split(from).length !== 2) throw new Error(`“${name}”: its place is not there once in ${file}`);
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
  try {
    for (const seed of SEEDS) {
      let org: PopulatedOrg;
      try {
        org = await populate(generate(seed), startOrg);
      } catch (cause) {
        // The administrator, who may do everything, is refused: noticed before the first question.
        if (cause instanceof Error && cause.message.includes('INSUFFICIENT_ACCESS'))
          return `seed ${seed}, while filling the org: ${cause.message.slice(0, 100)}`;
        throw cause;
      }
      try {
        const found = await firstDifference(org);
        if (found) return `seed ${seed}, ${found.channel}: ${found.user}, ${found.record}`;
      } finally {
        await org.stop();
      }
    }
    return null;
  } finally {
    writeFileSync(path, source);
  }
}
