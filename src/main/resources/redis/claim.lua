-- Takes a ticket whose delivery is due, for whoever asks.
--
-- KEYS  1 tickets by when they may be delivered
-- arg   by name:
--   ticket       '' for whichever is due first
--   again        '1' to deliver what was given up
--   and what tickets.lua reads
-- Returns { verdict, {}, {}, claim }; verdict is one of
--   claimed | none | unknown

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

if arg.ticket == '' then
  -- What has expired meanwhile leaves the set when it is claimed.
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', integer(ms(now)), 'LIMIT', 0, 10)) do
    local claim = tickets.claim(id, now)
    if #claim > 0 then return { 'claimed', {}, {}, claim } end
  end
  return { 'none', {}, {}, {} }
end

local key = tickets.key(arg.ticket)
if redis.call('EXISTS', key) == 0 then return { 'unknown', {}, {}, {} } end
if arg.again == '1' then
  local line = redis.call('RPOP', key .. ':rejected')
  while line do
    redis.call('LPUSH', key .. ':outbox', line)
    line = redis.call('RPOP', key .. ':rejected')
  end
  local from = redis.call('ZSCORE', KEYS[1], arg.ticket)
  local busy = redis.call('HEXISTS', key, 'claim') == 1 and from and tonumber(from) > ms(now)
  if not busy and redis.call('LLEN', key .. ':outbox') > 0 then
    redis.call('HDEL', key, 'dead')
    tickets.drop('dead', arg.ticket)
    tickets.index('outbox', ms(now), arg.ticket)
  end
end
local claim = tickets.claim(arg.ticket, now)
return { #claim > 0 and 'claimed' or 'none', {}, {}, claim }
