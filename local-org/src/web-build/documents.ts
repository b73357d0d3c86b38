/** The few HTML documents the browser side serves: the shell, a site's page, and plain pages for what went wrong. */

const escape = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** Address of the design system's stylesheet. */
export const STYLESHEET = '/assets/styles/salesforce-lightning-design-system.min.css';

/** A page run by a module script. Order matters: context, synthetic shadow (blocking), then the module. */
export function appDocument(options: {
  readonly title: string;
  readonly description?: string;
  readonly language: string;
  readonly contextUrl: string;
  readonly bundleBase: string;
  readonly entry: string;
  readonly stylesheets: readonly string[];
}): string {
  const styles = [STYLESHEET, ...options.stylesheets]
    .map((href) => `<link rel="stylesheet" href="${escape(href)}">`)
    .join('\n');
  const description = options.description ? `<meta name="description" content="${escape(options.description)}">` : '';
  return `<!doctype html>
<html lang="${escape(options.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(options.title)}</title>
${description}
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
${styles}
<link rel="modulepreload" href="${escape(`${options.bundleBase}/${options.entry}.js`)}">
</head>
<body class="slds-scope">
<div id="app"></div>
<noscript><p>This page needs JavaScript.</p></noscript>
<script src="${escape(options.contextUrl)}"></script>
<script src="${escape(`${options.bundleBase}/synthetic-shadow.js`)}"></script>
<script type="module" src="${escape(`${options.bundleBase}/${options.entry}.js`)}"></script>
</body>
</html>
`;
}

/** A plain page: what happened and the next step. Works without any script. */
export function messageDocument(options: {
  readonly title: string;
  readonly message: string;
  readonly details?: readonly string[];
  readonly link?: { readonly href: string; readonly text: string };
}): string {
  const details =
    options.details && options.details.length > 0
      ? `<ul class="slds-list_dotted slds-m-top_small">${options.details.map((line) => `<li><code>${escape(line)}</code></li>`).join('')}</ul>`
      : '';
  const link = options.link
    ? `<p class="slds-m-top_large"><a class="slds-button slds-button_brand" href="${escape(options.link.href)}">${escape(options.link.text)}</a></p>`
    : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(options.title)}</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${STYLESHEET}">
<link rel="stylesheet" href="/assets/local/login.css">
</head>
<body class="slds-scope">
<main class="plain">
<h1 class="slds-text-heading_large slds-m-bottom_medium">${escape(options.title)}</h1>
<p>${escape(options.message)}</p>
${details}${link}
</main>
</body>
</html>
`;
}

/** Lightning's login form. Works without scripts; `problem` is the sentence of a failed attempt. */
export function loginDocument(options: { readonly startUrl: string; readonly problem: string | undefined }): string {
  const problem = options.problem
    ? `<div class="slds-notify slds-notify_alert slds-alert_error slds-m-bottom_medium" role="alert"><p>${escape(options.problem)}</p></div>`
    : '';
  const field = (
    name: string,
    label: string,
    type: string,
    autocomplete: string,
  ): string => `<div class="slds-form-element slds-m-bottom_small">
<label class="slds-form-element__label" for="${name}">${label}</label>
<div class="slds-form-element__control"><input class="slds-input" id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required></div>
</div>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Login | Unified Power</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${STYLESHEET}">
<link rel="stylesheet" href="/assets/local/login.css">
</head>
<body class="slds-scope">
<main class="plain plain_narrow">
<h1 class="slds-text-heading_large slds-m-bottom_large">Log in to the local org</h1>
${problem}
<form method="post" action="/login">
<input type="hidden" name="startURL" value="${escape(options.startUrl)}">
${field('username', 'Username', 'text', 'username')}
${field('password', 'Password', 'password', 'current-password')}
<button class="slds-button slds-button_brand slds-button_stretch slds-m-top_small" type="submit">Log In</button>
</form>
</main>
</body>
</html>
`;
}
