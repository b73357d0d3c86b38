/** The standard objects that the local org knows, by the areas that need them. */
const business = `Account AccountContactRelation AccountContactRole AccountHistory AccountShare Asset AssetHistory AssetShare
  Attachment Campaign CampaignMember CampaignMemberStatus CampaignShare Case CaseComment CaseContactRole CaseHistory CaseShare CaseStatus
  Contact ContactHistory ContactShare Contract ContractContactRole ContractHistory ContractStatus DuplicateRecordItem DuplicateRecordSet
  DuplicateRule Event EventRelation ListEmail
  Individual IndividualShare Lead LeadHistory LeadShare LeadStatus MatchingRule Note Opportunity OpportunityContactRole OpportunityFieldHistory
  OpportunityHistory OpportunityLineItem OpportunityShare OpportunityStage OpportunityTeamMember Order OrderHistory OrderItem
  OrderShare OrderStatus Pricebook2 PricebookEntry Product2 Quote QuoteLineItem QuoteShare Task TaskPriority TaskRelation TaskStatus`;
const service = `BusinessHours CaseMilestone Entitlement EntitlementContact EntityMilestone Holiday MilestoneType SlaProcess
  AssignedResource OperatingHours ServiceAppointment ServiceAppointmentShare ServiceResource ServiceTerritory ServiceTerritoryMember
  TimeSlot WorkOrder WorkOrderLineItem WorkOrderShare WorkType`;
const files = `ContentDistribution ContentDocument ContentDocumentLink ContentVersion ContentWorkspace Document EmailMessage
  EmailMessageRelation EmailTemplate Folder StaticResource OrgWideEmailAddress`;
const people = `ConnectedApplication CurrencyType CustomPermission DatedConversionRate FieldPermissions Group GroupMember
  LoginHistory Network NetworkMember NetworkMemberGroup ObjectPermissions Organization PermissionSet PermissionSetAssignment
  PermissionSetGroup PermissionSetGroupComponent PermissionSetLicense PermissionSetLicenseAssign PermissionSetTabSetting
  Profile QueueSobject RecordType SetupEntityAccess Site Domain DomainSite User UserLicense UserLogin UserPreference UserRecordAccess
  UserRole AuthSession`;
const machinery = `ApexClass ApexComponent ApexLog ApexPage ApexTestQueueItem ApexTestResult ApexTestRunResult ApexTestSuite
  ApexTrigger AppDefinition AppMenuItem AppTabMember AsyncApexJob CronJobDetail CronTrigger EntityDefinition EventBusSubscriber FieldDefinition
  ListView Name PlatformCachePartition ProcessDefinition RecentlyViewed TabDefinition`;

const consent = 'ContactPointAddress ContactPointConsent ContactPointEmail ContactPointPhone ContactRequest';
const process = `ApexEmailNotification BatchApexErrorEvent FlowDefinitionView FlowVersionView ProcessInstance ProcessInstanceNode
  ProcessInstanceStep ProcessInstanceWorkitem QuickText Topic TopicAssignment`;

export const objectNames: readonly string[] = [business, service, files, people, machinery, consent, process]
  .join(' ')
  .split(/\s+/)
  .filter((name) => name !== '')
  .sort();

/**
 * Fields that the plain org of jsforce's snapshot lacks but ours has, because of its features or its newer release.
 * `Name:Type!` adds a field that the jar does not have.
 */
const extras: Readonly<Record<string, string>> = {
  Account: `AccountNumber FirstName LastName Salutation OperatingHoursId Ownership Rating Sic Site TickerSymbol NaicsCode NaicsDesc
    PersonPronouns:String PersonGenderIdentity:String PersonHasOptedOutOfEmail:Boolean! PersonDoNotCall:Boolean! MiddleName:String Suffix:String Tradestyle`,
  ApexTestResult: 'IsTestSetup',
  ApexTestRunResult: 'TestSetupTime',
  Asset: `City Country GeocodeAccuracy Latitude Longitude PostalCode State Street Address ExternalIdentifier ManufactureDate
    ProductDescription ProductFamily StatusReason Uuid`,
  AsyncApexJob: 'CronTriggerId',
  Campaign: `HierarchyActualCost HierarchyAmountAllOpportunities HierarchyAmountWonOpportunities HierarchyBudgetedCost
    HierarchyExpectedRevenue HierarchyNumberOfContacts HierarchyNumberOfConvertedLeads HierarchyNumberOfLeads
    HierarchyNumberOfOpportunities HierarchyNumberOfResponses HierarchyNumberOfWonOpportunities HierarchyNumberSent`,
  Case: `Language ProductId:Id EntitlementId:Id SlaStartDate:Datetime SlaExitDate:Datetime IsStopped:Boolean! StopStartDate:Datetime
    MilestoneStatus:String MasterRecordId`,
  CaseMilestone: 'TimeRemainingInDays TimeRemainingInHrs TimeSinceTargetInDays TimeSinceTargetInHrs',
  Contact: 'ContactSource MiddleName:String Suffix:String',
  ContentVersion: 'NetworkId VersionDataUrl',
  Contract: 'Name Pricebook2Id SourceOpportunityId',
  EmailMessage: `EmailTemplateId Name Source FirstOpenedDate IsBounced IsOpened IsTracked LastOpenedDate ToIds:String[] CcIds:String[]
    BccIds:String[]`,
  EntityDefinition: 'DeploymentStatus',
  Event: 'EndDate Type WhatCount WhoCount ServiceAppointmentId IsRecurrence2 Recurrence2PatternText',
  EventRelation: 'AccountId IsInvitee IsParent IsWhat',
  Group: 'Description',
  Individual: `DeathDate Website Occupation MasterRecordId ChildrenCount ConsumerCreditScore ConsumerCreditScoreProviderName ConvictionsCount
    InfluencerRating IsHomeOwner MilitaryService`,
  Lead: `DoNotCall Fax HasOptedOutOfEmail HasOptedOutOfFax MobilePhone LastTransferDate MiddleName:String Suffix:String
    CampaignId:Id`,
  LoginHistory: 'NetworkId LoginSubType',
  ObjectPermissions: 'PermissionsViewAllFields',
  Opportunity: `ContactId ContractId ExpectedRevenue IsPrivate SyncedQuoteId TotalOpportunityQuantity LastStageChangeDate PushCount
    LastAmountChangedHistoryId LastCloseDateChangedHistoryId`,
  OpportunityHistory: 'PrevAmount PrevCloseDate',
  OpportunityLineItem: 'Discount Subtotal LastReferencedDate LastViewedDate',
  Order: `BillToContactId CompanyAuthorizedDate CustomerAuthorizedDate Name OpportunityId OrderReferenceNumber PoDate PoNumber QuoteId
    ShipToContactId`,
  OrderItem: 'QuoteLineItemId',
  OrgWideEmailAddress: 'IsVerified Purpose',
  PermissionSet: `Type:String! PermissionSetGroupId PermissionsManageExternalConnections PermissionsViewAllFieldsGlobal PermissionsFreezeUsers
    PermissionsViewAllForeignKeyNames PermissionsViewUserPII PermissionsViewAllProfiles PermissionsViewAllCustomSettings
    PermissionsSendEmail PermissionsMonitorLoginHistory PermissionsViewPlatformEvents PermissionsBypassMFAForUiLogins
    PermissionsQueryAllFiles PermissionsManageNamedCredentials PermissionsExternalClientAppAdmin PermissionsExternalClientAppViewer PermissionsPrivacyDataAccess`,
  Profile: `PermissionsViewAllFieldsGlobal PermissionsFreezeUsers PermissionsViewAllForeignKeyNames PermissionsViewUserPII
    PermissionsViewAllProfiles PermissionsViewAllCustomSettings PermissionsSendEmail PermissionsMonitorLoginHistory
    PermissionsViewPlatformEvents PermissionsBypassMFAForUiLogins PermissionsQueryAllFiles PermissionsManageNamedCredentials
    PermissionsExternalClientAppAdmin PermissionsExternalClientAppViewer PermissionsPrivacyDataAccess`,
  PermissionSetAssignment: 'ExpirationDate IsActive PermissionSetGroupId',
  Pricebook2: 'ValidFrom ValidTo',
  PricebookEntry: 'IsArchived',
  Product2: 'Type',
  RecordType: 'IsPersonType',
  Site: 'GuestRecordDefaultOwnerId OptionsRequireHttps:Boolean! OptionsCspUpgradeInsecureRequests:Boolean!',
  Task: 'CompletedDateTime Type WhatCount WhoCount',
  User: 'DefaultCurrencyIsoCode NumberOfFailedLogins PasswordExpirationDate IsPortalSelfRegistered:Boolean! MiddleName:String Suffix:String',
  WorkOrder: 'ServiceTerritoryId WorkTypeId SuggestedMaintenanceDate MinimumCrewSize RecommendedCrewSize',
  WorkOrderLineItem: 'ServiceTerritoryId WorkTypeId MinimumCrewSize RecommendedCrewSize',
};

export interface ExtraField {
  readonly name: string;
  /** Given when the jar lacks the field. */
  readonly type?: string;
}

const history = 'DataType OldValue:Any NewValue:Any';
const historyObjects = objectNames.filter(
  (name) => /(?:FieldHistory|(?<!Opportunity)History)$/.test(name) && name !== 'LoginHistory',
);

export const extraFields: Readonly<Record<string, readonly ExtraField[]>> = Object.fromEntries(
  [...Object.entries(extras), ...historyObjects.map((name) => [name, history] as const)].map(([object, text]) => [
    object,
    text
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => {
        const [name = '', type] = word.split(':');
        return type === undefined ? { name } : { name, type };
      }),
  ]),
);
