trigger PortalInvitationTrigger on Portal_Invitation__c(before insert, after insert, after update) {
  new PortalInvitationTriggerHandler().run();
}
