package io.wilco.loadgen.cli;

import io.wilco.cli.UserError;
import io.wilco.cli.ZoneCheck;
import io.wilco.client.core.CallOptions;
import io.wilco.loadgen.load.Arrivals;
import io.wilco.loadgen.load.Keys;
import io.wilco.loadgen.load.LoadConfig;
import io.wilco.loadgen.load.Pacing;
import io.wilco.loadgen.load.ServiceTimes;
import io.wilco.names.DispatcherName;
import io.wilco.names.cli.DispatcherNameConverter;
import io.wilco.wire.Delivery;
import io.wilco.wire.Priority;
import io.wilco.wire.Zone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code wilco load}; a picocli mixin. */
final class LoadOptions {
    private static final Duration DEADLINE_DEFAULT = Duration.ofSeconds(5);

    @Option(
            names = "--dispatcher",
            paramLabel = "HOST:PORT|srv:NAME",
            split = ",",
            converter = DispatcherNameConverter.class,
            required = true,
            order = 1,
            description =
                    "the dispatcher; of several, a near one, and another when it is lost. A name stands for all of"
                            + " its addresses, srv:NAME for those of its SRV records")
    List<DispatcherName> dispatchers = List.of();

    @Option(
            names = "--zone",
            paramLabel = "NAME",
            order = 2,
            description = "where the clients are: of several dispatchers, one of the same zone (default: not said)")
    String zone = Zone.NONE;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            order = 3,
            description = "the service to call (default: echo, or synthetic with --service-time)")
    @Nullable
    String service;

    @Option(
            names = "--outstanding",
            paramLabel = "N",
            order = 4,
            description = "closed loop: so many requests are open at all times, over all clients")
    @Nullable
    Integer outstanding;

    @Option(
            names = "--rate",
            paramLabel = "R",
            order = 5,
            description = "open loop: so many requests a second, however long the answers take; latency counts from"
                    + " when a request was due")
    @Nullable
    Double rate;

    @Option(
            names = "--arrivals",
            paramLabel = "poisson|uniform",
            order = 6,
            converter = ArrivalsConverter.class,
            description = "how the requests of --rate are spread over time (default: poisson)")
    @Nullable
    Arrivals arrivals;

    @Option(
            names = "--clients",
            paramLabel = "N",
            order = 7,
            description = "clients, each with a socket and a link of its own (default: ${DEFAULT-VALUE})")
    int clients = 1;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            order = 8,
            description = "length of the measured part (default: 10s)")
    Duration duration = Duration.ofSeconds(10);

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            order = 9,
            description = "time before that; its requests are checked but not measured (default: 2s)")
    Duration warmup = Duration.ofSeconds(2);

    @Option(
            names = "--payload",
            paramLabel = "BYTES",
            order = 10,
            description = "size of each request, 8 to 65536; 16 or more with --service-time (default: 64)")
    int payload = 64;

    @Option(
            names = "--service-time",
            paramLabel = "TIMES",
            order = 11,
            converter = ServiceTimesConverter.class,
            description = {
                "how long the synthetic handler is to take: fixed:1ms; exp:1ms, exponential with that mean;"
                        + " bimodal:50us,500us,0.1, of which a tenth takes 500us"
            })
    @Nullable
    ServiceTimes serviceTimes;

    @Option(names = "--handler-spin", order = 12, description = "the synthetic handler is to spin instead of sleeping")
    boolean isSpinning;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            order = 13,
            description = "of each request, 1ms to 1h (default: 5s)")
    Duration deadline = DEADLINE_DEFAULT;

    @Option(
            names = "--delivery",
            paramLabel = "DELIVERY",
            order = 14,
            converter = DeliveryConverter.class,
            description = "at-least-once or at-most-once (default: at-least-once)")
    Delivery delivery = Delivery.AT_LEAST_ONCE;

    @Option(
            names = "--priority",
            paramLabel = "high|normal|low",
            order = 15,
            description = "of each request, where requests wait (default: normal)")
    Priority priority = Priority.NORMAL;

    @Option(
            names = "--hedge",
            order = 16,
            description = "a request that takes longer than most may be given to a second worker too")
    boolean mayHedge;

    @Option(
            names = "--keys",
            paramLabel = "KEYS",
            order = 17,
            converter = KeysConverter.class,
            description = {
                "each request has a key: uniform:N, one of N, each as often; zipf:N:S, the one of rank r as often as"
                        + " 1/r^S (default: none has)"
            })
    @Nullable
    Keys keys;

    @Option(
            names = "--seed",
            paramLabel = "N",
            order = 18,
            description = "of payloads, arrivals, keys and service times (default: ${DEFAULT-VALUE})")
    long seed = 1;

    @Option(names = "--json", paramLabel = "FILE", order = 19, description = "write the results there as JSON")
    @Nullable
    Path json;

    @Option(
            names = "--hgrm",
            paramLabel = "FILE",
            order = 20,
            description = "write the distribution of latencies there, in microseconds, as HdrHistogram's text")
    @Nullable
    Path hgrm;

    @Option(
            names = "--report-interval",
            paramLabel = "TIME",
            order = 21,
            description = "between two progress lines on stderr, at least 100ms (default: 1s)")
    Duration reportInterval = Duration.ofSeconds(1);

    @Option(names = "--quiet", order = 22, description = "no progress lines")
    boolean isQuiet;

    /** Reads {@code poisson} and {@code uniform}. */
    static final class ArrivalsConverter implements ITypeConverter<Arrivals> {
        @Override
        public Arrivals convert(final String value) {
            return switch (value) {
                case "poisson" -> Arrivals.POISSON;
                case "uniform" -> Arrivals.UNIFORM;
                default -> throw new TypeConversionException("'" + value + "' is neither poisson nor uniform");
            };
        }
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

    /** Reads distributions by {@link ServiceTimes#parse}. */
    static final class ServiceTimesConverter implements ITypeConverter<ServiceTimes> {
        @Override
        public ServiceTimes convert(final String value) {
            try {
                return ServiceTimes.parse(value);
            } catch (final IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Reads distributions by {@link Keys#parse}. */
    static final class KeysConverter implements ITypeConverter<Keys> {
        @Override
        public Keys convert(final String value) {
            try {
                return Keys.parse(value);
            } catch (final IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** @throws UserError if they do not go together or are out of bounds */
    LoadConfig config() {
        if (isSpinning && serviceTimes == null) {
            throw new UserError("--handler-spin goes with --service-time");
        }
        if (mayHedge && delivery != Delivery.AT_LEAST_ONCE) {
            throw new UserError("--hedge goes with --delivery at-least-once, for a hedged request may execute twice");
        }
        ZoneCheck.check(zone);
        try {
            return new LoadConfig(
                    serviceName(),
                    pacing(),
                    clients,
                    warmup.toNanos(),
                    duration.toNanos(),
                    payload,
                    serviceTimes,
                    isSpinning,
                    deadline.toNanos(),
                    new CallOptions(delivery, priority, mayHedge, 0, null),
                    keys,
                    zone,
                    seed,
                    reportInterval.toNanos());
        } catch (final IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
    }

    private String serviceName() {
        if (service != null) {
            return service;
        }
        return serviceTimes == null ? "echo" : "synthetic";
    }

    private Pacing pacing() {
        if (outstanding != null && rate != null) {
            throw new UserError("--outstanding and --rate exclude each other: a closed loop or an open one");
        }
        if (outstanding != null) {
            if (arrivals != null) {
                throw new UserError("--arrivals goes with --rate, not with --outstanding");
            }
            return new Pacing.ClosedLoop(outstanding);
        }
        if (rate == null) {
            throw new UserError("say how hard: --outstanding N keeps N requests open, --rate R sends R a second");
        }
        return new Pacing.OpenLoop(rate, arrivals == null ? Arrivals.POISSON : arrivals);
    }
}
