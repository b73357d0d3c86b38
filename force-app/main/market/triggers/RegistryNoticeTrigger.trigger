trigger RegistryNoticeTrigger on Registry_Notice__c(before update, after insert, after update) {
  new RegistryNoticeTriggerHandler().run();
}
