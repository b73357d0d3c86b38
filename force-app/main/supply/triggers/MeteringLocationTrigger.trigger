trigger MeteringLocationTrigger on Metering_Location__c(before insert, before update) {
  new MeteringLocationTriggerHandler().run();
}
