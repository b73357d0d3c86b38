/** External client apps and connected apps, as their metadata describes them. */
import type { MetadataCatalogue, XmlNode } from './metadata-catalogue.ts';
import { allOf, commaList, flag, nodeOf, textOf, textsOf } from './metadata-catalogue.ts';
import type { Store } from './ports.ts';

/** What the token endpoint must know about a client. */
export interface OauthClient {
  readonly name: string;
  readonly consumerKey: string;
  /** PEM, or base64 of a certificate; null when none is registered. */
  readonly certificate: string | null;
  readonly scopes: readonly string[];
  /** True: only users of these profiles and permission sets may use it. */
  readonly preAuthorisedOnly: boolean;
  readonly profiles: readonly string[];
  readonly permissionSets: readonly string[];
  readonly clientCredentialsUser: string | null;
}

/** Finds the client of a consumer key; null when no app has it. */
export function oauthClient(metadata: MetadataCatalogue, store: Store, consumerKey: string): OauthClient | null {
  const client = externalClient(metadata, consumerKey) ?? connectedApp(metadata, consumerKey);
  if (!client) return null;
  // A certificate belongs to one installation, so it is registered beside the metadata (in a real org: uploaded in Setup).
  const registered = store.get('SELECT pem FROM _client_certificates WHERE consumer_key = ?', consumerKey);
  return registered ? { ...client, certificate: String(registered['pem']) } : client;
}

/** Metadata types ExternalClientApplication, ExtlClntAppGlobalOauthSettings, ExtlClntAppOauthSettings, …ConfigurablePolicies. */
function externalClient(metadata: MetadataCatalogue, consumerKey: string): OauthClient | null {
  const global = allNodes(metadata, 'ExtlClntAppGlobalOauthSettings').find(
    (node) => textOf(node, 'consumerKey') === consumerKey,
  );
  const name = textOf(global, 'externalClientApplication');
  if (global === undefined || name === undefined) return null;
  const belongs = (node: XmlNode): boolean => textOf(node, 'externalClientApplication') === name;
  const settings = allNodes(metadata, 'ExtlClntAppOauthSettings').find(belongs);
  const policies = allNodes(metadata, 'ExtlClntAppOauthConfigurablePolicies').find(belongs);
  return {
    name,
    consumerKey,
    certificate: textOf(global, 'certificate') ?? null,
    scopes: commaList(textOf(settings, 'commaSeparatedOauthScopes')),
    preAuthorisedOnly: textOf(policies, 'permittedUsersPolicyType') === 'AdminApprovedPreAuthorized',
    profiles: commaList(textOf(policies, 'commaSeparatedProfile')),
    permissionSets: commaList(textOf(policies, 'commaSeparatedPermissionSet')),
    clientCredentialsUser: flag(global, 'isClientCredentialsFlowEnabled')
      ? (textOf(policies, 'clientCredentialsFlowUser') ?? null)
      : null,
  };
}

/** Metadata type ConnectedApp. */
function connectedApp(metadata: MetadataCatalogue, consumerKey: string): OauthClient | null {
  for (const name of metadata.names('ConnectedApp')) {
    const app = metadata.read('ConnectedApp', name);
    const oauth = nodeOf(app, 'oauthConfig');
    if (textOf(oauth, 'consumerKey') !== consumerKey) continue;
    return {
      name,
      consumerKey,
      certificate: textOf(oauth, 'certificate') ?? null,
      scopes: textsOf(oauth, 'scopes'),
      preAuthorisedOnly: flag(oauth, 'isAdminApproved'),
      profiles: textsOf(app, 'profileName'),
      permissionSets: textsOf(app, 'permissionSetName'),
      clientCredentialsUser: textOf(oauth, 'oauthClientCredentialUser') ?? null,
    };
  }
  return null;
}

function allNodes(metadata: MetadataCatalogue, type: string): readonly XmlNode[] {
  return allOf(metadata, type).map(({ node }) => node);
}
