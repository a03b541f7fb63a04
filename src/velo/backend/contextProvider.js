/**
 * YOURS TO EDIT: what your site knows of the visitor who writes. The assistant is told it as data, and nothing else of your site. Only
 * the members that README.md lists may be there; whatever else goes into `facts`, up to 16 short strings. It has 1.5 s; what takes
 * longer, or fails, is left out.
 */
import { members } from '@wix/members';
import { orders } from '@wix/pricing-plans';

/**
 * @param {{ id: string, isMember: boolean }} visitor as Wix has them, not as the browser says
 * @returns {Promise<import('./parleyClient').Context>}
 */
export async function contextOf(visitor) {
  if (!visitor.isMember) {
    return {};
  }
  // One that fails, as where its app is not installed, does not take the others with it.
  const [account, plan] = await Promise.allSettled([memberAccount(), memberPlan()]);
  return {
    account: account.status === 'fulfilled' ? account.value : undefined,
    plan: plan.status === 'fulfilled' ? plan.value : undefined,
  };
}

async function memberAccount() {
  const { member } = await members.getCurrentMember({ fieldsets: ['FULL'] });
  return (
    member && {
      memberId: member._id,
      name: [member.contact?.firstName, member.contact?.lastName].filter(Boolean).join(' ') || member.profile?.nickname,
      email: member.loginEmail,
      memberSince: day(member._createdDate),
    }
  );
}

/** The pricing plan that is running. */
async function memberPlan() {
  const { orders: [running] = [] } = await orders.memberListOrders({ orderStatuses: ['ACTIVE'], limit: 1 });
  return (
    running && {
      name: running.planName,
      status: running.status?.toLowerCase(),
      renewsOn: running.autoRenewCanceled ? undefined : day(running.currentCycle?.endedDate),
    }
  );
}

/** @param {Date | null | undefined} date */
function day(date) {
  return date ? new Date(date).toISOString().slice(0, '2026-12-01'.length) : undefined;
}
