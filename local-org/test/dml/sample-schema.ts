/** Objects for the tests of the DML engine: a master with roll-ups, its details, and what they refer to. */
import { field, object, schemaOf } from './schema-fixture.ts';

const required = { nillable: false };

export const sampleSchema = schemaOf([
  object({
    name: 'Invoice__c',
    keyPrefix: 'a01',
    hasOwner: true,
    trackHistory: true,
    fields: [
      field('Name', 'autonumber', { nameField: true, displayFormat: 'I-{0000}', startingNumber: 7 }),
      field('Number__c', 'string', { unique: true, externalId: true, length: 10 }),
      field('Status__c', 'picklist', {
        restrictedPicklist: true,
        trackHistory: true,
        picklist: ['New', 'Sent', 'Paid'].map((value) => ({
          value,
          label: value,
          active: true,
          isDefault: value === 'New',
        })),
      }),
      field('Due__c', 'date', { defaultFormula: 'TODAY() + 14' }),
      field('Rate__c', 'percent', { precision: 5, scale: 2, defaultFormula: 'IF(TRUE, 0.25, 0)' }),
      field('Email__c', 'email', { length: 80 }),
      field('Sum__c', 'double', {
        summary: {
          operation: 'sum',
          childObject: 'Line__c',
          childField: 'Invoice__c',
          summarizedField: 'Amount__c',
          filters: [],
        },
      }),
      field('Lines__c', 'double', {
        summary: { operation: 'count', childObject: 'Line__c', childField: 'Invoice__c', filters: [] },
      }),
      field('Big_Lines__c', 'double', {
        summary: {
          operation: 'count',
          childObject: 'Line__c',
          childField: 'Invoice__c',
          filters: [{ field: 'Amount__c', operation: 'greaterOrEqual', value: '100' }],
        },
      }),
      field('Large__c', 'boolean', { formula: 'Sum__c > 1000' }),
      field('Payer__c', 'reference', {
        referenceTo: ['Payer__c'],
        relationshipName: 'Payer__r',
        deleteConstraint: 'SetNull',
      }),
    ],
    rules: [
      {
        name: 'Paid_Needs_Payer',
        active: true,
        formula: "ISPICKVAL(Status__c, 'Paid') && ISBLANK(Payer__c)",
        errorMessage: 'Who paid?',
        errorField: 'Payer__c',
      },
    ],
    children: [
      { childObject: 'Line__c', field: 'Invoice__c', relationshipName: 'Lines__r', onDelete: 'Cascade' },
      { childObject: 'Reminder__c', field: 'Invoice__c', relationshipName: 'Reminders__r', onDelete: 'Restrict' },
    ],
  }),
  object({
    name: 'Invoice__History',
    keyPrefix: 'h01',
    kind: 'history',
    withoutSystemFields: true,
    fields: [
      field('Id', 'id'),
      field('IsDeleted', 'boolean'),
      field('ParentId', 'reference', { referenceTo: ['Invoice__c'] }),
      field('Field', 'picklist'),
      field('DataType', 'picklist'),
      field('OldValue', 'anyType'),
      field('NewValue', 'anyType'),
      field('CreatedById', 'reference'),
      field('CreatedDate', 'datetime'),
    ],
  }),
  object({
    name: 'Line__c',
    keyPrefix: 'a02',
    fields: [
      field('Name', 'string', { nameField: true, nillable: true, defaultedOnCreate: true }),
      field('Invoice__c', 'reference', {
        ...required,
        referenceTo: ['Invoice__c'],
        relationshipName: 'Invoice__r',
        masterDetail: true,
        deleteConstraint: 'Cascade',
      }),
      field('Amount__c', 'currency', { precision: 10, scale: 2 }),
    ],
    rules: [
      {
        name: 'Positive',
        active: true,
        formula: 'Amount__c <= 0',
        errorMessage: 'An amount must be positive',
        errorField: 'Amount__c',
      },
    ],
  }),
  object({
    name: 'Reminder__c',
    keyPrefix: 'a03',
    fields: [
      field('Name', 'string', { nameField: true, nillable: true, defaultedOnCreate: true }),
      field('Invoice__c', 'reference', {
        referenceTo: ['Invoice__c'],
        relationshipName: 'Invoice__r',
        deleteConstraint: 'Restrict',
      }),
    ],
  }),
  object({
    name: 'Payer__c',
    keyPrefix: 'a04',
    hasOwner: true,
    fields: [
      field('Name', 'string', { ...required, nameField: true }),
      field('Key__c', 'string', { externalId: true }),
    ],
    children: [{ childObject: 'Invoice__c', field: 'Payer__c', relationshipName: 'Invoices__r', onDelete: 'SetNull' }],
  }),
  object({
    name: 'Setting__mdt',
    keyPrefix: 'm01',
    kind: 'customMetadata',
    fields: [field('DeveloperName', 'string')],
  }),
  object({
    name: 'User',
    keyPrefix: '005',
    kind: 'setup',
    fields: [
      field('Name', 'string'),
      field('IsActive', 'boolean'),
      field('UserRoleId', 'reference', { referenceTo: ['UserRole'] }),
    ],
  }),
  object({ name: 'UserRole', keyPrefix: '00E', kind: 'setup', fields: [field('Name', 'string', required)] }),
  object({
    name: 'Profile',
    keyPrefix: '00e',
    kind: 'setup',
    fields: [field('Name', 'string'), field('UserType', 'string')],
  }),
]);
