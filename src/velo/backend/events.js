/** Add this to the events.js of your site: what people answer in Wix Inbox goes to the visitor's page. */
import { forwardReply } from 'backend/parleyInbox';

/** @param {Parameters<typeof forwardReply>[0]} event */
export function wixCrmInbox_onMessageSentToParticipant(event) {
  return forwardReply(event);
}
