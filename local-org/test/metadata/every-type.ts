/** A project with a component of every metadata type and a field of every field type that the local org takes. */
import type { SourceFile } from '../../src/metadata/index.ts';
import { sampleFiles } from './sample-project.ts';
import { sources, XMLNS } from './source-files.ts';

function xml(root: string, body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${XMLNS}>${body}</${root}>\n`;
}

function field(name: string, type: string, body = ''): Readonly<Record<string, string>> {
  return {
    [`main/core/objects/Kind__c/fields/${name}__c.field-meta.xml`]: xml(
      'CustomField',
      `<fullName>${name}__c</fullName>${body}<label>${name}</label><type>${type}</type>`,
    ),
  };
}

function values(...names: readonly string[]): string {
  return `<valueSetDefinition><sorted>false</sorted>${names.map((name) => `<value><fullName>${name}</fullName><default>false</default><label>${name}</label></value>`).join('')}</valueSetDefinition>`;
}

function setting(name: string, type: string): Readonly<Record<string, string>> {
  const folder = `main/core/objects/${name}__c`;
  return {
    [`${folder}/${name}__c.object-meta.xml`]: xml(
      'CustomObject',
      `<customSettingsType>${type}</customSettingsType><label>${name}</label><visibility>Public</visibility>`,
    ),
    [`${folder}/fields/Days__c.field-meta.xml`]: xml(
      'CustomField',
      '<fullName>Days__c</fullName><label>Days</label><precision>3</precision><scale>0</scale><type>Number</type>',
    ),
  };
}

const FIELDS: Readonly<Record<string, string>> = {
  ...field('Counted', 'AutoNumber', '<displayFormat>K-{0000}</displayFormat>'),
  ...field('Active', 'Checkbox', '<defaultValue>false</defaultValue>'),
  ...field('Price', 'Currency', '<precision>18</precision><scale>2</scale>'),
  ...field('Day', 'Date'),
  ...field('Moment', 'DateTime'),
  ...field('Hour', 'Time'),
  ...field('Mail', 'Email', '<externalId>true</externalId><unique>true</unique>'),
  ...field('Secret', 'EncryptedText', '<length>20</length><maskChar>asterisk</maskChar><maskType>all</maskType>'),
  ...field('Rich', 'Html', '<length>1000</length><visibleLines>10</visibleLines>'),
  ...field('Place', 'Location', '<displayLocationInDecimal>true</displayLocationInDecimal><scale>6</scale>'),
  ...field('Story', 'LongTextArea', '<length>1000</length><visibleLines>3</visibleLines>'),
  ...field(
    'Part_Of',
    'Lookup',
    '<deleteConstraint>SetNull</deleteConstraint><referenceTo>Kind__c</referenceTo><relationshipName>Parts</relationshipName>',
  ),
  ...field(
    'Fuels',
    'MultiselectPicklist',
    `<valueSet>${values('Gas', 'Power')}</valueSet><visibleLines>4</visibleLines>`,
  ),
  ...field('Size', 'Number', '<precision>9</precision><scale>3</scale>'),
  ...field('Share', 'Percent', '<precision>5</precision><scale>2</scale>'),
  ...field('Call', 'Phone'),
  ...field('Fuel', 'Picklist', `<valueSet><restricted>true</restricted>${values('Gas', 'Power')}</valueSet>`),
  ...field(
    'Tariff',
    'Picklist',
    `<valueSet><controllingField>Fuel__c</controllingField>${values('Day', 'Night')}<valueSettings><controllingFieldValue>Power</controllingFieldValue><valueName>Night</valueName></valueSettings></valueSet>`,
  ),
  ...field('Code', 'Text', '<caseSensitive>false</caseSensitive><length>20</length><unique>true</unique>'),
  ...field('Note', 'TextArea'),
  ...field('Link', 'Url'),
  ...field(
    'Total',
    'Currency',
    '<formula>Price__c * Size__c</formula><formulaTreatBlanksAs>BlankAsZero</formulaTreatBlanksAs><precision>18</precision><scale>2</scale>',
  ),
};

const SITE = 'main/portals/digitalExperiences/site/Portal1';
const FILES: Readonly<Record<string, string>> = {
  'main/core/objects/Kind__c/Kind__c.object-meta.xml': xml(
    'CustomObject',
    '<deploymentStatus>Deployed</deploymentStatus><label>Kind</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Kinds</pluralLabel><sharingModel>Private</sharingModel>',
  ),
  ...FIELDS,
  ...setting('Deadlines', 'Hierarchy'),
  ...setting('Rates', 'List'),
  'main/core/objects/Kind__c/compactLayouts/Short.compactLayout-meta.xml': xml(
    'CompactLayout',
    '<fullName>Short</fullName><fields>Name</fields><label>Short</label>',
  ),
  'main/core/objects/Kind__c/fieldSets/Main.fieldSet-meta.xml': xml(
    'FieldSet',
    '<fullName>Main</fullName><description>Shown first</description><displayedFields><field>Code__c</field><isFieldManaged>false</isFieldManaged><isRequired>false</isRequired></displayedFields><label>Main</label>',
  ),
  'main/core/objects/Kind__c/listViews/All.listView-meta.xml': xml(
    'ListView',
    '<fullName>All</fullName><columns>NAME</columns><columns>Code__c</columns><filterScope>Everything</filterScope><label>All</label>',
  ),
  'main/core/objects/Kind__c/sharingReasons/Agent__c.sharingReason-meta.xml': xml(
    'SharingReason',
    '<fullName>Agent__c</fullName><label>Agent</label>',
  ),
  'main/core/objects/Kind__c/webLinks/Map.webLink-meta.xml': xml(
    'WebLink',
    '<fullName>Map</fullName><availability>online</availability><displayType>button</displayType><encodingKey>UTF-8</encodingKey><hasMenubar>false</hasMenubar><hasScrollbars>true</hasScrollbars><hasToolbar>false</hasToolbar><height>600</height><isResizable>true</isResizable><linkType>url</linkType><masterLabel>Map</masterLabel><openType>newWindow</openType><position>none</position><protected>false</protected><showsLocation>false</showsLocation><showsStatus>false</showsStatus><url>https://maps.example</url>',
  ),
  'main/core/objects/Case/businessProcesses/Failure.businessProcess-meta.xml': xml(
    'BusinessProcess',
    '<fullName>Failure</fullName><isActive>true</isActive><values><fullName>New</fullName><default>true</default></values>',
  ),
  'main/core/objects/Case/recordTypes/Failure.recordType-meta.xml': xml(
    'RecordType',
    '<fullName>Failure</fullName><active>true</active><businessProcess>Failure</businessProcess><label>Failure</label>',
  ),
  'main/core/standardValueSets/Industry.standardValueSet-meta.xml': xml(
    'StandardValueSet',
    '<sorted>false</sorted><standardValue><fullName>Energy</fullName><default>false</default><label>Energy</label></standardValue>',
  ),
  'main/core/standardValueSetTranslations/Industry-de.standardValueSetTranslation-meta.xml': xml(
    'StandardValueSetTranslation',
    '<valueTranslation><masterLabel>Energy</masterLabel><translation>Energie</translation></valueTranslation>',
  ),
  'main/core/globalValueSetTranslations/Commodity-de.globalValueSetTranslation-meta.xml': xml(
    'GlobalValueSetTranslation',
    '<valueTranslation><masterLabel>Gas</masterLabel><translation>Erdgas</translation></valueTranslation>',
  ),
  'main/core/objectTranslations/Kind__c-de/Kind__c-de.objectTranslation-meta.xml': xml(
    'CustomObjectTranslation',
    '<caseValues><plural>false</plural><value>Art</value></caseValues>',
  ),
  'main/core/objectTranslations/Kind__c-de/Code__c.fieldTranslation-meta.xml': xml(
    'CustomFieldTranslation',
    '<label>Kennung</label><name>Code__c</name>',
  ),
  'main/core/translations/de.translation-meta.xml': xml(
    'Translations',
    '<customTabs><label>Zähler</label><name>Meter__c</name></customTabs>',
  ),
  'main/core/settings/Case.settings-meta.xml': xml(
    'CaseSettings',
    '<defaultCaseOwner>admin@unified-power.example</defaultCaseOwner>',
  ),
  'main/core/cachePartitions/Prices.cachePartition-meta.xml': xml(
    'PlatformCachePartition',
    '<isDefaultPartition>false</isDefaultPartition><masterLabel>Prices</masterLabel>',
  ),
  'main/core/customPermissions/See_All.customPermission-meta.xml': xml(
    'CustomPermission',
    '<isLicensed>false</isLicensed><label>See all</label>',
  ),
  'main/core/notificationtypes/Alarm.notiftype-meta.xml': xml(
    'CustomNotificationType',
    '<customNotifTypeName>Alarm</customNotifTypeName><desktop>true</desktop><masterLabel>Alarm</masterLabel><mobile>false</mobile>',
  ),
  'main/core/messageChannels/Chosen.messageChannel-meta.xml': xml(
    'LightningMessageChannel',
    '<isExposed>true</isExposed><lightningMessageFields><fieldName>id</fieldName></lightningMessageFields><masterLabel>Chosen</masterLabel>',
  ),
  'main/core/matchingRules/Lead.matchingRule-meta.xml': xml(
    'MatchingRules',
    '<matchingRules><fullName>Same_Mail</fullName><label>Same mail</label><matchingRuleItems><blankValueBehavior>NullNotAllowed</blankValueBehavior><fieldName>Email</fieldName><matchingMethod>Exact</matchingMethod></matchingRuleItems><ruleStatus>Active</ruleStatus></matchingRules>',
  ),
  'main/core/duplicateRules/Lead.Same_Mail.duplicateRule-meta.xml': xml(
    'DuplicateRule',
    '<actionOnInsert>Allow</actionOnInsert><actionOnUpdate>Allow</actionOnUpdate><alertText>Twice?</alertText><duplicateRuleMatchRules><matchRuleSObjectType>Lead</matchRuleSObjectType><matchingRule>Same_Mail</matchingRule><objectMapping xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/></duplicateRuleMatchRules><isActive>true</isActive><masterLabel>Same mail</masterLabel><operationsOnInsert>Alert</operationsOnInsert><operationsOnUpdate>Alert</operationsOnUpdate><securityOption>BypassSharingRules</securityOption><sortOrder>1</sortOrder>',
  ),
  'main/core/staticresources/logo.resource-meta.xml': xml(
    'StaticResource',
    '<cacheControl>Public</cacheControl><contentType>image/svg+xml</contentType>',
  ),
  'main/core/staticresources/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'main/core/staticresources/charts.resource-meta.xml': xml(
    'StaticResource',
    '<cacheControl>Public</cacheControl><contentType>application/zip</contentType>',
  ),
  'main/core/staticresources/charts/js/bar.js': 'bar()',
  'main/core/classes/Intake.cls': `global class Intake implements Messaging.InboundEmailHandler {
  global Messaging.InboundEmailResult handleInboundEmail(Messaging.InboundEmail email, Messaging.InboundEnvelope envelope) {
    return new Messaging.InboundEmailResult();
  }
}`,
  'main/core/classes/Intake.cls-meta.xml': xml('ApexClass', '<apiVersion>67.0</apiVersion><status>Active</status>'),
  'main/core/emailservices/Readings.xml-meta.xml': xml(
    'EmailServicesFunction',
    '<apexClass>Intake</apexClass><attachmentOption>None</attachmentOption><authenticationFailureAction>Discard</authenticationFailureAction><authorizationFailureAction>Discard</authorizationFailureAction><functionInactiveAction>Discard</functionInactiveAction><functionName>Readings</functionName><isActive>true</isActive><isAuthenticationRequired>false</isAuthenticationRequired><isErrorRoutingEnabled>false</isErrorRoutingEnabled><isTextAttachmentsAsBinary>false</isTextAttachmentsAsBinary><isTlsRequired>false</isTlsRequired><overLimitAction>Discard</overLimitAction>',
  ),
  'main/core/email/Sales.emailFolder-meta.xml': xml('EmailFolder', '<accessType>Public</accessType><name>Sales</name>'),
  'main/core/email/Sales/Hello.email-meta.xml': xml(
    'EmailTemplate',
    '<available>true</available><encodingKey>UTF-8</encodingKey><name>Hello</name><style>none</style><subject>Hello</subject><type>text</type>',
  ),
  'main/core/email/Sales/Hello.email': 'Hello',
  'main/core/dw/rows.dwl': '%dw 2.0\ninput rows application/csv\noutput application/json\n---\nrows',
  'main/core/dw/rows.dwl-meta.xml': xml(
    'DataWeaveResource',
    '<apiVersion>67.0</apiVersion><isGlobal>false</isGlobal><isProtected>false</isProtected>',
  ),
  'main/core/pages/Legal.page': '<apex:page>Imprint</apex:page>',
  'main/core/pages/Legal.page-meta.xml': xml('ApexPage', '<apiVersion>67.0</apiVersion><label>Legal</label>'),
  'main/core/components/Foot.component': '<apex:component>Foot</apex:component>',
  'main/core/components/Foot.component-meta.xml': xml(
    'ApexComponent',
    '<apiVersion>67.0</apiVersion><label>Foot</label>',
  ),
  'main/core/testSuites/Fast.testSuite-meta.xml': xml(
    'ApexTestSuite',
    '<testClassName>ReadingController</testClassName>',
  ),
  'main/core/quickActions/Kind__c.Show.quickAction-meta.xml': xml(
    'QuickAction',
    '<actionSubtype>ScreenAction</actionSubtype><label>Show</label><lightningWebComponent>meterCard</lightningWebComponent><optionsCreateFeedItem>false</optionsCreateFeedItem><type>LightningWebComponent</type>',
  ),
  'main/core/flexipages/Start.flexipage-meta.xml': xml(
    'FlexiPage',
    '<flexiPageRegions><itemInstances><componentInstance><componentName>meterCard</componentName><identifier>c_meterCard</identifier></componentInstance></itemInstances><name>main</name><type>Region</type></flexiPageRegions><masterLabel>Start</masterLabel><template><name>flexipage:defaultAppHomeTemplate</name></template><type>AppPage</type>',
  ),
  'main/core/applications/Meters.app-meta.xml': xml(
    'CustomApplication',
    '<formFactors>Large</formFactors><label>Meters</label><navType>Standard</navType><tabs>Meter__c</tabs><uiType>Lightning</uiType>',
  ),
  'main/access/permissionsets/Signatory.permissionset-meta.xml': xml(
    'PermissionSet',
    '<fieldPermissions><editable>true</editable><field>Contact.Can_Sign__c</field><readable>true</readable></fieldPermissions><label>Signatory</label><recordTypeVisibilities><recordType>PersonAccount.Household</recordType><visible>true</visible></recordTypeVisibilities>',
  ),
  'main/apps/layouts/PersonAccount-Household %28Gas%2FPower%29 Layout.layout-meta.xml': xml(
    'Layout',
    '<layoutSections><customLabel>false</customLabel><detailHeading>true</detailHeading><editHeading>true</editHeading><label>Information</label><layoutColumns><layoutItems><behavior>Edit</behavior><field>Can_Sign__pc</field></layoutItems></layoutColumns><layoutColumns/><style>TwoColumnsTopToBottom</style></layoutSections>',
  ),
  'main/access/groups/Readers.group-meta.xml': xml(
    'Group',
    '<doesIncludeBosses>true</doesIncludeBosses><name>Readers</name>',
  ),
  'main/access/mutingpermissionsets/Less.mutingpermissionset-meta.xml': xml(
    'MutingPermissionSet',
    '<label>Less</label>',
  ),
  'main/access/profiles/Clerk.profile-meta.xml': xml(
    'Profile',
    '<custom>true</custom><userLicense>Salesforce</userLicense>',
  ),
  'main/access/profiles/Household.profile-meta.xml': xml(
    'Profile',
    '<custom>true</custom><userLicense>Customer Community Login</userLicense>',
  ),
  'main/access/sharingRules/Kind__c.sharingRules-meta.xml': xml(
    'SharingRules',
    '<sharingCriteriaRules><fullName>Gas</fullName><accessLevel>Read</accessLevel><label>Gas</label><sharedTo><group>Readers</group></sharedTo><criteriaItems><field>Fuel__c</field><operation>equals</operation><value>Gas</value></criteriaItems><includeRecordsOwnedByAll>true</includeRecordsOwnedByAll></sharingCriteriaRules>',
  ),
  'main/access/sharingSets/Own.sharingSet-meta.xml': xml(
    'SharingSet',
    '<accessMappings><accessLevel>Read</accessLevel><object>Meter__c</object><objectField>Account__c</objectField><userField>Account</userField></accessMappings><name>Own</name><profiles>Household</profiles>',
  ),
  'main/access/restrictionRules/Gas_Only.rule-meta.xml': xml(
    'RestrictionRule',
    "<active>true</active><enforcementType>Restrict</enforcementType><masterLabel>Gas only</masterLabel><recordFilter>Fuel__c = 'Gas'</recordFilter><targetEntity>Kind__c</targetEntity><userCriteria>$User.IsActive = true</userCriteria><version>1</version>",
  ),
  'main/integration/authproviders/Bund_ID.authprovider-meta.xml': xml(
    'AuthProvider',
    '<authorizeUrl>https://id.example/authorize</authorizeUrl><consumerKey>key</consumerKey><consumerSecret>secret</consumerSecret><defaultScopes>openid</defaultScopes><friendlyName>BundID</friendlyName><providerType>OpenIdConnect</providerType><tokenUrl>https://id.example/token</tokenUrl>',
  ),
  'main/integration/certs/Signing.crt': 'certificate',
  'main/integration/certs/Signing.crt-meta.xml': xml(
    'Certificate',
    '<caSigned>false</caSigned><keySize>2048</keySize><masterLabel>Signing</masterLabel>',
  ),
  'main/integration/connectedApps/Old_Client.connectedApp-meta.xml': xml(
    'ConnectedApp',
    '<contactEmail>it@unified-power.example</contactEmail><label>Old client</label>',
  ),
  'main/integration/corsWhitelistOrigins/Shop.corsWhitelistOrigin-meta.xml': xml(
    'CorsWhitelistOrigin',
    '<urlPattern>https://shop.example</urlPattern>',
  ),
  'main/integration/cspTrustedSites/Maps.cspTrustedSite-meta.xml': xml(
    'CspTrustedSite',
    '<context>All</context><endpointUrl>https://maps.example</endpointUrl><isActive>true</isActive><isApplicableToImgSrc>true</isApplicableToImgSrc>',
  ),
  'main/integration/remoteSiteSettings/Bank.remoteSite-meta.xml': xml(
    'RemoteSiteSetting',
    '<disableProtocolSecurity>false</disableProtocolSecurity><isActive>true</isActive><url>https://bank.example</url>',
  ),
  'main/integration/externalCredentials/Erp.externalCredential-meta.xml': xml(
    'ExternalCredential',
    '<authenticationProtocol>Custom</authenticationProtocol><externalCredentialParameters><parameterGroup>Service</parameterGroup><parameterName>Service</parameterName><parameterType>NamedPrincipal</parameterType><sequenceNumber>1</sequenceNumber></externalCredentialParameters><label>ERP</label>',
  ),
  'main/integration/namedCredentials/Erp.namedCredential-meta.xml': xml(
    'NamedCredential',
    '<allowMergeFieldsInBody>false</allowMergeFieldsInBody><allowMergeFieldsInHeader>false</allowMergeFieldsInHeader><calloutStatus>Enabled</calloutStatus><generateAuthorizationHeader>true</generateAuthorizationHeader><label>ERP</label><namedCredentialParameters><parameterName>Url</parameterName><parameterType>Url</parameterType><parameterValue>https://erp.example</parameterValue></namedCredentialParameters><namedCredentialParameters><externalCredential>Erp</externalCredential><parameterName>ExternalCredential</parameterName><parameterType>Authentication</parameterType></namedCredentialParameters><namedCredentialType>SecuredEndpoint</namedCredentialType>',
  ),
  'main/integration/externalClientApps/Client.eca-meta.xml': xml(
    'ExternalClientApplication',
    '<contactEmail>it@unified-power.example</contactEmail><distributionState>Local</distributionState><isProtected>false</isProtected><label>Client</label>',
  ),
  'main/integration/extlClntAppOauthSettings/Client_oauth.ecaOauth-meta.xml': xml(
    'ExtlClntAppOauthSettings',
    '<commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes><externalClientApplication>Client</externalClientApplication><label>Client OAuth</label>',
  ),
  'main/integration/extlClntAppOauthPolicies/Client_policy.ecaOauthPlcy-meta.xml': xml(
    'ExtlClntAppOauthConfigurablePolicies',
    '<externalClientApplication>Client</externalClientApplication><ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType><isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled><isGuestCodeCredFlowEnabled>false</isGuestCodeCredFlowEnabled><isTokenExchangeFlowEnabled>false</isTokenExchangeFlowEnabled><label>Client policies</label><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType><refreshTokenPolicyType>Zero</refreshTokenPolicyType>',
  ),
  'main/integration/extlClntAppPolicies/Client_plcy.ecaPlcy-meta.xml': xml(
    'ExtlClntAppConfigurablePolicies',
    '<externalClientApplication>Client</externalClientApplication><isEnabled>true</isEnabled><isOauthPluginEnabled>true</isOauthPluginEnabled><label>Client policies</label><startPage>None</startPage>',
  ),
  'main/integration/extlClntAppGlobalOauthSets/Client_global.ecaGlblOauth-meta.xml': xml(
    'ExtlClntAppGlobalOauthSettings',
    '<callbackUrl>https://client.example</callbackUrl><consumerKey>client</consumerKey><externalClientApplication>Client</externalClientApplication><isClientCredentialsFlowEnabled>false</isClientCredentialsFlowEnabled><isCodeCredFlowEnabled>false</isCodeCredFlowEnabled><isConsumerSecretOptional>true</isConsumerSecretOptional><isDeviceFlowEnabled>false</isDeviceFlowEnabled><isIntrospectAllTokens>false</isIntrospectAllTokens><isPkceRequired>true</isPkceRequired><isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken><isTokenExchangeEnabled>false</isTokenExchangeEnabled><label>Client</label><shouldRotateConsumerKey>false</shouldRotateConsumerKey><shouldRotateConsumerSecret>false</shouldRotateConsumerSecret>',
  ),
  'main/integration/triggers/OnRead.trigger': 'trigger OnRead on Meter_Read__e (after insert) {}',
  'main/integration/triggers/OnRead.trigger-meta.xml': xml(
    'ApexTrigger',
    '<apiVersion>67.0</apiVersion><status>Active</status>',
  ),
  'main/integration/PlatformEventSubscriberConfigs/OnRead_Config.platformEventSubscriberConfig-meta.xml': xml(
    'PlatformEventSubscriberConfig',
    '<batchSize>50</batchSize><isProtected>false</isProtected><masterLabel>OnRead config</masterLabel><platformEventConsumer>OnRead</platformEventConsumer>',
  ),
  'main/integration/platformEventChannels/Reads__chn.platformEventChannel-meta.xml': xml(
    'PlatformEventChannel',
    '<channelType>event</channelType><label>Reads</label>',
  ),
  'main/integration/platformEventChannelMembers/Reads_chn_Meter_Read_e.platformEventChannelMember-meta.xml': xml(
    'PlatformEventChannelMember',
    '<eventChannel>Reads__chn</eventChannel><selectedEntity>Meter_Read__e</selectedEntity>',
  ),
  'main/portals/networks/Portal.network-meta.xml': xml(
    'Network',
    '<changePasswordTemplate>unfiled$public/Change</changePasswordTemplate><emailSenderAddress>admin@unified-power.example</emailSenderAddress><emailSenderName>Unified Power</emailSenderName><forgotPasswordTemplate>unfiled$public/Forgot</forgotPasswordTemplate><networkMemberGroups><profile>Household</profile></networkMemberGroups><picassoSite>Portal1</picassoSite><site>Portal</site><status>Live</status><tabs><defaultTab>home</defaultTab><standardTab>Chatter</standardTab></tabs><urlPathPrefix>portalvf</urlPathPrefix><welcomeTemplate>unfiled$public/Welcome</welcomeTemplate>',
  ),
  'main/portals/navigationMenus/Default_Navigation.navigationMenu-meta.xml': xml(
    'NavigationMenu',
    '<container>Portal</container><containerType>CommunityTemplate</containerType><label>Default</label>',
  ),
  'main/portals/sites/Portal.site-meta.xml': xml(
    'CustomSite',
    '<active>true</active><allowHomePage>false</allowHomePage><allowStandardAnswersPages>false</allowStandardAnswersPages><allowStandardIdeasPages>false</allowStandardIdeasPages><allowStandardLookups>false</allowStandardLookups><allowStandardPortalPages>true</allowStandardPortalPages><allowStandardSearch>false</allowStandardSearch><authorizationRequiredPage>CommunitiesLogin</authorizationRequiredPage><bandwidthExceededPage>BandwidthExceeded</bandwidthExceededPage><browserXssProtection>true</browserXssProtection><cachePublicVisualforcePagesInProxyServers>true</cachePublicVisualforcePagesInProxyServers><clickjackProtectionLevel>SameOriginOnly</clickjackProtectionLevel><contentSniffingProtection>true</contentSniffingProtection><enableAuraRequests>true</enableAuraRequests><fileNotFoundPage>FileNotFound</fileNotFoundPage><genericErrorPage>Exception</genericErrorPage><inMaintenancePage>InMaintenance</inMaintenancePage><indexPage>CommunitiesLanding</indexPage><masterLabel>Portal</masterLabel><redirectToCustomDomain>false</redirectToCustomDomain><referrerPolicyOriginWhenCrossOrigin>true</referrerPolicyOriginWhenCrossOrigin><siteType>ChatterNetwork</siteType><urlPathPrefix>portalvf</urlPathPrefix>',
  ),
  'main/portals/digitalExperienceConfigs/Portal1.digitalExperienceConfig-meta.xml': xml(
    'DigitalExperienceConfig',
    '<label>Portal</label><site><urlPathPrefix>portal</urlPathPrefix></site><space>site/Portal1</space>',
  ),
  [`${SITE}/Portal1.digitalExperience-meta.xml`]: xml('DigitalExperienceBundle', '<label>Portal1</label>'),
  [`${SITE}/sfdc_cms__site/Portal1/_meta.json`]: '{ "apiName": "Portal1", "type": "sfdc_cms__site", "path": "sites" }',
  [`${SITE}/sfdc_cms__site/Portal1/content.json`]: '{ "type": "sfdc_cms__site", "title": "Portal", "contentBody": {} }',
};

/** Every file of the project, in source format. */
export function everyType(): readonly SourceFile[] {
  return [...sampleFiles(), ...sources(FILES)];
}
