/** Sends what login forms collect. */
import { apiBase, context } from 'platform/context';

/** Posts JSON to a path of the site; answers the parsed body, throws an Error with a sentence for the visitor. */
export async function postForm(path, fields) {
  let response;
  try {
    response = await fetch(`${apiBase}${path}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(context.csrfToken ? { 'x-csrf-token': context.csrfToken } : {}),
      },
      body: JSON.stringify(fields),
    });
  } catch (cause) {
    throw new Error('The site cannot be reached. Check your connection and try again.', { cause });
  }
  const text = await response.text();
  let body;
  try {
    body = text === '' ? {} : JSON.parse(text);
  } catch {
    body = { message: response.ok ? undefined : 'The site answered in a way we do not understand. Try again later.' };
  }
  if (!response.ok) {
    if (response.status === 404) {
      throw new Error(`The local org does not support ${path} yet. Ask an administrator.`);
    }
    const first = Array.isArray(body) ? body[0] : body;
    throw new Error(first?.message ?? 'Something went wrong. Try again later.');
  }
  return body;
}

/** Where to go after login: only addresses of this site, never another origin. */
export function safeStart(startUrl) {
  const home = `${context.basePath}/`;
  if (!startUrl) {
    return home;
  }
  const target = new URL(startUrl, location.origin);
  return target.origin === location.origin && (target.pathname === context.basePath || target.pathname.startsWith(home))
    ? target.pathname + target.search
    : home;
}
