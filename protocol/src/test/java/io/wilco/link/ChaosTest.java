package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.sim.SimFaults;
import io.wilco.wire.CloseReason;
import io.wilco.wire.MessageKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two hosts under everything that can happen to them at once: faults that come and go, cuts, pauses, slow sockets,
 * crashes, links that are closed and opened again. Whatever happens, a message arrives at most once, an acked one has
 * arrived, and one that cannot have arrived has not.
 */
class ChaosTest {
    private static final int LENGTH_MAX = 20_000;

    /** A message that was taken by a link. */
    private record Offered(Link link, long sequence, long id) {}

    @Test
    void shouldKeepItsPromisesWhateverHappens() {
        for (int seed = 0; seed < 200; seed++) {
            new Run(seed).run();
        }
    }

    @Test
    @Tag("long")
    void shouldKeepItsPromisesWhateverHappensForLong() {
        for (int seed = 1_000; seed < 10_000; seed++) {
            new Run(seed).run();
        }
    }

    private static final class Run {
        private final int seed;
        private final SplittableRandom random;
        private final Duo duo;
        private final List<Offered> offered = new ArrayList<>();
        private final Map<Long, Integer> delivered = new HashMap<>();
        private final Set<Link> gone = new HashSet<>();
        private final boolean isAtRisk;
        private long nextId = 1;

        Run(final int seed) {
            this.seed = seed;
            random = new SplittableRandom(seed);
            duo = new Duo(
                    seed,
                    new Configs()
                            .set("reassembliesMax", 3)
                            .set("windowFrames", 256)
                            .build());
            duo.world.stepsMax(3_000_000);
            isAtRisk = seed % 4 != 0;
        }

        void run() {
            noteDeliveries(duo.asker);
            noteDeliveries(duo.answerer);
            for (int i = 0; i < 60; i++) {
                duo.runFor(random.nextLong(40 * Duo.MS));
                happen();
                offer();
                assertThat(duo.asker.endpoint.reassemblies()).isBetween(0, 3);
                assertThat(duo.answerer.endpoint.reassemblies()).isBetween(0, 3);
            }
            settle();
            check();
        }

        private void happen() {
            switch (random.nextInt(isAtRisk ? 9 : 6)) {
                case 0 -> duo.world.network().faults(anyFaults());
                case 1 -> duo.world.network().faults(SimFaults.NONE);
                case 2 -> duo.world.network().cut(Duo.ASKER, Duo.ANSWERER);
                case 3 -> duo.world.network().heal();
                case 4 ->
                    duo.world.pause(random.nextBoolean() ? Duo.ASKER : Duo.ANSWERER, random.nextLong(50 * Duo.MS));
                case 5 ->
                    duo.world.blockSending(
                            random.nextBoolean() ? Duo.ASKER : Duo.ANSWERER, random.nextLong(50 * Duo.MS));
                case 6 -> {
                    if (random.nextInt(3) == 0) {
                        gone.addAll(duo.answerer.established);
                        duo.restartAnswerer();
                        noteDeliveries(duo.answerer);
                    }
                }
                case 7 -> duo.link.close(CloseReason.NORMAL, "");
                default -> duo.world.network().dropInFlight(Duo.ANSWERER);
            }
            if (duo.link.isClosed()) {
                duo.link = duo.asker.connect(Duo.ANSWERER);
            }
        }

        private SimFaults anyFaults() {
            final long delayNs = 1_000 + random.nextLong(300_000);
            return SimFaults.NONE
                    .withDelay(delayNs, delayNs + random.nextLong(500_000))
                    .withLoss(random.nextDouble(0.3))
                    .withDuplicate(random.nextDouble(0.2))
                    .withReorder(random.nextDouble(0.3), 1 + random.nextLong(3 * Duo.MS))
                    .withCorrupt(random.nextDouble(0.05));
        }

        private void offer() {
            offerOn(duo.link);
            if (!duo.answerer.established.isEmpty()) {
                offerOn(duo.back());
            }
        }

        private void offerOn(final Link link) {
            final int count = random.nextInt(12);
            for (int i = 0; i < count && link.isEstablished(); i++) {
                final int length = 8 + random.nextInt(random.nextInt(4) == 0 ? LENGTH_MAX : 200);
                final long sequence = Messages.offer(link, MessageKind.REQUEST, nextId, length);
                if (sequence != Link.FULL) {
                    offered.add(new Offered(link, sequence, nextId));
                    nextId++;
                }
            }
        }

        /** Declines one message in eight. */
        private void noteDeliveries(final Peer peer) {
            peer.owner = (owner, link, kind, id, length) -> {
                if (random.nextInt(8) == 0) {
                    return false;
                }
                delivered.merge(id, 1, Integer::sum);
                return true;
            };
        }

        /** Ends all trouble, so that every link either delivers what it has or ends. */
        private void settle() {
            duo.world.network().faults(SimFaults.NONE);
            duo.world.network().heal();
            final boolean isSettled =
                    duo.until(() -> offered.stream().map(Offered::link).allMatch(this::isSettled), 30 * Duo.SECOND);
            assertThat(isSettled).as("seed %d settles", seed).isTrue();
        }

        private boolean isSettled(final Link link) {
            return link.isClosed() || link.isFlushed() || gone.contains(link);
        }

        private void check() {
            assertThat(delivered.values()).as("seed %d", seed).allMatch(times -> times == 1);
            for (final Offered one : offered) {
                final boolean isDelivered = delivered.containsKey(one.id());
                if (one.link().isFlushed()) {
                    assertThat(isDelivered)
                            .as("seed %d: acked message %d", seed, one.id())
                            .isTrue();
                }
                if (isDelivered) {
                    assertThat(one.link().mayHaveArrived(one.sequence()))
                            .as("seed %d: delivered message %d", seed, one.id())
                            .isTrue();
                }
            }
            assertThat(duo.answerer.endpoint.linkCount()).as("seed %d", seed).isLessThanOrEqualTo(40);
            if (!isAtRisk) {
                assertThat(duo.asker.closed.size()).as("seed %d", seed).isLessThan(20);
            }
        }
    }
}
