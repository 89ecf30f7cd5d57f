package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.Bytes;
import io.wilco.wire.DatagramHeader;
import io.wilco.wire.FrameReader;
import io.wilco.wire.FrameType;
import io.wilco.wire.MessageFlyweight;
import io.wilco.wire.MessageKind;
import io.wilco.wire.RequestFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A request carries what is left of its deadline, however long it waits in a link. */
class BudgetTest {
    private static final int LENGTH = 64;
    private static final long STALL_NS = 20 * Duo.MS;

    /** A request as a datagram carried it. */
    private record Carried(long timeNs, long budgetUs) {}

    private final List<Carried> carried = new ArrayList<>();
    private final FrameReader frames = new FrameReader();

    /** Notes the requests on the way to the answerer; the first datagrams that carry one are lost. */
    private void watch(final Duo duo, final int lost) {
        duo.world
                .network()
                .filter((nowNs, from, to, datagram) -> !note(nowNs, from, datagram) || carried.size() > lost);
    }

    private boolean note(final long nowNs, final InetSocketAddress from, final ByteBuffer datagram) {
        if (!from.equals(Duo.ASKER) || DatagramHeader.kind(datagram) != DatagramHeader.DATA) {
            return false;
        }
        final ByteBuffer copy = Bytes.wrap(Bytes.copy(datagram, 0, datagram.limit()));
        frames.wrap(copy, DatagramHeader.LENGTH);
        boolean isRequest = false;
        while (frames.next()) {
            if (frames.type() == FrameType.MESSAGE) {
                final int body = frames.offset() + MessageFlyweight.HEADER_LENGTH;
                carried.add(new Carried(nowNs, RequestFlyweight.budgetUs(copy, body)));
                isRequest = true;
            }
        }
        return isRequest;
    }

    /** Sends a message, whose first transmissions are lost, until it has arrived. */
    private void sendAndLose(final int kind, final int lost) {
        final Duo duo = Duo.connected();
        watch(duo, lost);
        duo.asker.send(duo.link, kind, 7, LENGTH);
        assertThat(duo.until(() -> duo.link.isFlushed(), Duo.SECOND)).isTrue();
    }

    @Test
    void shouldCarryWhatIsLeftWhenARequestIsSentAgain() {
        sendAndLose(MessageKind.REQUEST, 2);

        assertThat(carried).hasSize(3);
        for (int i = 1; i < carried.size(); i++) {
            final long elapsedUs = (carried.get(i).timeNs - carried.get(i - 1).timeNs) / 1_000;
            assertThat(elapsedUs).isPositive();
            assertThat(carried.get(i - 1).budgetUs - carried.get(i).budgetUs).isEqualTo(elapsedUs);
        }
    }

    @Test
    void shouldLeaveRepliesAlone() {
        // what would be the budget of a request is bytes of the caller's in a reply
        sendAndLose(MessageKind.REPLY, 1);

        assertThat(carried).hasSize(2);
        assertThat(carried.get(1).budgetUs).isEqualTo(carried.get(0).budgetUs);
    }

    @Test
    void shouldNotGoBelowZero() {
        final ByteBuffer request = Bytes.heap(RequestFlyweight.HEADER_LENGTH);
        request.putInt(RequestFlyweight.BUDGET_US_OFFSET, 1_000);

        assertThat(RequestFlyweight.spendBudget(request, 0, STALL_NS)).isEqualTo(STALL_NS);
        assertThat(RequestFlyweight.budgetUs(request, 0)).isZero();
    }
}
