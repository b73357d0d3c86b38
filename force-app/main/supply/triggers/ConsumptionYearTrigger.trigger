trigger ConsumptionYearTrigger on Consumption_Year__c(after insert, after update) {
  new ConsumptionYearTriggerHandler().run();
}
