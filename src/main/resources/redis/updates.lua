-- What a visitor's page does not know yet.
--
-- KEYS  1 session   2 updates of the session   3 limit of the session
-- arg   by name:
--   prefix       of all keys of the site
--   visitor      the site's key of the visitor
--   any          '1': the caller vouches for the session, and names no visitor
--   cursor       of what the page knows; '' for nothing
--   quota, window_us    of the limit; a quota of 0 switches it off
-- Returns { verdict, pairs of name and value, entries of the stream }; verdict is one of
--   read | foreign_visitor | limited

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local s = redis.call('HMGET', KEYS[1], 'visitor', 'owner', 'last')
if s[1] and s[1] ~= '' and arg.any ~= '1' and s[1] ~= arg.visitor then return { 'foreign_visitor', {}, {} } end

local quota = tonumber(arg.quota)
if quota > 0 then -- the rule is that of admit.lua
  local interval = math.ceil(arg.window_us / quota)
  local after = math.max(tonumber(redis.call('GET', KEYS[3]) or '0'), now) + interval
  if after - now > interval * quota then
    return { 'limited', { 'wait_us', integer(after - now - interval * quota) }, {} }
  end
  redis.call('SET', KEYS[3], integer(after), 'PX', integer(math.ceil((after - now) / 1000)))
end

local t = s[3] and redis.call('HMGET', arg.prefix .. 'ticket:' .. s[3], 'state', 'due') or {}
local from = arg.cursor == '' and '-' or '(' .. arg.cursor
local entries = s[2] and redis.call('XRANGE', KEYS[2], from, '+', 'COUNT', '50') or {}
return {
  'read',
  { 'owner', s[2] or 'bot', 'state', t[1] or '', 'due', t[2] or '' },
  entries,
}
