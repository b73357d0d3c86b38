/**
 * The address of the same page in another language. Multilingual LWR sites put the code of every language but the default one behind the site's
 * own path: /my/usage, /my/de/usage (LWR Sites for Experience Cloud, "Create a Multilingual LWR Site").
 */
export function addressIn(language, languages, { basePath, pathname, search = '' }) {
  const root = siteRoot(languages, basePath);
  const page = pathname.slice(basePath.length);
  return `${root}${language.default ? '' : `/${language.code}`}${page}${search}`;
}

/** The language whose texts are shown: en-US matches en_US; without a match the default one. */
export function shownLanguage(languages, lang) {
  const same = ({ code }) => normal(code) === normal(lang);
  const alike = ({ code }) => normal(code).split('-')[0] === normal(lang).split('-')[0];
  return languages.find(same) ?? languages.find(alike) ?? languages.find((one) => one.default);
}

/** The site's path without the code of a language. */
function siteRoot(languages, basePath) {
  const inPath = languages.find(({ code, default: isDefault }) => !isDefault && basePath.endsWith(`/${code}`));
  return inPath ? basePath.slice(0, -(inPath.code.length + 1)) : basePath;
}

function normal(code) {
  return code.replace('_', '-').toLowerCase();
}
