package io.wilco.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.wilco.wire.BlockPool;
import io.wilco.wire.Priority;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceWindowsTest implements CallListener {
    private static final long SECOND_NS = 1_000_000_000L;

    private final CallTable calls = new CallTable(1_000);
    private final BlockPool pool = new BlockPool(1_000L * BlockPool.BLOCK_BYTES_MAX);
    private final ServiceWindows windows = new ServiceWindows(calls, pool, this);
    private final List<String> told = new ArrayList<>();

    @Override
    public void onOutcome(final Object context, final long nowNs, final Outcome outcome) {
        throw new AssertionError("no call ends here");
    }

    @Override
    public void onWindow(final byte[] service, final Priority priority, final int size, final long nowNs) {
        told.add(new String(service, StandardCharsets.UTF_8) + " " + size);
    }

    private static byte[] bytes(final String service) {
        return service.getBytes(StandardCharsets.UTF_8);
    }

    private int begin(final String service) {
        final byte[] name = bytes(service);
        final int block = pool.allocate(name.length);
        pool.buffer(block).put(pool.offset(block), name);
        final int slot = calls.take();
        calls.set(slot, "call", Long.MAX_VALUE, CallOptions.AT_MOST_ONCE, block, name.length, name.length);
        return slot;
    }

    private boolean hasRoom(final String service, final long nowNs) {
        final ServiceWindow window = windows.of(bytes(service), Priority.NORMAL);
        return window == null || window.hasRoom(nowNs);
    }

    @Test
    void shouldCountWhatIsOpenWhenABoundIsTold() {
        begin("s");
        begin("s");
        begin("other");
        windows.onTold(begin("s"), 4, 0, 0);

        assertThat(hasRoom("s", 0)).isTrue();
        windows.of(bytes("s"), Priority.NORMAL).onBegun();
        assertThat(hasRoom("s", 0)).isFalse();
        assertThat(hasRoom("other", 0)).isTrue();
        assertThat(windows.of(bytes("s"), Priority.HIGH)).isNull();
        assertThat(told).containsExactly("s 4");
    }

    @Test
    void shouldSayWhenToComeAgainThoughTheDispatcherDidNot() {
        windows.onTold(begin("s"), 1, 0, 0);
        assertThat(windows.of(bytes("s"), Priority.NORMAL).retryAfterUs()).isEqualTo(1_000);

        windows.onTold(begin("s"), 1, 70_000, 0);
        assertThat(windows.of(bytes("s"), Priority.NORMAL).retryAfterUs()).isEqualTo(70_000);
    }

    @Test
    void shouldForgetABoundThatIsNotToldAgain() {
        windows.onTold(begin("s"), 1, 0, 0);
        assertThat(hasRoom("s", SECOND_NS - 1)).isFalse();
        assertThat(hasRoom("s", SECOND_NS)).isTrue();

        assertThat(windows.nextDeadlineNs()).isEqualTo(SECOND_NS);
        windows.onTick(SECOND_NS);
        assertThat(windows.of(bytes("s"), Priority.NORMAL)).isNull();
        assertThat(told).containsExactly("s 1", "s 0");
        assertThat(windows.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldKeepABoundThatIsToldAgain() {
        windows.onTold(begin("s"), 1, 0, 0);
        windows.onTold(begin("s"), 1, 0, SECOND_NS / 2);
        windows.onTick(SECOND_NS);

        assertThat(hasRoom("s", SECOND_NS)).isFalse();
        assertThat(told).containsExactly("s 1");
    }

    @Test
    void shouldTellOnceThatABoundIsGone() {
        windows.onTold(begin("s"), 1, 0, 0);
        windows.onTold(begin("s"), 0, 0, 0);
        assertThat(hasRoom("s", 0)).isTrue();
        windows.onTick(2 * SECOND_NS);
        windows.dropAll(2 * SECOND_NS);

        assertThat(told).containsExactly("s 1", "s 0");
    }

    @Test
    void shouldHaveRoomForOthersOnceThoseBeforeAreForgotten() {
        for (int i = 0; i < ServiceWindows.WINDOWS_MAX; i++) {
            windows.onTold(begin("s" + i), 1, 0, 0);
        }
        windows.onTold(begin("other"), 1, 0, 0);
        assertThat(hasRoom("other", 0)).isTrue();

        windows.onTick(SECOND_NS);
        windows.onTold(begin("other"), 1, 0, SECOND_NS);
        assertThat(hasRoom("other", SECOND_NS)).isFalse();
    }
}
