/**
 * The records that decisions.csv speaks of, one per line, as an administrator enters them. A value `@name` is the id of another record, `user:`,
 * `type:` and `queue:` lead to setup; an entry with `known` was made by the demonstration.
 */
export interface PlannedRecord {
  readonly name: string;
  readonly object: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Condition that finds a record which is there already. */
  readonly known?: string;
  /** Who enters it; the administrator by default. */
  readonly enteredBy?: string;
  /** A change after everything is entered. */
  readonly then?: Readonly<Record<string, unknown>>;
}

const DAY = '2026-01-31';

const owned = (owner: string): Readonly<Record<string, unknown>> => ({ OwnerId: `user:${owner}`, Country__c: 'DE' });

function person(name: string, lastName: string): PlannedRecord {
  return {
    name,
    object: 'Account',
    fields: {
      ...owned('data.owner'),
      RecordTypeId: 'type:Account.Residential_Customer',
      FirstName: 'Petra',
      LastName: lastName,
      Segment__c: 'Residential',
    },
  };
}

function property(name: string, customer: string, site: string, segment: 'Residential' | 'Corporate'): PlannedRecord {
  return {
    name,
    object: 'Account',
    fields: {
      ...owned('data.owner'),
      RecordTypeId: 'type:Account.Property',
      Name: site,
      Customer__c: `@${customer}`,
      Segment__c: segment,
    },
  };
}

function company(
  name: string,
  title: string,
  type: string,
  owner: string,
  isKey = false,
  country = 'DE',
): PlannedRecord {
  return {
    name,
    object: 'Account',
    fields: {
      ...owned(owner),
      Country__c: country,
      RecordTypeId: `type:Account.${type}`,
      Name: title,
      Is_Key_Customer__c: isKey,
      ...(type === 'Corporate_Customer' ? { Segment__c: 'Corporate' } : {}),
    },
  };
}

/** Supply, consumption, readings (taken by a technician, sent by the meter) and contract line of a property, as far as the table names them. */
function supplied(
  property: string,
  names: Readonly<Partial<Record<'supply' | 'consumption' | 'reading' | 'smartReading', string>>>,
) {
  const { supply, consumption } = names;
  const planned: PlannedRecord[] = [];
  if (supply)
    planned.push({
      name: supply,
      object: 'Asset',
      fields: { Name: `Supply ${supply}`, AccountId: `@${property}`, RecordTypeId: 'type:Asset.Supply' },
    });
  if (supply && consumption)
    planned.push({
      name: consumption,
      object: 'Consumption_Year__c',
      fields: { Supply__c: `@${supply}`, Year__c: 2025, Key__c: `proof ${property.length}-${consumption.length}` },
    });
  for (const [name, source] of [
    [names.reading, 'Technician'],
    [names.smartReading, 'Smart'],
  ])
    if (name)
      planned.push({
        name,
        object: 'Meter_Reading__c',
        fields: {
          Property__c: `@${property}`,
          Read_At__c: `${DAY}T10:00:00Z`,
          Source__c: source,
          Status__c: 'Accepted',
          Unit__c: 'kWh',
          Value__c: 1200,
        },
      });
  return planned;
}

function contract(name: string, account: string): PlannedRecord {
  return { name, object: 'Contract', fields: { AccountId: `@${account}`, Status: 'Draft' } };
}

function line(name: string, ofContract: string, ofProperty: string): PlannedRecord {
  return {
    name,
    object: 'Contract_Line__c',
    fields: { Contract__c: `@${ofContract}`, Property__c: `@${ofProperty}`, Commodity__c: 'Electricity' },
  };
}

function ofKind(
  name: string,
  kind: string,
  owner: string,
  more: Readonly<Record<string, unknown>> = {},
): PlannedRecord {
  return {
    name,
    object: 'Case',
    fields: { RecordTypeId: `type:Case.${kind}`, OwnerId: owner, Subject: name, ...more },
  };
}

function relation(name: string, account: string, contact: string): PlannedRecord {
  return { name, object: 'AccountContactRelation', fields: { AccountId: `@${account}`, ContactId: contact } };
}

function application(name: string, enteredBy: string, channel: string): PlannedRecord {
  return { name, object: 'Application__c', enteredBy, fields: { Status__c: 'Draft', Channel__c: channel } };
}

/** Everything in the order of entering. */
export const RECORDS: readonly PlannedRecord[] = [
  { name: 'household: customer', object: 'Account', fields: {}, known: "Global_Customer_Id__c = 'DEMO-HOUSEHOLD'" },
  {
    name: 'household: first home',
    object: 'Account',
    fields: {},
    known: "Name LIKE 'Lindenweg 12, %'",
  },
  property('household: second home', 'household: customer', 'Zweitweg 2', 'Residential'),
  property('household: third home', 'household: customer', 'Drittweg 3', 'Residential'),
  relation('second home of the household', 'household: second home', 'contact:household: customer'),
  relation('third home of the household', 'household: third home', 'contact:household: customer'),
  ...supplied('household: first home', {
    supply: 'household: supply of the first home',
    consumption: 'household: consumption of the first home',
    reading: 'household: reading of the first home',
    smartReading: 'household: smart reading of the first home',
  }),
  ...supplied('household: second home', {
    supply: 'household: supply of the second home',
    reading: 'household: reading of the second home',
  }),
  {
    name: 'household: open invitation to the third home',
    object: 'Portal_Invitation__c',
    fields: {
      OwnerId: 'user:data.owner',
      Property__c: '@household: third home',
      Email__c: 'mit@example.com',
      Expires__c: '2099-12-31T12:00:00Z',
      Portal_Access__c: 'Manage',
      Status__c: 'Sent',
    },
  },
  {
    name: 'household: withdrawn invitation',
    object: 'Portal_Invitation__c',
    fields: {
      OwnerId: 'user:data.owner',
      Property__c: '@household: second home',
      Email__c: 'niemand@example.com',
      Expires__c: '2099-12-31T12:00:00Z',
      Portal_Access__c: 'Manage',
      Status__c: 'Sent',
    },
    then: { Status__c: 'Withdrawn' },
  },
  contract('household: contract', 'household: customer'),
  line('household: contract line of the first home', 'household: contract', 'household: first home'),
  line('household: contract line of the second home', 'household: contract', 'household: second home'),

  person('earlier tenant: customer', 'Vormieter'),
  property('earlier tenant: the same home', 'earlier tenant: customer', 'Lindenweg 12 bis 2025', 'Residential'),
  relation('home of the earlier tenant', 'earlier tenant: the same home', 'contact:earlier tenant: customer'),
  ...supplied('earlier tenant: the same home', {
    supply: 'earlier tenant: supply',
    consumption: 'earlier tenant: consumption',
    reading: 'earlier tenant: reading',
  }),
  contract('contract of the earlier tenant', 'earlier tenant: customer'),
  line('earlier tenant: contract line', 'contract of the earlier tenant', 'earlier tenant: the same home'),
  ofKind('earlier tenant: complaint', 'Complaint', 'user:support.german', {
    AccountId: '@earlier tenant: the same home',
    ContactId: 'contact:earlier tenant: customer',
  }),

  { name: 'business: customer', object: 'Account', fields: {}, known: "Global_Customer_Id__c = 'DEMO-BUSINESS'" },
  { name: 'business: first site', object: 'Account', fields: {}, known: "Name LIKE 'Backstube%'" },
  { name: 'business: second site', object: 'Account', fields: {}, known: "Name LIKE 'Filiale Marktplatz%'" },
  ...supplied('business: first site', {
    supply: 'business: supply of the first site',
    consumption: 'business: consumption of the first site',
  }),
  contract('contract of the business', 'business: customer'),
  line('business: contract line', 'contract of the business', 'business: first site'),
  company('other business: customer', 'Metzgerei Meier', 'Corporate_Customer', 'data.owner'),
  property('other business: site', 'other business: customer', 'Schlachthofweg 4', 'Corporate'),
  contract('contract of the other business', 'other business: customer'),
  line('other business: contract line', 'contract of the other business', 'other business: site'),

  company('northern key customer: customer', 'Stahlwerk Nord', 'Corporate_Customer', 'kcm.north', true),
  {
    name: 'northern key customer: contact',
    object: 'Contact',
    fields: { AccountId: '@northern key customer: customer', LastName: 'Stahlmann' },
  },
  property('northern key customer: site linked later', 'northern key customer: customer', 'Walzwerk 1', 'Corporate'),
  ...supplied('northern key customer: site linked later', {
    supply: 'northern key customer: supply',
    consumption: 'northern key customer: consumption',
    reading: 'northern key customer: reading',
  }),
  contract('northern key customer: contract', 'northern key customer: customer'),
  line(
    'northern key customer: contract line',
    'northern key customer: contract',
    'northern key customer: site linked later',
  ),
  company('southern key customer: customer', 'Papierfabrik Süd', 'Corporate_Customer', 'kcm.south', true),
  company('open key customer: customer', 'Oceliareň Košice', 'Corporate_Customer', 'kcm.north', true, 'SK'),
  property('open key customer: site', 'open key customer: customer', 'Valcovňa 1', 'Corporate'),
  contract('open key customer: contract', 'open key customer: customer'),
  line('open key customer: contract line', 'open key customer: contract', 'open key customer: site'),
  company('italian key customer: customer', 'Acciaieria Italiana', 'Corporate_Customer', 'kcm.italy', true),
  property('italian site', 'italian key customer: customer', 'Laminatoio 1', 'Corporate'),
  ...supplied('italian site', { reading: 'italian key customer: reading' }),

  { name: 'agency: company', object: 'Account', fields: {}, known: "Global_Customer_Id__c = 'AGENCY-NORTH'" },
  company('agency of a colleague: company', 'Agentur West', 'Agency', 'clerk'),
  application('agency: application', 'agency.north', 'Agency'),
  application('other agency: application', 'agency.south', 'Agency'),
  application('application by phone', 'clerk', 'Phone'),

  {
    name: 'maintenance partner: company',
    object: 'Account',
    fields: {},
    known: "Global_Customer_Id__c = 'PARTNER-ALPHA'",
  },
  {
    name: 'other partner',
    object: 'Account',
    fields: {},
    known: "Global_Customer_Id__c = 'PARTNER-BETA'",
  },
  ofKind('maintenance partner: incident', 'Critical_Incident', 'user:support.french', {
    Maintenance_Partner__c: '@maintenance partner: company',
  }),
  ofKind('other maintenance partner: incident', 'Critical_Incident', 'user:support.french', {
    Maintenance_Partner__c: '@other partner',
  }),

  ofKind('inquiry of the German team', 'Inquiry', 'queue:Support_German'),
  ofKind('inquiry of the French team', 'Inquiry', 'queue:Support_French'),
  ofKind('inquiry of the French agent', 'Inquiry', 'user:support.french'),
  ofKind('billing inquiry of the French agent', 'Billing_Inquiry', 'user:support.french'),
  ofKind('complaint of the German agent', 'Complaint', 'user:support.german'),
  ofKind('complaint about the maintenance partner', 'Complaint', 'user:support.french', {
    AccountId: '@maintenance partner: company',
  }),
  {
    ...ofKind('complaint that was an inquiry', 'Inquiry', 'user:support.french'),
    then: { RecordTypeId: 'type:Case.Complaint' },
  },
  ofKind('failed payment in the queue', 'Payment_Failure', 'queue:Payment_Failures', { Payment_Key__c: 'proof-1' }),
  {
    ...ofKind('failed payment taken by an agent', 'Payment_Failure', 'queue:Payment_Failures', {
      Payment_Key__c: 'proof-2',
    }),
    then: { OwnerId: 'user:support.german' },
  },

  ...(['north', 'south'] as const).map((region) => ({
    name: `opportunity in the ${region}`,
    object: 'Opportunity',
    fields: {
      OwnerId: `user:sales.${region}`,
      Name: `Door ${region}`,
      StageName: 'Prospecting',
      CloseDate: '2026-12-31',
      RecordTypeId: 'type:Opportunity.Field_Sale',
    },
  })),
  ...(['Germany', 'Italy'] as const).map((country) => ({
    name: `work order in ${country}`,
    object: 'WorkOrder',
    fields: {
      OwnerId: `user:technician.${country.toLowerCase()}`,
      Subject: `Read round ${country}`,
      RecordTypeId: 'type:WorkOrder.Read_Round',
    },
  })),
];

/** Portal users of records above, and a second user of an agency. */
export const MORE_PEOPLE: readonly {
  readonly name: string;
  readonly profile: string;
  /** Permission set group. */
  readonly rights: string;
  /** Record whose person, or whose new contact, the user is. */
  readonly of: string;
}[] = [
  {
    name: 'earlier.tenant',
    profile: 'Customer Portal',
    rights: 'Portal_Customer',
    of: 'earlier tenant: customer',
  },
  { name: 'agency.colleague', profile: 'Agency Partner', rights: 'Agency_Portal', of: 'agency: company' },
];

/** A field that whoever may edit records of the object may edit; `person object` where somebody has fields of their own. */
export const EDITED_FIELD: Readonly<Record<string, string>> = {
  'integration Case': 'Customer_Notified_At__c',
  'rsm Application__c': 'Problem__c',
  Account: 'Phone',
  Application__c: 'City__c',
  Asset: 'Description',
  Case: 'Description',
  Consumption_Year__c: 'Jan_Actual__c',
  Contact: 'Phone',
  Contract: 'ERP_Id__c',
  Contract_Line__c: 'Start__c',
  Meter_Reading__c: 'Note__c',
  Opportunity: 'Description',
  Portal_Invitation__c: 'Token_Hash__c',
  WorkOrder: 'Description',
};
