trigger SignatureEnvelopeTrigger on Signature_Envelope__c(before update, after insert, after update) {
  new SignatureEnvelopeTriggerHandler().run();
}
