package io.wilco.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.sim.SimFaults;
import io.wilco.sim.SimWorld;
import io.wilco.wire.Bytes;
import io.wilco.wire.ReplyStatus;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client among dispatchers near and far, of its own zone and of others, that come and go. */
class ConnectorTest implements CallListener {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    private static final InetSocketAddress CLIENT = SimWorld.address(100, 7_000);
    private static final String OLD = null;

    private final SimWorld world = new SimWorld(1, 77 * SECOND);
    private final List<FakeDispatcher> dispatchers = new ArrayList<>();
    private final List<ReplyStatus> outcomes = new ArrayList<>();
    private ClientEngine client;
    private int linksSeenMax;

    @Override
    public void onOutcome(final Object context, final long nowNs, final Outcome outcome) {
        outcomes.add(outcome.status());
    }

    private static InetSocketAddress address(final int dispatcher) {
        return SimWorld.address(1 + dispatcher, 7_400);
    }

    /** A dispatcher that is so far, one way. */
    private FakeDispatcher dispatcher(final String zone, final long delayNs) {
        final int index = dispatchers.size();
        final FakeDispatcher dispatcher = new FakeDispatcher(zone, index, world.nowNs());
        dispatchers.add(dispatcher);
        world.add(address(index), dispatcher);
        setDelay(index, delayNs);
        return dispatcher;
    }

    private void setDelay(final int dispatcher, final long delayNs) {
        final SimFaults path = SimFaults.NONE.withDelay(delayNs, delayNs);
        world.network().faults(CLIENT, address(dispatcher), path);
        world.network().faults(address(dispatcher), CLIENT, path);
    }

    private void client(final String zone) {
        client(zone, dispatchers.size(), 5);
    }

    private void client(final String zone, final int known, final long seed) {
        final List<InetSocketAddress> addresses = new ArrayList<>();
        for (int i = 0; i < known; i++) {
            addresses.add(address(i));
        }
        client = new ClientEngine(
                ClientConfig.DEFAULT.withZone(zone), addresses, this, new SplittableRandom(seed), world.nowNs());
        world.add(CLIENT, client);
    }

    private void runFor(final long durationNs) {
        final long untilNs = world.nowNs() + durationNs;
        while (world.nowNs() < untilNs) {
            world.run(Math.min(untilNs, world.nowNs() + 20 * MS));
            linksSeenMax = Math.max(linksSeenMax, client.endpoint().linkCount());
        }
    }

    private void begin() {
        begin(0);
    }

    private void begin(final int length) {
        final byte[] service = "s".getBytes(StandardCharsets.UTF_8);
        final long nowNs = world.nowNs();
        client.call(
                nowNs, "call", service, Bytes.heap(length), 0, length, nowNs + 10 * SECOND, CallOptions.AT_LEAST_ONCE);
        world.wakeAll();
    }

    /** Makes a call, waits for its outcome and returns the index of the dispatcher that got it. */
    private int served() {
        final int before = outcomes.size();
        final int[] counts = dispatchers.stream().mapToInt(one -> one.requests).toArray();
        begin();
        assertThat(world.runUntil(() -> outcomes.size() > before, world.nowNs() + 10 * SECOND))
                .isTrue();
        for (int i = 0; i < counts.length; i++) {
            if (dispatchers.get(i).requests > counts[i]) {
                return i;
            }
        }
        throw new AssertionError("nobody got it: " + outcomes);
    }

    private void cutOff(final int dispatcher) {
        world.network().partition(List.of(CLIENT), List.of(address(dispatcher)));
    }

    private boolean isLinked(final int dispatcher) {
        return dispatchers.get(dispatcher).links() > 0;
    }

    // ---- By round-trip time.

    @Test
    void shouldGoToTheNearest() {
        // given
        dispatcher("", 5 * MS);
        dispatcher("", MS);
        dispatcher("", 5 * MS);

        // when
        client("");
        runFor(2 * SECOND);

        // then
        assertThat(served()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldStayAmongEquallyNearOnes(final long seed) {
        // given
        for (int i = 0; i < 3; i++) {
            dispatcher("", MS + i * 100_000L);
        }
        client("", 3, seed);
        runFor(2 * SECOND);
        final int first = served();

        // then
        for (int i = 0; i < 100; i++) {
            runFor(300 * MS);
            assertThat(served()).isEqualTo(first);
        }
    }

    @Test
    void shouldSpreadOverEquallyNearOnes() {
        // given
        for (int i = 0; i < 3; i++) {
            dispatcher("", MS);
        }

        // when
        final List<Integer> chosen = new ArrayList<>();
        for (int seed = 0; seed < 30; seed++) {
            client("", 3, seed);
            runFor(500 * MS);
            // The one that was there first is lost, so that there is a choice.
            world.crash(address(served()));
            runFor(1_500 * MS);
            chosen.add(served());
            world.crash(CLIENT);
            for (int i = 0; i < 3; i++) {
                world.restart(address(i), dispatchers.get(i));
            }
        }

        // then
        assertThat(chosen).contains(1, 2).doesNotContain(0);
    }

    @Test
    void shouldLeaveASilentOneAtOnceAndReturnWhenItIsBackForAWhile() {
        // given
        dispatcher("", MS);
        dispatcher("", 5 * MS);
        client("");
        runFor(2 * SECOND);
        assertThat(served()).isEqualTo(0);

        // when
        cutOff(0);
        final long cutNs = world.nowNs();

        // then
        assertThat(served()).isEqualTo(1);
        assertThat(world.nowNs() - cutNs).isLessThan(300 * MS);

        // when
        runFor(400 * MS);
        world.network().heal();
        runFor(700 * MS);

        // then
        assertThat(served()).as("not at once, for it may go again").isEqualTo(1);
        runFor(3 * SECOND);
        assertThat(served()).isEqualTo(0);
    }

    @Test
    void shouldNotGoToAndFroWithOneThatComesAndGoes() {
        // given
        dispatcher("", MS);
        dispatcher("", 5 * MS);
        client("");
        runFor(2 * SECOND);

        // when
        int moves = 0;
        int last = served();
        for (int i = 0; i < 20; i++) {
            cutOff(0);
            for (final long pauseNs : new long[] {800 * MS, 700 * MS}) {
                final int now = served();
                moves += now == last ? 0 : 1;
                last = now;
                runFor(pauseNs);
                world.network().heal();
            }
        }

        // then
        assertThat(moves).isEqualTo(1);
    }

    @Test
    void shouldReturnAfterARestart() {
        // given
        dispatcher("", MS);
        dispatcher("", 5 * MS);
        client("");
        runFor(2 * SECOND);

        // when
        world.crash(address(0));
        assertThat(served()).isEqualTo(1);
        runFor(10 * SECOND);
        dispatchers.set(0, new FakeDispatcher("", 99, world.nowNs()));
        world.add(address(0), dispatchers.get(0));
        runFor(6 * SECOND);

        // then
        assertThat(served()).isEqualTo(0);
    }

    @Test
    void shouldNotSayThatACallWasNotExecutedWhichASilentDispatcherMayStillGet() {
        // given
        dispatcher("", MS);
        dispatcher("", 5 * MS).isFull = true;
        client("");
        runFor(2 * SECOND);

        // when: more than the congestion window lets out, so that some of it leaves only after the silence
        cutOff(0);
        for (int i = 0; i < 500; i++) {
            begin(1_000);
        }
        runFor(400 * MS);
        world.network().heal();
        runFor(SECOND);

        // then
        assertThat(dispatchers.get(0).requests).isEqualTo(500);
        assertThat(outcomes).hasSize(500).containsOnly(ReplyStatus.OUTCOME_UNKNOWN);
    }

    @Test
    void shouldOpenNothingAfterItWasStopped() {
        // given
        for (int i = 0; i < 5; i++) {
            dispatcher("", MS);
        }
        client("");
        runFor(SECOND);

        // when
        client.close(world.nowNs());
        world.wakeAll();
        runFor(100 * SECOND);

        // then
        assertThat(client.endpoint().linkCount()).isZero();
        assertThat(dispatchers.stream().mapToInt(one -> one.linksAccepted).sum())
                .isEqualTo(Connector.LINKS_MAX);
    }

    // ---- By zone.

    @Test
    void shouldGoToItsOwnZoneHoweverFar() {
        // given
        dispatcher("us", MS);
        dispatcher(OLD, MS);
        dispatcher("eu", 20 * MS);

        // when
        client("eu");
        runFor(2 * SECOND);

        // then
        assertThat(served()).isEqualTo(2);
        assertThat(dispatchers).allSatisfy(one -> assertThat(one.questions).isEqualTo(1));
    }

    @Test
    void shouldGoToTheNearestOfItsZone() {
        // given
        dispatcher("us", MS);
        dispatcher("eu", 20 * MS);
        dispatcher("eu", 5 * MS);

        // when
        client("eu");
        runFor(2 * SECOND);

        // then
        assertThat(served()).isEqualTo(2);
    }

    @Test
    void shouldGoToTheNearestOfTheOthersWhileItsZoneIsSilentAndReturn() {
        // given
        dispatcher("us", 10 * MS);
        dispatcher("asia", 2 * MS);
        dispatcher("eu", 5 * MS);
        client("eu");
        runFor(2 * SECOND);
        assertThat(served()).isEqualTo(2);

        // when
        cutOff(2);

        // then
        assertThat(served()).isEqualTo(1);
        runFor(5 * SECOND);
        assertThat(served()).isEqualTo(1);

        // when
        world.network().heal();
        runFor(6 * SECOND);

        // then
        assertThat(served()).isEqualTo(2);
    }

    @Test
    void shouldLeaveCallsWhereTheyAreWhenItMoves() {
        // given
        dispatcher("us", MS).isHolding = true;
        dispatcher("eu", 20 * MS);
        client("eu");
        runFor(20 * MS);
        begin();
        runFor(3 * SECOND);

        // when
        assertThat(served()).isEqualTo(1);
        world.at(world.nowNs(), dispatchers.get(0)::answerAll);
        runFor(SECOND);

        // then
        assertThat(outcomes).containsExactly(ReplyStatus.OK, ReplyStatus.OK);
        assertThat(dispatchers).allSatisfy(one -> assertThat(one.requests).isEqualTo(1));
    }

    @Test
    void shouldNotAskWithoutNeed() {
        // given
        dispatcher("eu", MS);
        dispatcher("us", MS);

        // when
        client("");
        runFor(5 * SECOND);
        world.crash(CLIENT);
        client("eu", 1, 6);
        runFor(5 * SECOND);

        // then
        assertThat(dispatchers).allSatisfy(one -> assertThat(one.questions).isZero());
    }

    @Test
    void shouldAskWhenThereIsAChoiceAtLast() {
        // given
        dispatcher("us", MS);
        dispatcher("eu", 5 * MS);
        client("eu", 1, 5);
        runFor(5 * SECOND);

        // when
        client.onDispatchers(List.of(address(0), address(1)));
        world.wakeAll();
        runFor(5 * SECOND);

        // then
        assertThat(served()).isEqualTo(1);
        assertThat(dispatchers).allSatisfy(one -> assertThat(one.questions).isEqualTo(1));
    }

    // ---- Of more than there are links.

    @ParameterizedTest
    @ValueSource(ints = {3, 6, 9})
    void shouldFindTheOneOfItsZoneAmongMany(final int home) {
        // given
        for (int i = 0; i < 10; i++) {
            dispatcher(i == home ? "eu" : "us", i == home ? 5 * MS : MS);
        }

        // when
        client("eu");
        runFor(50 * SECOND);

        // then
        assertThat(served()).isEqualTo(home);
        assertThat(linksSeenMax).isEqualTo(Connector.LINKS_MAX + 1);

        // when
        world.crash(address(home));
        runFor(30 * SECOND);
        assertThat(served()).isNotEqualTo(home);
        dispatchers.set(home, new FakeDispatcher("eu", 99, world.nowNs()));
        world.add(address(home), dispatchers.get(home));
        runFor(20 * SECOND);

        // then
        assertThat(served()).isEqualTo(home);
    }

    @Test
    void shouldFindTheMuchNearerOnesAmongMany() {
        // given
        for (int i = 0; i < 10; i++) {
            dispatcher("", i > 6 ? MS : 10 * MS);
        }

        // when
        client("");
        runFor(50 * SECOND);

        // then
        assertThat(served()).isGreaterThan(6);
        assertThat(dispatchers).allSatisfy(one -> assertThat(one.linksAccepted).isPositive());
        for (int i = 0; i < 10; i++) {
            assertThat(isLinked(i)).isEqualTo(i > 6);
        }
    }

    @Test
    void shouldLookAroundCalmly() {
        // given
        for (int i = 0; i < 10; i++) {
            dispatcher("", MS);
        }
        client("");
        runFor(60 * SECOND);
        final int seen = dispatchers.stream().mapToInt(one -> one.linksAccepted).sum();

        // when
        runFor(600 * SECOND);

        // then
        assertThat(seen).isBetween(10, 11);
        assertThat(dispatchers.stream().mapToInt(one -> one.linksAccepted).sum() - seen)
                .isBetween(7, 10);
        assertThat(linksSeenMax).isEqualTo(Connector.LINKS_MAX + 1);
        assertThat(client.endpoint().linkCount()).isEqualTo(Connector.LINKS_MAX);
    }

    @Test
    void shouldKeepALinkToAnotherZoneForTheDayItsOwnFails() {
        // given
        for (int i = 0; i < 8; i++) {
            dispatcher(i < 5 ? "eu" : "us", MS);
        }

        // when
        client("eu");
        runFor(60 * SECOND);

        // then
        assertThat(served()).isLessThan(5);
        assertThat(dispatchers.subList(5, 8).stream()
                        .mapToInt(FakeDispatcher::links)
                        .sum())
                .isEqualTo(1);

        // when
        for (int i = 0; i < 5; i++) {
            cutOff(i);
        }
        final long cutNs = world.nowNs();

        // then
        assertThat(served()).isGreaterThan(4);
        assertThat(world.nowNs() - cutNs)
                .as("two of its own zone had to be found silent")
                .isLessThan(500 * MS);
    }

    @Test
    void shouldEndNoLinkThatACallNeeds() {
        // given
        for (int i = 0; i < 6; i++) {
            dispatcher("", i < 3 ? 10 * MS : MS).isHolding = i < 3;
        }
        client("");
        runFor(500 * MS);
        for (int i = 0; i < 3; i++) {
            begin();
        }

        // when
        runFor(9 * SECOND);
        for (int i = 0; i < 3; i++) {
            world.at(world.nowNs(), dispatchers.get(i)::answerAll);
        }
        runFor(SECOND);

        // then
        assertThat(outcomes).containsExactly(ReplyStatus.OK, ReplyStatus.OK, ReplyStatus.OK);
    }
}
