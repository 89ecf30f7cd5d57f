package io.wilco.client.cli;

import io.wilco.cli.Durations;
import io.wilco.cli.Hints;
import io.wilco.cli.HostPort;
import io.wilco.cli.Range;
import io.wilco.cli.Subcommand;
import io.wilco.cli.Terminal;
import io.wilco.cli.UserError;
import io.wilco.client.Call;
import io.wilco.client.CallException;
import io.wilco.client.Client;
import io.wilco.link.LinkConfig;
import io.wilco.wire.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code wilco call}: one request. */
@Command(
        name = "call",
        description = "Calls a service once, and writes the reply to stdout.",
        footer = {
            "",
            "The reply is written as it is; a line that it leaves open is ended only on a terminal.",
            "Exit codes: 0 a reply came; 1 rejected, timed out, failed or unknown; 2 bad usage, or no dispatcher."
        })
public final class CallCommand implements Subcommand, Callable<Integer> {
    private static final String STDIN = "-";
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(100);

    @Option(
            names = "--dispatcher",
            paramLabel = "HOST:PORT",
            split = ",",
            required = true,
            description = "the dispatcher; of several, the first that answers")
    private List<HostPort> dispatchers = List.of();

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
        final Call request = request();
        try (Client client = connect()) {
            write(client.call(request).get().payload());
            return 0;
        } catch (final ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private Call request() throws IOException {
        final byte[] bytes = payload.equals(STDIN)
                ? in.readNBytes(LinkConfig.PAYLOAD_BYTES_MAX + 1)
                : payload.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LinkConfig.PAYLOAD_BYTES_MAX) {
            throw new UserError(
                    "PAYLOAD is too large; at most " + LinkConfig.PAYLOAD_BYTES_MAX + " bytes go into one request");
        }
        Range.check("--deadline", deadline, Call.DEADLINE_MIN, Call.DEADLINE_MAX);
        try {
            return Call.to(service, bytes).withDeadline(deadline).withDelivery(delivery);
        } catch (final IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
    }

    private Client connect() throws IOException {
        // Unresolved on purpose in messages: as the user wrote them.
        try {
            return Client.builder(addresses()).closeTimeout(CLOSE_TIMEOUT).connect();
        } catch (final ConnectException e) {
            throw new UserError(
                    e.getMessage() + "; is it running? start one with './wilco dispatcher', or mend --dispatcher");
        }
    }

    private String addresses() {
        return dispatchers.stream().map(HostPort::toString).collect(Collectors.joining(","));
    }

    private void write(final byte[] reply) {
        out.write(reply, 0, reply.length);
        final boolean isLineOpen = reply.length == 0 || reply[reply.length - 1] != '\n';
        if (isTerminal && isLineOpen) {
            out.write('\n');
        }
        out.flush();
    }

    private UserError failure(final Throwable cause) {
        if (cause instanceof CallException.ApplicationError error) {
            return failed("the handler failed: " + error.getMessage());
        }
        if (cause instanceof CallException.Rejected rejected) {
            return failed(rejected.getMessage() + mend(rejected));
        }
        if (cause instanceof CallException.DeadlineExceeded) {
            return failed("no reply within " + Durations.format(deadline)
                    + "; whether it was executed is not known; raise --deadline if the service takes longer");
        }
        if (cause instanceof CallException.OutcomeUnknown) {
            return failed("whoever had the request was lost, and whether it was executed is not known;"
                    + " with --delivery at-least-once it is tried again");
        }
        return failed(String.valueOf(cause.getMessage()));
    }

    private String mend(final CallException.Rejected rejected) {
        return switch (rejected.reason()) {
            case NO_WORKERS -> " ('" + service + "'); start one: " + Hints.startWorker(addresses(), service);
            case QUEUE_FULL, OVERLOADED, WORKER_BUSY, ATTEMPTS_EXHAUSTED ->
                "; try again in " + Durations.format(retryAfter(rejected));
            case DRAINING -> "; give --dispatcher another one, or try again later";
            case NO_DISPATCHER -> "; is it still running?";
            case TOO_LARGE -> "; send less in one request";
            case NONE, MALFORMED, CLIENT_QUEUE_FULL, UNKNOWN -> "";
        };
    }

    private static Duration retryAfter(final CallException.Rejected rejected) {
        // In whole milliseconds: nobody types faster.
        return Duration.ofMillis(Math.max(1, rejected.retryAfter().toMillis()));
    }

    private static UserError failed(final String message) {
        return new UserError(message, UserError.RUN_FAILED);
    }
}
