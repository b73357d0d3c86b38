/** A project's Apex compiled against the project's own metadata, file by file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../../local-org/src/apex/index.ts';
import { compileSources, type ApexSource } from '../../local-org/src/apex/compiler/compile.ts';
import { readProject } from '../../local-org/src/cli/source-project.ts';
import { compose, type Engine } from '../../local-org/src/engine/compose.ts';
import { createOrg, deploy, readFiles, type MetadataComponent } from '../../local-org/src/metadata/index.ts';

const clock = { now: () => Date.now() };

const isApex = ({ type }: MetadataComponent): boolean => type === 'ApexClass' || type === 'ApexTrigger';

/** The first problem of each class and trigger by its file; null where there is none. */
export function compiledProject(folder: string): ReadonlyMap<string, string | null> {
  const orgFolder = mkdtempSync(join(tmpdir(), 'apex-agreement-org-'));
  const engine = compose({ dataFolder: orgFolder, cacheFolder: join(orgFolder, 'cache'), clock });
  try {
    createOrg(engine.store, {
      now: clock.now(),
      administratorUsername: 'admin@agreement.example',
      locale: 'en_US',
      timeZone: 'America/Los_Angeles',
    });
    engine.refresh();
    const set = readFiles(readProject(folder, { UP_INTEGRATION_CERTIFICATE: 'none', ...process.env }));
    deployMetadata(engine, set);
    const sources = new Map<string, ApexSource>();
    for (const component of set.components.filter(isApex)) {
      const source = sourceOf(component);
      // A class and a trigger may share a name.
      const key = `${source.kind} ${source.name.toLowerCase()}`;
      if (!sources.has(key)) sources.set(key, source);
    }
    const world = {
      schema: () => engine.schema(),
      hasLabel: (name: string) => engine.deployed().label(name) !== undefined,
      hasPage: (name: string) => engine.deployed().get('ApexPage', name) !== undefined,
    };
    const { problems } = compileSources([...sources.values()], world);
    const first = new Map<string, string | null>();
    for (const { file } of sources.values()) first.set(file ?? '', null);
    for (const { file, line, message } of problems)
      if (first.get(file) === null) first.set(file, `${message} (line ${line})`);
    return first;
  } finally {
    engine.close();
    rmSync(orgFolder, { recursive: true, force: true });
  }
}

function sourceOf(component: MetadataComponent): ApexSource {
  const [content] = component.contents;
  const kind = component.type === 'ApexClass' ? 'class' : 'trigger';
  const version = component.xml?.children.find(({ name }) => name === 'apiVersion')?.text;
  return {
    kind,
    name: component.fullName,
    body: new TextDecoder().decode(content?.content),
    apiVersion: Number(version ?? 67),
    file: component.file.replace(/-meta\.xml$/, ''),
  };
}

/** The project as far as it can be deployed, its Apex unchecked: after each attempt without what was refused. */
function deployMetadata(engine: Engine, set: ReturnType<typeof readFiles>): void {
  let components = set.components;
  for (let round = 1; components.length > 0; round += 1) {
    const wrong = refusedOf(engine, components, `${set.hash} ${String(round)}`);
    if (wrong === null) return;
    if (wrong.size === 0) throw new Error('Nothing can be deployed.');
    components = components.filter((component) => !wrong.has(component));
  }
}

/** The components a deploy refuses; null when it succeeded. */
function refusedOf(
  engine: Engine,
  components: readonly MetadataComponent[],
  hash: string,
): ReadonlySet<MetadataComponent> | null {
  const left = { components, removals: [], readProblems: [], hash };
  let problems: ReturnType<typeof deploy>['problems'];
  try {
    const outcome = deploy(engine.store, left, { now: clock.now(), checks: [] });
    if (outcome.success) return null;
    ({ problems } = outcome);
  } catch (error) {
    // Records whose object was refused: Apex does not depend on them.
    const records = new Set(components.filter(({ type }) => type === 'CustomMetadata'));
    if (records.size === 0) throw error;
    return records;
  } finally {
    engine.refresh();
  }
  return new Set(
    problems.flatMap((problem) =>
      components.filter(
        ({ type, fullName, file }) =>
          (type === problem.componentType && fullName.toLowerCase() === problem.fullName.toLowerCase()) ||
          file === problem.file,
      ),
    ),
  );
}
