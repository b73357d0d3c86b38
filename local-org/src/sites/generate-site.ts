/** Writes a site's theme layouts and views as Lightning web components: component trees become templates, attributes become properties. */
import { escapeTemplateText, moduleName, tagName } from './module-names.ts';
import type { Site, SiteComponent, SiteRegion } from './site-bundle.ts';

/** Platform components of LWR sites that the local org draws, by definition. */
export const SITE_COMPONENTS: Readonly<Record<string, string>> = {
  'community_layout:sldsFlexibleLayout': 'community_layout/sldsFlexibleLayout',
  'community_layout:simpleThemeLayout': 'community_layout/simpleThemeLayout',
  'community_byo:scopedHeaderAndFooter': 'community_byo/scopedHeaderAndFooter',
  'community_builder:htmlEditor': 'community_builder/htmlEditor',
  'community_builder:richTextEditor': 'community_builder/htmlEditor',
  'dxp_content_layout:siteLogo': 'dxp_content_layout/siteLogo',
  'community_login:loginForm': 'community_login/loginForm',
  'community_login:forgotPassword': 'community_login/forgotPassword',
  'community_login:checkEmail': 'community_login/checkEmail',
  'community_login:selfRegister': 'community_login/selfRegister',
  'community_login:employeeLoginLink': 'community_login/employeeLoginLink',
  'community_navigation:customizableNavigationBarContainer': 'community_navigation/customizableNavigationBarContainer',
  'community_user:userProfileMenu': 'community_user/userProfileMenu',
};

/** Definitions that show nothing themselves: page metadata and services. */
const INVISIBLE = new Set(['community_builder:seoAssistant', 'experience_availability:autoRefresh']);

/** What the generator must know of the deployed components. */
export interface SiteGenerationFacts {
  /** Design properties (name → type) of a bundle exposed to sites; undefined when no such bundle exists. */
  componentProperties(name: string): ReadonlyMap<string, string> | undefined;
}

export interface GeneratedSite {
  readonly site: Site;
  /** Files by logical path. */
  readonly files: ReadonlyMap<string, string>;
  /** View name → module, layout name → module. */
  readonly views: ReadonlyMap<string, string>;
  readonly layouts: ReadonlyMap<string, string>;
}

interface Written {
  readonly html: string;
  readonly js: string;
}

/** Generates every theme layout and view; throws with site, page and definition when something cannot be drawn honestly. */
export function generateSite(site: Site, facts: SiteGenerationFacts): GeneratedSite {
  const files = new Map<string, string>();
  const write = (module: string, { html, js }: Written): string => {
    const [namespace = '', name = ''] = module.split('/');
    files.set(`${namespace}/${name}/${name}.html`, html);
    files.set(`${namespace}/${name}/${name}.js`, js);
    return module;
  };
  const views = new Map<string, string>();
  const layouts = new Map<string, string>();
  for (const layout of site.layouts.values()) {
    const module = `sitelayout/${moduleName(`${site.name}_${layout.name}`)}`;
    layouts.set(
      layout.name,
      write(module, writePage(`Site ${site.name}, theme layout ${layout.name}`, layout.component, facts, true)),
    );
  }
  for (const view of site.views.values()) {
    const module = `siteview/${moduleName(`${site.name}_${view.name}`)}`;
    views.set(
      view.name,
      write(module, writePage(`Site ${site.name}, view ${view.name}`, view.component, facts, false)),
    );
  }
  return { site, files, views, layouts };
}

function writePage(where: string, root: SiteComponent, facts: SiteGenerationFacts, isLayout: boolean): Written {
  const imports = new Map<string, string>();
  const members: string[] = [];

  const properties = (component: SiteComponent, types: ReadonlyMap<string, string>): string => {
    const name = `p${members.length}`;
    const values: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(component.attributes)) {
      // dxpStyle is the builder's own styling of the frame around a component; it is no property of it.
      if (key !== 'dxpStyle') values[key] = typed(value, types.get(key));
    }
    members.push(`s${name} = ${JSON.stringify(values)};\n  get ${name}() { return this.fill(this.s${name}); }`);
    return name;
  };

  const slotted = (region: SiteRegion): string =>
    region.children.length === 0
      ? ''
      : `<div slot="${escapeTemplateText(region.name)}">${region.children.map((child) => draw(child, false)).join('')}</div>`;

  const section = (component: SiteComponent): string => {
    const config = sectionConfig(component, where);
    const columns = config.map(({ regionId, width }) => {
      const region = component.children.find((child) => child.id === regionId);
      const content = (region?.children ?? [])
        .map((child) => `<div class="site-component">${draw(child, false)}</div>`)
        .join('');
      return `<div class="slds-col slds-size_1-of-1 slds-large-size_${width}-of-12 site-column">${content}</div>`;
    });
    return `<div class="site-section" style="${sectionStyle(component.attributes)}"><div class="site-section__inner slds-grid slds-wrap" style="${innerStyle(component.attributes)}">${columns.join('')}</div></div>`;
  };

  const draw = (component: SiteComponent, isRoot: boolean): string => {
    const { definition } = component;
    if (INVISIBLE.has(definition)) return '';
    if (definition === 'community_layout:section') return section(component);
    const custom = definition.startsWith('c:') ? definition.slice(2) : undefined;
    const platform = SITE_COMPONENTS[definition];
    const pageSlot = isRoot && isLayout ? '<slot></slot>' : '';
    if (custom !== undefined) {
      const types = facts.componentProperties(custom);
      if (!types) throw new Error(`${where}: no Lightning web component named c:${custom} is exposed to sites`);
      const module = `c/${custom}`;
      const name = properties(component, types);
      const inner = component.children.map(slotted).join('') + pageSlot;
      if (inner !== '') return `<${tagName(module)} lwc:spread={${name}}>${inner}</${tagName(module)}>`;
      const constructor = imports.get(module) ?? `Component${imports.size}`;
      imports.set(module, constructor);
      members.push(`is${name} = ${constructor};`);
      return `<platform-frame component={is${name}} properties={${name}} name="c:${custom}"></platform-frame>`;
    }
    if (platform === undefined) {
      return `<platform-error-panel icon="utility:info" heading="${escapeTemplateText(definition)} is not available in the local org" message="A real org shows this component here." next-step="See docs/local-org/coverage.md."></platform-error-panel>`;
    }
    const name = properties(component, new Map());
    return `<${tagName(platform)} lwc:spread={${name}}>${component.children.map(slotted).join('')}${pageSlot}</${tagName(platform)}>`;
  };

  const html = `<template>${draw(root, true)}</template>`;
  const importLines = [...imports].map(([module, name]) => `import ${name} from '${module}';`).join('\n');
  return {
    html,
    js: `import SitePage from 'platform/sitePage';\n${importLines}\nexport default class extends SitePage {\n  ${members.join('\n  ')}\n}\n`,
  };
}

function typed(value: unknown, type: string | undefined): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'Boolean') return value === 'true';
  if (type === 'Integer') return Number(value);
  return value;
}

/** Columns of a section: `sectionConfig` is JSON in a string whose UUIDs are the ids of the regions. */
function sectionConfig(
  component: SiteComponent,
  where: string,
): readonly { readonly regionId: string; readonly width: number }[] {
  const text = component.attributes['sectionConfig'];
  let config: {
    readonly UUID?: string;
    readonly columns?: readonly { readonly UUID: string; readonly columnWidth: string }[];
  };
  try {
    config = JSON.parse(typeof text === 'string' ? text : '') as typeof config;
  } catch (cause) {
    throw new Error(`${where}: sectionConfig of ${component.id} is not JSON`, { cause });
  }
  if (config.UUID !== component.id)
    throw new Error(`${where}: sectionConfig.UUID of ${component.id} is not the id of its section`);
  const columns = (config.columns ?? []).map((column) => ({
    regionId: column.UUID,
    width: Number(column.columnWidth),
  }));
  for (const region of component.children) {
    if (!columns.some((column) => column.regionId === region.id))
      throw new Error(`${where}: region ${region.id} is no column of its section`);
  }
  return columns;
}

const cssValue = (value: unknown): string => (typeof value === 'string' ? value.replace(/[;{}<>"]/g, '') : '');

function sectionStyle(attributes: SiteComponent['attributes']): string {
  const parts: string[] = [];
  const style = attributes['dxpStyle'];
  const background =
    typeof style === 'object' && style !== null
      ? cssValue((style as Readonly<Record<string, unknown>>)['background'])
      : '';
  const overlay = cssValue(attributes['backgroundImageOverlay']);
  if (background !== '') parts.push(`background:${background}`);
  else if (overlay !== '' && overlay !== 'rgba(0,0,0,0)') parts.push(`background-color:${overlay}`);
  const height = cssValue(attributes['sectionMinHeight']);
  if (height !== '') parts.push(`min-height:${height}`);
  return parts.join(';');
}

function innerStyle(attributes: SiteComponent['attributes']): string {
  const parts: string[] = [];
  const width = cssValue(attributes['maxContentWidth']);
  if (width !== '') parts.push(`max-width:${width}`);
  const align = cssValue(attributes['sectionVerticalAlign']);
  if (align !== '') parts.push(`align-items:${align}`);
  return parts.join(';');
}
