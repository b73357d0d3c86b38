/** Coverage of metadata types. */
import { partly, refused, supported, supportedOrPartly } from '../engine/coverage-rows.ts';
import type { CoverageRow, CoverageSection } from '../engine/coverage-rows.ts';
import { componentTypes, objectParts } from './component-types.ts';

/** Types whose effect is only partly there, with what is missing. */
const notes: Readonly<Record<string, string>> = {
  ApexComponent: 'rows; Visualforce is not rendered',
  ApexPage: 'rows and access to them; Visualforce is not rendered',
  AuthProvider: 'rows; nothing signs in through it',
  Certificate: 'kept as a file; keys are not created',
  CorsWhitelistOrigin:
    'checked and kept; no answer carries CORS headers, so pages of other origins cannot call the org',
  CspTrustedSite: 'every directive; its context is not looked at: a site for one kind of page counts for all',
  CustomFieldTranslation:
    'labels in UI API, describe, also of Apex, toLabel() and messages about wrong values; the words of those messages are English',
  CustomNotificationType: 'checked and kept; no notification is sent',
  CustomObjectTranslation:
    'objects, fields, record types and headings of layouts, as for CustomFieldTranslation, and messages of validation rules; quick actions and links keep their master texts',
  DuplicateRule: 'run, also with the standard matching rules; refused by name: filters on the user',
  EmailServicesFunction:
    'rows, and its Apex class takes mail from POST /local/inbound-mail; senders are believed, and failures always bounce or are discarded: no requeue',
  EmailTemplate: 'rows with their folders; letterheads are refused by name',
  GlobalValueSetTranslation: 'as for CustomFieldTranslation',
  MatchingRules:
    'run with all methods; what is not published of their algorithms (name variants, phonetics …) follows their description',
  MutingPermissionSet:
    'takes user, object and field rights, with those that need them, and access to classes, pages and custom permissions from its groups; not tabs and apps',
  Network: 'membership, status and paths become rows; navigation and e-mail templates are kept only',
  PermissionSetGroup:
    'its rights are put together at once when a deploy or DML changes a member; there is no time in which it is outdated',
  PlatformEventChannel: 'checked and kept; nobody outside can subscribe to one',
  PlatformEventChannelMember:
    'change events it selects reach Apex triggers; filters and enriched fields are not looked at, and no client can subscribe to change events',
  Profile:
    'layout assignments and app visibility have no rows: their readers use the component; record-type visibility decides the default only',
  RestrictionRule: 'enforced wherever sharing is; scoping rules are refused by name',
  Settings: 'checked against their type and kept; features are always on as in config/project-scratch-def.json',
  StandardValueSetTranslation: 'as for CustomFieldTranslation',
  Translations:
    'labels, in Apex and components; names of apps and tabs, in Lightning pages; other texts keep their master texts',
  WebLink: 'checked and kept; no page shows it',
};
/** Types that are refused, because somebody would look for them first. */
const refusedTypes: readonly (readonly [string, string])[] = [
  ['ApprovalProcess', 'refused by name'],
  ['AssignmentRules, AutoResponseRules, EscalationRules', 'refused by name'],
  ['AuraDefinitionBundle', 'refused by name: Lightning web components only'],
  ['Dashboard, Report, ReportType', 'refused by name'],
  ['EntitlementProcess, MilestoneType', 'refused by name'],
  ['ExperienceBundle', 'refused by name: LWR sites are DigitalExperienceBundle'],
  ['Flow', 'refused by name'],
  ['Workflow', 'refused by name'],
  ['One component in two files of a project', 'refused: which of them counts is not defined'],
  [
    'Elements of older API versions',
    'every file is read as API 67.0, whatever version its manifest names: what was dropped since is an unknown element (FlexiPageRegion.componentInstances, CustomTab.mobileReady, CustomApplication.tab …)',
  ],
  [
    'References to components of refused types',
    'refused by the name of type and component (an Aura component on a page, a flow behind a quick action)',
  ],
  ['every other type', 'refused by name, as the type registry of the sf CLI has it'],
];

function rows(): readonly CoverageRow[] {
  const names = [
    ...componentTypes.map((type) => type.name),
    ...objectParts.map((part) => part.name),
    'CustomFieldTranslation',
    'CustomLabel',
    'EmailFolder',
  ];
  const known = supportedOrPartly([...new Set(names)].sort(), notes);
  return [...known, ...refusedTypes.map(([feature, note]) => refused(feature, note))];
}

export const coverage: readonly CoverageSection[] = [
  {
    title: 'Metadata types',
    introduction:
      'Supported: read from source and zip, checked strictly, stored, and effective in schema, rows or readers.',
    rows: rows(),
  },
  {
    title: 'Deploys',
    introduction: 'Of source projects at start and of zips through the Metadata API; all in one transaction.',
    rows: [
      supported('package.xml: there, everything it names in the zip, everything in the zip named'),
      partly('Parts of an object file of which package.xml names only some', 'all are deployed'),
      supported('destructiveChanges.xml, …Pre.xml, …Post.xml; a warning for what is not there'),
      supported('checkOnly; rollbackOnError true and false (SucceededPartial); ignoreWarnings'),
      supported('testLevel NoTestRun, RunSpecifiedTests, RunLocalTests, RunAllTestsInOrg with the coverage they need'),
      refused('testLevel RunRelevantTests'),
      supported('deployRecentValidation of a validation with tests, for ten days'),
      partly('purgeOnDelete', 'what is removed is gone in any case: there is no bin for fields'),
      refused('allowMissingFiles, autoUpdatePackage, performRetrieve'),
    ],
  },
  {
    title: 'Custom field types',
    introduction: 'FieldType values of CustomField.',
    rows: [
      ...'AutoNumber Checkbox Currency Date DateTime Email EncryptedText Hierarchy Html Location LongTextArea Lookup MasterDetail MetadataRelationship MultiselectPicklist Number Percent Phone Picklist Summary Text TextArea Time Url'
        .split(' ')
        .map((feature) => supported(feature)),
      refused('ExternalLookup, IndirectLookup, File and every other type', 'the field is refused by name'),
    ],
  },
];
