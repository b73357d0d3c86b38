/**
 * Values that code fills and hands on: custom metadata to be deployed, named credentials to be made, options of a select list. What would
 * act on them (Metadata.Operations, ConnectApi.NamedCredentials) is refused by name. Source: Apex Reference, "Metadata Namespace",
 * "ConnectApi Input Classes", "SelectOption Class".
 */
import type { Runtime } from '../runtime/context.ts';
import { platformCatalogue } from '../runtime/platform-types.ts';
import type { PlatformFunction } from '../runtime/registry.ts';
import { listOf, platformType } from '../runtime/type-ref.ts';
import { ApexList } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { PropertyObject, propertyFunctions } from './property-object.ts';

const CONTAINER = 'Metadata.DeployContainer';
const OPTION = 'System.SelectOption';

const values = [
  'Metadata.Metadata',
  'Metadata.CustomMetadata',
  'Metadata.CustomMetadataValue',
  'Metadata.DeployMessage',
  'Metadata.DeployDetails',
  'Metadata.DeployResult',
  'Metadata.DeployCallbackContext',
  ...['NamedCredential', 'ExternalCredential', 'ExternalCredentialPrincipal', 'NamedCredentialCalloutOptions'].flatMap(
    (name) => [`ConnectApi.${name}`, `ConnectApi.${name}Input`],
  ),
].filter((name) => platformCatalogue().find(name) !== undefined);

/** A new value; lists that code adds to at once are there, empty. */
function filled(typeName: string): PropertyObject {
  const made = new PropertyObject(typeName);
  if (typeName !== 'Metadata.CustomMetadata') return made;
  const item = platformType('Metadata.CustomMetadataValue');
  made.set('values', new ApexList(listOf(item)));
  return made;
}

const contents = (self: PropertyObject): ApexList => {
  const known = self.get('metadata');
  if (known instanceof ApexList) return known;
  const made = ApexList.of(platformType('Metadata.Metadata'));
  self.set('metadata', made);
  return made;
};

const option = (value: string, label: string, disabled: boolean): PropertyObject =>
  new PropertyObject(OPTION, { value: notNull(value), label: notNull(label), disabled, escapeitem: true });

export const metadataValueFunctions: Record<string, PlatformFunction> = {
  ...propertyFunctions([...values, OPTION]),
  ...Object.fromEntries(values.map((name) => [`new ${name}()`, () => filled(name)])),
  [`new ${CONTAINER}()`]: () => new PropertyObject(CONTAINER),
  [`${CONTAINER}.addMetadata(Metadata.Metadata)`]: (_rt: Runtime, self: PropertyObject, item: unknown) =>
    contents(self).add(notNull(item)),
  [`${CONTAINER}.getMetadata()`]: (_rt: Runtime, self: PropertyObject) => contents(self),
  [`${CONTAINER}.removeMetadata(Metadata.Metadata)`]: (_rt: Runtime, self: PropertyObject, item: unknown) => {
    const { items } = contents(self);
    const at = items.indexOf(item);
    if (at >= 0) items.splice(at, 1);
    return at >= 0;
  },
  [`new ${OPTION}(String,String)`]: (_rt: Runtime, value: string, label: string) => option(value, label, false),
  [`new ${OPTION}(String,String,Boolean)`]: (_rt: Runtime, value: string, label: string, disabled: boolean) =>
    option(value, label, disabled),
};
