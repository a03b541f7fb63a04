-- Tickets: what admit.lua, commit.lua and the scripts about tickets do to them. It stands before each of them.
--
-- ticket:<id>             hash: ticket (as JSON), session, visitor, queue, intent, language, reason, question (redacted)
--                               desk (its kind), state (open | taken | released | resolved), created, due, late, overdue
--                               agent, taken, ended, breached, returned (the bot has the session again), answer (redacted)
--                               delivered, reference, attempts, claim, dead, seen (ids of the messages in the transcript)
-- ticket:<id>:outbox      list of what the desk must get to know, in order: lines of delivery id, type, time, message, text
-- ticket:<id>:messages    list of what was said since: lines of role, time, id, agent, text
-- ticket:<id>:rejected    list of messages of it that the desk would not take
-- ticket:<id>:deliveries  list of attempts: lines of time, delivery id, type, attempt, result, cause
-- ticket:<id>:events      set of ids of the desk's events
-- tickets:open            sorted set of tickets that are open or taken, by when they are due
-- tickets:ended           sorted set of all others, by when they ended
-- tickets:late            sorted set of tickets that nobody took, by when that is too late
-- tickets:outbox          sorted set of tickets with an outbox, by the time from which one may deliver it; that is a claim as well:
--                         whoever delivers moves the time on, and nobody else gets the ticket until then
-- tickets:dead            sorted set of tickets whose delivery was given up, by when
-- session:<id>:updates    stream of what the visitor's page must get to know: kind (message | state), and of a message role, text,
--                         agent and id
-- unresolved              stream of questions that had no good answer, and of what people answered
--
-- Times are microseconds of the server's clock, scores milliseconds. The parts of lines have tabs between them.
-- Arguments that these functions read: prefix, and claim (who delivers).

-- Made when first asked for: each call of a script makes its functions anew, and most messages have nothing to do with a ticket.
local tickets = setmetatable({}, { __index = function(tickets, name)
  function tickets.key(id) return arg.prefix .. 'ticket:' .. id end

  function tickets.index(name, score, id)
    redis.call('ZADD', arg.prefix .. 'tickets:' .. name, integer(score), id)
    redis.call('PEXPIRE', arg.prefix .. 'tickets:' .. name, keep_ms.ticket)
  end

  function tickets.drop(name, id) redis.call('ZREM', arg.prefix .. 'tickets:' .. name, id) end

  -- Everything of a ticket lives as long as the last thing that happened to it asks for.
  function tickets.keep(id)
    local key = tickets.key(id)
    for _, part in ipairs({ '', ':messages', ':outbox', ':rejected', ':deliveries', ':events' }) do
      redis.call('PEXPIRE', key .. part, keep_ms.ticket)
    end
  end

  -- Files a new ticket: the fields of its hash, all texts.
  function tickets.file(id, fields)
    redis.call('HSET', tickets.key(id), unpack(fields))
    tickets.keep(id)
  end

  -- Puts something at the end of what the desk must get to know. It can be delivered at once, unless something before it waits.
  function tickets.tell(id, delivery, kind, message, text, now)
    local line = table.concat({ delivery, kind, integer(now), message, text }, '\t')
    if redis.call('RPUSH', tickets.key(id) .. ':outbox', line) == 1 then
      redis.call('HSET', tickets.key(id), 'attempts', '0')
      tickets.index('outbox', ms(now), id)
    end
    tickets.keep(id)
  end

  -- Keeps what was said since the ticket was filed, for whoever reads it here.
  function tickets.said(id, role, message, agent, text, now)
    local messages = tickets.key(id) .. ':messages'
    redis.call('RPUSH', messages, table.concat({ role, integer(now), message, agent, text }, '\t'))
    redis.call('LTRIM', messages, -200, -1)
    tickets.keep(id)
  end

  -- Passes a visitor's message on, unless the ticket's transcript has it already.
  function tickets.pass_on(id, message, text, now)
    local v = redis.call('HMGET', tickets.key(id), 'desk', 'seen')
    if not v[1] or string.find(v[2] or '', ' ' .. message .. ' ', 1, true) then return end
    tickets.said(id, 'visitor', message, '', text, now)
    if v[1] ~= 'none' then tickets.tell(id, id .. '_' .. message, 'message.created', message, text, now) end
  end

  -- Takes the ticket for whoever will deliver the first of its outbox. Returns nothing if there is nothing to deliver now, else
  -- ticket, delivery as it was told, attempt, ticket as JSON and the desk's reference.
  function tickets.claim(id, now)
    local from = redis.call('ZSCORE', arg.prefix .. 'tickets:outbox', id)
    if not from or tonumber(from) > ms(now) then return {} end
    return tickets.claim_next(id, now)
  end

  function tickets.claim_next(id, now)
    local key = tickets.key(id)
    local line = redis.call('LINDEX', key .. ':outbox', 0)
    local v = redis.call('HMGET', key, 'ticket', 'reference')
    if not line or not v[1] then
      tickets.drop('outbox', id)
      return {}
    end
    redis.call('HSET', key, 'claim', arg.claim)
    tickets.index('outbox', ms(now) + keep_ms.lease, id)
    local attempt = redis.call('HINCRBY', key, 'attempts', 1)
    return { id, line, integer(attempt), v[1], v[2] or '' }
  end

  -- Lets the visitor's page know, and wakes whoever waits for it.
  function tickets.update(session, fields)
    local updates = arg.prefix .. 'session:' .. session .. ':updates'
    redis.call('XADD', updates, 'MAXLEN', '~', '200', '*', unpack(fields))
    redis.call('PEXPIRE', updates, keep_ms.ticket)
    redis.call('PUBLISH', arg.prefix .. 'updates', session)
  end

  -- The session goes to people; what they answer may come long after the visitor has left.
  function tickets.give_to_people(session, id, queue, due)
    local key = arg.prefix .. 'session:' .. session
    redis.call('HSET', key, 'owner', 'human', 'streak', '0', 'ticket', id, 'last', id, 'queue', queue, 'due', due)
    redis.call('PEXPIRE', key, keep_ms.ticket)
    redis.call('PEXPIRE', key .. ':turns', keep_ms.ticket)
  end

  -- The session goes back to the bot. Turns before count for no hand-off any more.
  function tickets.give_to_bot(session)
    local key = arg.prefix .. 'session:' .. session
    redis.call('HSET', key, 'owner', 'bot', 'streak', '0')
    redis.call('HINCRBY', key, 'epoch', 1)
    redis.call('HDEL', key, 'ticket', 'queue', 'due', 'kept') -- what is kept for people is no longer
    redis.call('PEXPIRE', key, keep_ms.session)
    redis.call('PEXPIRE', key .. ':turns', keep_ms.session)
  end

  -- Keeps a question that had no good answer, or what was answered in the end.
  function tickets.unresolved(session, visitor, now, fields)
    local stream = arg.prefix .. 'unresolved'
    local entry = redis.call('XADD', stream, 'MAXLEN', '~', '10000', '*', unpack(fields))
    redis.call('XTRIM', stream, 'MINID', '~', integer(ms(now) - keep_ms.unresolved))
    redis.call('PEXPIRE', stream, keep_ms.unresolved)
    -- It outlives the session, and must be found all the same by whoever erases that.
    redis.call('SADD', arg.prefix .. 'session:' .. session .. ':unresolved', entry)
    redis.call('PEXPIRE', arg.prefix .. 'session:' .. session .. ':unresolved', keep_ms.unresolved)
    tickets.remember(session, visitor, keep_ms.unresolved, now)
  end

  -- Lets a visitor's sessions be found for so long.
  function tickets.remember(session, visitor, for_ms, now)
    if visitor == '' then return end
    local sessions = arg.prefix .. 'visitor:' .. redis.sha1hex(visitor)
    redis.call('ZREMRANGEBYSCORE', sessions, '-inf', integer(ms(now)))
    redis.call('ZADD', sessions, 'GT', integer(ms(now) + for_ms), session)
    if redis.call('PTTL', sessions) < for_ms then redis.call('PEXPIRE', sessions, for_ms) end
  end

  return rawget(tickets, name)
end })
