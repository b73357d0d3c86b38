/**
 * Where modules come from. Every module has a logical path (`lightning/button/button.js`, `c/meterCard/meterCard.html`); sources are asked
 * in order, so that a module of ours replaces one of lightning-base-components by standing before it.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** A set of files by logical path. */
export interface ModuleSource {
  has(logicalPath: string): boolean;
  read(logicalPath: string): string;
}

/** Files below a folder on disk: `<folder>/<namespace>/<name>/<file>`. The listing is read once per source. */
export function folderSource(folder: string): ModuleSource {
  const listings = new Map<string, ReadonlySet<string>>();
  const listing = (directory: string): ReadonlySet<string> => {
    let known = listings.get(directory);
    if (!known) {
      known = new Set(existsSync(directory) && statSync(directory).isDirectory() ? readdirSync(directory) : []);
      listings.set(directory, known);
    }
    return known;
  };
  return {
    has: (logicalPath) => listing(path.join(folder, path.dirname(logicalPath))).has(path.basename(logicalPath)),
    read: (logicalPath) => readFileSync(path.join(folder, logicalPath), 'utf8'),
  };
}

/** Files held in memory: deployed bundles and generated pages. */
export function memorySource(files: ReadonlyMap<string, string>): ModuleSource {
  return {
    has: (logicalPath) => files.has(logicalPath),
    read: (logicalPath) => {
      const text = files.get(logicalPath);
      if (text === undefined) throw new Error(`No module file ${logicalPath}`);
      return text;
    },
  };
}

/** Sources in order of precedence. */
export function firstOf(...sources: readonly ModuleSource[]): ModuleSource {
  const holder = (logicalPath: string): ModuleSource | undefined => sources.find((source) => source.has(logicalPath));
  return {
    has: (logicalPath) => holder(logicalPath) !== undefined,
    read: (logicalPath) => {
      const source = holder(logicalPath);
      if (!source) throw new Error(`No module file ${logicalPath}`);
      return source.read(logicalPath);
    },
  };
}

const require = createRequire(import.meta.url);

/** Folder of an installed package. */
export function packageFolder(name: string): string {
  return path.dirname(require.resolve(`${name}/package.json`));
}

/** lightning-base-components: its modules, and the default values it brings for labels, i18n and switches. */
export interface BaseComponents {
  readonly source: ModuleSource;
  /** Absolute file that holds the default of `@salesforce/label/X`, `@salesforce/i18n/y`, `assert` …; undefined when it brings none. */
  defaultOf(specifier: string): string | undefined;
}

/** Opens the installed lightning-base-components. */
export function baseComponents(): BaseComponents {
  const root = packageFolder('lightning-base-components');
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly lwc: { readonly modules: readonly { readonly name?: string; readonly path?: string }[] };
  };
  const defaults = new Map<string, string>();
  for (const entry of manifest.lwc.modules) {
    if (entry.name !== undefined && entry.path !== undefined) defaults.set(entry.name, path.join(root, entry.path));
  }
  return { source: folderSource(path.join(root, 'src')), defaultOf: (specifier) => defaults.get(specifier) };
}
