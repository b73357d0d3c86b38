/** Mounts the browser side: keeps a copy of the deployed state on the HTTP thread, which never opens the store. */
import { ORG_CALLER } from '../api/index.ts';
import type { WebHandler } from '../api/index.ts';
import type { DeployedCopy } from '../engine/operations/browser.ts';
import type { EnginePool } from '../engine/pool.ts';
import type { OrgSchema, SObjectDef } from '../schema/types.ts';
import { WEB_METADATA_TYPES, createWeb } from '../web-build/index.ts';
import type { WebMetadata } from '../web-build/index.ts';

/** Pages of the org. */
export interface WebPages {
  readonly handle: WebHandler;
  /** Takes the newest deployed state over and builds it; problems are told to `report`. */
  refresh(): Promise<void>;
  /** Removes compiled modules that nobody has used for a long time. */
  tidy(): Promise<void>;
}

/** Loads the deployed state and mounts the pages; nothing is built yet. */
export async function mountPages(
  pool: EnginePool,
  cacheDirectory: string,
  report: (where: string, cause: unknown) => void,
): Promise<WebPages> {
  const load = (unlessVersion: number | null): Promise<DeployedCopy | null> =>
    pool.run('deployedState', { types: WEB_METADATA_TYPES, unlessVersion }, ORG_CALLER);
  let current = webMetadata((await load(null)) ?? EMPTY);
  const web = createWeb({
    cacheDirectory,
    apiVersion: '67.0',
    metadata: () => current,
    user: (session, site) => pool.run('pageUser', { userId: session?.userId ?? null, site }, ORG_CALLER),
    report,
  });
  return {
    handle: web.handle,
    refresh: async () => {
      const copy = await load(current.version);
      if (copy) current = webMetadata(copy);
      await web.prepare();
    },
    tidy: () => web.tidy(),
  };
}

const EMPTY: DeployedCopy = { version: -1, schemaVersion: -1, objects: [], components: {}, auraMethods: {} };

function webMetadata(copy: DeployedCopy): WebMetadata {
  return {
    version: copy.version,
    schema: schemaOf(copy.schemaVersion, copy.objects),
    list: (type) => copy.components[type] ?? [],
    apexMethod: (className, methodName) => {
      const methods = copy.auraMethods[className.toLowerCase()];
      if (!methods) return 'no-class';
      const cacheable = methods[methodName.toLowerCase()];
      return cacheable === undefined ? 'no-method' : { cacheable };
    },
  };
}

function schemaOf(version: number, objects: readonly SObjectDef[]): OrgSchema {
  const byName = new Map(objects.map((object) => [object.name.toLowerCase(), object]));
  const byPrefix = new Map(objects.map((object) => [object.keyPrefix, object]));
  return {
    version,
    object: (name) => byName.get(name.toLowerCase()),
    objects: () => byName.values(),
    objectByPrefix: (prefix) => byPrefix.get(prefix),
  };
}
