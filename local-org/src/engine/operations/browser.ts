/** What the browser side asks of the engine: the deployed state as one copy, and who looks at a page. */
import type { SObjectDef } from '../../schema/types.ts';
import { allOf } from '../metadata-catalogue.ts';
import type { UserContext } from '../ports.ts';
import type { OperationContext } from './context.ts';
import { permissionSetNames, siteList, sitesOf } from './sites.ts';

/** One deployed component with its files, as it crosses the thread border. */
export interface ComponentCopy {
  readonly fullName: string;
  readonly xml: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The deployed state; schema objects come as a list because functions cannot cross the thread border. */
export interface DeployedCopy {
  readonly version: number;
  readonly schemaVersion: number;
  readonly objects: readonly SObjectDef[];
  readonly components: Readonly<Record<string, readonly ComponentCopy[]>>;
  /** `@AuraEnabled` methods by class, all names in lower case: method → cacheable. A class without any is there, empty. */
  readonly auraMethods: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
}

/** Copies everything of the named types; null when the caller's copy is still the newest. */
export function deployedState(
  input: { readonly types: readonly string[]; readonly unlessVersion: number | null },
  context: OperationContext,
): DeployedCopy | null {
  const { engine } = context;
  const { version } = engine.metadata();
  if (version === input.unlessVersion) return null;
  const schema = engine.schema();
  return {
    version,
    schemaVersion: schema.version,
    objects: [...schema.objects()],
    components: Object.fromEntries(input.types.map((type) => [type, copiesOf(type, context)])),
    auraMethods: auraMethods(context),
  };
}

function copiesOf(type: string, context: OperationContext): readonly ComponentCopy[] {
  return context.engine
    .deployed()
    .list(type)
    .map(({ fullName, xmlText, files }) => ({
      fullName,
      xml: xmlText ?? '',
      files: new Map(files.map(({ path, content }) => [path, content])),
    }));
}

const AURA_METHOD =
  /@AuraEnabled\s*(?:\(([^)]*)\))?\s*(?:@\w+(?:\([^)]*\))?\s*)*(?:(?:public|global|static|override|virtual)\s+)+[\w.<>,\s[\]]+?\s(\w+)\s*\(/gi;

function auraMethods(context: OperationContext): DeployedCopy['auraMethods'] {
  const classes: Record<string, Record<string, boolean>> = {};
  for (const { fullName, body } of context.engine.deployed().list('ApexClass')) {
    const methods: Record<string, boolean> = {};
    for (const [, options, name = ''] of body.matchAll(AURA_METHOD))
      methods[name.toLowerCase()] = /cacheable\s*=\s*true/i.test(options ?? '');
    classes[fullName.toLowerCase()] = methods;
  }
  return classes;
}

/** Who looks at a page, with everything that shapes what the shell shows; shape of the browser side's `WebUser`. */
export interface PageUser {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly isGuest: boolean;
  readonly userType: string;
  readonly profileName: string;
  readonly language: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly apps: readonly string[];
  readonly tabs: readonly string[];
  readonly objectLabels: Readonly<Record<string, string>>;
  readonly customPermissions: readonly string[];
  readonly userPermissions: readonly string[];
  readonly sites: readonly string[];
}

/** The person behind a session, or the guest of a site; null when nobody may see anything. */
export function pageUser(
  input: { readonly userId: string | null; readonly site: string | null },
  context: OperationContext,
): PageUser | null {
  const guest =
    input.userId === null ? siteList({}, context).find((site) => site.name === input.site)?.guestUserId : null;
  const id = input.userId ?? guest;
  if (id === null || id === undefined) return null;
  const user = context.engine.security.userContext(id);
  const tabs = visibleTabs(user, context);
  return {
    id: user.userId,
    username: user.username,
    name: user.name,
    isGuest: user.userType === 'Guest',
    userType: user.userType,
    profileName: user.profileName,
    language: user.language,
    locale: user.locale,
    timeZone: user.timeZone,
    currency: user.currency,
    apps: visibleApps(user, context),
    tabs,
    objectLabels: objectLabels(tabs, user, context),
    customPermissions: customPermissions(user, context),
    userPermissions: userPermissions(user, context),
    sites: sitesOf(user, context),
  };
}

/** Apps of the profile and the permission sets (`applicationVisibilities`), which the setup rows keep as SetupEntityAccess or metadata. */
function visibleApps(user: UserContext, context: OperationContext): readonly string[] {
  const names = allOf(context.engine.metadata(), 'CustomApplication').map(({ fullName }) => fullName);
  const granted = grantedBy(user, 'applicationVisibilities', 'application', 'visible', context);
  // An administrator sees every app unless his profile hides it, as with the platform's standard administrator profile.
  return names.filter(
    (name) => granted.get(name.toLowerCase()) ?? context.engine.security.hasPermission(user, 'CustomizeApplication'),
  );
}

function visibleTabs(user: UserContext, context: OperationContext): readonly string[] {
  const metadata = context.engine.metadata();
  const known = new Set<string>(metadata.names('CustomTab'));
  for (const def of context.engine.schema().objects()) if (def.kind === 'standard') known.add(`standard-${def.name}`);
  const settings = new Map<string, boolean>();
  for (const holder of holders(user, context)) {
    for (const [element, visible] of [
      ['tabVisibilities', 'DefaultOn'],
      ['tabSettings', 'Visible'],
    ] as const) {
      for (const node of holder.filter((child) => child.name === element)) {
        const tab = node.children.find((child) => child.name === 'tab')?.text.toLowerCase();
        const visibility = node.children.find((child) => child.name === 'visibility')?.text;
        if (tab !== undefined)
          settings.set(
            tab,
            (settings.get(tab) ?? false) ||
              visibility === visible ||
              visibility === 'Available' ||
              visibility === 'DefaultOff',
          );
      }
    }
  }
  const admin = context.engine.security.hasPermission(user, 'CustomizeApplication');
  return [...known].filter((tab) => settings.get(tab.toLowerCase()) ?? (admin && objectReadable(tab, user, context)));
}

/** What the objects behind tabs are called in the user's language, in the plural. */
function objectLabels(
  tabs: readonly string[],
  user: UserContext,
  context: OperationContext,
): Readonly<Record<string, string>> {
  const schema = context.engine.schemaIn(user.language);
  const objects = tabs.flatMap((tab) => schema.object(tab.replace(/^standard-/, '')) ?? []);
  return Object.fromEntries(objects.map(({ name, labelPlural }) => [name, labelPlural]));
}

function objectReadable(tab: string, user: UserContext, context: OperationContext): boolean {
  const name = tab.replace(/^standard-/, '');
  return context.engine.schema().object(name) === undefined || context.engine.security.objectAccess(user, name).read;
}

type Element = { readonly name: string; readonly text: string; readonly children: readonly Element[] };

/** The children of the profile's and the permission sets' metadata. */
function holders(user: UserContext, context: OperationContext): readonly (readonly Element[])[] {
  const metadata = context.engine.metadata();
  const profile =
    metadata.read('Profile', user.profileName) ??
    (user.profileName === 'System Administrator' ? metadata.read('Profile', 'Admin') : undefined);
  const sets = permissionSetNames(user, context).map((name) => metadata.read('PermissionSet', name));
  return [profile, ...sets].flatMap((node) => (node ? [node.children] : []));
}

function grantedBy(
  user: UserContext,
  element: string,
  nameElement: string,
  flagElement: string,
  context: OperationContext,
): ReadonlyMap<string, boolean> {
  const granted = new Map<string, boolean>();
  for (const holder of holders(user, context)) {
    for (const node of holder.filter((child) => child.name === element)) {
      const name = node.children.find((child) => child.name === nameElement)?.text.toLowerCase();
      const on = node.children.find((child) => child.name === flagElement)?.text === 'true';
      if (name !== undefined) granted.set(name, (granted.get(name) ?? false) || on);
    }
  }
  return granted;
}

function customPermissions(user: UserContext, context: OperationContext): readonly string[] {
  return context.engine
    .metadata()
    .names('CustomPermission')
    .filter((name) => context.engine.security.hasPermission(user, name));
}

/** The permissions pages ask about; `@salesforce/userPermission` modules name them. */
function userPermissions(user: UserContext, context: OperationContext): readonly string[] {
  const def = context.engine.schema().object('PermissionSet');
  const names = [...(def?.fields.values() ?? [])].flatMap((field) =>
    field.name.startsWith('Permissions') ? [field.name.slice('Permissions'.length)] : [],
  );
  return names.filter((name) => context.engine.security.hasPermission(user, name));
}
