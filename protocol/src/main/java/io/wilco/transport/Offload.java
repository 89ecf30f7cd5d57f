package io.wilco.transport;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * Linux's segmentation offload for UDP (udp(7), UDP_SEGMENT and UDP_GRO): several datagrams of one length, the last of
 * them perhaps shorter, go through the kernel as one. The JDK has the system call but not these options among those it
 * lets one set, so that its internals must be opened, with {@code --add-opens java.base/sun.nio.ch=ALL-UNNAMED};
 * without that, or elsewhere than on Linux, datagrams go one by one.
 */
final class Offload {
    /** No more segments than this are taken at once by any kernel that has the option. */
    static final int SEGMENTS_MAX = 64;

    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int UDP_GRO = 104;

    private static final @Nullable Offload INSTANCE = find();

    private final Method fileDescriptorOf;
    private final Method setIntOption;

    private Offload(final Method fileDescriptorOf, final Method setIntOption) {
        this.fileDescriptorOf = fileDescriptorOf;
        this.setIntOption = setIntOption;
    }

    private static @Nullable Offload find() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        try {
            final Method fileDescriptorOf =
                    Class.forName("sun.nio.ch.SelChImpl").getMethod("getFD");
            final Method setIntOption = Class.forName("sun.nio.ch.Net")
                    .getDeclaredMethod(
                            "setIntOption0",
                            FileDescriptor.class,
                            boolean.class,
                            int.class,
                            int.class,
                            int.class,
                            boolean.class);
            if (!fileDescriptorOf.trySetAccessible() || !setIntOption.trySetAccessible()) {
                return null;
            }
            return new Offload(fileDescriptorOf, setIntOption);
        } catch (final ReflectiveOperationException e) {
            // Another JDK's internals.
            return null;
        }
    }

    /**
     * Makes what is written to the channel leave as datagrams of so many bytes.
     *
     * @param segmentBytes 0 to send what is written as one datagram again
     * @return whether it will
     */
    static boolean cut(final DatagramChannel channel, final int segmentBytes) {
        return INSTANCE != null && INSTANCE.set(channel, UDP_SEGMENT, segmentBytes);
    }

    /** Makes the channel give several datagrams that arrived one behind the other in one go. */
    static void merge(final DatagramChannel channel) {
        if (INSTANCE != null) {
            INSTANCE.set(channel, UDP_GRO, 1);
        }
    }

    private boolean set(final DatagramChannel channel, final int option, final int value) {
        try {
            final boolean mayNeedConversion = false;
            final boolean isV6 = false;
            setIntOption.invoke(
                    null, fileDescriptorOf.invoke(channel), mayNeedConversion, SOL_UDP, option, value, isV6);
            return true;
        } catch (final InvocationTargetException e) {
            if (e.getCause() instanceof IOException) {
                // A kernel before 4.18, or 5.0, without the option; or the channel is closed.
                return false;
            }
            throw new IllegalStateException("the JDK did not set a socket option", e.getCause());
        } catch (final IllegalAccessException e) {
            throw new IllegalStateException("was accessible when looked at first", e);
        }
    }
}
