/**
 * Connect in Apex. Its Chatter part is not built; in a test without SeeAllData the platform refuses it as well, with an exception that code
 * may catch. Source: Apex Developer Guide, "Testing ConnectApi Code".
 */
import { Unsupported } from '../../engine/errors.ts';
import { ApexException } from '../runtime/exception.ts';
import type { Runtime } from '../runtime/context.ts';
import { platformCatalogue } from '../runtime/platform-types.ts';
import type { PlatformFunction } from '../runtime/registry.ts';

const chatterClasses = ['ChatterFavorites', 'ChatterFeeds', 'ChatterGroups', 'ChatterMessages', 'ChatterUsers'];

function refused(key: string): PlatformFunction {
  return (rt: Runtime) => {
    if (rt.test && !rt.test.seeAllData)
      throw new ApexException(
        'System.UnsupportedOperationException',
        'ConnectApi methods are not supported in data siloed tests. Please use @IsTest(SeeAllData=true).',
      );
    throw new Unsupported(`Apex ${key}`);
  };
}

export const connectApiFunctions: Readonly<Record<string, PlatformFunction>> = Object.fromEntries(
  chatterClasses.flatMap((name) =>
    [...(platformCatalogue().find(`ConnectApi.${name}`)?.methods.values() ?? [])]
      .flat()
      .filter((method) => method.static)
      .map((method) => [method.key, refused(method.key)] as const),
  ),
);
