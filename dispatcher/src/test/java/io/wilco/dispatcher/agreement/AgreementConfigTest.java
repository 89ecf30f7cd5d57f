package io.wilco.dispatcher.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementConfigTest {
    private static final AgreementMembers THREE = AgreementMembers.parse("0=a:7500, 2=[::1]:7500,1=b:7500");

    @Test
    void shouldReadMembersInTheOrderOfTheirNumbers() {
        assertThat(THREE.ids()).isEqualTo(List.of(0, 1, 2));
        assertThat(THREE.quorum()).isEqualTo(2);
        assertThat(THREE.endpoint(2, 4)).isEqualTo("[::1]:7504");
        assertThat(THREE).hasToString("0=a:7500,1=b:7500,2=[::1]:7500");
        assertThat(AgreementMembers.parse(THREE.toString())).isEqualTo(THREE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0=a:1,1=b:1 | there are 2 members; list 3 or 5",
                "0=a:1,1=b:1,2=c:1,3=d:1 | there are 4 members",
                "0=a:1,1=b:1,x=c:1 | 'x=c:1' is not NUMBER=HOST:PORT; write 0=HOST:PORT",
                "a:1,b:1,c:1 | 'a:1' is not NUMBER=HOST:PORT",
                "0=a:1,1=b:1,1=c:1 | member 1 is listed twice",
                "0=a:1,1=b:1,2=c | 'c' is not HOST:PORT",
                "0=a:1,1=b:1,2=c:65529 | take a base port of 65528 or lower",
                "0=a:100,1=b:1,2=a:107 | members 0 and 2 are both on a, where each uses 8 ports",
            })
    void shouldSayWhatIsWrongWithAListOfMembers(final String text, final String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgreementMembers.parse(text))
                .withMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0=a:1,1=b:1,2=c:65528", "0=a:100,1=a:108,2=a:92", "10=a:1,20=b:1,99=c:1"})
    void shouldTakeListsAtTheirBounds(final String text) {
        assertThat(AgreementMembers.parse(text)).hasToString(text);
    }

    @Test
    void shouldNameMembersForPeople() {
        assertThat(AgreementMembers.words(List.of(1))).isEqualTo("member 1");
        assertThat(AgreementMembers.words(List.of(1, 2))).isEqualTo("members 1 and 2");
        assertThat(AgreementMembers.words(List.of(0, 1, 2))).isEqualTo("members 0, 1 and 2");
    }

    @Test
    void shouldRefuseWhatCannotWork() {
        final Path dir = Path.of("state");
        final AgreementConfig fine = AgreementConfig.of("prod", THREE, 2, dir);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgreementConfig.of("a b", THREE, 2, dir))
                .withMessageStartingWith("'a b' cannot name a cluster");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgreementConfig.of("prod", THREE, 3, dir))
                .withMessageStartingWith("member 3 is not in the list of members");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fine.withTimeouts(Duration.ofMillis(1), Duration.ofSeconds(5)))
                .withMessageStartingWith("heartbeatTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fine.withTimeouts(Duration.ofSeconds(1), Duration.ZERO))
                .withMessageStartingWith("launchTimeout");
        assertThatIllegalArgumentException().isThrownBy(() -> fine.withSnapshots(1, Duration.ofHours(1), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> fine.withSnapshots(1 << 20, Duration.ofHours(1), -1));
    }
}
