-- Stands before every script. Arguments are pairs of name and value; what is empty is not sent. Before this stands keep_ms, made from
-- Expiry.java: milliseconds for which sessions, replies, tickets, questions without an answer and the figures of usage are kept, and a
-- claim of a ticket.

local arg = setmetatable({}, { __index = function() return '' end })
for i = 1, #ARGV, 2 do arg[ARGV[i]] = ARGV[i + 1] end

