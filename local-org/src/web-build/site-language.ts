/**
 * The language a page of a site is shown in. Every language of a site but the default one stands in the path behind the site's prefix
 * (`/my/de/usage`). Source: LWR Sites for Experience Cloud, "Create a Multilingual LWR Site", "Automatic Language Detection for Multilingual
 * LWR Sites". Without a code in the path members get the language of their user and guests that of their browser, on the same address: the
 * platform leads them to the address with the code.
 */
import type { Site } from '../sites/index.ts';
import type { WebRequest, WebUser } from './ports.ts';

export interface ShownPage {
  /** Path behind prefix and language, without slashes at its ends. */
  readonly inner: string;
  /** What addresses of this language begin with: `/my` or `/my/de`. */
  readonly base: string;
  /** As User.LanguageLocaleKey (`de`, `en_US`). */
  readonly language: string;
}

/** Splits `inner`, the path behind the site's prefix, and chooses the language. */
export function shownPage(site: Site, inner: string, request: WebRequest, user: WebUser): ShownPage {
  const base = `/${site.urlPathPrefix}`;
  const [first = '', ...rest] = inner.split('/');
  const named = site.languages.find(({ code, isDefault }) => !isDefault && code.toLowerCase() === first.toLowerCase());
  if (named) return { inner: rest.join('/'), base: `${base}/${named.code}`, language: localeKey(named.code) };
  return { inner, base, language: user.isGuest ? guestLanguage(site, request, user) : user.language };
}

/** The cookie of the platform's language selector, else what the browser asks for, else the guest user's own. */
function guestLanguage(site: Site, request: WebRequest, user: WebUser): string {
  const cookie = /(?:^|;\s*)PreferredLanguage=([\w-]+)/.exec(headerOf(request, 'cookie'))?.[1];
  const asked = headerOf(request, 'accept-language')
    .split(',')
    .map((part) => {
      const [tag = '', quality = ''] = part.split(';');
      return { tag: tag.trim(), quality: Number(/q=([\d.]+)/.exec(quality)?.[1] ?? 1) };
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ tag }) => tag);
  for (const wanted of [...(cookie === undefined ? [] : [cookie]), ...asked]) {
    const found =
      site.languages.find(({ code }) => code.toLowerCase() === wanted.toLowerCase()) ??
      site.languages.find(({ code }) => primary(code) === primary(wanted));
    if (found) return localeKey(found.code);
  }
  return user.language;
}

function headerOf(request: WebRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

const primary = (code: string): string => (code.split('-')[0] ?? code).toLowerCase();
const localeKey = (code: string): string => code.replace('-', '_');
