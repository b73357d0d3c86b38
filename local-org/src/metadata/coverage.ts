/** Coverage of metadata types. */
import type { CoverageRow, CoverageSection } from '../engine/errors.ts';
import { componentTypes, objectParts } from './component-types.ts';

/** Types whose effect is only partly there, with what is missing. */
const partly: Readonly<Record<string, string>> = {
  ApexComponent: 'kept and retrievable; Visualforce is not rendered',
  ApexPage: 'kept and retrievable; Visualforce is not rendered',
  AuthProvider: 'checked and kept; nothing signs in through it yet',
  Certificate: 'kept as a file; keys are not created',
  DigitalExperienceConfig: 'kept; its elements are not checked, because the published declarations lack the type',
  DuplicateRule: 'run; refused by name: standard matching rules, filters on the user',
  EmailTemplate: 'classic templates are kept as files; folders of templates have no rows',
  MatchingRules:
    'run with the methods Exact, Phone, City and Zip; the others rest on undocumented algorithms and are refused by name',
  Network: 'membership, status and paths become rows; navigation and e-mail templates are kept only',
  PlatformEventChannel: 'checked and kept',
  Profile: 'layout assignments, app and record-type visibility have no rows: their readers use the component',
  RestrictionRule: 'checked and kept',
  Settings: 'checked against their type and kept; features are always on as in config/project-scratch-def.json',
  Translations: 'checked and kept; labels are read in the default language',
};
/** Types that are refused, because somebody would look for them first. */
const refused: readonly (readonly [string, string])[] = [
  ['ApprovalProcess', 'refused by name'],
  ['AssignmentRules, AutoResponseRules, EscalationRules', 'refused by name'],
  ['AuraDefinitionBundle', 'refused by name: Lightning web components only'],
  ['Dashboard, Report, ReportType', 'refused by name'],
  ['EntitlementProcess, MilestoneType', 'refused by name'],
  ['ExperienceBundle', 'refused by name: LWR sites are DigitalExperienceBundle'],
  ['Flow', 'refused by name'],
  ['Workflow', 'refused by name'],
  ['every other type', 'refused by name: the file is reported as belonging to no supported type'],
];

function rows(): readonly CoverageRow[] {
  const names = [
    ...componentTypes.map((type) => type.name),
    ...objectParts.map((part) => part.name),
    'CustomFieldTranslation',
    'CustomLabel',
  ];
  const known = [...new Set(names)].sort().map((feature): CoverageRow => {
    const note = partly[feature];
    return note === undefined ? { feature, state: 'supported' } : { feature, state: 'partly', note };
  });
  return [...known, ...refused.map(([feature, note]): CoverageRow => ({ feature, state: 'refused', note }))];
}

export const coverage: readonly CoverageSection[] = [
  {
    title: 'Metadata types',
    introduction:
      'Supported: read from source and zip, checked strictly, stored, and effective in schema, rows or readers.',
    rows: rows(),
  },
  {
    title: 'Custom field types',
    introduction: 'FieldType values of CustomField.',
    rows: [
      ...'AutoNumber Checkbox Currency Date DateTime Email EncryptedText Hierarchy Html Location LongTextArea Lookup MasterDetail MetadataRelationship MultiselectPicklist Number Percent Phone Picklist Summary Text TextArea Time Url'
        .split(' ')
        .map((feature): CoverageRow => ({ feature, state: 'supported' })),
      {
        feature: 'ExternalLookup, IndirectLookup, File and every other type',
        state: 'refused',
        note: 'the field is refused by name',
      },
    ],
  },
];
