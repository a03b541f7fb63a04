package io.parley.chat;

import io.netty.util.NetUtil;

/** Literal addresses only: nothing here ever asks a name server. */
final class IpAddress {
    private IpAddress() {}

    static boolean isValid(String text) {
        return text.indexOf('%') < 0 && (NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text));
    }

    /** One spelling for one address, so that a limit cannot be passed by writing it in another way (RFC 5952). */
    static String canonical(String text) {
        return NetUtil.toAddressString(NetUtil.createInetAddressFromIpAddressString(text), true);
    }
}
