/** Answers every request for a page or an asset: Lightning, sites, bundles, static resources. */
import { mayEnter } from '../sites/index.ts';
import type { GeneratedSite, SiteRoute } from '../sites/index.ts';
import { asset, fileResponse } from './assets.ts';
import { brandingStylesheet } from './branding.ts';
import { BuildFailure } from './bundle.ts';
import { moduleFolder, removeUnused } from './compile-cache.ts';
import { composeBuild, siteEntry } from './compose-build.ts';
import type { WebState } from './compose-build.ts';
import { lightningContext, siteContext, trustedSites, type TrustedHosts } from './context-script.ts';
import { appDocument, loginDocument, messageDocument } from './documents.ts';
import { shownPage } from './site-language.ts';
import type { WebHandler, WebPorts, WebRequest, WebResponse, WebSession, WebUser } from './ports.ts';

const NEVER_KEPT = 'no-store';
/** Reasons the pipeline sends back to the login page as `?error=`. */
const LOGIN_PROBLEMS: Readonly<Record<string, string>> = {
  invalid: "We couldn't find a match for your username and password. Check both and try again.",
  locked:
    'Your account is locked for a while after too many attempts. Try again in 15 minutes, or ask your administrator.',
  'no-access': 'You cannot log in here with this user. Ask your administrator for the right address.',
};
const FOREVER = 'public, max-age=31536000, immutable';

/** A handler with a way to build ahead of the first request. */
export interface Web {
  readonly handle: WebHandler;
  /** Builds the newest deployed state when it is not built yet; throws BuildFailure. */
  prepare(): Promise<void>;
  /** Removes compiled modules that nobody has used for a long time. */
  tidy(): Promise<void>;
}

/** The browser side of one org. Builds once per deployed state; a failed build shows its problems instead of pages. */
export function createWeb(ports: WebPorts): Web {
  const builds = new BuildKeeper(ports);

  const handle: WebHandler = async (request, session) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return null;
    const path = decoded(request.path);
    if (path === null) return null;
    if (path.startsWith('/assets/')) return asset(request, path.slice('/assets/'.length));
    if (path === '/') return redirect('/lightning/page/home');
    if (path === '/login')
      return html(
        200,
        loginDocument({ startUrl: startUrlOf(request), problem: LOGIN_PROBLEMS[request.query.get('error') ?? ''] }),
      );
    try {
      const state = await builds.current();
      if (path.startsWith('/_b/')) return await bundleFile(request, state, builds, path);
      const resource = /^\/resource\/\d+\/(.+)$/.exec(path);
      if (resource) return await staticResource(request, state, resource[1] ?? '');
      if (path === '/lightning' || path.startsWith('/lightning/'))
        return await lightning(ports, state, request, session, path);
      const [, prefix = ''] = path.split('/');
      const site = state.sites.find((candidate) => candidate.site.urlPathPrefix.toLowerCase() === prefix.toLowerCase());
      return site ? await sitePage(ports, state, site, request, session, path) : null;
    } catch (cause) {
      if (!(cause instanceof BuildFailure)) throw cause;
      ports.report?.('The browser build failed', cause);
      return html(
        500,
        messageDocument({
          title: 'The pages could not be built',
          message: 'Correct the files named here and deploy again.',
          details: cause.problems,
        }),
      );
    }
  };
  return {
    handle,
    prepare: async () => {
      await builds.current();
    },
    tidy: () => removeUnused(moduleFolder(ports.cacheDirectory), Date.now()),
  };
}

/** `createWeb(ports).handle`, for pipelines that only serve. */
export function createWebHandler(ports: WebPorts): WebHandler {
  return createWeb(ports).handle;
}

/** One build per metadata version; the last two are kept, so that a page opened before a deploy still finds its chunks. */
class BuildKeeper {
  readonly #ports: WebPorts;
  #version: number | undefined;
  #running: Promise<WebState> | undefined;
  readonly #finished: WebState[] = [];

  constructor(ports: WebPorts) {
    this.#ports = ports;
  }

  current(): Promise<WebState> {
    const metadata = this.#ports.metadata();
    if (this.#running === undefined || this.#version !== metadata.version) {
      this.#version = metadata.version;
      this.#running = composeBuild(metadata, this.#ports).then((state) => {
        this.#finished.unshift(state);
        this.#finished.splice(3);
        return state;
      });
      // The failure is told to every request that awaits it; nobody may be left with an unhandled rejection.
      this.#running.catch(() => undefined);
    }
    return this.#running;
  }

  byHash(hash: string): WebState | undefined {
    return this.#finished.find(({ bundle }) => bundle.hash === hash);
  }
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    if (cause instanceof URIError) return null;
    throw cause;
  }
}

async function bundleFile(
  request: WebRequest,
  state: WebState,
  builds: BuildKeeper,
  path: string,
): Promise<WebResponse | null> {
  const [, , hash = '', name = ''] = path.split('/');
  const holder = state.bundle.hash === hash ? state : builds.byHash(hash);
  const content = holder?.bundle.files.get(name);
  return content ? fileResponse(request, name, content, FOREVER) : null;
}

async function staticResource(request: WebRequest, state: WebState, rest: string): Promise<WebResponse | null> {
  const [name = '', ...inside] = rest.split('/');
  const item = state.metadata.list('StaticResource').find(({ fullName }) => fullName === name);
  if (!item) return null;
  const entry =
    inside.length > 0 ? ([inside.join('/'), item.files.get(inside.join('/'))] as const) : [...item.files][0];
  const [file, content] = entry ?? [];
  if (file === undefined || content === undefined) return null;
  const response = await fileResponse(request, file, content, FOREVER);
  // An uploaded document must not run as a page of the org.
  return {
    ...response,
    headers: {
      ...response.headers,
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    },
  };
}

async function lightning(
  ports: WebPorts,
  state: WebState,
  request: WebRequest,
  session: WebSession | null,
  path: string,
): Promise<WebResponse> {
  const toLogin = redirect(`/login?startURL=${encodeURIComponent(request.path + queryOf(request))}`);
  if (!session || session.site !== null) return toLogin;
  const user = await ports.user(session, null);
  if (!user || user.isGuest) return toLogin;
  if (path === '/lightning/_context.js') return script(lightningContext(state, user, session, ports.apiVersion));
  if (user.apps.length === 0) {
    return html(
      403,
      messageDocument({
        title: 'No app for you here',
        message: `${user.name} may not open any Lightning app. Ask an administrator for a permission set with app access.`,
        link: { href: '/secur/logout.jsp', text: 'Log out' },
      }),
    );
  }
  return page(state, {
    title: 'Lightning',
    language: user.language,
    contextUrl: '/lightning/_context.js',
    entry: 'shell',
    stylesheets: ['/assets/local/shell.css'],
  });
}

async function sitePage(
  ports: WebPorts,
  state: WebState,
  generated: GeneratedSite,
  request: WebRequest,
  session: WebSession | null,
  path: string,
): Promise<WebResponse | null> {
  const { site } = generated;
  const base = `/${site.urlPathPrefix}`;
  const user = await ports.user(session, site.name);
  if (!user)
    return html(
      503,
      messageDocument({
        title: 'This site is not available',
        message: 'The site has no guest user, so nobody can open it yet.',
      }),
    );
  const shown = shownPage(site, path.slice(base.length).replace(/^\/+|\/+$/g, ''), request, user);
  const { inner } = shown;
  const resource = /^resource\/\d+\/(.+)$/.exec(inner);
  if (resource) return staticResource(request, state, resource[1] ?? '');
  if (inner === '_context.js') return script(siteContext(state, generated, shown, user, session, ports.apiVersion));
  if (inner === '_branding.css')
    return {
      status: 200,
      headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' },
      body: brandingStylesheet(site.branding),
    };
  if (!site.live) {
    return html(
      503,
      messageDocument({
        title: 'This site is not open yet',
        message: `${site.label} is under construction. Try again later.`,
      }),
    );
  }
  const match = routeOf(site.routes, inner);
  const decision = match
    ? mayEnter(site, match, { isGuest: user.isGuest, isMember: user.sites.includes(site.name) })
    : 'show';
  if (decision === 'login')
    return redirect(`${shown.base}/login?startURL=${encodeURIComponent(request.path + queryOf(request))}`);
  if (decision === 'not-a-member') {
    return html(
      403,
      messageDocument({
        title: 'No access to this site',
        message: `${user.name} is not a member of ${site.label}.`,
        link: { href: `${base}/secur/logout.jsp`, text: 'Log out' },
      }),
    );
  }
  const view = match ? site.views.get(match.viewName) : undefined;
  return page(
    state,
    {
      title: view?.pageTitle ?? 'Page not found',
      ...(view && view.description !== '' ? { description: view.description } : {}),
      language: shown.language,
      contextUrl: `${shown.base}/_context.js`,
      entry: siteEntry(site.name),
      stylesheets: ['/assets/local/site.css', `${base}/_branding.css`],
    },
    match ? 200 : 404,
  );
}

/** The route a path leads to, as the browser's own matching in platform/siteRoutes. */
function routeOf(routes: readonly SiteRoute[], inner: string): SiteRoute | undefined {
  const [prefix = '', ...rest] = inner.split('/');
  return routes.find(
    (route) =>
      route.urlPrefix.toLowerCase() === prefix.toLowerCase() &&
      (route.kind === 'detail' ? rest.length > 0 : rest.length === 0),
  );
}

function page(
  state: WebState,
  options: Omit<Parameters<typeof appDocument>[0], 'bundleBase' | 'language'> & {
    readonly language: WebUser['language'];
  },
  status = 200,
): WebResponse {
  const body = appDocument({
    ...options,
    language: options.language.replace('_', '-'),
    bundleBase: `/_b/${state.bundle.hash}`,
  });
  return html(status, body, policy(trustedSites(state)));
}

/**
 * No inline script, no eval. Styles need 'unsafe-inline': synthetic shadow inserts style elements (about 110 violations without it). Measured with
 * the platform's base components; Trusted Types break LWC at start.
 */
const NO_HOSTS: TrustedHosts = { connect: [], font: [], frame: [], img: [], media: [], style: [] };

function policy(trusted: TrustedHosts): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    ["style-src 'self' 'unsafe-inline'", ...trusted.style].join(' '),
    ["img-src 'self' data:", ...trusted.img].join(' '),
    ["font-src 'self' data:", ...trusted.font].join(' '),
    ["frame-src 'self'", ...trusted.frame].join(' '),
    ["media-src 'self'", ...trusted.media].join(' '),
    ["connect-src 'self'", ...trusted.connect].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
  ].join('; ');
}

function html(status: number, body: string, contentSecurityPolicy = policy(NO_HOSTS)): WebResponse {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': NEVER_KEPT,
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    },
    body,
  };
}

function script(body: string): WebResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': NEVER_KEPT,
      'x-content-type-options': 'nosniff',
    },
    body,
  };
}

function redirect(location: string): WebResponse {
  return { status: 302, headers: { location, 'cache-control': NEVER_KEPT }, body: '' };
}

function queryOf(request: WebRequest): string {
  const text = request.query.toString();
  return text === '' ? '' : `?${text}`;
}

/** Only addresses of this origin: an open redirect would lend our name to anybody's page. */
function startUrlOf(request: WebRequest): string {
  const wanted = request.query.get('startURL') ?? '';
  return /^\/(?![/\\])/.test(wanted) ? wanted : '/lightning/page/home';
}
