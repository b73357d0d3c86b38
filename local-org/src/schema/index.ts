/** The public face of `schema/`. */
export { buildSchema } from './build.ts';
export { countryValues } from './countries.ts';
export { statesOf, type State } from './states.ts';
export {
  childrenOf,
  flagOf,
  numberOf,
  textOf,
  type DefinitionComponent,
  type DefinitionNode,
  type SchemaSources,
} from './definitions.ts';
export { fieldNamed } from './field-named.ts';
export { licenceAllows, userTypeAllows } from './licence-objects.ts';
export { translateObjects } from './org-schema.ts';
export { contactFieldOf, personAccountMirrors } from './person-accounts.ts';
export { isRefusedField, isRefusedObject } from './refused-names.ts';
export { catalogueFingerprint, standardCatalogue } from './standard.ts';
export { standardValueSetFields } from './value-sets.ts';
export type * from './types.ts';
