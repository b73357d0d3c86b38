/** What the Lightning shell knows of the org: apps with their tabs, and which FlexiPage shows which record. */
import { translated } from './labels.ts';
import type { WebMetadata, WebUser } from './ports.ts';
import { all, one, readXml, textOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** One tab as the navigation shows it. */
export interface TabModel {
  /** `standard-Account`, `Application__c`, `standard-home`, or the name of a page or component tab. */
  readonly apiName: string;
  readonly label: string;
  readonly kind: 'object' | 'page' | 'component' | 'home' | 'url';
  /** Object, FlexiPage, component name or address. */
  readonly target: string;
  /** `custom:custom17`, `standard:account` */
  readonly icon: string;
}

export interface AppModel {
  readonly developerName: string;
  readonly label: string;
  readonly description: string;
  readonly navType: 'Standard' | 'Console';
  readonly brandColor: string | undefined;
  readonly tabs: readonly TabModel[];
  /** Object → FlexiPage for its records in this app. */
  readonly recordPages: Readonly<Record<string, string>>;
  /** FlexiPage of the app's home tab. */
  readonly homePage: string | undefined;
  /** Pages for one profile or record type; the first that fits wins over `recordPages`. */
  readonly profilePages: readonly ProfilePage[];
  /** Console: object → lookup field under whose record its records open as subtabs (`workspaceConfig`). */
  readonly parentFields: Readonly<Record<string, string>>;
}

/** `profileActionOverrides` of an app: names as in metadata (`Admin`, `Account.Property`). */
export interface ProfilePage {
  readonly object: string;
  readonly page: string;
  readonly profile: string;
  /** Developer name of the record type, or undefined for all. */
  readonly recordType: string | undefined;
}

interface ActionOverride {
  readonly action: string;
  readonly target: string;
  readonly page: string;
}

function overrides(root: XmlElement, element: string, target: string | undefined): readonly ActionOverride[] {
  return all(root, element)
    .filter(
      (override) =>
        textOf(override, 'type')?.toLowerCase() === 'flexipage' && textOf(override, 'formFactor') !== 'Small',
    )
    .map((override) => ({
      action: textOf(override, 'actionName') ?? '',
      target: textOf(override, 'pageOrSobjectType') ?? target ?? '',
      page: textOf(override, 'content') ?? '',
    }));
}

/** `Custom17: Sailboat` as tabs store their icon → `custom:custom17`. */
function iconOfMotif(motif: string | undefined): string {
  const number = /^Custom(\d+)/i.exec(motif ?? '')?.[1];
  return number === undefined ? 'standard:custom' : `custom:custom${number}`;
}

const STANDARD_ICONS = new Set([
  'account',
  'contact',
  'contract',
  'case',
  'lead',
  'opportunity',
  'task',
  'event',
  'user',
  'product',
  'order',
  'campaign',
  'asset',
  'quote',
]);

/** Standard profiles whose metadata name differs from their label. */
const PROFILE_FILES: Readonly<Record<string, string>> = {
  'System Administrator': 'Admin',
  'Standard User': 'Standard',
};

/** Every tab of the org that Lightning can show, by API name. */
export function readTabs(metadata: WebMetadata): ReadonlyMap<string, TabModel> {
  const tabs = new Map<string, TabModel>();
  tabs.set('standard-home', {
    apiName: 'standard-home',
    label: 'Home',
    kind: 'home',
    target: 'home',
    icon: 'standard:home',
  });
  for (const object of metadata.schema.objects()) {
    if (object.custom || object.kind !== 'standard') continue;
    const lower = object.name === 'Product2' ? 'product' : object.name.toLowerCase();
    tabs.set(`standard-${object.name}`, {
      apiName: `standard-${object.name}`,
      label: object.labelPlural,
      kind: 'object',
      target: object.name,
      icon: STANDARD_ICONS.has(lower) ? `standard:${lower}` : 'standard:record',
    });
  }
  for (const item of metadata.list('CustomTab')) {
    const root = readXml(item.xml);
    const icon = iconOfMotif(textOf(root, 'motif'));
    const label = textOf(root, 'label');
    const page = textOf(root, 'flexiPage');
    const component = textOf(root, 'lwcComponent');
    const url = textOf(root, 'url');
    if (textOf(root, 'customObject') === 'true') {
      const object = metadata.schema.object(item.fullName);
      tabs.set(item.fullName, {
        apiName: item.fullName,
        label: object?.labelPlural ?? item.fullName,
        kind: 'object',
        target: item.fullName,
        icon,
      });
    } else if (page !== undefined)
      tabs.set(item.fullName, {
        apiName: item.fullName,
        label: label ?? item.fullName,
        kind: 'page',
        target: page,
        icon,
      });
    else if (component !== undefined)
      tabs.set(item.fullName, {
        apiName: item.fullName,
        label: label ?? item.fullName,
        kind: 'component',
        target: component,
        icon,
      });
    else if (url !== undefined)
      tabs.set(item.fullName, {
        apiName: item.fullName,
        label: label ?? item.fullName,
        kind: 'url',
        target: url,
        icon,
      });
  }
  return tabs;
}

/** Every Lightning app. An app's own record page wins over the object's (org default). */
export function readApps(metadata: WebMetadata): readonly AppModel[] {
  const tabs = readTabs(metadata);
  const orgPages = metadata
    .list('CustomObject')
    .flatMap((item) => overrides(readXml(item.xml), 'actionOverrides', item.fullName));
  return metadata
    .list('CustomApplication')
    .map((item) => ({ item, root: readXml(item.xml) }))
    .filter(({ root }) => textOf(root, 'uiType') === 'Lightning')
    .map(({ item, root }): AppModel => {
      const own = overrides(root, 'actionOverrides', undefined);
      const pages = [...orgPages, ...own].filter(({ action }) => action === 'View');
      return {
        developerName: item.fullName,
        label: textOf(root, 'label') ?? item.fullName,
        description: textOf(root, 'description') ?? '',
        navType: textOf(root, 'navType') === 'Console' ? 'Console' : 'Standard',
        brandColor: textOf(one(root, 'brand'), 'headerColor'),
        tabs: all(root, 'tabs').flatMap((tab) => tabs.get(tab.text) ?? []),
        recordPages: Object.fromEntries(pages.map(({ target, page }) => [target, page])),
        profilePages: all(root, 'profileActionOverrides')
          .filter((override) => textOf(override, 'actionName') === 'View' && textOf(override, 'formFactor') !== 'Small')
          .map((override) => ({
            object: textOf(override, 'pageOrSobjectType') ?? '',
            page: textOf(override, 'content') ?? '',
            profile: textOf(override, 'profile') ?? '',
            recordType: textOf(override, 'recordType')?.split('.').at(-1),
          })),
        parentFields: Object.fromEntries(
          all(one(root, 'workspaceConfig'), 'mappings').flatMap((mapping) => {
            const field = textOf(mapping, 'fieldName');
            const object = textOf(mapping, 'tab')?.replace(/^standard-/, '');
            return field === undefined || object === undefined ? [] : [[object, field]];
          }),
        ),
        homePage: own.find(({ target }) => target === 'standard-home')?.page,
      };
    });
}

/** The apps a user may open, each with the tabs they may see, called as in the user's language. */
export function appsFor(apps: readonly AppModel[], user: WebUser, metadata: WebMetadata): readonly AppModel[] {
  const visible = new Set(user.tabs);
  const appNames = translated(metadata, user.language, 'customApplications');
  const tabNames = translated(metadata, user.language, 'customTabs');
  // The tab of an object has no name of its own: it is called as the object's records are.
  const nameOf = (tab: TabModel): string =>
    (tab.kind === 'object' ? user.objectLabels?.[tab.target] : tabNames.get(tab.apiName)) ?? tab.label;
  return user.apps.flatMap((name) => {
    const app = apps.find((candidate) => candidate.developerName === name);
    const profile = PROFILE_FILES[user.profileName ?? ''] ?? user.profileName;
    const profilePages = app?.profilePages.filter((rule) => rule.profile === profile) ?? [];
    if (!app) return [];
    const tabs = app.tabs
      .filter((tab) => tab.kind === 'home' || visible.has(tab.apiName))
      .map((tab) => ({ ...tab, label: nameOf(tab) }));
    return [{ ...app, label: appNames.get(app.developerName) ?? app.label, profilePages, tabs }];
  });
}

/** Icon of each object, for pages that show its records. */
export function objectIcons(metadata: WebMetadata): Readonly<Record<string, string>> {
  const objects = [...readTabs(metadata).values()].filter(({ kind }) => kind === 'object');
  return {
    User: 'standard:user',
    Group: 'standard:groups',
    ...Object.fromEntries(objects.map(({ target, icon }) => [target, icon])),
  };
}
