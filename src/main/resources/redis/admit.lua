-- Admission of one message: everything that must be decided and written together before a model is asked.
--
-- KEYS  1 session   2 session turns   3 reply (claim)   4 limit of the session   5 limit of the address   6 mode
--       7 replies of the session   8 sessions of the visitor: what forget.lua needs to find everything
-- arg   by name:
--   digest, message, session, text    of the request
--   mark                     'held' if no model may see the text, else ''
--   visitor                  the site's key of the visitor, '' if unknown
--   claim_ms                 how long the claim keeps others off: a crashed invocation must not hold it for ever
--   window, keep             turns returned, turns kept
--   hold_id, hold_request, hold_session    of the hold on the budget; no hold if the id is ''
--   hold_tokens, hold_nano, hold_charges, hold_ms    what the message may cost, and how long that is held at the most
--   and what money.lua and tickets.lua read
--   session_quota, session_window_us, address_quota, address_window_us    a quota of 0 switches a limit off
-- Returns { verdict, pairs of name and value, turns, holds that ran out, alerts }; what is empty or false is left out; verdict is one of
--   admitted | replayed | in_progress | message_reused | foreign_visitor | limited
-- Every check comes before the first write, so whatever is not admitted has written nothing.
-- Times are microseconds of the server's clock: below 2^53, so exact in Lua's numbers.

local session, turns, claim = KEYS[1], KEYS[2], KEYS[3]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local state = redis.call('HMGET', session, 'visitor', 'owner', 'epoch', 'streak', 'ticket', 'queue', 'due', 'turns')
local visitor, owner, epoch = state[1] or '', state[2] or 'bot', state[3] or '0'
local result = {}
local function put(name, value)
  result[#result + 1] = name
  result[#result + 1] = value
end
local function put_ticket()
  if state[5] then
    put('ticket', state[5])
    put('queue', state[6])
    put('due', state[7])
  end
end

if visitor ~= '' and visitor ~= arg.visitor then
  return { 'foreign_visitor', {}, {} }
end

-- The claim: the same message again is answered from what is stored, and never asks a model twice.
local claimed = redis.call('HMGET', claim, 'digest', 'reply', 'until', 'passed')
local again = claimed[1] and true or false
if again then
  if claimed[1] ~= arg.digest then
    return { 'message_reused', {}, {} }
  end
  if claimed[2] then
    put_ticket()
    put('reply', claimed[2])
    return { 'replayed', result, redis.call('LRANGE', turns, 0, -1) }
  end
  if tonumber(claimed[3]) > now then
    return { 'in_progress', {}, {} }
  end
end

-- Limits: the generic cell rate algorithm. One number a key, the theoretical arrival time: when the quota would be whole again.
-- The interval is rounded up to a whole microsecond and the burst is its multiple, so that no fraction is ever lost.
local stored = redis.call('MGET', KEYS[4], KEYS[5], KEYS[6])
local function limit(name, key, arrival, quota, window)
  if quota == 0 then return { name = name, off = true } end
  local interval = math.ceil(window / quota)
  local burst = interval * quota
  local whole = math.max(tonumber(arrival or '0'), now)
  local after = whole + interval
  if after - now > burst then
    return { name = name, key = key, remaining = 0, wait = after - now - burst, violated = true }
  end
  return { name = name, key = key, after = after, remaining = math.floor((burst - (after - now)) / interval), wait = after - now }
end

local limits = {
  limit('session', KEYS[4], stored[1], tonumber(arg.session_quota), tonumber(arg.session_window_us)),
  limit('address', KEYS[5], stored[2], tonumber(arg.address_quota), tonumber(arg.address_window_us)),
}
local limited = false
for _, l in ipairs(limits) do
  if not l.off then
    limited = limited or l.violated
    put(l.name .. '_remaining', integer(l.remaining))
    put(l.name .. '_wait_us', integer(l.wait))
    if l.violated then put(l.name .. '_violated', '1') end
  end
end
if limited then
  return { 'limited', result, {} }
end

local mode = string.match(stored[3] or 'live', '^[^\t]*') -- see mode.lua for what comes after the tab
-- A claim that ran out has left its own turn, which is not one before it.
local asked = tonumber(arg.window)
local window = redis.call('LRANGE', turns, -(again and asked + 1 or asked), -1)
if again then
  local own = '\t' .. arg.message .. '\t' .. arg.text
  for i = #window, 1, -1 do
    local is_own = string.sub(window[i], 1, 8) == 'visitor\t' and string.sub(window[i], -#own) == own
    if is_own then table.remove(window, i) end
  end
  if #window > asked then table.remove(window, 1) end
end

-- From here on only writes.
for _, l in ipairs(limits) do
  if not l.off then
    redis.call('SET', l.key, integer(l.after), 'PX', integer(math.ceil((l.after - now) / 1000)))
  end
end

-- While people have a session it lives as long as its ticket: they may answer when the visitor is long gone.
local session_ms = owner == 'human' and keep_ms.ticket or keep_ms.session
redis.call('HSET', claim, 'digest', arg.digest, 'at', integer(now), 'until', integer(now + arg.claim_ms * 1000))
redis.call('PEXPIRE', claim, keep_ms.reply)
-- An index holds what will expire by when, and outlives the last of it. What is over goes now and then: nobody counts it.
local count = tonumber(state[8] or '0') + (again and 0 or 1)
local ms = math.floor(now / 1000)
local function list(index, member, life, sweep)
  if sweep then redis.call('ZREMRANGEBYSCORE', index, '-inf', integer(ms)) end
  redis.call('ZADD', index, 'GT', integer(ms + life), member)
end
list(KEYS[7], arg.message, keep_ms.reply, count % 16 == 0)
redis.call('PEXPIRE', KEYS[7], keep_ms.reply)
if arg.visitor ~= '' then
  list(KEYS[8], arg.session, session_ms, count % 16 == 1)
  if redis.call('PTTL', KEYS[8]) < session_ms then redis.call('PEXPIRE', KEYS[8], session_ms) end
end

if not again then -- a claim that ran out has its turn stored already
  local kept = redis.call('RPUSH', turns, table.concat({ 'visitor', arg.mark, epoch, integer(now), arg.message, arg.text }, '\t'))
  if kept > tonumber(arg.keep) then redis.call('LTRIM', turns, -tonumber(arg.keep), -1) end
end
redis.call('PEXPIRE', turns, session_ms)

local fields = { 'turns', integer(count) }
local function set(...)
  for _, value in ipairs({ ... }) do fields[#fields + 1] = value end
end
if not state[2] then set('owner', owner, 'epoch', epoch, 'streak', '0', 'first', integer(now)) end
if visitor == '' and arg.visitor ~= '' then set('visitor', arg.visitor) end
redis.call('HSET', session, unpack(fields))
redis.call('PEXPIRE', session, session_ms)

-- With the turn: from here on the message can only be lost with Redis itself.
if owner == 'human' and state[5] and not claimed[4] then
  tickets.pass_on(arg, state[5], arg.message, arg.text, now)
  redis.call('HSET', claim, 'passed', '1')
end

-- What the message may cost must fit what the budget has left. Nothing is held for whom no model will be asked.
local over = money.sweep(arg, now)
local hold, fits, ever = nil, true, true
if arg.hold_id ~= '' and owner == 'bot' and mode == 'live' then
  local budget = money.state(arg, money.day(now))
  local tokens, nano = tonumber(arg.hold_tokens), tonumber(arg.hold_nano)
  fits, ever = money.fits(budget, tokens, nano)
  if fits then
    hold = money.hold(arg, budget, {
      id = arg.hold_id, tokens = tokens, nano = nano,
      request = arg.hold_request, session = arg.hold_session, charges = arg.hold_charges,
    }, now, arg.hold_ms)
  elseif not ever then
    money.thresholds(arg, budget, true, now)
  end
end

if hold then put('hold', hold) end
if not fits then put('spent', '1') end
put('owner', owner)
put('epoch', epoch)
put('streak', state[4] or '0')
put('turns', integer(count))
put('mode', mode)
put('now_us', integer(now))
put_ticket()
return { 'admitted', result, window, over, money.alerts }
