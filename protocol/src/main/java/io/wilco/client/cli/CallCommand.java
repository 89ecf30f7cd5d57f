package io.wilco.client.cli;

import io.wilco.cli.Range;
import io.wilco.cli.Subcommand;
import io.wilco.cli.Terminal;
import io.wilco.cli.UserError;
import io.wilco.cli.ZoneCheck;
import io.wilco.client.Call;
import io.wilco.client.Client;
import io.wilco.client.Scatter;
import io.wilco.link.LinkConfig;
import io.wilco.names.DispatcherName;
import io.wilco.names.NamesException;
import io.wilco.names.cli.DispatcherNameConverter;
import io.wilco.wire.Delivery;
import io.wilco.wire.Priority;
import io.wilco.wire.Zone;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code wilco call}: one request. */
@Command(
        name = "call",
        description = "Calls a service once, or once for each part of a task, and writes the reply to stdout.",
        footer = {
            "",
            "The reply is written as it is; a line that it leaves open is ended only on a terminal.",
            "With --scatter, the reply of each part is followed by a line end, and a part without one is an empty line.",
            "Exit codes: 0 a reply came; 1 rejected, timed out, failed or unknown; 2 bad usage, or no dispatcher."
        })
public final class CallCommand implements Subcommand, Callable<Integer> {
    private static final String STDIN = "-";
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(100);

    @Option(
            names = "--dispatcher",
            paramLabel = "HOST:PORT|srv:NAME",
            split = ",",
            converter = DispatcherNameConverter.class,
            required = true,
            description = "the dispatcher; of several, a near one that answers. A name stands for all of its addresses,"
                    + " srv:NAME for those of its SRV records")
    private List<DispatcherName> dispatchers = List.of();

    @Option(
            names = "--zone",
            paramLabel = "NAME",
            description = "where this is: of several dispatchers, one of the same zone (default: not said)")
    private String zone = Zone.NONE;

    @Option(names = "--service", paramLabel = "NAME", required = true, description = "the service to call")
    private String service = "";

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "how long to wait for the reply, 1ms to 1h (default: 5s)")
    private Duration deadline = Call.DEADLINE_DEFAULT;

    @Option(
            names = "--delivery",
            paramLabel = "DELIVERY",
            converter = DeliveryConverter.class,
            description = "at-least-once: tried again if a worker is lost; at-most-once: never executed twice"
                    + " (default: at-most-once)")
    private Delivery delivery = Delivery.AT_MOST_ONCE;

    @Option(
            names = "--priority",
            paramLabel = "high|normal|low",
            description = "where requests wait: before or after the others (default: normal)")
    private Priority priority = Priority.NORMAL;

    @Option(
            names = "--hedge",
            description = "a request that takes longer than most may be given to a second worker too;"
                    + " goes with --delivery at-least-once")
    private boolean mayHedge;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "what it is about: all requests of one key go to the one worker that owns its shard")
    private @Nullable String key;

    @Option(
            names = "--scatter",
            paramLabel = "N",
            description = "send so many parts at once, 1 to " + Scatter.PARTS_MAX + ": each is PAYLOAD with every {}"
                    + " replaced by its number, 0 to N-1")
    private @Nullable Integer scatter;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "PAYLOAD", description = "what to send, in UTF-8; '-' sends stdin, whatever its bytes")
    private String payload = "";

    private final InputStream in;
    private final PrintStream out;
    private final boolean isTerminal;

    public CallCommand() {
        this(System.in, System.out, Terminal.isStdout());
    }

    /** @param isTerminal whether a person reads {@code out} */
    CallCommand(final InputStream in, final PrintStream out, final boolean isTerminal) {
        this.in = in;
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /** Reads {@code at-least-once} and {@code at-most-once}. */
    static final class DeliveryConverter implements ITypeConverter<Delivery> {
        @Override
        public Delivery convert(final String value) {
            return switch (value) {
                case "at-least-once" -> Delivery.AT_LEAST_ONCE;
                case "at-most-once" -> Delivery.AT_MOST_ONCE;
                default ->
                    throw new TypeConversionException(
                            "'" + value + "' is no delivery; write at-least-once or at-most-once");
            };
        }
    }

    @Override
    public int order() {
        return 40;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        final byte[] bytes = payload();
        ZoneCheck.check(zone);
        Range.check("--deadline", deadline, Call.DEADLINE_MIN, Call.DEADLINE_MAX);
        if (mayHedge && delivery != Delivery.AT_LEAST_ONCE) {
            throw new UserError("--hedge goes with --delivery at-least-once, for a hedged request may execute twice");
        }
        if (key != null && (scatter != null || mayHedge)) {
            throw new UserError("--key goes neither with --scatter nor with --hedge: one worker owns a key");
        }
        try {
            if (scatter == null) {
                call(request(bytes));
            } else {
                Range.check("--scatter", scatter, 1, Scatter.PARTS_MAX);
                call(task(ScatterRun.parts(bytes, scatter)));
            }
            return 0;
        } catch (final ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private void call(final Call request) throws IOException, InterruptedException, ExecutionException {
        try (Client client = connect()) {
            write(client.call(request).get().payload());
        }
    }

    private void call(final Scatter task) throws IOException, InterruptedException, ExecutionException {
        final PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        try (Client client = connect()) {
            ScatterRun.show(client.scatter(task).get(), out, err, failures());
        }
    }

    private byte[] payload() throws IOException {
        final byte[] bytes = payload.equals(STDIN)
                ? in.readNBytes(LinkConfig.PAYLOAD_BYTES_MAX + 1)
                : payload.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LinkConfig.PAYLOAD_BYTES_MAX) {
            throw new UserError(
                    "PAYLOAD is too large; at most " + LinkConfig.PAYLOAD_BYTES_MAX + " bytes go into one request");
        }
        return bytes;
    }

    /** All parts are waited for, whatever becomes of the others: each has its line. */
    private Scatter task(final List<byte[]> parts) {
        try {
            final Scatter plain = Scatter.of(service, parts)
                    .withDeadline(deadline)
                    .withDelivery(delivery)
                    .withPriority(priority)
                    .untilDeadline();
            return mayHedge ? plain.withHedging() : plain;
        } catch (final IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
    }

    private Call request(final byte[] bytes) {
        try {
            final Call plain = Call.to(service, bytes)
                    .withDeadline(deadline)
                    .withDelivery(delivery)
                    .withPriority(priority);
            final Call hedged = mayHedge ? plain.withHedging() : plain;
            return key == null ? hedged : hedged.withKey(key);
        } catch (final IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
    }

    private Client connect() throws IOException {
        // Unresolved on purpose in messages: as the user wrote them.
        try {
            return Client.builder(addresses())
                    .zone(zone)
                    .closeTimeout(CLOSE_TIMEOUT)
                    .connect();
        } catch (final NamesException e) {
            throw new UserError("--dispatcher: " + e.getMessage());
        } catch (final ConnectException e) {
            throw new UserError(
                    e.getMessage() + "; is it running? start one with './wilco dispatcher', or mend --dispatcher");
        }
    }

    private String addresses() {
        return dispatchers.stream().map(DispatcherName::toString).collect(Collectors.joining(","));
    }

    private void write(final byte[] reply) {
        out.write(reply, 0, reply.length);
        final boolean isLineOpen = reply.length == 0 || reply[reply.length - 1] != '\n';
        if (isTerminal && isLineOpen) {
            out.write('\n');
        }
        out.flush();
    }

    private CallFailures failures() {
        return new CallFailures(addresses(), service, deadline);
    }

    private UserError failure(final Throwable cause) {
        return new UserError(failures().describe(cause), UserError.RUN_FAILED);
    }
}
