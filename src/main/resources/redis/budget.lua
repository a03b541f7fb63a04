-- Reads how a site's budget of this month stands, and sets it.
--
-- KEYS  1 budget of this month by the caller's clock: only its slot counts
-- arg   by name:
--   set                      '1' to set what follows
--   tokens, nano             '' leaves as it is, 'none' goes back to what is configured
--   by, why                  who sets it, and the reason
--   and what money.lua reads
-- Returns { verdict, pairs of name and value, holds that ran out, alerts }; verdict is one of
--   read | set

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local before, over = money.sweep(money.state(money.day(now)), now)

local function set(field, value)
  if value == 'none' then
    redis.call('HDEL', before.key, field)
  elseif value ~= '' then
    redis.call('HSET', before.key, field, value)
  end
end

if arg.set == '1' then
  set('limit_tokens', arg.tokens)
  set('limit_nano', arg.nano)
  redis.call('HSET', before.key, 'limit_by', arg.by, 'limit_why', arg.why, 'limit_since', integer(now))
  redis.call('PEXPIRE', before.key, keep_ms.usage)
  local after = money.state(money.day(now))
  local raised = (after.limit_tokens or math.huge) > (before.limit_tokens or math.huge)
    or (after.limit_nano or math.huge) > (before.limit_nano or math.huge)
  -- Who has raised the budget wants to hear again when that is reached.
  if raised then money.rearm(after) end
  money.thresholds(after, false, now)
end

local state = money.state(money.day(now))
local result = { 'month', state.month }
local function put(name, value)
  result[#result + 1] = name
  result[#result + 1] = value
end
for _, name in ipairs({ 'tokens', 'nano', 'held_tokens', 'held_nano' }) do put(name, integer(state[name])) end
for _, name in ipairs({ 'limit_tokens', 'limit_nano' }) do put(name, state[name] and integer(state[name]) or '') end
for _, name in ipairs({ 'limit_by', 'limit_why', 'limit_since', 'alert_50', 'alert_80', 'alert_100' }) do
  put(name, redis.call('HGET', state.key, name) or '')
end
return { arg.set == '1' and 'set' or 'read', result, over, money.alerts }
