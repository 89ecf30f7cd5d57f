package io.wilco.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesConfigTest {

    @AfterEach
    void forget() {
        System.clearProperty(NamesConfig.SERVERS_PROPERTY);
    }

    @Test
    void shouldAskTheSystemsServersUnlessToldOtherwise() {
        assertThat(NamesConfig.ofSystem().servers()).isEmpty();

        System.setProperty(NamesConfig.SERVERS_PROPERTY, "127.0.0.1:5353, [::1]:53");

        assertThat(NamesConfig.ofSystem().servers())
                .containsExactly(Setup.address("127.0.0.1", 5353), Setup.address("::1", 53));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ns1:53 | 'ns1:53' is not an address",
                "srv:ns | 'srv:ns' is not an address",
                "127.0.0.1 | it has no port",
                "127.0.0.1:1,127.0.0.1:2,127.0.0.1:3,127.0.0.1:4 | 3 name servers is the most",
            })
    void shouldSayWhatIsWrongWithTheProperty(final String value, final String why) {
        System.setProperty(NamesConfig.SERVERS_PROPERTY, value);

        assertThatIllegalArgumentException()
                .isThrownBy(NamesConfig::ofSystem)
                .withMessageStartingWith("wilco.names.servers")
                .withMessageContaining(why);
    }

    @Test
    void shouldRefuseWhatIsOutOfRange() {
        final NamesConfig config = NamesConfig.ofSystem();

        assertThatIllegalArgumentException().isThrownBy(() -> config.withRefresh(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> config.withRefresh(2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> config.withTimeout(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> config.withTimeout(1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.withServers(List.of(java.net.InetSocketAddress.createUnresolved("ns1", 53))));
    }

    @Test
    void shouldLookUpAgainAfterOneToSixtySeconds() {
        assertThat(NamesConfig.ofSystem().refreshMinNs()).isEqualTo(1_000 * Setup.MS);
        assertThat(NamesConfig.ofSystem().refreshMaxNs()).isEqualTo(60_000 * Setup.MS);
    }
}
