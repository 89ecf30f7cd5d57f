package io.wilco.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    @ParameterizedTest
    @CsvSource({
        "localhost:7400, localhost, 7400",
        "db-1.rack_2.example.com.:1, db-1.rack_2.example.com., 1",
        "10.0.0.7:65535, 10.0.0.7, 65535",
        "[::1]:7400, ::1, 7400",
        "[2001:db8::7]:80, 2001:db8::7, 80",
        "[fe80::1%eth0]:80, fe80::1%eth0, 80",
        "7up:80, 7up, 80",
    })
    void shouldReadEveryForm(final String text, final String host, final int port) {
        final HostPort read = HostPort.parse(text);

        assertThat(read).isEqualTo(new HostPort(host, port));
        assertThat(read).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost | it has no port",
                "localhost: | it has no port",
                "[::1] | it has no port",
                ":7400 | it has no host",
                "::1:7400 | an IPv6 address goes in brackets",
                "[localhost]:7400 | 'localhost' is not an IPv6 address",
                "[1:2]:7400 | '1:2' is not an IPv6 address",
                "host:http | 'http' is not a port",
                "host:-1 | '-1' is not a port",
                "host:+1 | '+1' is not a port",
                "host:65536 | ports end at 65535",
                "host:99999999999 | ports end at 65535",
                "host:0 | port 0 names no peer",
                "10.0.0.256:1 | '10.0.0.256' is not a host name or address",
                "10.0.1:1 | '10.0.1' is not a host name or address",
                "a b:1 | 'a b' is not a host name or address",
                "-a:1 | '-a' is not a host name or address",
                "a..b:1 | 'a..b' is not a host name or address",
                "http://a:1 | an IPv6 address goes in brackets",
            })
    void shouldSayWhatIsWrongAndHowToMendIt(final String text, final String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.parse(text))
                .withMessage("'%s' is not HOST:PORT: %s; write name:7400, 10.0.0.7:7400 or [::1]:7400", text, why);
    }

    @Test
    void shouldTakePortZeroOnlyWhereAnyPortIsFine() {
        assertThat(HostPort.parse("127.0.0.1:0", true)).isEqualTo(new HostPort("127.0.0.1", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse("127.0.0.1:0"));
    }

    @Test
    void shouldReadAListInOrder() {
        assertThat(HostPort.parseList("b:2, a:1,[::1]:3"))
                .isEqualTo(List.of(new HostPort("b", 2), new HostPort("a", 1), new HostPort("::1", 3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:1,", ",a:1", "a:1,,b:2"})
    void shouldRefuseAListWithAHole(final String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.parseList(text))
                .withMessageContaining("'' is not HOST:PORT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "[::1]", "300.1.1.1"})
    void shouldRefuseToHoldWhatIsNoHost(final String host) {
        assertThatIllegalArgumentException().isThrownBy(() -> new HostPort(host, 1));
    }

    @Test
    void shouldRefuseAnEndlessName() {
        assertThatIllegalArgumentException().isThrownBy(() -> new HostPort("a".repeat(254), 1));
    }

    @Test
    void shouldResolveAddresses() throws Exception {
        assertThat(HostPort.parse("127.0.0.1:7400").resolve())
                .isEqualTo(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 7400));
        assertThat(HostPort.parse("[::1]:7400").resolve().isUnresolved()).isFalse();
    }

    @Test
    void shouldReportAnUnknownHostAsAMistakeOfTheUsers() {
        final HostPort nowhere = HostPort.parse("nowhere.invalid:7400");

        assertThatThrownBy(nowhere::resolve)
                .isInstanceOf(UserError.class)
                .hasMessage("unknown host 'nowhere.invalid' in 'nowhere.invalid:7400';"
                        + " check the name, or give its address");
    }

    @ParameterizedTest
    @CsvSource({
        "[::1]:7400",
        "[::]:7400",
        "[fe80::1:0:0:7]:7400",
        "[2001:db8::]:7400",
        "[2001:db8:1:2:3:4:5:60]:7400",
        "[2001:db8:10:0:3:4:5:6]:7400",
        "127.0.0.1:7400",
        "localhost:7400",
    })
    void shouldWriteAddressesAsItReadsThem(final String text) {
        assertThat(HostPort.text(HostPort.parse(text).resolve())).isEqualTo(text);
    }

    @Test
    void shouldWriteSeveralAddressesForPeople() {
        final InetSocketAddress one = InetSocketAddress.createUnresolved("db1", 1);
        final InetSocketAddress other = HostPort.parse("[::1]:2").resolve();

        assertThat(HostPort.text(List.of(one, other))).isEqualTo("db1:1, [::1]:2");
    }
}
