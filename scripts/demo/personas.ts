/** The people of the demonstration: one per persona, with what they may do. Their password is made on the first start. */

export interface Persona {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  /** For the table of logins. */
  readonly what: string;
  readonly profile: string;
  readonly role?: string;
  readonly permissionSets: readonly string[];
  /** Reference of the partner account whose contact this user is. */
  readonly agency?: string;
  /** Where a person logs in; absent for users that only programs use. */
  readonly page?: string;
  readonly language: 'de' | 'en_US';
}

const DOMAIN = 'unified-power.example';
const EMPLOYEE = 'Unified Power Employee';
const LIGHTNING = '/lightning/';
const AGENCY_PORTAL = '/agency/';

export const PERSONAS: readonly Persona[] = [
  {
    username: `integration@${DOMAIN}`,
    firstName: 'Integration',
    lastName: 'Service',
    what: 'integration service',
    profile: EMPLOYEE,
    role: 'IT_Integration',
    permissionSets: ['Integration_Service'],
    language: 'en_US',
  },
  {
    username: `automation@${DOMAIN}`,
    firstName: 'Automation',
    lastName: 'User',
    what: 'event triggers and jobs',
    profile: EMPLOYEE,
    role: 'IT_Integration',
    permissionSets: ['Automation'],
    language: 'en_US',
  },
  {
    username: `data.owner@${DOMAIN}`,
    firstName: 'Data',
    lastName: 'Owner',
    what: 'owner of customer records',
    profile: EMPLOYEE,
    role: 'Data_Owner',
    permissionSets: ['Data_Owner'],
    language: 'en_US',
  },
  {
    username: `rsm@${DOMAIN}`,
    firstName: 'Regina',
    lastName: 'Sales-Manager',
    what: 'regional sales manager',
    profile: EMPLOYEE,
    role: 'Regional_Sales_Manager',
    permissionSets: ['Regional_Sales_Manager'],
    page: LIGHTNING,
    language: 'en_US',
  },
  {
    username: `clerk@${DOMAIN}`,
    firstName: 'Clara',
    lastName: 'Clerk',
    what: 'care agent in the console',
    profile: EMPLOYEE,
    role: 'Care_Agent',
    permissionSets: ['Service_Console'],
    page: LIGHTNING,
    language: 'en_US',
  },
  {
    username: `finance@${DOMAIN}`,
    firstName: 'Fiona',
    lastName: 'Finance',
    what: 'finance: billed months',
    profile: EMPLOYEE,
    role: 'Finance',
    permissionSets: ['Billing_Operations'],
    page: LIGHTNING,
    language: 'en_US',
  },
  {
    username: `agency.north@${DOMAIN}`,
    firstName: 'Nora',
    lastName: 'Nord',
    what: 'agency "Agentur Nord"',
    profile: 'Agency Partner',
    permissionSets: ['Agency_User'],
    agency: 'AGENCY-NORTH',
    page: AGENCY_PORTAL,
    language: 'en_US',
  },
  {
    username: `agency.south@${DOMAIN}`,
    firstName: 'Sonja',
    lastName: 'Süd',
    what: 'agency "Agentur Süd" (German)',
    profile: 'Agency Partner',
    permissionSets: ['Agency_User'],
    agency: 'AGENCY-SOUTH',
    page: AGENCY_PORTAL,
    language: 'de',
  },
];

export const AGENCIES: readonly { readonly reference: string; readonly name: string }[] = [
  { reference: 'AGENCY-NORTH', name: 'Agentur Nord' },
  { reference: 'AGENCY-SOUTH', name: 'Agentur Süd' },
];

/** Who owns the agencies' accounts: partner users stand below this user's role. */
export const AGENCY_MANAGER = `rsm@${DOMAIN}`;
