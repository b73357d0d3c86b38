/** System.Address and System.Location: compound values of queried records, or made by classes. */
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import type { PlatformFunction } from '../runtime/registry.ts';
import { CompoundValue, Decimal } from '../runtime/values/index.ts';
import { notNull, required } from './arguments.ts';
import { PropertyObject } from './property-object.ts';

type Place = CompoundValue | PropertyObject;

const part = (place: Place, name: string): unknown =>
  place instanceof CompoundValue ? (place.parts.get(name.toLowerCase()) ?? null) : place.get(name);

/** Latitude and longitude are Doubles. */
function coordinate(place: Place, name: string): number | null {
  const value = part(place, name);
  if (value instanceof Decimal) return value.toDouble();
  return typeof value === 'number' ? value : null;
}

const EARTH_RADIUS: Readonly<Record<string, number>> = { km: 6371.0088, mi: 3958.7613 };

/** Great-circle distance by the haversine formula. */
function distance(from: Place, to: Place, unit: string): number | null {
  const radius = EARTH_RADIUS[required(unit, 2).toLowerCase()];
  if (radius === undefined) throw new ApexException('System.IllegalArgumentException', `Invalid unit: ${unit}`);
  const [lat1, lon1, lat2, lon2] = [from, to].flatMap((place) =>
    ['latitude', 'longitude'].map((name) => coordinate(notNull(place), name) ?? Number.NaN),
  ) as [number, number, number, number];
  if ([lat1, lon1, lat2, lon2].some((value) => Number.isNaN(value))) return null;
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const a =
    Math.sin(radians(lat2 - lat1) / 2) ** 2 +
    Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(radians(lon2 - lon1) / 2) ** 2;
  return 2 * radius * Math.asin(Math.sqrt(a));
}

const getters = (type: string, names: readonly string[]): Record<string, PlatformFunction> =>
  Object.fromEntries(
    names.flatMap((name): [string, PlatformFunction][] => [
      [`${type}.get${name.charAt(0).toUpperCase()}${name.slice(1)}()`, (_rt: Runtime, self: Place) => part(self, name)],
      [`get ${type}.${name}`, (_rt: Runtime, self: Place) => part(self, name)],
    ]),
  );

const coordinates = (type: string): Record<string, PlatformFunction> => ({
  [`${type}.getLatitude()`]: (_rt: Runtime, self: Place) => coordinate(self, 'latitude'),
  [`${type}.getLongitude()`]: (_rt: Runtime, self: Place) => coordinate(self, 'longitude'),
  [`${type}.getDistance(Location,String)`]: (_rt: Runtime, self: Place, other: Place, unit: string) =>
    distance(self, other, unit),
});

export const addressFunctions: Record<string, PlatformFunction> = {
  ...getters('System.Address', [
    'city',
    'country',
    'countryCode',
    'geocodeAccuracy',
    'postalCode',
    'state',
    'stateCode',
    'street',
  ]),
  ...coordinates('System.Address'),
};

export const locationFunctions: Record<string, PlatformFunction> = {
  ...coordinates('System.Location'),
  'get System.Location.latitude': (_rt: Runtime, self: Place) => coordinate(self, 'latitude'),
  'get System.Location.longitude': (_rt: Runtime, self: Place) => coordinate(self, 'longitude'),
  'System.Location.newInstance(Decimal,Decimal)': (_rt: Runtime, latitude: Decimal, longitude: Decimal) =>
    new PropertyObject('System.Location', { latitude: required(latitude), longitude: required(longitude, 2) }),
  'System.Location.getDistance(Location,Location,String)': (_rt: Runtime, from: Place, to: Place, unit: string) =>
    distance(from, to, required(unit, 3)),
};
