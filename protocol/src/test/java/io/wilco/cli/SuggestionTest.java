package io.wilco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    private static final List<String> KNOWN =
            List.of("dispatcher", "worker", "load", "call", "nodes", "demo", "--duration", "--dispatcher", "-h");

    @ParameterizedTest
    @CsvSource({
        "laod, load",
        "dispacher, dispatcher",
        "node, nodes",
        "wroker, worker",
        "--durations, --duration",
        "--dispather, --dispatcher",
        "-j, -h",
    })
    void shouldFindWhatWasMeant(final String written, final String meant) {
        assertThat(Suggestion.closest(written, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"status", "--frobnicate", "xyz"})
    void shouldNotGuessWildly(final String written) {
        assertThat(Suggestion.closest(written, KNOWN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', '', 0", "abc, abc, 0", "abc, '', 3", "abc, acb, 1", "abc, axc, 1", "abc, ac, 1", "abc, abxc, 1"})
    void shouldCountTypingMistakes(final String a, final String b, final int distance) {
        assertThat(Suggestion.distance(a, b)).isEqualTo(distance);
        assertThat(Suggestion.distance(b, a)).isEqualTo(distance);
    }

    @Test
    void shouldSuggestNothingFromNothing() {
        assertThat(Suggestion.closest("load", List.of())).isEmpty();
    }
}
