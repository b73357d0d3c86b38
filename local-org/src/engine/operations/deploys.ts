/** Metadata deploys and reads. */
import { randomInt } from 'node:crypto';
import { Unsupported } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
import type { OperationContext } from './context.ts';

/** A deploy as a client asks for it. */
export interface DeployInput {
  readonly zip: Uint8Array;
  readonly checkOnly: boolean;
  readonly rollbackOnError: boolean;
  readonly testLevel: string | null;
  readonly runTests: readonly string[];
  readonly purgeOnDelete: boolean;
  readonly ignoreWarnings: boolean;
}

/** Runs the deploy and keeps its result; the id is what clients poll. */
export function startDeploy(_input: DeployInput, _context: OperationContext): string {
  randomInt;
  throw new Unsupported('Metadata.deploy');
}

export function deployStatus(
  _input: { readonly id: string; readonly includeDetails: boolean },
  _context: OperationContext,
): JsonObject {
  throw new Unsupported('Metadata.checkDeployStatus');
}

export function deployValidated(_input: { readonly validationId: string }, _context: OperationContext): string {
  throw new Unsupported('Metadata.deployRecentValidation');
}

export function describeMetadata(_input: object, _context: OperationContext): Json {
  throw new Unsupported('Metadata.describeMetadata');
}

export function listMetadata(_input: { readonly types: readonly string[] }, _context: OperationContext): Json {
  throw new Unsupported('Metadata.listMetadata');
}

export function readMetadata(
  _input: { readonly type: string; readonly fullNames: readonly string[] },
  _context: OperationContext,
): Json {
  throw new Unsupported('Metadata.readMetadata');
}

/** What came of a deploy of source files. */
export interface SourceDeploy {
  /** True when exactly these files are deployed already. */
  readonly skipped: boolean;
  readonly components: number;
  /** `file:line:column message`; empty when it was deployed. */
  readonly problems: readonly string[];
}

/** Deploys a project's source files. */
export function deploySource(
  _input: { readonly files: readonly { readonly path: string; readonly content: Uint8Array }[] },
  _context: OperationContext,
): SourceDeploy {
  throw new Unsupported('Metadata.deploy');
}

/** Fills a new org: organisation, standard profiles, administrator. */
export function createOrganization(
  _input: { readonly adminUsername: string; readonly adminPassword: string },
  _context: OperationContext,
): null {
  throw new Unsupported('Org.create');
}
