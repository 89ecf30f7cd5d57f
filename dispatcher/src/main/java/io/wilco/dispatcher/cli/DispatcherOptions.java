package io.wilco.dispatcher.cli;

import io.wilco.cli.Durations;
import io.wilco.cli.HostPort;
import io.wilco.cli.Range;
import io.wilco.cli.UserError;
import io.wilco.cli.convert.ListenAddressConverter;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.link.LinkConfig;
import io.wilco.transport.cli.FaultOption;
import io.wilco.wire.BlockPool;
import io.wilco.wire.LinkParams;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** What can be said of a dispatcher, on the command line and in a {@link ConfigFile}. */
@SuppressWarnings("NullAway.Init") // picocli sets every field, from the command line or from Defaults
final class DispatcherOptions {
    private static final DispatcherConfig DEFAULT = DispatcherConfig.DEFAULT;
    private static final LinkConfig DEFAULT_LINK = DEFAULT.link();
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration ACK_DELAY_CEILING = Duration.ofMillis(65);
    private static final long LINK_BUFFER_CEILING = 1 << 30;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = ListenAddressConverter.class,
            description = "take traffic at this UDP address; port 0: any free one (default: ${DEFAULT-VALUE})")
    HostPort listen;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT|none",
            converter = AdminAddress.Converter.class,
            description = "answer 'wilco nodes' and Prometheus at this TCP address (default: ${DEFAULT-VALUE})")
    AdminAddress admin;

    @Mixin
    ClusterOptions cluster;

    @Mixin
    SchedulingOptions scheduling;

    @Option(
            names = "--queue",
            paramLabel = "N",
            description = "requests that may wait for a worker, for each service (default: ${DEFAULT-VALUE})")
    int queue;

    @Option(
            names = "--drain-timeout",
            paramLabel = "TIME",
            description = "how long to finish what is here when asked to end (default: ${DEFAULT-VALUE})")
    Duration drainTimeout;

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            description = "requests here at once, waiting or at a worker (default: ${DEFAULT-VALUE})")
    int maxRequests;

    @Option(
            names = "--max-client-requests",
            paramLabel = "N",
            description = "requests that one client may have open (default: ${DEFAULT-VALUE})")
    int maxClientRequests;

    @Option(
            names = "--max-attempts",
            paramLabel = "N",
            description = "workers that are tried for one request (default: ${DEFAULT-VALUE})")
    int maxAttempts;

    @Option(
            names = "--max-memory",
            paramLabel = "SIZE",
            converter = ByteSize.Converter.class,
            description = "memory for requests and replies kept here: at most, and no more than 1g by default,"
                    + " half the JVM's heap (default: ${DEFAULT-VALUE})")
    ByteSize maxMemory;

    @Option(
            names = "--max-workers",
            paramLabel = "N",
            description = "workers known, those lately lost included (default: ${DEFAULT-VALUE})")
    int maxWorkers;

    @Option(names = "--max-services", paramLabel = "N", description = "services known (default: ${DEFAULT-VALUE})")
    int maxServices;

    @Option(
            names = "--max-links",
            paramLabel = "N",
            description = "clients and workers connected at once (default: ${DEFAULT-VALUE})")
    int maxLinks;

    @Option(
            names = "--refused-pause",
            paramLabel = "TIME",
            description = "how long a worker that refused a request gets no other, twice as long with each more in"
                    + " a row (default: ${DEFAULT-VALUE})")
    Duration refusedPause;

    @Option(
            names = "--suspect-after",
            paramLabel = "TIME",
            description = "silence after which a worker gets no requests (default: ${DEFAULT-VALUE})")
    Duration suspectAfter;

    @Option(
            names = "--dead-after",
            paramLabel = "TIME",
            description = "silence after which a peer is given up (default: ${DEFAULT-VALUE})")
    Duration deadAfter;

    @Option(
            names = "--ping-busy",
            paramLabel = "TIME",
            description = "silence before a ping while an answer is awaited (default: ${DEFAULT-VALUE})")
    Duration pingBusy;

    @Option(
            names = "--ping-idle",
            paramLabel = "TIME",
            description = "silence before a ping otherwise (default: ${DEFAULT-VALUE})")
    Duration pingIdle;

    @Option(
            names = "--ack-delay",
            paramLabel = "TIME",
            description = "longest wait of an ack for something to travel with (default: ${DEFAULT-VALUE})")
    Duration ackDelay;

    @Option(
            names = "--max-datagram",
            paramLabel = "SIZE",
            converter = ByteSize.Converter.class,
            description = "largest datagram: the path's MTU less its headers (default: ${DEFAULT-VALUE})")
    ByteSize maxDatagram;

    @Option(
            names = "--max-message",
            paramLabel = "SIZE",
            converter = ByteSize.Converter.class,
            description = "largest request or reply, its header included (default: ${DEFAULT-VALUE})")
    ByteSize maxMessage;

    @Option(
            names = "--max-reassemblies",
            paramLabel = "N",
            description = "large messages put together at once (default: ${DEFAULT-VALUE})")
    int maxReassemblies;

    @Option(
            names = "--link-window",
            paramLabel = "N",
            description = "frames remembered of each link, a power of two (default: ${DEFAULT-VALUE})")
    int linkWindow;

    @Option(
            names = "--link-buffer",
            paramLabel = "SIZE",
            converter = ByteSize.Converter.class,
            description = "bytes on their way to one peer (default: ${DEFAULT-VALUE})")
    ByteSize linkBuffer;

    @Mixin
    FaultOption faults;

    /**
     * The settings of the engine.
     *
     * @param heapBytesMax the JVM's, of which what is kept must leave a part to the rest
     * @throws UserError naming the option that is out of bounds
     */
    DispatcherConfig config(final long heapBytesMax) {
        Range.check("--queue", queue, 1, Integer.MAX_VALUE);
        Range.check("--max-requests", maxRequests, 1, DispatcherConfig.REQUESTS_CEILING);
        Range.check("--max-client-requests", maxClientRequests, 1, Integer.MAX_VALUE);
        Range.check("--max-attempts", maxAttempts, 1, DispatcherConfig.ATTEMPTS_CEILING);
        Range.check("--max-workers", maxWorkers, 1, DispatcherConfig.WORKERS_CEILING);
        Range.check("--max-services", maxServices, 1, DispatcherConfig.SERVICES_CEILING);
        Range.check("--refused-pause", refusedPause, Duration.ofNanos(1), DAY);
        Range.check("--drain-timeout", drainTimeout, Duration.ZERO, DAY);
        return new DispatcherConfig(
                scheduling.config(),
                maxRequests,
                queue,
                maxClientRequests,
                memory(heapBytesMax),
                maxWorkers,
                maxServices,
                maxAttempts,
                refusedPause.toNanos(),
                link());
    }

    private long memory(final long heapBytesMax) {
        maxMemory.check("--max-memory", DispatcherConfig.KEPT_BYTES_FLOOR, Long.MAX_VALUE);
        if (maxMemory.bytes() > heapBytesMax / 2) {
            // A little more than twice: the JVM does not count all of its heap.
            throw new UserError("--max-memory " + maxMemory + " is more than half the JVM's heap of "
                    + (heapBytesMax >> 20) + "m; set WILCO_JAVA_OPTS=-Xmx" + (maxMemory.bytes() >> 20) * 9 / 4
                    + "m, or lower it");
        }
        return maxMemory.bytes();
    }

    private LinkConfig link() {
        Range.check("--max-links", maxLinks, 1, DispatcherConfig.LINKS_CEILING);
        maxDatagram.check("--max-datagram", LinkParams.DATAGRAM_BYTES_FLOOR, LinkParams.DATAGRAM_BYTES_CEILING);
        maxMessage.check("--max-message", LinkParams.MESSAGE_BYTES_FLOOR, BlockPool.BLOCK_BYTES_MAX);
        Range.check("--max-reassemblies", maxReassemblies, 1, DispatcherConfig.REASSEMBLIES_CEILING);
        Range.check("--link-window", linkWindow, LinkParams.WINDOW_FRAMES_FLOOR, LinkParams.WINDOW_FRAMES_CEILING);
        linkBuffer.check("--link-buffer", 2 * maxMessage.bytes(), LINK_BUFFER_CEILING);
        Range.check("--ack-delay", ackDelay, Duration.ZERO, ACK_DELAY_CEILING);
        Range.check("--dead-after", deadAfter, Duration.ofMillis(3), DAY);
        Range.check("--suspect-after", suspectAfter, Duration.ofMillis(2), deadAfter.minusNanos(1));
        Range.check("--ping-busy", pingBusy, Duration.ofMillis(1), suspectAfter.minusNanos(1));
        Range.check("--ping-idle", pingIdle, Duration.ofMillis(1), DAY);
        if (Integer.bitCount(linkWindow) != 1) {
            throw new UserError("--link-window must be a power of two, not " + linkWindow);
        }
        return new LinkConfig(
                (int) maxDatagram.bytes(),
                (int) maxMessage.bytes(),
                linkWindow,
                ackDelay.toNanos(),
                pingIdle.toNanos(),
                pingBusy.toNanos(),
                suspectAfter.toNanos(),
                deadAfter.toNanos(),
                DEFAULT_LINK.openTimeoutNs(),
                (int) linkBuffer.bytes(),
                maxReassemblies,
                maxClientRequests,
                maxLinks);
    }

    /**
     * The defaults, which stand in {@link DispatcherConfig} where it has them; those of {@link SchedulingOptions} are
     * there.
     */
    static final class Defaults implements IDefaultValueProvider {
        private static final Map<String, String> VALUES = Map.ofEntries(
                Map.entry("--listen", "127.0.0.1:7400"),
                Map.entry("--admin", NodesCommand.ADMIN_DEFAULT),
                Map.entry("--queue", "" + DEFAULT.queueMax()),
                Map.entry("--drain-timeout", "10s"),
                Map.entry("--max-requests", "" + DEFAULT.requestsMax()),
                Map.entry("--max-client-requests", "" + DEFAULT.clientRequestsMax()),
                Map.entry("--max-attempts", "" + DEFAULT.attemptsMax()),
                Map.entry(
                        "--max-memory", size(memoryDefault(Runtime.getRuntime().maxMemory()))),
                Map.entry("--max-workers", "" + DEFAULT.workersMax()),
                Map.entry("--max-services", "" + DEFAULT.servicesMax()),
                Map.entry("--max-links", "" + DEFAULT_LINK.linksMax()),
                Map.entry("--refused-pause", time(DEFAULT.refusedPauseNs())),
                Map.entry("--suspect-after", time(DEFAULT_LINK.suspectAfterNs())),
                Map.entry("--dead-after", time(DEFAULT_LINK.deadAfterNs())),
                Map.entry("--ping-busy", time(DEFAULT_LINK.pingBusyNs())),
                Map.entry("--ping-idle", time(DEFAULT_LINK.pingIdleNs())),
                Map.entry("--ack-delay", time(DEFAULT_LINK.ackDelayMaxNs())),
                Map.entry("--max-datagram", size(DEFAULT_LINK.datagramBytesMax())),
                Map.entry("--max-message", size(DEFAULT_LINK.messageBytesMax())),
                Map.entry("--max-reassemblies", "" + DEFAULT_LINK.reassembliesMax()),
                Map.entry("--link-window", "" + DEFAULT_LINK.windowFrames()),
                Map.entry("--link-buffer", size(DEFAULT_LINK.sendBytesMax())));

        /** In whole MiB, so that it reads well. */
        static long memoryDefault(final long heapBytesMax) {
            return Math.min(DEFAULT.keptBytesMax(), (heapBytesMax / 2) >> 20 << 20);
        }

        private static String time(final long ns) {
            return Durations.format(Duration.ofNanos(ns));
        }

        private static String size(final long bytes) {
            return new ByteSize(bytes).toString();
        }

        @Override
        public @org.jspecify.annotations.Nullable String defaultValue(final ArgSpec argument) {
            return argument instanceof OptionSpec option
                    ? SchedulingOptions.DEFAULTS.getOrDefault(option.longestName(), VALUES.get(option.longestName()))
                    : null;
        }
    }
}
