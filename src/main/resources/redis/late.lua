-- Finds tickets that nobody took in time, or says of one that this is so.
--
-- KEYS  1 tickets by when it is too late
-- arg   by name:
--   ticket       '' to find
--   id, text     of the message that the visitor gets
--   and what tickets.lua reads
-- Returns { verdict, {}, alerts, found }; found are ticket, language and what is to be done, one after the other; verdict is one of
--   found
--   told         the visitor knows, and the bot has the session again if that is what is to be done
--   not_late     somebody took it meanwhile, or another has said so

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

if arg.ticket == '' then
  local found = {}
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', integer(ms(now)), 'LIMIT', 0, 100)) do
    local v = redis.call('HMGET', tickets.key(id), 'language', 'overdue')
    if v[1] then
      for _, part in ipairs({ id, v[1], v[2] }) do found[#found + 1] = part end
    else
      tickets.drop('late', id)
    end
  end
  return { 'found', {}, {}, found }
end

local key = tickets.key(arg.ticket)
local v = redis.call('HMGET', key, 'state', 'session', 'overdue', 'queue', 'due')
if redis.call('ZREM', KEYS[1], arg.ticket) == 0 or v[1] ~= 'open' then return { 'not_late', {}, {}, {} } end
redis.call('HSET', key, 'breached', integer(now))
tickets.keep(arg.ticket)

local session = arg.prefix .. 'session:' .. v[2]
local s = redis.call('HMGET', session, 'owner', 'ticket', 'epoch')
if s[1] == 'human' and s[2] == arg.ticket then
  redis.call('RPUSH', session .. ':turns',
    table.concat({ 'bot', '', s[3] or '0', integer(now), arg.id, arg.text }, '\t'))
  redis.call('LTRIM', session .. ':turns', -arg.keep, -1)
  if v[3] == 'bot' then
    redis.call('HSET', key, 'returned', '1')
    tickets.give_to_bot(v[2])
  end
  tickets.update(v[2], { 'kind', 'message', 'role', 'bot', 'id', arg.id, 'agent', '', 'text', arg.text })
end
return { 'told', {}, { table.concat({ 'sla_breached', arg.ticket, arg.ticket, v[4], v[5] }, '\t') }, {} }
