/** The ERP's own price list, for contract lines that were registered without prices: gross, in EUR, as the front office sells them. */
import type { Commodity } from './books.ts';

export interface ListPrice {
  /** Per kWh. */
  readonly unitPrice: string;
  /** Per month. */
  readonly standingCharge: string;
}

const BY_TARIFF: Readonly<Record<string, ListPrice>> = {
  'Strom Fix 12': { unitPrice: '0.3149', standingCharge: '11.90' },
  'Strom Natur 24': { unitPrice: '0.3289', standingCharge: '12.90' },
  'Strom Flex': { unitPrice: '0.3449', standingCharge: '9.90' },
  'Gas Fix 12': { unitPrice: '0.1099', standingCharge: '10.50' },
  'Gas Flex': { unitPrice: '0.1249', standingCharge: '9.50' },
};

/** Of a tariff that is not on the list: the basic supply tariff of its commodity. */
const BASIC_SUPPLY: Readonly<Record<Commodity, ListPrice>> = {
  ELECTRICITY: { unitPrice: '0.3690', standingCharge: '13.50' },
  GAS: { unitPrice: '0.1320', standingCharge: '11.50' },
};

/** The list price of a tariff by its name. */
export function listPrice(tariffName: string, commodity: Commodity): ListPrice {
  return BY_TARIFF[tariffName] ?? BASIC_SUPPLY[commodity];
}
