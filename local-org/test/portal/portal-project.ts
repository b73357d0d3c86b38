// A project with two sites, a customer's portal on one of them, and a callout: what the tests of portals deploy.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const META = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
/** A metadata file. */
export const xml = (root: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${META}>${body}</${root}>\n`;
const field = (name: string, type: string, more = ''): string =>
  xml(
    'CustomField',
    `<fullName>${name}</fullName><label>${name.replace('__c', '')}</label><type>${type}</type>${more}`,
  );
const lookup = (name: string, to: string, relation: string): string =>
  field(
    name,
    'Lookup',
    `<referenceTo>${to}</referenceTo><relationshipLabel>${relation}</relationshipLabel><relationshipName>${relation}</relationshipName>`,
  );
const object = (label: string, sharing: string): string =>
  xml(
    'CustomObject',
    `<deploymentStatus>Deployed</deploymentStatus>${sharing === 'ControlledByParent' ? '<externalSharingModel>ControlledByParent</externalSharingModel>' : '<externalSharingModel>Private</externalSharingModel>'}<label>${label}</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>${label}s</pluralLabel><sharingModel>${sharing}</sharingModel>`,
  );
const standardSharing = (sharing: string): string =>
  xml('CustomObject', `<externalSharingModel>${sharing}</externalSharingModel><sharingModel>${sharing}</sharingModel>`);

const read = (objectName: string): string =>
  `<objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>${objectName}</object><viewAllRecords>false</viewAllRecords></objectPermissions>`;
const readField = (name: string): string =>
  `<fieldPermissions><editable>false</editable><field>${name}</field><readable>true</readable></fieldPermissions>`;
const classAccess = (name: string): string =>
  `<classAccesses><apexClass>${name}</apexClass><enabled>true</enabled></classAccesses>`;

const OPEN_THE_SERVICE =
  '<externalCredentialPrincipalAccesses><enabled>true</enabled><externalCredentialPrincipal>Partner_Service-Service</externalCredentialPrincipal></externalCredentialPrincipalAccesses>';

const uuid = (() => {
  let last = 0;
  return (): string => `00000000-0000-4000-8000-${String((last += 1)).padStart(12, '0')}`;
})();
const part = (definition: string, attributes: object, children: readonly object[] = []): object => ({
  attributes,
  children,
  definition,
  id: uuid(),
  type: 'component',
});
const region = (name: string, children: readonly object[], id = uuid()): object => ({
  children,
  id,
  name,
  title: name,
  type: 'region',
});
function section(...children: readonly object[]): object {
  const id = uuid();
  const column = uuid();
  const sectionConfig = JSON.stringify({
    UUID: id,
    columns: [{ UUID: column, columnKey: 'col1', columnName: 'col1', columnWidth: '12', seedComponents: null }],
  });
  return {
    attributes: { sectionConfig },
    children: [region('col1', children, column)],
    definition: 'community_layout:section',
    id,
    type: 'component',
  };
}
const view = (viewType: string, title: string, ...children: readonly object[]): object => ({
  component: part('community_layout:sldsFlexibleLayout', {}, [
    region('content', [section(...children)]),
    region('sfdcHiddenRegion', [part('community_builder:seoAssistant', { pageTitle: title, description: '' })]),
  ]),
  dataProviders: [],
  themeLayoutType: 'Inner',
  viewType,
});
const html = (text: string): object => part('community_builder:htmlEditor', { richTextValue: text });

/** Content of a site's bundle: type/apiName → title and body. */
function siteContents(bundle: string, label: string): Readonly<Record<string, readonly [string, object]>> {
  const route = (activeViewId: string, routeType: string, urlPrefix: string): object => ({
    activeViewId,
    configurationTags: [],
    pageAccess: 'UseParent',
    routeType,
    urlPrefix,
  });
  return {
    [`sfdc_cms__site/${bundle}`]: [label, { authenticationType: 'AUTHENTICATED' }],
    'sfdc_cms__appPage/mainAppPage': ['main', { currentThemeId: 'Theme' }],
    'sfdc_cms__theme/Theme': [
      'Theme',
      { activeBrandingSetId: 'Brand', layouts: [{ layoutId: 'inner', layoutType: 'Inner' }] },
    ],
    'sfdc_cms__brandingSet/Brand': ['Brand', { values: { ButtonColor: '#0a6b4a' } }],
    'sfdc_cms__themeLayout/inner': [
      'Inner',
      {
        component: part('community_byo:scopedHeaderAndFooter', {}, [
          region('header', [section(html(`<p>${label}</p>`))]),
          region('footer', [section(html('<p>Imprint</p>'))]),
        ]),
      },
    ],
    'sfdc_cms__languageSettings/languages': [
      'LanguageContent',
      {
        languages: [
          { locale: 'en_US', label: 'English (US)', isActive: true, isAuthoringOnly: false },
          { locale: 'de', label: 'German', isActive: true, isAuthoringOnly: false, fallbackLocale: 'en_US' },
          { locale: 'fr', label: 'French', isActive: false, isAuthoringOnly: false, fallbackLocale: 'en_US' },
        ],
        defaultLocale: 'en_US',
      },
    ],
    'sfdc_cms__view/error': ['Error', view('error', 'Error', html('<h1>Nothing here</h1>'))],
    'sfdc_cms__route/Error': ['Error', route('error', 'error', 'error')],
    'sfdc_cms__view/home': ['Home', view('home', 'Home', html(`<h1>${label}</h1>`), part('c:greeting', {}))],
    'sfdc_cms__view/login': ['Login', view('login-main', 'Login', part('community_login:loginForm', {}))],
    'sfdc_cms__view/forgot': [
      'Forgot Password',
      view('forgot-password', 'Forgot Password', part('community_login:forgotPassword', {})),
    ],
    'sfdc_cms__view/check': [
      'Check Password',
      view(
        'check-password',
        'Check Password',
        part('community_login:checkEmail', { checkEmailMessage: 'Look for it.' }),
      ),
    ],
    'sfdc_cms__route/Home': ['Home', route('home', 'home', '')],
    'sfdc_cms__route/Login': ['Login', route('login', 'login-main', 'login')],
    'sfdc_cms__route/Forgot_Password': ['Forgot Password', route('forgot', 'forgot-password', 'ForgotPassword')],
    'sfdc_cms__route/Check_Password': ['Check Password', route('check', 'check-password', 'CheckPasswordResetEmail')],
  };
}

function siteFiles(name: string, prefix: string, label: string, network: string): Readonly<Record<string, string>> {
  const bundle = `${name}1`;
  const folder = `digitalExperiences/site/${bundle}`;
  const files: Record<string, string> = {
    [`digitalExperienceConfigs/${bundle}.digitalExperienceConfig-meta.xml`]: xml(
      'DigitalExperienceConfig',
      `<label>${label}</label><site><urlPathPrefix>${prefix}</urlPathPrefix></site><space>site/${bundle}</space>`,
    ),
    [`networks/${label}.network-meta.xml`]: xml(
      'Network',
      `${network}<picassoSite>${bundle}</picassoSite><site>${name}</site><status>Live</status><urlPathPrefix>${prefix}vforcesite</urlPathPrefix>`,
    ),
    [`sites/${name}.site-meta.xml`]: xml(
      'CustomSite',
      `<active>true</active><allowHomePage>false</allowHomePage><allowStandardIdeasPages>false</allowStandardIdeasPages><allowStandardLookups>false</allowStandardLookups><allowStandardPortalPages>true</allowStandardPortalPages><allowStandardSearch>false</allowStandardSearch><browserXssProtection>true</browserXssProtection><clickjackProtectionLevel>SameOriginOnly</clickjackProtectionLevel><contentSniffingProtection>true</contentSniffingProtection><indexPage>CommunitiesLanding</indexPage><masterLabel>${label}</masterLabel><referrerPolicyOriginWhenCrossOrigin>true</referrerPolicyOriginWhenCrossOrigin><siteType>ChatterNetwork</siteType><urlPathPrefix>${prefix}vforcesite</urlPathPrefix>`,
    ),
    [`${folder}/${bundle}.digitalExperience-meta.xml`]: xml('DigitalExperienceBundle', `<label>${bundle}</label>`),
  };
  for (const [path, [title, contentBody]] of Object.entries(siteContents(bundle, label))) {
    const [type = '', apiName = ''] = path.split('/');
    files[`${folder}/${path}/_meta.json`] = JSON.stringify({ apiName, type, path: 'views' });
    files[`${folder}/${path}/content.json`] = JSON.stringify({
      type,
      title,
      contentBody,
      urlName: apiName.toLowerCase(),
    });
  }
  return files;
}

const members = (profile: string): string =>
  `<changePasswordTemplate>unfiled$public/CommunityChangePasswordEmailTemplate</changePasswordTemplate><emailSenderAddress>service@power.example</emailSenderAddress><emailSenderName>Power Service</emailSenderName><forgotPasswordTemplate>unfiled$public/CommunityForgotPasswordEmailTemplate</forgotPasswordTemplate><networkMemberGroups><profile>${profile}</profile></networkMemberGroups><selfRegistration>false</selfRegistration><tabs><defaultTab>home</defaultTab><standardTab>Chatter</standardTab></tabs><welcomeTemplate>unfiled$public/CommunityWelcomeEmailTemplate</welcomeTemplate>`;

/** Files of the project by path below its package directory. */
export const portalFiles: Readonly<Record<string, string>> = {
  'objects/Account/Account.object-meta.xml': standardSharing('Private'),
  'objects/Contact/Contact.object-meta.xml': standardSharing('ControlledByParent'),
  'objects/Asset/Asset.object-meta.xml': standardSharing('ControlledByParent'),
  'objects/PersonAccount/recordTypes/Resident.recordType-meta.xml': xml(
    'RecordType',
    '<fullName>Resident</fullName><active>true</active><label>Resident</label>',
  ),
  'objects/Account/recordTypes/Property.recordType-meta.xml': xml(
    'RecordType',
    '<fullName>Property</fullName><active>true</active><label>Property</label>',
  ),
  'objects/Line__c/Line__c.object-meta.xml': object('Line', 'Private'),
  'objects/Line__c/fields/Property__c.field-meta.xml': lookup('Property__c', 'Account', 'Lines'),
  'objects/Usage__c/Usage__c.object-meta.xml': object('Usage', 'ControlledByParent'),
  'objects/Usage__c/fields/Supply__c.field-meta.xml': field(
    'Supply__c',
    'MasterDetail',
    '<referenceTo>Asset</referenceTo><relationshipLabel>Usages</relationshipLabel><relationshipName>Usages</relationshipName><relationshipOrder>0</relationshipOrder><reparentableMasterDetail>false</reparentableMasterDetail><writeRequiresMasterRead>false</writeRequiresMasterRead>',
  ),
  'roles/Owners.role-meta.xml': xml(
    'Role',
    '<mayForecastManagerShare>false</mayForecastManagerShare><name>Owners</name>',
  ),
  'profiles/Portal Customer.profile-meta.xml': xml(
    'Profile',
    '<custom>true</custom><userLicense>Customer Community Login</userLicense>',
  ),
  'sharingSets/Customer_Properties.sharingSet-meta.xml': xml(
    'SharingSet',
    ['Account:Id', 'Line__c:Property__c']
      .map((mapping) => {
        const [name = '', path = ''] = mapping.split(':');
        return `<accessMappings><accessLevel>Read</accessLevel><object>${name}</object><objectField>${path}</objectField><userField>Contact.RelatedAccount</userField></accessMappings>`;
      })
      .join('') + '<name>Customer Properties</name><profiles>Portal Customer</profiles>',
  ),
  'permissionsets/Portal_User.permissionset-meta.xml': xml(
    'PermissionSet',
    classAccess('Calls') +
      readField('Line__c.Property__c') +
      '<label>Portal User</label>' +
      ['Account', 'Asset', 'Contact', 'Line__c', 'Usage__c'].map(read).join(''),
  ),
  'permissionsets/Keeper.permissionset-meta.xml': xml(
    'PermissionSet',
    '<fieldPermissions><editable>true</editable><field>Line__c.Property__c</field><readable>true</readable></fieldPermissions><label>Keeper</label>',
  ),
  'permissionsets/Service_Caller.permissionset-meta.xml': xml(
    'PermissionSet',
    `${OPEN_THE_SERVICE}<label>Service Caller</label>${read('UserExternalCredential')}`,
  ),
  'permissionsets/Principal_Only.permissionset-meta.xml': xml(
    'PermissionSet',
    `${OPEN_THE_SERVICE}<label>Principal Only</label>`,
  ),
  'permissionsets/Contract_Reader.permissionset-meta.xml': xml(
    'PermissionSet',
    `<label>Contract Reader</label>${read('Account')}${read('Contract')}`,
  ),
  'externalCredentials/Partner_Service.externalCredential-meta.xml': xml(
    'ExternalCredential',
    '<authenticationProtocol>Custom</authenticationProtocol><externalCredentialParameters><parameterGroup>Service</parameterGroup><parameterName>Service</parameterName><parameterType>NamedPrincipal</parameterType><sequenceNumber>1</sequenceNumber></externalCredentialParameters><externalCredentialParameters><parameterGroup>DefaultGroup</parameterGroup><parameterName>Authorization</parameterName><parameterType>AuthHeader</parameterType><parameterValue>{!&apos;Bearer &apos; &amp; $Credential.Partner_Service.ApiKey}</parameterValue><sequenceNumber>1</sequenceNumber></externalCredentialParameters><label>Partner Service</label>',
  ),
  'namedCredentials/Partner_Service.namedCredential-meta.xml': xml(
    'NamedCredential',
    '<allowMergeFieldsInBody>false</allowMergeFieldsInBody><allowMergeFieldsInHeader>false</allowMergeFieldsInHeader><calloutStatus>Enabled</calloutStatus><generateAuthorizationHeader>true</generateAuthorizationHeader><label>Partner Service</label><namedCredentialParameters><parameterName>Url</parameterName><parameterType>Url</parameterType><parameterValue>https://partner.example</parameterValue></namedCredentialParameters><namedCredentialParameters><externalCredential>Partner_Service</externalCredential><parameterName>ExternalCredential</parameterName><parameterType>Authentication</parameterType></namedCredentialParameters><namedCredentialType>SecuredEndpoint</namedCredentialType>',
  ),
  'classes/Calls.cls': `public with sharing class Calls {
  @AuraEnabled(cacheable=true)
  public static String answer() {
    HttpRequest request = new HttpRequest();
    request.setEndpoint('callout:Partner_Service/v1/answer');
    request.setMethod('GET');
    try {
      return new Http().send(request).getBody();
    } catch (CalloutException problem) {
      throw new AuraHandledException(problem.getMessage());
    }
  }
  @AuraEnabled(cacheable=true)
  public static List<String> visible() {
    List<String> names = new List<String>();
    for (Account one : [SELECT Name FROM Account WITH USER_MODE ORDER BY Name]) names.add('Account ' + one.Name);
    for (Line__c one : [SELECT Name FROM Line__c WITH USER_MODE ORDER BY Name]) names.add('Line ' + one.Name);
    for (Asset one : [SELECT Name FROM Asset WITH USER_MODE ORDER BY Name]) names.add('Asset ' + one.Name);
    for (Usage__c one : [SELECT Name FROM Usage__c WITH USER_MODE ORDER BY Name]) names.add('Usage ' + one.Name);
    return names;
  }
  @AuraEnabled(cacheable=true)
  public static Integer contracts() {
    return [SELECT count() FROM Contract WITH USER_MODE];
  }
  @AuraEnabled(cacheable=true)
  public static List<String> place() {
    Id here = Network.getNetworkId();
    return new List<String>{ Url.getOrgDomainUrl().toExternalForm(), here, here == null ? null : Network.getLoginUrl(here) };
  }
}`,
  'classes/Calls.cls-meta.xml': xml('ApexClass', '<apiVersion>67.0</apiVersion><status>Active</status>'),
  'labels/CustomLabels.labels-meta.xml': xml(
    'CustomLabels',
    '<labels><fullName>Portal_Greeting</fullName><language>en_US</language><protected>false</protected><shortDescription>Greeting</shortDescription><value>Good morning</value></labels>',
  ),
  'translations/de.translation-meta.xml': xml(
    'Translations',
    '<customLabels><label>Guten Morgen</label><name>Portal_Greeting</name></customLabels>',
  ),
  'lwc/greeting/greeting.js': `import { LightningElement } from 'lwc';
import greeting from '@salesforce/label/c.Portal_Greeting';
export default class Greeting extends LightningElement { text = greeting; }`,
  'lwc/greeting/greeting.html': '<template><p class="greeting">{text}</p></template>',
  'lwc/greeting/greeting.js-meta.xml': xml(
    'LightningComponentBundle',
    '<apiVersion>67.0</apiVersion><isExposed>true</isExposed><masterLabel>Greeting</masterLabel><targets><target>lightningCommunity__Page</target><target>lightningCommunity__Default</target></targets>',
  ),
  ...siteFiles(
    'Customer_Portal',
    'my',
    'Customer Portal',
    `${members('Portal Customer')}<sendWelcomeEmail>true</sendWelcomeEmail>`,
  ),
  ...siteFiles(
    'Agency_Portal',
    'agency',
    'Agency Portal',
    `${members('Partner Community User')}<sendWelcomeEmail>false</sendWelcomeEmail>`,
  ),
};

/** Writes the project below `root` and returns its folder. */
export async function writePortalProject(root: string): Promise<string> {
  const project = join(root, 'project');
  for (const [path, content] of Object.entries(portalFiles)) {
    const file = join(project, 'force-app', 'main', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  await writeFile(
    join(project, 'sfdx-project.json'),
    JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '67.0' }),
  );
  return project;
}
