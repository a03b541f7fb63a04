-- For wrk: the requests of a file, one a line of JSON lines made beforehand, each once. Every thread has its own part.
-- wrk ... -s load.lua <url> -- <file> <threads>
local threads = {}
local number = 0

function setup(thread)
  thread:set('part', number)
  number = number + 1
  table.insert(threads, thread)
end

function init(args)
  requests = {}
  next_one = 0
  local of = tonumber(args[2])
  local i = 0
  for line in io.lines(args[1]) do
    if i % of == part then
      local id, time, signature, body = line:match('^(%S+) (%S+) (%S+) (.*)$')
      local headers = { ['Content-Type'] = 'application/json' }
      if id ~= '-' then
        headers['webhook-id'] = id
        headers['webhook-timestamp'] = time
        headers['webhook-signature'] = 'v1,' .. signature
      else
        headers['Authorization'] = 'Bearer none'
        headers['x-portkey-provider'] = 'openai'
        headers['x-portkey-custom-host'] = args[3]
      end
      requests[#requests + 1] = wrk.format('POST', nil, headers, body)
    end
    i = i + 1
  end
end

function request()
  next_one = next_one + 1
  if next_one > #requests then
    next_one = 1
    again = (again or 0) + 1
  end
  return requests[next_one]
end

function done(summary, latency)
  local again = 0
  for _, thread in ipairs(threads) do
    again = again + (thread:get('again') or 0)
  end
  io.write(string.format('{"requests":%d,"micros":%d,"errors":%d,"again":%d,"p50":%d,"p95":%d,"p99":%d}\n',
    summary.requests, summary.duration,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout,
    again, latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
