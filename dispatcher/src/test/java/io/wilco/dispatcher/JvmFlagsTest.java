package io.wilco.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;

/** The dispatcher may use Agrona's buffers, which need the JDK's internals opened, here as by the launcher. */
class JvmFlagsTest {

    @Test
    void shouldOpenWhatAgronasBuffersNeed() {
        final int capacity = 1024 + RingBufferDescriptor.TRAILER_LENGTH;
        final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(new UnsafeBuffer(ByteBuffer.allocateDirect(capacity)));
        final UnsafeBuffer message = new UnsafeBuffer(new byte[8]);
        message.putLong(0, 42);

        assertThat(ring.write(1, message, 0, 8)).isTrue();

        final int read = ring.read((type, buffer, offset, length) ->
                assertThat(buffer.getLong(offset)).isEqualTo(42));
        assertThat(read).isEqualTo(1);
    }
}
