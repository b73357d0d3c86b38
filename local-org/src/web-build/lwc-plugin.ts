/** Teaches esbuild to resolve and compile LWC modules, and to refuse what the org does not have, naming the file that asked for it. */
import type { OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';
import { createRequire } from 'node:module';
import path from 'node:path';
import { withoutNativeShadowRules } from './base-styles.ts';
import type { CompileCache } from './compile-cache.ts';
import type { BaseComponents, ModuleSource } from './module-sources.ts';
import { virtualModule } from './platform-imports.ts';
import type { ReferenceFacts } from './platform-imports.ts';

/** What the plugin works with. */
export interface PluginParts {
  readonly sources: ModuleSource;
  readonly base: BaseComponents;
  readonly facts: ReferenceFacts;
  readonly cache: CompileCache;
  /** LWC API version for modules whose bundle names none. */
  readonly defaultApiVersion: number;
  /** Version of a deployed bundle, by its name. */
  readonly bundleApiVersions: ReadonlyMap<string, number>;
  /** Name of the file a logical path stands for, as people know it (`force-app/.../lwc/meterCard/meterCard.js`). */
  readonly displayName: (logicalPath: string) => string;
}

/** Platform modules the local org knows of and does not have; a page that needs one fails its build with this name. */
const REFUSED = new Set([
  'lightning/fileUpload',
  'lightning/map',
  'lightning/inputRichText',
  'lightning/clickToDial',
  'lightning/flow',
  'lightning/flowSupport',
  'lightning/graphql',
  'lightning/uiGraphQLApi',
  'lightning/unstable_graphql',
  'lightning/analyticsWaveApi',
  'lightning/cmsDeliveryApi',
  'lightning/conversationToolkitApi',
  'lightning/omnistudioPubsub',
  'lightning/serviceCloudVoiceToolkitApi',
]);

const ENGINE: Readonly<Record<string, string>> = {
  lwc: 'lwc/engine-dom',
  '@lwc/engine-dom': 'lwc/engine-dom',
  '@lwc/synthetic-shadow': 'lwc/synthetic-shadow',
  '@lwc/wire-service': 'lwc/wire-service',
};

const require = createRequire(import.meta.url);
const SUFFIXES = ['', '.js', '.ts', '.html', '/index.js'];

/**
 * Icons come from the design system's sprites instead of 3,470 compiled templates (9 s of a cold build): the template libraries are empty, and
 * primitive-icon falls back to the path it knew before.
 */
function patched(logicalPath: string, source: string): string {
  if (logicalPath.startsWith('lightning/') && logicalPath.endsWith('.css')) return withoutNativeShadowRules(source);
  if (logicalPath === DATE_PARSER) return withLocalDayCheck(source);
  if (logicalPath !== 'lightning/primitiveIcon/primitiveIcon.js') return source;
  const before = "return this.src ? sanitizeURL(this.src) : '';";
  if (!source.includes(before))
    throw new Error('lightning-base-components changed: primitiveIcon.href is not as expected');
  return source
    .replace(before, 'return this.src ? sanitizeURL(this.src) : getIconPath(this.iconName, dir);')
    .replace('import { getName, isValidName }', 'import { getIconPath, getName, isValidName }');
}

const DATE_PARSER = 'lightning/internationalizationLibrary/datetime/dateTimeUtils.js';

/**
 * The library parses a typed day as local midnight, then compares it with its rendering in UTC: east of Greenwich every typed date
 * counts as rolled over and is thrown away. On the platform another parser is in place (isAuraL10NAvailable); here both sides become local.
 */
function withLocalDayCheck(source: string): string {
  const before =
    'const utcOptions = Object.assign({}, utcTimeZone, formatOptions);\n    const formattedDate = getDateTimeFormat(locale, utcOptions).format(parsedDate);';
  if (!source.includes(before))
    throw new Error('lightning-base-components changed: hasDateRolledOver is not as expected');
  return source.replace(before, 'const formattedDate = getDateTimeFormat(locale, formatOptions).format(parsedDate);');
}

function isPlainModule(logicalPath: string, source: string): boolean {
  return (
    logicalPath.startsWith('lightning/') &&
    logicalPath.endsWith('.js') &&
    !/\bextends\b|@(api|track|wire)\b/.test(source)
  );
}

/** The plugin. Modules of every origin live in the namespace `lwc` under their logical path; virtual ones in `virtual`. */
export function lwcPlugin(parts: PluginParts): Plugin {
  const { sources } = parts;

  const refuse = (text: string): OnResolveResult => ({ errors: [{ text }] });

  const resolveModule = (specifier: string): OnResolveResult | undefined => {
    const [namespace = '', name = ''] = specifier.split('/');
    if (namespace === 'lightning' && name.startsWith('iconSvgTemplates'))
      return { path: 'empty-icons', namespace: 'virtual' };
    for (const extension of ['js', 'ts', 'html', 'css']) {
      const logicalPath = `${namespace}/${name}/${name}.${extension}`;
      if (sources.has(logicalPath)) return { path: logicalPath, namespace: 'lwc' };
    }
    return undefined;
  };

  const resolveRelative = (args: OnResolveArgs): OnResolveResult => {
    const [relative = '', query] = args.path.split('?');
    const target = path.posix.join(path.posix.dirname(args.importer), relative);
    for (const suffix of SUFFIXES) {
      if (sources.has(target + suffix)) {
        return { path: target + suffix, namespace: 'lwc', ...(query === undefined ? {} : { suffix: `?${query}` }) };
      }
    }
    // The compiler imports a template for every component and stylesheets for every template, whether or not they exist.
    if (target.endsWith('.css') && args.importer.endsWith('.html')) return { path: 'no-styles', namespace: 'virtual' };
    if (target.endsWith('.html') && target.slice(0, -'.html'.length) === args.importer.replace(/\.[jt]s$/, '')) {
      return { path: 'no-template', namespace: 'virtual' };
    }
    return refuse(`No file ${relative} beside ${parts.displayName(args.importer)}`);
  };

  const resolve = (args: OnResolveArgs): OnResolveResult | undefined => {
    if (args.kind === 'entry-point') return { path: args.path, namespace: 'lwc' };
    if (args.path.startsWith('.')) return resolveRelative(args);
    const engine = ENGINE[args.path];
    if (engine !== undefined) return { path: require.resolve(engine) };
    if (args.path.startsWith('default:')) {
      const file = parts.base.defaultOf(args.path.slice('default:'.length));
      return file === undefined ? refuse(`No default for ${args.path}`) : { path: file };
    }
    const who = parts.displayName(args.importer);
    if (args.path.startsWith('@salesforce/')) {
      const fallback = parts.base.defaultOf(args.path) === undefined ? undefined : args.path;
      const found = virtualModule(args.path, parts.facts, fallback);
      if (!found) return refuse(`${who}: the local org does not support the module ${args.path}`);
      if ('problem' in found) return refuse(`${found.problem} in file ${who}`);
      return { path: args.path, namespace: 'virtual', pluginData: found.code };
    }
    if (REFUSED.has(args.path)) return refuse(`${who}: the local org does not support ${args.path}`);
    const found = resolveModule(args.path);
    if (found) return found;
    const file = parts.base.defaultOf(args.path);
    if (file !== undefined) return { path: file };
    return refuse(`${who}: no module named ${args.path}`);
  };

  const load = (logicalPath: string, suffix: string): OnLoadResult => {
    const source = patched(logicalPath, sources.read(logicalPath));
    // Modules without a component or decorator are plain JavaScript; the compiler would hand them back as they are.
    if (logicalPath.startsWith('entry/') || isPlainModule(logicalPath, source))
      return { contents: source, loader: 'js' };
    const [namespace, name = ''] = logicalPath.split('/');
    const bundleVersion = namespace === 'c' ? parts.bundleApiVersions.get(name) : undefined;
    try {
      const contents = parts.cache.compile({
        logicalPath,
        source,
        scopedStyles: suffix.includes('scoped=true'),
        apiVersion: bundleVersion ?? parts.defaultApiVersion,
      });
      return { contents, loader: 'js' };
    } catch (cause) {
      // The compiler resolves the logical path against the working directory; people know the file by its own name.
      const message = (cause instanceof Error ? cause.message : String(cause)).replaceAll(
        `${process.cwd()}/${logicalPath}: `,
        '',
      );
      return { errors: [{ text: `${parts.displayName(logicalPath)}: ${message}`, detail: cause }] };
    }
  };

  return {
    name: 'lwc',
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => {
        // Files of the engine itself resolve as ordinary packages.
        if (args.namespace === 'file') return undefined;
        return resolve(args);
      });
      build.onLoad({ filter: /.*/, namespace: 'virtual' }, (args) => {
        if (args.path === 'empty-icons') return { contents: 'export default {};', loader: 'js' };
        if (args.path === 'no-styles' || args.path === 'no-template')
          return { contents: 'export default undefined;', loader: 'js' };
        return { contents: String(args.pluginData), loader: 'js' };
      });
      build.onLoad({ filter: /.*/, namespace: 'lwc' }, (args) => load(args.path, args.suffix));
    },
  };
}
