-- Says what came of an attempt to deliver the first of a ticket's outbox, and takes the next.
--
-- KEYS  1 ticket
-- arg   by name:
--   ticket, delivery, kind   what was delivered
--   result                   delivered | failed | rejected
--   reference                by which the desk knows the ticket, '' if it did not say
--   cause                    of what is not delivered
--   retry_ms                 when to try again
--   age_ms                   from when on one does not
--   and what tickets.lua reads
-- Returns { verdict, {}, alerts, the next claim }; verdict is one of
--   delivered | failed | given_up | lost         lost: another has delivered it, or has the claim

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local key = tickets.key(arg.ticket)
local line = redis.call('LINDEX', key .. ':outbox', 0)
local v = redis.call('HMGET', key, 'claim', 'attempts', 'queue', 'ticket')
if not line or not v[4] or string.match(line, '^[^\t]*') ~= arg.delivery then return { 'lost', {}, {}, {} } end
-- What the desk has got it has got, whoever brought it. That it has not is for the one to say who is trying.
if arg.result ~= 'delivered' and v[1] ~= arg.claim then return { 'lost', {}, {}, {} } end

local verdict, alerts = arg.result, {}
local told = tonumber(string.match(line, '^[^\t]*\t[^\t]*\t(%d+)'))
if arg.result == 'rejected' or arg.result == 'failed' and ms(now - told) + arg.retry_ms > tonumber(arg.age_ms) then
  verdict = 'given_up'
  alerts[1] = table.concat({ 'undelivered', arg.delivery, arg.ticket, v[3], arg.cause }, '\t')
end
redis.call('RPUSH', key .. ':deliveries',
  table.concat({ integer(now), arg.delivery, arg.kind, v[2], verdict, arg.cause }, '\t'))
redis.call('LTRIM', key .. ':deliveries', -100, -1)

local next_claim = {}
if verdict == 'failed' then
  redis.call('HDEL', key, 'claim')
  tickets.index('outbox', ms(now) + arg.retry_ms, arg.ticket)
elseif verdict == 'given_up' and arg.kind == 'ticket.created' then
  -- Messages of a ticket that the desk has not got would say nothing to it: all of it waits for an operator.
  redis.call('HSET', key, 'dead', integer(now))
  redis.call('HDEL', key, 'claim')
  tickets.drop('outbox', arg.ticket)
  tickets.index('dead', ms(now), arg.ticket)
else
  redis.call('LPOP', key .. ':outbox')
  redis.call('HSET', key, 'attempts', '0')
  if verdict == 'given_up' then
    redis.call('RPUSH', key .. ':rejected', line)
  elseif arg.kind == 'ticket.created' then
    redis.call('HSET', key, 'delivered', integer(now))
  end
  if arg.reference ~= '' then redis.call('HSET', key, 'reference', arg.reference) end
  next_claim = tickets.claim_next(arg.ticket, now)
  if #next_claim == 0 then redis.call('HDEL', key, 'claim') end
end
tickets.keep(arg.ticket)
return { verdict, {}, alerts, next_claim }
