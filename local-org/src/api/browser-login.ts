/** How a browser gets a session: login forms of Lightning and of sites, frontdoor.jsp, logout. */
import { OrgError } from '../engine/errors.ts';
import { checkSameOrigin, expiredCookie, sessionCookie } from './authentication.ts';
import { escapeXml } from './errors.ts';
import type { ApiResponse } from './http.ts';
import { json, redirect } from './http.ts';
import type { Handler, RequestContext } from './services.ts';
import { ORG_CALLER } from './services.ts';

const MESSAGES = {
  invalid: "We couldn't find a match for your user name and password. Check both and try again.",
  locked:
    'Your account is locked for a while after too many attempts. Try again in 15 minutes, or ask your administrator.',
  'no-access': 'You cannot log in here with this user. Ask your administrator for the right address.',
} as const;

/** `POST /login` and `POST /<prefix>/login`: form fields or JSON `username`, `password`, `startURL`. */
export const submitLogin: Handler = async (context) => {
  checkSameOrigin(context.request);
  const wantsJson = (context.request.headers['content-type'] ?? '').includes('json');
  const fields = postedFields(context);
  const start = localTarget(fields.get('startURL'), homeOf(context));
  const outcome = await context.services.pool.run(
    'loginWithPassword',
    {
      username: (fields.get('username') ?? fields.get('un') ?? '').trim(),
      password: fields.get('password') ?? fields.get('pw') ?? '',
      ...(context.site ? { site: context.site.name } : {}),
    },
    ORG_CALLER,
  );
  if (!outcome.ok) {
    const message = MESSAGES[outcome.reason];
    if (wantsJson) return json(401, [{ errorCode: 'INVALID_LOGIN', message }]);
    const query = new URLSearchParams({ error: outcome.reason, startURL: start });
    return redirect(`${context.site ? `/${context.site.urlPathPrefix}` : ''}/login?${query.toString()}`);
  }
  const cookie = await openBrowserSession(context, outcome.user.userId);
  return wantsJson ? json(200, { url: start }, { 'set-cookie': cookie }) : redirect(start, { 'set-cookie': cookie });
};

/** `GET /login` and `GET /<prefix>/login` where no page of the site answers it. */
export const loginPage: Handler = async (context) => {
  const page = await context.services.web()?.(
    context.site ? { ...context.request, path: `/${context.site.urlPathPrefix}/login` } : context.request,
    null,
  );
  if (page && page.status !== 404) return page;
  const reason = context.request.query.get('error');
  const message = reason !== null && reason in MESSAGES ? MESSAGES[reason as keyof typeof MESSAGES] : null;
  const title = context.site ? `Log in | ${context.site.label}` : 'Log in | Unified Power';
  const action = `${context.site ? `/${context.site.urlPathPrefix}` : ''}/login`;
  const start = localTarget(context.request.query.get('startURL'), homeOf(context));
  return {
    status: 200,
    headers: {
      'content-type': 'text/html;charset=UTF-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeXml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;background:#f3f3f3;margin:0;display:grid;min-height:100vh;place-items:center}main{background:#fff;border:1px solid #c9c9c9;border-radius:.5rem;padding:2rem;width:min(22rem,90vw)}h1{font-size:1.25rem;margin:0 0 1rem}label{display:block;margin:.75rem 0 .25rem}input{box-sizing:border-box;width:100%;padding:.5rem;font:inherit;border:1px solid #747474;border-radius:.25rem}button{margin-top:1.25rem;width:100%;padding:.6rem;font:inherit;color:#fff;background:#0b5cab;border:0;border-radius:.25rem;cursor:pointer}.problem{color:#8c0a0a;background:#feded8;border-radius:.25rem;padding:.5rem .75rem}</style></head>
<body><main><h1>${escapeXml(title)}</h1>${message === null ? '' : `<p class="problem" role="alert">${escapeXml(message)}</p>`}
<form method="post" action="${escapeXml(action)}"><input type="hidden" name="startURL" value="${escapeXml(start)}">
<label for="username">Username</label><input id="username" name="username" autocomplete="username" required autofocus>
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Log In</button></form></main></body></html>`,
  };
};

/** `/secur/frontdoor.jsp?otp=` (from singleaccess) or `?sid=` (a session of this org). */
export const frontdoor: Handler = async (context) => {
  const { query, body } = context.request;
  const form = new URLSearchParams(body.toString('utf8'));
  const get = (name: string): string | null => query.get(name) ?? form.get(name);
  const code = get('otp');
  const sid = get('sid');
  const userId =
    code !== null
      ? context.services.codes.redeem(code)
      : sid === null
        ? null
        : (context.services.sessions.find(sid)?.userId ?? null);
  if (userId === null) return redirect('/login');
  const cookie = await openBrowserSession({ ...context, site: null }, userId);
  return redirect(localTarget(get('startURL') ?? get('retURL'), '/lightning/page/home'), { 'set-cookie': cookie });
};

/** `/secur/logout.jsp` and `/<prefix>/secur/logout.jsp`. */
export const logout: Handler = async (context): Promise<ApiResponse> => {
  if (context.token !== null) await context.services.sessions.close(context.token);
  const prefix = context.site?.urlPathPrefix ?? null;
  const target = localTarget(context.request.query.get('retUrl'), prefix === null ? '/login' : `/${prefix}/`);
  return redirect(target, { 'set-cookie': expiredCookie(prefix) });
};

/** A session for a browser as a `Set-Cookie` value. */
export async function openBrowserSession(context: RequestContext, userId: string): Promise<string> {
  const { site, services } = context;
  const { token } = site
    ? await services.sessions.open(userId, 'site', { site: site.name })
    : await services.sessions.open(userId, 'lightning');
  return sessionCookie(token, site?.urlPathPrefix ?? null);
}

/** Where a browser goes after login when it asked for nothing else. */
export function homeOf({ site }: RequestContext): string {
  return site ? `/${site.urlPathPrefix}/` : '/lightning/page/home';
}

/** Only paths of this org: an address that leaves it would make the login page a springboard for fraud. */
export function localTarget(target: string | null, otherwise: string): string {
  return target !== null && /^\/(?![/\\])/.test(target) && !/[\r\n]/.test(target) ? target : otherwise;
}

/** Fields of a posted form, or of a posted JSON object. */
export function postedFields(context: RequestContext): URLSearchParams {
  return (context.request.headers['content-type'] ?? '').includes('json')
    ? jsonFields(context)
    : new URLSearchParams(context.request.body.toString('utf8'));
}

function jsonFields(context: RequestContext): URLSearchParams {
  const fields = new URLSearchParams();
  let body: unknown;
  try {
    body = JSON.parse(context.request.body.toString('utf8'));
  } catch (cause) {
    throw new OrgError('JSON_PARSER_ERROR', 'The body is no JSON.', { cause });
  }
  if (typeof body !== 'object' || body === null) return fields;
  for (const [name, value] of Object.entries(body)) if (typeof value === 'string') fields.set(name, value);
  return fields;
}
