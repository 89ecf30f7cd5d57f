package io.wilco.dispatcher.agreement;

import io.wilco.dispatcher.agreement.AgreementStatus.Role;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A member of an agreement by Aeron Cluster, in this process: two daemon threads, some 12 MB of shared memory, and
 * {@value AgreementMembers#PORTS} UDP ports. Needs the JVM flags {@code --add-opens
 * java.base/jdk.internal.misc=ALL-UNNAMED --add-opens java.base/java.util.zip=ALL-UNNAMED}.
 */
public final class AeronAgreement implements Agreement {
    private static final long STATUS_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long CLOSE_MS_MAX = 10_000;

    private final AgreementConfig config;
    private final StateDir dir;
    private final ReplicatedService service;
    private final ProposalQueue queue = new ProposalQueue();
    private final Troubles troubles;
    private final Gate gate;
    private final Pace pace = new Pace();
    private final CompletableFuture<Boolean> launched = new CompletableFuture<>();
    private final Thread thread;
    private volatile AgreementStatus status;

    private AeronAgreement(final AgreementConfig config, final StateDir dir, final ReplicatedState state) {
        this.config = config;
        this.dir = dir;
        service = new ReplicatedService(state);
        gate = new Gate(System.nanoTime() + config.launchTimeout().toNanos());
        troubles = new Troubles(gate);
        status = status(Role.STARTING, "reads its state");
        thread = new Thread(this::run, "wilco-agreement");
        thread.setDaemon(true);
    }

    /**
     * Starts a member: takes its directory, checks and reads what is there. Returns when {@code state} is as of the
     * last snapshot; the commands since then, and the other members, come later.
     *
     * @param state is called by a thread of the agreement's from now on
     * @throws IOException with a message fit for the user if the directory is in use, another's or damaged, or a port
     *     is taken; nothing is left running then
     * @throws InterruptedException if the thread was interrupted meanwhile; the same
     */
    public static AeronAgreement start(final AgreementConfig config, final ReplicatedState state)
            throws IOException, InterruptedException {
        final StateDir dir = StateDir.open(config, AeronSettings.SEGMENT_BYTES);
        try {
            OwnPorts.check(config.members(), config.memberId());
        } catch (final IOException e) {
            dir.close();
            throw e;
        }
        final AeronAgreement agreement = new AeronAgreement(config, dir, state);
        agreement.thread.start();
        try {
            agreement.launched.get();
            return agreement;
        } catch (final ExecutionException e) {
            agreement.close();
            throw new IOException(agreement.refusal(), e.getCause());
        } catch (final InterruptedException e) {
            agreement.close();
            throw e;
        }
    }

    private String refusal() {
        final String words = status.words();
        // What can be said before Aeron starts names the file; this is for the rest.
        final String mend = words.contains("in use") ? "" : "; if that comes of damaged files: " + RecordingFiles.MEND;
        return "member " + config.memberId() + " cannot start from " + config.stateDir() + ": it " + words + mend;
    }

    @Override
    public boolean propose(final byte[] command) {
        if (command.length < 1 || command.length > COMMAND_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a command of " + command.length + " bytes; 1 to " + COMMAND_BYTES_MAX + " are possible");
        }
        final boolean isTaken = queue.offer(command);
        if (isTaken) {
            LockSupport.unpark(thread);
        }
        return isTaken;
    }

    @Override
    public AgreementStatus status() {
        return status;
    }

    @Override
    public void close() {
        gate.close();
        queue.close();
        LockSupport.unpark(thread);
        boolean isInterrupted = false;
        try {
            thread.join(CLOSE_MS_MAX);
        } catch (final InterruptedException e) {
            isInterrupted = true;
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            final AeronSettings settings = new AeronSettings(config, dir, troubles);
            try (AeronMember member = AeronMember.launch(settings, service, gate, pace, troubles)) {
                launched.complete(true);
                runMember(settings, member);
            }
        } catch (final RuntimeException | Error e) {
            if (!gate.isClosing()) {
                troubles.onEnd(e);
            }
        } finally {
            queue.close();
            status = ended();
            dir.close();
            launched.completeExceptionally(new IllegalStateException(status.words()));
        }
    }

    private void runMember(final AeronSettings settings, final AeronMember member) {
        final long startNs = System.nanoTime();
        final LogKeeper keeper = new LogKeeper(config, service, member.counters(), startNs);
        long statusNs = startNs;
        try (Peers peers = new Peers(member.aeron(), settings, config);
                ProposalSender sender = new ProposalSender(member, settings, queue, startNs)) {
            final StatusWatch watch = new StatusWatch(
                    config,
                    service,
                    peers,
                    troubles,
                    startNs + settings.startupCanvass().multipliedBy(2).toNanos());
            while (!gate.isClosing()) {
                int work = member.doWork();
                member.checkRunning();
                final long nowNs = System.nanoTime();
                work += sender.doWork(nowNs, status.hasQuorum());
                if (nowNs - statusNs >= 0) {
                    statusNs = nowNs + STATUS_NS;
                    status = watch.look(member.counters(), nowNs);
                }
                final boolean isWaitedFor = !member.counters().isSettled() || queue.peek() != null;
                pace.look(nowNs, member.counters().commitPosition().get(), isWaitedFor);
                if (keeper.check(nowNs)) {
                    trim(keeper, settings, member);
                }
                if (work == 0) {
                    pace.sleep();
                }
            }
        }
    }

    private void trim(final LogKeeper keeper, final AeronSettings settings, final AeronMember member) {
        try {
            final GatedIdle idle = new GatedIdle(gate, pace, () -> 0);
            keeper.trim(settings, member.aeron(), member.archive(), idle, dir.cluster());
        } catch (final RuntimeException e) {
            // Another member is reading what was to go, for one: it goes after the next snapshot.
            troubles.onError(e);
        }
    }

    private AgreementStatus ended() {
        return troubles.isFatal()
                ? status(Role.FAILED, "has failed: " + troubles.why())
                : status(Role.CLOSED, "closed");
    }

    private AgreementStatus status(final Role role, final String words) {
        return new AgreementStatus(
                role,
                config.memberId(),
                AgreementStatus.NO_LEADER,
                config.members().ids(),
                List.of(),
                words,
                0,
                service.snapshotPosition());
    }
}
