trigger MeterTrigger on Meter__c(before insert, before update) {
  new MeterTriggerHandler().run();
}
