trigger PremisesTrigger on Premises__c(before insert, before update) {
  new PremisesTriggerHandler().run();
}
