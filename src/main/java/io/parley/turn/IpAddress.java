package io.parley.turn;

import io.netty.util.NetUtil;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Literal addresses only: nothing here ever asks a name server. */
public final class IpAddress {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_NETWORK_BYTES = 8;
    private static final Pattern LEADING_ZERO = Pattern.compile("(^|[.:])0\\d+\\.|\\.0\\d");
    private static final Pattern SCOPED_OR_BRACKETED = Pattern.compile("[%\\[\\]]");

    private IpAddress() {}

    /** Leading zeros are refused: some read them as octal, and then it is another address. */
    public static boolean isValid(String text) {
        if (LEADING_ZERO.matcher(text).find()
                || SCOPED_OR_BRACKETED.matcher(text).find()) {
            return false;
        }
        return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
    }

    /** One spelling for one address, so that a limit cannot be passed by writing it in another way (RFC 5952). */
    public static String canonical(String text) {
        return NetUtil.toAddressString(NetUtil.createInetAddressFromIpAddressString(text), true);
    }

    /** What one customer holds: an IPv4 address, or the /64 of an IPv6 one, within which a device changes its address at will. */
    public static String network(String canonical) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(canonical);
        return address.length == IPV4_BYTES ? canonical : HexFormat.of().formatHex(address, 0, IPV6_NETWORK_BYTES);
    }
}
