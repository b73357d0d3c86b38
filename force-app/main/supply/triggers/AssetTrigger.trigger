trigger AssetTrigger on Asset(before insert, before update, after update) {
  new AssetTriggerHandler().run();
}
