import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requireIban, requireServicePoint } from '../../src/salesforce/required-identifiers.ts';

const refusal = (message: RegExp) => ({
  name: 'IntegrationError',
  code: 'IDENTIFIER_WRONG',
  retryable: false,
  message,
});

describe('identifiers of records that neighbours are told', () => {
  it('pass when they are right, as the published examples are', () => {
    requireServicePoint('contract line 1', 'DE', 'Electricity', '51238696781');
    requireIban('mandate 1', 'DE89 3704 0044 0532 0130 00');
  });

  it('are refused with the record, the place and what would be right', () => {
    assert.throws(
      () => {
        requireServicePoint('contract line 1', 'DE', 'Electricity', '51238696780');
      },
      refusal(/^contract line 1: DE_MALO 51238696780 has wrong check characters at place 11, expected 1\. Correct it/),
    );
    assert.throws(
      () => {
        requireServicePoint('contract line 1', 'DE', 'Gas', '5123');
      },
      refusal(/has a wrong length, expected 11/),
    );
  });

  it('do not put an account number into a message', () => {
    assert.throws(
      () => {
        requireIban('mandate 1', 'DE89370400440532013001');
      },
      refusal(/^mandate 1: IBAN …3001 has wrong check characters/),
    );
  });

  it('of a market that nobody knows are left to the neighbour', () => {
    requireServicePoint('contract line 1', 'XX', 'Electricity', 'anything');
  });
});
