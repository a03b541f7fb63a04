-- Does what somebody at a desk did.
--
-- KEYS  1 ticket
-- arg   by name:
--   ticket, event            their ids
--   type                     taken | reply | release | resolve
--   text                     of a reply, or of what resolved it; '' for none
--   redacted                 the same, for those who learn from it
--   agent                    who did it; '' if unknown
--   keep                     turns kept
--   and what tickets.lua reads
-- Returns { verdict, pairs of name and value }; verdict is one of
--   done
--   duplicate    the event came before
--   late         the ticket has ended: the visitor still gets to see a reply, and nothing else happens
--   gone         the session has been erased, or has expired
--   unknown      there is no such ticket

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local key = tickets.key(arg.ticket)
local v = redis.call('HMGET', key, 'session', 'state', 'queue', 'due', 'intent', 'language', 'answer', 'question', 'visitor')
if not v[1] then return { 'unknown', {} } end
if redis.call('SADD', key .. ':events', arg.event) == 0 then return { 'duplicate', { 'state', v[2] } } end

local session = arg.prefix .. 'session:' .. v[1]
local s = redis.call('HMGET', session, 'owner', 'ticket', 'epoch')
local ended = v[2] == 'released' or v[2] == 'resolved'
local owns = s[1] == 'human' and s[2] == arg.ticket
local state = v[2]

-- Somebody has it now, from people who wait or from a bot that went on meanwhile; not from a person who has a ticket filed later.
local function take()
  state = 'taken'
  redis.call('HSET', key, 'state', state, 'agent', arg.agent)
  redis.call('HSETNX', key, 'taken', integer(now))
  tickets.drop('late', arg.ticket)
  if s[1] == 'bot' then
    redis.call('HDEL', key, 'returned')
    tickets.give_to_people(v[1], arg.ticket, v[3], v[4])
  end
end

local function finish(as)
  state = as
  redis.call('HSET', key, 'state', state, 'ended', integer(now))
  tickets.drop('late', arg.ticket)
  tickets.drop('open', arg.ticket)
  tickets.index('ended', ms(now), arg.ticket)
  if owns then tickets.give_to_bot(v[1]) end
end

if (arg.type == 'taken' or arg.type == 'reply') and not ended then take() end

if arg.type == 'reply' then
  if s[1] then
    redis.call('RPUSH', session .. ':turns',
      table.concat({ 'agent', '', s[3] or '0', integer(now), arg.event, arg.text }, '\t'))
    redis.call('LTRIM', session .. ':turns', -arg.keep, -1)
  end
  tickets.said(arg.ticket, 'agent', arg.event, arg.agent, arg.text, now)
  local answer = (v[7] and v[7] .. '\n' or '') .. arg.redacted
  redis.call('HSET', key, 'answer', string.len(answer) > 8000 and arg.redacted or answer)
elseif arg.type == 'release' and not ended then
  finish('released')
elseif arg.type == 'resolve' and v[2] ~= 'resolved' then
  finish('resolved')
  local answer = arg.redacted ~= '' and arg.redacted or v[7] or ''
  if answer ~= '' then
    tickets.unresolved(v[1], v[9] or '', now, { 'kind', 'resolution', 'ticket', arg.ticket, 'intent', v[5],
      'language', v[6], 'text', v[8] or '', 'resolution', answer })
  end
end

tickets.keep(arg.ticket)
if not s[1] then return { 'gone', { 'state', state } } end
if arg.type == 'reply' then
  tickets.update(v[1],
    { 'kind', 'message', 'role', 'agent', 'id', arg.event, 'agent', arg.agent, 'text', arg.text })
elseif state ~= v[2] then
  tickets.update(v[1], { 'kind', 'state' })
end
return { ended and 'late' or 'done', { 'state', state } }
