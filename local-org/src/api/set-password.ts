/**
 * The page behind a one-time link (`<site>/login?c=…`) where a user sets a password, and the forgotten-password form's target. Works without
 * scripts, in the look of the site, in the user's language.
 */
import type { PasswordFault } from '../engine/passwords.ts';
import { checkSameOrigin } from './authentication.ts';
import { homeOf, openBrowserSession, postedFields } from './browser-login.ts';
import { escapeXml } from './errors.ts';
import type { ApiResponse } from './http.ts';
import { json, redirect } from './http.ts';
import type { Handler, RequestContext } from './services.ts';
import { ORG_CALLER } from './services.ts';

type Closed = 'unknown' | 'used' | 'expired';
type Trouble = PasswordFault | 'different';

interface Words {
  readonly title: string;
  readonly username: string;
  readonly password: string;
  readonly confirm: string;
  readonly policy: string;
  readonly submit: string;
  readonly troubles: Readonly<Record<Trouble, string>>;
  readonly closedTitle: string;
  readonly closed: Readonly<Record<Closed, string>>;
  readonly again: string;
  readonly askAdministrator: string;
  readonly toLogin: string;
}

const WORDS: Readonly<Record<'en' | 'de', Words>> = {
  en: {
    title: 'Set your password',
    username: 'Username',
    password: 'New password',
    confirm: 'Repeat the new password',
    policy: 'At least 8 characters with letters and digits. Your username must not be part of it.',
    submit: 'Set password and log in',
    troubles: {
      short: 'The password is too short: it needs at least 8 characters.',
      mix: 'The password needs both letters and digits.',
      username: 'The password must not contain your username.',
      different: 'The two passwords differ. Type the same one twice.',
    },
    closedTitle: 'This link does not work any more',
    closed: {
      unknown: 'The link is incomplete or was never valid. Copy the whole address from the message.',
      used: 'A password was already set with this link. Log in with it.',
      expired: 'The link is too old.',
    },
    again: 'Ask for a new link',
    askAdministrator: 'Your administrator can send you a new link.',
    toLogin: 'To the login page',
  },
  de: {
    title: 'Passwort festlegen',
    username: 'Benutzername',
    password: 'Neues Passwort',
    confirm: 'Neues Passwort wiederholen',
    policy: 'Mindestens 8 Zeichen mit Buchstaben und Ziffern. Der Benutzername darf nicht darin vorkommen.',
    submit: 'Passwort festlegen und anmelden',
    troubles: {
      short: 'Das Passwort ist zu kurz: Es braucht mindestens 8 Zeichen.',
      mix: 'Das Passwort braucht Buchstaben und Ziffern.',
      username: 'Das Passwort darf den Benutzernamen nicht enthalten.',
      different: 'Die beiden Passwörter sind verschieden. Geben Sie zweimal dasselbe ein.',
    },
    closedTitle: 'Dieser Link gilt nicht mehr',
    closed: {
      unknown: 'Der Link ist unvollständig oder war nie gültig. Kopieren Sie die ganze Adresse aus der Nachricht.',
      used: 'Mit diesem Link wurde schon ein Passwort festgelegt. Melden Sie sich damit an.',
      expired: 'Der Link ist zu alt.',
    },
    again: 'Neuen Link anfordern',
    askAdministrator: 'Ihr Administrator kann Ihnen einen neuen Link schicken.',
    toLogin: 'Zur Anmeldung',
  },
};

/** `GET …/login?c=CODE`: the form, or what to do instead. */
export async function setPasswordPage(context: RequestContext, code: string): Promise<ApiResponse> {
  const found = await context.services.pool.run('passwordLink', { code, site: context.site?.name ?? null }, ORG_CALLER);
  return found.state === 'open' ? form(context, code, found, null) : closed(context, found.state);
}

/** `POST …/secur/setpassword` with `c`, `password`, `confirm`: sets the password and logs in. */
export const submitNewPassword: Handler = async (context) => {
  checkSameOrigin(context.request);
  const { pool } = context.services;
  const fields = new URLSearchParams(context.request.body.toString('utf8'));
  const code = fields.get('c') ?? '';
  const password = fields.get('password') ?? '';
  const site = context.site?.name ?? null;
  const found = await pool.run('passwordLink', { code, site }, ORG_CALLER);
  if (found.state !== 'open') return closed(context, found.state);
  if (password !== (fields.get('confirm') ?? '')) return form(context, code, found, 'different');
  const outcome = await pool.run('setPasswordByLink', { code, site, password }, ORG_CALLER);
  if (outcome.ok)
    return redirect(homeOf(context), { 'set-cookie': await openBrowserSession(context, outcome.user.userId) });
  return 'fault' in outcome ? form(context, code, found, outcome.fault) : closed(context, outcome.state);
};

/** `POST …/secur/forgotpassword` of a site: the same answer whether or not the username exists. */
export const forgotPassword: Handler = async (context) => {
  checkSameOrigin(context.request);
  const username = (postedFields(context).get('username') ?? '').trim();
  if (context.site)
    await context.services.pool.run('forgotPassword', { username, site: context.site.name }, ORG_CALLER);
  return json(200, {});
};

function form(
  context: RequestContext,
  code: string,
  user: { readonly username: string; readonly language: string },
  trouble: Trouble | null,
): ApiResponse {
  const language = user.language.startsWith('de') ? 'de' : 'en';
  const words = WORDS[language];
  const field = (name: string, label: string, help: string | null, wrong: boolean): string => {
    const described = [help === null ? null : `${name}-help`, wrong ? 'problem' : null].filter((id) => id !== null);
    return (
      `<div class="slds-form-element slds-m-bottom_small${wrong ? ' slds-has-error' : ''}">` +
      `<label class="slds-form-element__label" for="${name}">${escapeXml(label)}</label>` +
      `<div class="slds-form-element__control"><input class="slds-input" id="${name}" name="${name}" type="password" autocomplete="new-password" required` +
      `${described.length > 0 ? ` aria-describedby="${described.join(' ')}"` : ''}${wrong ? ' aria-invalid="true" autofocus' : ''}></div>` +
      `${help === null ? '' : `<div class="slds-form-element__help" id="${name}-help" style="color:inherit">${escapeXml(help)}</div>`}</div>`
    );
  };
  const problem =
    trouble === null
      ? ''
      : `<div id="problem" class="slds-notify slds-notify_alert slds-alert_error slds-m-bottom_medium" role="alert"><p>${escapeXml(words.troubles[trouble])}</p></div>`;
  const body =
    `${problem}<form method="post" action="${escapeXml(`${baseOf(context)}/secur/setpassword`)}"><input type="hidden" name="c" value="${escapeXml(code)}">` +
    `<div class="slds-form-element slds-m-bottom_small"><label class="slds-form-element__label" for="username">${escapeXml(words.username)}</label>` +
    `<div class="slds-form-element__control"><input class="slds-input" id="username" name="username" autocomplete="username" readonly value="${escapeXml(user.username)}"></div></div>` +
    field('password', words.password, words.policy, trouble !== null && trouble !== 'different') +
    field('confirm', words.confirm, null, trouble === 'different') +
    `<button class="slds-button slds-button_brand slds-button_stretch slds-m-top_small" type="submit">${escapeXml(words.submit)}</button></form>`;
  return page(context, { status: trouble === null ? 200 : 400, language, title: words.title, body });
}

function closed(context: RequestContext, state: Closed): ApiResponse {
  const language = /^\s*de\b/i.test(context.request.headers['accept-language'] ?? '') ? 'de' : 'en';
  const words = WORDS[language];
  const link = (href: string, text: string, kind: string): string =>
    `<p class="slds-m-top_medium"><a class="slds-button ${kind}" href="${escapeXml(href)}">${escapeXml(text)}</a></p>`;
  const forgotten = context.site
    ? link(`${baseOf(context)}/ForgotPassword`, words.again, 'slds-button_brand')
    : `<p class="slds-m-top_medium">${escapeXml(words.askAdministrator)}</p>`;
  const login = link(`${baseOf(context)}/login`, words.toLogin, 'slds-button_neutral');
  const body = `<p>${escapeXml(words.closed[state])}</p>${state === 'used' ? login + forgotten : forgotten + login}`;
  return page(context, { status: state === 'unknown' ? 404 : 410, language, title: words.closedTitle, body });
}

function page(
  context: RequestContext,
  options: { readonly status: number; readonly language: string; readonly title: string; readonly body: string },
): ApiResponse {
  const place = context.site?.label ?? 'Unified Power';
  const styles = [
    '/assets/styles/salesforce-lightning-design-system.min.css',
    ...(context.site ? ['/assets/local/site.css', `${baseOf(context)}/_branding.css`] : []),
    '/assets/local/login.css',
  ];
  return {
    status: options.status,
    headers: {
      'content-type': 'text/html;charset=UTF-8',
      'content-security-policy':
        "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    },
    body:
      `<!doctype html><html lang="${options.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
      `<title>${escapeXml(`${options.title} | ${place}`)}</title><link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">` +
      styles.map((href) => `<link rel="stylesheet" href="${escapeXml(href)}">`).join('') +
      `</head><body class="slds-scope"><main class="plain plain_narrow"><p class="slds-text-title slds-m-bottom_x-small">${escapeXml(place)}</p>` +
      `<h1 class="slds-text-heading_large slds-m-bottom_medium">${escapeXml(options.title)}</h1>${options.body}</main></body></html>`,
  };
}

function baseOf({ site }: RequestContext): string {
  return site ? `/${site.urlPathPrefix}` : '';
}
