package io.wilco.dispatcher.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.dispatcher.placement.FollowedCouncil.Verdict;
import io.wilco.wire.Bytes;
import io.wilco.wire.PlacementFlyweight;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FollowedCouncilTest {
    private static final long AUTHORITY = 7;

    private final FollowedCouncil council = new FollowedCouncil();
    private final Placement origin = new Placement();
    private final List<Command> agreed = new ArrayList<>();
    private int restored;

    FollowedCouncilTest() {
        origin.apply(1_000, new Command.MemberUp(0, ""));
        origin.apply(1_001, new Command.Up(0, "w1", 11, List.of("echo"), 100, 0));
        origin.apply(1_002, new Command.Use("echo"));
        origin.apply(1_003, new Command.Balance());
    }

    @Test
    void shouldBecomeWhatItIsToldAndGoOnFromThere() {
        final byte[] bytes = PlacementCodec.encode(origin);
        final int half = bytes.length / 2;

        assertThat(council.isBlind()).isTrue();
        tell(0, PlacementFlyweight.FIRST_PART, Arrays.copyOf(bytes, half));
        assertThat(council.isBlind()).isTrue();
        tell(1, PlacementFlyweight.LAST_PART, Arrays.copyOfRange(bytes, half, bytes.length));
        tell(2, PlacementFlyweight.COMMAND, CommandCodec.encode(new Command.Use("other")));
        poll();

        assertThat(council.isBlind()).isFalse();
        assertThat(council.authority()).isEqualTo(AUTHORITY);
        assertThat(restored).isOne();
        assertThat(agreed).containsExactly(new Command.Use("other"));
        assertThat(PlacementCodec.encode(council.placement())).isEqualTo(bytes);
    }

    @Test
    void shouldReadInOrderWhatComesOutOfOrder() {
        tell(2, PlacementFlyweight.COMMAND, CommandCodec.encode(new Command.Use("b")));
        tell(1, PlacementFlyweight.COMMAND, CommandCodec.encode(new Command.Use("a")));
        poll();
        assertThat(agreed).isEmpty();

        tell(0, PlacementFlyweight.WHOLE, PlacementCodec.encode(origin));
        poll();

        assertThat(agreed).containsExactly(new Command.Use("a"), new Command.Use("b"));
    }

    @Test
    void shouldNotKeepWhatIsFarAhead() {
        assertThat(part(257, PlacementFlyweight.COMMAND, CommandCodec.encode(new Command.Use("a"))))
                .isEqualTo(Verdict.LATER);
    }

    @Test
    void shouldRefuseAnotherSourceThatKnowsLess() {
        final byte[] old = PlacementCodec.encode(origin);
        origin.apply(2_000, new Command.Up(0, "w2", 22, List.of("echo"), 100, 0));
        origin.apply(2_001, new Command.Balance());
        tell(0, PlacementFlyweight.WHOLE, PlacementCodec.encode(origin));
        poll();

        council.onSource();

        assertThat(part(0, PlacementFlyweight.WHOLE, old)).isEqualTo(Verdict.OLD);
        poll();
        assertThat(council.placement().version()).isEqualTo(origin.version());
    }

    @Test
    void shouldTakeAnOlderPlacementOfAnotherAuthority() {
        tell(0, PlacementFlyweight.WHOLE, PlacementCodec.encode(origin));
        poll();
        council.onSource();
        final ByteBuffer body = body(8, 0, PlacementFlyweight.WHOLE, PlacementCodec.encode(new Placement()));

        assertThat(council.onPart(body, 0, body.limit())).isEqualTo(Verdict.TAKEN);
        poll();

        assertThat(council.authority()).isEqualTo(8);
        assertThat(council.placement().version()).isZero();
    }

    @Test
    void shouldSayOfWhatItCannotReadThatItIsBad() {
        assertThat(part(0, PlacementFlyweight.WHOLE, new byte[] {99, 1, 2})).isEqualTo(Verdict.BAD);
        council.onSource();
        assertThat(part(0, PlacementFlyweight.LAST_PART, new byte[1])).isEqualTo(Verdict.BAD);
        council.onSource();
        assertThat(part(0, PlacementFlyweight.COMMAND, new byte[] {127})).isEqualTo(Verdict.BAD);
    }

    private void tell(final int index, final int what, final byte[] bytes) {
        assertThat(part(index, what, bytes)).isEqualTo(Verdict.TAKEN);
    }

    private Verdict part(final int index, final int what, final byte[] bytes) {
        final ByteBuffer body = body(AUTHORITY, index, what, bytes);
        return council.onPart(body, 0, body.limit());
    }

    private static ByteBuffer body(final long authority, final int index, final int what, final byte[] bytes) {
        final ByteBuffer body = Bytes.heap(PlacementFlyweight.BYTES_OFFSET + bytes.length);
        body.put(PlacementFlyweight.writeHeader(body, 0, authority, index, what, 5_000), bytes);
        return body;
    }

    private void poll() {
        council.poll(0, new Council.Listener() {
            @Override
            public void onAgreed(final long timeMs, final Command command) {
                assertThat(timeMs).isEqualTo(5_000);
                agreed.add(command);
            }

            @Override
            public void onRestored() {
                restored++;
            }
        });
    }
}
