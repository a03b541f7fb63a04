return money.day(arg.second * 1000000)
