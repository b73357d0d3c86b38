/**
 * Licences and standard profiles of a new org with the editions and features of config/project-scratch-def.json.
 * Source: Salesforce Help "Standard Profiles", "Standard User Licenses", "Experience Cloud User Licenses" (object limits of each licence).
 */

export interface SeedLicense {
  readonly name: string;
  readonly key: string;
  readonly total: number;
}

export const licenses: readonly SeedLicense[] = [
  { name: 'Salesforce', key: 'SFDC', total: 100 },
  { name: 'Salesforce Platform', key: 'AUL', total: 50 },
  { name: 'Salesforce Integration', key: 'PID_Salesforce_Integration', total: 5 },
  { name: 'Partner Community', key: 'PID_Partner_Community', total: 500 },
  { name: 'Partner Community Login', key: 'PID_Partner_Community_Login', total: 500 },
  { name: 'Customer Community', key: 'PID_Customer_Community', total: 100_000 },
  { name: 'Customer Community Login', key: 'PID_Customer_Community_Login', total: 1_000_000 },
  { name: 'Customer Community Plus', key: 'PID_Customer_Community_Plus', total: 500 },
  { name: 'Customer Community Plus Login', key: 'PID_Customer_Community_Plus_Login', total: 500 },
  { name: 'External Identity', key: 'PID_External_Identity', total: 100 },
  { name: 'Guest User License', key: 'PID_Guest_User', total: 100 },
  { name: 'Chatter Free', key: 'CSN', total: 5_000 },
];

/** `c`reate, `r`ead, `e`dit, `d`elete. */
type Rights = string;

export interface SeedProfile {
  /** Name in the org. */
  readonly name: string;
  /** Name in metadata. */
  readonly fullName: string;
  readonly license: string;
  /** System permissions; `'all'` for the administrator. */
  readonly permissions: 'all' | readonly string[];
  /** Object → rights; `*` for every business object. */
  readonly objects: Readonly<Record<string, Rights>>;
  readonly viewAndModifyAll: boolean;
}

const internalUser = [
  'ApiEnabled',
  'ActivateContract',
  'ActivateOrder',
  'AllowUniversalSearch',
  'AllowViewKnowledge',
  'AssignTopics',
  'ChatterInternalUser',
  'ContentWorkspaces',
  'ConvertLeads',
  'CreateTopics',
  'EditEvent',
  'EditOppLineItemUnitPrice',
  'EditTask',
  'EmailMass',
  'EmailSingle',
  'EnableNotifications',
  'LightningExperienceUser',
  'MassInlineEdit',
  'RunFlow',
  'RunReports',
  'SelectFilesFromSalesforce',
  'SubmitMacrosAllowed',
  'UseWebLink',
  'ViewHelpLink',
  'ViewRoles',
  'ViewSetup',
];
const communityUser = ['AllowUniversalSearch', 'SelectFilesFromSalesforce', 'EnableCommunityAppLauncher'];

const partnerObjects: Readonly<Record<string, Rights>> = {
  Account: 'cre',
  Asset: 'cre',
  Campaign: 'r',
  Case: 'cre',
  Contact: 'cre',
  Contract: 'r',
  Entitlement: 'r',
  Individual: 'cre',
  Lead: 'cre',
  Opportunity: 'cre',
  Order: 'cre',
  Pricebook2: 'r',
  Product2: 'r',
  Quote: 'cre',
  Task: 'cre',
  Event: 'cre',
  WorkOrder: 'cre',
};
const customerObjects: Readonly<Record<string, Rights>> = {
  Account: 'r',
  Asset: 'cre',
  Case: 'cre',
  Contact: 'r',
  Entitlement: 'r',
  Order: 'cre',
  Pricebook2: 'r',
  Product2: 'r',
  WorkOrder: 'r',
};

function profile(
  name: string,
  fullName: string,
  license: string,
  permissions: SeedProfile['permissions'],
  objects: SeedProfile['objects'],
): SeedProfile {
  return { name, fullName, license, permissions, objects, viewAndModifyAll: permissions === 'all' };
}

export const standardProfiles: readonly SeedProfile[] = [
  profile('System Administrator', 'Admin', 'Salesforce', 'all', { '*': 'cred' }),
  profile('Standard User', 'Standard', 'Salesforce', internalUser, {
    '*': 'cred',
    Product2: 'r',
    Pricebook2: 'r',
    Campaign: 'r',
    Entitlement: 'r',
  }),
  profile(
    'Read Only',
    'ReadOnly',
    'Salesforce',
    ['ApiEnabled', 'LightningExperienceUser', 'RunReports', 'ViewSetup', 'ViewHelpLink'],
    { '*': 'r' },
  ),
  profile('Contract Manager', 'ContractManager', 'Salesforce', [...internalUser, 'DeleteActivatedContract'], {
    '*': 'cred',
    Product2: 'r',
    Pricebook2: 'r',
    Campaign: 'r',
  }),
  profile('Marketing User', 'MarketingProfile', 'Salesforce', [...internalUser, 'ImportLeads'], {
    '*': 'cred',
    Product2: 'r',
    Pricebook2: 'r',
  }),
  profile(
    'Minimum Access - Salesforce',
    'Minimum Access - Salesforce',
    'Salesforce',
    ['LightningExperienceUser', 'ViewHelpLink', 'ChatterInternalUser'],
    {},
  ),
  profile(
    'Minimum Access - API Only Integrations',
    'Minimum Access - API Only Integrations',
    'Salesforce Integration',
    ['ApiEnabled', 'ApiUserOnly'],
    {},
  ),
  profile(
    'Salesforce API Only System Integrations',
    'Salesforce API Only System Integrations',
    'Salesforce Integration',
    ['ApiEnabled', 'ApiUserOnly'],
    {},
  ),
  profile('Standard Platform User', 'StandardAul', 'Salesforce Platform', internalUser, {
    Account: 'cred',
    Contact: 'cred',
    Task: 'cred',
    Event: 'cred',
    Asset: 'cred',
    Individual: 'cred',
  }),
  profile('Partner Community User', 'Partner Community User', 'Partner Community', communityUser, partnerObjects),
  profile(
    'Partner Community Login User',
    'Partner Community Login User',
    'Partner Community Login',
    communityUser,
    partnerObjects,
  ),
  profile('Customer Community User', 'Customer Community User', 'Customer Community', communityUser, customerObjects),
  profile(
    'Customer Community Login User',
    'Customer Community Login User',
    'Customer Community Login',
    communityUser,
    customerObjects,
  ),
  profile('Customer Community Plus User', 'Customer Community Plus User', 'Customer Community Plus', communityUser, {
    ...customerObjects,
    Account: 'cre',
    Contact: 'cre',
    Contract: 'cre',
  }),
  profile(
    'Customer Community Plus Login User',
    'Customer Community Plus Login User',
    'Customer Community Plus Login',
    communityUser,
    { ...customerObjects, Account: 'cre', Contact: 'cre', Contract: 'cre' },
  ),
  profile('External Identity User', 'External Identity User', 'External Identity', [], {}),
  profile('Chatter Free User', 'Chatter Free User', 'Chatter Free', ['AllowUniversalSearch'], {}),
];

/** Metadata name → name in the org, of the standard profiles that have two. */
export const standardProfileNames: ReadonlyMap<string, string> = new Map(
  standardProfiles.map((entry) => [entry.fullName, entry.name]),
);
