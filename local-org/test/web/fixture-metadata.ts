/** A small org for tests of the browser side: one app, two objects, a record page, a component, a site. */
import type { FieldDef, OrgSchema, SObjectDef } from '../../src/schema/types.ts';
import type { WebMetadata, WebMetadataItem, WebMetadataType } from '../../src/web-build/index.ts';

const XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

function field(name: string, type: FieldDef['type'], more: Partial<FieldDef> = {}): FieldDef {
  return {
    name,
    label: name.replace(/__c$/, '').replace(/_/g, ' '),
    type,
    custom: name.endsWith('__c'),
    nillable: true,
    unique: false,
    caseSensitive: false,
    externalId: false,
    nameField: name === 'Name',
    createable: name !== 'Id',
    updateable: name !== 'Id',
    defaultedOnCreate: false,
    referenceTo: [],
    masterDetail: false,
    trackHistory: false,
    permissionable: true,
    ...more,
  };
}

function object(name: string, label: string, keyPrefix: string, fields: readonly FieldDef[]): SObjectDef {
  return {
    name,
    label,
    labelPlural: `${label}s`,
    keyPrefix,
    kind: name.endsWith('__c') ? 'custom' : 'standard',
    custom: name.endsWith('__c'),
    fields: new Map(
      [field('Id', 'id', { nillable: false }), field('Name', 'string', { nillable: false }), ...fields].map((f) => [
        f.name.toLowerCase(),
        f,
      ]),
    ),
    childRelationships: [],
    recordTypes: new Map(),
    validationRules: [],
    internalSharing: 'Private',
    externalSharing: 'Private',
    createable: true,
    updateable: true,
    deletable: true,
    queryable: true,
    searchable: true,
    hasOwner: true,
    trackHistory: false,
    enableFeeds: false,
  };
}

const objects = [
  object('Account', 'Account', '001', [field('Phone', 'phone')]),
  object('Meter__c', 'Meter', 'a01', [
    field('Serial__c', 'string', { nillable: false, length: 20 }),
    field('Status__c', 'picklist', {
      picklist: ['New', 'Active', 'Removed'].map((value) => ({ value, label: value, active: true, isDefault: false })),
    }),
    field('Installed__c', 'date'),
    field('Last_Value__c', 'double', { scale: 1, precision: 12 }),
    field('Account__c', 'reference', { label: 'Account', referenceTo: ['Account'], relationshipName: 'Account__r' }),
  ]),
  object('Reading__c', 'Reading', 'a02', [
    field('Meter__c', 'reference', {
      label: 'Meter',
      nillable: false,
      referenceTo: ['Meter__c'],
      relationshipName: 'Meter__r',
    }),
    field('Value__c', 'double', { scale: 1 }),
  ]),
];

/** Schema of the fixture. */
export const fixtureSchema: OrgSchema = {
  version: 1,
  object: (name) => objects.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase()),
  objects: () => objects,
  objectByPrefix: (prefix) => objects.find((candidate) => candidate.keyPrefix === prefix),
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A metadata item; `files` by name. */
export function item(fullName: string, xml: string, files: Readonly<Record<string, string>> = {}): WebMetadataItem {
  return { fullName, xml, files: new Map(Object.entries(files).map(([name, text]) => [name, bytes(text)])) };
}

/** A component bundle; exposed to record pages and sites. */
export function component(name: string, html: string, js: string, design = ''): WebMetadataItem {
  const xml = `<LightningComponentBundle ${XMLNS}><apiVersion>67.0</apiVersion><isExposed>true</isExposed><targets><target>lightning__RecordPage</target><target>lightningCommunity__Page</target><target>lightningCommunity__Default</target></targets>${design}</LightningComponentBundle>`;
  return item(name, xml, { [`${name}.html`]: html, [`${name}.js`]: js, [`${name}.js-meta.xml`]: xml });
}

const meterCard = component(
  'meterCard',
  `<template><lightning-card title={heading} icon-name="standard:metrics">
    <div class="slds-grid grid slds-p-horizontal_medium"><p class="name">{name}</p><p>{labels.unit}</p></div>
    <p class="apex slds-p-horizontal_medium">{rowText}</p>
    <lightning-datatable key-field="id" data={rows} columns={columns} hide-checkbox-column></lightning-datatable>
  </lightning-card></template>`,
  `import { LightningElement, api, wire } from 'lwc';
import { getRecord, getFieldValue } from 'lightning/uiRecordApi';
import NAME from '@salesforce/schema/Meter__c.Name';
import unit from '@salesforce/label/c.Unit';
import readings from '@salesforce/apex/MeterController.readings';
const COLUMNS = [{ label: 'Day', fieldName: 'day' }, { label: 'Value', fieldName: 'value', type: 'number' }];
export default class MeterCard extends LightningElement {
  @api recordId;
  @api heading = 'Readings';
  @api limit;
  columns = COLUMNS;
  labels = { unit };
  record;
  rows = [];
  @wire(getRecord, { recordId: '$recordId', fields: [NAME] }) receive({ data }) { this.record = data; }
  @wire(readings, { meterId: '$recordId' }) list({ data }) { this.rows = data ?? []; }
  get name() { return getFieldValue(this.record, NAME) ?? ''; }
  get rowText() { return this.rows.length + ' rows, limit ' + typeof this.limit; }
}`,
  `<targetConfigs><targetConfig targets="lightning__RecordPage,lightningCommunity__Default"><property name="heading" type="String"/><property name="limit" type="Integer"/></targetConfig></targetConfigs>`,
);

const broken = component(
  'brokenCard',
  `<template><p>{text}</p></template>`,
  `import { LightningElement } from 'lwc';
export default class BrokenCard extends LightningElement { get text() { throw new Error('the meter fell off the wall'); } }`,
);

const instance = (name: string, properties: Readonly<Record<string, string>> = {}, rule = ''): string =>
  `<itemInstances><componentInstance>${Object.entries(properties)
    .map(
      ([key, value]) =>
        `<componentInstanceProperties><name>${key}</name><value>${value}</value></componentInstanceProperties>`,
    )
    .join(
      '',
    )}<componentName>${name}</componentName><identifier>i${name.replace(/\W/g, '')}</identifier>${rule}</componentInstance></itemInstances>`;
const fieldItem = (name: string): string =>
  `<itemInstances><fieldInstance><fieldInstanceProperties><name>uiBehavior</name><value>none</value></fieldInstanceProperties><fieldItem>Record.${name}</fieldItem><identifier>f${name}</identifier></fieldInstance></itemInstances>`;
const region = (name: string, type: string, items: string): string =>
  `<flexiPageRegions>${items}<name>${name}</name><type>${type}</type></flexiPageRegions>`;

const recordPage = item(
  'Meter_Record_Page',
  `<FlexiPage ${XMLNS}>${region('header', 'Region', instance('force:highlightsPanel'))}
${region('Facet-fields1', 'Facet', fieldItem('Serial__c') + fieldItem('Status__c'))}
${region('Facet-fields2', 'Facet', fieldItem('Installed__c') + fieldItem('Account__c'))}
${region('Facet-columns', 'Facet', instance('flexipage:column', { body: 'Facet-fields1' }) + instance('flexipage:column', { body: 'Facet-fields2' }))}
${region('Facet-detail', 'Facet', instance('flexipage:fieldSection', { columns: 'Facet-columns', label: 'Device' }) + instance('force:detailPanel'))}
${region('Facet-related', 'Facet', instance('force:relatedListContainer'))}
${region('Facet-tabs', 'Facet', instance('flexipage:tab', { body: 'Facet-detail', title: 'Standard.Tab.detail' }) + instance('flexipage:tab', { body: 'Facet-related', title: 'Standard.Tab.relatedLists' }))}
${region('main', 'Region', instance('flexipage:tabset', { tabs: 'Facet-tabs' }))}
${region('sidebar', 'Region', instance('meterCard', { heading: 'Latest readings', limit: '5' }) + instance('brokenCard') + instance('flexipage:richText', { richTextValue: 'Removed meter' }, '<visibilityRule><criteria><leftValue>{!Record.Status__c}</leftValue><operator>EQUAL</operator><rightValue>Removed</rightValue></criteria></visibilityRule>'))}
<masterLabel>Meter Record Page</masterLabel><sobjectType>Meter__c</sobjectType><template><name>flexipage:recordHomeTemplateDesktop</name></template><type>RecordPage</type></FlexiPage>`,
);

const app = (name: string, label: string, navType: string): WebMetadataItem =>
  item(
    name,
    `<CustomApplication ${XMLNS}><actionOverrides><actionName>View</actionName><content>Meter_Record_Page</content><formFactor>Large</formFactor><type>Flexipage</type><pageOrSobjectType>Meter__c</pageOrSobjectType></actionOverrides><label>${label}</label><navType>${navType}</navType><tabs>standard-Account</tabs><tabs>Meter__c</tabs><tabs>Meter_Overview</tabs><uiType>Lightning</uiType><workspaceConfig><mappings><tab>Meter__c</tab></mappings><mappings><fieldName>Meter__c</fieldName><tab>Reading__c</tab></mappings></workspaceConfig></CustomApplication>`,
  );

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
let counter = 100;
const siteComponent = (
  definition: string,
  attributes: Readonly<Record<string, unknown>> = {},
  children: readonly unknown[] = [],
): unknown => ({
  attributes,
  children,
  definition,
  id: uuid((counter += 1)),
  type: 'component',
});
const siteRegion = (name: string, children: readonly unknown[], id = uuid((counter += 1))): unknown => ({
  children,
  id,
  name,
  title: name,
  type: 'region',
});
function section(...columns: readonly (readonly unknown[])[]): unknown {
  const id = uuid((counter += 1));
  const regions = columns.map((children, index) => ({ children, id: uuid((counter += 1)), key: `col${index}` }));
  const sectionConfig = JSON.stringify({
    UUID: id,
    columns: regions.map((r) => ({
      UUID: r.id,
      columnKey: r.key,
      columnName: r.key,
      columnWidth: String(12 / columns.length),
      seedComponents: null,
    })),
  });
  return {
    attributes: { sectionConfig },
    children: regions.map((r) => siteRegion(r.key, r.children, r.id)),
    definition: 'community_layout:section',
    id,
    type: 'component',
  };
}
const content = (type: string, title: string, contentBody: unknown): string =>
  JSON.stringify({ type, title, contentBody, urlName: title.toLowerCase() });
const view = (viewType: string, title: string, ...sections: readonly unknown[]): string =>
  content('sfdc_cms__view', title, {
    component: siteComponent('community_layout:sldsFlexibleLayout', {}, [
      siteRegion('content', sections),
      siteRegion('sfdcHiddenRegion', [
        siteComponent('community_builder:seoAssistant', { pageTitle: title, description: '' }),
      ]),
    ]),
    dataProviders: [],
    themeLayoutType: 'Inner',
    viewType,
  });
const route = (
  title: string,
  urlPrefix: string,
  routeType: string,
  activeViewId: string,
  pageAccess = 'UseParent',
): string =>
  content('sfdc_cms__route', title, { activeViewId, configurationTags: [], pageAccess, routeType, urlPrefix });

const siteFiles: Readonly<Record<string, string>> = {
  'sfdc_cms__appPage/mainAppPage/content.json': content('sfdc_cms__appPage', 'main', { currentThemeId: 'Theme' }),
  'sfdc_cms__site/Portal1/content.json': content('sfdc_cms__site', 'Portal', { authenticationType: 'AUTHENTICATED' }),
  'sfdc_cms__theme/Theme/content.json': content('sfdc_cms__theme', 'Theme', {
    activeBrandingSetId: 'Brand',
    layouts: [{ layoutId: 'inner', layoutType: 'Inner' }],
  }),
  'sfdc_cms__brandingSet/Brand/content.json': content('sfdc_cms__brandingSet', 'Brand', {
    values: { ButtonColor: '#0a6b4a', BackgroundColor: '#ffffff' },
  }),
  'sfdc_cms__themeLayout/inner/content.json': content('sfdc_cms__themeLayout', 'Inner', {
    component: siteComponent('community_byo:scopedHeaderAndFooter', { stickyThemeHeader: false }, [
      siteRegion('header', [
        section(
          [siteComponent('dxp_content_layout:siteLogo', {})],
          [
            siteComponent('community_navigation:customizableNavigationBarContainer', {
              navigationMenuEditor: 'Default_Navigation',
            }),
            siteComponent('community_user:userProfileMenu'),
          ],
        ),
      ]),
      siteRegion('footer', [
        section([siteComponent('community_builder:richTextEditor', { richTextValue: '<p>Imprint</p>' })]),
      ]),
    ]),
  }),
  'sfdc_cms__view/home/content.json': view(
    'home',
    'Home',
    section([
      siteComponent('community_builder:htmlEditor', {
        richTextValue: '<h1>Welcome to the portal</h1><script>alert(1)</script>',
      }),
    ]),
    section([siteComponent('c:meterCard', { heading: 'Your meter', limit: '3' })], [siteComponent('c:brokenCard')]),
  ),
  'sfdc_cms__view/login/content.json': view(
    'login-main',
    'Login',
    section([
      siteComponent('community_builder:htmlEditor', { richTextValue: '<h1>Agency portal</h1>' }),
      siteComponent('community_login:loginForm', {}),
    ]),
  ),
  'sfdc_cms__view/forgot/content.json': view(
    'forgot-password',
    'Forgot Password',
    section([siteComponent('community_login:forgotPassword', {})]),
  ),
  'sfdc_cms__view/meter/content.json': view(
    'detail-a01',
    'Meter',
    section([
      siteComponent('community_builder:htmlEditor', { richTextValue: '<h1>Meter</h1>' }),
      siteComponent('c:meterCard', { recordId: '{!recordId}' }),
    ]),
  ),
  'sfdc_cms__view/imprint/content.json': view(
    'custom-imprint',
    'Imprint',
    section([siteComponent('community_builder:htmlEditor', { richTextValue: '<h1>Imprint</h1>' })]),
  ),
  'sfdc_cms__route/Home/content.json': route('Home', '', 'home', 'home'),
  'sfdc_cms__route/Login/content.json': route('Login', 'login', 'login-main', 'login'),
  'sfdc_cms__route/Forgot/content.json': route('Forgot', 'ForgotPassword', 'forgot-password', 'forgot'),
  'sfdc_cms__route/Meter_Detail__c/content.json': route('Meter Detail', 'meter', 'detail-a01', 'meter'),
  'sfdc_cms__route/Imprint__c/content.json': route('Imprint', 'imprint', 'custom-imprint', 'imprint', 'Public'),
};

/** Fixture metadata; `changes` replaces whole types. */
export function fixtureMetadata(
  changes: Partial<Record<WebMetadataType, readonly WebMetadataItem[]>> = {},
  version = 1,
): WebMetadata {
  const types: Partial<Record<WebMetadataType, readonly WebMetadataItem[]>> = {
    CustomApplication: [app('Meters', 'Meters', 'Standard'), app('Meter_Console', 'Meter Console', 'Console')],
    CustomTab: [
      item(
        'Meter__c',
        `<CustomTab ${XMLNS}><customObject>true</customObject><motif>Custom17: Sailboat</motif></CustomTab>`,
      ),
      item(
        'Meter_Overview',
        `<CustomTab ${XMLNS}><flexiPage>Meter_Overview</flexiPage><label>Overview</label><motif>Custom18: Form</motif></CustomTab>`,
      ),
    ],
    FlexiPage: [recordPage],
    LightningComponentBundle: [meterCard, broken],
    CustomLabel: [item('Unit', `<CustomLabel><fullName>Unit</fullName><value>kWh per year</value></CustomLabel>`)],
    Translations: [
      item(
        'de',
        `<Translations ${XMLNS}><customApplications><label>Zählerkonsole</label><name>Meter_Console</name></customApplications><customLabels><label>kWh im Jahr</label><name>Unit</name></customLabels><customTabs><label>Übersicht</label><name>Meter_Overview</name></customTabs></Translations>`,
      ),
    ],
    CspTrustedSite: [
      item(
        'Maps',
        `<CspTrustedSite ${XMLNS}><endpointUrl>https://maps.example</endpointUrl><isActive>true</isActive><isApplicableToConnectSrc>true</isApplicableToConnectSrc><isApplicableToFontSrc>true</isApplicableToFontSrc><isApplicableToFrameSrc>true</isApplicableToFrameSrc><isApplicableToImgSrc>false</isApplicableToImgSrc></CspTrustedSite>`,
      ),
      item(
        'Old',
        `<CspTrustedSite ${XMLNS}><endpointUrl>https://old.example</endpointUrl><isActive>false</isActive><isApplicableToConnectSrc>true</isApplicableToConnectSrc></CspTrustedSite>`,
      ),
    ],
    DigitalExperienceBundle: [item('site/Portal1', '', siteFiles)],
    DigitalExperienceConfig: [
      item(
        'Portal1',
        `<DigitalExperienceConfig ${XMLNS}><label>Agency Portal</label><site><urlPathPrefix>portal</urlPathPrefix></site><space>site/Portal1</space></DigitalExperienceConfig>`,
      ),
    ],
    Network: [
      item(
        'Agency Portal',
        `<Network ${XMLNS}><picassoSite>Portal1</picassoSite><selfRegistration>false</selfRegistration><site>Portal</site><status>Live</status></Network>`,
      ),
    ],
    NavigationMenu: [
      item(
        'Default_Navigation',
        `<NavigationMenu ${XMLNS}><navigationMenuItem><label>Imprint</label><position>1</position><publiclyAvailable>true</publiclyAvailable><target>/imprint</target><type>InternalLink</type></navigationMenuItem></NavigationMenu>`,
      ),
    ],
    ...changes,
  };
  return {
    version,
    schema: fixtureSchema,
    list: (type) => types[type] ?? [],
    apexMethod: (className, methodName) =>
      className !== 'MeterController' ? 'no-class' : methodName === 'readings' ? { cacheable: true } : 'no-method',
  };
}
