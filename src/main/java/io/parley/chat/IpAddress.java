package io.parley.chat;

import io.netty.util.NetUtil;
import java.util.regex.Pattern;

/** Literal addresses only: nothing here ever asks a name server. */
final class IpAddress {
    private static final Pattern LEADING_ZERO = Pattern.compile("(^|[.:])0\\d+\\.|\\.0\\d");
    private static final Pattern SCOPED_OR_BRACKETED = Pattern.compile("[%\\[\\]]");

    private IpAddress() {}

    /** Leading zeros are refused: some read them as octal, and then it is another address. */
    static boolean isValid(String text) {
        if (LEADING_ZERO.matcher(text).find()
                || SCOPED_OR_BRACKETED.matcher(text).find()) {
            return false;
        }
        return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
    }

    /** One spelling for one address, so that a limit cannot be passed by writing it in another way (RFC 5952). */
    static String canonical(String text) {
        return NetUtil.toAddressString(NetUtil.createInetAddressFromIpAddressString(text), true);
    }
}
