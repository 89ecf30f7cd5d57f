package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.sim.SimFaults;
import io.wilco.wire.MessageKind;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every message arrives exactly once, whatever the network does to the datagrams. */
class ReliabilityTest {
    private static final SimFaults ROUGH = SimFaults.NONE
            .withDelay(20_000, 400_000)
            .withLoss(0.3)
            .withDuplicate(0.1)
            .withReorder(0.2, 2_000_000)
            .withCorrupt(0.1);

    @Test
    void shouldDeliverEveryMessageOnceOverARoughNetwork() {
        for (int seed = 0; seed < 300; seed++) {
            exchange(seed, ROUGH, 60, 400);
        }
    }

    @Test
    void shouldDeliverSmallAndLargeMessagesOnceOverARoughNetwork() {
        for (int seed = 0; seed < 100; seed++) {
            exchange(seed, ROUGH, 20, 64 * 1024);
        }
    }

    @ParameterizedTest(name = "loss {0} to the answerer, {1} back")
    @CsvSource({
        "0.0,  0.0",
        "0.01, 0.0",
        "0.0,  0.01",
        "0.05, 0.05",
        "0.2,  0.0",
        "0.0,  0.2",
        "0.2,  0.2",
        "0.4,  0.0",
        "0.0,  0.4",
        "0.4,  0.4",
        "0.6,  0.1",
        "0.1,  0.6"
    })
    void shouldDeliverWhateverIsLostInEitherDirection(final double there, final double back) {
        // given
        final Duo duo = Duo.connected(7, patient());
        duo.world.network().faults(Duo.ASKER, Duo.ANSWERER, SimFaults.NONE.withLoss(there));
        duo.world.network().faults(Duo.ANSWERER, Duo.ASKER, SimFaults.NONE.withLoss(back));
        duo.answerer.owner = Peer.ECHO;

        // when
        for (int id = 0; id < 500; id++) {
            duo.asker.send(duo.link, MessageKind.REQUEST, id, id % 10 == 0 ? 5_000 : 64);
        }

        // then
        assertThat(duo.until(() -> duo.asker.replies.size() == 500, 60 * Duo.SECOND))
                .isTrue();
        assertOnce(duo.answerer.deliveries, 500);
        assertOnce(duo.asker.replies, 500);
    }

    @Test
    void shouldRepeatARunExactlyFromItsSeed() {
        // when
        final long first = exchange(11, ROUGH, 40, 3_000);
        final long second = exchange(11, ROUGH, 40, 3_000);
        final long other = exchange(12, ROUGH, 40, 3_000);

        // then
        assertThat(second).isEqualTo(first).isNotEqualTo(other);
    }

    /** Requests with echoes, offered over a while in both directions; returns the digest of the run. */
    private static long exchange(final int seed, final SimFaults faults, final int messages, final int lengthMax) {
        final Duo duo = new Duo(seed, patient());
        duo.world.stepsMax(2_000_000);
        duo.world.network().faults(faults);
        duo.asker.owner = Peer.ECHO;
        duo.answerer.owner = Peer.ECHO;
        assertThat(duo.until(() -> !duo.answerer.established.isEmpty(), 20 * Duo.SECOND))
                .as("seed %d: established", seed)
                .isTrue();
        final SplittableRandom random = new SplittableRandom(seed);
        final long startNs = duo.world.nowNs();
        for (long id = 0; id < messages; id++) {
            final long request = id;
            final int length = Messages.LENGTH_MIN + random.nextInt(lengthMax - Messages.LENGTH_MIN);
            final long atNs = startNs + random.nextLong(20 * Duo.MS);
            duo.world.at(atNs, Duo.ASKER, () -> duo.asker.send(duo.link, MessageKind.REQUEST, request, length));
            duo.world.at(atNs, Duo.ANSWERER, () -> duo.answerer.send(duo.back(), MessageKind.REQUEST, request, length));
        }
        final boolean isDone = duo.until(
                () -> duo.asker.replies.size() == messages && duo.answerer.replies.size() == messages, 60 * Duo.SECOND);
        assertThat(isDone)
                .as("seed %d: %d and %d replies", seed, duo.asker.replies.size(), duo.answerer.replies.size())
                .isTrue();
        duo.until(() -> duo.link.isFlushed() && duo.back().isFlushed(), 10 * Duo.SECOND);
        assertOnce(duo.answerer.deliveries, messages);
        assertOnce(duo.asker.deliveries, messages);
        assertOnce(duo.asker.replies, messages);
        assertOnce(duo.answerer.replies, messages);
        assertThat(duo.asker.closed).as("seed %d", seed).isEmpty();
        return duo.world.digest();
    }

    private static void assertOnce(final Map<Long, Integer> deliveries, final int messages) {
        assertThat(deliveries).hasSize(messages);
        assertThat(deliveries.values()).containsOnly(1);
    }

    /** Settings under which no link is given up while the network is merely bad. */
    static LinkConfig patient() {
        return new Configs()
                .set("deadAfterNs", 30 * Duo.SECOND)
                .set("openTimeoutNs", 30 * Duo.SECOND)
                .build();
    }
}
