/** Contact points, consent and what hangs on them. Source: Object Reference, "Consent Management" objects. */
import type { StandardObject } from './spec.ts';

const usage = 'picklist(40) open = Temp|Temporary; Home|Home; Work|Work';
const shared: Pick<StandardObject, 'sharing'> = { sharing: ['Private', 'Private'] };

export const consentObjects: Readonly<Record<string, StandardObject>> = {
  ContactPointAddressHistory: {
    prefix: 's55',
    kind: 'history',
    facts: {
      fields:
        'ContactPointAddressId:Id! CreatedById:Id! CreatedDate:Datetime! DataType:String Field:String! Id:Id! IsDeleted:Boolean! OldValue:Any NewValue:Any',
      parents: 'ContactPointAddress:ContactPointAddress CreatedBy:User',
      children: '',
    },
    fields: { ContactPointAddressId: 'ref(ContactPointAddress) sys cascade' },
  },
  ContactPointAddress: {
    prefix: '8lW',
    label: 'Contact Point Address',
    plural: 'Contact Point Addresses',
    ...shared,
    fields: {
      Name: 'string(255) name req',
      ParentId: 'ref(Account,Individual)',
      OwnerId: 'ref(User,Group) auto',
      AddressType: 'picklist(40) open = Billing; Shipping',
      UsageType: usage,
      ContactPointPhoneId: 'ref(ContactPointPhone)',
      PreferenceRank: 'int',
      BestTimeToContactTimezone: 'picklist(40) open',
      SourceSystemIdentifier: 'string(255)',
    },
  },
  ContactPointEmail: {
    prefix: '9Vl',
    label: 'Contact Point Email',
    plural: 'Contact Point Emails',
    ...shared,
    fields: {
      Name: 'autonumber name sys',
      ParentId: 'ref(Account,Individual)',
      OwnerId: 'ref(User,Group) auto',
      EmailAddress: 'email req',
      EmailDomain: 'string(255) sys',
      UsageType: usage,
      PreferenceRank: 'int',
      BestTimeToContactTimezone: 'picklist(40) open',
    },
  },
  ContactPointPhone: {
    prefix: '0Ow',
    label: 'Contact Point Phone',
    plural: 'Contact Point Phones',
    ...shared,
    fields: {
      Name: 'autonumber name sys',
      ParentId: 'ref(Account,Individual)',
      OwnerId: 'ref(User,Group) auto',
      TelephoneNumber: 'phone(40) req',
      PhoneType: 'picklist(40) open = Home; Mobile; Work; Work Fax|Work Fax',
      UsageType: usage,
      PreferenceRank: 'int',
      BestTimeToContactTimezone: 'picklist(40) open',
    },
  },
  ContactPointConsent: {
    prefix: 's47',
    label: 'Contact Point Consent',
    plural: 'Contact Point Consents',
    ...shared,
    fields: {
      Name: 'string(255) name req',
      OwnerId: 'ref(User,Group) auto',
      ContactPointId: 'ref(ContactPointAddress,ContactPointEmail,ContactPointPhone) req',
      PartyId: 'ref(Individual)',
      CaptureContactPointType: 'picklist(40) open = Email; MailingAddress|Mailing Address; Phone; Social; Web',
      // Not required: jamessimone/apex-rollup, whose tests run in orgs, inserts consents without it.
      PrivacyConsentStatus: 'picklist(40) open = NotSeen|Not Seen; Seen; OptIn|Opt In; OptOut|Opt Out',
    },
  },
  ContactRequest: {
    prefix: 's48',
    label: 'Contact Request',
    plural: 'Contact Requests',
    ...shared,
    fields: {
      Name: 'autonumber name sys',
      OwnerId: 'ref(User,Group) auto',
      WhatId: 'ref(Account,Opportunity,Case)',
      WhoId: 'ref(Contact,Lead,User)',
    },
  },
};
