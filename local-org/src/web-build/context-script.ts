/** The script that tells a page who looks at it. Same-origin and uncached; everything a user may know, nothing else. */
import { mayEnter } from '../sites/index.ts';
import type { GeneratedSite } from '../sites/index.ts';
import type { WebState } from './compose-build.ts';
import { translatedLabels } from './labels.ts';
import { appsFor, objectIcons } from './lightning-model.ts';
import { localeValues } from './locale-values.ts';
import type { WebSession, WebUser } from './ports.ts';
import type { ShownPage } from './site-language.ts';
import { readXml, textOf } from './xml.ts';

function common(
  state: WebState,
  user: WebUser,
  session: WebSession | null,
  apiVersion: string,
): Readonly<Record<string, unknown>> {
  const prefixes = [...state.metadata.schema.objects()]
    .filter(({ keyPrefix }) => keyPrefix !== '')
    .map(({ keyPrefix, name }) => [keyPrefix, name]);
  return {
    apiVersion,
    version: state.metadata.version,
    build: state.bundle.hash,
    csrfToken: session?.csrfToken,
    user: { id: user.id, username: user.username, name: user.name, isGuest: user.isGuest },
    i18n: localeValues(user),
    labels: translatedLabels(state.metadata, user.language),
    customPermissions: user.customPermissions,
    userPermissions: user.userPermissions,
    keyPrefixes: Object.fromEntries(prefixes) as Readonly<Record<string, string>>,
  };
}

const script = (value: Readonly<Record<string, unknown>>): string =>
  // `</script` cannot occur in a script file's harm, but U+2028 and `<` are escaped all the same: the text may be embedded one day.
  `globalThis.__orgContext = ${JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029')};\n`;

/** Context of Lightning. */
export function lightningContext(state: WebState, user: WebUser, session: WebSession, apiVersion: string): string {
  const quickActions = state.metadata.list('QuickAction').flatMap((item) => {
    const root = readXml(item.xml);
    const [object, name] = item.fullName.split('.');
    const component = textOf(root, 'lightningWebComponent');
    if (object === undefined || name === undefined || component === undefined) return [];
    const bundle = state.metadata.list('LightningComponentBundle').find(({ fullName }) => fullName === component);
    const headless = /<actionType>\s*Action\s*<\/actionType>/.test(bundle?.xml ?? '');
    return [{ apiName: item.fullName, object, label: textOf(root, 'label') ?? name, component, headless }];
  });
  return script({
    ...common(state, user, session, apiVersion),
    kind: 'lightning',
    basePath: '',
    apps: appsFor(state.apps, user, state.metadata),
    pages: Object.fromEntries(
      state.pages.map(({ name, type, label, objectApiName, ruleFields }) => [
        name,
        { type, label, objectApiName, ruleFields },
      ]),
    ),
    icons: objectIcons(state.metadata),
    quickActions,
  });
}

/** Context of a site page. Routes that the visitor may not enter are marked, so that the browser asks for a login at once. */
export function siteContext(
  state: WebState,
  { site }: GeneratedSite,
  shown: Pick<ShownPage, 'base' | 'language'>,
  viewer: WebUser,
  session: WebSession | null,
  apiVersion: string,
): string {
  // Labels and texts follow the page's language, formats the user's locale.
  const user = { ...viewer, language: shown.language };
  const visitor = { isGuest: user.isGuest, isMember: user.sites.includes(site.name) };
  const layouts = Object.fromEntries(
    [...site.views.values()].map((view) => [view.name, site.layoutTypes.get(view.themeLayoutType)]),
  );
  const menus = Object.fromEntries(
    Object.entries(state.menus).map(([name, items]) => [
      name,
      user.isGuest ? items.filter(({ publiclyAvailable }) => publiclyAvailable) : items,
    ]),
  );
  return script({
    ...common(state, user, session, apiVersion),
    kind: 'site',
    site: site.name,
    siteLabel: site.label,
    basePath: shown.base,
    apiBase: `/${site.urlPathPrefix}`,
    selfRegistration: site.selfRegistration,
    activeLanguages: site.languages.map(({ code, label, isDefault }) => ({ label, code, default: isDefault })),
    routes: site.routes.map((route) => ({
      name: route.name,
      label: route.label,
      urlPrefix: route.urlPrefix,
      routeType: route.routeType,
      kind: route.kind,
      object: route.object,
      view: route.viewName,
      title: site.views.get(route.viewName)?.pageTitle ?? route.label,
      guest: mayEnter(site, route, { isGuest: true, isMember: false }) === 'show',
      open: mayEnter(site, route, visitor) === 'show',
    })),
    layouts,
    menus,
  });
}

/** Hosts beside the org's own, by directive of the Content-Security-Policy. */
export type TrustedHosts = Readonly<
  Record<'connect' | 'font' | 'frame' | 'img' | 'media' | 'style', readonly string[]>
>;

/** Hosts that CspTrustedSite metadata opens. Source: Metadata API Developer Guide, CspTrustedSite. */
export function trustedSites(state: WebState): TrustedHosts {
  const active = state.metadata
    .list('CspTrustedSite')
    .map((item) => readXml(item.xml))
    .filter((root) => textOf(root, 'isActive') === 'true');
  const hosts = (directive: string): readonly string[] =>
    active
      .filter((root) => textOf(root, `isApplicableTo${directive}Src`) === 'true')
      .flatMap((root) => textOf(root, 'endpointUrl') ?? []);
  return {
    connect: hosts('Connect'),
    font: hosts('Font'),
    frame: hosts('Frame'),
    img: hosts('Img'),
    media: hosts('Media'),
    style: hosts('Style'),
  };
}
