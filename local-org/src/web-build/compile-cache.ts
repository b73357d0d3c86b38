/** Compiled modules on disk, keyed by everything that shapes the output, so that a second start compiles nothing. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { BUILDER_FINGERPRINT } from './builder-fingerprint.ts';

/** The compiler's declarations re-export its functions as types only, so it is fetched by require and its shape stated here. */
interface Compiler {
  readonly version: string;
  transformSync(
    source: string,
    fileName: string,
    options: Readonly<Record<string, unknown>>,
  ): { readonly code: string };
}
const compiler = createRequire(import.meta.url)('lwc/compiler') as Compiler;

/** Where compiled modules lie in the folder for compiled pages. */
export function moduleFolder(cacheDirectory: string): string {
  return path.join(cacheDirectory, 'lwc');
}

/** One file to compile. */
export interface CompileInput {
  /** `c/meterCard/meterCard.html` */
  readonly logicalPath: string;
  readonly source: string;
  /** True for `*.scoped.css`. */
  readonly scopedStyles: boolean;
  /** LWC API version of the bundle (`<apiVersion>` of its js-meta.xml), clamped by the compiler to what it knows. */
  readonly apiVersion: number;
}

/** What a build did: modules asked for, found in the cache, milliseconds spent compiling. */
export interface CompileStatistics {
  modules: number;
  cached: number;
  compileMilliseconds: number;
}

/**
 * Compiles LWC modules through a disk cache. The four switches are what the platform has on for base components: without
 * enableSyntheticElementInternals `lightning-combobox` renders only its label.
 */
export class CompileCache {
  readonly #directory: string;
  readonly #stamp: string;
  readonly statistics: CompileStatistics = { modules: 0, cached: 0, compileMilliseconds: 0 };

  /** `builder` names the code that prepares the sources and chooses the options. */
  constructor(directory: string, builder = BUILDER_FINGERPRINT) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    this.#stamp = `lwc ${compiler.version} builder ${builder}`;
  }

  /** JavaScript for one .js, .html or .css file; throws the compiler's error. */
  compile(input: CompileInput): string {
    this.statistics.modules += 1;
    const key = createHash('sha1')
      .update([this.#stamp, input.logicalPath, input.scopedStyles, input.apiVersion, input.source].join('\0'))
      .digest('hex');
    const file = path.join(this.#directory, `${key}.js`);
    const cached = readIfThere(file);
    if (cached !== undefined) {
      this.statistics.cached += 1;
      markUsed(file);
      return cached;
    }
    const started = performance.now();
    const [namespace = 'c', name = ''] = input.logicalPath.split('/');
    const { code } = compiler.transformSync(input.source, input.logicalPath, {
      namespace,
      name,
      scopedStyles: input.scopedStyles,
      enableDynamicComponents: true,
      enableSyntheticElementInternals: true,
      enableLwcOn: true,
      apiVersion: input.apiVersion,
      outputConfig: { sourcemap: false },
    });
    this.statistics.compileMilliseconds += performance.now() - started;
    // Written aside and renamed: a killed process must not leave half a module under a valid key.
    const aside = `${file}.${process.pid}`;
    writeFileSync(aside, code);
    renameSync(aside, file);
    return code;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}

const DAY_MS = 86_400_000;
/** Long enough for a branch that rests over a holiday. */
const KEPT_DAYS = 30;

/** The file's time of change tells its last use, to the day: times of access are not kept on every disk. */
function markUsed(file: string): void {
  const now = Date.now();
  const used = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now;
  if (now - used > DAY_MS) utimesSync(file, new Date(now), new Date(now));
}

/** Removes compiled modules that nobody has used for thirty days; `now` in milliseconds. A folder that does not exist is empty. */
export async function removeUnused(directory: string, now: number): Promise<void> {
  for (const name of await filesIn(directory)) {
    const file = path.join(directory, name);
    const mtimeMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - mtimeMs > KEPT_DAYS * DAY_MS) await rm(file, { force: true });
  }
}

async function filesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
}
