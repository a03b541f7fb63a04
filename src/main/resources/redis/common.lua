-- Stands before every script.

-- Numbers of this size would otherwise be written with an exponent. For whole numbers alone. What is passed to Redis as an argument of
-- a call, or returned to the caller, needs it not: both are exact below 2^53.
local function integer(n) return string.format('%d', n) end

local function ms(us) return math.floor(us / 1000) end
