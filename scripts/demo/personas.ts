/** The people of the demonstration: one per persona, with what they may do. Their password is made on the first start. */

export interface Persona {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  /** For the table of logins. */
  readonly what: string;
  readonly profile: string;
  readonly role?: string;
  /** Permission set groups, or permission sets that stand alone, by developer name. */
  readonly rights: readonly string[];
  /** Queues and public groups, by developer name. */
  readonly groups?: readonly string[];
  /** Reference of the company (COMPANIES) or household (HOUSEHOLDS) whose contact this user is. */
  readonly contactOf?: string;
  /** What the person does for a business in the customer portal; a manager signs. */
  readonly portalRole?: 'Manager' | 'Billing';
  /** Where a person logs in; absent for users that only programs use. */
  readonly page?: string;
  readonly language: 'de' | 'en_US';
}

const DOMAIN = 'unified-power.example';
const EMPLOYEE = 'Unified Power Employee';
const LIGHTNING = '/lightning/';
const AGENCY_PORTAL = '/agency/';
const CUSTOMER_PORTAL = '/my/';
/** Profile of customers, and what PortalUsers gives them. */
const CUSTOMER = { profile: 'Customer Portal', rights: ['Portal_Customer'], page: CUSTOMER_PORTAL };

/** An employee with a page in Lightning who speaks English. */
function employee(
  name: string,
  person: readonly [firstName: string, lastName: string],
  what: string,
  role: string,
  rights: readonly string[],
  groups: readonly string[] = [],
): Persona {
  const [firstName, lastName] = person;
  return {
    username: `${name}@${DOMAIN}`,
    firstName,
    lastName,
    what,
    profile: EMPLOYEE,
    role,
    rights,
    groups,
    page: LIGHTNING,
    language: 'en_US',
  };
}

/** Everybody whose place in the tree of roles decides what is seen (docs/security.md). */
const EMPLOYEES: readonly Persona[] = [
  employee('corporate', ['Conrad', 'Corporate'], 'corporate relations manager', 'Corporate_Relations_Manager', [
    'Corporate_Relations_Management',
  ]),
  employee('admin.officer', ['Adele', 'Officer'], 'administration: clears applications', 'Admin_Officer', [
    'Administration_Officer',
  ]),
  employee('kcm.north', ['Klara', 'Nordhoff'], 'key customers, Germany north', 'Key_Customer_Manager_DE_North', [
    'Key_Customer_Manager',
  ]),
  employee('kcm.south', ['Konstantin', 'Sattler'], 'key customers, Germany south', 'Key_Customer_Manager_DE_South', [
    'Key_Customer_Manager',
  ]),
  employee('kcm.italy', ['Chiara', 'Conti'], 'key customers, Italy north', 'Key_Customer_Manager_IT_North', [
    'Key_Customer_Manager',
  ]),
  employee('vp.key.germany', ['Viktor', 'Vogt'], 'vice president key customers, Germany', 'VP_Key_Customers_DE', [
    'Key_Customer_Manager',
  ]),
  employee('svp.key', ['Svea', 'Key'], 'senior vice president key customers', 'SVP_Key_Customers', [
    'Key_Customer_Manager',
  ]),
  employee(
    'support.german',
    ['Sabine', 'Deutsch'],
    'support agent, German',
    'Support_Agent',
    ['Support_Agent'],
    ['Support_German'],
  ),
  employee(
    'support.french',
    ['Sylvie', 'Français'],
    'support agent, French',
    'Support_Agent',
    ['Support_Agent'],
    ['Support_French'],
  ),
  employee(
    'support.bilingual',
    ['Bernadette', 'Beide'],
    'support agent, German and French',
    'Support_Agent',
    ['Support_Agent'],
    ['Support_German', 'Support_French'],
  ),
  employee('support.manager', ['Manuel', 'Support'], 'support manager', 'Support_Manager', ['Support_Agent']),
  employee(
    'complaints',
    ['Cora', 'Complaint'],
    'super user of complaints',
    'Compliance',
    ['Super_User'],
    ['Complaint_Super_Users'],
  ),
  employee('data.protection', ['Dagmar', 'Datenschutz'], 'data protection officer', 'Compliance', ['Data_Protection']),
  employee('svp.service', ['Silvio', 'Service'], 'senior vice president service', 'SVP_Service', [
    'Service_Management',
  ]),
  employee('vp.service.germany', ['Vera', 'Dienst'], 'vice president service, Germany', 'VP_Service_DE', [
    'Field_Technician',
  ]),
  employee('technician.germany', ['Theo', 'Techniker'], 'technician, Germany north', 'Field_Technician_DE_North', [
    'Field_Technician',
  ]),
  employee('technician.italy', ['Tiziana', 'Tecnica'], 'technician, Italy north', 'Field_Technician_IT_North', [
    'Field_Technician',
  ]),
  employee('vp.sales.germany', ['Valentin', 'Verkauf'], 'vice president sales, Germany', 'VP_Sales_DE', [
    'Field_Sales_Agent',
  ]),
  employee('director.north', ['Doris', 'Nord'], 'regional director, Germany north', 'Regional_Director_DE_North', [
    'Field_Sales_Agent',
  ]),
  employee('director.south', ['Dieter', 'Süd'], 'regional director, Germany south', 'Regional_Director_DE_South', [
    'Field_Sales_Agent',
  ]),
  employee('sales.north', ['Nils', 'Nordmann'], 'field sales, Germany north', 'Field_Sales_DE_North', [
    'Field_Sales_Agent',
  ]),
  employee('marketing', ['Mara', 'Werbung'], 'marketing, Germany', 'Marketer_DE', ['Marketer']),
  employee('sales.south', ['Susanne', 'Südmann'], 'field sales, Germany south', 'Field_Sales_DE_South', [
    'Field_Sales_Agent',
  ]),
];

export const PERSONAS: readonly Persona[] = [
  {
    username: `integration@${DOMAIN}`,
    firstName: 'Integration',
    lastName: 'Service',
    what: 'integration service',
    profile: EMPLOYEE,
    role: 'IT_Integration',
    rights: ['Integration_Service'],
    language: 'en_US',
  },
  {
    username: `automation@${DOMAIN}`,
    firstName: 'Automation',
    lastName: 'User',
    what: 'event triggers and jobs',
    profile: EMPLOYEE,
    role: 'IT_Integration',
    rights: ['Automation'],
    language: 'en_US',
  },
  {
    username: `data.owner@${DOMAIN}`,
    firstName: 'Data',
    lastName: 'Owner',
    what: 'owner of customer records',
    profile: EMPLOYEE,
    role: 'Data_Owner',
    rights: ['Data_Owner'],
    language: 'en_US',
  },
  {
    username: `rsm@${DOMAIN}`,
    firstName: 'Regina',
    lastName: 'Sales-Manager',
    what: 'regional sales manager',
    profile: EMPLOYEE,
    role: 'Regional_Sales_Manager',
    rights: ['Regional_Sales'],
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
    rights: ['Support_Agent'],
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
    rights: ['Billing_Operations'],
    page: LIGHTNING,
    language: 'en_US',
  },
  {
    username: `agency.north@${DOMAIN}`,
    firstName: 'Nora',
    lastName: 'Nord',
    what: 'agency "Agentur Nord"',
    profile: 'Agency Partner',
    rights: ['Agency_Portal'],
    contactOf: 'AGENCY-NORTH',
    page: AGENCY_PORTAL,
    language: 'en_US',
  },
  {
    username: `agency.south@${DOMAIN}`,
    firstName: 'Sonja',
    lastName: 'Süd',
    what: 'agency "Agentur Süd" (German)',
    profile: 'Agency Partner',
    rights: ['Agency_Portal'],
    contactOf: 'AGENCY-SOUTH',
    page: AGENCY_PORTAL,
    language: 'de',
  },
  ...EMPLOYEES,
  {
    username: `partner.alpha@${DOMAIN}`,
    firstName: 'Anton',
    lastName: 'Alpha',
    what: 'maintenance partner "Netzdienst Alpha"',
    profile: 'Maintenance Partner',
    rights: ['Maintenance_Partner_User'],
    contactOf: 'PARTNER-ALPHA',
    language: 'en_US',
  },
  {
    username: `partner.beta@${DOMAIN}`,
    firstName: 'Berta',
    lastName: 'Beta',
    what: 'maintenance partner "Netzdienst Beta"',
    profile: 'Maintenance Partner',
    rights: ['Maintenance_Partner_User'],
    contactOf: 'PARTNER-BETA',
    language: 'en_US',
  },
  {
    ...CUSTOMER,
    username: `business@${DOMAIN}`,
    firstName: 'Bettina',
    lastName: 'Becker',
    what: 'business customer "Bäckerei Becker": manager, signs contracts',
    contactOf: 'DEMO-BUSINESS',
    portalRole: 'Manager',
    language: 'en_US',
  },
  {
    ...CUSTOMER,
    rights: ['Portal_Billing_Officer'],
    username: `billing.officer@${DOMAIN}`,
    firstName: 'Boris',
    lastName: 'Buchhalter',
    what: 'business customer "Bäckerei Becker": billing officer',
    contactOf: 'DEMO-BUSINESS',
    portalRole: 'Billing',
    language: 'en_US',
  },
  {
    ...CUSTOMER,
    username: `household@${DOMAIN}`,
    firstName: 'Hanna',
    lastName: 'Haushalt',
    what: 'household',
    contactOf: 'DEMO-HOUSEHOLD',
    language: 'en_US',
  },
  {
    ...CUSTOMER,
    username: `co.manager@${DOMAIN}`,
    firstName: 'Carla',
    lastName: 'Mitverwalter',
    what: "co-manager of the household's home",
    contactOf: 'DEMO-CO-MANAGER',
    language: 'en_US',
  },
];

/** An organisation of the demonstration, with the person who looks after it. */
export interface Company {
  /** `Global_Customer_Id__c`. */
  readonly reference: string;
  readonly name: string;
  /** Developer name of the record type of Account. */
  readonly recordType: 'Agency' | 'Corporate_Customer' | 'Maintenance_Partner';
  /** User name. Partner users stand below their account owner's role. */
  readonly owner: string;
  /** Places that a customer is supplied at. */
  readonly sites: readonly string[];
}

const SALES_MANAGER = `rsm@${DOMAIN}`;
const RELATIONSHIP_AGENT = `support.german@${DOMAIN}`;
/** Customers and their properties belong to nobody's portfolio, unless they are key customers. */
export const DATA_OWNER = `data.owner@${DOMAIN}`;

export const COMPANIES: readonly Company[] = [
  { reference: 'AGENCY-NORTH', name: 'Agentur Nord', recordType: 'Agency', owner: SALES_MANAGER, sites: [] },
  { reference: 'AGENCY-SOUTH', name: 'Agentur Süd', recordType: 'Agency', owner: SALES_MANAGER, sites: [] },
  {
    reference: 'PARTNER-ALPHA',
    name: 'Netzdienst Alpha',
    recordType: 'Maintenance_Partner',
    owner: RELATIONSHIP_AGENT,
    sites: [],
  },
  {
    reference: 'PARTNER-BETA',
    name: 'Netzdienst Beta',
    recordType: 'Maintenance_Partner',
    owner: RELATIONSHIP_AGENT,
    sites: [],
  },
  {
    reference: 'DEMO-BUSINESS',
    name: 'Bäckerei Becker',
    recordType: 'Corporate_Customer',
    owner: DATA_OWNER,
    sites: ['Backstube Hafenstraße 3, 20457 Hamburg', 'Filiale Marktplatz 1, 22297 Hamburg'],
  },
];

/** A person account of the demonstration. */
export interface Household {
  /** `Global_Customer_Id__c`. */
  readonly reference: string;
  /** Places that the person is supplied at. */
  readonly sites: readonly string[];
  /** Places of others that the person was invited to. */
  readonly managed: readonly string[];
}

const HOME = 'Lindenweg 12, 20095 Hamburg';

export const HOUSEHOLDS: readonly Household[] = [
  { reference: 'DEMO-HOUSEHOLD', sites: [HOME], managed: [] },
  { reference: 'DEMO-CO-MANAGER', sites: [], managed: [HOME] },
];
