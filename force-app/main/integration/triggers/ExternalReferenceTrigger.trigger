trigger ExternalReferenceTrigger on External_Reference__c(before insert, before update) {
  new ExternalReferenceTriggerHandler().run();
}
