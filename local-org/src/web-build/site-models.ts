/** Brings together what a site consists of: its bundle, its DigitalExperienceConfig, Network and navigation menus. */
import { readSite } from '../sites/index.ts';
import type { Site } from '../sites/index.ts';
import type { WebMetadata } from './ports.ts';
import { all, one, readXml, textOf } from './xml.ts';

/** One entry of a navigation menu, as the navigation component shows it. */
export interface MenuItem {
  readonly label: string;
  readonly type: string;
  readonly target: string;
  readonly publiclyAvailable: boolean;
  readonly newWindow: boolean;
}

/**
 * Every enhanced LWR site of the org. The config's `space` (`site/<bundle>`) ties prefix and bundle together; the Network is the one whose
 * `picassoSite` is the bundle (its full name is the site's label, its `site` the name of the CustomSite).
 */
export function readSites(metadata: WebMetadata): readonly Site[] {
  const networks = metadata.list('Network').map((item) => ({ fullName: item.fullName, root: readXml(item.xml) }));
  const objectNames = new Set([...metadata.schema.objects()].map((object) => object.name));
  const bundles = new Map(
    metadata.list('DigitalExperienceBundle').map((item) => [item.fullName.replace(/^site\//, ''), item]),
  );
  return metadata.list('DigitalExperienceConfig').flatMap((config) => {
    const root = readXml(config.xml);
    const bundleName = (textOf(root, 'space') ?? '').replace(/^site\//, '');
    const bundle = bundles.get(bundleName);
    if (!bundle)
      throw new Error(
        `DigitalExperienceConfig ${config.fullName}: no DigitalExperienceBundle named site/${bundleName}`,
      );
    const network = networks.find((candidate) => textOf(candidate.root, 'picassoSite') === bundleName);
    if (!network)
      throw new Error(`DigitalExperienceConfig ${config.fullName}: no Network has picassoSite ${bundleName}`);
    return readSite({
      bundleName,
      files: bundle.files,
      name: textOf(network.root, 'site') ?? bundleName.replace(/1$/, ''),
      label: textOf(root, 'label') ?? decodeURIComponent(network.fullName),
      urlPathPrefix: textOf(one(root, 'site'), 'urlPathPrefix') ?? '',
      live: textOf(network.root, 'status') === 'Live',
      selfRegistration: textOf(network.root, 'selfRegistration') === 'true',
      objectNames,
    });
  });
}

/** Navigation menus by developer name. */
export function readMenus(metadata: WebMetadata): Readonly<Record<string, readonly MenuItem[]>> {
  return Object.fromEntries(
    metadata.list('NavigationMenu').map((item) => [
      item.fullName,
      all(readXml(item.xml), 'navigationMenuItem')
        .map((entry) => ({
          position: Number(textOf(entry, 'position') ?? 0),
          label: textOf(entry, 'label') ?? '',
          type: textOf(entry, 'type') ?? 'InternalLink',
          target: textOf(entry, 'target') ?? '',
          publiclyAvailable: textOf(entry, 'publiclyAvailable') === 'true',
          newWindow: textOf(entry, 'targetPreference') === 'OpenExternalLinkInNewTab',
        }))
        .sort((one_, other) => one_.position - other.position),
    ]),
  );
}
