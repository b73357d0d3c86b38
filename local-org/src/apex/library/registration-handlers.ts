/** Auth.UserData: what an identity provider says about who signs in. Source: Apex Reference, "UserData Class". */
import type { Runtime } from '../runtime/context.ts';
import { platformCatalogue } from '../runtime/platform-types.ts';
import type { PlatformFunction } from '../runtime/registry.ts';
import { PropertyObject, propertyFunctions } from './property-object.ts';

/** Properties in the order of the longest constructor's parameters. */
const PROPERTIES =
  'identifier firstName lastName fullName email link username locale provider siteLoginUrl attributeMap idToken userInfoJSONString'.split(
    ' ',
  );

const constructors: Readonly<Record<string, PlatformFunction>> = Object.fromEntries(
  (platformCatalogue().find('Auth.UserData')?.constructors ?? []).map((constructor) => [
    constructor.key,
    (_rt: Runtime, ...given: readonly unknown[]) =>
      new PropertyObject('Auth.UserData', Object.fromEntries(given.map((value, at) => [PROPERTIES[at] ?? '', value]))),
  ]),
);

export const registrationFunctions: Readonly<Record<string, PlatformFunction>> = {
  ...constructors,
  ...propertyFunctions(['Auth.UserData']),
};
