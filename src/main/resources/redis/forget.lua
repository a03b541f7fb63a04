-- Erases one session, or all sessions of a visitor.
--
-- KEYS  1 sessions of the visitor, or the session
-- arg   by name:
--   prefix       of all keys of the site; what is listed in an index shares its slot
--   session      the session; '' for all of the visitor's
--   mark_ms      how long the sessions stay marked as forgotten, so that a message under way writes nothing of them anew
-- Returns pairs of name and number: what there was, and is no more.

local erased = { sessions = 0, turns = 0, replies = 0, tickets = 0, streamEntries = 0, limits = 0 }

local function unlink(kind, ...)
  erased[kind] = erased[kind] + redis.call('UNLINK', ...)
end

local function forget(id)
  local session = arg.prefix .. 'session:' .. id
  local visitor = redis.call('HGET', session, 'visitor')
  if visitor then
    redis.call('ZREM', arg.prefix .. 'visitor:' .. redis.sha1hex(visitor), id)
  end
  erased.turns = erased.turns + redis.call('LLEN', session .. ':turns')
  for _, message in ipairs(redis.call('ZRANGE', session .. ':replies', 0, -1)) do
    unlink('replies', session .. ':reply:' .. message)
  end
  for _, filed in ipairs(redis.call('SMEMBERS', session .. ':tickets')) do
    local ticket = arg.prefix .. 'ticket:' .. filed
    unlink('tickets', ticket)
    redis.call('UNLINK', ticket .. ':messages', ticket .. ':outbox', ticket .. ':rejected', ticket .. ':deliveries', ticket .. ':events')
    for _, index in ipairs({ 'open', 'ended', 'late', 'outbox', 'dead' }) do
      redis.call('ZREM', arg.prefix .. 'tickets:' .. index, filed)
    end
  end
  for _, entry in ipairs(redis.call('SMEMBERS', session .. ':unresolved')) do
    erased.streamEntries = erased.streamEntries + redis.call('XDEL', arg.prefix .. 'unresolved', entry)
  end
  unlink('limits', arg.prefix .. 'limit:session:' .. id, arg.prefix .. 'limit:updates:' .. id)
  unlink('sessions', session)
  redis.call('UNLINK', session .. ':turns', session .. ':replies', session .. ':tickets', session .. ':updates',
    session .. ':unresolved')
  redis.call('SET', session .. ':forgotten', '1', 'PX', arg.mark_ms)
end

if arg.session ~= '' then
  forget(arg.session)
else
  for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do forget(id) end
  redis.call('UNLINK', KEYS[1])
end

local result = {}
for name, count in pairs(erased) do
  result[#result + 1] = name
  result[#result + 1] = count
end
return result
