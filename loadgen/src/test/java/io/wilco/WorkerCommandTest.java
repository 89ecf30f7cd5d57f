package io.wilco;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.worker.cli.WorkerCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code wilco worker} as a user meets it. */
class WorkerCommandTest {
    private final StringWriter err = new StringWriter();

    private int worker(final String... args) {
        return Main.run(
                List.of(new WorkerCommand()),
                false,
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                Stream.concat(Stream.of("worker"), Stream.of(args)).toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--concurrency=0|--concurrency must be 1 to 65536, not 0",
                "--concurrency=-3|--concurrency must be 1 to 65536, not -3",
                "--concurrency=65537|--concurrency must be 1 to 65536, not 65537",
                "--queue=-1|--queue must be 0 to 1048576, not -1",
            })
    void shouldNameTheOptionThatIsOutOfBounds(final String argument, final String message) {
        // given a name that would be an error of its own, were it looked up
        final int code = worker("--dispatcher", "nowhere.invalid:7400", argument);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("wilco worker: " + message);
    }
}
