package io.wilco.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LinkParamsProperties {
    private static final LinkParams GOOD = new LinkParams(1_408, 250, 65_536, 16_384, 1_000, 100);

    @Property
    void shouldReadWhatItWrote(
            @ForAll @IntRange(min = 0, max = 65_535) final int datagram,
            @ForAll @IntRange(min = 0, max = 65_535) final int ackDelay,
            @ForAll final int message,
            @ForAll final int window,
            @ForAll final int dead,
            @ForAll final int limit) {
        // given
        final LinkParams params = new LinkParams(datagram, ackDelay, message, window, dead, limit);
        final ByteBuffer buffer = Bytes.heap(LinkParams.LENGTH + 3);

        // when
        params.write(buffer, 3);

        // then
        assertThat(LinkParams.read(buffer, 3)).isEqualTo(params);
    }

    @Property
    void shouldJudgeAnyBytesAndAcceptOnlyWhatIsInBounds(@ForAll @Size(LinkParams.LENGTH) final byte[] bytes) {
        final LinkParams params = LinkParams.read(Bytes.wrap(bytes), 0);
        if (params.isValid()) {
            assertThat(params.datagramBytesMax()).isBetween(576, 65_507);
            assertThat(params.messageBytesMax()).isGreaterThanOrEqualTo(512);
            assertThat(params.windowFrames()).isBetween(64, 65_536);
            assertThat(params.deadAfterMs()).isPositive();
            assertThat(params.requestLimit()).isNotNegative();
        }
    }

    @Example
    void shouldRefuseEachFieldOutOfItsBounds() {
        assertThat(GOOD.isValid()).isTrue();
        assertThat(new LinkParams(575, 250, 65_536, 16_384, 1_000, 100).isValid())
                .isFalse();
        assertThat(new LinkParams(65_508, 250, 65_536, 16_384, 1_000, 100).isValid())
                .isFalse();
        assertThat(new LinkParams(1_408, 250, 511, 16_384, 1_000, 100).isValid())
                .isFalse();
        assertThat(new LinkParams(1_408, 250, -1, 16_384, 1_000, 100).isValid()).isFalse();
        assertThat(new LinkParams(1_408, 250, 65_536, 32, 1_000, 100).isValid()).isFalse();
        assertThat(new LinkParams(1_408, 250, 65_536, 100, 1_000, 100).isValid())
                .isFalse();
        assertThat(new LinkParams(1_408, 250, 65_536, 131_072, 1_000, 100).isValid())
                .isFalse();
        assertThat(new LinkParams(1_408, 250, 65_536, 16_384, 0, 100).isValid()).isFalse();
        assertThat(new LinkParams(1_408, 250, 65_536, 16_384, 1_000, -1).isValid())
                .isFalse();
    }
}
