"""The scripts that count in Redis: take from every window or from none, settle, read."""

from __future__ import annotations

from typing import Final

# A sliding window is a hash of sub-buckets. The one that is only partly out of the window counts
# in full, and one more for what is still on its way to the provider: 62 are added up, so that
# never more than the limit reaches it in any stretch. A few more are kept, for clocks that do not
# quite agree.
# A window of a calendar is a hash with one field, where its stretch began. What is under way is a
# sorted set of leases by when they end. Who finds no place there stands beside it, for as long as
# it takes to ask again: who asks no more, waits no more.
# Numbers in ARGV stand for KEYS[i] from 2 + 7 * (i - 1).
_COMMON: Final = """
local ASKS_AGAIN = 2000
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local function place(i)
  local at = 2 + 7 * (i - 1)
  return ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4]),
    tonumber(ARGV[at + 5]), tonumber(ARGV[at + 6]), tonumber(ARGV[at + 7])
end
local function sliding(key, width)
  local bucket, used, live, gone = math.floor(now / width), 0, {}, {}
  local all = redis.call('HGETALL', key)
  for j = 1, #all, 2 do
    local at, count = tonumber(all[j]), tonumber(all[j + 1])
    if at < bucket - 64 then
      gone[#gone + 1] = all[j]
    elseif at >= bucket - 61 then
      used = used + count
      live[#live + 1] = {at, count}
    end
  end
  table.sort(live, function(a, b) return a[1] < b[1] end)
  return used, live, gone
end
"""

TAKE: Final = (
    _COMMON
    + """
local answer, worst, longest = {0, now}, nil, -2
for i = 1, #KEYS do
  local kind, limit, needed, amount, width, ends = place(i)
  local used, free = 0, -1
  if kind == 'sliding' then
    local live, gone
    used, live, gone = sliding(KEYS[i], width)
    if #gone > 0 then redis.call('HDEL', KEYS[i], unpack(gone)) end
    if used + needed > limit then
      local freed = 0
      free = 62 * width
      for _, entry in ipairs(live) do
        freed = freed + entry[2]
        if used - freed + needed <= limit then
          free = (entry[1] + 62) * width - now
          break
        end
      end
    end
  elseif kind == 'calendar' then
    used = tonumber(redis.call('HGET', KEYS[i], width) or 0)
    if ends > 0 then free = ends - now end
  else
    redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
    used = redis.call('ZCARD', KEYS[i])
    local first = redis.call('ZRANGE', KEYS[i], 0, 0, 'WITHSCORES')
    if first[2] then free = tonumber(first[2]) - now end
  end
  answer[#answer + 1] = used + amount
  if used + needed > limit then
    local lasts = free
    if lasts < 0 then lasts = math.huge end
    if lasts > longest then worst, longest = {i, now, used, free}, lasts end
  end
end
if worst then
  if place(worst[1]) == 'lease' then
    local waiting = KEYS[worst[1]] .. ':waiting'
    redis.call('ZREMRANGEBYSCORE', waiting, '-inf', now)
    redis.call('ZADD', waiting, now + ASKS_AGAIN, ARGV[2])
    redis.call('PEXPIRE', waiting, ASKS_AGAIN)
  end
  return worst
end
for i = 1, #KEYS do
  local kind, limit, needed, amount, width, ends, ttl = place(i)
  if kind == 'sliding' then
    redis.call('HINCRBY', KEYS[i], math.floor(now / width), amount)
  elseif kind == 'calendar' then
    if redis.call('HINCRBY', KEYS[i], width, amount) == amount then
      for _, old in ipairs(redis.call('HKEYS', KEYS[i])) do
        if tonumber(old) < width then redis.call('HDEL', KEYS[i], old) end
      end
    end
  else
    redis.call('ZADD', KEYS[i], now + width, ARGV[2])
    redis.call('ZREM', KEYS[i] .. ':waiting', ARGV[2])
  end
  if ttl > 0 then redis.call('PEXPIRE', KEYS[i], ttl) end
end
return answer
"""
)

# What was reserved beyond what was used goes back to the bucket it was counted in, if that is
# still there. For each key: its field and the difference; an empty field ends a lease.
SETTLE: Final = """
for i = 1, #KEYS do
  local field, difference = ARGV[2 * i], tonumber(ARGV[2 * i + 1])
  if field == '' then
    redis.call('ZREM', KEYS[i], ARGV[1])
  elseif redis.call('HEXISTS', KEYS[i], field) == 1 then
    redis.call('HINCRBY', KEYS[i], field, difference)
  end
end
return 0
"""

READ: Final = (
    _COMMON
    + """
local answer = {}
for i = 1, #KEYS do
  local kind, _, _, _, width, ends = place(i)
  local used, free, waiting = 0, -1, 0
  if kind == 'sliding' then
    local live
    used, live = sliding(KEYS[i], width)
    if live[1] then free = (live[1][1] + 62) * width - now end
  elseif kind == 'calendar' then
    used = tonumber(redis.call('HGET', KEYS[i], width) or 0)
    if ends > 0 then free = ends - now end
  else
    used = redis.call('ZCOUNT', KEYS[i], now, '+inf')
    waiting = redis.call('ZCOUNT', KEYS[i] .. ':waiting', now, '+inf')
  end
  answer[#answer + 1] = used
  answer[#answer + 1] = free
  answer[#answer + 1] = waiting
end
return answer
"""
)
