/**
 * Gas: a meter counts cubic metres, a bill counts kWh. DVGW G 685: kWh = m³ · z · Hs, z = (273.15 / 288.15) · (pamb + peff) / 1013.25 / K,
 * pamb = 1016 − 0.12 · H mbar for the mean height H of the height zone, K = 1 below 1 bar. pamb is not rounded, z is, to four digits.
 */
import { numbersFrom } from './seeded.ts';
import { fixed } from './money.ts';

/** Mean height above sea level of the supply area, in metres. */
const HEIGHT_METRES = 150;
/** Pressure behind the house's regulator, in mbar. */
const EFFECTIVE_PRESSURE = 22;
/** Natural gas of group H, in kWh per m³, with three digits. */
const CALORIFIC_VALUE = '11.320';
/** Share of a year's heating and cooking, January to December. */
const SHARE_OF_YEAR = [0.171, 0.146, 0.122, 0.08, 0.043, 0.022, 0.018, 0.018, 0.03, 0.073, 0.121, 0.156];
const ANNUAL_KWH = 14_000;

/** The state number z of a height and an effective pressure, with four digits. */
export function stateNumber(heightMetres: number, effectivePressure: number): string {
  const ambient = 1016 - 0.12 * heightMetres;
  return ((273.15 / 288.15) * ((ambient + effectivePressure) / 1013.25)).toFixed(4);
}

export interface GasQuantity {
  readonly wattHours: number;
  /** m³ with three digits. */
  readonly volume: string;
  readonly stateNumber: string;
  readonly calorificValue: string;
}

/** What a line used on the days: cubic metres by season, the same for the same line and days, made into energy. */
export function gasQuantity(lineId: string, days: readonly string[], annualKwh: number | null): GasQuantity {
  const z = stateNumber(HEIGHT_METRES, EFFECTIVE_PRESSURE);
  const kwhPerCubicMetre = Number(z) * Number(CALORIFIC_VALUE);
  let litres = 0;
  for (const day of days) {
    const share = SHARE_OF_YEAR[Number(day.slice(5, 7)) - 1] ?? 0;
    const kwh = ((annualKwh ?? ANNUAL_KWH) * share) / 30.4;
    litres += Math.round((kwh / kwhPerCubicMetre) * (0.7 + 0.6 * numbersFrom(`${lineId}:gas:${day}`)()) * 1000);
  }
  return {
    wattHours: energyOf(litres, z, CALORIFIC_VALUE),
    volume: fixed(litres, 3),
    stateNumber: z,
    calorificValue: CALORIFIC_VALUE,
  };
}

/** Watt-hours of a volume in litres, rounded half up; z has four digits, the calorific value three. */
export function energyOf(litres: number, z: string, calorificValue: string): number {
  const product = BigInt(litres) * BigInt(z.replace('.', '')) * BigInt(calorificValue.replace('.', ''));
  return Number((2n * product + 10_000_000n) / 20_000_000n);
}
