import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mayEnter } from '../../src/sites/index.ts';
import { withoutNativeShadowRules } from '../../src/web-build/base-styles.ts';
import { brandingStylesheet } from '../../src/web-build/branding.ts';
import { generateFlexiPage } from '../../src/web-build/flexipage.ts';
import { appsFor, readApps } from '../../src/web-build/lightning-model.ts';
import { localeValues } from '../../src/web-build/locale-values.ts';
import type { WebUser } from '../../src/web-build/ports.ts';
import { readSites } from '../../src/web-build/site-models.ts';
import { composeSite } from './compose-site.ts';
import { fixtureMetadata, item } from './fixture-metadata.ts';

const metadata = fixtureMetadata();
const page = (xml: string): ReturnType<typeof generateFlexiPage> =>
  generateFlexiPage(item('Some_Page', `<FlexiPage>${xml}</FlexiPage>`), metadata);

describe('a FlexiPage', () => {
  const [recordPage] = metadata.list('FlexiPage');
  assert.ok(recordPage);
  const generated = generateFlexiPage(recordPage, metadata);

  it('becomes a layout of regions with the record handed to every component', () => {
    assert.match(generated.html, /slds-large-size_8-of-12/);
    assert.match(generated.html, /<force-highlights-panel lwc:spread=/);
    assert.match(generated.js, /recordId: this\.recordId, objectApiName: this\.objectApiName/);
  });

  it('nests facets into tabs and turns standard tab keys into words', () => {
    assert.match(
      generated.html,
      /<lightning-tab label="Details".*<flexipage-field-section.*<\/lightning-tab><lightning-tab label="Related"/s,
    );
  });

  it('types property values by the bundle’s design attributes', () => {
    assert.match(generated.js, /"limit":5/);
    assert.match(generated.js, /"heading":"Latest readings"/);
  });

  it('asks for the record fields its visibility rules read', () => {
    assert.deepEqual(generated.ruleFields, ['Status__c']);
    assert.match(generated.html, /lwc:if=\{visible\d+\}/);
  });

  it('says by name that a platform component is missing instead of leaving a hole', () => {
    const { html } = page(
      '<flexiPageRegions><itemInstances><componentInstance><componentName>runtime_sales_activities:activityPanel</componentName></componentInstance></itemInstances><name>main</name><type>Region</type></flexiPageRegions><type>RecordPage</type>',
    );
    assert.match(html, /runtime_sales_activities:activityPanel is not available in the local org/);
  });

  it('refuses a component nobody deployed, with the name of the page', () => {
    assert.throws(
      () =>
        page(
          '<flexiPageRegions><itemInstances><componentInstance><componentName>ghostCard</componentName></componentInstance></itemInstances><name>main</name><type>Region</type></flexiPageRegions>',
        ),
      /FlexiPage Some_Page: no Lightning web component named ghostCard/,
    );
  });

  it('refuses filter logic that is more than numbers, AND, OR and NOT', () => {
    const rule = (filter: string): string =>
      `<flexiPageRegions><itemInstances><componentInstance><componentName>force:detailPanel</componentName><visibilityRule><booleanFilter>${filter}</booleanFilter><criteria><leftValue>{!Record.Status__c}</leftValue><operator>EQUAL</operator><rightValue>x</rightValue></criteria></visibilityRule></componentInstance></itemInstances><name>main</name><type>Region</type></flexiPageRegions>`;
    assert.match(page(rule('1 AND NOT 1')).js, /\(r\) => Boolean\(r\[0\] && ! r\[0\]\)/);
    assert.throws(() => page(rule('alert(1)')), /filter logic alert\(1\) is not valid/);
  });
});

describe('apps', () => {
  const user: WebUser = {
    id: 'x',
    username: 'x',
    name: 'x',
    isGuest: false,
    userType: 'Standard',
    language: 'en_US',
    locale: 'en_US',
    timeZone: 'UTC',
    currency: 'EUR',
    apps: ['Meter_Console', 'Unknown'],
    tabs: ['Meter__c'],
    customPermissions: [],
    userPermissions: [],
    sites: [],
  };

  it('offer a user only what is granted, in the granted order', () => {
    const apps = appsFor(readApps(metadata), user, metadata);
    assert.deepEqual(
      apps.map(({ developerName, navType, tabs }) => [developerName, navType, tabs.map(({ apiName }) => apiName)]),
      [['Meter_Console', 'Console', ['Meter__c']]],
    );
    assert.equal(apps[0]?.recordPages['Meter__c'], 'Meter_Record_Page');
  });

  it('are called as in the user’s language, their object tabs as the object is', () => {
    const names = (reader: WebUser) =>
      appsFor(readApps(metadata), reader, metadata).map(({ label, tabs }) => [label, tabs.map((tab) => tab.label)]);
    const tabs = ['Meter__c', 'Meter_Overview'];
    assert.deepEqual(names({ ...user, tabs }), [['Meter Console', ['Meters', 'Overview']]]);
    const german = { ...user, tabs, language: 'de_AT', objectLabels: { Meter__c: 'Zähler' } };
    assert.deepEqual(names(german), [['Zählerkonsole', ['Zähler', 'Übersicht']]]);
  });
});

describe('a site', () => {
  const [site] = readSites(metadata);
  assert.ok(site);

  it('is read from bundle, config and network', () => {
    assert.deepEqual([site.name, site.urlPathPrefix, site.live, site.publicAccess], ['Portal', 'portal', true, false]);
    assert.deepEqual(site.routes.find(({ kind }) => kind === 'detail')?.urlPrefix, 'meter');
  });

  it('lets guests see login pages and public routes only, and members everything', () => {
    const guest = { isGuest: true, isMember: false };
    const decisions = Object.fromEntries(site.routes.map((route) => [route.name, mayEnter(site, route, guest)]));
    assert.deepEqual(decisions, {
      Home: 'login',
      Login: 'show',
      Forgot: 'show',
      Meter_Detail__c: 'login',
      Imprint__c: 'show',
    });
    const [home] = site.routes;
    assert.ok(home);
    assert.equal(mayEnter(site, home, { isGuest: false, isMember: true }), 'show');
    assert.equal(mayEnter(site, home, { isGuest: false, isMember: false }), 'not-a-member');
  });

  it('becomes templates: sections to columns, c components framed, slots for the theme', () => {
    const generated = composeSite(site);
    assert.match(
      generated.files.get('siteview/portalHome/portalHome.html') ?? '',
      /slds-large-size_6-of-12.*<platform-frame/s,
    );
    assert.match(
      generated.files.get('sitelayout/portalInner/portalInner.html') ?? '',
      /slot="header".*<slot><\/slot>/s,
    );
  });

  it('refuses a view whose section and region ids disagree, as a real deploy would', () => {
    const broken = structuredClone(site.views.get('home'));
    assert.ok(broken);
    const section = broken.component.children[0]?.children[0];
    assert.ok(section);
    Object.assign(section, { id: 'other' });
    assert.throws(
      () => composeSite({ ...site, views: new Map([['home', broken]]) }),
      /view home: sectionConfig\.UUID of other is not the id of its section/,
    );
  });

  it('turns branding into styling hooks without letting a value break out of its declaration', () => {
    const css = brandingStylesheet({
      ButtonColor: 'red; } body { display: none',
      BaseFont: 'var(--dxp-s-html-font-family)',
    });
    assert.match(css, /--dxp-s-button-color: red {2}body {2}display: none;/);
    assert.doesNotMatch(css, /--dxp-s-html-font-family: var\(--dxp-s-html-font-family\)/);
  });
});

describe('locale values', () => {
  it('follow the user’s locale and currency', () => {
    const german = localeValues({ locale: 'de_DE', language: 'de', timeZone: 'Europe/Berlin', currency: 'EUR' });
    assert.deepEqual(
      [
        german['dateTime.shortDateFormat'],
        german['number.decimalSeparator'],
        german['number.currencyFormat'],
        german['firstDayOfWeek'],
      ],
      ['dd.MM.yyyy', ',', '#,##0.00 ¤', 2],
    );
    const american = localeValues({ locale: 'en_US', language: 'en_US', timeZone: 'UTC', currency: 'USD' });
    assert.deepEqual(
      [american['dateTime.shortDateFormat'], american['dateTime.shortTimeFormat'], american['firstDayOfWeek']],
      ['M/d/yyyy', 'h:mm a', 1],
    );
  });
});

describe('stylesheets of base components', () => {
  it('lose the rules that only apply under native shadow, and nothing else', () => {
    const css = `@import 'x.css'; /* { */ :host([data-render-mode='shadow']) .a, :host([data-render-mode="shadow"].b) { color: red }
.kept, :host([data-render-mode='shadow']) .kept { background: url("data:a{b}") }
@media (max-width: 1px) { :host([data-render-mode='shadow']) .a { top: 0 } .inner { top: 1px } }
@keyframes spin { from { top: 0 } }`;
    const left = withoutNativeShadowRules(css);
    assert.doesNotMatch(left, /color: red|top: 0 } \.inner/);
    for (const kept of [
      /@import 'x\.css';/,
      /\.kept.*data:a\{b\}/s,
      /\.inner \{ top: 1px \}/,
      /@keyframes spin \{ from \{ top: 0 \} \}/,
    ])
      assert.match(left, kept);
  });
});
