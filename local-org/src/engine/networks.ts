/** Experience Cloud sites as mails and Apex speak of them: the Network, its site and where its pages are. */
import { readSetting, writeSetting } from '../store/index.ts';
import { allOf, nodeOf, textOf } from './metadata-catalogue.ts';
import type { MetadataCatalogue, XmlNode } from './metadata-catalogue.ts';
import type { Store } from './ports.ts';

/** One Network with pages. */
export interface NetworkFacts {
  /** Name of the Network (`Customer Portal`). */
  readonly name: string;
  /** Name of its CustomSite (`Customer_Portal`). */
  readonly site: string;
  /** Prefix of the site's pages, lower case. */
  readonly prefix: string;
  readonly node: XmlNode;
}

const ORIGIN_SETTING = 'origin';
const DEFAULT_ORIGIN = 'http://localhost:6100';

/** Remembers how browsers reach this org (`http://localhost:6100`). */
export function writeOrigin(store: Store, origin: string): void {
  writeSetting(store, ORIGIN_SETTING, origin);
}

/** How browsers reach this org. */
export function originOf(store: Store): string {
  return readSetting(store, ORIGIN_SETTING) ?? DEFAULT_ORIGIN;
}

/** Every Network whose site has pages. */
export function networksOf(metadata: MetadataCatalogue): readonly NetworkFacts[] {
  const configs = allOf(metadata, 'DigitalExperienceConfig');
  return allOf(metadata, 'Network').flatMap(({ fullName, node }): readonly NetworkFacts[] => {
    const site = textOf(node, 'site');
    const space = `site/${textOf(node, 'picassoSite') ?? ''}`;
    const config = configs.find((candidate) => textOf(candidate.node, 'space') === space);
    const prefix = textOf(nodeOf(config?.node, 'site'), 'urlPathPrefix');
    return site === undefined || prefix === undefined
      ? []
      : [{ name: fullName, site, prefix: prefix.toLowerCase(), node }];
  });
}
