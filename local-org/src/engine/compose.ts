/** Puts one engine together: each worker has its own, over the same store file. No folder below knows another; they meet here. */
import { join } from 'node:path';
import { createDmlEngine } from '../dml/index.ts';
import { createFormulaEngine } from '../formula/index.ts';
import type { FullFormulaEngine } from '../formula/index.ts';
import { ensureMetadataTables, loadSchema, metadataOf, metadataVersion } from '../metadata/deployed.ts';
import type { DeployedMetadata } from '../metadata/deployed.ts';
import type { OrgSchema } from '../schema/types.ts';
import { createSecurity } from '../security/index.ts';
import type { FullSecurity } from '../security/index.ts';
import { createQueryEngine } from '../soql/index.ts';
import { openStore } from '../store/index.ts';
import type { OpenStore } from '../store/index.ts';
import { fileCursors } from './cursors.ts';
import type { Cursors } from './cursors.ts';
import { Unsupported } from './errors.ts';
import type { MetadataCatalogue } from './metadata-catalogue.ts';
import type { Aftermath, Clock, EngineParts } from './ports.ts';
import { createPrivateTables } from './private-tables.ts';

/** One worker's engine. */
export interface Engine extends EngineParts {
  readonly store: OpenStore;
  readonly security: FullSecurity;
  readonly formulas: FullFormulaEngine;
  readonly cursors: Cursors;
  /** Deployed metadata as operations read it. */
  metadata(): MetadataCatalogue;
  /** The same with files and bodies. */
  deployed(): DeployedMetadata;
  organization(): { readonly id: string; readonly name: string };
  /** Call at the start of every request: another worker may have deployed. */
  refresh(): void;
  /** What the running request leaves behind; reset by `refresh`. */
  readonly aftermath: { -readonly [key in keyof Aftermath]: boolean };
  close(): void;
}

export interface EngineOptions {
  /** Folder of the org; the store is `org.sqlite` in it. */
  readonly dataFolder: string;
  readonly clock: Clock;
}

/** Opens the store and builds the engine. */
export function compose(options: EngineOptions): Engine {
  const store = openStore(join(options.dataFolder, 'org.sqlite'));
  ensureMetadataTables(store);
  createPrivateTables(store);
  const state = { version: -1, schema: null as OrgSchema | null };
  const schema = (): OrgSchema => (state.schema ??= loadSchema(store));
  const { clock } = options;
  const deployed = (): DeployedMetadata => metadataOf(store);
  const security = createSecurity({ store, schema, clock, definitions: () => sharingDefinitions(deployed()) });
  const formulas = createFormulaEngine({
    store,
    clock,
    schema,
    security,
    label: (name) => deployed().label(name)?.value,
  });
  const queries = createQueryEngine({
    store,
    schema,
    security,
    clock,
    formulaSql: (object, field, alias) => formulas.formulaSql(object, field, alias),
  });
  const aftermath = { asyncJobs: false, events: false, schemaChanged: false };
  const events: EngineParts['events'] = {
    publish: () => {
      throw new Unsupported('Platform events');
    },
  };
  const async: EngineParts['async'] = {
    enqueue: () => {
      throw new Unsupported('Asynchronous Apex');
    },
  };
  const triggers: EngineParts['triggers'] = { has: () => false, run: () => new Map() };
  const dml = createDmlEngine({ store, clock, schema, security, formulas, triggers, events });
  const catalogue = catalogueOf(deployed);
  return {
    store,
    clock,
    schema,
    security,
    formulas,
    queries,
    dml,
    triggers,
    async,
    events,
    cursors: fileCursors(join(options.dataFolder, 'cursors')),
    metadata: () => catalogue,
    deployed,
    organization: () => {
      const row = store.get('SELECT "Id" AS id, "Name" AS name FROM "Organization" LIMIT 1');
      return { id: String(row?.['id'] ?? ''), name: String(row?.['name'] ?? '') };
    },
    refresh: () => {
      const version = metadataVersion(store);
      if (version !== state.version) {
        state.version = version;
        state.schema = null;
      }
      aftermath.asyncJobs = false;
      aftermath.events = false;
      aftermath.schemaChanged = false;
    },
    aftermath,
    close: () => store.close(),
  };
}

function catalogueOf(deployed: () => DeployedMetadata): MetadataCatalogue {
  return {
    get version() {
      return deployed().version;
    },
    names: (type) =>
      deployed()
        .list(type)
        .map(({ fullName }) => fullName),
    read: (type, fullName) => deployed().get(type, fullName)?.xml ?? undefined,
  };
}

function sharingDefinitions(deployed: DeployedMetadata): {
  readonly type: string;
  readonly fullName: string;
  readonly node: NonNullable<ReturnType<MetadataCatalogue['read']>>;
}[] {
  return ['SharingRules', 'SharingCriteriaRule', 'SharingOwnerRule', 'SharingGuestRule', 'SharingSet'].flatMap((type) =>
    deployed
      .list(type)
      .flatMap((component) => (component.xml ? [{ type, fullName: component.fullName, node: component.xml }] : [])),
  );
}
