/** What standard fields of the same name have in common on every object. Source: Object Reference for the Salesforce Platform. */

/** Fields the platform alone writes. */
export const systemFields: Readonly<Record<string, string>> = {
  Id: 'id sys',
  IsDeleted: 'boolean sys auto',
  CreatedDate: 'datetime sys auto',
  CreatedById: 'ref(User) sys auto',
  LastModifiedDate: 'datetime sys auto',
  LastModifiedById: 'ref(User) sys auto',
  SystemModstamp: 'datetime sys auto',
  LastViewedDate: 'datetime sys',
  LastReferencedDate: 'datetime sys',
  LastActivityDate: 'date sys',
  MasterRecordId: 'reference sys',
  PhotoUrl: 'url(255) sys',
  NamespacePrefix: 'string(15) sys',
};

/** Field name → line, valid for every object unless the object says otherwise. */
export const fieldsByName: Readonly<Record<string, string>> = {
  ...systemFields,
  OwnerId: 'ref(Group,User) auto',
  RecordTypeId: 'ref(RecordType) auto null',
  CurrencyIsoCode: 'picklist(3) auto null',
  Name: 'string(255) name req',
  DeveloperName: 'string(80) req',
  MasterLabel: 'string(80) req',
  Label: 'string(80) req',
  Language:
    'picklist(40) auto null = en_US|English; de|German; fr|French; it|Italian; es|Spanish; nl_NL|Dutch; pt_BR|Portuguese (Brazil)',
  Description: 'longtextarea(32000)',
  FirstName: 'string(40) in(Name)',
  MiddleName: 'string(40) in(Name)',
  LastName: 'string(80) req in(Name)',
  Suffix: 'string(40) in(Name)',
  Salutation: 'picklist(40) open in(Name) = Mr.; Ms.; Mrs.; Dr.; Prof.; Mx.',
  Title: 'string(128)',
  Department: 'string(80)',
  EmployeeNumber: 'string(20)',
  Email: 'email(80)',
  Phone: 'phone(40)',
  MobilePhone: 'phone(40)',
  HomePhone: 'phone(40)',
  OtherPhone: 'phone(40)',
  AssistantPhone: 'phone(40)',
  AssistantName: 'string(40)',
  Fax: 'phone(40)',
  Website: 'url(255)',
  EmailBouncedDate: 'datetime',
  EmailBouncedReason: 'string(255)',
  Birthdate: 'date',
  LeadSource: 'picklist(255) open = Web; Phone Inquiry; Partner Referral; Purchased List; Other',
  Industry:
    'picklist(255) open = Agriculture; Apparel; Banking; Biotechnology; Chemicals; Communications; Construction; Consulting; Education; Electronics; Energy; Engineering; Entertainment; Environmental; Finance; Food & Beverage; Government; Healthcare; Hospitality; Insurance; Machinery; Manufacturing; Media; Not For Profit; Other; Recreation; Retail; Shipping; Technology; Telecommunications; Transportation; Utilities',
  IsActive: 'boolean',
  ListPrice: 'currency(18,2) sys',
  UnitPrice: 'currency(18,2)',
  TotalPrice: 'currency(18,2)',
  Subtotal: 'currency(18,2) sys',
  Discount: 'percent(5,2)',
  Quantity: 'double(18,2)',
  Amount: 'currency(18,2)',
  SortOrder: 'int',
  Jigsaw: 'string(20)',
  JigsawCompanyId: 'string(20) sys',
  JigsawContactId: 'string(20) sys',
  UserOrGroupId: 'ref(Group,User) req fixed',
  RowCause:
    'picklist(40) auto fixed null = Owner|Owner; Manual|Manual Sharing; Rule|Sharing Rule; ImplicitChild|Account Sharing; ImplicitParent|Associated record owner or sharing; Team|Sales Team; GuestRule|Guest User Sharing Rule; Territory|Territory Assignment Rule',
  Field: 'picklist(255) sys',
  DataType: 'picklist(40) sys',
  OldValue: 'anyType(255) sys',
  NewValue: 'anyType(255) sys',
  ApiVersion: 'double(18,1)',
  LengthWithoutComments: 'int sys',
  ManageableState: 'picklist(40) sys',
  IsValid: 'boolean',
  Body: 'longtextarea(1000000)',
  BodyCrc: 'double(18,0)',
  Timezone: 'picklist(40)',
};

/** The first pattern that matches the end of a text field's name gives its line. */
export const textFieldsBySuffix: readonly (readonly [RegExp, string])[] = [
  [/Street$/, 'textarea(255)'],
  [/City$/, 'string(40)'],
  [/(State|Country)Code$/, 'picklist(10) open'],
  [/(State|Country)$/, 'string(80)'],
  [/PostalCode$/, 'string(20)'],
  [
    /GeocodeAccuracy$/,
    'picklist(40) = Address; NearAddress; Block; Street; ExtendedZip; Zip; Neighborhood; City; County; State; Unknown',
  ],
  [/(Phone|Fax)$/, 'phone(40)'],
  [/Email(Address)?$/, 'email(80)'],
  [/Url$/, 'url(1024)'],
  [/Description$/, 'longtextarea(32000)'],
  [/(AccessLevel|Status|Type|Frequency|Key)$/, 'picklist(40) open'],
];

/** The first pattern that matches a Decimal field's name gives its line. */
export const decimalFieldsByPattern: readonly (readonly [RegExp, string])[] = [
  [/(Latitude|Longitude)$/, 'double(18,15)'],
  [/(Amount|Price|Revenue|Cost|Subtotal|Tax|Total|ShippingHandling)(?!.*Number)/, 'currency(18,2)'],
  [/(Probability|Discount|Percent)$/, 'percent(5,2)'],
];

/** Components of a compound address, by the end of their names. */
export const addressComponents =
  /^(.*?)(Street|City|State|StateCode|PostalCode|Country|CountryCode|Latitude|Longitude|GeocodeAccuracy)$/;
