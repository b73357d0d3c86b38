trigger MeterReadingTrigger on Meter_Reading__c(
  before insert,
  before update,
  after insert,
  after update,
  after delete,
  after undelete
) {
  new MeterReadingTriggerHandler().run();
}
