/** What the Metadata API tells about deployed components. */
import { componentTypes, objectParts, typeNamed } from '../../metadata/component-types.ts';
import { retrieve, type ManifestType, type XmlElement } from '../../metadata/index.ts';
import { newId } from '../../store/index.ts';
import { OrgError } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
import type { OperationContext } from './context.ts';

/** `describeMetadata`: the types this org accepts. */
export function describeMetadata(_input: object, context: OperationContext): JsonObject {
  return {
    metadataObjects: componentTypes.map((type): JsonObject => ({
      directoryName: type.folder,
      inFolder: type.name === 'EmailTemplate',
      metaFile: type.shape === 'code' || type.shape === 'resource',
      suffix: type.suffix,
      xmlName: type.name,
      ...(type.name === 'CustomObject' ? { childXmlNames: objectParts.map((part) => part.name) } : {}),
    })),
    organizationNamespace: '',
    partialSaveAllowed: false,
    testRequired: false,
    version: context.caller.apiVersion,
  };
}

/** `listMetadata`; unknown types have no components, which is no error (`sf project generate manifest` asks for hundreds). */
export function listMetadata(
  input: { readonly types: readonly string[] },
  context: OperationContext,
): readonly JsonObject[] {
  const now = new Date(context.engine.clock.now()).toISOString();
  return input.types.flatMap((type) =>
    context.engine
      .deployed()
      .list(type)
      .map((component): JsonObject => ({
        createdById: context.user.userId,
        createdByName: context.user.name,
        createdDate: now,
        fileName: fileNameOf(type, component.fullName),
        fullName: component.fullName,
        id: '',
        lastModifiedById: context.user.userId,
        lastModifiedByName: context.user.name,
        lastModifiedDate: now,
        manageableState: 'unmanaged',
        type,
      })),
  );
}

/** Where the component lies in a retrieved zip. */
function fileNameOf(type: string, fullName: string): string {
  if (type === 'EmailFolder') return `email/${fullName}`;
  const known = typeNamed(type);
  return known ? `${known.folder}/${fullName}.${known.suffix}` : fullName;
}

/** `readMetadata`: the components' XML as trees; a component that is not there is an empty record. */
export function readMetadata(
  input: { readonly type: string; readonly fullNames: readonly string[] },
  context: OperationContext,
): readonly Json[] {
  if (input.fullNames.length > 10)
    throw new OrgError('EXCEEDED_MAX_SIZE_REQUEST', 'Cannot read more than 10 components at once.');
  return input.fullNames.map((fullName): Json => {
    const xml = context.engine.deployed().get(input.type, fullName)?.xml;
    return xml ? { fullName, ...tree(xml) } : {};
  });
}

/** Id prefix of a retrieve. */
const RETRIEVE_PREFIX = '09S';
/** Results that nobody asked for any more are forgotten. */
const KEPT_RETRIEVES = 20;

/** `retrieve`: the zip is made at once and kept until its status is asked for. */
export function startRetrieve(
  input: { readonly types: readonly ManifestType[]; readonly apiVersion: string; readonly singlePackage: boolean },
  context: OperationContext,
): string {
  const { engine, user } = context;
  if (!engine.security.hasPermission(user, 'ModifyAllData') && !engine.security.hasPermission(user, 'ModifyMetadata'))
    throw new OrgError(
      'INSUFFICIENT_ACCESS',
      'insufficient access rights on cross-reference id: use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions',
    );
  const { zip, files, messages } = retrieve(engine.deployed(), input.types, input);
  const now = new Date(engine.clock.now()).toISOString();
  context.transaction.begin();
  const id = newId(engine.store, RETRIEVE_PREFIX);
  const result = {
    done: true,
    fileProperties: files.map(({ type, fullName, fileName }) => ({
      createdById: user.userId,
      createdByName: user.name,
      createdDate: now,
      fileName,
      fullName,
      id: '',
      lastModifiedById: user.userId,
      lastModifiedByName: user.name,
      lastModifiedDate: now,
      manageableState: 'unmanaged',
      type,
    })),
    id,
    messages,
    status: 'Succeeded',
    success: true,
  };
  engine.store.run('INSERT INTO _retrieves (id, result, zip) VALUES (?, ?, ?)', id, JSON.stringify(result), zip);
  engine.store.run(
    'DELETE FROM _retrieves WHERE id NOT IN (SELECT id FROM _retrieves ORDER BY id DESC LIMIT ?)',
    KEPT_RETRIEVES,
  );
  return id;
}

/** `checkRetrieveStatus`. */
export function retrieveStatus(
  input: { readonly id: string; readonly includeZip: boolean },
  context: OperationContext,
): JsonObject {
  const row = context.engine.store.get(
    'SELECT result, zip FROM _retrieves WHERE id = ? OR substr(id, 1, 15) = ?',
    input.id,
    input.id,
  );
  const zip = row?.['zip'];
  if (!row || !(zip instanceof Uint8Array)) throw new OrgError('INVALID_ID_FIELD', 'invalid cross reference id');
  const result = JSON.parse(String(row['result'])) as Record<string, Json>;
  return input.includeZip ? { ...result, zipFile: Buffer.from(zip).toString('base64') } : result;
}

function tree(element: XmlElement): { readonly [name: string]: Json } {
  const result: Record<string, Json> = {};
  for (const child of element.children) {
    const value: Json = child.children.length > 0 ? tree(child) : child.text;
    const known = result[child.name];
    if (known === undefined) result[child.name] = value;
    else result[child.name] = Array.isArray(known) ? [...(known as readonly Json[]), value] : [known, value];
  }
  return result;
}
