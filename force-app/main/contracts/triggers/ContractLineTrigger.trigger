trigger ContractLineTrigger on Contract_Line__c(after insert, after update) {
  new ContractLineTriggerHandler().run();
}
