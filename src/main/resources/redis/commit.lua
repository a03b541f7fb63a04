-- Commit of one message: the reply, the session's state and, where a person shall take over, the ticket.
--
-- KEYS  1 session   2 session turns   3 reply (claim)
-- arg   by name:
--   digest, message, session, visitor, epoch, owner   as admitted
--   release                  '1': nobody waits for an answer any more; the claim is given up, and nothing else is written
--   admitted_at              the time of the admission: whose claim it is
--   reply                    what to store for replays
--   message_text             of the visitor
--   text, intent             of the bot's turn; text '' adds none
--   low                      'raise' | 'reset' | 'keep': what the turn does to the streak of low-confidence turns
--   file_at                  file the ticket when the streak, this turn counted, reaches it: '0' in any case, '' never
--   ticket_id, handoff_reply, handoff_text, handoff_reason    of the ticket that may be filed; and of what tickets.lua says of it:
--   ticket, queue, language, summary, desk, due, due_ms, late_ms, overdue, seen
--   question                 the message, redacted; '' if it asks nothing
--   unresolved               why the question has no good answer; '' if it has
--   keep                     turns kept
--   hold, charges            to be settled: the hold as admission returned it, '' for none, and what the calls cost
--   compute                  what the instance's work cost, for money.settle; '' for nothing
--   first                    '1' if the message began its session
--   and what money.lua and tickets.lua read
-- Returns { verdict, pairs of name and value, alerts, claim of the ticket }; what is empty at the end is left out; the pair settled says
-- whether the charges are booked; what the desk must get to know is claimed for the caller, if there is any; verdict is one of
--   committed    the reply stands
--   handed_off   the ticket is filed, and handoff_reply stands
--   superseded   a person took the session over while the model was asked: nobody gets to see the bot's answer
--   released     the message can be sent again
--   replayed     another invocation has answered this message; its reply stands
--   forgotten    the session was erased while the model was asked: nothing is written

local session, turns, claim = KEYS[1], KEYS[2], KEYS[3]
local time = redis.call('TIME')
local now_us = time[1] * 1000000 + time[2]
local now = integer(now_us)

-- Whatever becomes of the answer, the calls were made: there is no way out but this one.
local has_ticket
local function done(verdict, pairs)
  local counts = arg.first == '1' and (verdict == 'committed' or verdict == 'handed_off' or verdict == 'superseded')
  local settled = money.settle(arg.hold, arg.charges, arg.compute, counts and 1 or 0, now_us)
  local result = { verdict, { 'settled', settled and '1' or '0', unpack(pairs) } }
  if has_ticket or #money.alerts > 0 then
    result[3], result[4] = money.alerts, has_ticket and tickets.claim(has_ticket, now_us) or {}
  end
  return result
end

local state = redis.call('HMGET', session, 'owner', 'epoch', 'streak')
local owner, epoch = state[1] or 'bot', state[2] or arg.epoch
local ticket = {}
if owner == 'human' then
  local v = redis.call('HMGET', session, 'ticket', 'queue', 'due')
  has_ticket = v[1]
  if v[1] then ticket = { 'ticket', v[1], 'queue', v[2], 'due', v[3] } end
end

local claimed = redis.call('GET', claim) -- see admit.lua
local reply_at = claimed and string.find(claimed, '\n', 1, true)
if reply_at then
  ticket[#ticket + 1] = 'reply'
  ticket[#ticket + 1] = string.sub(claimed, reply_at + 1)
  return done('replayed', ticket)
end
if not claimed and redis.call('EXISTS', session .. ':forgotten') == 1 then
  return done('forgotten', {})
end

local function claim_line(lease, passed) return table.concat({ arg.digest, arg.admitted_at, lease, passed }, '\t') end
local passed = claimed and string.sub(claimed, -1) or '0'

if arg.release == '1' then
  -- Whoever is late finds the claim of another call, which is answering the message, or none.
  if claimed and string.match(claimed, '^[^\t]*\t(%d+)') == arg.admitted_at then
    redis.call('SET', claim, claim_line('0', passed), 'PX', keep_ms.reply)
  end
  return done('released', {})
end

-- Expiries are those that admission set a moment ago, unless Redis lost the key since.
local function store(line, reply)
  if claimed then
    redis.call('SET', claim, line .. '\n' .. reply, 'KEEPTTL')
  else
    redis.call('SET', claim, line .. '\n' .. reply, 'PX', keep_ms.reply)
  end
end

if owner == 'human' and arg.owner == 'bot' then
  -- Replays are told what this call is told: a person has the conversation.
  store(claim_line('0', has_ticket and '1' or passed), '')
  if has_ticket and passed == '0' then tickets.pass_on(has_ticket, arg.message, arg.message_text, now_us) end
  return done('superseded', ticket)
end

if not state[1] then -- Redis lost the session since admission: what follows must stand on its own
  redis.call('HSET', session, 'owner', owner, 'epoch', epoch, 'streak', '0', 'first', now, 'turns', '1')
  if arg.visitor ~= '' then redis.call('HSET', session, 'visitor', arg.visitor) end
end

-- Turns of an epoch that a release has ended say nothing about this one.
local before = tonumber(state[3] or '0')
local streak = before
if epoch == arg.epoch and arg.low ~= 'keep' then
  streak = arg.low == 'raise' and before + 1 or 0
  if streak ~= before then redis.call('HSET', session, 'streak', streak) end
end

local file_at = tonumber(arg.file_at)
local hand_off = file_at and (file_at == 0 or (epoch == arg.epoch and streak >= file_at))
local verdict, text = 'committed', arg.text
if hand_off then
  verdict, text = 'handed_off', arg.handoff_text
  local id = arg.ticket_id
  tickets.file(id, { 'ticket', arg.ticket, 'session', arg.session, 'visitor', arg.visitor, 'queue', arg.queue,
    'intent', arg.intent, 'language', arg.language, 'reason', arg.handoff_reason, 'summary', arg.summary, 'question', arg.question,
    'desk', arg.desk, 'state', 'open', 'created', now, 'due', arg.due, 'overdue', arg.overdue, 'seen', arg.seen })
  tickets.index('open', tonumber(arg.due_ms), id)
  tickets.index('late', tonumber(arg.late_ms), id)
  if arg.desk ~= 'none' then tickets.tell(id, id, 'ticket.created', '', '', now_us) end
  -- The ticket outlives the session, and must be found all the same.
  redis.call('SADD', session .. ':tickets', id)
  redis.call('PEXPIRE', session .. ':tickets', keep_ms.ticket)
  tickets.remember(arg.session, arg.visitor, keep_ms.ticket, now_us)
  tickets.give_to_people(arg.session, id, arg.queue, arg.due)
  tickets.update(arg.session, { 'kind', 'state' })
  has_ticket = id
end
store(claimed or claim_line('0', passed), hand_off and arg.handoff_reply or arg.reply)

local stored
if text ~= '' then
  stored = redis.call('RPUSH', turns, table.concat({ 'bot', arg.intent, epoch, now, arg.message, text }, '\t'))
  if stored > tonumber(arg.keep) then redis.call('LTRIM', turns, '-' .. arg.keep, '-1') end
end
local unresolved = hand_off and arg.handoff_reason or arg.unresolved
if unresolved ~= '' and arg.question ~= '' then
  tickets.unresolved(arg.session, arg.visitor, now_us, { 'kind', 'question', 'reason', unresolved, 'intent', arg.intent,
    'language', arg.language, 'text', arg.question, 'ticket', hand_off and arg.ticket_id or '' })
end
local session_ms = (hand_off or owner == 'human') and keep_ms.ticket or keep_ms.session
if hand_off or stored == 1 then redis.call('PEXPIRE', turns, session_ms + keep_ms.margin) end
if hand_off or not state[1] then redis.call('PEXPIRE', session, session_ms) end
return done(verdict, {})
