-- Lists tickets, or reads one with all that is known of it.
--
-- KEYS  1 tickets in an order: open ones by when they are due, others by when they ended, or were given up
-- arg   by name:
--   prefix       of all keys of the site
--   ticket       '' to list
--   newest       '1' to begin with the highest scores
--   state        open | taken | released | resolved, or '' for any
--   queue        '' for any
--   after        where the list before ended: what was returned as after; '' to begin
--   count        at the most
-- Returns { verdict, pairs of name and value, tickets }; after is '' at the end; a ticket is pairs of name and value as well; of one that is read, what was said since, its
-- outbox, what the desk rejected and its attempts follow as four lists. verdict is one of
--   listed | read | unknown

if arg.ticket ~= '' then
  local key = arg.prefix .. 'ticket:' .. arg.ticket
  local ticket = redis.call('HGETALL', key)
  if #ticket == 0 then return { 'unknown', {}, {} } end
  return { 'read', {}, { ticket, redis.call('LRANGE', key .. ':messages', 0, -1), redis.call('LRANGE', key .. ':outbox', 0, -1),
    redis.call('LRANGE', key .. ':rejected', 0, -1), redis.call('LRANGE', key .. ':deliveries', 0, -1) } }
end

local names = { 'state', 'queue', 'intent', 'reason', 'language', 'session', 'agent', 'created', 'due', 'taken', 'ended',
  'breached', 'returned', 'delivered', 'dead', 'desk', 'summary' }
local after, after_id = string.match(arg.after, '^([^ ]*) ?(.*)$')
local count, found, skipped, looked, position = tonumber(arg.count), {}, 0, 0, ''
local newest = arg.newest == '1'

local function is_before(id) return newest and id >= after_id or not newest and id <= after_id end

repeat
  local ids
  if newest then
    ids = redis.call('ZREVRANGEBYSCORE', KEYS[1], after ~= '' and after or '+inf', '-inf', 'WITHSCORES', 'LIMIT', skipped, 100)
  else
    ids = redis.call('ZRANGEBYSCORE', KEYS[1], after ~= '' and after or '-inf', '+inf', 'WITHSCORES', 'LIMIT', skipped, 100)
  end
  for i = 1, #ids, 2 do
    local id, score = ids[i], ids[i + 1]
    skipped, looked = skipped + 1, looked + 1
    if not (score == after and is_before(id)) then
      if #found == count or looked > 2000 then return { 'listed', { 'after', position }, found } end
      position = score .. ' ' .. id
      local v = redis.call('HMGET', arg.prefix .. 'ticket:' .. id, unpack(names))
      if v[1] and (arg.state == '' or v[1] == arg.state) and (arg.queue == '' or v[2] == arg.queue) then
        local ticket = { 'id', id }
        for n, name in ipairs(names) do
          ticket[#ticket + 1] = name
          ticket[#ticket + 1] = v[n] or ''
        end
        found[#found + 1] = ticket
      end
    end
  end
until #ids < 200
return { 'listed', { 'after', '' }, found }
