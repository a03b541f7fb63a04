-- Reads a site's switch, and sets it.
--
-- KEYS  1 mode
-- arg   by name:
--   mode         to be set; '' only reads
--   by, why      who sets it, and the reason
--   until_ms     when it ends by itself; '' for when it is set again
--   keep_ms      expiry of what has no end of its own
-- Returns { verdict, pairs of name and value }; verdict is one of
--   read | set | past            past: it would have ended already, and nothing was written
-- A value is mode, since, until, by and why, with tabs between; whoever sets it by hand may leave out all but the first.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local before = redis.call('GET', KEYS[1]) or ''

if arg.mode == '' then
  return { 'read', { 'before', before, 'value', before } }
end
if arg.until_ms ~= '' and tonumber(arg.until_ms) <= now then
  return { 'past', { 'before', before, 'value', before } }
end

local value = table.concat({ arg.mode, string.format('%.0f', now), arg.until_ms, arg.by, arg.why }, '\t')
if arg.until_ms ~= '' then
  redis.call('SET', KEYS[1], value, 'PXAT', arg.until_ms)
else
  redis.call('SET', KEYS[1], value, 'PX', arg.keep_ms)
end
return { 'set', { 'before', before, 'value', value } }
