import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { forceIgnore, readFiles, validate, type MetadataSet, type SourceFile } from '../../src/metadata/index.ts';
import {
  mutate,
  mutateCode,
  namesOf,
  randomFrom,
  WORDS,
  wrongReferences,
  type Mutation,
  type MutationKind,
} from './mutations.ts';

const PROJECT = join(import.meta.dirname, '..', '..', '..');
const KINDS: readonly MutationKind[] = ['unknown element', 'bad value', 'unknown reference', 'missing element'];
/** While one of these is wrong, references cannot be judged: their mistakes are tried in a deploy of their own. */
const SCHEMA_TYPES = new Set(['CustomObject', 'CustomField', 'RecordType', 'ValidationRule', 'GlobalValueSet']);
const SEED = Number(process.env['MUTATION_SEED'] ?? 1);
/** Places tried per file and kind. */
const ROUNDS = Number(process.env['MUTATION_ROUNDS'] ?? 2);
/** What files must be shown to refer to, and wrong references tried for each such type. */
const TARGETS = [
  'ApexClass',
  'CustomField',
  'CustomLabel',
  'CustomObject',
  'CustomPermission',
  'FlexiPage',
  'GlobalValueSet',
  'LightningComponentBundle',
  'PermissionSet',
  'Profile',
  'RecordType',
  'Role',
];
const PER_TARGET = 25;
/** Several mistakes in one file need several deploys; this many are tried. */
const MOST_DEPLOYS = 6;

describe(`a mistake in a file of force-app (seed ${SEED})`, () => {
  let files: readonly SourceFile[];
  let set: MetadataSet;
  const rounds = Array.from({ length: ROUNDS }, (_, round) => SEED * 1000 + round);

  before(() => {
    const ignored = forceIgnore(PROJECT);
    files = filesBelow(join(PROJECT, 'force-app'), 'force-app').filter((file) => !ignored(file.path));
    set = readFiles(files);
  });

  it('is not there to begin with', () => {
    assert.deepEqual(validate(set, null), []);
  });

  for (const kind of KINDS)
    it(`of the kind "${kind}" is refused at its line, in every file that has a place for it`, () => {
      const missed = rounds.flatMap((round) => {
        const mutations = mutationsOf(set, files, kind, round);
        assert.ok(mutations.length >= 100, `only ${mutations.length} places for a mistake`);
        const inSchema = mutations.filter((mutation) => SCHEMA_TYPES.has(mutation.componentType));
        const elsewhere = mutations.filter((mutation) => !SCHEMA_TYPES.has(mutation.componentType));
        return [inSchema, elsewhere].flatMap((part) => notRefused(files, part));
      });
      assert.deepEqual(
        missed.map(({ file, line, what }) => `${file}:${line} ${what}`),
        [],
      );
    });

  it('that names what is missing in a page of a site or in a Lightning component is refused at its line', () => {
    const texts = files.map(({ path, content }) => ({ path, text: Buffer.from(content).toString('utf8') }));
    const missed = rounds.flatMap((round) => {
      const random = randomFrom(round);
      const mutations = texts.flatMap(({ path, text }) => mutateCode(path, text, random) ?? []);
      for (const type of ['DigitalExperienceBundle', 'LightningComponentBundle'])
        assert.ok(mutations.filter(({ componentType }) => componentType === type).length >= 25, type);
      return notRefused(files, mutations);
    });
    assert.deepEqual(
      missed.map(({ file, line, what }) => `${file}:${line} ${what}`),
      [],
    );
  });

  it('that names what is missing is refused at its line, whatever type of component is named', () => {
    const names = namesOf(set);
    const called = set.components.map(({ type, fullName }) => ({ type, name: fullName }));
    const short = called.flatMap(({ type, name }) =>
      type === 'CustomField' ? [{ type, name: name.split('.').at(-1) ?? '' }] : [],
    );
    const byName = Map.groupBy([...called, ...short], ({ name }) => name);
    const random = randomFrom(SEED);
    const written = new Map(files.map((file) => [file.path, Buffer.from(file.content).toString('utf8')]));
    const places = set.components
      .filter((component) => written.get(component.file) === component.xmlText)
      .flatMap((component) => wrongReferences(component, names))
      .flatMap(({ name, mutation }) =>
        [...new Set(byName.get(name)?.map(({ type }) => type))].map((target) => ({ target, mutation })),
      );
    const byTarget = Map.groupBy(places, ({ target }) => target);
    assert.deepEqual(
      TARGETS.filter((type) => !byTarget.has(type)),
      [],
    );
    const chosen = [...byTarget.values()].flatMap((all) =>
      Array.from({ length: Math.min(PER_TARGET, all.length) }, () => all[random(all.length)]?.mutation ?? []),
    );
    // One mistake per file and deploy, those of the schema apart.
    const deploys: Map<string, Mutation>[] = [];
    for (const mutation of chosen.flat()) {
      const inSchema = SCHEMA_TYPES.has(mutation.componentType);
      const free = deploys.find(
        (deploy) =>
          !deploy.has(mutation.file) &&
          [...deploy.values()].every(({ componentType }) => SCHEMA_TYPES.has(componentType) === inSchema),
      );
      if (free) free.set(mutation.file, mutation);
      else if (deploys.length < MOST_DEPLOYS) deploys.push(new Map([[mutation.file, mutation]]));
    }
    const missed = deploys.flatMap((deploy) => notRefused(files, [...deploy.values()]));
    assert.deepEqual(
      missed.map(({ file, line, what }) => `${file}:${line} ${what}`),
      [],
    );
  });

  it('is tried in at least 500 files', () => {
    const touched = KINDS.flatMap((kind) => mutationsOf(set, files, kind, SEED).map((mutation) => mutation.file));
    assert.ok(new Set(touched).size >= 500, `${new Set(touched).size} files`);
  });
});

/** One mistake per file, where its kind is possible. */
function mutationsOf(
  set: MetadataSet,
  files: readonly SourceFile[],
  kind: MutationKind,
  seed: number,
): readonly Mutation[] {
  const names = namesOf(set);
  const random = randomFrom(seed);
  const texts = new Map(files.map((file) => [file.path, Buffer.from(file.content).toString('utf8')]));
  return set.components
    .filter((component) => texts.get(component.file) === component.xmlText)
    .flatMap((component) => mutate(component, kind, names, random) ?? []);
}

function notRefused(files: readonly SourceFile[], mutations: readonly Mutation[]): readonly Mutation[] {
  const mutated = new Map(mutations.map((mutation) => [mutation.file, mutation.mutated]));
  const broken = files.map(({ path, content }) => {
    const text = mutated.get(path);
    return { path, content: text === undefined ? content : Buffer.from(text, 'utf8') };
  });
  const blamed = Map.groupBy(validate(readFiles(broken), null), (problem) => `${problem.file}:${problem.line}`);
  return mutations.filter(
    ({ file, line, kind }) => !(blamed.get(`${file}:${line}`) ?? []).some(({ message }) => WORDS[kind].test(message)),
  );
}

function filesBelow(directory: string, prefix: string): readonly SourceFile[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === '__tests__' ? [] : filesBelow(join(directory, entry.name), path);
    return [{ path, content: readFileSync(join(directory, entry.name)) }];
  });
}
