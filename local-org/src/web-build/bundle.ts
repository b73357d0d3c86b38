/** One build of the browser side for one deployed state: the shell, the sites, every generated page and every deployed component. */
import esbuild from 'esbuild';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CompileCache, moduleFolder } from './compile-cache.ts';
import type { CompileStatistics } from './compile-cache.ts';
import { lwcPlugin } from './lwc-plugin.ts';
import { baseComponents, firstOf, folderSource, memorySource } from './module-sources.ts';
import { referenceFacts } from './platform-imports.ts';
import type { WebMetadata } from './ports.ts';
import { readXml, textOf } from './xml.ts';

/** A finished build: files by name, served under `/_b/<hash>/<name>`. */
export interface WebBundle {
  readonly hash: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly statistics: CompileStatistics;
}

/** Every problem of a failed build, each naming the file that caused it. */
export class BuildFailure extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options: { readonly cause?: unknown } = {}) {
    super(`The browser build failed:\n${problems.join('\n')}`, options);
    this.name = 'BuildFailure';
    this.problems = problems;
  }
}

/** What to build. */
export interface BundleInput {
  readonly metadata: WebMetadata;
  readonly cacheDirectory: string;
  /** Generated modules by logical path; those under `entry/` become files of their own (`entry/shell.js` → `shell.js`). */
  readonly generated: ReadonlyMap<string, string>;
  readonly defaultApiVersion: number;
}

const MODULES_FOLDER = fileURLToPath(new URL('../../web/modules', import.meta.url));

/** Sources of the deployed Lightning web components, under `c/<bundle>/<file>`. */
export function deployedComponents(metadata: WebMetadata): {
  readonly files: ReadonlyMap<string, string>;
  readonly apiVersions: ReadonlyMap<string, number>;
} {
  const files = new Map<string, string>();
  const apiVersions = new Map<string, number>();
  for (const bundle of metadata.list('LightningComponentBundle')) {
    for (const [name, content] of bundle.files) {
      // Test folders and the meta file never reach the browser.
      if (/^__|\.js-meta\.xml$|\.d\.ts$/.test(name)) continue;
      files.set(`c/${bundle.fullName}/${name}`, Buffer.from(content).toString('utf8'));
    }
    const version = Number(textOf(readXml(bundle.xml), 'apiVersion'));
    if (Number.isFinite(version)) apiVersions.set(bundle.fullName, version);
  }
  return { files, apiVersions };
}

/** Property types of a bundle's design attributes (`targetConfig > property`), by property name: they type values set in page metadata. */
export function designProperties(xml: string): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  // `<property name= type=>` are attributes, which the element reader leaves out; they are few and regular.
  for (const match of xml.matchAll(/<property\b([^>]*?)\/?>/g)) {
    const attributes = match[1] ?? '';
    const name = /\bname="([^"]*)"/.exec(attributes)?.[1];
    const type = /\btype="([^"]*)"/.exec(attributes)?.[1];
    if (name !== undefined && type !== undefined) types.set(name, type);
  }
  return types;
}

/** Builds; throws BuildFailure. */
export async function buildBundle(input: BundleInput): Promise<WebBundle> {
  const base = baseComponents();
  const components = deployedComponents(input.metadata);
  const cache = new CompileCache(moduleFolder(input.cacheDirectory));
  const sources = firstOf(
    memorySource(input.generated),
    folderSource(MODULES_FOLDER),
    memorySource(components.files),
    base.source,
  );
  const entries = [...input.generated.keys()].filter((name) => name.startsWith('entry/'));
  try {
    const result = await esbuild.build({
      entryPoints: entries.map((entry) => ({ in: entry, out: path.posix.basename(entry, '.js') })),
      bundle: true,
      splitting: true,
      format: 'esm',
      target: 'es2022',
      outdir: '/out',
      write: false,
      minify: true,
      keepNames: false,
      legalComments: 'none',
      chunkNames: 'chunk-[hash]',
      define: { 'process.env.NODE_ENV': '"production"', 'import.meta.env.SSR': 'false' },
      logLevel: 'silent',
      logLimit: 0,
      plugins: [
        lwcPlugin({
          sources,
          base,
          facts: referenceFacts(input.metadata),
          cache,
          defaultApiVersion: input.defaultApiVersion,
          bundleApiVersions: components.apiVersions,
          displayName: (logicalPath) => (logicalPath.startsWith('c/') ? `lwc/${logicalPath.slice(2)}` : logicalPath),
        }),
      ],
    });
    const files = new Map<string, Uint8Array>();
    for (const file of result.outputFiles) files.set(path.posix.basename(file.path), file.contents);
    files.set('synthetic-shadow.js', await syntheticShadow());
    const hash = createHash('sha256');
    for (const [name, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(name).update(content);
    return { hash: hash.digest('hex').slice(0, 16), files, statistics: cache.statistics };
  } catch (cause) {
    throw new BuildFailure(messagesOf(cause), { cause });
  }
}

/**
 * Synthetic shadow must run before the engine. With code splitting an import inside the entry would run after the shared chunk that holds the
 * engine, and pages would silently fall back to native shadow; so it is a blocking script of its own.
 */
async function syntheticShadow(): Promise<Uint8Array> {
  const result = await esbuild.build({
    stdin: { contents: "import 'lwc/synthetic-shadow';", resolveDir: path.dirname(fileURLToPath(import.meta.url)) },
    bundle: true,
    format: 'iife',
    minify: true,
    write: false,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const [file] = result.outputFiles;
  if (!file) throw new Error('esbuild wrote no synthetic shadow');
  return file.contents;
}

function messagesOf(cause: unknown): readonly string[] {
  if (typeof cause === 'object' && cause !== null && 'errors' in cause && Array.isArray(cause.errors)) {
    return (cause.errors as readonly esbuild.Message[]).map(({ text, location }) => {
      const file = location?.file.replace(/^lwc:c\//, 'lwc/').replace(/^lwc:/, '');
      return location && file !== undefined && !text.includes(file) ? `${file}:${location.line}: ${text}` : text;
    });
  }
  return [cause instanceof Error ? cause.message : String(cause)];
}
