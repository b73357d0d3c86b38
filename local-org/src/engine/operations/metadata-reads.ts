/** What the Metadata API tells about deployed components. */
import { componentTypes, objectParts, typeNamed } from '../../metadata/component-types.ts';
import type { XmlElement } from '../../metadata/index.ts';
import { OrgError } from '../errors.ts';
import type { Json, JsonObject } from '../json-records.ts';
import type { OperationContext } from './context.ts';

/** `describeMetadata`: the types this org accepts. */
export function describeMetadata(_input: object, context: OperationContext): JsonObject {
  return {
    metadataObjects: componentTypes.map((type): JsonObject => ({
      directoryName: type.folder,
      inFolder: false,
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
