/** Puts one build together: generated pages, registries and entries for a deployed state, and the models that pages are served from. */
import { generateSite } from '../sites/index.ts';
import type { GeneratedSite } from '../sites/index.ts';
import { BuildFailure, buildBundle, designProperties } from './bundle.ts';
import type { WebBundle } from './bundle.ts';
import { generateFlexiPage } from './flexipage.ts';
import type { GeneratedPage } from './flexipage.ts';
import { readApps } from './lightning-model.ts';
import type { AppModel } from './lightning-model.ts';
import type { WebMetadata, WebMetadataItem } from './ports.ts';
import { readMenus, readSites } from './site-models.ts';
import type { MenuItem } from './site-models.ts';
import { all, one, readXml, textOf } from './xml.ts';

/** Everything served for one deployed state. */
export interface WebState {
  readonly metadata: WebMetadata;
  readonly bundle: WebBundle;
  readonly apps: readonly AppModel[];
  readonly pages: readonly GeneratedPage[];
  readonly sites: readonly GeneratedSite[];
  readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
}

const lazy = (name: string, module: string): string =>
  `${JSON.stringify(name)}: () => import(${JSON.stringify(module)})`;

function isExposed(bundle: WebMetadataItem): boolean {
  return textOf(readXml(bundle.xml), 'isExposed') === 'true';
}

/** Names of bundles that may stand on a site page. */
function siteTargets(bundle: WebMetadataItem): boolean {
  return all(one(readXml(bundle.xml), 'targets'), 'target').some(({ text }) => text.startsWith('lightningCommunity__'));
}

/** Collects the problems of several steps, so that one deploy shows all of them. */
function gather<T>(items: readonly (() => T)[], problems: string[]): readonly T[] {
  return items.flatMap((make) => {
    try {
      return [make()];
    } catch (cause) {
      problems.push(cause instanceof Error ? cause.message : String(cause));
      return [];
    }
  });
}

/** Name of a site's script (`site-Agency_Portal.js`). */
export const siteEntry = (site: string): string => `site-${site}`;

/** Generates and builds; throws BuildFailure with every problem found. */
export async function composeBuild(
  metadata: WebMetadata,
  options: { readonly cacheDirectory: string; readonly apiVersion: string },
): Promise<WebState> {
  const problems: string[] = [];
  const bundles = metadata.list('LightningComponentBundle');
  const byName = new Map(bundles.map((bundle) => [bundle.fullName, bundle]));
  const pages = gather(
    metadata
      .list('FlexiPage')
      .filter(isLightningPage)
      .map((item) => () => generateFlexiPage(item, metadata)),
    problems,
  );
  const sites = gather([() => readSites(metadata)], problems).flat();
  const generatedSites = gather(
    sites.map(
      (site) => () =>
        generateSite(site, {
          componentProperties: (name) => {
            const bundle = byName.get(name);
            return bundle && isExposed(bundle) && siteTargets(bundle) ? designProperties(bundle.xml) : undefined;
          },
        }),
    ),
    problems,
  );
  if (problems.length > 0) throw new BuildFailure(problems);

  const files = new Map<string, string>();
  for (const page of pages) {
    const name = page.module.slice('page/'.length);
    files.set(`page/${name}/${name}.html`, page.html);
    files.set(`page/${name}/${name}.js`, page.js);
  }
  const components = bundles.filter((bundle) => bundle.files.has(`${bundle.fullName}.js`));
  files.set(
    'generated/registry/registry.js',
    `export const pages = {${pages.map((page) => lazy(page.name, page.module)).join(', ')}};
export const components = {${components
      .filter(isExposed)
      .map((bundle) => lazy(bundle.fullName, `c/${bundle.fullName}`))
      .join(', ')}};`,
  );
  files.set(
    'entry/shell.js',
    `import { start } from 'shell/start'; import { pages, components } from 'generated/registry'; start({ pages, components });`,
  );
  // Not loaded by any page: makes a broken component fail the build even when nothing uses it yet, as a deploy would.
  files.set(
    'entry/every-component.js',
    `export const all = {${components.map((bundle) => lazy(bundle.fullName, `c/${bundle.fullName}`)).join(', ')}};`,
  );
  for (const { site, files: siteFiles, views, layouts } of generatedSites) {
    for (const [path, text] of siteFiles) files.set(path, text);
    const table = (entries: ReadonlyMap<string, string>): string =>
      [...entries].map(([name, module]) => lazy(name, module)).join(', ');
    files.set(
      `entry/${siteEntry(site.name)}.js`,
      `import { start } from 'platform/siteStart'; start({ views: {${table(views)}}, layouts: {${table(layouts)}} });`,
    );
  }
  const bundle = await buildBundle({
    metadata,
    cacheDirectory: options.cacheDirectory,
    generated: files,
    defaultApiVersion: Number(options.apiVersion),
  });
  return { metadata, bundle, apps: readApps(metadata), pages, sites: generatedSites, menus: readMenus(metadata) };
}

/** Page types the shell shows; others (utility bars, email templates, Aura site pages) are deployed but not drawn. */
function isLightningPage(item: WebMetadataItem): boolean {
  return ['RecordPage', 'AppPage', 'HomePage'].includes(textOf(readXml(item.xml), 'type') ?? '');
}
