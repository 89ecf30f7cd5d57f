package io.wilco.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.Bytes;
import io.wilco.wire.MessageFlyweight;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ReassemblerTest {
    private static final LinkConfig CONFIG = new Configs()
            .set("messageBytesMax", 4_096)
            .set("reassembliesMax", 4)
            .build();

    private final Reassembler.Pool pool = new Reassembler.Pool(CONFIG);
    private final Reassembler reassembler = new Reassembler(pool);

    @Property(tries = 300)
    void shouldPutAMessageTogetherInAnyOrder(
            @ForAll final Random random,
            @ForAll @IntRange(min = 2, max = 4_096) final int length,
            @ForAll @IntRange(min = 1, max = 4_095) final int partLength) {
        // given
        final int part = Math.min(partLength, length - 1);
        final int count = (length + part - 1) / part;
        final Reassembler fresh = new Reassembler(new Reassembler.Pool(CONFIG));
        final List<Integer> order = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            order.add(index);
        }
        Collections.shuffle(order, random);

        // when
        Reassembler.Partial partial = null;
        for (final int index : order) {
            assertThat(partial == null || !partial.isWhole()).isTrue();
            final ByteBuffer fragment = fragment(100, length, part, index, count);
            partial = fresh.partialOf(0, 100 + index, fragment, 0);
            assertThat(partial).isNotNull();
            assertThat(Reassembler.isConsistent(partial, fragment, 0)).isTrue();
            fresh.add(partial, fragment, 0);
        }

        // then
        assertThat(partial).isNotNull();
        assertThat(partial.isWhole()).isTrue();
        assertThat(partial.messageLength()).isEqualTo(length);
        for (int at = 0; at < length; at++) {
            if (partial.bytes().get(at) != (byte) (at * 31)) {
                throw new AssertionError("byte " + at);
            }
        }
    }

    @Property(tries = 2_000)
    void shouldNeverLeaveAHoleWhateverFragmentsClaim(@ForAll final Random random) {
        // given: fragments of one message, each with a length and a message length of its own choice
        final Reassembler fresh = new Reassembler(new Reassembler.Pool(CONFIG));
        final int count = 2 + random.nextInt(4);
        final int messageLength = count + random.nextInt(60);
        int covered = 0;

        // when
        for (int index = 0; index < count; index++) {
            final int part = 1 + random.nextInt(messageLength);
            final ByteBuffer fragment = Bytes.heap(5_000);
            MessageFlyweight.writeFragmentHeader(fragment, 0, 1, part, index, messageLength, index, count);
            final Reassembler.Partial partial = fresh.partialOf(0, index, fragment, 0);
            assertThat(partial).isNotNull();
            if (!Reassembler.isConsistent(partial, fragment, 0)) {
                return;
            }
            fresh.add(partial, fragment, 0);
            covered += part;

            // then
            if (partial.isWhole()) {
                assertThat(covered).isEqualTo(messageLength);
            }
        }
    }

    @Example
    void shouldFindFragmentsInconsistentThatTellDifferentThings() {
        final ByteBuffer first = fragment(0, 100, 40, 0, 3);
        final Reassembler.Partial partial = reassembler.partialOf(0, 0, first, 0);
        assertThat(partial).isNotNull();
        assertThat(Reassembler.isConsistent(partial, first, 0)).isTrue();

        assertThat(Reassembler.isConsistent(partial, fragment(0, 100, 40, 1, 3), 0))
                .isTrue();
        assertThat(Reassembler.isConsistent(partial, fragment(0, 100, 40, 2, 3), 0))
                .isTrue();
        assertThat(Reassembler.isConsistent(partial, fragment(0, 101, 40, 1, 3), 0))
                .isFalse();
        assertThat(Reassembler.isConsistent(partial, fragment(0, 100, 41, 1, 3), 0))
                .isFalse();
        assertThat(Reassembler.isConsistent(partial, fragment(0, 100, 41, 2, 3), 0))
                .isFalse();
        assertThat(Reassembler.isConsistent(partial, fragment(0, 100, 34, 1, 3), 0))
                .isFalse();
        final ByteBuffer otherKind = fragment(0, 100, 40, 1, 3);
        otherKind.put(MessageFlyweight.KIND_OFFSET, (byte) 9);
        assertThat(Reassembler.isConsistent(partial, otherKind, 0)).isFalse();
    }

    @Example
    void shouldTakeNoMoreThanItsShareOfTheBuffers() {
        for (int i = 0; i < 2; i++) {
            assertThat(reassembler.partialOf(0, 10L * i, fragment(10L * i, 100, 50, 0, 2), 0))
                    .isNotNull();
        }
        assertThat(reassembler.partialOf(0, 100, fragment(100, 100, 50, 0, 2), 0))
                .isNull();

        final Reassembler other = new Reassembler(pool);
        assertThat(other.partialOf(0, 0, fragment(0, 100, 50, 0, 2), 0)).isNotNull();

        reassembler.releaseAll();
        assertThat(reassembler.partialOf(0, 100, fragment(100, 100, 50, 0, 2), 0))
                .isNotNull();
    }

    private static ByteBuffer fragment(
            final long first, final int length, final int part, final int index, final int count) {
        final ByteBuffer buffer = Bytes.heap(8_192);
        final int from = index * part;
        final int partLength = Math.min(part, length - from);
        MessageFlyweight.writeFragmentHeader(buffer, 0, 2, partLength, first + index, length, index, count);
        for (int at = 0; at < partLength; at++) {
            buffer.put(MessageFlyweight.FRAGMENT_HEADER_LENGTH + at, (byte) ((from + at) * 31));
        }
        return buffer;
    }
}
