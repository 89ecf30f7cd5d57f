package io.wilco.dispatcher.agreement;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Carries the waiting commands to the leader, wherever that is, and finds it again when it changes. Never blocks. Of
 * the thread that runs the driver.
 */
final class ProposalSender implements AutoCloseable {
    private static final int COMMANDS_PER_TURN = 32;
    private static final long KEEP_ALIVE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Aeron aeron;
    private final AgentInvoker driver;
    private final AeronSettings settings;
    private final ProposalQueue queue;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

    private AeronCluster.@Nullable AsyncConnect connecting;
    private @Nullable AeronCluster cluster;
    private long retryNs;
    private long keepAliveNs;

    ProposalSender(
            final AeronMember member, final AeronSettings settings, final ProposalQueue queue, final long nowNs) {
        aeron = member.aeron();
        driver = member.driver();
        this.settings = settings;
        this.queue = queue;
        retryNs = nowNs;
    }

    /**
     * One turn.
     *
     * @param hasQuorum whether there is a leader to look for
     * @return 0 if there was nothing to do
     */
    int doWork(final long nowNs, final boolean hasQuorum) {
        int work = aeron.conductorAgentInvoker().invoke();
        try {
            final AeronCluster connected = cluster;
            if (connected != null) {
                work += talk(connected, nowNs);
            } else if (connecting != null || (hasQuorum && nowNs - retryNs >= 0)) {
                connect(nowNs);
            }
        } catch (final RuntimeException e) {
            // There was no leader in time, or it went away: look again.
            disconnect(nowNs);
        }
        return work;
    }

    private void connect(final long nowNs) {
        AeronCluster.AsyncConnect attempt = connecting;
        if (attempt == null) {
            attempt = settings.connectCluster(aeron, driver, e -> {});
            connecting = attempt;
        }
        cluster = attempt.poll();
        if (cluster != null) {
            connecting = null;
            keepAliveNs = nowNs + KEEP_ALIVE_NS;
        }
    }

    private int talk(final AeronCluster connected, final long nowNs) {
        int work = connected.pollEgress();
        if (connected.isClosed()) {
            disconnect(nowNs);
            return 1;
        }
        if (nowNs - keepAliveNs >= 0) {
            keepAliveNs = nowNs + KEEP_ALIVE_NS;
            connected.sendKeepAlive();
        }
        for (int i = 0; i < COMMANDS_PER_TURN; i++) {
            final byte[] command = queue.peek();
            if (command == null) {
                break;
            }
            buffer.wrap(command);
            if (connected.offer(buffer, 0, command.length) < 0) {
                break;
            }
            queue.remove();
            work++;
        }
        return work;
    }

    private void disconnect(final long nowNs) {
        retryNs = nowNs + RETRY_NS;
        CloseHelper.quietCloseAll(connecting, cluster);
        connecting = null;
        cluster = null;
    }

    @Override
    public void close() {
        disconnect(0);
    }
}
