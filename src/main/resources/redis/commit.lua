-- Commit of one message: the reply, the session's state and, where a person shall take over, the ticket.
--
-- KEYS  1 session   2 session turns   3 reply (claim)   4 ticket   5 stream of tickets
--       6 tickets of the session   7 sessions of the visitor   8 mark that the session was forgotten
-- ARGV  pairs of name and value:
--   digest, message, session, visitor, epoch, owner   as admitted
--   release                  '1': nobody waits for an answer any more; the claim is given up, and nothing else is written
--   admitted_at              the time of the admission: whose claim it is
--   reply                    what to store for replays
--   text, intent             of the bot's turn; text '' adds none
--   low                      'raise' | 'reset' | 'keep': what the turn does to the streak of low-confidence turns
--   file_at                  file the ticket when the streak, this turn counted, reaches it: '0' in any case, '' never
--   ticket_id, ticket, queue, due, handoff_reply, handoff_text    of the ticket that may be filed
--   session_ms, reply_ms, ticket_ms, keep
--   hold, charges            to be settled: the hold as admission returned it, '' for none, and what the calls cost
--   compute                  what the instance's work cost, for money.compute; '' for nothing
--   first                    '1' if the message began its session
--   and what money.lua reads
-- Returns { verdict, pairs of name and value, alerts }; the pair settled says whether the charges are booked; verdict is one of
--   committed    the reply stands
--   handed_off   the ticket is filed, and handoff_reply stands
--   superseded   a person took the session over while the model was asked: nobody gets to see the bot's answer
--   released     the message can be sent again
--   replayed     another invocation has answered this message; its reply stands
--   forgotten    the session was erased while the model was asked: nothing is written

local session, turns, claim = KEYS[1], KEYS[2], KEYS[3]
local arg = {}
for i = 1, #ARGV, 2 do arg[ARGV[i]] = ARGV[i + 1] end

local time = redis.call('TIME')
local now_us = time[1] * 1000000 + time[2]
local now = string.format('%.0f', now_us)

-- Money first: whatever becomes of the answer, the calls were made.
local settled = arg.hold ~= '' and money.settle(arg, arg.hold, arg.charges, now_us)
local function done(verdict, pairs)
  pairs[#pairs + 1] = 'settled'
  pairs[#pairs + 1] = settled and '1' or '0'
  if arg.compute ~= '' then
    local counts = verdict == 'committed' or verdict == 'handed_off' or verdict == 'superseded'
    money.compute(arg, arg.compute, counts and arg.first == '1' and 1 or 0, now_us)
  end
  return { verdict, pairs, money.alerts }
end

local state = redis.call('HMGET', session, 'owner', 'epoch', 'streak', 'ticket', 'queue', 'due')
local owner, epoch = state[1] or 'bot', state[2] or arg.epoch
local ticket = { 'ticket', state[4] or '', 'queue', state[5] or '', 'due', state[6] or '' }

local claimed = redis.call('HMGET', claim, 'digest', 'reply')
if claimed[2] then
  ticket[7], ticket[8] = 'reply', claimed[2]
  return done('replayed', ticket)
end
if not claimed[1] and redis.call('EXISTS', KEYS[8]) == 1 then
  return done('forgotten', {})
end

if arg.release == '1' then
  -- Whoever is late finds the claim of another call, which is answering the message, or none.
  if redis.call('HGET', claim, 'at') == arg.admitted_at then
    redis.call('HSET', claim, 'until', '0')
    redis.call('PEXPIRE', claim, arg.reply_ms)
  end
  return done('released', {})
end

local function store(reply)
  redis.call('HSET', claim, 'digest', arg.digest, 'reply', reply)
  redis.call('PEXPIRE', claim, arg.reply_ms)
end

if owner == 'human' and arg.owner == 'bot' then
  store('') -- replays are told what this call is told: a person has the conversation
  return done('superseded', ticket)
end

if not state[1] then -- Redis lost the session since admission: what follows must stand on its own
  redis.call('HSET', session, 'owner', owner, 'epoch', epoch, 'streak', '0', 'first', now, 'turns', '1')
  if arg.visitor ~= '' then redis.call('HSET', session, 'visitor', arg.visitor) end
end

-- Turns of an epoch that a release has ended say nothing about this one.
local streak = tonumber(state[3] or '0')
if epoch == arg.epoch and arg.low ~= 'keep' then
  streak = arg.low == 'raise' and streak + 1 or 0
  redis.call('HSET', session, 'streak', streak)
end

local file_at = tonumber(arg.file_at)
local hand_off = file_at and (file_at == 0 or (epoch == arg.epoch and streak >= file_at))
local verdict, text = 'committed', arg.text
if hand_off then
  verdict, text = 'handed_off', arg.handoff_text
  redis.call('SET', KEYS[4], arg.ticket, 'PX', arg.ticket_ms)
  local entry = redis.call('XADD', KEYS[5], '*', 'type', 'ticket.created', 'ticket', arg.ticket_id)
  redis.call('PEXPIRE', KEYS[5], arg.ticket_ms)
  redis.call('SADD', KEYS[6], arg.ticket_id .. ' ' .. entry)
  redis.call('PEXPIRE', KEYS[6], arg.ticket_ms)
  if arg.visitor ~= '' then -- the ticket outlives the session, and must be found all the same
    redis.call('ZADD', KEYS[7], 'GT', string.format('%.0f', now / 1000 + arg.ticket_ms), arg.session)
    redis.call('PEXPIRE', KEYS[7], arg.ticket_ms)
  end
  redis.call('HSET', session,
    'owner', 'human', 'streak', '0', 'ticket', arg.ticket_id, 'queue', arg.queue, 'due', arg.due)
end
store(hand_off and arg.handoff_reply or arg.reply)

if text ~= '' then
  redis.call('RPUSH', turns, table.concat({ 'bot', arg.intent, epoch, now, arg.message, text }, '\t'))
  redis.call('LTRIM', turns, -tonumber(arg.keep), -1)
end
redis.call('PEXPIRE', turns, arg.session_ms)
redis.call('PEXPIRE', session, arg.session_ms)
return done(verdict, {})
