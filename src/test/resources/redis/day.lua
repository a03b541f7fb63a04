return money.day(ARGV[1] * 1000000)
