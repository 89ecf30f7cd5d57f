package io.wilco.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class FrameReaderProperties {
    private final FrameReader frames = new FrameReader();

    @Property
    void shouldNeverReadBeyondAnyBytes(@ForAll @Size(max = 300) final byte[] bytes) {
        readAll(bytes);
    }

    @Property(tries = 5_000)
    void shouldNeverReadBeyondBytesThatLookLikeFrames(@ForAll("framelike") final byte[] bytes) {
        readAll(bytes);
    }

    @Property
    void shouldFindEveryWholeFrameBeforeTheOneThatIsCutShort(
            @ForAll("count") final int count, @ForAll("count") final int cut) {
        // given
        final ByteBuffer buffer = Bytes.heap(1_000);
        int at = 0;
        for (int i = 0; i < count; i++) {
            at += PingFlyweight.write(buffer, at, FrameType.PING, i);
        }
        final int missing = Math.min(cut, PingFlyweight.LENGTH - 1);
        at += PingFlyweight.write(buffer, at, FrameType.PONG, 7) - missing;
        buffer.limit(at);

        // when
        frames.wrap(buffer, 0);
        int found = 0;
        while (frames.next()) {
            found++;
        }

        // then
        assertThat(found).isEqualTo(missing == 0 ? count + 1 : count);
        assertThat(frames.isMalformed()).isEqualTo(missing > 0);
        assertThat(frames.next()).isFalse();
    }

    private void readAll(final byte[] bytes) {
        // Heap of the exact size, so that a read too far throws.
        final ByteBuffer buffer = Bytes.wrap(bytes);
        frames.wrap(buffer, 0);
        int end = 0;
        while (frames.next()) {
            assertThat(frames.offset()).isEqualTo(end);
            end = frames.offset() + readAllFields(buffer, frames.type(), frames.offset());
            assertThat(end).isLessThanOrEqualTo(bytes.length);
        }
        final boolean isPadded = end < bytes.length && bytes[end] == FrameType.PADDING;
        assertThat(frames.isMalformed()).isEqualTo(end < bytes.length && !isPadded);
    }

    /** Reads everything that a valid frame promises is there; returns its length. */
    private static int readAllFields(final ByteBuffer buffer, final int type, final int offset) {
        switch (type) {
            case FrameType.ACK -> {
                AckFlyweight.ackDelayUs(buffer, offset);
                final int ranges = AckFlyweight.rangeCount(buffer, offset);
                for (int i = 0; i < ranges; i++) {
                    assertThat(AckFlyweight.rangeGap(buffer, offset, i)).isPositive();
                    assertThat(AckFlyweight.rangeLength(buffer, offset, i)).isPositive();
                }
                assertThat(AckFlyweight.nextExpected(buffer, offset)).isNotNegative();
                assertThat(AckFlyweight.requestLimit(buffer, offset)).isNotNegative();
                final boolean hasReport = AckFlyweight.hasLoadReport(buffer, offset);
                if (hasReport) {
                    new LoadReport().read(buffer, AckFlyweight.loadReportOffset(buffer, offset));
                }
                return AckFlyweight.length(ranges, hasReport);
            }
            case FrameType.PING, FrameType.PONG -> {
                PingFlyweight.token(buffer, offset);
                return PingFlyweight.LENGTH;
            }
            case FrameType.CLOSE -> {
                CloseFlyweight.reason(buffer, offset);
                CloseFlyweight.text(buffer, offset);
                return CloseFlyweight.HEADER_LENGTH + Bytes.u16(buffer, offset + CloseFlyweight.TEXT_LENGTH_OFFSET);
            }
            case FrameType.MESSAGE -> {
                final int length = MessageFlyweight.bodyLength(buffer, offset);
                Bytes.copy(buffer, offset + MessageFlyweight.HEADER_LENGTH, length);
                return MessageFlyweight.HEADER_LENGTH + length;
            }
            case FrameType.FRAGMENT -> {
                final int length = MessageFlyweight.bodyLength(buffer, offset);
                assertThat(MessageFlyweight.index(buffer, offset)).isLessThan(MessageFlyweight.count(buffer, offset));
                assertThat(MessageFlyweight.messageLength(buffer, offset)).isGreaterThanOrEqualTo(length);
                Bytes.copy(buffer, offset + MessageFlyweight.FRAGMENT_HEADER_LENGTH, length);
                return MessageFlyweight.FRAGMENT_HEADER_LENGTH + length;
            }
            default -> throw new AssertionError("unknown type " + type);
        }
    }

    @Provide
    Arbitrary<Integer> count() {
        return Arbitraries.integers().between(0, 12);
    }

    /** Valid types, and small numbers where lengths and counts are. */
    @Provide
    Arbitrary<byte[]> framelike() {
        final Arbitrary<Byte> type =
                Arbitraries.of((byte) 0, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 16, (byte) 17);
        final Arbitrary<Byte> small =
                Arbitraries.oneOf(Arbitraries.bytes().between((byte) 0, (byte) 3), Arbitraries.bytes());
        final Arbitrary<byte[]> frame = Combinators.combine(
                        type, small.array(Byte[].class).ofMinSize(3).ofMaxSize(40))
                .as(FrameReaderProperties::join);
        return frame.list().ofMaxSize(6).map(FrameReaderProperties::concat);
    }

    private static byte[] join(final byte type, final Byte[] rest) {
        final byte[] bytes = new byte[1 + rest.length];
        bytes[0] = type;
        for (int i = 0; i < rest.length; i++) {
            bytes[i + 1] = rest[i];
        }
        return bytes;
    }

    private static byte[] concat(final java.util.List<byte[]> frames) {
        final ByteBuffer all = ByteBuffer.allocate(
                frames.stream().mapToInt(frame -> frame.length).sum());
        frames.forEach(all::put);
        return all.array();
    }
}
