/**
 * Deploys a metadata set: everything or nothing, or without rollbackOnError whatever has no fault. Sources go to system tables, the schema
 * and its tables follow, and the rows that metadata implies are written, all in one database transaction.
 */
import type { Store } from '../engine/ports.ts';
import { Unsupported } from '../engine/errors.ts';
import type { OrgSchema } from '../schema/index.ts';
import { applySchema, readSetting, writeSetting } from '../store/index.ts';
import { isSupportedType } from './component-types.ts';
import { administratorId } from './create-org.ts';
import { DEPLOYER_FINGERPRINT } from './deployer-fingerprint.ts';
import {
  ensureMetadataTables,
  loadSchema,
  metadataOf,
  metadataVersion,
  nextMetadataVersion,
  removeComponent,
  storeComponent,
  type DeployedMetadata,
} from './deployed.ts';
import { componentKey, type MetadataComponent, type MetadataSet, type Problem, type Removal } from './metadata-set.ts';
import {
  linkCustomMetadata,
  writeApex,
  writeCachePartition,
  writeAuthProvider,
  writeCustomMetadata,
  writeCustomPermission,
  writeListView,
  writeNetwork,
  writeRecordType,
  writeSite,
  writeStaticResource,
  writeVisualforce,
} from './rows/code-and-configuration.ts';
import { writeEmailFolder, writeEmailTemplate } from './rows/email-templates.ts';
import { writeEmailService } from './rows/email-services.ts';
import { writeDuplicateRule, writeMatchingRules } from './rows/duplicate-rules.ts';
import { withoutFaults } from './partial-deploy.ts';
import { writeGroup, writeQueue, writeRoles } from './rows/people.ts';
import {
  calculatePermissionSetGroups,
  profileName,
  writePermissionSet,
  writePermissionSetGroup,
  writeProfile,
} from './rows/permissions.ts';
import { removeRowsOf } from './rows/removals.ts';
import { SetupRows } from './rows/setup-rows.ts';
import { writeStatusRows } from './rows/status-rows.ts';
import { validate } from './validation/index.ts';

/** What a check sees: the org as it would be after the deploy. Runs inside the transaction, before it commits. */
export interface DeployCandidate {
  readonly store: Store;
  readonly schema: OrgSchema;
  readonly metadata: DeployedMetadata;
  readonly set: MetadataSet;
}

/** A check of another folder: Apex compiles, formulas parse. */
export type DeployCheck = (candidate: DeployCandidate) => readonly Problem[];

export interface DeployOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Who deploys; default the first administrator. */
  readonly userId?: string;
  /** Validate only: nothing stays. */
  readonly checkOnly?: boolean;
  /** False: what has faults is left out, the rest is deployed. Default true. */
  readonly rollbackOnError?: boolean;
  /** False: a warning fails the deploy. Default true. */
  readonly ignoreWarnings?: boolean;
  readonly checks?: readonly DeployCheck[];
  /** Names the deployer's own code; default this one's. The same set by another deployer is deployed again. */
  readonly deployer?: string;
}

/** One line of a deploy result. */
export interface DeployedLine {
  readonly type: string;
  readonly fullName: string;
  readonly file: string;
  readonly created: boolean;
  readonly changed: boolean;
  readonly deleted: boolean;
  /** Something that is only noteworthy: what was to be removed is not there. */
  readonly warning?: string;
}

export interface DeployOutcome {
  /** Also when a deploy without rollbackOnError left components out: `problems` says which. */
  readonly success: boolean;
  /** False when the org had exactly this set already: nothing was done. */
  readonly changed: boolean;
  readonly components: readonly DeployedLine[];
  readonly problems: readonly Problem[];
}

/** Deploys or validates the set. Call it outside of a transaction. */
export function deploy(store: Store, set: MetadataSet, options: DeployOptions): DeployOutcome {
  if (options.rollbackOnError === false) return withoutFaults(set, (rest) => deployWhole(store, rest, options));
  return deployWhole(store, set, options);
}

function deployWhole(store: Store, set: MetadataSet, options: DeployOptions): DeployOutcome {
  ensureMetadataTables(store);
  const deployed = `${set.hash} ${options.deployer ?? DEPLOYER_FINGERPRINT}`;
  if (readSetting(store, 'deployedHash') === deployed && options.checkOnly !== true)
    return { success: true, changed: false, components: set.components.map(unchangedLine), problems: [] };
  const problems = validate(set, metadataOf(store));
  if (problems.length > 0) return { success: false, changed: false, components: [], problems };
  store.exec('BEGIN IMMEDIATE');
  let committed = false;
  try {
    const components = write(store, set);
    const warnings = options.ignoreWarnings === false ? components.flatMap(warningAsProblem) : [];
    const found = warnings.length > 0 ? warnings : apply(store, set, options);
    const success = found.length === 0;
    if (success && options.checkOnly !== true) {
      writeSetting(store, 'deployedHash', deployed);
      store.exec('COMMIT');
      committed = true;
    }
    return { success, changed: committed, components: success ? components : [], problems: found };
  } finally {
    if (!committed) undo(store);
  }
}

function unchangedLine({ type, fullName, file }: MetadataComponent): DeployedLine {
  return { type, fullName, file, created: false, changed: false, deleted: false };
}

function warningAsProblem({ type, fullName, file, warning }: DeployedLine): readonly Problem[] {
  if (warning === undefined) return [];
  return [{ file, line: 1, column: 1, componentType: type, fullName, message: warning, warning: true }];
}

/** Rolls back. The version moves past the one used inside, because caches may have seen that one with content that is gone now. */
function undo(store: Store): void {
  const seen = metadataVersion(store);
  store.exec('ROLLBACK');
  writeSetting(store, 'metadataVersion', String(seen + 1));
}

function write(store: Store, set: MetadataSet): readonly DeployedLine[] {
  const lines: DeployedLine[] = [];
  const remove = (removal: Removal): void => {
    if (!isSupportedType(removal.type)) throw new Unsupported(`Metadata type ${removal.type}`);
    const deleted = removeComponent(store, removal.type, removal.fullName);
    if (removal.type === 'CustomObject') removeParts(store, removal.fullName);
    lines.push({
      type: removal.type,
      fullName: removal.fullName,
      file: 'destructiveChanges.xml',
      created: false,
      changed: deleted,
      deleted,
      ...(deleted ? {} : { warning: `No ${removal.type} named: ${removal.fullName} found` }),
    });
  };
  for (const removal of set.removals) if (removal.when === 'pre') remove(removal);
  for (const component of set.components) {
    const known = store.get(
      'SELECT content FROM _metadata WHERE type = ? AND fullName = ?',
      component.type,
      component.fullName,
    );
    const changed = known === undefined || known['content'] !== component.xmlText || !sameFiles(store, component);
    if (changed) storeComponent(store, component);
    lines.push({
      type: component.type,
      fullName: component.fullName,
      file: component.file,
      created: known === undefined,
      changed,
      deleted: false,
    });
  }
  for (const removal of set.removals) if (removal.when === 'post') remove(removal);
  nextMetadataVersion(store);
  return lines;
}

function sameFiles(store: Store, component: MetadataComponent): boolean {
  const kept = store.all(
    'SELECT path, content FROM _metadata_files WHERE type = ? AND fullName = ?',
    component.type,
    component.fullName,
  );
  if (kept.length !== component.contents.length) return false;
  const byPath = new Map(kept.map((row) => [String(row['path']), row['content']]));
  return component.contents.every((file) => {
    const content = byPath.get(file.path);
    return content instanceof Uint8Array && Buffer.compare(content, file.content) === 0;
  });
}

function removeParts(store: Store, objectName: string): void {
  for (const type of [
    'CustomField',
    'RecordType',
    'ValidationRule',
    'CompactLayout',
    'ListView',
    'FieldSet',
    'WebLink',
    'BusinessProcess',
    'SharingReason',
  ])
    for (const row of store.all(
      "SELECT fullName FROM _metadata WHERE type = ? AND fullName LIKE ? || '.%'",
      type,
      objectName,
    ))
      removeComponent(store, type, String(row['fullName']));
}

function apply(store: Store, set: MetadataSet, options: DeployOptions): readonly Problem[] {
  const schema = loadSchema(store);
  applySchema(store, schema);
  const metadata = metadataOf(store);
  const userId = options.userId ?? administratorId;
  writeRows(new SetupRows(store, schema, options.now, userId), set, metadata, userId);
  return (options.checks ?? []).flatMap((check) => check({ store, schema, metadata, set }));
}

/** Rows in the order of their dependencies: code before the permission sets that name it, roles before queues. */
function writeRows(rows: SetupRows, set: MetadataSet, metadata: DeployedMetadata, userId: string): void {
  for (const removal of set.removals) removeRowsOf(rows, removal.type, removal.fullName);
  const touched = new Set(set.components.map((component) => componentKey(component.type, component.fullName)));
  const each = (type: string, work: (component: ReturnType<DeployedMetadata['list']>[number]) => void): void => {
    for (const component of metadata.list(type))
      if (touched.has(componentKey(type, component.fullName))) work(component);
  };
  writeStatusRows(rows, rows.schema, metadata);
  each('ApexClass', (component) => writeApex(rows, component));
  each('ApexTrigger', (component) => writeApex(rows, component));
  each('ApexPage', (component) => writeVisualforce(rows, component));
  each('ApexComponent', (component) => writeVisualforce(rows, component));
  each('EmailFolder', (component) => writeEmailFolder(rows, component));
  each('EmailTemplate', (component) => writeEmailTemplate(rows, component, userId));
  each('StaticResource', (component) => writeStaticResource(rows, component));
  each('RecordType', (component) => writeRecordType(rows, component));
  each('PlatformCachePartition', (component) => writeCachePartition(rows, component));
  each('CustomPermission', (component) => writeCustomPermission(rows, component));
  each('ListView', (component) => writeListView(rows, component));
  each('CustomMetadata', (component) => writeCustomMetadata(rows, component, metadata));
  each('CustomMetadata', (component) => linkCustomMetadata(rows, component));
  if (set.components.some((component) => component.type === 'Role')) writeRoles(rows, metadata);
  each('Group', (component) => writeGroup(rows, component));
  each('Queue', (component) => writeQueue(rows, component));
  each('Profile', (component) => writeProfile(rows, component));
  each('PermissionSet', (component) => writePermissionSet(rows, component));
  each('PermissionSetGroup', (component) => writePermissionSetGroup(rows, component));
  if (set.components.some((component) => /PermissionSet/.test(component.type)))
    calculatePermissionSetGroups(rows, metadata);
  each('CustomSite', (component) => writeSite(rows, component));
  each('Network', (component) => writeNetwork(rows, component, profileName));
  each('AuthProvider', (component) => writeAuthProvider(rows, component));
  each('EmailServicesFunction', (component) => writeEmailService(rows, component));
  each('MatchingRules', (component) => writeMatchingRules(rows, component));
  each('DuplicateRule', (component) => writeDuplicateRule(rows, component));
}
