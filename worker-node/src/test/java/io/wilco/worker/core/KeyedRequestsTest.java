package io.wilco.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.sim.SimWorld;
import io.wilco.wire.Bytes;
import io.wilco.wire.Key;
import io.wilco.wire.RejectReason;
import io.wilco.wire.ReplyStatus;
import io.wilco.worker.core.FakeDispatcher.Reply;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker, two dispatchers that tell it what it owns, and one key. */
class KeyedRequestsTest {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    private static final InetSocketAddress WORKER = SimWorld.address(1, 7_001);
    private static final InetSocketAddress FIRST = SimWorld.address(2, 7_002);
    private static final InetSocketAddress SECOND_ONE = SimWorld.address(3, 7_003);
    private static final Key KEY = Key.of("somebody");

    /** The placement's version, and so the epoch, by which the worker got the shard. */
    private static final long EPOCH = 1_000;

    private static final long TERM = 900;

    private final SimWorld world = new SimWorld(1, 77 * SECOND);
    private final FakeDispatcher first = new FakeDispatcher("svc", KEY, 1, world.nowNs());
    private final FakeDispatcher second = new FakeDispatcher("svc", KEY, 2, world.nowNs());
    private final List<Long> begun = new ArrayList<>();
    private final List<Long> beginByNs = new ArrayList<>();
    private final List<String> handovers = new ArrayList<>();
    private final WorkerEngine engine = new WorkerEngine(
            WorkerConfig.of("w", List.of("svc"), 4),
            List.of(FIRST, SECOND_ONE),
            new Work() {
                @Override
                public void start(final long nowNs, final long executionId, final RequestView request) {
                    begun.add(executionId);
                    beginByNs.add(request.beginByNs());
                }

                @Override
                public boolean handOver(final long nowNs, final Handover handover) {
                    handovers.add(handover.kind() + " " + handover.epochs());
                    return false;
                }
            },
            new WorkerListener() {},
            world.newRandom(),
            world.nowNs());

    @BeforeEach
    void own() {
        world.add(FIRST, first);
        world.add(SECOND_ONE, second);
        world.add(WORKER, engine);
        until(() -> first.hasWorker() && second.hasWorker());
        tell(first, () -> first.own(EPOCH, TERM, EPOCH, true));
        // The second one follows: its answers renew nothing.
        tell(second, () -> second.own(EPOCH, TERM, EPOCH, false));
        until(() -> first.heldEpoch == EPOCH && second.heldEpoch == EPOCH);
        runFor(300 * MS);
    }

    private void until(final BooleanSupplier condition) {
        assertThat(world.runUntil(condition, world.nowNs() + 10 * SECOND))
                .as("came about")
                .isTrue();
    }

    private void runFor(final long durationNs) {
        world.run(world.nowNs() + durationNs);
    }

    /** Has a dispatcher do something, in its own cycle. */
    private void tell(final FakeDispatcher dispatcher, final Runnable action) {
        world.at(world.nowNs(), dispatcher == first ? FIRST : SECOND_ONE, action);
    }

    private void ask(final FakeDispatcher dispatcher, final long epoch, final long sequence, final int copy) {
        tell(dispatcher, () -> dispatcher.ask(epoch, sequence, 1, EPOCH, copy));
    }

    private void finish(final int execution) {
        world.at(
                world.nowNs(),
                WORKER,
                () -> engine.complete(
                        world.nowNs(), begun.get(execution), ReplyStatus.OK, Bytes.heap(3), 0, 3, 2 * MS));
        runFor(5 * MS);
    }

    private static Reply ok(final long id) {
        return new Reply(id, ReplyStatus.OK, RejectReason.NONE);
    }

    private static Reply rejected(final long id, final RejectReason reason) {
        return new Reply(id, ReplyStatus.REJECTED, reason);
    }

    @Test
    void shouldExecuteForAShardThatItOwns() {
        ask(first, EPOCH, 1, 0);
        until(() -> begun.size() == 1);
        finish(0);

        assertThat(first.replies).containsExactly(ok(1));
        assertThat(beginByNs.get(0)).isGreaterThan(world.nowNs());
    }

    @Test
    void shouldRefuseWhatComesUnderAnotherEpochOrAfterItLostTheShard() {
        ask(first, EPOCH - 1, 1, 0);
        ask(first, EPOCH + 1, 2, 0);
        runFor(5 * MS);
        tell(first, () -> first.own(EPOCH + 5, TERM, 0, true));
        runFor(5 * MS);
        ask(first, EPOCH, 3, 0);
        runFor(5 * MS);

        assertThat(first.replies)
                .containsExactly(
                        rejected(1, RejectReason.NOT_OWNER),
                        rejected(2, RejectReason.NOT_OWNER),
                        rejected(3, RejectReason.NOT_OWNER));
        assertThat(begun).isEmpty();
    }

    @Test
    void shouldBeginNothingWhenTheLastOneWhoseAnswersCountIsSilent() {
        world.network().partition(List.of(FIRST), List.of(WORKER));
        runFor(500 * MS);
        ask(second, EPOCH, 1, 0);
        runFor(5 * MS);
        assertThat(begun).hasSize(1);

        runFor(400 * MS);
        ask(second, EPOCH, 2, 0);
        runFor(5 * MS);

        assertThat(begun).hasSize(1);
        assertThat(second.replies).containsExactly(rejected(2, RejectReason.NOT_OWNER));
    }

    @Test
    void shouldCountNoAnswerOfAnEarlierTerm() {
        // It is agreed on that the first one is gone, though it goes on answering.
        tell(second, () -> second.own(EPOCH + 1, TERM + 1, EPOCH, false));
        until(() -> second.heldTerm == TERM + 1);

        ask(first, EPOCH, 1, 0);
        runFor(5 * MS);

        assertThat(first.replies).containsExactly(rejected(1, RejectReason.NOT_OWNER));
    }

    @Test
    void shouldReleaseAShardWhenWhatRunsForItHasEnded() {
        ask(first, EPOCH, 1, 0);
        until(() -> begun.size() == 1);
        tell(first, () -> first.release(EPOCH + 1, TERM, EPOCH));
        runFor(50 * MS);
        assertThat(first.heldEpoch).isEqualTo(-EPOCH);
        ask(first, EPOCH, 2, 0);
        runFor(5 * MS);
        assertThat(first.replies).containsExactly(rejected(2, RejectReason.NOT_OWNER));

        finish(0);
        runFor(5 * MS);

        assertThat(first.replies).contains(ok(1));
        assertThat(first.heldEpoch).isZero();
    }

    @Test
    void shouldTellTheEmbedderOfAShardInTheOrderOfWhatBecameOfIt() {
        // In one datagram: lost, given again, lost, given again.
        tell(first, () -> {
            first.own(EPOCH + 1, TERM, 0, true);
            first.own(EPOCH + 2, TERM, EPOCH + 2, true);
            first.own(EPOCH + 3, TERM, 0, true);
            first.own(EPOCH + 4, TERM, EPOCH + 4, true);
        });
        until(() -> first.heldEpoch == EPOCH + 4);

        assertThat(handovers)
                .containsExactly("ACQUIRED [1000]", "LOST [1000]", "ACQUIRED [1002]", "LOST [1002]", "ACQUIRED [1004]");
    }

    // ---- The same request again: it has been answered, is being executed, was refused, or is over.

    @Test
    void shouldAnswerAgainWhatItHasAnswered() {
        ask(first, EPOCH, 1, 0);
        until(() -> begun.size() == 1);
        finish(0);

        ask(second, EPOCH, 1, 1);
        runFor(5 * MS);

        assertThat(second.replies).containsExactly(ok(1));
        assertThat(begun).hasSize(1);
    }

    @Test
    void shouldAnswerThereWhereAnExecutionWasAskedForLast() {
        ask(first, EPOCH, 1, 0);
        until(() -> begun.size() == 1);
        ask(second, EPOCH, 1, 1);
        runFor(5 * MS);
        finish(0);

        assertThat(first.replies).containsExactly(new Reply(1, ReplyStatus.CANCELLED, RejectReason.NONE));
        assertThat(second.replies).containsExactly(ok(1));
        assertThat(begun).hasSize(1);
    }

    @Test
    void shouldNotTakeTheAnswerAwayForACopyThatComesLate() {
        ask(second, EPOCH, 1, 1);
        until(() -> begun.size() == 1);
        ask(first, EPOCH, 1, 0);
        runFor(5 * MS);
        finish(0);

        assertThat(first.replies).containsExactly(new Reply(1, ReplyStatus.CANCELLED, RejectReason.NONE));
        assertThat(second.replies).containsExactly(ok(1));
    }

    @Test
    void shouldExecuteWhatItRefusedWhenItComesAgain() {
        ask(first, EPOCH + 1, 1, 0);
        runFor(5 * MS);
        ask(first, EPOCH, 1, 0);
        until(() -> begun.size() == 1);
        finish(0);

        assertThat(first.replies).containsExactly(rejected(1, RejectReason.NOT_OWNER), ok(2));
    }

    @Test
    void shouldNotExecuteWhatItsClientSaysIsOver() {
        tell(first, () -> first.ask(EPOCH, 2, 2, EPOCH, 0));
        until(() -> begun.size() == 1);
        ask(second, EPOCH, 1, 0);
        runFor(5 * MS);

        assertThat(second.replies).containsExactly(new Reply(1, ReplyStatus.OUTCOME_UNKNOWN, RejectReason.NONE));
        assertThat(begun).hasSize(1);
    }

    @Test
    void shouldNotExecuteWhatAnOwnerBeforeMayHaveExecuted() {
        // The request left when the client knew an earlier placement: then the shard was another worker's.
        tell(first, () -> first.ask(EPOCH, 1, 1, EPOCH - 1, 0));
        runFor(5 * MS);

        assertThat(first.replies).containsExactly(rejected(1, RejectReason.MOVED));
        assertThat(begun).isEmpty();
    }
}
