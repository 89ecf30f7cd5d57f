package io.wilco.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.wilco.cli.HostPort;
import io.wilco.names.DispatcherName.Host;
import io.wilco.names.DispatcherName.Literal;
import io.wilco.names.DispatcherName.Service;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherNameTest {

    @Test
    void shouldTellAddressesNamesAndServicesApart() {
        assertThat(DispatcherName.parseList("10.0.0.7:7400, [::1]:1,db1:7400 ,7up:2,srv:_wilco._udp.example.com"))
                .containsExactly(
                        new Literal(new HostPort("10.0.0.7", 7400)),
                        new Literal(new HostPort("::1", 1)),
                        new Host(new HostPort("db1", 7400)),
                        new Host(new HostPort("7up", 2)),
                        new Service("_wilco._udp.example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7:7400", "[2001:db8::7]:80", "db1.example.:7400", "srv:_wilco._udp", "srv:a.b."})
    void shouldWriteWhatItReads(final String text) {
        assertThat(DispatcherName.parse(text)).hasToString(text);
    }

    @Test
    void shouldTakeAHostNamedSrvForAHost() {
        assertThat(DispatcherName.parse("srv:7400")).isEqualTo(new Host(new HostPort("srv", 7400)));
        assertThat(DispatcherName.parse("SRV:name")).isEqualTo(new Service("name"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "srv: | it has no name",
                "srv:a.b:7400 | it has a port, and SRV records say the ports",
                "srv:a b | 'a b' is not a name",
                "srv:-a | '-a' is not a name",
                "srv:10.0.0.1 | '10.0.0.1' is not a name",
                "srv:[::1] | '[::1]' is not a name",
                "srv:::1 | '::1' is not a name",
            })
    void shouldSayWhatIsWrongWithAService(final String text, final String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DispatcherName.parse(text))
                .withMessage("'%s' is not srv:NAME: %s; write srv:_wilco._udp.example.com", text, why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "db1", "a:1,,b:2", "a:1,", "10.0.0.256:1", "a:0"})
    void shouldSayWhatIsWrongWithAHost(final String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DispatcherName.parseList(text))
                .withMessageContaining("is not HOST:PORT");
    }

    @Test
    void shouldHoldNothingElse() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Literal(new HostPort("db1", 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Host(new HostPort("10.0.0.1", 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Service("10.0.0.1"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Service("a..b"));
    }

    @Test
    void shouldTakeWhatStandsThereTwiceOnce() {
        assertThat(DispatcherName.parseList("a:1,b:1,a:1")).hasSize(2);
    }

    @Test
    void shouldRefuseMoreThanSixteen() {
        assertThat(DispatcherName.parseList(String.join(",", Collections.nCopies(16, "a:1"))))
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DispatcherName.parseList(String.join(",", Collections.nCopies(17, "a:1"))))
                .withMessage(
                        "the list of dispatchers has 17 elements, and 16 is the most; give several of them one name");
    }
}
