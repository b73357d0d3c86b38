/** Puts one engine together: each worker has its own, over the same store file. No folder below knows another; they meet here. */
import { join } from 'node:path';
import { ApexException, createApexEngine } from '../apex/index.ts';
import type { ApexEngine, ApexParts, JobOutcome } from '../apex/index.ts';
import { createAsyncQueue, createJobRunner } from '../async/index.ts';
import type { FullAsyncQueue, JobRunner } from '../async/index.ts';
import {
  createDmlEngine,
  createDuplicateCheck,
  createDuplicateSearch,
  createEventPreparation,
  suspendMixedDml,
} from '../dml/index.ts';
import { createEventBus } from '../events/index.ts';
import type { FullEventBus } from '../events/index.ts';
import { createFormulaEngine } from '../formula/index.ts';
import type { FullFormulaEngine } from '../formula/index.ts';
import { ensureMetadataTables, nextMetadataVersion } from '../metadata/deployed.ts';
import { loadSchema, metadataOf, metadataVersion, organizationId, translatedSchema } from '../metadata/index.ts';
import type { DeployCheck, DeployedMetadata } from '../metadata/index.ts';
import type { OrgSchema } from '../schema/types.ts';
import { createSecurity } from '../security/index.ts';
import type { FullSecurity } from '../security/index.ts';
import { createQueryEngine } from '../soql/index.ts';
import { openStore, snapshotTogether } from '../store/index.ts';
import type { OpenStore } from '../store/index.ts';
import { apexSources, eventSubscription, labelText, selectedChangeEvents } from './apex-sources.ts';
import { exchangeAndWait } from './callout.ts';
import { failJob, ingestNextPart, isIngesting } from './bulk/ingest.ts';
import { createAccessMail } from './access-mail.ts';
import type { AccessMail } from './access-mail.ts';
import { afterPermissionsWrite } from './permission-set-groups.ts';
import type { PermissionSetGroupParts } from './permission-set-groups.ts';
import { fileCursors } from './cursors.ts';
import type { Cursors } from './cursors.ts';
import { createDefaultRecordTypes } from './default-record-types.ts';
import { dataWeaveCompiles, dataWeaveScript } from './data-weave-scripts.ts';
import { formulasCompile } from './deploy-checks.ts';
import { duplicateRulesRun, ruleComponents } from './duplicate-rules.ts';
import { OrgError } from './errors.ts';
import { keepMail, mailedByApex } from './mail.ts';
import type { MetadataCatalogue } from './metadata-catalogue.ts';
import { performCallout } from './named-credentials.ts';
import { networksOf, originOf } from './networks.ts';
import { resetUserPassword, setUserPassword } from './password-administration.ts';
import type { PasswordParts } from './password-administration.ts';
import type {
  Aftermath,
  AsyncJob,
  Clock,
  EngineParts,
  OutgoingMail,
  Scope,
  TriggerRunner,
  UserContext,
} from './ports.ts';
import { createPrivateTables } from './private-tables.ts';
import { requestSite } from './request-site.ts';
import { keepLogs } from './debug-logs.ts';
import { tracedLevels } from './trace-flags.ts';

/** One worker's engine. */
export interface Engine extends EngineParts {
  readonly store: OpenStore;
  /** Both files of the org, its own and that of its events, copied together into a new folder. */
  snapshot(target: string): void;
  readonly security: FullSecurity;
  readonly formulas: FullFormulaEngine;
  readonly async: FullAsyncQueue;
  readonly events: FullEventBus;
  readonly jobs: JobRunner;
  readonly cursors: Cursors;
  /** The Apex engine with the newest deployed code as its program. */
  apex(): ApexEngine;
  /** Id of the record type a user's new records of an object have by default; null: the master record type. */
  defaultRecordType(user: UserContext, objectName: string): string | null;
  /** Checks of other folders that a deploy must pass. */
  readonly deployChecks: readonly DeployCheck[];
  /** The schema with its labels in a user's language: for texts that a person reads. */
  schemaIn(language: string): OrgSchema;
  /** Deployed metadata as operations read it. */
  metadata(): MetadataCatalogue;
  /** The same with files and bodies. */
  deployed(): DeployedMetadata;
  readonly passwords: PasswordParts;
  organization(): { readonly id: string; readonly name: string };
  /** Call at the start of every request: another worker may have deployed. */
  refresh(): void;
  /** What the running request leaves behind; reset by `refresh`. */
  readonly aftermath: { -readonly [key in keyof Aftermath]: boolean };
  close(): void;
}

export interface EngineOptions {
  /** Folder of the org; the store is `org.sqlite` in it. */
  readonly dataFolder: string;
  /** Compiled Apex; may be deleted at any time. */
  readonly cacheFolder: string;
  readonly clock: Clock;
  /** Milliseconds a transaction waits for another one's lock; default the platform's ten seconds. */
  readonly lockTimeoutMs?: number;
}

/** Opens the store and builds the engine. */
export function compose(options: EngineOptions): Engine {
  const { clock, dataFolder } = options;
  const store = openStore(join(dataFolder, 'org.sqlite'), options.lockTimeoutMs);
  // Events published immediately survive a rollback, so they live in a file of their own (ARCHITECTURE rule 9).
  const eventStore = openStore(join(dataFolder, 'events.sqlite'));
  ensureMetadataTables(store);
  createPrivateTables(store);
  const aftermath = { asyncJobs: false, events: false, schemaChanged: false, mail: false };
  const state = {
    version: -1,
    schema: null as OrgSchema | null,
    compiled: -1,
    changes: [] as readonly string[],
    changesOf: -1,
  };
  const schema = (): OrgSchema => (state.schema ??= loadSchema(store));
  const deployed = (): DeployedMetadata => metadataOf(store);
  const schemaIn = schemaByLanguage(schema, deployed);
  const security = createSecurity({ store, schema, clock, definitions: () => sharingDefinitions(deployed()) });
  const formulas = createFormulaEngine({
    store,
    clock,
    schema,
    security,
    label: (name) => deployed().label(name)?.value,
    apiAddress: (wsdl, version) => `${originOf(store)}/services/Soap/${wsdl}/${version}/${organizationId.slice(0, 15)}`,
  });
  const queries = createQueryEngine({
    store,
    schema,
    schemaIn,
    security,
    clock,
    formulaSql: (object, field, alias) => formulas.formulaSql(object, field, alias),
  });
  const triggers: TriggerRunner = {
    has: (object, event) => apex().triggers.has(object, event),
    checkpoint: (scope) => apex().triggers.checkpoint?.(scope) ?? (() => undefined),
    run: (object, event, newRows, oldRows, scope) => apex().triggers.run(object, event, newRows, oldRows, scope),
  };
  const duplicateParts = { store, schema, security, rules: () => ruleComponents(deployed()) };
  const async = createAsyncQueue({ store, clock, schema, onQueued: () => (aftermath.asyncJobs = true) });
  const events = createEventBus({
    store,
    logStore: eventStore,
    clock,
    schema,
    security,
    triggers,
    async,
    prepare: createEventPreparation({ schema, formulas }),
    subscription: (channel) => eventSubscription(deployed(), store, channel),
    selectedChanges: () => {
      if (state.changesOf !== state.version) {
        state.changesOf = state.version;
        state.changes = selectedChangeEvents(deployed());
      }
      return state.changes;
    },
    isRetryable: (error) => error instanceof ApexException && error.object.typeName === 'EventBus.RetryableException',
    onPublished: () => (aftermath.events = true),
  });
  const defaultRecordType = createDefaultRecordTypes({ store, deployed });
  const catalogue = catalogueOf(deployed);
  const sendMail = (mail: OutgoingMail): void => {
    keepMail(store, mail, clock.now());
    aftermath.mail = true;
  };
  const organization = (): { readonly id: string; readonly name: string } => {
    const row = store.get('SELECT "Id" AS id, "Name" AS name FROM "Organization" LIMIT 1');
    return { id: String(row?.['id'] ?? ''), name: String(row?.['name'] ?? '') };
  };
  const accessMail = createAccessMail({
    store,
    metadata: catalogue,
    organizationName: () => organization().name,
    send: sendMail,
  });
  const passwords: PasswordParts = { store, security, accessMail };
  const dml = createDmlEngine({
    store,
    clock,
    schema,
    schemaIn,
    security: watched(security, accessMail, { store, clock, schema, deployed }),
    formulas,
    triggers,
    events,
    changes: events.changes,
    defaultRecordType,
    duplicates: createDuplicateCheck(duplicateParts),
    schemaChanged: () => {
      nextMetadataVersion(store);
      aftermath.schemaChanged = true;
    },
  });
  const parts: EngineParts = { store, clock, schema, security, queries, dml, formulas, triggers, async, events };
  const apexParts: ApexParts = {
    ...parts,
    schemaIn,
    classAccess: security,
    duplicates: createDuplicateSearch(duplicateParts),
    callout: (request) =>
      performCallout(request, { store, security, metadata: () => catalogue, exchange: exchangeAndWait }),
    label: (namespace, name, language) => (namespace === 'c' ? labelText(deployed(), name, language) : undefined),
    hasLabel: (name) => deployed().label(name) !== undefined,
    hasPage: (name) => deployed().get('ApexPage', name) !== undefined,
    dataWeave: (name) => dataWeaveScript(deployed(), name),
    origin: () => originOf(store),
    networks: () => networksOf(catalogue),
    requestSite,
    sendMail,
    mailedSince: (since) => mailedByApex(store, since),
    resetPassword: (userId, withMail, actor) => resetUserPassword(userId, withMail, actor, passwords),
    setPassword: (userId, password, actor) => setUserPassword(userId, password, actor, passwords),
    suspendMixedDml,
    tracedLevels: (userId) => tracedLevels(store, userId, clock.now()),
  };
  const apexEngine = createApexEngine(apexParts, { cacheFolder: join(options.cacheFolder, 'apex') });
  const apex = (): ApexEngine => {
    if (state.compiled !== state.version) {
      const { problems } = apexEngine.compileAll(apexSources(deployed()));
      const [first] = problems;
      if (first)
        throw new OrgError(
          'APEX_ERROR',
          `Deployed Apex does not compile: ${first.file}:${first.line}:${first.column} ${first.message}`,
        );
      state.compiled = state.version;
    }
    return apexEngine;
  };
  const compiles: DeployCheck = (candidate) => {
    // The candidate's schema and labels count while its code is checked; the refresh after the deploy puts the right ones back.
    state.schema = candidate.schema;
    state.version = -2;
    const sources = apexSources(candidate.metadata);
    // Compiled into the cache folder, so that no worker has to do it again. What is running is compiled anew at its next use.
    state.compiled = -1;
    return apexEngine.compileAll(sources).problems.map(({ file, line, column, message }) => ({
      file,
      line,
      column,
      componentType: file.endsWith('.trigger') ? 'ApexTrigger' : 'ApexClass',
      fullName: file.replace(/^.*\//, '').replace(/\.\w+$/, ''),
      message,
    }));
  };
  return {
    ...parts,
    store,
    security,
    formulas,
    async,
    events,
    schemaIn,
    jobs: jobRunner({ ...parts, store, async, security, events, apex }),
    cursors: fileCursors(join(dataFolder, 'cursors')),
    apex,
    defaultRecordType,
    deployChecks: [formulasCompile, duplicateRulesRun, dataWeaveCompiles, compiles],
    metadata: () => catalogue,
    deployed,
    organization,
    passwords,
    refresh: () => {
      const version = metadataVersion(store);
      if (version !== state.version) {
        state.version = version;
        state.schema = null;
      }
      aftermath.asyncJobs = false;
      aftermath.events = false;
      aftermath.schemaChanged = false;
      aftermath.mail = false;
    },
    aftermath,
    snapshot: (target) => snapshotTogether([store, eventStore], target),
    close: () => {
      store.close();
      eventStore.close();
    },
  };
}

/** Translated schemas, each made once per deployed state. */
function schemaByLanguage(schema: () => OrgSchema, deployed: () => DeployedMetadata): (language: string) => OrgSchema {
  const known = new Map<string, OrgSchema>();
  let master: OrgSchema | null = null;
  return (language) => {
    const now = schema();
    if (now !== master) known.clear();
    master = now;
    const made = known.get(language) ?? translatedSchema(now, deployed(), language);
    known.set(language, made);
    return made;
  };
}

/** Security as DML sees it: permission set groups follow their members, and who may now enter a site is told so. */
function watched(
  security: FullSecurity,
  accessMail: AccessMail,
  groups: PermissionSetGroupParts,
): Pick<FullSecurity, 'objectAccess' | 'fieldEditable' | 'fieldReadable' | 'recordAccess' | 'afterWrite'> {
  return {
    objectAccess: (...given) => security.objectAccess(...given),
    fieldEditable: (...given) => security.fieldEditable(...given),
    fieldReadable: (...given) => security.fieldReadable(...given),
    recordAccess: (...given) => security.recordAccess(...given),
    afterWrite: (objectName, before, after) => {
      afterPermissionsWrite(objectName, before, after, groups);
      security.afterWrite(objectName, before, after);
      accessMail.afterWrite(objectName, after);
    },
  };
}

function jobRunner(
  parts: Pick<EngineParts, 'clock' | 'dml' | 'schema'> & {
    readonly store: OpenStore;
    readonly async: FullAsyncQueue;
    readonly security: FullSecurity;
    readonly events: FullEventBus;
    readonly apex: () => ApexEngine;
  },
): JobRunner {
  const { store, clock, async, security, events } = parts;
  // Jobs that follow a failed one (finalizers, the next batch) go into the transaction that records the failure.
  const following = new Map<string, JobOutcome>();
  const queueAll = (jobs: readonly AsyncJob[], scope: Scope): void => {
    for (const job of jobs) async.enqueue(job, scope);
  };
  return createJobRunner({
    store,
    clock,
    queue: async,
    security,
    runJob: (job, scope) => {
      if (job.kind === 'PlatformEvent') {
        events.deliver(job, scope);
        return;
      }
      if (job.kind === 'SharingRecalculation') {
        recalculate(parts, job.id, scope);
        return;
      }
      if (job.kind === 'BulkIngest') {
        ingestNextPart(job.payload, parts, scope);
        return;
      }
      const outcome = parts.apex().runJob(job, job.id, scope);
      if (outcome.error) {
        following.set(job.id, outcome);
        // AsyncApexJob shows the message of an exception without its type.
        const { message } = outcome.error.object;
        throw new OrgError('APEX_ERROR', message ?? 'Script-thrown exception', { cause: outcome.error });
      }
      queueAll(outcome.next, scope);
    },
    finished: (job, transaction) =>
      keepLogs({ store, clock }, transaction, { operation: job.kind, request: 'Application' }),
    isUnfinished: (job) =>
      (job.kind === 'SharingRecalculation' && security.recalculations().length > 0) ||
      (job.kind === 'BulkIngest' && isIngesting(job.payload, store)),
    afterFailure: (job, error, scope) => {
      if (job.kind === 'BulkIngest')
        failJob(store, job.payload, `InternalServerError : ${error instanceof Error ? error.message : String(error)}`);
      if (job.kind === 'PlatformEvent') events.skip(job, scope);
      const failed = following.get(job.id);
      queueAll(failed?.next ?? [], scope);
      if (failed && failed.events.length > 0) events.publish(failed.events, scope);
      following.delete(job.id);
    },
  });
}

/** One part of what sharing rules still have to do; AsyncApexJob shows how far it has come. */
function recalculate(
  { async, security }: { readonly async: FullAsyncQueue; readonly security: FullSecurity },
  jobId: string,
  scope: Scope,
): void {
  scope.transaction.begin();
  const state = security.recalculateNext();
  if (state) async.progress(jobId, { processed: state.done, total: state.total });
}

function catalogueOf(deployed: () => DeployedMetadata): MetadataCatalogue {
  return {
    get version() {
      return deployed().version;
    },
    names: (type) =>
      deployed()
        .list(type)
        .map(({ fullName }) => fullName),
    read: (type, fullName) => deployed().get(type, fullName)?.xml ?? undefined,
  };
}

const SHARING_TYPES = [
  'SharingRules',
  'SharingCriteriaRule',
  'SharingOwnerRule',
  'SharingGuestRule',
  'SharingSet',
  'RestrictionRule',
];

function sharingDefinitions(deployed: DeployedMetadata): readonly {
  readonly type: string;
  readonly fullName: string;
  readonly node: NonNullable<ReturnType<MetadataCatalogue['read']>>;
}[] {
  return SHARING_TYPES.flatMap((type) =>
    deployed.list(type).flatMap(({ fullName, xml }) => (xml ? [{ type, fullName, node: xml }] : [])),
  );
}
