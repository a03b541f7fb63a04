-- Money: what admit.lua, commit.lua and budget.lua do to a site's budget and counters. It stands before each of them.
--
-- budget:<yyyy-mm>    hash: amounts                 settled tokens and nano, those of the holds of the month, and the time in ms before which
--                                                   no hold is over, with blanks between
--                           limit_tokens, limit_nano, limit_by, limit_why, limit_since    an operator's, in place of the configured
--                           alert_<percent>         when it was raised
-- budget:holds        sorted set by expiry in ms: a hold is a line of time in us, id, tokens, nano, request, session, and a line for
--                     each charge
-- usage:<yyyy-mm-dd>  hash: nano                    of models
--                           baseline, anomaly       what the seven days before cost on average; when the alert was raised
--                           conversations           sessions that began
--                           <model>\t<unit prices>  calls, attempts, prompt, cached, cache write, completion and reasoning tokens,
--                                                   nano, estimated calls and nano
--                           compute\t<unit prices>  nanoseconds, nano, invocations
-- A charge is a line of model, unit prices, their version, prompt, cached, cache write, completion and reasoning tokens, nano-USD,
-- estimated (0 or 1) and attempts. The parts of lines have tabs between them, counters blanks.
--
-- Arguments that these functions read: prefix, budget_tokens, budget_nano ('' for none), anomaly_factor, anomaly_floor_nano. Sums are
-- exact below 2^53: nine million dollars. One call reads what a key holds, and one writes it.

local money = { alerts = {} }
local holds = arg.prefix .. 'budget:holds'
local never = 9007199254740991

local function day_number(us) return math.floor(us / 86400000000) end

local days_known = {}

-- The day of a time in microseconds, in the proleptic Gregorian calendar; Redis gives scripts no calendar.
function money.day(us)
  local number = day_number(us)
  if days_known[number] then return days_known[number] end
  local days = number + 719468 -- since 0000-03-01, so that leap days come last
  local era = math.floor(days / 146097)
  local of_era = days - era * 146097
  local year = math.floor(
    (of_era - math.floor(of_era / 1460) + math.floor(of_era / 36524) - math.floor(of_era / 146096)) / 365)
  local of_year = of_era - (365 * year + math.floor(year / 4) - math.floor(year / 100))
  local month = math.floor((5 * of_year + 2) / 153)
  local day = of_year - math.floor((153 * month + 2) / 5) + 1
  month = month < 10 and month + 3 or month - 9
  days_known[number] = string.format('%04d-%02d-%02d', year + era * 400 + (month <= 2 and 1 or 0), month, day)
  return days_known[number]
end

function money.state(day)
  local key = arg.prefix .. 'budget:' .. string.sub(day, 1, 7)
  local v = redis.call('HMGET', key, 'amounts', 'limit_tokens', 'limit_nano')
  local tokens, nano, held_tokens, held_nano, sweep_at =
    string.match(v[1] or '0 0 0 0 0', '^(%-?%d+) (%-?%d+) (%-?%d+) (%-?%d+) (%d+)$')
  return {
    key = key, month = string.sub(day, 1, 7), is_new = not v[1],
    tokens = tonumber(tokens), nano = tonumber(nano),
    held_tokens = tonumber(held_tokens), held_nano = tonumber(held_nano), sweep_at = tonumber(sweep_at),
    limit_tokens = tonumber(v[2] or arg.budget_tokens), limit_nano = tonumber(v[3] or arg.budget_nano),
  }
end

local function keep(state)
  redis.call('HSET', state.key, 'amounts',
    string.format('%d %d %d %d %d', state.tokens, state.nano, state.held_tokens, state.held_nano, state.sweep_at))
  if state.is_new then redis.call('PEXPIRE', state.key, keep_ms.usage) end
end

local function fits(used, limit) return not limit or used <= limit end

-- Whether so much fits; what is held for others counts as spent. The second result says whether it would without these: if not, the
-- budget is spent for good.
function money.fits(state, tokens, nano)
  local now = fits(state.tokens + state.held_tokens + tokens, state.limit_tokens)
    and fits(state.nano + state.held_nano + nano, state.limit_nano)
  return now, fits(state.tokens + tokens, state.limit_tokens) and fits(state.nano + nano, state.limit_nano)
end

-- Holds so much until it is settled, or over.
function money.hold(state, hold, tokens, nano, over_at)
  redis.call('ZADD', holds, over_at, hold)
  -- Who is the first makes the set anew: it is gone when nothing is held.
  if state.held_tokens == 0 then redis.call('PEXPIRE', holds, keep_ms.usage) end
  state.held_tokens, state.held_nano = state.held_tokens + tokens, state.held_nano + nano
  state.sweep_at = math.min(state.sweep_at, over_at)
  keep(state)
end

-- Books the holds whose time is over at what they hold: nobody will ever say what became of their calls. Returns the state that is true
-- then, and these holds.
function money.sweep(state, now)
  if ms(now) < state.sweep_at then return state, {} end
  local over = redis.call('ZRANGEBYSCORE', holds, '-inf', ms(now), 'LIMIT', 0, 100)
  for _, hold in ipairs(over) do money.settle(hold, string.match(hold, '\n(.*)$'), '', 0, now) end
  if #over > 0 then state = money.state(money.day(now)) end
  state.sweep_at = tonumber(redis.call('ZRANGE', holds, 0, 0, 'WITHSCORES')[2] or never)
  return state, over
end

-- Made when first asked for, as tickets are: few admissions have anything to book.
setmetatable(money, { __index = function(money, name)
  local function reached(used, limit, percent) return limit and limit > 0 and used >= limit * percent / 100 end

  local function is_reached(state, percent)
    return reached(state.tokens, state.limit_tokens, percent) or reached(state.nano, state.limit_nano, percent)
  end

  local function raised(state) return redis.call('HMGET', state.key, 'alert_50', 'alert_80', 'alert_100') end

  -- Raises what a month has reached, each once; spent says that a message found nothing left.
  function money.thresholds(state, spent, now)
    if not (spent or is_reached(state, 50)) then return end
    local before = raised(state)
    for i, percent in ipairs({ 50, 80, 100 }) do
      if not before[i] and (spent and percent == 100 or is_reached(state, percent)) then
        redis.call('HSET', state.key, 'alert_' .. percent, now)
        redis.call('PEXPIRE', state.key, keep_ms.usage)
        money.alerts[#money.alerts + 1] = table.concat({ 'budget', state.month, percent, integer(state.tokens), integer(state.nano),
          state.limit_tokens and integer(state.limit_tokens) or '', state.limit_nano and integer(state.limit_nano) or '' }, '\t')
      end
    end
  end

  -- Lets what is not reached any more be raised again.
  function money.rearm(state)
    local before = raised(state)
    for i, percent in ipairs({ 50, 80, 100 }) do
      if before[i] and not is_reached(state, percent) then redis.call('HDEL', state.key, 'alert_' .. percent) end
    end
  end

  -- What the seven days before cost on average, of those on which anything was used; -1 if these are fewer than three.
  local function baseline(now)
    local days, nano = 0, 0
    for back = 1, 7 do
      local spent = redis.call('HGET', arg.prefix .. 'usage:' .. money.day(now - back * 86400000000), 'nano')
      if spent then days, nano = days + 1, nano + spent end
    end
    return days < 3 and -1 or math.floor(nano / days)
  end

  -- Adds numbers to as many counters, which are kept as one text, or not yet.
  local function sum(counters, numbers)
    if not counters then return table.concat(numbers, ' ') end
    local n = numbers
    if #n == 3 then
      local a, b, c = string.match(counters, '^(%d+) (%d+) (%d+)$')
      return string.format('%d %d %d', a + n[1], b + n[2], c + n[3])
    end
    local a, b, c, d, e, f, g, h, i, j =
      string.match(counters, '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
    return string.format('%d %d %d %d %d %d %d %d %d %d',
      a + n[1], b + n[2], c + n[3], d + n[4], e + n[5], f + n[6], g + n[7], h + n[8], i + n[9], j + n[10])
  end

  -- Counts charges on the day of their calls, and on the same day an instance's work, if there is any: a line of unit prices,
  -- nanoseconds, nano-USD and invocations; and conversations that began. Returns tokens and nano-USD of the charges.
  local function count(time, charges, work, conversations, now)
    local day = money.day(time)
    local usage = arg.prefix .. 'usage:' .. day
    local numbers, names, values = {}, { 'nano', 'baseline', 'anomaly', 'conversations' }, {}
    local tokens, spent = 0, 0
    for line in string.gmatch(charges, '[^\n]+') do
      local name, prompt, cached, written, completion, reasoning, nano, estimated, attempts =
        string.match(line, '^([^\t]*\t[^\t]*)\t[^\t]*\t(%d+)\t(%d+)\t(%d+)\t(%d+)\t(%d+)\t(%d+)\t([01])\t(%d+)$')
      tokens, spent = tokens + prompt + completion, spent + nano
      names[#names + 1] = name
      numbers[#names] =
        { '1', attempts, prompt, cached, written, completion, reasoning, nano, estimated, estimated == '1' and nano or '0' }
    end
    if work ~= '' then
      local prices, nanoseconds, nano, invocations = string.match(work, '^([^\t]*)\t(%d+)\t(%d+)\t(%d+)$')
      names[#names + 1] = 'compute\t' .. prices
      numbers[#names] = { nanoseconds, nano, invocations }
    end
    local v = redis.call('HMGET', usage, unpack(names))
    local function set(name, value)
      values[#values + 1] = name
      values[#values + 1] = value
    end
    if charges ~= '' then
      local all, usual = (v[1] or 0) + spent, tonumber(v[2] or 0)
      set('nano', all)
      if not v[2] then
        usual = baseline(time)
        set('baseline', usual)
      end
      if not v[3] and usual >= 0 and all > usual * arg.anomaly_factor and all >= tonumber(arg.anomaly_floor_nano) then
        set('anomaly', now)
        money.alerts[#money.alerts + 1] = table.concat({ 'anomaly', day, integer(all), integer(usual) }, '\t')
      end
    end
    if work ~= '' and (conversations > 0 or not v[4]) then set('conversations', (v[4] or 0) + conversations) end
    local written, is_new = {}, false
    for i = 5, #names do
      -- Two calls of one model at one price are one counter.
      written[names[i]] = sum(written[names[i]] or v[i], numbers[i])
      set(names[i], written[names[i]])
      is_new = is_new or not v[i]
    end
    redis.call('HSET', usage, unpack(values))
    if is_new then redis.call('PEXPIRE', usage, keep_ms.usage) end
    return tokens, spent
  end

  -- Takes a hold out of the budget again, and books what came of it, and an instance's work with it (see count). False if the hold is
  -- not there (any more): then the work alone is booked.
  function money.settle(hold, charges, work, conversations, now)
    local is_held = hold ~= '' and redis.call('ZREM', holds, hold) == 1
    local time, held_tokens, held_nano = string.match(is_held and hold or '', '^(%d+)\t[^\t]*\t(%d+)\t(%d+)\t')
    time = tonumber(time or '0')
    local together = is_held and charges ~= '' and day_number(time) == day_number(now)
    if work ~= '' and not together then count(now, '', work, conversations, now) end
    if not is_held then return false end
    local tokens, nano = 0, 0
    if charges ~= '' then tokens, nano = count(time, charges, together and work or '', conversations, now) end
    local state = money.state(money.day(time))
    state.tokens, state.nano = state.tokens + tokens, state.nano + nano
    state.held_tokens, state.held_nano = state.held_tokens - held_tokens, state.held_nano - held_nano
    keep(state)
    money.thresholds(state, false, now)
    return true
  end

  return rawget(money, name)
end })
