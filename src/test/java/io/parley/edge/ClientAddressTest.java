package io.parley.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    private static final String PROXY = "10.0.0.1";

    /** Lines of the header are separated by a semicolon. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "0 | none                                     | 10.0.0.1",
                "0 | 203.0.113.7                              | 10.0.0.1",
                "0 | 203.0.113.7, 203.0.113.8                 | 10.0.0.1",
                "1 | none                                     | 10.0.0.1",
                "1 | ''                                       | 10.0.0.1",
                "1 | 203.0.113.7                              | 203.0.113.7",
                "1 | 198.51.100.1, 203.0.113.7                | 203.0.113.7",
                "1 | 198.51.100.1,203.0.113.7                 | 203.0.113.7",
                "1 | '198.51.100.1 ,  203.0.113.7 '           | 203.0.113.7",
                "1 | 198.51.100.1;203.0.113.7                 | 203.0.113.7",
                "1 | 198.51.100.1, 198.51.100.2;203.0.113.7   | 203.0.113.7",
                "1 | 198.51.100.1;198.51.100.2, 203.0.113.7   | 203.0.113.7",
                "2 | none                                     | 10.0.0.1",
                "2 | 203.0.113.7                              | 10.0.0.1",
                "2 | 203.0.113.7, 10.0.0.2                    | 203.0.113.7",
                "2 | 203.0.113.7;10.0.0.2                     | 203.0.113.7",
                "2 | 198.51.100.1, 203.0.113.7, 10.0.0.2      | 203.0.113.7",
                "2 | 198.51.100.1;203.0.113.7;10.0.0.2        | 203.0.113.7",
                "3 | 203.0.113.7, 10.0.0.2                    | 10.0.0.1",
                "3 | 203.0.113.7, 10.0.0.3, 10.0.0.2          | 203.0.113.7",
                "99 | 203.0.113.7, 10.0.0.2                   | 10.0.0.1",
            })
    void countsTrustedProxiesFromTheRight(int hops, String lines, String address) {
        assertThat(of(lines, hops)).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7:4711         | 203.0.113.7",
                "203.0.113.7:             | 203.0.113.7",
                "2001:db8::1              | 2001:db8::1",
                "2001:DB8:0:0:0:0:0:1     | 2001:db8::1",
                "[2001:db8::1]            | 2001:db8::1",
                "[2001:db8::1]:443        | 2001:db8::1",
                "[2001:DB8::0:1]:443      | 2001:db8::1",
                "::ffff:203.0.113.7       | 203.0.113.7",
                "[::ffff:203.0.113.7]:80  | 203.0.113.7",
                "fe80::1%eth0             | fe80::1",
                "[fe80::1%25eth0]:80      | fe80::1",
                "::1                      | ::1",
            })
    void readsAnAddressWithoutItsPortBracketsAndScopeInItsCanonicalForm(String entry, String address) {
        assertThat(of(entry, 1)).isEqualTo(address);
        assertThat(of("198.51.100.1, " + entry, 1)).isEqualTo(address);
        assertThat(of(entry + ", 198.51.100.1", 2)).isEqualTo(address);
        assertThat(ClientAddress.of(List.of(), 0, entry)).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "unknown",
                "_hidden",
                "localhost",
                "example.com",
                "example.com:80",
                "203.0.113",
                "203.0.113.256",
                "203.0.113.07",
                "203.0.113.7/24",
                "203.0.113.7 198.51.100.1",
                "\"203.0.113.7\"",
                "for=203.0.113.7",
                "0xcb007107",
                "3405803783",
                "2001:db8::1::2",
                "2001:db8::g",
                "[2001:db8::1",
                "2001:db8::1]",
                "[]",
                "[]:80",
                ":",
                ":80",
                "%",
                "٢٠٣.٠.١١٣.٧",
                "<script>",
            })
    void whatIsNoAddressCountsAsAnEntryButSaysNothing(String entry) {
        assertThat(of(entry, 1)).isEqualTo(PROXY);
        assertThat(of("198.51.100.1, " + entry, 1)).isEqualTo(PROXY);
        assertThat(of(entry + ", 198.51.100.1", 2)).isEqualTo(PROXY);
        assertThat(of("203.0.113.7, " + entry, 2)).isEqualTo("203.0.113.7");
        assertThat(of(entry + ", 203.0.113.7", 1)).isEqualTo("203.0.113.7");
        assertThat(ClientAddress.of(List.of(entry), 1, null)).isEmpty();
        assertThat(ClientAddress.of(List.of(), 1, entry)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | '203.0.113.7,'                | 10.0.0.1",
                "2 | '203.0.113.7,'                | 203.0.113.7",
                "1 | '203.0.113.7,,'               | 10.0.0.1",
                "3 | '203.0.113.7,,'               | 203.0.113.7",
                "1 | ',203.0.113.7'                | 203.0.113.7",
                "2 | ',203.0.113.7'                | 10.0.0.1",
                "2 | '198.51.100.1, ,203.0.113.7'  | 10.0.0.1",
                "1 | ','                           | 10.0.0.1",
                "2 | ';'                           | 10.0.0.1",
            })
    void emptyEntriesCount(int hops, String lines, String address) {
        assertThat(of(lines, hops)).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void callerWithoutAConnectionIsNobody(int hops) {
        assertThat(ClientAddress.of(List.of(), hops, null)).isEmpty();
    }

    @Property
    void nothingThatACallerWritesIsTakenUnlessTheHopsReachIt(
            @ForAll @Size(max = 5) List<@IntRange(min = 1, max = 254) Integer> written,
            @ForAll @Size(max = 4) List<@IntRange(min = 1, max = 254) Integer> appended,
            @ForAll @IntRange(max = 6) int hops,
            @ForAll boolean lines) {
        List<String> forged = written.stream().map(n -> "198.51.100." + n).toList();
        List<String> proxies = appended.stream().map(n -> "203.0.113." + n).toList();
        List<String> all = Stream.concat(forged.stream(), proxies.stream()).toList();
        List<String> header = lines ? all : List.of(String.join(", ", all));
        String address = ClientAddress.of(header, hops, PROXY).orElseThrow();
        if (hops == 0 || hops > all.size()) {
            assertThat(address).isEqualTo(PROXY);
        } else {
            assertThat(address).isEqualTo(all.get(all.size() - hops));
        }
        if (hops <= proxies.size()) {
            assertThat(forged).doesNotContain(address);
        }
    }

    private static String of(String lines, int hops) {
        List<String> forwarded = lines == null ? List.of() : Arrays.asList(lines.split(";", -1));
        return ClientAddress.of(forwarded, hops, PROXY).orElseThrow();
    }
}
