/**
 * Standard objects that the licences of site users never give access to, whatever a profile or permission set says. Sources: Help,
 * "Experience Cloud User Licenses" (contracts from Customer Community Plus on; campaigns, leads, opportunities and quotes for partners);
 * Salesforce Stack Exchange 4613 on contracts in customer portals. "Login" licences give the same as the ones they are named after.
 */
const PARTNER_ONLY = ['Campaign', 'Lead', 'Opportunity', 'Quote'];

const WITHHELD: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    'Customer Community': ['Contract', ...PARTNER_ONLY],
    'Customer Community Plus': PARTNER_ONLY,
  }).map(([licence, objects]) => [licence, new Set(objects.map((name) => name.toLowerCase()))]),
);

/** Whether a user licence (`Customer Community Login`) can give access to an object at all. */
export function licenceAllows(licence: string, objectName: string): boolean {
  return WITHHELD.get(licence.replace(/ Login$/, ''))?.has(objectName.toLowerCase()) !== true;
}

/** The same by the type of user a licence makes (`CspLitePortal`: Customer Community; `PowerCustomerSuccess`: its Plus). */
export function userTypeAllows(userType: string, objectName: string): boolean {
  if (userType === 'CspLitePortal') return licenceAllows('Customer Community', objectName);
  return userType !== 'PowerCustomerSuccess' || licenceAllows('Customer Community Plus', objectName);
}
