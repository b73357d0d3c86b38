import { LightningElement, wire } from 'lwc';
import { refreshApex } from '@salesforce/apex';
import getContractsToSign from '@salesforce/apex/ContractSigningController.getContractsToSign';
import requestSigning from '@salesforce/apex/ContractSigningController.requestSigning';
import { messageFor } from 'c/errors';
import { fill } from 'c/words';
import titleLabel from '@salesforce/label/c.Signing_Title';
import requestLabel from '@salesforce/label/c.Signing_Request';
import requestedLabel from '@salesforce/label/c.Signing_Requested';
import failedLabel from '@salesforce/label/c.Signing_Failed';

/** Contracts that wait for the visitor's signature. The document comes by mail from the e-signature provider. Nothing to sign, nothing shown. */
export default class ContractsToSign extends LightningElement {
  labels = { titleLabel, requestedLabel };
  received;
  contracts = [];
  isBusy = false;
  problem;

  // A failure shows nothing to sign: the contracts below are of use without.
  @wire(getContractsToSign)
  receive(received) {
    this.received = received;
    this.contracts = received.data ?? this.contracts;
  }

  get hasDrafts() {
    return this.contracts.length > 0;
  }

  get drafts() {
    return this.contracts.map((draft) => ({ ...draft, signWords: fill(requestLabel, draft.contractNumber) }));
  }

  async handleSign(event) {
    this.isBusy = true;
    this.problem = undefined;
    try {
      await requestSigning({ contractId: event.target.value });
      await refreshApex(this.received);
    } catch (error) {
      this.problem = messageFor(error, failedLabel);
    } finally {
      this.isBusy = false;
    }
  }
}
