package io.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7,                             203.0.113.7",
        "0.0.0.0,                                 0.0.0.0",
        "255.255.255.255,                         255.255.255.255",
        "::,                                      ::",
        "::1,                                     ::1",
        "2001:DB8::1,                             2001:db8::1",
        "2001:db8:0:0:0:0:0:1,                    2001:db8::1",
        "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
        "2001:db8::0:1,                           2001:db8::1",
        "2001:db8:0:0:1:0:0:1,                    2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1,                    2001:db8:0:1:1:1:1:1",
        "::ffff:203.0.113.7,                      203.0.113.7",
        "::FFFF:cb00:7107,                        203.0.113.7",
        "0:0:0:0:0:ffff:203.0.113.7,              203.0.113.7",
    })
    void oneAddressHasOneSpelling(String text, String canonical) {
        assertThat(IpAddress.isValid(text)).isTrue();
        assertThat(IpAddress.canonical(text)).isEqualTo(canonical);
        assertThat(IpAddress.canonical(canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.com",
                "203.0.113",
                "203.0.113.7.1",
                "203.0.113.256",
                "203.0.113.-1",
                "203.0.113.7 ",
                " 203.0.113.7",
                "203.0.113.7\n",
                "203.000.113.007",
                "203.0.113.07",
                "010.0.0.1",
                "203.0.113.7:80",
                "203.0.113.7/24",
                "3405803783",
                "0xcb007107",
                "0xcb.0.113.7",
                "٢٠٣.٠.١١٣.٧",
                "2001:db8",
                "2001:db8::1::2",
                "2001:db8::12345",
                "2001:db8::g",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:",
                ":1:2:3:4:5:6:7",
                "2001:db8::1/64",
                "fe80::1%eth0",
                "fe80::1%1",
                "[2001:db8::1]",
                "[2001:db8::1",
                "2001:db8::1]",
                "::ffff:203.0.113.256",
                "unknown",
            })
    void refusesWhatIsNoLiteralAddress(String text) {
        assertThat(IpAddress.isValid(text)).isFalse();
    }

    @Property
    void everySpellingOfAnIpv6AddressIsCanonicallyTheSame(
            @ForAll @Size(8) List<@IntRange(max = 0xFFFF) Integer> random, @ForAll @IntRange(max = 255) int zeros)
            throws UnknownHostException {
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (zeros >> i & 1) == 1 ? 0 : random.get(i);
        }
        String plain = joined("%x", groups);
        String canonical = IpAddress.canonical(plain);
        byte[] bytes = InetAddress.getByName(plain).getAddress();

        for (String spelling : new String[] {plain, joined("%04X", groups), compressed(groups)}) {
            assertThat(IpAddress.isValid(spelling)).as(spelling).isTrue();
            assertThat(IpAddress.canonical(spelling)).as(spelling).isEqualTo(canonical);
        }
        assertThat(IpAddress.canonical(canonical)).isEqualTo(canonical);
        assertThat(canonical).isLowerCase().hasSizeLessThanOrEqualTo(39);
        assertThat(InetAddress.getByName(canonical).getAddress()).endsWith(lastFour(bytes));
    }

    @Property
    void whateverIsValidHasACanonicalFormThatIsValid(
            @ForAll @StringLength(max = 24) @CharRange(from = '.', to = ':') String text) {
        if (IpAddress.isValid(text)) {
            String canonical = IpAddress.canonical(text);
            assertThat(IpAddress.isValid(canonical)).isTrue();
            assertThat(IpAddress.canonical(canonical)).isEqualTo(canonical);
        }
    }

    private static String joined(String format, int[] groups) {
        StringJoiner joined = new StringJoiner(":");
        for (int group : groups) {
            joined.add(format.formatted(group));
        }
        return joined.toString();
    }

    /** With the first run of at least two zero groups left out, be it the longest or not. */
    private static String compressed(int[] groups) {
        String plain = ':' + joined("%x", groups) + ':';
        String compressed = plain.replaceFirst("(:0){2,}:", "::");
        String first = compressed.startsWith("::") ? compressed : compressed.substring(1);
        return (first.endsWith("::") ? first : first.substring(0, first.length() - 1)).toLowerCase(Locale.ROOT);
    }

    private static byte[] lastFour(byte[] bytes) {
        return Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length);
    }
}
