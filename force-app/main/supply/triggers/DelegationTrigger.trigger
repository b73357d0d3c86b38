trigger DelegationTrigger on Account_Delegation__c(
  before insert,
  before update,
  after insert,
  after update,
  after delete,
  after undelete
) {
  new DelegationTriggerHandler().run();
}
