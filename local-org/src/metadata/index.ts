/** The public face of `metadata/`. */
export {
  administratorId,
  automatedProcessId,
  createOrg,
  hasOrg,
  organizationId,
  type NewOrgOptions,
} from './create-org.ts';
export {
  loadSchema,
  metadataOf,
  metadataVersion,
  type DeployedComponent,
  type DeployedLabel,
  type DeployedMetadata,
  type OauthApp,
} from './deployed.ts';
export {
  deploy,
  type DeployCandidate,
  type DeployCheck,
  type DeployedLine,
  type DeployOptions,
  type DeployOutcome,
} from './deploy.ts';
export {
  type MetadataComponent,
  type MetadataSet,
  type Problem,
  type Removal,
  type SourceFile,
} from './metadata-set.ts';
export {
  parseRecordFilter,
  parseUserCriteria,
  type RestrictionFilter,
  type RestrictionValue,
  type UserCriteria,
} from './restriction-filter.ts';
export { calculatePermissionSetGroups, profileName } from './rows/permissions.ts';
export { SetupRows } from './rows/setup-rows.ts';
export { readFiles, forceIgnore, readSourceTree, readZip } from './read.ts';
export { retrieve, type ManifestType, type RetrievedFile, type RetrievedZip } from './retrieve.ts';
export { translatedSchema } from './translated-schema.ts';
export { validate } from './validation/index.ts';
export { escapeXml, parseXml, serialiseXml, XmlError, type XmlElement } from './xml.ts';
