package io.wilco.dispatcher.agreement;

import io.aeron.Aeron;
import io.aeron.RethrowingErrorHandler;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.checksum.Checksums;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.NoOpLock;

/**
 * Every setting of Aeron's, and the only file that knows its contexts. Chosen for a member that idles most of the time
 * on a small machine, and agrees on some hundred commands a second at most: one thread for driver, archive and
 * consensus, buffers of the least length that a command fits into, files forced to disk.
 */
final class AeronSettings {
    /** The length of a file of a recording. */
    static final int SEGMENT_BYTES = 1 << 20;

    /** Of the log; the longest message is an eighth of it. */
    static final int LOG_TERM_BYTES = 256 << 10;

    private static final int INGRESS_PORT = 0;
    private static final int CONSENSUS_PORT = 1;
    private static final int LOG_PORT = 2;
    private static final int CATCHUP_PORT = 3;
    private static final int ARCHIVE_PORT = 4;
    private static final int LOG_REPLICATION_PORT = 5;
    private static final int ARCHIVE_REPLICATION_PORT = 6;
    private static final int EGRESS_PORT = 7;

    private static final int PRESENCE_STREAM = 900;
    private static final int MODULE_ARCHIVE_STREAM = 2_001;
    private static final int SERVICE_ARCHIVE_STREAM = 2_002;
    private static final int KEEPER_ARCHIVE_STREAM = 2_003;
    private static final int MODULE_ERRORS_TYPE_ID = 212;

    private static final int TERM_BYTES = 64 << 10;
    private static final String TERM = "|term-length=" + TERM_BYTES;
    private static final String IPC = "aeron:ipc?term-length=" + TERM_BYTES;

    /** Room for a command of the greatest length with its header: an eighth of the term. */
    private static final String INGRESS = "aeron:udp?term-length=" + (2 * TERM_BYTES);

    private static final String LOG_TERM = "term-length=" + LOG_TERM_BYTES;

    /**
     * Driver and clients live and die together here. So this is for a machine that was stopped for a while, asleep or
     * being moved, which must not end the member.
     */
    private static final long LIVENESS_NS = TimeUnit.MINUTES.toNanos(30);

    private static final long ARCHIVE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long CLIENT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long SESSION_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int SESSIONS_MAX = 100;
    private static final int SOCKET_BUFFER_BYTES = 128 << 10;
    private static final int SYNC_DATA = 1;

    private final AgreementConfig config;
    private final StateDir dir;
    private final AgreementMembers members;
    private final int id;
    private final Troubles onError;
    private final Runnable onEnd;

    AeronSettings(final AgreementConfig config, final StateDir dir, final Troubles troubles) {
        this.config = config;
        this.dir = dir;
        this.members = config.members();
        this.id = config.memberId();
        onError = troubles;
        onEnd = troubles::onEnd;
    }

    /** Launches the driver, to be run by the thread that calls this. */
    MediaDriver launchDriver() {
        final long heartbeatNs = config.heartbeatTimeout().toNanos();
        return MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(dir.driver().toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .threadingMode(ThreadingMode.INVOKER)
                .asyncExecutorEnabled(false)
                .termBufferSparseFile(true)
                .performStorageChecks(false)
                .publicationTermBufferLength(TERM_BYTES)
                .ipcTermBufferLength(TERM_BYTES)
                .counterValuesBufferLength(1 << 20)
                .socketSndbufLength(SOCKET_BUFFER_BYTES)
                .socketRcvbufLength(SOCKET_BUFFER_BYTES)
                .initialWindowLength(32 << 10)
                .clientLivenessTimeoutNs(LIVENESS_NS)
                .publicationUnblockTimeoutNs(2 * LIVENESS_NS)
                // How soon a silent member is noticed.
                .publicationConnectionTimeoutNs(heartbeatNs)
                .spiesSimulateConnection(true)
                .errorHandler(onError)
                .terminationHook(onEnd));
    }

    /** Launches the archive, to be run by the thread that calls this. */
    Archive launchArchive(final AgentInvoker driver, final IdleStrategy idle) {
        return Archive.launch(new Archive.Context()
                .aeronDirectoryName(dir.driver().toString())
                .archiveDir(dir.archive().toFile())
                .mediaDriverAgentInvoker(driver)
                .threadingMode(ArchiveThreadingMode.INVOKER)
                .idleStrategySupplier(() -> idle)
                .controlChannel(udp(ARCHIVE_PORT))
                .localControlChannel(IPC)
                .replicationChannel(udp(ARCHIVE_REPLICATION_PORT))
                .recordingEventsEnabled(false)
                .segmentFileLength(SEGMENT_BYTES)
                .fileIoMaxLength(64 << 10)
                .controlTermBufferLength(TERM_BYTES)
                .controlTermBufferSparse(true)
                .catalogCapacity(64 << 10)
                .lowStorageSpaceThreshold(16 << 20)
                .fileSyncLevel(SYNC_DATA)
                .catalogFileSyncLevel(SYNC_DATA)
                .recordChecksum(Checksums.crc32c())
                .replayChecksum(Checksums.crc32c())
                .errorHandler(onError));
    }

    /** A client of the driver that is run by the thread that runs the driver. */
    Aeron connect(final AgentInvoker driver, final ErrorHandler onClientError) {
        return Aeron.connect(client().errorHandler(onClientError).driverAgentInvoker(driver));
    }

    private Aeron.Context client() {
        return new Aeron.Context()
                .aeronDirectoryName(dir.driver().toString())
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(LIVENESS_NS))
                .errorHandler(onError)
                .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE)
                .useConductorAgentInvoker(true)
                .clientLock(NoOpLock.INSTANCE);
    }

    /**
     * Launches the consensus module, to be run by the thread that calls this. Reads the state, and returns when the
     * service has done so too.
     *
     * @param idle what it does while it waits: must run the driver and the archive
     */
    ConsensusModule launchModule(final AgentInvoker driver, final AgentInvoker archive, final IdleStrategy idle) {
        final long heartbeatNs = config.heartbeatTimeout().toNanos();
        final Aeron aeron = connect(driver, onError);
        return ConsensusModule.launch(new ConsensusModule.Context()
                .aeronDirectoryName(dir.driver().toString())
                .aeron(aeron)
                .ownsAeronClient(true)
                .errorCounter(aeron.addCounter(MODULE_ERRORS_TYPE_ID, "Cluster Errors"))
                .useAgentInvoker(true)
                .idleStrategySupplier(() -> idle)
                .clusterDir(dir.cluster().toFile())
                .clusterMemberId(id)
                .clusterMembers(endpoints())
                .clusterClock(new SteadyClock())
                .ingressChannel(INGRESS)
                .egressChannel("aeron:udp?term-length=" + TERM_BYTES)
                .logChannel("aeron:udp?" + LOG_TERM)
                .consensusChannel("aeron:udp?term-length=" + TERM_BYTES)
                .replicationChannel(udp(LOG_REPLICATION_PORT, LOG_TERM))
                .followerCatchupChannel("aeron:udp?" + LOG_TERM)
                .snapshotChannel("aeron:ipc?alias=snapshot" + TERM)
                .replayChannel("aeron:ipc?" + LOG_TERM)
                .controlChannel(IPC)
                .archiveContext(archive(MODULE_ARCHIVE_STREAM, idle).agentInvoker(archive))
                .maxConcurrentSessions(SESSIONS_MAX)
                .leaderHeartbeatTimeoutNs(heartbeatNs)
                .leaderHeartbeatIntervalNs(Math.min(heartbeatNs / 5, TimeUnit.MILLISECONDS.toNanos(200)))
                .electionTimeoutNs(heartbeatNs / 2)
                .electionStatusIntervalNs(Math.min(heartbeatNs / 10, TimeUnit.MILLISECONDS.toNanos(100)))
                .startupCanvassTimeoutNs(startupCanvass().toNanos())
                .sessionTimeoutNs(SESSION_TIMEOUT_NS)
                .fileSyncLevel(SYNC_DATA)
                .errorHandler(onError)
                .terminationHook(onEnd));
    }

    /** How long a member waits for all others at its start before it is content with a majority. */
    Duration startupCanvass() {
        return config.heartbeatTimeout().multipliedBy(2);
    }

    /** Starts the service on a thread of its own; blocks until the driver, run by another thread, has answered. */
    ClusteredServiceContainer launchService(final ClusteredService service, final IdleStrategy idle) {
        return ClusteredServiceContainer.launch(new ClusteredServiceContainer.Context()
                .aeronDirectoryName(dir.driver().toString())
                .aeron(Aeron.connect(client()))
                .ownsAeronClient(true)
                .clusterDir(dir.cluster().toFile())
                .clusteredService(service)
                .controlChannel(IPC)
                .snapshotChannel("aeron:ipc?alias=snapshot" + TERM)
                .replayChannel("aeron:ipc?" + LOG_TERM)
                .archiveContext(archive(SERVICE_ARCHIVE_STREAM, idle))
                .idleStrategySupplier(() -> idle)
                .threadFactory(task -> {
                    final Thread thread = new Thread(task, "wilco-agreement-service");
                    thread.setDaemon(true);
                    return thread;
                })
                .errorHandler(onError)
                .terminationHook(onEnd));
    }

    private AeronArchive.Context archive(final int responseStream, final IdleStrategy idle) {
        return new AeronArchive.Context()
                .controlRequestChannel(IPC)
                .controlResponseChannel(IPC)
                .controlRequestStreamId(AeronArchive.Configuration.localControlStreamId())
                .controlResponseStreamId(responseStream)
                .messageTimeoutNs(ARCHIVE_TIMEOUT_NS)
                .idleStrategy(idle);
    }

    /** A connection to the own archive, to drop what is no longer needed. */
    AeronArchive connectArchive(final Aeron aeron, final AgentInvoker archive, final IdleStrategy idle) {
        return AeronArchive.connect(archive(KEEPER_ARCHIVE_STREAM, idle)
                .aeron(aeron)
                .ownsAeronClient(false)
                .agentInvoker(archive)
                .errorHandler(onError));
    }

    /**
     * Begins to look for the leader, to send commands to.
     *
     * @param driver to be run when the client waits for it: it does when the leader changes
     */
    AeronCluster.AsyncConnect connectCluster(
            final Aeron aeron, final AgentInvoker driver, final ErrorHandler onClientError) {
        return AeronCluster.asyncConnect(new AeronCluster.Context()
                .aeron(aeron)
                .ownsAeronClient(false)
                .agentInvoker(driver)
                .egressListener((session, timestamp, buffer, offset, length, header) -> {})
                .ingressChannel(INGRESS)
                .ingressEndpoints(members.ids().stream()
                        .map(member -> member + "=" + members.endpoint(member, INGRESS_PORT))
                        .collect(Collectors.joining(",")))
                .egressChannel(udp(EGRESS_PORT))
                .messageTimeoutNs(CLIENT_TIMEOUT_NS)
                .newLeaderTimeoutNs(2 * config.heartbeatTimeout().toNanos())
                .idleStrategy(NoOpIdleStrategy.INSTANCE)
                .errorHandler(onClientError));
    }

    /** What a consensus module shows; to be read by its thread, and only until it has ended. */
    static ModuleCounters counters(final ConsensusModule module) {
        final ConsensusModule.Context context = module.context();
        return new ModuleCounters(
                context.moduleStateCounter(),
                context.clusterNodeRoleCounter(),
                context.electionStateCounter(),
                context.leadershipTermIdCounter(),
                context.commitPositionCounter(),
                context.controlToggleCounter());
    }

    /** The stream by which members see that another one is there: nothing is ever sent on it. */
    int presenceStream() {
        return PRESENCE_STREAM;
    }

    /** Where a member listens for others. */
    String presenceChannel(final int member) {
        return "aeron:udp?endpoint=" + members.endpoint(member, CONSENSUS_PORT) + TERM;
    }

    private String udp(final int port) {
        return udp(port, "term-length=" + TERM_BYTES);
    }

    private String udp(final int port, final String term) {
        return "aeron:udp?endpoint=" + members.endpoint(id, port) + "|" + term;
    }

    /** As Aeron wants it: number, ingress, consensus, log, catch-up and archive, of each member. */
    private String endpoints() {
        return members.ids().stream()
                .map(member -> String.join(
                        ",",
                        String.valueOf(member),
                        members.endpoint(member, INGRESS_PORT),
                        members.endpoint(member, CONSENSUS_PORT),
                        members.endpoint(member, LOG_PORT),
                        members.endpoint(member, CATCHUP_PORT),
                        members.endpoint(member, ARCHIVE_PORT)))
                .collect(Collectors.joining("|"));
    }
}
