-- Admission of one message: everything that must be decided and written together before a model is asked.
--
-- KEYS  1 session   2 session turns   3 reply (claim)   4 limit of the session   5 limit of the address   6 mode
--       7 replies of the session, by which forget.lua finds them
-- arg   by name:
--   digest, message, session, text    of the request
--   mark                     'held' if no model may see the text, else ''
--   visitor                  the site's key of the visitor, '' if unknown
--   claim_ms                 how long the claim keeps others off: a crashed invocation must not hold it for ever
--   window, keep             turns returned, turns kept
--   hold                     on the budget, without its time (see money.lua); '' for none
--   hold_tokens, hold_nano, hold_ms    what the message may cost, and how long that is held at the most
--   and what money.lua and tickets.lua read
--   session_quota, session_window_us, address_quota, address_window_us    a quota of 0 switches a limit off
--   session_limit_ms, address_limit_ms    by which a quota is whole again in any case
--   address                  '' if the visitor's is not known: then it has no limit
-- Returns { verdict, pairs of name and value, limits, turns, holds that ran out, alerts }; held is 1 if the hold is, 0 if there is
-- none, and 'spent' if it does not fit; verdict is one of
--   admitted | replayed | in_progress | message_reused | foreign_visitor | limited
-- Limits are remaining, microseconds to wait and whether it is violated (0 or 1), of the session and then of the address; of one that is
-- off, -1 remains. What is empty at the end is left out. Every check comes before the first write, so whatever is not admitted has written nothing.
-- Times are microseconds of the server's clock: below 2^53, so exact in Lua's numbers.
-- A claim is a line of digest, time, lease in ms, and whether the text was passed on to people (0 or 1), with tabs between; the reply
-- follows on the next line, once there is one.

local session, turns, claim = KEYS[1], KEYS[2], KEYS[3]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local state = redis.call('HMGET', session, 'visitor', 'owner', 'epoch', 'streak', 'turns', 'kept')
local visitor, owner, epoch = state[1] or '', state[2] or 'bot', state[3] or '0'
local ticket = {}
if owner == 'human' then
  local v = redis.call('HMGET', session, 'ticket', 'queue', 'due')
  if v[1] then ticket = { 'ticket', v[1], 'queue', v[2], 'due', v[3] } end
end

if visitor ~= '' and visitor ~= arg.visitor then
  return { 'foreign_visitor' }
end

-- The claim: the same message again is answered from what is stored, and never asks a model twice.
local stored = redis.call('MGET', claim, KEYS[4], KEYS[5], KEYS[6])
local again, passed = stored[1], '0'
if again then
  local digest, at, lease, rest
  digest, at, lease, passed, rest = string.match(again, '^([^\t]*)\t(%d+)\t(%d+)\t([01])(.*)$')
  if digest ~= arg.digest then
    return { 'message_reused' }
  end
  if rest ~= '' then
    local reply = { 'reply', string.sub(rest, 2), unpack(ticket) }
    return { 'replayed', reply, {}, redis.call('LRANGE', turns, '0', '-1') }
  end
  if at + lease * 1000 > now then
    return { 'in_progress' }
  end
end

-- Limits: the generic cell rate algorithm. One number a key, the theoretical arrival time: when the quota would be whole again.
-- The interval is rounded up to a whole microsecond and the burst is its multiple, so that no fraction is ever lost.
local function limit(arrival, quota, window)
  if quota == '0' then return -1, 0, 0 end
  local interval = math.ceil(window / quota)
  local burst = interval * quota
  local after = math.max(tonumber(arrival or '0'), now) + interval
  local ahead = after - now
  if ahead > burst then return 0, ahead - burst, 1 end
  return math.floor((burst - ahead) / interval), ahead, 0, after
end

local of_session, session_wait, session_violated, session_after =
  limit(stored[2], arg.session_quota, arg.session_window_us)
local of_address, address_wait, address_violated, address_after =
  limit(stored[3], arg.address == '' and '0' or arg.address_quota, arg.address_window_us)
local limits = { of_session, session_wait, session_violated, of_address, address_wait, address_violated }
if session_violated + address_violated > 0 then
  return { 'limited', {}, limits }
end

local mode = string.match(stored[4] or 'live', '^[^\t]*') -- see mode.lua for what comes after the tab
-- A claim that ran out has left its own turn, which is not one before it.
local asked = tonumber(arg.window)
local window = redis.call('LRANGE', turns, again and -asked - 1 or '-' .. arg.window, '-1')
if again then
  local own = '\t' .. arg.message .. '\t' .. arg.text
  for i = #window, 1, -1 do
    local is_own = string.sub(window[i], 1, 8) == 'visitor\t' and string.sub(window[i], -#own) == own
    if is_own then table.remove(window, i) end
  end
  if #window > asked then table.remove(window, 1) end
end

-- From here on only writes.
local now_text, now_ms = integer(now), ms(now)
if session_after then redis.call('SET', KEYS[4], session_after, 'PX', arg.session_limit_ms) end
if address_after then redis.call('SET', KEYS[5], address_after, 'PX', arg.address_limit_ms) end

local pass_on = ticket[1] and passed == '0'
redis.call('SET', claim, table.concat({ arg.digest, now_text, arg.claim_ms, pass_on and '1' or passed }, '\t'),
  'PX', keep_ms.reply)
-- An index holds what will expire by when, and outlives the last of it. What is over goes now and then: nobody counts it.
local count = tonumber(state[5] or '0') + (again and 0 or 1)
if count % 16 == 0 then redis.call('ZREMRANGEBYSCORE', KEYS[7], '-inf', now_ms) end
redis.call('ZADD', KEYS[7], now_ms + keep_ms.reply, arg.message)
redis.call('PEXPIRE', KEYS[7], keep_ms.reply)

local turns_kept = 0
if not again then -- a claim that ran out has its turn stored already
  turns_kept = redis.call('RPUSH', turns,
    table.concat({ 'visitor', arg.mark, epoch, now_text, arg.message, arg.text }, '\t'))
  -- The answer's turn trims as well, so one more is no matter.
  if turns_kept > arg.keep + 1 then redis.call('LTRIM', turns, '-' .. arg.keep, '-1') end
end

-- While people have a session it lives as long as its ticket: they may answer when the visitor is long gone. It is kept for a margin
-- longer than it must be, so that its expiries need not be set anew with each message.
local session_ms = owner == 'human' and keep_ms.ticket or keep_ms.session
local comes_to_be_known = visitor == '' and arg.visitor ~= ''
local extend = tonumber(state[6] or '0') < now_ms + session_ms or turns_kept == 1 or comes_to_be_known
if state[2] and not extend then
  redis.call('HSET', session, 'turns', count)
else
  local fields = { 'turns', count }
  local function set(...)
    for _, value in ipairs({ ... }) do fields[#fields + 1] = value end
  end
  if not state[2] then set('owner', owner, 'epoch', epoch, 'streak', '0', 'first', now) end
  if comes_to_be_known then set('visitor', arg.visitor) end
  if extend then set('kept', now_ms + session_ms + keep_ms.margin) end
  redis.call('HSET', session, unpack(fields))
end
if extend then
  local life = session_ms + keep_ms.margin
  redis.call('PEXPIRE', session, life)
  redis.call('PEXPIRE', turns, life)
  tickets.remember(arg.session, arg.visitor, life, now)
end

-- With the turn: from here on the message can only be lost with Redis itself.
if pass_on then tickets.pass_on(ticket[2], arg.message, arg.text, now) end

-- What the message may cost must fit what the budget has left. Nothing is held for whom no model will be asked.
local budget, over = money.sweep(money.state(money.day(now)), now)
local held = '0'
if arg.hold ~= '' and owner == 'bot' and mode == 'live' then
  local tokens, nano = tonumber(arg.hold_tokens), tonumber(arg.hold_nano)
  local fits, ever = money.fits(budget, tokens, nano)
  if fits then
    held = '1'
    money.hold(budget, now_text .. '\t' .. arg.hold, tokens, nano, now_ms + arg.hold_ms)
  else
    held = 'spent'
    if not ever then money.thresholds(budget, true, now) end
  end
end

local admitted = {
  'admitted',
  { 'owner', owner, 'epoch', epoch, 'streak', state[4] or '0', 'turns', count, 'mode', mode, 'now_us', now_text, 'held', held,
    unpack(ticket) },
  limits,
  window,
}
if #over > 0 or #money.alerts > 0 then
  admitted[5], admitted[6] = over, money.alerts
end
return admitted
