/**
 * Reads an enhanced LWR site: the JSON of its DigitalExperienceBundle (site, theme, theme layouts, branding, routes, views) and the XML around
 * it (DigitalExperienceConfig, Network). Shapes as in the Metadata API guide, DigitalExperienceBundle, and the templates of the sf CLI.
 */

/** A component of a page: `definition` is `ns:name`; children are regions, which hold components again. */
export interface SiteComponent {
  readonly type: 'component';
  readonly id: string;
  readonly definition: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly children: readonly SiteRegion[];
}
export interface SiteRegion {
  readonly type: 'region';
  readonly id: string;
  readonly name: string;
  readonly children: readonly SiteComponent[];
}

/** `Public` and `RequiresLogin` stand by themselves; `UseParent` follows the site's authentication type. */
export type PageAccess = 'UseParent' | 'Public' | 'RequiresLogin';

export interface SiteRoute {
  /** API name (`Home`, `New_Application__c`). */
  readonly name: string;
  readonly label: string;
  readonly urlPrefix: string;
  readonly routeType: string;
  readonly viewName: string;
  readonly pageAccess: PageAccess;
  /** What the route shows: a page by name, or the detail or list page of an object. */
  readonly kind: 'named' | 'detail' | 'list';
  /** API name of the object of a detail or list route. */
  readonly object: string | undefined;
}

export interface SiteView {
  readonly name: string;
  readonly viewType: string;
  readonly themeLayoutType: string;
  readonly component: SiteComponent;
  readonly pageTitle: string;
  readonly description: string;
}

export interface ThemeLayout {
  readonly name: string;
  readonly component: SiteComponent;
}

/** A language of a site. */
export interface SiteLanguage {
  /** As it stands in addresses (`en-US`, `de`). */
  readonly code: string;
  readonly label: string;
  /** The one without a code in the address. */
  readonly isDefault: boolean;
}

export interface Site {
  /** Name of the Network and CustomSite (`Agency_Portal`). */
  readonly name: string;
  readonly label: string;
  /** Name of the bundle (`Agency_Portal1`). */
  readonly bundleName: string;
  readonly urlPathPrefix: string;
  /** False: a guest sees only routes that say `Public`, and the login pages. */
  readonly publicAccess: boolean;
  readonly live: boolean;
  readonly selfRegistration: boolean;
  readonly routes: readonly SiteRoute[];
  readonly views: ReadonlyMap<string, SiteView>;
  readonly layouts: ReadonlyMap<string, ThemeLayout>;
  /** layoutType (`Inner`) → name of the theme layout. */
  readonly layoutTypes: ReadonlyMap<string, string>;
  /** Languages visitors may choose, as `sfdc_cms__languageSettings` says; empty for a site without them. */
  readonly languages: readonly SiteLanguage[];
  /** Branding values (`ButtonColor` → `#0176d3`). */
  readonly branding: Readonly<Record<string, string>>;
}

/** What a site is read from: files of its bundle, and facts from the XML beside it. */
export interface SiteSources {
  readonly bundleName: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly name: string;
  readonly label: string;
  readonly urlPathPrefix: string;
  readonly live: boolean;
  readonly selfRegistration: boolean;
  /** Objects whose records a route's key prefix or API name may name. */
  readonly objectNames: ReadonlySet<string>;
}

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const textAt = (holder: Json, key: string): string => {
  const value = holder[key];
  return typeof value === 'string' ? value : '';
};
const listAt = (holder: Json, key: string): readonly Json[] => {
  const value = holder[key];
  return Array.isArray(value) ? value.filter(isJson) : [];
};
const objectAt = (holder: Json, key: string): Json => {
  const value = holder[key];
  return isJson(value) ? value : {};
};

function component(json: Json): SiteComponent {
  return {
    type: 'component',
    id: textAt(json, 'id'),
    definition: textAt(json, 'definition'),
    attributes: objectAt(json, 'attributes'),
    children: listAt(json, 'children').map((region) => ({
      type: 'region',
      id: textAt(region, 'id'),
      name: textAt(region, 'name'),
      children: listAt(region, 'children').map(component),
    })),
  };
}

/** `detail-a01` / `list-Application__c`: the tail is a key prefix or an API name, with or without a suffix of the route's own. */
function routeObject(
  routeType: string,
  urlPrefix: string,
  objectNames: ReadonlySet<string>,
): Pick<SiteRoute, 'kind' | 'object'> {
  const match = /^(detail|list)-(.+)$/.exec(routeType);
  if (!match) return { kind: 'named', object: undefined };
  const tail = match[2] ?? '';
  const byName = [...objectNames].find((name) => name.toLowerCase() === tail.toLowerCase());
  const byAddress = [...objectNames].find(
    (name) => name.replace(/__c$/, '').replace(/_/g, '').toLowerCase() === urlPrefix.replace(/[-_]/g, '').toLowerCase(),
  );
  return { kind: match[1] === 'detail' ? 'detail' : 'list', object: byName ?? byAddress };
}

/** Reads a site; throws an Error that names the bundle and the file when its content does not hold together. */
export function readSite(sources: SiteSources): Site {
  const fail = (message: string, cause?: unknown): never => {
    throw new Error(`Site ${sources.bundleName}: ${message}`, { cause });
  };
  const contents = (type: string): ReadonlyMap<string, { readonly title: string; readonly body: Json }> => {
    const found = new Map<string, { readonly title: string; readonly body: Json }>();
    const pattern = new RegExp(`^${type}/([^/]+)/content\\.json$`);
    for (const [path, bytes] of sources.files) {
      const name = pattern.exec(path)?.[1];
      if (name === undefined) continue;
      let json: unknown;
      try {
        json = JSON.parse(Buffer.from(bytes).toString('utf8'));
      } catch (cause) {
        fail(`${path} is not JSON`, cause);
      }
      if (!isJson(json)) throw new Error(`Site ${sources.bundleName}: ${path} is not a JSON object`);
      found.set(name, { title: textAt(json, 'title'), body: objectAt(json, 'contentBody') });
    }
    return found;
  };
  const only = (type: string): Json =>
    [...contents(type).values()][0]?.body ?? fail(`One piece of content with the contentType ${type} is required`);

  only('sfdc_cms__appPage');
  const theme = only('sfdc_cms__theme');
  const settings = only('sfdc_cms__site');
  const layouts = new Map<string, ThemeLayout>();
  for (const [name, { body }] of contents('sfdc_cms__themeLayout'))
    layouts.set(name, { name, component: component(objectAt(body, 'component')) });
  const layoutTypes = new Map<string, string>();
  for (const layout of listAt(theme, 'layouts')) {
    const name = textAt(layout, 'layoutId');
    if (!layouts.has(name)) fail(`theme names the layout ${name}, which does not exist`);
    layoutTypes.set(textAt(layout, 'layoutType'), name);
  }
  const views = new Map<string, SiteView>();
  for (const [name, { body, title }] of contents('sfdc_cms__view')) {
    const root = component(objectAt(body, 'component'));
    const seo = root.children
      .flatMap((region) => region.children)
      .find((child) => child.definition === 'community_builder:seoAssistant');
    const themeLayoutType = textAt(body, 'themeLayoutType');
    if (!layoutTypes.has(themeLayoutType))
      fail(`view ${name} uses the theme layout type ${themeLayoutType}, which the theme does not have`);
    views.set(name, {
      name,
      viewType: textAt(body, 'viewType'),
      themeLayoutType,
      component: root,
      pageTitle: textAt(seo?.attributes ?? {}, 'pageTitle') || title,
      description: textAt(seo?.attributes ?? {}, 'description'),
    });
  }
  const routes = [...contents('sfdc_cms__route')].map(([name, { body, title }]): SiteRoute => {
    const viewName = textAt(body, 'activeViewId');
    const view = views.get(viewName);
    if (!view) return fail(`route ${name} leads to the view ${viewName}, which does not exist`);
    const routeType = textAt(body, 'routeType');
    if (view.viewType !== routeType)
      fail(`route ${name} has the routeType ${routeType}, its view ${viewName} the viewType ${view.viewType}`);
    const access = textAt(body, 'pageAccess');
    const urlPrefix = textAt(body, 'urlPrefix');
    return {
      name,
      label: title,
      urlPrefix,
      routeType,
      viewName,
      pageAccess: access === 'Public' || access === 'RequiresLogin' ? access : 'UseParent',
      ...routeObject(routeType, urlPrefix, sources.objectNames),
    };
  });
  const languages = [...contents('sfdc_cms__languageSettings').values()].flatMap(({ body }) =>
    listAt(body, 'languages')
      .filter((language) => language['isActive'] === true && language['isAuthoringOnly'] !== true)
      .map((language) => ({
        code: textAt(language, 'locale').replace('_', '-'),
        label: textAt(language, 'label'),
        isDefault: textAt(language, 'locale') === textAt(body, 'defaultLocale'),
      })),
  );
  const brandingName = textAt(theme, 'activeBrandingSetId');
  const branding = objectAt(contents('sfdc_cms__brandingSet').get(brandingName)?.body ?? {}, 'values');
  return {
    name: sources.name,
    label: sources.label,
    bundleName: sources.bundleName,
    urlPathPrefix: sources.urlPathPrefix,
    publicAccess: textAt(settings, 'authenticationType') === 'AUTHENTICATED_WITH_PUBLIC_ACCESS_ENABLED',
    live: sources.live,
    selfRegistration: sources.selfRegistration,
    routes,
    views,
    layouts,
    layoutTypes,
    languages,
    branding: Object.fromEntries(
      Object.entries(branding).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  };
}
