package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkConfigTest {
    @Test
    void shouldTellThePeerOnlyWhatThePeerAccepts() {
        assertThat(LinkConfig.DEFAULT.params().isValid()).isTrue();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "datagramBytesMax, 575",
        "datagramBytesMax, 65508",
        "messageBytesMax, 511",
        "messageBytesMax, 2000000000",
        "windowFrames, 32",
        "windowFrames, 1000",
        "windowFrames, 131072",
        "ackDelayMaxNs, -1",
        "ackDelayMaxNs, 65536000",
        "pingIdleNs, 0",
        "pingBusyNs, 0",
        "pingBusyNs, 200000000",
        "suspectAfterNs, 1000000000",
        "deadAfterNs, 9000000000000000",
        "openTimeoutNs, 0",
        "sendBytesMax, 131231",
        "sendBytesMax, 2000000000",
        "reassembliesMax, 0",
        "requestLimit, -1",
        "linksMax, 0"
    })
    void shouldRefuseWhatIsOutOfBoundsAndNameIt(final String component, final long value) {
        assertThatThrownBy(() -> new Configs().set(component, value).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(component.startsWith("ping") ? "ping" : component);
    }

    @Test
    void shouldRefuseADeathTooSoonToBeTold() {
        assertThatThrownBy(() -> new Configs()
                        .set("pingBusyNs", 100)
                        .set("suspectAfterNs", 200)
                        .set("deadAfterNs", 999_999)
                        .build())
                .hasMessageContaining("deadAfterNs");
    }
}
