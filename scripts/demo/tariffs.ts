/** The demonstration's tariffs for Germany: list prices including tax, invented. */

export interface DemoTariff {
  readonly code: string;
  readonly name: string;
  readonly commodity: 'Electricity' | 'Gas';
  readonly termMonths: number;
  readonly greenPercent: number;
  readonly standingPerMonth: number;
  readonly pricePerKwh: number;
}

export const TARIFFS: readonly DemoTariff[] = [
  {
    code: 'DE-E-FIX12',
    name: 'Strom Fix 12',
    commodity: 'Electricity',
    termMonths: 12,
    greenPercent: 55,
    standingPerMonth: 11.9,
    pricePerKwh: 0.3149,
  },
  {
    code: 'DE-E-GREEN24',
    name: 'Strom Natur 24',
    commodity: 'Electricity',
    termMonths: 24,
    greenPercent: 100,
    standingPerMonth: 12.9,
    pricePerKwh: 0.3289,
  },
  {
    code: 'DE-E-FLEX',
    name: 'Strom Flex',
    commodity: 'Electricity',
    termMonths: 1,
    greenPercent: 55,
    standingPerMonth: 9.9,
    pricePerKwh: 0.3449,
  },
  {
    code: 'DE-G-FIX12',
    name: 'Gas Fix 12',
    commodity: 'Gas',
    termMonths: 12,
    greenPercent: 0,
    standingPerMonth: 10.5,
    pricePerKwh: 0.1099,
  },
  {
    code: 'DE-G-FLEX',
    name: 'Gas Flex',
    commodity: 'Gas',
    termMonths: 1,
    greenPercent: 0,
    standingPerMonth: 9.5,
    pricePerKwh: 0.1249,
  },
];

export const TARIFFS_VALID_FROM = '2026-01-01';
