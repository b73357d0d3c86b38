trigger PropertyTrigger on Account(after update) {
  new PropertyTriggerHandler().run();
}
