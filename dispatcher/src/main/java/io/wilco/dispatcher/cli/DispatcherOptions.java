package io.wilco.dispatcher.cli;

import io.wilco.cli.Durations;
import io.wilco.cli.HostPort;
import io.wilco.cli.UserError;
import io.wilco.cli.convert.ListenAddressConverter;
import io.wilco.dispatcher.core.DispatcherConfig;
import io.wilco.dispatcher.policy.Policies;
import io.wilco.link.LinkConfig;
import io.wilco.transport.cli.FaultOption;
import java.time.Duration;
import java.util.Iterator;
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

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            completionCandidates = PolicyNames.class,
            description = "who gets the next request: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    String policy;

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
            description = "memory for requests and replies kept here"
                    + " (default: ${DEFAULT-VALUE}, or half the JVM's heap if that is less)")
    ByteSize maxMemory;

    @Option(
            names = "--max-workers",
            paramLabel = "N",
            description = "workers known, those lately lost included (default: ${DEFAULT-VALUE})")
    int maxWorkers;

    @Option(
            names = "--max-services",
            paramLabel = "N",
            description = "services known (default: ${DEFAULT-VALUE})")
    int maxServices;

    @Option(
            names = "--max-links",
            paramLabel = "N",
            description = "clients and workers connected at once (default: ${DEFAULT-VALUE})")
    int maxLinks;

    @Option(
            names = "--refused-pause",
            paramLabel = "TIME",
            description = "how long a worker that refused a request gets no other (default: ${DEFAULT-VALUE})")
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

    /** The names of the policies, for the help. */
    static final class PolicyNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Policies.NAMES.iterator();
        }
    }

    /** The defaults, which stand in {@link DispatcherConfig} where it has them. */
    static final class Defaults implements IDefaultValueProvider {
        private static final Map<String, String> VALUES = Map.ofEntries(
                Map.entry("--listen", "127.0.0.1:7400"),
                Map.entry("--admin", NodesCommand.ADMIN_DEFAULT),
                Map.entry("--policy", DEFAULT.policy()),
                Map.entry("--queue", "" + DEFAULT.queueMax()),
                Map.entry("--drain-timeout", "10s"),
                Map.entry("--max-requests", "" + DEFAULT.requestsMax()),
                Map.entry("--max-client-requests", "" + DEFAULT.clientRequestsMax()),
                Map.entry("--max-attempts", "" + DEFAULT.attemptsMax()),
                Map.entry("--max-memory", size(DEFAULT.keptBytesMax())),
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

        private static String time(final long ns) {
            return Durations.format(Duration.ofNanos(ns));
        }

        private static String size(final long bytes) {
            return new ByteSize(bytes).toString();
        }

        @Override
        public @org.jspecify.annotations.Nullable String defaultValue(final ArgSpec argument) {
            return argument instanceof OptionSpec option ? VALUES.get(option.longestName()) : null;
        }
    }
}
