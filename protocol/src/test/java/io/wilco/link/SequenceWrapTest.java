package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.sim.SimFaults;
import io.wilco.wire.MessageKind;
import java.lang.reflect.Field;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Half of a sequence number travels: nothing may happen where that half wraps, or changes its sign. */
class SequenceWrapTest {
    @ParameterizedTest(name = "from {0}")
    @ValueSource(
            longs = {
                (1L << 31) - 300,
                (1L << 32) - 300,
                (1L << 32) - 1,
                1L << 32,
                (5L << 32) - 64,
                (1L << 40) + (1L << 31) - 5
            })
    void shouldDeliverEveryMessageOnceWhereNumbersWrap(final long first) {
        for (int seed = 0; seed < 5; seed++) {
            // given
            final Duo duo = Duo.connected(seed, ReliabilityTest.patient());
            move(duo.link, duo.back(), first);
            move(duo.back(), duo.link, first);
            duo.answerer.owner = Peer.ECHO;
            duo.world
                    .network()
                    .faults(SimFaults.NONE.withLoss(0.2).withDuplicate(0.2).withReorder(0.2, Duo.MS));

            // when
            for (int id = 0; id < 400; id++) {
                duo.asker.send(duo.link, MessageKind.REQUEST, id, id % 20 == 0 ? 20_000 : 64);
            }
            duo.until(() -> duo.asker.replies.size() == 400 && duo.link.isFlushed(), 60 * Duo.SECOND);

            // then
            assertThat(duo.answerer.deliveries).hasSize(400);
            assertThat(duo.answerer.deliveries.values()).containsOnly(1);
            assertThat(duo.asker.replies).hasSize(400);
            assertThat(duo.asker.replies.values()).containsOnly(1);
            assertThat(duo.link.mayHaveArrived(first + 400)).isTrue();
        }
    }

    /** Makes {@code sequence} the number of the next frame from one end to the other; nothing may be under way. */
    private static void move(final Link from, final Link to, final long sequence) {
        final Object sendWindow = field(field(from, "sender"), "window");
        set(sendWindow, "base", sequence);
        set(sendWindow, "unsent", sequence);
        set(sendWindow, "next", sequence);
        final Object receiveWindow = field(field(to, "receiver"), "window");
        set(receiveWindow, "nextExpected", sequence);
        set(receiveWindow, "end", sequence);
    }

    private static Object field(final Object owner, final String name) {
        try {
            final Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (final ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(final Object owner, final String name, final long value) {
        try {
            final Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            field.setLong(owner, value);
        } catch (final ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
