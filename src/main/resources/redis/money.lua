-- Money: what admit.lua, commit.lua and budget.lua do to a site's budget and counters. It stands before each of them.
--
-- budget:<yyyy-mm>    hash: tokens, nano            settled
--                           held_tokens, held_nano  of the holds of the month
--                           limit_tokens, limit_nano, limit_by, limit_why, limit_since    an operator's, in place of the configured
--                           alert_<percent>         when it was raised
-- budget:holds        sorted set by expiry in ms: a hold is a line of id, time in us, request, session, and a line for each charge
-- usage:<yyyy-mm-dd>  hash: nano                    of models
--                           baseline, anomaly       what the seven days before cost on average; when the alert was raised
--                           conversations           sessions that began
--                           <model>\t<unit prices>\t<counter>, compute\t<unit prices>\t<counter>
-- A charge is a line of model, unit prices, their version, prompt, cached, cache write, completion and reasoning tokens, nano-USD,
-- estimated (0 or 1) and attempts. All parts have tabs between them.
--
-- Arguments that these functions read: prefix, budget_tokens, budget_nano ('' for none), anomaly_factor, anomaly_floor_nano,
-- usage_ms (expiry). Sums are added up by Redis in 64 bits; Lua only compares them, which is exact below 2^53: nine million dollars.

local money = { alerts = {} }

-- The day of a time in microseconds, in the proleptic Gregorian calendar; Redis gives scripts no calendar.
function money.day(us)
  local days = math.floor(us / 86400000000) + 719468 -- since 0000-03-01, so that leap days come last
  local era = math.floor(days / 146097)
  local of_era = days - era * 146097
  local year = math.floor(
    (of_era - math.floor(of_era / 1460) + math.floor(of_era / 36524) - math.floor(of_era / 146096)) / 365)
  local of_year = of_era - (365 * year + math.floor(year / 4) - math.floor(year / 100))
  local month = math.floor((5 * of_year + 2) / 153)
  local day = of_year - math.floor((153 * month + 2) / 5) + 1
  month = month < 10 and month + 3 or month - 9
  return string.format('%04d-%02d-%02d', year + era * 400 + (month <= 2 and 1 or 0), month, day)
end

local function parts(line)
  local all = {}
  for part in string.gmatch(line .. '\t', '([^\t]*)\t') do all[#all + 1] = part end
  return all
end

local function sums(charges)
  local tokens, nano = 0, 0
  for line in string.gmatch(charges, '[^\n]+') do
    local c = parts(line)
    tokens, nano = tokens + c[4] + c[7], nano + c[9]
  end
  return tokens, nano
end

-- Numbers of this size would otherwise be written with an exponent.
local function whole(n) return string.format('%.0f', n) end

function money.state(arg, day)
  local key = arg.prefix .. 'budget:' .. string.sub(day, 1, 7)
  local v = redis.call('HMGET', key, 'tokens', 'nano', 'held_tokens', 'held_nano', 'limit_tokens', 'limit_nano')
  return {
    key = key, month = string.sub(day, 1, 7),
    tokens = tonumber(v[1] or '0'), nano = tonumber(v[2] or '0'),
    held_tokens = tonumber(v[3] or '0'), held_nano = tonumber(v[4] or '0'),
    limit_tokens = tonumber(v[5] or arg.budget_tokens), limit_nano = tonumber(v[6] or arg.budget_nano),
  }
end

local function fits(used, limit) return not limit or used <= limit end

local function reached(used, limit, percent) return limit and limit > 0 and used >= limit * percent / 100 end

-- Raises what a month has reached, each once; spent says that a message found nothing left.
function money.thresholds(state, spent, now)
  for _, percent in ipairs({ 50, 80, 100 }) do
    local is = spent and percent == 100
      or reached(state.tokens, state.limit_tokens, percent)
      or reached(state.nano, state.limit_nano, percent)
    if is and redis.call('HSETNX', state.key, 'alert_' .. percent, whole(now)) == 1 then
      money.alerts[#money.alerts + 1] = table.concat({ 'budget', state.month, percent, whole(state.tokens), whole(state.nano),
        state.limit_tokens and whole(state.limit_tokens) or '', state.limit_nano and whole(state.limit_nano) or '' }, '\t')
    end
  end
end

-- Lets what is not reached any more be raised again.
function money.rearm(state)
  for _, percent in ipairs({ 50, 80, 100 }) do
    local is = reached(state.tokens, state.limit_tokens, percent) or reached(state.nano, state.limit_nano, percent)
    if not is then redis.call('HDEL', state.key, 'alert_' .. percent) end
  end
end

-- What the seven days before cost on average, of those on which anything was used; -1 if these are fewer than three.
local function baseline(arg, now)
  local days, nano = 0, 0
  for back = 1, 7 do
    local spent = redis.call('HGET', arg.prefix .. 'usage:' .. money.day(now - back * 86400000000), 'nano')
    if spent then days, nano = days + 1, nano + spent end
  end
  return days < 3 and -1 or math.floor(nano / days)
end

local function anomaly(arg, usage, day, time, now)
  local v = redis.call('HMGET', usage, 'nano', 'baseline')
  if not v[2] then
    v[2] = baseline(arg, time)
    redis.call('HSET', usage, 'baseline', whole(v[2]))
  end
  local nano, usual = tonumber(v[1]), tonumber(v[2])
  local is = usual >= 0 and nano > usual * arg.anomaly_factor and nano >= tonumber(arg.anomaly_floor_nano)
  if is and redis.call('HSETNX', usage, 'anomaly', whole(now)) == 1 then
    money.alerts[#money.alerts + 1] = table.concat({ 'anomaly', day, whole(nano), whole(usual) }, '\t')
  end
end

-- Books charges on the day of their calls.
local function book(arg, time, charges, now)
  local day = money.day(time)
  local usage = arg.prefix .. 'usage:' .. day
  local month = arg.prefix .. 'budget:' .. string.sub(day, 1, 7)
  for line in string.gmatch(charges, '[^\n]+') do
    local c = parts(line)
    local field = c[1] .. '\t' .. c[2] .. '\t'
    local function add(counter, n)
      if tonumber(n) ~= 0 then redis.call('HINCRBY', usage, field .. counter, n) end
    end
    add('calls', 1)
    add('prompt', c[4])
    add('cached', c[5])
    add('cacheWrite', c[6])
    add('completion', c[7])
    add('reasoning', c[8])
    add('nano', c[9])
    add('attempts', c[11])
    if c[10] == '1' then
      add('estimatedCalls', 1)
      add('estimatedNano', c[9])
    end
  end
  local tokens, nano = sums(charges)
  redis.call('HINCRBY', usage, 'nano', whole(nano))
  redis.call('PEXPIRE', usage, arg.usage_ms)
  redis.call('HINCRBY', month, 'tokens', whole(tokens))
  redis.call('HINCRBY', month, 'nano', whole(nano))
  redis.call('PEXPIRE', month, arg.usage_ms)
  anomaly(arg, usage, day, time, now)
  money.thresholds(money.state(arg, day), false, now)
end

-- Takes a hold out of the budget again, and books what came of it. False if it is not there (any more).
function money.settle(arg, hold, charges, now)
  if redis.call('ZREM', arg.prefix .. 'budget:holds', hold) == 0 then return false end
  local head, held = string.match(hold, '^([^\n]*)\n(.*)$')
  local time = tonumber(parts(head)[2])
  local tokens, nano = sums(held)
  local month = arg.prefix .. 'budget:' .. string.sub(money.day(time), 1, 7)
  redis.call('HINCRBY', month, 'held_tokens', whole(0 - tokens))
  redis.call('HINCRBY', month, 'held_nano', whole(0 - nano))
  if charges ~= '' then book(arg, time, charges, now) end
  return true
end

-- Books the holds whose time is over at what they hold: nobody will ever say what became of their calls. Returns them.
function money.sweep(arg, now)
  local over = redis.call('ZRANGEBYSCORE', arg.prefix .. 'budget:holds', '-inf', whole(math.floor(now / 1000)), 'LIMIT', 0, 100)
  for _, hold in ipairs(over) do money.settle(arg, hold, string.match(hold, '\n(.*)$'), now) end
  return over
end

-- Whether what a message may cost fits; what is held for others counts as spent. The second result says whether it would without
-- these: if not, the budget is spent for good.
function money.fits(state, charges)
  local tokens, nano = sums(charges)
  local now = fits(state.tokens + state.held_tokens + tokens, state.limit_tokens)
    and fits(state.nano + state.held_nano + nano, state.limit_nano)
  return now, fits(state.tokens + tokens, state.limit_tokens) and fits(state.nano + nano, state.limit_nano)
end

-- Holds charges until they are settled, or for so long. Returns the hold.
function money.hold(arg, state, head, charges, now, ms)
  local tokens, nano = sums(charges)
  local hold = head .. '\n' .. charges
  local holds = arg.prefix .. 'budget:holds'
  redis.call('ZADD', holds, whole(math.floor(now / 1000) + ms), hold)
  redis.call('PEXPIRE', holds, arg.usage_ms)
  redis.call('HINCRBY', state.key, 'held_tokens', whole(tokens))
  redis.call('HINCRBY', state.key, 'held_nano', whole(nano))
  redis.call('PEXPIRE', state.key, arg.usage_ms)
  return hold
end

-- Counts an instance's work: unit prices, nanoseconds, nano-USD and invocations, and conversations that began.
function money.compute(arg, line, conversations, now)
  local usage = arg.prefix .. 'usage:' .. money.day(now)
  local c = parts(line)
  local field = 'compute\t' .. c[1] .. '\t'
  redis.call('HINCRBY', usage, field .. 'nanoseconds', c[2])
  redis.call('HINCRBY', usage, field .. 'nano', c[3])
  redis.call('HINCRBY', usage, field .. 'invocations', c[4])
  if conversations > 0 then redis.call('HINCRBY', usage, 'conversations', conversations) end
  redis.call('PEXPIRE', usage, arg.usage_ms)
end
