/** Generates a fixture site with the fixture's components. */
import { generateSite } from '../../src/sites/index.ts';
import type { GeneratedSite, Site } from '../../src/sites/index.ts';

export function composeSite(site: Site): GeneratedSite {
  return generateSite(site, {
    componentProperties: (name) => (/^(meterCard|brokenCard)$/.test(name) ? new Map() : undefined),
  });
}
