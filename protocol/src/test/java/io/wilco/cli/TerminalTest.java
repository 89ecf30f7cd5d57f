package io.wilco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.cli.Terminal.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    @ParameterizedTest
    @CsvSource({
        "'40 100\n', ,    40, 100",
        "'40 100\n', 60,  40, 100",
        "'0 0\n',    60,  24, 60",
        "'',         ,    24, 80",
        "'',         0,   24, 80",
        "'',         abc, 24, 80",
    })
    void shouldGuessTheSizeThatNobodyTells(
            final String stty, final String columns, final int expectedRows, final int expectedColumns) {
        assertThat(Terminal.size(stty, columns)).isEqualTo(new Size(expectedRows, expectedColumns));
    }

    @ParameterizedTest
    @CsvSource({"'', 3, ''", "abc, 3, abc", "abcd, 3, abc", "a█·d, 3, a█·", "a😀cd, 3, a😀c", "abc, 0, ''"})
    void shouldCutWhatDoesNotFit(final String line, final int columns, final String shown) {
        assertThat(Terminal.cut(line, columns)).isEqualTo(shown);
    }

    @Test
    void shouldNotCountColoursNorLeaveOneOn() {
        assertThat(Terminal.cut("a\u001b[32mbcd\u001b[0me", 3)).isEqualTo("a\u001b[32mbc\u001b[0m");
    }
}
