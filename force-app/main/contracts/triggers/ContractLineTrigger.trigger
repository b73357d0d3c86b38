trigger ContractLineTrigger on Contract_Line__c(before insert, before update, after insert, after update) {
  new ContractLineTriggerHandler().run();
}
