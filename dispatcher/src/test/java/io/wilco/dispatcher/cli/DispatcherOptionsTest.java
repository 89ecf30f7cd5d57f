package io.wilco.dispatcher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wilco.cli.HostPort;
import io.wilco.cli.UserError;
import io.wilco.dispatcher.core.Configs;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.core.SchedulingConfig;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class DispatcherOptionsTest {
    private static final long HEAP = 8L << 30;

    @Test
    void shouldHaveTheDefaultsOfTheEngine() {
        final DispatcherOptions options = parse();
        final DispatcherConfig config = options.config(HEAP);

        final long heap = Runtime.getRuntime().maxMemory();
        assertThat(config.keptBytesMax()).isEqualTo(DispatcherOptions.Defaults.memoryDefault(heap));
        assertThat(Configs.with(config, "keptBytesMax", DispatcherConfig.DEFAULT.keptBytesMax()))
                .isEqualTo(DispatcherConfig.DEFAULT.withLink(
                        DispatcherConfig.DEFAULT.link().withRequestLimit(config.clientRequestsMax())));
        assertThat(options.listen).isEqualTo(new HostPort("127.0.0.1", 7400));
        assertThat(options.admin.address()).isEqualTo(new HostPort("127.0.0.1", 7480));
    }

    @Test
    void shouldReachEveryLimit() {
        final DispatcherConfig config = parse(
                        "--policy=random",
                        "--zone=north",
                        "--queue-target=21ms",
                        "--queue-patience=22ms",
                        "--slow-start=23s",
                        "--ejection=24s",
                        "--retry-budget=25",
                        "--max-requests=11",
                        "--queue=12",
                        "--max-client-requests=13",
                        "--max-memory=14m",
                        "--max-workers=15",
                        "--max-services=16",
                        "--max-attempts=17",
                        "--refused-pause=18us",
                        "--max-datagram=600",
                        "--max-message=4k",
                        "--link-window=128",
                        "--ack-delay=1ms",
                        "--ping-idle=2s",
                        "--ping-busy=60ms",
                        "--suspect-after=300ms",
                        "--dead-after=4s",
                        "--link-buffer=1m",
                        "--max-reassemblies=19",
                        "--max-links=20")
                .config(HEAP);

        assertThat(differing(config, DispatcherConfig.DEFAULT)).isEmpty();
        // How long this end asks for links of its own means nothing to a dispatcher.
        assertThat(differing(config.link(), DispatcherConfig.DEFAULT.link())).containsExactly("openTimeoutNs");
        // When a request gets a second worker is not for users to say.
        assertThat(config.scheduling())
                .isEqualTo(new SchedulingConfig(
                        "random",
                        "north",
                        21_000_000L,
                        22_000_000L,
                        23_000_000_000L,
                        24_000_000_000L,
                        25,
                        SchedulingConfig.DEFAULT.hedgePercentile()));
        assertThat(config.keptBytesMax()).isEqualTo(14 << 20);
        assertThat(config.refusedPauseNs()).isEqualTo(18_000);
        assertThat(config.link().requestLimit()).isEqualTo(13);
        assertThat(config.link().deadAfterNs()).isEqualTo(4_000_000_000L);
    }

    /** The components that are still the default. */
    private static List<String> differing(final Record changed, final Record original) {
        return Arrays.stream(changed.getClass().getRecordComponents())
                .filter(component -> value(component, changed).equals(value(component, original)))
                .map(RecordComponent::getName)
                .toList();
    }

    private static Object value(final RecordComponent component, final Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (final ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--policy=fastest     | --policy: no policy is named 'fastest'; there are jbsq, round-robin, random, least-outstanding, power-of-two, peak-ewma, prequal, weighted-by-load",
                "--queue-target=0     | --queue-target must be 1ns to 24h, not 0s",
                "--queue-patience=25h | --queue-patience must be 0s to 24h, not 25h",
                "--slow-start=25h     | --slow-start must be 0s to 24h, not 25h",
                "--ejection=25h       | --ejection must be 0s to 24h, not 25h",
                "--retry-budget=101   | --retry-budget must be 0 to 100, not 101",
                "--retry-budget=-1    | --retry-budget must be 0 to 100, not -1",
                "--queue=0            | --queue must be 1 or more, not 0",
                "--max-requests=-1    | --max-requests must be 1 to 4194304, not -1",
                "--max-attempts=256   | --max-attempts must be 1 to 255, not 256",
                "--max-memory=1023k   | --max-memory must be 1m or more, not 1023k",
                "--max-message=129k   | --max-message must be 512 to 128k, not 129k",
                "--max-datagram=575   | --max-datagram must be 576 to 65507, not 575",
                "--link-window=100    | --link-window must be a power of two, not 100",
                "--link-buffer=64k    | --link-buffer must be 131232 to 1g, not 64k",
                "--ack-delay=66ms     | --ack-delay must be 0s to 65ms, not 66ms",
                "--refused-pause=0    | --refused-pause must be 1ns to 24h, not 0s",
                "--suspect-after=1s   | --suspect-after must be 2ms to 999999999ns, not 1s",
                "--ping-busy=200ms    | --ping-busy must be 1ms to 199999999ns, not 200ms",
                "--dead-after=1ms     | --dead-after must be 3ms to 24h, not 1ms",
                "--drain-timeout=48h  | --drain-timeout must be 0s to 24h, not 48h",
            })
    void shouldNameTheOptionThatIsOutOfBounds(final String argument, final String message) {
        final DispatcherOptions options = parse(argument);

        assertThatThrownBy(() -> options.config(HEAP))
                .isInstanceOf(UserError.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--listen=here       | 'here' is not HOST:PORT",
                "--admin=nowhere     | 'nowhere' is not HOST:PORT",
                "--max-memory=1x     | '1x' is not a size; write 4096, 64k, 512m or 2g",
                "--dead-after=1      | '1' is not a duration",
                "--fault=loss=2      | loss is a probability from 0 to 1, not 2.0",
                "--queue=1.5         | '1.5' is not a whole number",
            })
    void shouldNameTheOptionThatCannotBeRead(final String argument, final String message) {
        final String option = argument.substring(0, argument.indexOf('='));

        assertThatThrownBy(() -> parse(argument))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'" + option)
                .hasMessageContaining(message);
    }

    @Test
    void shouldNotTakeAZoneThatNoWorkerCanHave() {
        assertThatThrownBy(() -> parse("--zone=" + "n".repeat(65)).config(HEAP))
                .isInstanceOf(UserError.class)
                .hasMessage("--zone must have at most 64 bytes of UTF-8 and no control characters; shorten it");
        assertThat(parse("--zone=" + "n".repeat(64)).config(HEAP).scheduling().zone())
                .hasSize(64);
    }

    @Test
    void shouldEjectNobodyIfSoWanted() {
        assertThat(parse("--ejection=0").config(HEAP).scheduling().ejectionNs()).isZero();
    }

    @Test
    void shouldLeaveHalfTheHeapToTheRest() {
        assertThat(DispatcherOptions.Defaults.memoryDefault(513L << 20)).isEqualTo(256L << 20);
        assertThat(DispatcherOptions.Defaults.memoryDefault(HEAP)).isEqualTo(DispatcherConfig.DEFAULT.keptBytesMax());
        assertThat(parse("--max-memory=256m").config(512L << 20).keptBytesMax()).isEqualTo(256L << 20);
        assertThatThrownBy(() -> parse("--max-memory=300m").config(512L << 20))
                .isInstanceOf(UserError.class)
                .hasMessage("--max-memory 300m is more than half the JVM's heap of 512m;"
                        + " set WILCO_JAVA_OPTS=-Xmx675m, or lower it");
    }

    @Test
    void shouldDoWithoutAdministration() {
        assertThat(parse("--admin=none").admin.address()).isNull();
    }

    private static DispatcherOptions parse(final String... args) {
        final Holder holder = new Holder();
        Commands.commandLine(holder).parseArgs(args);
        return holder.options;
    }

    @Command(defaultValueProvider = DispatcherOptions.Defaults.class)
    private static final class Holder {
        @Mixin
        private DispatcherOptions options = new DispatcherOptions();
    }
}
