trigger PortalRegistrationTrigger on Portal_Registration__e(after insert) {
  new PortalRegistrationTriggerHandler().run();
}
