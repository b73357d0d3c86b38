/** Turns a FlexiPage into a Lightning web component: regions to a layout, facets to nested containers, visibility rules to getters. */
import { designProperties } from './bundle.ts';
import { escapeTemplateText as escapeAttribute, moduleName, tagName } from '../sites/index.ts';
import type { WebMetadata, WebMetadataItem } from './ports.ts';
import { all, one, readXml, textOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** A generated page. */
export interface GeneratedPage {
  /** Developer name of the FlexiPage. */
  readonly name: string;
  /** `page/applicationRecordPage` */
  readonly module: string;
  readonly type: string;
  readonly objectApiName: string | undefined;
  readonly label: string;
  /** Record fields its visibility rules read (`Application__c.Status__c`). */
  readonly ruleFields: readonly string[];
  readonly html: string;
  readonly js: string;
}

/** Platform components the local org draws, by the name pages use. */
const PLATFORM_COMPONENTS: Readonly<Record<string, string>> = {
  'force:highlightsPanel': 'force/highlightsPanel',
  'force:detailPanel': 'force/detailPanel',
  'force:relatedListContainer': 'force/relatedListContainer',
  'force:relatedListSingleContainer': 'force/relatedListSingleContainer',
  'lst:dynamicRelatedList': 'lst/dynamicRelatedList',
  'flexipage:richText': 'flexipage/richText',
  'flexipage:filterListCard': 'flexipage/filterListCard',
};

/** Words behind the label keys that App Builder writes for standard tabs. */
const STANDARD_TAB_TITLES: Readonly<Record<string, string>> = {
  'Standard.Tab.detail': 'Details',
  'Standard.Tab.relatedLists': 'Related',
  'Standard.Tab.activity': 'Activity',
  'Standard.Tab.collaborate': 'Chatter',
  'Standard.Tab.home': 'Home',
};

const OPERATORS = new Set(['EQUAL', 'NE', 'CONTAINS', 'GT', 'GE', 'LT', 'LE']);

interface Item {
  readonly component: string | undefined;
  readonly field: string | undefined;
  readonly behavior: string;
  readonly properties: ReadonlyMap<string, string | readonly string[]>;
  readonly rule: XmlElement | undefined;
}

function readItem(item: XmlElement): Item {
  const component = one(item, 'componentInstance');
  const field = one(item, 'fieldInstance');
  const holder = all(item, 'fieldInstance').length > 0 ? field : component;
  const properties = new Map<string, string | readonly string[]>();
  for (const property of [...all(component, 'componentInstanceProperties'), ...all(field, 'fieldInstanceProperties')]) {
    const list = all(property, 'valueList').flatMap((values) =>
      all(values, 'valueListItems').map((entry) => textOf(entry, 'value') ?? ''),
    );
    properties.set(textOf(property, 'name') ?? '', list.length > 0 ? list : (textOf(property, 'value') ?? ''));
  }
  const behavior = properties.get('uiBehavior');
  return {
    component: textOf(component, 'componentName'),
    field: textOf(field, 'fieldItem')?.replace(/^Record\./, ''),
    behavior: typeof behavior === 'string' ? behavior : 'none',
    properties,
    rule: all(holder, 'visibilityRule')[0],
  };
}

/** Collects the script side of a page while its template is written. */
class PageScript {
  readonly imports = new Map<string, string>();
  readonly members: string[] = [];
  readonly ruleFields = new Set<string>();
  #count = 0;

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}${this.#count}`;
  }

  importOf(module: string): string {
    const known = this.imports.get(module);
    if (known !== undefined) return known;
    const name = `Component${this.imports.size + 1}`;
    this.imports.set(module, name);
    return name;
  }
}

function ruleLiteral(rule: XmlElement, script: PageScript, page: string): string {
  const criteria = all(rule, 'criteria').map((criterion) => {
    const leftValue = textOf(criterion, 'leftValue') ?? '';
    const operator = textOf(criterion, 'operator') ?? 'EQUAL';
    if (!OPERATORS.has(operator) || !/^\{!(Record\.|\$Permission\.|\$Client\.FormFactor)/.test(leftValue)) {
      throw new Error(`FlexiPage ${page}: the local org does not support the visibility rule ${leftValue} ${operator}`);
    }
    const field = /^\{!Record\.(.+)\}$/.exec(leftValue)?.[1];
    if (field !== undefined) script.ruleFields.add(field);
    return { leftValue, operator, rightValue: textOf(criterion, 'rightValue') ?? '' };
  });
  const filter = textOf(rule, 'booleanFilter');
  return `{ criteria: ${JSON.stringify(criteria)}${filter === undefined ? '' : `, filter: ${filterFunction(filter, page)}`} }`;
}

/** `1 AND (2 OR 3)` → an arrow function over the results; anything else in the text is refused. */
function filterFunction(filter: string, page: string): string {
  if (!/^(?:\d+|AND|OR|NOT|[()\s])+$/i.test(filter))
    throw new Error(`FlexiPage ${page}: filter logic ${filter} is not valid`);
  const code = filter
    .replace(/\bAND\b/gi, '&&')
    .replace(/\bOR\b/gi, '||')
    .replace(/\bNOT\b/gi, '!')
    .replace(/\d+/g, (number) => `r[${Number(number) - 1}]`);
  return `(r) => Boolean(${code})`;
}

function typedValue(value: string | readonly string[], type: string | undefined): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'Boolean' || (type === undefined && (value === 'true' || value === 'false'))) return value === 'true';
  if (type === 'Integer') return Number(value);
  return value;
}

/** Generates the module of one page; throws with the page's name when it uses something that cannot be honoured. */
export function generateFlexiPage(item: WebMetadataItem, metadata: WebMetadata): GeneratedPage {
  const root = readXml(item.xml);
  const script = new PageScript();
  const bundles = new Map(metadata.list('LightningComponentBundle').map((bundle) => [bundle.fullName, bundle]));
  const regions = all(root, 'flexiPageRegions');
  const itemsOf = (name: string): readonly Item[] =>
    regions
      .filter((region) => textOf(region, 'name') === name)
      .flatMap((region) => all(region, 'itemInstances').map(readItem));

  const conditional = (rule: XmlElement | undefined, html: string): string => {
    if (!rule || html === '') return html;
    const name = script.next('visible');
    script.members.push(
      `rule_${name} = ${ruleLiteral(rule, script, item.fullName)};\n  get ${name}() { return this.isVisible(this.rule_${name}); }`,
    );
    return `<template lwc:if={${name}}>${html}</template>`;
  };

  const facet = (properties: Item['properties'], name: string): readonly Item[] => {
    const value = properties.get(name);
    return typeof value === 'string' ? itemsOf(value) : [];
  };
  const text = (properties: Item['properties'], name: string): string => {
    const value = properties.get(name);
    return typeof value === 'string' ? (STANDARD_TAB_TITLES[value] ?? value) : '';
  };

  const unsupported = (name: string): string =>
    `<platform-error-panel icon="utility:info" heading="${name} is not available in the local org" message="A real org shows this component here." next-step="See docs/local-org/coverage.md."></platform-error-panel>`;

  const leaf = (entry: Item, module: string, types: ReadonlyMap<string, string>, framed: boolean): string => {
    const name = script.next('properties');
    const values = Object.fromEntries(
      [...entry.properties].map(([key, value]) => [key, typedValue(value, types.get(key))]),
    );
    script.members.push(
      `static_${name} = ${JSON.stringify(values)};\n  get ${name}() { return { ...this.static_${name}, recordId: this.recordId, objectApiName: this.objectApiName }; }`,
    );
    if (!framed) return `<${tagName(module)} lwc:spread={${name}}></${tagName(module)}>`;
    const component = script.next('component');
    script.members.push(`${component} = ${script.importOf(module)};`);
    return `<platform-frame component={${component}} properties={${name}} name="${entry.component ?? ''}"></platform-frame>`;
  };

  const fieldSection = (entry: Item): string => {
    const columns = facet(entry.properties, 'columns').map((column) =>
      facet(column.properties, 'body')
        .filter((field) => field.field !== undefined)
        .map((field) => {
          const rule = field.rule ? `, rule: ${ruleLiteral(field.rule, script, item.fullName)}` : '';
          return `{ field: ${JSON.stringify(field.field)}, behavior: ${JSON.stringify(field.behavior)}${rule} }`;
        }),
    );
    const name = script.next('columns');
    script.members.push(
      `all_${name} = [${columns.map((column) => `[${column.join(', ')}]`).join(', ')}];`,
      `get ${name}() { return this.all_${name}.map((column) => column.filter((field) => !field.rule || this.isVisible(field.rule))); }`,
    );
    const label = escapeAttribute(text(entry.properties, 'label'));
    return `<flexipage-field-section label="${label}" record-id={recordId} object-api-name={objectApiName} columns={${name}}></flexipage-field-section>`;
  };

  const tabset = (entry: Item): string => {
    const tabs = facet(entry.properties, 'tabs').map((tab, index) => {
      const title = escapeAttribute(text(tab.properties, 'title'));
      return conditional(
        tab.rule,
        `<lightning-tab label="${title}" value="${index}">${render(facet(tab.properties, 'body'))}</lightning-tab>`,
      );
    });
    return `<div class="slds-card slds-p-around_medium"><lightning-tabset>${tabs.join('')}</lightning-tabset></div>`;
  };

  const accordion = (entry: Item): string => {
    const sections = facet(entry.properties, 'accordionSections').map((section, index) => {
      const label = escapeAttribute(text(section.properties, 'label') || text(section.properties, 'title'));
      return `<lightning-accordion-section name="s${index}" label="${label}">${render(facet(section.properties, 'body'))}</lightning-accordion-section>`;
    });
    return `<lightning-accordion active-section-name="s0" allow-multiple-sections-open>${sections.join('')}</lightning-accordion>`;
  };

  const component = (entry: Item): string => {
    const name = entry.component ?? '';
    if (name === 'flexipage:fieldSection') return fieldSection(entry);
    if (name === 'flexipage:tabset') return tabset(entry);
    if (name === 'flexipage:accordion') return accordion(entry);
    const platform = PLATFORM_COMPONENTS[name];
    if (platform !== undefined) return leaf(entry, platform, new Map(), false);
    if (name.includes(':') && !name.startsWith('c:')) return unsupported(escapeAttribute(name));
    const bundle = bundles.get(name.replace(/^c:/, ''));
    if (!bundle) throw new Error(`FlexiPage ${item.fullName}: no Lightning web component named ${name}`);
    return leaf(entry, `c/${bundle.fullName}`, designProperties(bundle.xml), true);
  };

  const render = (entries: readonly Item[]): string =>
    entries
      .map((entry) => {
        const html = entry.field !== undefined ? '' : component(entry);
        return conditional(entry.rule, html === '' ? '' : `<div class="slds-m-bottom_medium">${html}</div>`);
      })
      .join('');

  const type = textOf(root, 'type') ?? 'AppPage';
  const html = `<template>${layout(
    regions.filter((region) => textOf(region, 'type') === 'Region').map((region) => textOf(region, 'name') ?? ''),
    (name) => render(itemsOf(name)),
  )}</template>`;
  const imports = [...script.imports].map(([module, name]) => `import ${name} from '${module}';`).join('\n');
  const js = `import Page from 'platform/page';\n${imports}\nexport default class extends Page {\n  ${script.members.join('\n  ')}\n}\n`;
  return {
    name: item.fullName,
    module: `page/${moduleName(item.fullName)}`,
    type,
    objectApiName: textOf(root, 'sobjectType'),
    label: textOf(root, 'masterLabel') ?? item.fullName,
    ruleFields: [...script.ruleFields],
    html,
    js,
  };
}

/** Header, subheader and footer across the page; the other regions side by side, the main one widest. */
function layout(names: readonly string[], body: (name: string) => string): string {
  const wide = (name: string): boolean => /header|footer/i.test(name);
  const columns = names.filter((name) => !wide(name));
  const width = (name: string): string => {
    if (columns.length === 1) return '12';
    if (columns.length === 2)
      return /sidebar/i.test(name) ? '4' : columns.some((other) => /sidebar/i.test(other)) ? '8' : '6';
    return '4';
  };
  const across = (wanted: readonly string[]): string =>
    wanted.map((name) => `<div class="slds-m-bottom_medium">${body(name)}</div>`).join('');
  const top = across(names.filter((name) => /header/i.test(name)));
  const bottom = across(names.filter((name) => /footer/i.test(name)));
  const middle = columns
    .map(
      (name) =>
        `<div class="slds-col slds-size_1-of-1 slds-large-size_${width(name)}-of-12 slds-p-horizontal_x-small">${body(name)}</div>`,
    )
    .join('');
  return `${top}<div class="slds-grid slds-wrap page-columns">${middle}</div>${bottom}`;
}
