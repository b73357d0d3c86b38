trigger ConsumptionYearTrigger on Consumption_Year__c(before insert, before update, after insert, after update) {
  new ConsumptionYearTriggerHandler().run();
}
