/** How API names become names LWC accepts. */

/** `Application_Record_Page` → `applicationRecordPage`: a module name LWC's compiler accepts, the same on every build. */
export function moduleName(apiName: string): string {
  const words = apiName.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words
    .map((word, index) => (index === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join('');
  return /^[a-z]/.test(joined) ? joined : `x${joined}`;
}

/** `c/meterCard` → `c-meter-card`, `community_byo/scopedHeaderAndFooter` → `community_byo-scoped-header-and-footer`. */
export function tagName(module: string): string {
  const [namespace = '', name = ''] = module.split('/');
  return `${namespace}-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Text as the content of an HTML element or attribute in a generated template; braces would be read as an expression. */
export function escapeTemplateText(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\{/g, '&#123;')
    .replace(/\}/g, '&#125;');
}
