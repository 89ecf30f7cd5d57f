package io.wilco.dispatcher;

import io.wilco.dispatcher.agreement.AgreementStatus;
import io.wilco.dispatcher.placement.Council;
import io.wilco.dispatcher.placement.FollowedCouncil;
import io.wilco.dispatcher.placement.SoleCouncil;
import io.wilco.names.Names;
import io.wilco.transport.EngineRunner;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * How a dispatcher shares a placement with others: not at all, as a member of a cluster, or as one that follows. To be
 * closed after the dispatcher.
 */
public abstract class Membership implements AutoCloseable {
    /** Where it is agreed on who owns what. */
    abstract Council council(RandomGenerator random, long nowNs);

    /** The dispatcher's engine runs. */
    void onRunning(final EngineRunner runner, final EngineTasks tasks) {}

    /** Why a change has not been agreed on, for people. */
    String undecided() {
        return "the engine does not come round";
    }

    @Override
    public void close() {}

    /** A dispatcher that is alone. */
    public static Membership alone() {
        return new Membership() {
            @Override
            Council council(final RandomGenerator random, final long nowNs) {
                return new SoleCouncil(
                        1 + random.nextLong(Long.MAX_VALUE), Clock.systemUTC().millis(), nowNs);
            }
        };
    }

    /** A member of a cluster. */
    public static Membership of(final AgreedCouncil cluster) {
        return new Membership() {
            @Override
            Council council(final RandomGenerator random, final long nowNs) {
                return cluster;
            }

            @Override
            void onRunning(final EngineRunner runner, final EngineTasks tasks) {
                cluster.onAgreed(runner::wake);
            }

            @Override
            String undecided() {
                final AgreementStatus status = cluster.status();
                return status.hasQuorum()
                        ? "the dispatchers have not agreed on it in time; it may yet be done"
                        : "the dispatchers cannot agree on it: " + status.words()
                                + "; it may yet be done when they can";
            }

            @Override
            public void close() {
                cluster.close();
            }
        };
    }

    /**
     * One that follows other dispatchers.
     *
     * @param names of those, looked up again from now on; closed with this
     * @param addresses that they stand for now
     */
    public static Membership following(final Names names, final List<InetSocketAddress> addresses) {
        return new Membership() {
            @Override
            Council council(final RandomGenerator random, final long nowNs) {
                return new FollowedCouncil();
            }

            @Override
            void onRunning(final EngineRunner runner, final EngineTasks tasks) {
                follow(addresses, runner, tasks);
                names.watch(changed -> follow(changed, runner, tasks));
            }

            private void follow(
                    final List<InetSocketAddress> sources, final EngineRunner runner, final EngineTasks tasks) {
                final CompletableFuture<Boolean> done = tasks.submit((engine, nowNs) -> {
                    engine.follow(sources, nowNs);
                    return true;
                });
                runner.wake();
                if (done.isCompletedExceptionally()) {
                    throw new IllegalStateException("too busy now; to be told again");
                }
            }

            @Override
            public void close() {
                names.close();
            }
        };
    }
}
