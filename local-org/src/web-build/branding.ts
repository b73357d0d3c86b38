/** A site's branding as CSS custom properties: the `--dxp-*` hooks of LWR sites, and the SLDS hooks base components read. */

/** Branding value → the hooks it sets. Names as in the LWR developer guide, "--dxp Styling Hooks". */
const HOOKS: Readonly<Record<string, readonly string[]>> = {
  BrandColor: ['--dxp-g-brand', '--slds-g-color-brand-base-50'],
  PrimaryAccentColor: ['--dxp-g-brand'],
  PrimaryAccentForegroundColor: ['--dxp-g-brand-contrast'],
  _PrimaryAccentColor1: ['--dxp-g-brand-1'],
  PrimaryColor: ['--dxp-g-brand'],
  BackgroundColor: ['--dxp-g-root'],
  SiteBackgroundColor: ['--dxp-s-body-background'],
  TextColor: ['--dxp-g-root-contrast'],
  BodyTextColor: ['--dxp-s-body-text-color'],
  BodyFont: ['--dxp-s-body-font-family'],
  BaseFont: ['--dxp-s-html-font-family'],
  BaseFontSize: ['--dxp-s-html-font-size'],
  HeadingFont: ['--dxp-s-heading-font-family'],
  ButtonColor: ['--dxp-s-button-color'],
  ButtonTextColor: ['--dxp-s-button-color-contrast'],
  ButtonHoverColor: ['--dxp-s-button-color-hover'],
  ButtonBorderRadius: ['--dxp-s-button-radius-border'],
  FormElementBorderRadius: ['--dxp-s-form-element-radius-border'],
  LinkColor: ['--dxp-s-link-text-color'],
  LinkHoverColor: ['--dxp-s-link-text-color-hover'],
  MaxContentWidth: ['--dxp-s-section-content-width'],
  SiteLogo: [],
};

const safe = (value: string): string => value.replace(/[;{}<>\\]/g, '');

/** CSS text. A value that refers to its own hook (the templates are full of them) is left to its default. */
export function brandingStylesheet(values: Readonly<Record<string, string>>): string {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    const own = `--dxp-b-${name.replace(/[^A-Za-z0-9-]/g, '')}`;
    if (value === '') continue;
    lines.push(`  ${own}: ${safe(value)};`);
    for (const hook of HOOKS[name] ?? []) if (!value.includes(`var(${hook})`)) lines.push(`  ${hook}: ${safe(value)};`);
  }
  return `:root {\n${lines.join('\n')}\n}\n`;
}
