/** Approvals, flows and what reports failures of jobs. Nothing here makes rows but who inserts them. Source: Object Reference. */
import type { StandardObject } from './spec.ts';

const processStatus =
  'picklist(40) open = Approved; Rejected; Removed|Recalled; Fault; Pending; Hold; Reassigned; NoResponse|No Response';

export const processObjects: Readonly<Record<string, StandardObject>> = {
  ProcessInstance: {
    prefix: '04g',
    label: 'Process Instance',
    plural: 'Process Instances',
    verbs: '',
    searchable: false,
    fields: { Status: processStatus, TargetObjectId: 'reference', ProcessDefinitionId: 'ref(ProcessDefinition)' },
  },
  ProcessInstanceNode: {
    prefix: 's49',
    label: 'Process Instance Node',
    plural: 'Process Instance Nodes',
    verbs: '',
    searchable: false,
    fields: { NodeStatus: processStatus, ProcessNodeId: 'reference' },
  },
  ProcessInstanceStep: {
    prefix: '04h',
    label: 'Process Instance Step',
    plural: 'Process Instance Steps',
    verbs: '',
    searchable: false,
    fields: { StepStatus: processStatus, StepNodeId: 'reference', Comments: 'textarea(4000)' },
  },
  ProcessInstanceWorkitem: {
    prefix: '04i',
    label: 'Approval Request',
    plural: 'Approval Requests',
    verbs: '',
    searchable: false,
    fields: { ActorId: 'ref(User,Group)', OriginalActorId: 'ref(User,Group)' },
  },
  FlowDefinitionView: {
    prefix: '3dd',
    label: 'Flow Definition',
    plural: 'Flow Definitions',
    kind: 'setup',
    verbs: '',
    searchable: false,
  },
  FlowVersionView: {
    prefix: 's50',
    label: 'Flow Version',
    plural: 'Flow Versions',
    kind: 'setup',
    verbs: '',
    searchable: false,
    fields: { FlowDefinitionViewId: 'ref(FlowDefinitionView)' },
  },
  ApexEmailNotification: {
    prefix: 's51',
    label: 'Apex Email Notification',
    plural: 'Apex Email Notifications',
    kind: 'setup',
    searchable: false,
    fields: { Email: 'email', UserId: 'ref(User)' },
  },
  // Published for a batch that implements Database.RaisesPlatformEvents and fails (Platform Events Developer Guide, "BatchApexErrorEvent").
  BatchApexErrorEvent: {
    prefix: 's52',
    label: 'Batch Apex Error Event',
    plural: 'Batch Apex Error Events',
    kind: 'platformEvent',
    verbs: 'c',
    searchable: false,
    fields: {
      ReplayId: 'string(1000) sys',
      EventUuid: 'string(36) sys',
      JobScope: 'longtextarea(40000)',
      Message: 'longtextarea(5000)',
      StackTrace: 'longtextarea(5000)',
      Phase: 'string(20)',
    },
  },
  QuickText: {
    prefix: '574',
    label: 'Quick Text',
    plural: 'Quick Texts',
    sharing: ['Private', 'Private'],
    fields: {
      Name: 'string(255) name req',
      OwnerId: 'ref(User) auto',
      Message: 'textarea(4096) req',
      Category: 'picklist(40) open = Greetings; FAQ; Closing',
      Channel:
        'multipicklist(4099) open = Email; Event; Internal; Live Agent|Chat; Messaging; Phone; Portal; Social; Task',
    },
  },
  Topic: {
    prefix: '0TO',
    label: 'Topic',
    plural: 'Topics',
    fields: { Name: 'string(150) name req', Description: 'textarea(500)', TalkingAbout: 'int sys' },
  },
  TopicAssignment: {
    prefix: 's53',
    label: 'Topic Assignment',
    plural: 'Topic Assignments',
    verbs: 'cd',
    searchable: false,
    fields: {
      TopicId: 'ref(Topic) req cascade',
      EntityId: 'reference req',
      EntityKeyPrefix: 'string(3) sys',
      EntityType: 'picklist(40) sys open',
    },
  },
};
