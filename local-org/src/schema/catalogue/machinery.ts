/** Apex, jobs, tests and descriptions of the schema itself. Source: Object Reference and Tooling API guide. */
import type { StandardObject } from './spec.ts';

const jobStatus = 'Holding; Queued; Preparing; Processing; Aborted; Completed; Failed';

export const machineryObjects: Readonly<Record<string, StandardObject>> = {
  ApexClass: {
    prefix: '01p',
    label: 'Apex Class',
    kind: 'setup',
    verbs: '',
    fields: { Name: 'string(255) name req', Status: 'picklist(40) = Active; Inactive; Deleted' },
  },
  ApexTrigger: {
    prefix: '01q',
    label: 'Apex Trigger',
    kind: 'setup',
    verbs: '',
    fields: {
      Name: 'string(255) name req',
      TableEnumOrId: 'picklist(255) open',
      Status: 'picklist(40) = Active; Inactive; Deleted',
    },
  },
  // Its rows follow the metadata; what signs in through it is outside of the local org.
  AuthProvider: {
    prefix: '0SO',
    label: 'Auth. Provider',
    plural: 'Auth. Providers',
    kind: 'setup',
    verbs: '',
    searchable: false,
    facts: {
      fields:
        'AuthorizeUrl:String ConsumerKey:String CreatedDate:Datetime! DefaultScopes:String DeveloperName:String! ErrorUrl:String ExecutionUserId:Id FriendlyName:String! IconUrl:String Id:Id! IdTokenIssuer:String LogoutUrl:String NamespacePrefix:String OptionsIncludeOrgIdInId:Boolean! OptionsSendAccessTokenInHeader:Boolean! OptionsSendClientCredentialsInHeader:Boolean! PluginId:Id ProviderType:String! RegistrationHandlerId:Id TokenUrl:String UserInfoUrl:String',
      parents: '',
      children: '',
    },
    fields: {
      DeveloperName: 'string(80) req',
      FriendlyName: 'string(32) name req',
      ProviderType: 'picklist(40) req fixed open',
      PluginId: 'reference',
      RegistrationHandlerId: 'reference',
      ExecutionUserId: 'reference',
    },
  },
  // Its rows follow the metadata (Object Reference, "EmailServicesFunction", "EmailServicesAddress").
  EmailServicesFunction: {
    prefix: '091',
    label: 'Email Service',
    plural: 'Email Services',
    kind: 'setup',
    verbs: '',
    searchable: false,
    facts: {
      fields:
        'AddressInactiveAction:String ApexClassId:Id AttachmentOption:String! AuthenticationFailureAction:String AuthorizationFailureAction:String AuthorizedSenders:String CreatedById:Id! CreatedDate:Datetime! ErrorRoutingAddress:String FunctionInactiveAction:String FunctionName:String! Id:Id! IsActive:Boolean! IsAuthenticationRequired:Boolean! IsErrorRoutingEnabled:Boolean! IsTextAttachmentsAsBinary:Boolean! IsTlsRequired:Boolean! LastModifiedById:Id! LastModifiedDate:Datetime! OverLimitAction:String SystemModstamp:Datetime!',
      parents: '',
      children: '',
    },
    fields: {
      FunctionName: 'string(64) name req',
      ApexClassId: 'reference',
      AttachmentOption: 'picklist(40) req open = None; TextOnly; BinaryOnly; All; NoContent',
      AuthorizedSenders: 'textarea(4000)',
    },
  },
  EmailServicesAddress: {
    prefix: '093',
    label: 'Email Services Address',
    plural: 'Email Services Addresses',
    kind: 'setup',
    verbs: '',
    searchable: false,
    facts: {
      fields:
        'AuthorizedSenders:String CreatedById:Id! CreatedDate:Datetime! DeveloperName:String EmailDomainName:String FunctionId:Id! Id:Id! IsActive:Boolean! LastModifiedById:Id! LastModifiedDate:Datetime! LocalPart:String! RunAsUserId:Id! SystemModstamp:Datetime!',
      parents: '',
      children: '',
    },
    fields: {
      LocalPart: 'string(64) name req',
      DeveloperName: 'string(80)',
      EmailDomainName: 'string(255)',
      FunctionId: 'reference',
      RunAsUserId: 'reference',
      AuthorizedSenders: 'textarea(4000)',
    },
  },
  // What an authenticated callout needs Read on (Help, "Enable User External Credentials"). Its rows, the tokens, are nobody's to read here.
  UserExternalCredential: {
    prefix: 's31',
    label: 'User External Credential',
    plural: 'User External Credentials',
    verbs: '',
    searchable: false,
    facts: {
      fields:
        'CreatedById:Id! CreatedDate:Datetime! Id:Id! LastModifiedById:Id! LastModifiedDate:Datetime! SystemModstamp:Datetime!',
      parents: 'CreatedBy:User LastModifiedBy:User',
      children: '',
    },
  },
  // Its rows follow the metadata.
  PlatformCachePartition: {
    prefix: '0Er',
    label: 'Platform Cache Partition',
    kind: 'setup',
    verbs: '',
    fields: { DeveloperName: 'string(80) req', MasterLabel: 'string(80) req', Description: 'string(255)' },
  },
  // How much of a partition belongs to the org's cache, how much to sessions; megabytes.
  PlatformCachePartitionType: {
    prefix: '0Eu',
    label: 'Platform Cache Partition Type',
    kind: 'setup',
    verbs: '',
    searchable: false,
    facts: {
      fields:
        'AllocatedCapacity:Integer! AllocatedPartnerCapacity:Integer! AllocatedPurchasedCapacity:Integer! AllocatedTrialCapacity:Integer! CacheType:String! CreatedById:Id! CreatedDate:Datetime! Id:Id! IsDeleted:Boolean! LastModifiedById:Id! LastModifiedDate:Datetime! PlatformCachePartitionId:Id! SystemModstamp:Datetime!',
      parents: 'CreatedBy:User LastModifiedBy:User PlatformCachePartition:PlatformCachePartition',
      children: '',
    },
    fields: {
      CacheType: 'picklist(40) = Session; Organization',
      PlatformCachePartitionId: 'ref(PlatformCachePartition) req fixed cascade',
    },
  },
  ApexPage: {
    prefix: '066',
    label: 'Visualforce Page',
    kind: 'setup',
    verbs: '',
    fields: {
      Name: 'string(80) name req',
      Markup: 'longtextarea(1048576)',
      ControllerType: 'picklist(40)',
      ControllerKey: 'string(255)',
      Description: 'textarea(1000)',
    },
  },
  ApexComponent: {
    prefix: '099',
    label: 'Visualforce Component',
    kind: 'setup',
    verbs: '',
    fields: {
      Name: 'string(80) name req',
      Markup: 'longtextarea(1048576)',
      ControllerType: 'picklist(40)',
      ControllerKey: 'string(255)',
      Description: 'textarea(1000)',
    },
  },
  ApexLog: {
    prefix: '07L',
    label: 'Apex Debug Log',
    kind: 'setup',
    verbs: 'd',
    fields: {
      LogUserId: 'ref(User)',
      Operation: 'string(255)',
      Status: 'string(255)',
      Application: 'string(255)',
      Request: 'string(255)',
    },
  },
  ApexTestQueueItem: {
    prefix: '709',
    kind: 'setup',
    verbs: 'cu',
    fields: {
      ApexClassId: 'ref(ApexClass) req fixed',
      Status: `picklist(40) = ${jobStatus}`,
      ParentJobId: 'ref(AsyncApexJob) sys',
      TestRunResultId: 'ref(ApexTestRunResult) sys',
      ExtendedStatus: 'string(1000)',
    },
  },
  ApexTestResult: {
    prefix: '07M',
    kind: 'setup',
    verbs: '',
    fields: {
      ApexClassId: 'ref(ApexClass)',
      AsyncApexJobId: 'ref(AsyncApexJob)',
      QueueItemId: 'ref(ApexTestQueueItem)',
      ApexTestRunResultId: 'ref(ApexTestRunResult)',
      ApexLogId: 'ref(ApexLog)',
      Outcome: 'picklist(40) = Pass; Fail; CompileFail; Skip',
      Message: 'longtextarea(32000)',
      StackTrace: 'longtextarea(32000)',
      MethodName: 'string(255)',
    },
  },
  ApexTestRunResult: {
    prefix: '05m',
    kind: 'setup',
    verbs: '',
    fields: { AsyncApexJobId: 'ref(AsyncApexJob)', UserId: 'ref(User)', Status: `picklist(40) = ${jobStatus}` },
  },
  ApexTestSuite: { prefix: '05F', kind: 'setup' },
  AsyncApexJob: {
    prefix: '707',
    kind: 'setup',
    verbs: '',
    childNames: { ParentJobId: '', ApexClassId: 'AsyncJobs' },
    fields: {
      JobType:
        'picklist(40) = Future; SharingRecalculation; ScheduledApex; BatchApex; BatchApexWorker; TestRequest; TestWorker; ApexToken; Queueable',
      ApexClassId: 'ref(ApexClass)',
      ParentJobId: 'ref(AsyncApexJob)',
      CronTriggerId: 'ref(CronTrigger)',
      Status: `picklist(40) = ${jobStatus}`,
      MethodName: 'string(255)',
      ExtendedStatus: 'string(1000)',
      LastProcessed: 'string(15)',
    },
  },
  CronTrigger: {
    prefix: '08e',
    kind: 'setup',
    verbs: '',
    fields: {
      CronJobDetailId: 'ref(CronJobDetail)',
      OwnerId: 'ref(User)',
      State: 'picklist(40) = WAITING; ACQUIRED; EXECUTING; COMPLETE; ERROR; DELETED; PAUSED; BLOCKED; PAUSED_BLOCKED',
      TimeZoneSidKey: 'picklist(40) open',
    },
  },
  CronJobDetail: {
    prefix: '08a',
    kind: 'setup',
    verbs: '',
    fields: { Name: 'string(255) name req', JobType: 'picklist(40) open' },
  },
  AppDefinition: { prefix: 's40', kind: 'setup', verbs: '', virtual: true },
  AppMenuItem: { prefix: '0DS', kind: 'setup', verbs: '', virtual: true },
  AppTabMember: { prefix: 's41', kind: 'setup', verbs: '', virtual: true },
  TabDefinition: { prefix: 's42', kind: 'setup', verbs: '', virtual: true },
  EntityDefinition: { prefix: 's43', kind: 'setup', verbs: '', virtual: true },
  FieldDefinition: { prefix: 's44', kind: 'setup', verbs: '', virtual: true },
  EventBusSubscriber: { prefix: 's45', kind: 'setup', verbs: '', virtual: true },
  ListView: {
    prefix: '00B',
    kind: 'setup',
    verbs: '',
    fields: { Name: 'string(40) name req', SobjectType: 'picklist(40) open' },
  },
  Name: { prefix: 's46', kind: 'setup', verbs: '', virtual: true },
  RecentlyViewed: { prefix: 's54', kind: 'setup', verbs: '', virtual: true, fields: { Name: 'string(255) name sys' } },
  ProcessDefinition: { prefix: '04a', kind: 'setup', verbs: '', fields: { Name: 'string(255) name req' } },
};
