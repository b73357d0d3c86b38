trigger DataErasureTrigger on Data_Erasure__c(before insert, after insert) {
  new DataErasureTriggerHandler().run();
}
