/** Experience Cloud sites as the request pipeline needs them: prefix, guest user, membership. */
import { plainText } from '../json-records.ts';
import { allOf, nodeOf, textOf, textsOf } from '../metadata-catalogue.ts';
import type { MetadataCatalogue, XmlNode } from '../metadata-catalogue.ts';
import type { UserContext } from '../ports.ts';
import type { OperationContext } from './context.ts';

/** One site. */
export interface SiteFacts {
  /** Name of the CustomSite (`Agency_Portal`). */
  readonly name: string;
  readonly label: string;
  /** Lower case, without slashes. */
  readonly urlPathPrefix: string;
  /** Who a visitor is before he logs in; null when the site has no guest user. */
  readonly guestUserId: string | null;
}

/** Every enhanced LWR site of the org. */
export function siteList(_input: object, context: OperationContext): readonly SiteFacts[] {
  const metadata = context.engine.metadata();
  return allOf(metadata, 'DigitalExperienceConfig').flatMap(({ node }): SiteFacts[] => {
    const bundle = (textOf(node, 'space') ?? '').replace(/^site\//, '');
    const prefix = textOf(nodeOf(node, 'site'), 'urlPathPrefix');
    const network = allOf(metadata, 'Network').find((candidate) => textOf(candidate.node, 'picassoSite') === bundle);
    const name = textOf(network?.node, 'site') ?? bundle.replace(/1$/, '');
    if (prefix === undefined || prefix === '') return [];
    return [
      {
        name,
        label: textOf(node, 'label') ?? name,
        urlPathPrefix: prefix.toLowerCase(),
        guestUserId: guestOf(name, context),
      },
    ];
  });
}

function guestOf(siteName: string, context: OperationContext): string | null {
  const { records } = context.engine.queries.query(
    'SELECT GuestUserId FROM Site WHERE Name = :siteName',
    { siteName },
    context.systemScope,
  );
  const id = records[0]?.values['GuestUserId'];
  return typeof id === 'string' ? id : null;
}

/** Whether a user may log in to the site: `networkMemberGroups` of its Network name his profile or one of his permission sets. */
export function isSiteMember(
  siteName: string,
  user: UserContext,
  permissionSetNames: readonly string[],
  metadata: MetadataCatalogue,
): boolean {
  const network = networkOf(siteName, metadata);
  const groups = nodeOf(network, 'networkMemberGroups');
  const holds = (names: readonly string[], held: readonly string[]): boolean =>
    names.some((name) => held.some((one) => one.toLowerCase() === name.toLowerCase()));
  return (
    holds(textsOf(groups, 'profile'), [user.profileName, metadataProfileName(user.profileName)]) ||
    holds(textsOf(groups, 'permissionSet'), permissionSetNames)
  );
}

function networkOf(siteName: string, metadata: MetadataCatalogue): XmlNode | undefined {
  return allOf(metadata, 'Network').find(({ node }) => textOf(node, 'site') === siteName)?.node;
}

/** The administrator's profile is called `Admin` in metadata. */
function metadataProfileName(name: string): string {
  return name === 'System Administrator' ? 'admin' : name;
}

/** Names of the permission sets a user holds. */
export function permissionSetNames(user: UserContext, context: OperationContext): readonly string[] {
  const { records } = context.engine.queries.query(
    'SELECT Name FROM PermissionSet WHERE Id IN :ids',
    { ids: user.permissionSetIds },
    context.systemScope,
  );
  return records.map(({ values }) => plainText(values['Name']));
}

/** Names of the sites a user belongs to. */
export function sitesOf(user: UserContext, context: OperationContext): readonly string[] {
  const metadata = context.engine.metadata();
  const held = permissionSetNames(user, context);
  return allOf(metadata, 'Network').flatMap(({ node }) => {
    const name = textOf(node, 'site');
    return name !== undefined && isSiteMember(name, user, held, metadata) ? [name] : [];
  });
}
